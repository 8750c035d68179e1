"""What a hostile side would try: each case once gave it something it had no right to."""
# ruff: noqa: E501 - the pieces of the made-up agreement are replaced as they stand in it

import pytest

from safeconduct.agreement.act_log import read_acts
from safeconduct.agreement.amend import join
from safeconduct.agreement.reader import read_agreement, read_amendment
from safeconduct.agreement.results import Answer, Life
from safeconduct.agreement.status import Version
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.errors import Invalid
from safeconduct.kernel.truth import Truth
from tests.arel import TEXT, act, at, norm, read, status_at

CONFIRM, CONTEST = "obligation.confirmed", "obligation.contested"


def weapons(when: str, amount: int, **more: object) -> ActBase:
    return act(CONFIRM, when, "mission", of="weapons", amount=amount, unit="weapons", **more)


def count(when: str, who: str, of: str, tally: str, total: int, **more: object) -> ActBase:
    return act("obligation.counted", when, who, of=of, tally=tally, total=total, unit="", **more)


def done(*entries: ActBase, of: str = "weapons", when: str = "03-10", **more: str) -> int:
    return norm(status_at(when, *entries, **more), of).amount.done


def reasons(*entries: ActBase, when: str = "03-10", **more: str) -> list[str]:
    return [item.reason for item in status_at(when, *entries, **more).not_counted]


def test_contesting_a_count_never_puts_it_under_a_ceiling() -> None:
    text = TEXT.replace("amount: at most 100 soldiers", "amount: at most 100 soldiers\n    dispute: {by: [alpha, bravo], to: panel}")
    counted = count("03-05", "mission", "soldiers", "verified", 300, id="n")
    for amount in (None, 200):
        contest = act(CONTEST, "03-06", "alpha", of="soldiers", refs=("n",), amount=amount, id="k")
        assert norm(status_at("03-10", counted, contest, text=text), "soldiers").life is Life.IN_FORCE
    under = count("03-05", "mission", "soldiers", "verified", 90, id="n")
    contest = act(CONTEST, "03-06", "bravo", of="soldiers", refs=("n",), amount=20, id="k")
    found = norm(status_at("03-10", under, contest, text=text), "soldiers")
    assert (found.life, found.if_for.life, found.if_against.life) == (Life.IN_FORCE, Life.FULFILLED, Life.FULFILLED)


def test_the_creditor_of_a_ceiling_adds_nothing_to_it() -> None:
    entries = (count("03-05", "mission", "soldiers", "verified", 90, id="n"),
               act(CONFIRM, "03-06", "bravo", of="soldiers", amount=500, unit="soldiers"))  # fmt: skip
    assert done(*entries, of="soldiers") == 90
    assert reasons(*entries) == ["no_power_to_confirm"]


def test_a_total_taken_back_leaves_the_one_before_it() -> None:
    back = act("act.withdrawn", "03-07", "mission", refs=("m",))
    first, second = (count(day, "mission", "weapons", "mission", total, id=name)
                     for day, total, name in (("03-05", 90, "n"), ("03-06", 900, "m")))  # fmt: skip
    assert done(first, second, back) == 90
    contest = act(CONTEST, "03-07", "alpha", of="weapons", refs=("m",))
    found = norm(status_at("03-10", first, count("03-06", "mission", "weapons", "mission", 100, id="m"), contest), "weapons")
    assert (found.amount.done, found.amount.disputed) == (90, 10)


def test_one_claim_counts_once_however_many_confirm_it() -> None:
    claim = act("obligation.claimed", "03-04", "bravo", of="living", amount=10, id="c")
    for who in ("mission", "alpha"):
        twice = [act(CONFIRM, "03-05", "mission", of="living", refs=("c",), id="x"),
                 act(CONFIRM, "03-06", who, of="living", refs=("c",), id="y")]  # fmt: skip
        assert done(claim, *twice, of="living") == 10
    other = act("obligation.claimed", "03-04", "bravo", of="remains", amount=2, id="c2")
    assert done(other, act(CONFIRM, "03-05", "mission", of="weapons", refs=("c2",))) == 0


@pytest.mark.parametrize("silence", ["stands", "falls"])
def test_a_sham_contest_does_not_kill_the_real_one(silence: str) -> None:
    text = TEXT.replace("if_no_ruling: stands", f"if_no_ruling: {silence}").replace("dispute: {by: alpha,", "dispute: {by: [alpha, bravo],")
    entries = [weapons("03-20", 40, id="w"), act(CONTEST, "03-21", "alpha", of="weapons", refs=("w",), id="k"),
               act(CONTEST, "03-01", "bravo", of="weapons", refs=("w",), amount=0, recorded="03-22", id="s"),
               act(CONTEST, "03-01", "bravo", of="weapons", refs=("w",), amount=1, recorded="03-22", id="t")]  # fmt: skip
    found = norm(status_at("03-23", *entries, text=text), "weapons")
    assert (found.amount.done, found.amount.disputed) == (0, 40)


def dated(when: str, who: str, **more: object) -> ActBase:
    return act("anchor.dated", when, who, anchor="accepted", **{"candidate": who, **more})


def test_one_side_alone_neither_starts_nor_stops_a_clock() -> None:
    fixed = act("anchor.dated", "03-05", "mission", anchor="withdrawn", candidate="n")
    vote = dated("03-05", "other")
    for more in ([], [dated("05-19", "bravo")], [dated("05-19", "bravo", basis="reported", evidence=("s1",), id="r")]):
        assert norm(status_at("05-20", vote, fixed, *more), "living").life is Life.OVERDUE
    alone = status_at("05-20", dated("03-05", "alpha"), fixed)
    assert norm(alone, "quiet").life is Life.DORMANT
    assert not next(anchor for anchor in alone.anchors if anchor.id == "accepted").candidates[0].supported
    for_both = dated("03-05", "alpha", relied_on_by=("alpha", "bravo"))
    assert norm(status_at("05-20", for_both), "quiet").life is Life.DORMANT
    both = [dated("03-05", who, candidate="same", id=f"by-{who}") for who in ("alpha", "bravo")]
    assert norm(status_at("05-20", *both), "quiet").life is Life.IN_FORCE


def test_joint_owners_agree_only_together() -> None:
    def filled(*says: tuple[str, str]) -> tuple[bool, str]:
        entries = [act("hole.filled", f"03-0{n}", who, hole="route", says=words, id=f"h{n}")
                   for n, (who, words) in enumerate(says, 4)]  # fmt: skip
        hole = status_at("03-10", *entries).holes[0]
        return hole.filled, hole.filled_with

    assert filled(("alpha", "ours only")) == (False, "")
    assert filled(("alpha", "one"), ("bravo", "two")) == (False, "")
    assert filled(("alpha", "one"), ("bravo", "two"), ("alpha", "two")) == (True, "two")


def test_joint_deciders_and_creditors_act_only_together() -> None:
    text = TEXT.replace("by: panel}\n  adrift", "by: [alpha, bravo]}\n  adrift")
    yes = act("decision.made", "03-04", "bravo", decision="complies", outcome="yes")
    no = act("decision.made", "03-05", "alpha", decision="complies", outcome="no")
    assert norm(status_at("03-06", yes, no, text=text), "no_return").life is Life.IN_FORCE
    owed = TEXT.replace("who: bravo\n    to: alpha\n    amount: 20 persons", "who: bravo\n    to: [alpha, other]\n    amount: 20 persons")
    waiver = act("obligation.waived", "03-05", "other", of="living")
    assert norm(status_at("03-06", waiver, text=owed), "living").life is Life.IN_FORCE
    both = (waiver, act("obligation.waived", "03-05", "alpha", of="living"))
    assert norm(status_at("03-06", *both, text=owed), "living").life is Life.RELEASED


@pytest.mark.parametrize(("kind", "who", "of", "fields"), [
    ("obligation.waived", "alpha", "weapons", {"of": "weapons"}),
    ("breach.found", "panel", "weapons", {"of": "weapons", "outcome": "breach"}),
    ("decision.made", "panel", "no_return", {"decision": "complies", "outcome": "no"}),
])  # fmt: skip
def test_every_kind_of_act_can_be_taken_back_by_its_own_actor(kind: str, who: str, of: str, fields: dict[str, str]) -> None:
    entry = act(kind, "03-05", who, id="z", **fields)
    before = norm(status_at("03-07", entry), of).life
    mine = act("act.withdrawn", "03-06", who, refs=("z",), id="w")
    foreign = act("act.withdrawn", "03-06", "other", refs=("z",), id="w")
    assert norm(status_at("03-07", entry, mine), of).life is Life.IN_FORCE != before
    assert norm(status_at("03-07", entry, foreign), of).life is before
    assert reasons(entry, foreign) == ["withdrawal_by_another"]
    again = act("act.withdrawn", "03-07", who, refs=("w",), id="x")
    assert norm(status_at("03-08", entry, mine, again), of).life is before


def test_a_finder_that_corrects_itself_is_heard() -> None:
    breach, none = (act("breach.found", day, "panel", of="weapons", outcome=outcome)
                    for day, outcome in (("03-05", "breach"), ("03-06", "no_breach")))  # fmt: skip
    assert norm(status_at("03-07", breach, none), "weapons").life is Life.IN_FORCE


def test_what_can_still_be_done_makes_nothing_lapse() -> None:
    slip = (weapons("03-05", 5, id="v"), act("obligation.refuted", "03-06", "mission", of="weapons", refs=("v",)))
    found = status_at("03-07", *slip)
    assert norm(found, "release").life is Life.DORMANT
    assert norm(found, "release").can_unblock


def test_a_contested_claim_is_shown_and_a_ruling_confirms_it() -> None:
    claim = act("obligation.claimed", "03-04", "bravo", of="weapons", amount=40, id="c")
    contest = act(CONTEST, "03-05", "alpha", of="weapons", refs=("c",))
    found = norm(status_at("03-06", claim, contest), "weapons")
    assert (found.amount.done, found.amount.disputed) == (0, 40)
    assert [change.how for change in found.can_unblock if change.who == ("panel",)] == ["rule"]
    upheld = act("dispute.ruled", "03-06", "panel", of="weapons", refs=("c",), outcome="for")
    found = norm(status_at("03-07", claim, contest, upheld), "weapons")
    assert (found.amount.done, found.amount.disputed) == (40, 0)
    lost = act("dispute.ruled", "03-06", "panel", of="weapons", refs=("nothing",), outcome="for")
    assert reasons(claim, lost) == ["names_no_act"]


def test_a_suspension_needs_its_own_open_power_and_ends_by_its_own_hand() -> None:
    opened = weapons("03-02", 33)
    invented = act("suspension.declared", "03-05", "alpha", of="release", power="no_such")
    assert norm(status_at("03-06", opened, invented), "release").life is Life.IN_FORCE
    text = TEXT.replace("exchanges:\n", "  stop2: {title: s, clause: p1, who: bravo, affects: release, lasts: 1 day}\nexchanges:\n")
    mine = act("suspension.declared", "03-05", "alpha", of="release", power="stop")
    foreign = act("suspension.ended", "03-06", "bravo", of="release")
    short = act("suspension.declared", "03-06", "bravo", of="release", power="stop2")
    assert norm(status_at("03-07", opened, mine, foreign, text=text), "release").life is Life.SUSPENDED
    assert norm(status_at("03-08", opened, mine, short, text=text), "release").life is Life.SUSPENDED
    closed = TEXT.replace("lasts: 5 days}", "lasts: 5 days, after: {decided: adrift}}")
    assert norm(status_at("03-06", opened, mine, text=closed), "release").life is Life.IN_FORCE


def test_a_clock_stands_still_while_the_text_says_so() -> None:
    stop = act("suspension.declared", "03-06", "alpha", of="remains", power="stop")
    for word, life in (("yes", Life.IN_FORCE), ("no", Life.OVERDUE)):
        text = TEXT.replace("affects: release, lasts: 5 days}", f"affects: remains, lasts: 5 days, stops_clock: {word}}}")
        assert norm(status_at("03-13", stop, text=text), "remains").life is life


def amended(base_versions: tuple[Version, ...], day: str, body: str, name: str) -> Version:
    base = base_versions[-1].source
    change = read_amendment(f'safeconduct: 1\nid: {name}\ntitle: {name}\nwording: draft\n'
                            f'amends: {{agreement: arel, hash: "{base.hash}", effective: 2026-{day}}}\n{body}\n'.encode(),
                            file=f"{name}.yaml")  # fmt: skip
    return Version(join(base, change), at(f"{day} 00:00"), frozenset(change.model.releases), name,
                   frozenset(change.model.replaces))  # fmt: skip


def test_a_chain_of_amendments_keeps_what_was_released_and_what_was_done() -> None:
    base = Version(read())
    one = amended((base,), "03-10", "releases: [trucks]", "one")
    two = amended((base, one), "03-15", "releases: [soldiers]", "two")
    assert norm(status_at("03-16", more=(one, two)), "trucks").life is Life.RELEASED
    body = ("replaces: [weapons]\nobligations:\n  weapons: {title: w, clause: p1, who: bravo, to: alpha, amount: 100 weapons, "
            "tranches: {parts: {t1: {share: 33%}, t2: {rest: yes}}, rounding: down}, verified_by: {any: mission}}\n"
            "units: {weapons: weapons}")  # fmt: skip
    plain = amended((base,), "03-10", body, "plain")
    assert norm(status_at("03-12", weapons("03-05", 40), more=(plain,)), "weapons").amount.done == 40
    strict = amended((base,), "03-10", "replaces: [living]\nobligations:\n  living: {title: l, clause: p1, who: bravo, to: alpha, "
                     "amount: 20 persons, verified_by: {any: [mission, second], quorum: 2}}\nunits: {persons: persons}", "strict")  # fmt: skip
    early = act(CONFIRM, "03-05", "mission", of="living", amount=20, unit="persons")
    assert norm(status_at("03-12", early, more=(strict,)), "living").life is Life.FULFILLED


def test_an_extension_carries_a_mandate_on_and_heals_nothing_before_it() -> None:
    more = act("mandate.extended", "03-05", "panel", body="mission", to=at("2027-06-01T00:00:00+02:00"))
    assert done(weapons("02-20", 40), more) == 0
    found = status_at("03-06", act("anchor.dated", "02-05", "mission", anchor="withdrawn", candidate="x"))
    assert not next(anchor for anchor in found.anchors if anchor.id == "withdrawn").candidates


def test_a_contest_runs_from_when_the_entry_became_known() -> None:
    late = weapons("03-01", 40, id="w", recorded="03-20")
    assert done(late, act(CONTEST, "03-20 13:00", "alpha", of="weapons", refs=("w",)), when="03-22") == 0
    backdated = act(CONTEST, "03-06", "alpha", of="weapons", refs=("w",), recorded="04-20")
    assert done(weapons("03-05", 40, id="w"), backdated, when="04-25") == 40


def test_refuting_takes_a_verifier_and_takes_off_what_it_says() -> None:
    entry = weapons("03-05", 40, id="w")
    assert done(entry, act("obligation.refuted", "04-20", "alpha", of="weapons", refs=("w",)), when="04-25") == 40
    twenty = act(CONFIRM, "03-05", "mission", of="living", amount=20, id="v")
    assert done(twenty, act("obligation.refuted", "03-06", "mission", of="living", refs=("v",), amount=1), of="living") == 19
    assert reasons(entry, act(CONTEST, "03-06", "alpha", of="weapons")) == ["names_no_act"]


def test_without_a_clause_on_disputes_a_contest_is_shown_and_takes_nothing_off() -> None:
    entry = act(CONFIRM, "03-05", "mission", of="remains", amount=10, unit="bodies", id="v", category="locals")
    found = norm(status_at("03-10", entry, act(CONTEST, "03-06", "alpha", of="remains", refs=("v",))), "remains")
    assert (found.life, found.evidence, found.amount.done) == (Life.FULFILLED, Truth.DISPUTED, 10)


def test_a_quorum_counts_standing_voices_of_verifiers_and_what_they_agree_on() -> None:
    one, two = (act(CONFIRM, day, who, of="checked_twice", refs=("c",), id=who)
                for day, who in (("03-05", "mission"), ("03-07", "second")))  # fmt: skip
    for back in (act("act.withdrawn", "03-08", "mission", refs=("mission",)),
                 act("obligation.refuted", "03-08", "mission", of="checked_twice", refs=("mission",))):  # fmt: skip
        assert norm(status_at("03-10", one, two, back), "checked_twice").life is not Life.FULFILLED
    text = TEXT.replace("to: unstated\n    deadline: {by: 2026-03-20}\n    verified_by: {any: [mission, second]",
                        "to: bravo\n    amount: 100 trucks\n    deadline: {by: 2026-03-20}\n    verified_by: {any: [mission, second]")  # fmt: skip
    voices = [act(CONFIRM, day, who, of="checked_twice", amount=amount, refs=("c",), id=who)
              for day, who, amount in (("03-05", "mission", 1), ("03-06", "second", 100), ("03-06", "bravo", 100))]  # fmt: skip
    assert norm(status_at("03-10", *voices, text=text), "checked_twice").amount.done == 1
    assert norm(status_at("03-10", voices[0], voices[2], text=text), "checked_twice").amount.done == 0


def test_another_unit_or_category_counts_nothing_and_an_unnamed_one_is_told() -> None:
    trucks = act(CONFIRM, "03-05", "mission", of="remains", amount=10, unit="trucks", category="locals")
    assert (done(trucks, of="remains"), reasons(trucks)) == (0, ["another_unit"])
    unnamed = status_at("03-10", act(CONFIRM, "03-05", "mission", of="remains", amount=10, unit="bodies"))
    assert "10 of no category x no key" in unnamed.exchanges[0].arithmetic


@pytest.mark.parametrize("root", ["Agency One ", "agency one", "Agency\u00a0One", "Agency One\u200d"])
def test_another_spelling_is_no_second_root(root: str) -> None:
    entry = weapons("03-05", 40, basis="reported", evidence=("s1", "s9"))
    assert done(entry, act("source.added", "03-05", "recorder", source="s9", root=root)) == 0


def test_a_party_is_not_its_own_second_witness() -> None:
    entry = weapons("03-05", 40, basis="reported", evidence=("x1", "x2"))
    added = [act("source.added", "03-05", "bravo", source=name, root=name, id=name) for name in ("x1", "x2")]
    assert done(entry, *added) == 0


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    text = TEXT.replace("Etc/GMT-2", "Asia/Jerusalem").replace("start: 2026-03-01, end", "start: 2025-03-01, end")
    start = "2025-10-23T01:45:00+03:00"
    entries = [act("anchor.dated", start, who, anchor=name, candidate="x", id=name)
               for name, who in (("accepted", "other"), ("withdrawn", "mission"))]  # fmt: skip
    late = act(CONFIRM, "2025-10-26T01:30:00+02:00", "mission", of="living", amount=20, id="d")
    for zone in ("Asia/Jerusalem", "Etc/UTC"):
        found = norm(status_at("2025-10-27T12:00:00+02:00", *entries, late, text=text.replace("Asia/Jerusalem", zone)), "living")
        assert {clock.answer for clock in found.clocks} == {Answer.LATE}


def test_a_day_that_ends_in_the_evening_is_one_day() -> None:
    text = TEXT.replace("{zone: Etc/GMT-2}", "{zone: Etc/GMT-2, day_ends: '18:00'}").replace(
        "deadline: {by: 2026-03-10}", "deadline: {within: 9 days, of: day_d}")  # fmt: skip
    for when, answer in (("03-10 17:00", Answer.OPEN), ("03-10 19:00", Answer.OVERDUE)):
        assert norm(status_at(when, text=text), "remains").clocks[0].answer is answer


def test_what_is_yet_to_happen_counts_for_nothing() -> None:
    ahead = act("anchor.dated", "03-05", "mission", anchor="withdrawn", candidate="x", until="03-09", recorded="03-05")
    assert not any(anchor.candidates for anchor in status_at("03-06", ahead).anchors if anchor.id == "withdrawn")
    promised = act(CONFIRM, "03-05", "mission", of="living", amount=20, until="2026-12-01T00:00:00+02:00", recorded="03-05")
    assert done(promised, of="living", when="2026-12-02T00:00:00+02:00", known_by="03-06") == 0


def test_a_bare_claim_ends_no_breach_where_someone_counts() -> None:
    text = TEXT.replace("cure: 5 days\n    verified_by: {any: mission}", "cure: 5 days\n    verified_by: unstated")
    claim = act("obligation.claimed", "03-05", "bravo", of="weapons")
    assert norm(status_at("05-20", claim, text=text), "weapons").life is Life.BREACHED


def test_an_exchange_is_complete_when_both_halves_are() -> None:
    nothing = norm(status_at("03-06", act(CONFIRM, "03-05", "mission", of="remains_back", amount=0)), "remains_back")
    assert nothing.life is Life.IN_FORCE
    given = act(CONFIRM, "03-05", "mission", of="remains", amount=10, unit="bodies", category="locals")
    back = act(CONFIRM, "03-06", "mission", of="remains_back", amount=20)
    assert norm(status_at("03-10", given, back), "remains_back").life is Life.FULFILLED


def test_a_waiver_reaches_the_parts_and_opens_what_waited() -> None:
    found = status_at("05-20", act("obligation.waived", "03-05", "alpha", of="weapons"))
    assert {part.life for part in norm(found, "weapons").tranches} == {Life.RELEASED}
    assert norm(found, "release").life is Life.IN_FORCE  # alpha gave it up and cannot wait for it
    part = norm(status_at("03-10", weapons("03-05", 10), act("obligation.waived", "03-06", "alpha", of="weapons", amount=60)), "weapons")
    assert (part.amount.waived, part.amount.remaining) == (60, 30)


def test_enormous_counts_and_circles_break_nothing() -> None:
    huge = [act("obligation.claimed", "03-05", "bravo", of="weapons", amount=999_999_999_999_999, id=f"h{n}") for n in range(9_300)]
    assert norm(status_at("03-10", *huge), "weapons").amount.done == 0
    with pytest.raises(Invalid) as caught:
        read_agreement(TEXT.replace("when: {verified: release}", "when: {anchor: loop}").replace(
            "anchors:\n", "anchors:\n  loop: {name: l, when: {anchor: opened}}\n").encode(), file="loop.yaml")  # fmt: skip
    assert "SC024" in {fault.code for fault in caught.value.faults}


def test_many_paths_to_one_anchor_stay_small() -> None:
    steps = "\n".join(f"  a{n}: {{name: a{n}, when: {{all: [{{anchor: a{n - 1}}}, {{anchor: a{n - 1}}}]}}}}" for n in range(1, 30))
    text = TEXT.replace("anchors:\n", f"anchors:\n  a0: {{name: a0, on: 2026-03-01}}\n{steps}\n").replace(
        "opens: {anchor: opened}", "opens: {anchor: a29}")  # fmt: skip
    assert norm(status_at("03-10", text=text), "vague").life is Life.IN_FORCE


LINE = ('{"actor":"mission","amount":1,"happened":"2026-03-05T12:00:00+02:00","id":"a1","of":"weapons",'
        '"recorded":"2026-03-05T12:00:00+02:00","type":"obligation.confirmed/1","unit":"weapons"}')  # fmt: skip


@pytest.mark.parametrize(("wrong", "code"), [
    (LINE.replace('"amount":1', '"amount":1,"amount":100'), "SC001"),
    (LINE.replace('"actor":"mission"', '"actor":"alpha","actor":"mission"'), "SC001"),
    (LINE.replace('"unit"', '"note":"\\u202eraw","unit"'), "SC025"),
    (LINE.replace('"unit"', '"note":"\u202eraw","unit"'), "SC025"),
    *((LINE.replace('"unit"', f'"note":"x{char}y","unit"'), "SC025")
      for char in "\u00ad\u061c\u115f\u180e\u200b\u2028\u2066\u3164\ufeff\uffa0\ufff9\U000e0041"),
    (LINE.replace('"unit"', '"note":"\\u001b[31m","unit"'), "SC025"),
    (LINE.replace('"a1"', '"a<i>"'), "SC016"),
    (LINE.replace('"a1"', '"\u0430"'), "SC016"),
])  # fmt: skip
def test_a_line_that_two_readers_could_read_differently_is_refused(wrong: str, code: str) -> None:
    assert len(list(read_acts([LINE.encode()], read().model, file="x"))) == 1
    with pytest.raises(Invalid) as caught:
        list(read_acts([wrong.encode()], read().model, file="x"))
    assert [fault.code for fault in caught.value.faults] == [code]


def test_the_order_of_tranches_is_part_of_the_text() -> None:
    first = "t1: {share: 33%, deadline: {within: 10 days, of: day_d}}"
    swapped = TEXT.replace(f"        {first}\n        t2: {{share: 33%}}", f"        t2: {{share: 33%}}\n        {first}")
    assert swapped != TEXT
    assert read(swapped).hash != read().hash
    respaced = TEXT.replace("title: Ceasefire of Arel\nwording: draft", "wording: draft\n\ntitle: Ceasefire of Arel  # kept")
    assert read(respaced).hash == read().hash
