"""The pages of a programme: every sum adds up, no child and no assembly point is on any of them, no page takes a side."""

from __future__ import annotations

import os
import re
import time
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest

from safeconduct.access.acts_seen import view_act
from safeconduct.access.may import by_the_text
from safeconduct.access.seats import Seat
from safeconduct.caseload.movements.state import Stage as MovementStage
from safeconduct.caseload.weapons.errors import FIXED
from safeconduct.caseload.weapons.state import ContainerStage, ReceiptStage
from safeconduct.caseload.weapons.state import Stage as ItemStage
from safeconduct.secretariat import queries
from safeconduct.secretariat.case_acts import BY_NAME
from safeconduct.secretariat.opening import open_caseload
from safeconduct.secretariat.picture import DAY_COLUMNS
from safeconduct.web.programme import words
from safeconduct.web.programme.seen import Sight
from tests.passage import ADULTS, ASSEMBLY_POINT, CHILD, CHILDREN, FOUND_LATER, OFFER, lines, log
from tests.pilot import TEXT
from tests.swap import swap
from tests.web.looking import demonstration, from_seat
from tests.web.test_content import text_of

PAGES = ("", "/cases", "/weapons", "/movements", "/clocks", "/kept")
REGISTRAR = Seat("centre", "registrar")
DRAFT = "drafts/rafah-passage.yaml"
MADE_UP = "Made up for this example. No such passage was reported."


def number(text: str) -> int:
    """Return a number as a page writes it."""
    return int(re.sub(r"[\s,]", "", text).replace("−", "-").replace("·", "0"))


def rows(page: str, heading: str) -> tuple[list[list[int]], list[list[int]]]:
    """Return the numbers of the first table behind a heading, row by row: those of its body and those of its foot."""
    table = re.search(rf'id="{heading}".*?<table(.*?)</table>', page, re.DOTALL)
    assert table, heading
    body, _, foot = table[1].partition("<tfoot")

    def numbers(part: str) -> list[list[int]]:
        found = [re.findall(r'<td class="num[^"]*">(?:<b>)?([^<]+)', row) for row in re.findall(r"<tr.*?</tr>", part, re.DOTALL)]
        return [[number(one) if one != "–" else 0 for one in row] for row in found if row]

    return numbers(body), numbers(foot)


def sums(page: str) -> list[str]:
    """Return the sums that a page writes out."""
    found = re.findall(r'<p class="[^"]*\bsum\b[^"]*">(.*?)</p>', page, re.DOTALL)
    return [text_of(one) for one in found]


def adds_up(sentence: str) -> bool:
    """Say whether `12 received = 3 loose + 9 sealed` is right."""
    left, _, right = sentence.partition("=")
    return number(re.findall(r"\d+", left)[0]) == sum(map(int, re.findall(r"\d+", right)))


def columns(table: list[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*table, strict=True)]


@pytest.fixture(autouse=True)
def made_up_people():
    with demonstration():
        yield


@pytest.fixture
def show(of_example, tmp_path):
    """Show an agreement of one's own with its programme and its log, to a seat."""

    def shown(text: str = TEXT, acts: str | None = None, name: str = "own", seat: Seat = REGISTRAR) -> SimpleNamespace:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "agreement.yaml").write_text(text, encoding="utf-8")
        if acts is not None:
            (folder / "agreement.acts.jsonl").write_text(acts, encoding="utf-8")
        return from_seat(of_example("", file=str(folder / "agreement.yaml")), seat)

    return shown


@pytest.fixture
def pilot(show):
    """The small programme with its small log."""
    legal = Seat("panel", "panel_legal")
    return SimpleNamespace(**vars(show(acts=lines())), days=6, hidden=CHILDREN[:2], secret=(ASSEMBLY_POINT,),
                           runs=Seat("centre", "reception"), legal=legal, does_not_run=legal)  # fmt: skip


@pytest.fixture
def passage(of_example):
    """The packaged draft with its story."""
    site = from_seat(of_example("gaza-2025", with_files=(DRAFT,)), Seat("cmcc", "cmcc_registrar"))
    opened = open_caseload(site.shown.case)
    codes = {movement.assembly_point for movement in opened.office.movements.movements.values()} - {""}
    assert codes
    return SimpleNamespace(**vars(site), days=opened.last_day, hidden=tuple(opened.office.hidden), secret=tuple(codes),
                           runs=Seat("cmcc", "cmcc_reception"), does_not_run=Seat("cmcc", "cmcc_registrar"))  # fmt: skip


@pytest.fixture(params=["pilot", "passage"])
def site(request):
    """Either of the two."""
    return request.getfixturevalue(request.param)


def every(site: SimpleNamespace, pages: tuple[str, ...] = PAGES) -> dict[str, str]:
    """Fetch pages on every day."""
    found = {}
    for day in range(1, site.days + 1):
        for page in pages:
            answer = site.get(f"/programme{page}?day={day}")
            assert answer.status_code == 200, (page, day, answer.content[-800:])
            found[f"/programme{page}?day={day}"] = answer.content.decode()
    return found


def cases_on(page: str) -> list[str]:
    return re.findall(r'href="/programme/case/([^"?]+)', page)


# Sums


def test_the_head_line_the_funnel_and_the_outcomes_add_up_on_every_day(site):
    for address, page in every(site, ("",)).items():
        received = number(re.findall(r"Together: everyone this seat may know of</th><td[^>]*><b>(\d+)", page)[0])
        assert all(map(adds_up, sums(page))), (address, sums(page))
        bars, foot = rows(page, "funnel")
        assert (columns(bars)[0] if bars else 0) == foot[0][0] == received, address
        ends, (together, _stranded) = rows(page, "ends")
        assert columns(ends) == together == [received] * len(together), address
        assert f"{received} known to this seat" in text_of(page)


def test_what_changed_since_the_day_before_is_the_difference_of_two_days(site):
    def funnel(day: int) -> dict[str, list[int]]:
        page = site.get(f"/programme?day={day}").content.decode()
        part = page[page.index('id="funnel"') : page.index('id="ends"')]
        pattern = r'<th scope="row">([^<]+)<svg.*?<td class="num">([^<]+)</td><td class="num quiet">([^<]+)'
        found = re.findall(pattern, part, re.DOTALL)
        return {step: [number(people), number(change) if change != "–" else 0] for step, people, change in found}

    for day in range(2, site.days + 1):
        before, after = funnel(day - 1), funnel(day)
        assert after
        for step, (people, change) in after.items():
            assert people - before.get(step, [0])[0] == change, (day, step)
        assert {step for step, (people, _) in before.items() if people} <= set(after)


def test_the_last_row_of_the_days_is_the_day_that_is_shown(site):
    page = site.get("/programme").content.decode()
    table, _ = rows(page, "days")
    last = dict(zip(DAY_COLUMNS, table[-1], strict=True))
    assert len(table) == site.days
    tiles = {text_of(what).strip(): number(count) for count, what in
             re.findall(r'<span class="num">([^<]+)</span> <span class="what">(.*?)</span></li>', page, re.DOTALL)}  # fmt: skip
    assert last["arrived"] == tiles["arrived where they go"]
    assert last["no_way_on"] == tiles["without a way on"]


def test_those_without_a_way_on_are_counted_and_named(site):
    for address, page in every(site, ("",)).items():
        part = page[page.index('id="stranded"') : page.index('id="funnel"')]
        unlisted = sum(map(int, re.findall(r"(\d+) not shown by number", part)))
        _, (_, stranded) = rows(page, "ends")
        shown = re.search(r"(\d+) (?:person|people) without a way on", text_of(part))
        assert shown is not None
        assert len(cases_on(part)) + unlisted == int(shown[1]), address
        assert int(shown[1]) in stranded


def test_every_case_stands_at_one_step(site):
    for address, page in every(site, ("/cases",)).items():
        groups = re.findall(r'<h2 id="step-[^>]*>.*?<small class="num">(\d+)</small></h2>(.*?)</section>', page, re.DOTALL)
        for people, inside in groups:
            unlisted = re.findall(r"(\d+) not shown by number", inside)
            assert len(cases_on(inside)) + sum(map(int, unlisted)) == int(people), address
        [total] = re.findall(r"Together: (\d+)", text_of(page))
        assert sum(int(people) for people, _ in groups) == int(total)
        assert len(set(cases_on(page))) == len(cases_on(page))


def test_the_sums_of_weapons_are_those_of_the_sheet(site):
    for address, page in every(site, ("/weapons",)).items():
        assert all(map(adds_up, sums(page))), address
        received = number(re.findall(r'<span class="num">([^<]+)</span> <span class="what">received', page)[0])
        assert page.count('<tr id="tag-') == received, address
        _, receipts = rows(page, "receipts")
        assert [columns(rows(page, "receipts")[0])] == receipts, address
        marks = [row[0] for row in rows(page, "whence")[0]]
        assert sum(marks[:3]) == marks[3] == sum(marks[4:8]) == marks[8] == received, address
        if received:
            table, foot = rows(page, "accepted")
            assert columns(table) == foot[0] == [received] * len(foot[0])
        inside = [int(one) for one in re.findall(r'data-label="Weapons in it">(\d+)', page)]
        stages = dict(re.findall(r'<span class="num">([^<]+)</span> <span class="what">(sealed|handed on)<', page))
        assert sum(inside) == sum(map(number, stages)) or not stages


def test_the_head_counts_of_movements_reconcile(site):
    seen, site = 0, from_seat(site, site.runs)
    for address, page in every(site, ("/movements",)).items():
        for card in re.findall(r'<article class="block.*?</article>', page, re.DOTALL):
            tiles = re.findall(r'<span class="num">([^<]+)</span>', card)
            counts = tiles or re.findall(r"-?\d+", text_of(re.search(r'<p class="sum">(.*?)</p>', card, re.DOTALL)[1]))
            out, arrived, difference, missing, extra, rest = map(number, counts)
            assert out - arrived == difference == missing - extra + rest, address
            if "<tfoot>" in card:
                groups, foot = rows(f'id="x"{card}', "x")
                assert sum(row[0] for row in groups) == foot[0][0] == out, address
                seen += 1
    assert seen


def test_every_limit_is_counted_once(site):
    for address, page in every(site, ("/clocks",)).items():
        assert all(map(adds_up, sums(page))), address
        for total in re.findall(r"^\D*(\d+) limits", " ".join(sums(page))):
            listed = len(cases_on(page)) + sum(map(int, re.findall(r"(\d+) (?:not shown by number|child)", text_of(page))))
            assert listed == int(total), address
        passed = [chip == "run out" for chip in re.findall(r'<th scope="row"><time.*?(run out|</th>)', page)]
        assert passed == sorted(passed, reverse=True), address


# Children, and where people assemble


def test_no_child_and_no_assembly_point_is_on_any_page_of_who_does_not_run_a_movement(site):
    site = from_seat(site, site.does_not_run)
    pages = every(site)
    shown = {case for page in pages.values() for case in cases_on(page)}
    assert len(shown) > 5
    pages |= {f"{case} {day}": site.get(f"/programme/case/{case}?day={day}").content.decode()
              for case in sorted(shown)[:12] for day in (4, site.days)}  # fmt: skip
    assert site.hidden
    for address, page in pages.items():
        assert [case for case in site.hidden if case in page] == [], address
        assert [code for code in site.secret if code in page] == [], address


def test_leaving_an_act_out_brings_no_child_back(pilot):
    by_case = {act.case: act.id for act in log() if type(act).__name__ == "AgeChallenged"}
    assert list(by_case) == [FOUND_LATER]
    for name in (by_case[FOUND_LATER], f"screen-{CHILD}"):
        refused, unknown = (pilot.get(f"/programme?leave_out={asked}") for asked in (name, "a99999"))
        assert refused.status_code == unknown.status_code == 400
        assert f"No act of this programme is called {name}." in text_of(refused.content.decode())
    for act in log():
        answer = pilot.get(f"/programme/cases?leave_out={act.id}")
        assert [case for case in CHILDREN[:2] if case in answer.content.decode().replace(act.id, "")] == [], act.id


@pytest.mark.parametrize("day", [2, 6])
def test_the_number_of_a_child_and_no_number_at_all_get_the_same_answer(pilot, day):
    pilot = from_seat(pilot, pilot.legal)
    answers = {case: pilot.get(f"/programme/case/{case}?day={day}") for case in (*CHILDREN, "SYN-0000", "nonsense")}
    assert {answer.status_code for answer in answers.values()} == {404}
    pages = {answer.content.decode().replace(case, "NUMBER") for case, answer in answers.items()}
    assert len(pages) == 1
    assert "No case of this programme is shown under this number." in text_of(pages.pop())


# One case


def test_a_case_shows_what_its_reader_may_do_with_clause_and_what_it_lacks_and_of_others_only_whether_it_is_open(site):
    opened = open_caseload(site.shown.case)
    number_ = next(one for one in queries.stranded(opened.office, opened.as_of)).case
    page = site.get(f"/programme/case/{number_}").content.decode()
    own = unescape(page[page.index('id="next"') : page.index('id="others"')])
    others = unescape(page[page.index('id="others"') : page.index('id="acts"')]).partition('id="ways"')[0]
    viewer = site.shown.terms.viewer(site.seat, opened.as_of)
    offered = opened.office.offered(number_, opened.as_of)
    mine = [one for one in offered if by_the_text(viewer, one.row.act, opened.as_of)]
    assert titles(own) == sorted(one.row.title for one in mine if not one.missing)
    assert mine
    for one in mine:
        assert one.row.title in own
        assert all(f'href="/point/{clause}"' in own for clause in one.clause)
        assert all(" ".join(part.says.split()) in text_of(own) for part in said_of(opened, one.missing))
    sight = Sight(viewer, opened)
    rest = [one for one in offered if one not in mine and sight.reads(one.row.act, sight.known[number_][1])]
    assert titles(others) == sorted(one.row.title for one in rest)
    assert 'class="lacks"' not in others
    assert "Without a way on" in page


def titles(part: str) -> list[str]:
    """Return the moves on a part of a page, whether or not they lead to where they are written."""
    return sorted(re.sub(r"<.*?>", "", found) for found in re.findall(r'<p class="title">(.*?) <small>', part))


def said_of(opened, missing):
    return [queries.said(part, opened.office) for part in missing]


def test_an_act_without_effect_is_marked_with_its_reason_and_the_others_can_be_left_out(pilot):
    pilot = from_seat(pilot, pilot.legal)
    page = pilot.get(f"/programme/case/{ADULTS[8]}").content.decode()
    text = text_of(page)
    assert "Alpha (Alpha's post) may not take this step; it is for legal officer" in text
    left_out = re.findall(r'leave_out=([^"&]+)"', page)
    assert left_out
    answer = pilot.get(f"/programme?leave_out={left_out[0]}").content.decode()
    assert "Shown as if this act had never been made:" in text_of(answer)
    assert 'href="/programme"' in answer


def test_a_case_is_found_by_its_number_however_it_is_typed(pilot):
    answer = pilot.get(f"/programme/cases?number=+{ADULTS[0].lower()}+&day=5")
    assert (answer.status_code, answer.url) == (302, f"/programme/case/{ADULTS[0].lower()}?day=5")
    assert ADULTS[0] in pilot.get(answer.url).content.decode()
    for odd in ("a/b", "../x", "<b>", "é", "x" * 300):
        assert pilot.client.get("/programme/cases", {"number": odd}).status_code == 404


# Looking


def test_links_keep_the_day_on_every_page_and_on_the_way_to_a_point_and_back(pilot):
    for page in (*PAGES, f"/case/{ADULTS[5]}"):
        html = pilot.get(f"/programme{page}?day=4").content.decode()
        main = html[html.index('<section class="lens"') : html.index("</main")]
        links = [unescape(link) for link in re.findall(r'href="(/[^"]*)"', main)]
        assert [link for link in links if "day=" not in link] == [], page
    point = pilot.get("/point/p1?day=4").content.decode()
    assert 'href="/programme?day=4"' in point


def test_every_day_can_be_stepped_to(pilot):
    page = pilot.get("/programme?day=3").content.decode()
    assert "Day 3 of 6 · as of end of 4 Mar 2026, UTC+2" in text_of(page)
    assert re.findall(r'href="/programme\?day=(\d+)"[^>]*><span class="hidden">Day', page) == [str(day) for day in range(1, 7)]
    assert 'href="/programme?day=2" rel="prev"' in page
    assert 'href="/programme?day=4" rel="next"' in page
    assert 'rel="prev"' not in pilot.get("/programme?day=1").content.decode()
    assert 'rel="next"' not in pilot.get("/programme?day=6").content.decode()


@pytest.mark.parametrize("page", [*PAGES, f"/case/{ADULTS[0]}"])
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("day=0", "There is no day 0. Write a number from 1 to 6."),
        ("day=7", "There is no day 7."),
        ("day=-1", "There is no day -1."),
        ("day=two", "There is no day two."),
        ("day=%D9%A3", "There is no day"),
        ("day=99999999999999999999", "There is no day"),
        ("day=<script>", "There is no day"),
        ("leave_out=ofer", "No act of this programme is called ofer. Did you mean offer?"),
        ("leave_out=a1,zzzzz", "No act of this programme is called zzzzz."),
        ("leave_out=<script>", "No act of this programme is called"),
    ],
)
def test_a_day_or_an_act_that_there_is_not_gets_a_friendly_page(pilot, page, query, says):
    answer = pilot.get(f"/programme{page}?{query}&lang=en")
    html = answer.content.decode()
    assert answer.status_code == 400
    assert says in text_of(html)
    assert "<script" not in html
    assert re.search(r'<input id="own" name="(day|leave_out)"', html)
    # No link leads back to the same mistake.
    assert [link for link in re.findall(r'href="(/[^"]*)"', html) if query.partition("=")[0] + "=" in link] == []


def test_with_and_without_the_offer_stand_side_by_side(pilot):
    page = pilot.get("/programme?day=6").content.decode()
    assert "3 places offered by Haven" in text_of(page)
    assert f'<a href="/programme?day=6&amp;leave_out={OFFER}">Without it</a>' in page
    ends, (_, stranded) = rows(page, "ends")
    assert stranded == [2, 3]
    other = pilot.get(f"/programme?day=6&leave_out={OFFER}").content.decode()
    assert rows(other, "ends") == (ends, [[13, 13], stranded])
    assert '<a href="/programme?day=6">With the offer</a>' in other
    assert "3 people without a way on" in text_of(other)
    before = pilot.get("/programme?day=2").content.decode()
    assert "Without it" not in before


def test_nobody_without_a_way_on_is_told_in_calm_words(pilot):
    page = pilot.get("/programme?day=1").content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert "0 people without a way on" in text_of(main)
    assert "is-overdue" not in main
    later = pilot.get("/programme").content.decode()
    assert later.count('class="block is-overdue"') == 1


def test_what_holds_a_movement_up_is_told_with_since_when(pilot):
    text = text_of(pilot.get("/programme/movements").content.decode())
    assert "Halted since 7 Mar 2026, 13:00 UTC+2 ; 2 people under way" in text
    assert "Alpha withdrew its hold-fire" in text
    assert "Bravo announced an operation in behind the line" in text
    assert "An acknowledgement is not a permission." in text
    short = text_of(pilot.get("/programme").content.decode())
    assert "T-2 halted since 7 Mar 2026, 13:00 UTC+2" in short
    assert "M-2 planned" in short


def test_each_assessor_stands_beside_the_others_and_a_receipt_is_no_proof_of_identity(pilot):
    pilot = from_seat(pilot, Seat("centre", "weapons_officer"))
    text = text_of(pilot.get("/programme/weapons").content.decode())
    assert FIXED[1:] + "." in text
    # Assessors stand in the order in which they first spoke, each once.
    page = pilot.get("/programme/weapons").content.decode()
    heads = re.search(r'id="accepted".*?<thead>(.*?)</thead>', page, re.DOTALL)[1]
    assert re.findall(r"<bdi[^>]*>([^<]+)", heads) == ["Monitor", "Centre"]
    assert "not accepted defective; home-made accepted serviceable Alpha" in re.search(r"W-1 rifle 1 (.*?) W-2 ", text)[1]


@pytest.mark.parametrize("seat", [REGISTRAR, Seat("centre", "weapons_officer"), Seat("panel", "panel_legal")])
def test_what_had_no_effect_is_listed_with_all_its_reasons_to_who_sees_the_act(pilot, seat):
    page = from_seat(pilot, seat).get("/programme/kept").content.decode()
    opened = open_caseload(pilot.shown.case)
    viewer = pilot.shown.terms.viewer(seat, opened.as_of)
    entries = [one for one in opened.office.entries if one.missing and view_act(viewer, one.act, opened.office).found]
    assert page.count("<tr><td>") == len(entries) > 1
    text = text_of(page)
    for entry in entries:
        for part in said_of(opened, entry.missing):
            assert " ".join(part.says.split()) in text, part.says


def test_made_up_acts_are_said_to_be_made_up_on_every_page_and_others_are_not(pilot, show):
    for page in (*PAGES, f"/case/{ADULTS[0]}"):
        assert MADE_UP in text_of(pilot.get(f"/programme{page}").content.decode()), page
    real = show(acts=lines().replace('"synthetic":true', '"synthetic":false'), name="real")
    assert MADE_UP not in text_of(real.get("/programme").content.decode())


# No programme, no acts, files that change


def test_without_a_programme_the_page_says_how_to_open_one(gaza, of_example):
    gaza = from_seat(gaza, Seat("cmcc"))
    page = gaza.get("/programme").content.decode()
    assert "This agreement has no programme" in text_of(page)
    assert f"safeconduct demo --example gaza-2025 --with {DRAFT}" in text_of(page)
    assert ">Programme</a>" not in page
    assert ">Programme</a>" not in gaza.get("/").content.decode()
    assert gaza.get("/programme/weapons").status_code == 200
    assert gaza.get("/programme/case/SYN-0000").status_code == 404
    assert "safeconduct demo FILE --with TEXT.yaml" in text_of(of_example("aceh-2005").get("/programme").content.decode())


@pytest.mark.parametrize("acts", [None, "", "\n"])
def test_without_acts_the_page_says_so(show, acts):
    site = show(acts=acts)
    for page in PAGES:
        answer = site.get(f"/programme{page}?day=3")
        assert answer.status_code == 200
        assert "nothing has been entered in it yet" in text_of(answer.content.decode())
    assert 'aria-current="page">Programme</a>' in site.get("/programme").content.decode()


def test_a_log_that_grows_is_read_again_and_a_faulty_one_is_told(show, tmp_path):
    site = show(acts=None)
    file: Path = tmp_path / "own" / "agreement.acts.jsonl"
    file.write_text(lines(), encoding="utf-8")
    assert "Day 6 of 6" in text_of(site.get("/programme").content.decode())
    file.write_text("{}\n", encoding="utf-8")
    os.utime(file, ns=(time.time_ns(), time.time_ns()))
    answer = site.get("/programme")
    assert answer.status_code == 500
    assert "SC021" in answer.content.decode()
    assert site.get("/").status_code == 200


# Neither side, and words for everything


@pytest.mark.parametrize("query", ["", "?day=3", f"?leave_out={OFFER}"])
def test_swapping_the_parties_swaps_every_page(show, query):
    pages = {}
    for name, text, acts in (("one", TEXT, lines()), ("two", swap(TEXT, "alpha", "bravo"), swap(lines(), "alpha", "bravo"))):
        site = show(text, acts, name)
        for page in (*PAGES, *(f"/case/{case}" for case in ADULTS)):
            pages[name, page] = re.sub(r"sha256:[0-9a-f…]+", "", site.get(f"/programme{page}{query}").content.decode())
    for page in (*PAGES, *(f"/case/{case}" for case in ADULTS)):
        assert swap(pages["one", page], "alpha", "bravo").splitlines() == pages["two", page].splitlines(), page
    assert "Alpha" in pages["one", "/movements"]


def test_no_page_has_a_style_of_its_own_an_id_twice_or_a_link_that_leads_nowhere(site):
    pages = {page: site.get(page).content.decode() for page in [f"/programme{page}" for page in PAGES]}
    pages |= {f"/programme/case/{case}": site.get(f"/programme/case/{case}").content.decode()
              for case in cases_on(pages["/programme/cases"])[:10]}  # fmt: skip
    inline = re.compile(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    for address, page in pages.items():
        assert inline.search(page) is None, address
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted({one for one in ids if ids.count(one) > 1}) == [], address
    links = {unescape(link) for page in pages.values() for link in re.findall(r'href="(/[^"?]*(?:#[^"]*)?)"', page)}
    lost = []
    for link in sorted(link for link in links if not link.startswith(("/static/", "/desk/", "/looks/"))):
        address, _, anchor = link.partition("#")
        answer = site.get(address)
        if answer.status_code != 200 or (anchor and f'id="{anchor}"' not in answer.content.decode()):
            lost.append(link)
    assert lost == []


def test_every_step_act_and_state_has_its_word():
    assert list(words.STEP) == list(queries.STEPS)
    assert list(words.END) == list(queries.ENDS)
    assert set(words.ACT) == set(BY_NAME)
    assert list(words.COLUMN) == list(DAY_COLUMNS)
    assert set(words.STAGE) == set(words.STAGE_ICON) == set(MovementStage)
    assert set(words.ITEM) == set(ItemStage)
    assert set(words.CONTAINER) == set(ContainerStage)
    assert set(words.RECEIPT) == set(ReceiptStage)
