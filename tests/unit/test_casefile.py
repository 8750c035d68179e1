"""A case is a folder: which files belong together, what is missing, and that nothing in it is ever changed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from safeconduct.agreement.casefile import Case, Texts, example_folder, examples, open_case
from safeconduct.agreement.results import Life
from safeconduct.kernel.errors import Fault, Invalid, VerificationFailed
from safeconduct.kernel.text import Text
from tests.builders import act_line, agreement_text, amendment_text, place

PLACES = '{"features": [{"id": "river", "geometry": {"type": "Point", "coordinates": [17, 59]}}]}'
MARCH = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "agreement.yaml").write_text(agreement_text(), encoding="utf-8")
    return tmp_path


def case(folder: Path, **options: Any) -> Case:
    return open_case(file=folder / "agreement.yaml", **options)


def faults(call: Any, *args: Any, **options: Any) -> tuple[Fault, ...]:
    with pytest.raises(Invalid) as caught:
        call(*args, **options)
    assert all(fault.code and fault.message and fault.remedy for fault in caught.value.faults)
    return caught.value.faults


def test_an_agreement_alone_is_a_case(folder: Path) -> None:
    found = case(folder)
    assert (found.name, found.acts_file, found.places, found.drafts, found.moments) == ("norrland", None, {}, (), ())
    assert list(found.acts()) == []
    assert found.agreement is found.base
    assert found.status(as_of=MARCH).agreement == "norrland"


def test_acts_places_drafts_and_moments_lie_beside_it(folder: Path) -> None:
    (folder / "acts.jsonl").write_bytes(
        act_line() + act_line(id="c2", happened="2026-03-07T10:00:00+01:00", recorded="2026-03-08T10:00:00+01:00")
    )
    (folder / "places.geojson").write_text(PLACES)
    (folder / "drafts").mkdir()
    for name in ("b.yaml", "a.yaml", "notes.txt"):
        (folder / "drafts" / name).write_text("")
    (folder / "case.toml").write_text('[[moments]]\nat = "2026-03-20T12:00:00+01:00"\ntitle = "Friday"\n')
    found = case(folder)
    assert [act.id for act in found.acts()] == ["c1", "c2"]
    assert [act.id for act in found.acts()] == ["c1", "c2"]
    assert list(found.places) == ["river"]
    assert [path.name for path in found.drafts] == ["a.yaml", "b.yaml"]
    assert [(moment.at.isoformat(), moment.title) for moment in found.moments] == [
        ("2026-03-20T12:00:00+01:00", Text({"en": "Friday"}))
    ]
    assert found.default_as_of == found.moments[0].at
    assert [at.day for at in found.span] == [5, 7]


def test_a_title_may_be_given_by_language(folder: Path) -> None:
    (folder / "case.toml").write_text('[[moments]]\nat = "2026-03-20T12:00:00+01:00"\ntitle = {en = "Friday", he = "יום שישי"}\n')
    assert case(folder).moments[0].title.pick("he") == "יום שישי"


@pytest.mark.parametrize("title", ["5", "{}", "{en = 5}", "[]"])
def test_a_title_of_another_kind_is_refused(folder: Path, title: str) -> None:
    (folder / "case.toml").write_text(f'[[moments]]\nat = "2026-03-20T12:00:00+01:00"\ntitle = {title}\n')
    with pytest.raises(Invalid, match="a title is a text, or a text for each language"):
        case(folder)


def test_acts_may_lie_elsewhere(folder: Path, tmp_path: Path) -> None:
    (folder / "acts.jsonl").write_bytes(act_line())
    other = tmp_path / "other.jsonl"
    other.write_bytes(act_line(id="other"))
    assert [act.id for act in case(folder, acts=other).acts()] == ["other"]


def test_files_are_read_again_on_every_call(folder: Path) -> None:
    (folder / "acts.jsonl").write_bytes(act_line())
    found = case(folder)
    assert len(list(found.acts())) == 1
    (folder / "acts.jsonl").write_bytes(act_line() + act_line(id="c2"))
    assert len(list(found.acts())) == 2


def test_acts_that_are_missing_or_wrong_are_told(folder: Path) -> None:
    for wrong in (folder / "missing.jsonl", folder, "nul\0"):
        [fault] = faults(lambda wrong=wrong: list(case(folder, acts=wrong).acts()))
        assert (fault.code, fault.file) == ("SC030", str(wrong))
    (folder / "acts.jsonl").write_bytes(act_line() + act_line(id="c2", actor="nobody"))
    [fault] = faults(case(folder).status, as_of=MARCH)
    assert (fault.code, fault.file, fault.line) == ("SC101", str(folder / "acts.jsonl"), 2)


def test_an_agreement_that_is_missing_is_told(folder: Path) -> None:
    (folder / "empty").mkdir()
    for wrong in (folder / "missing.yaml", folder / "empty" / "agreement.yaml", "nul\0"):
        [fault] = faults(open_case, file=wrong)
        assert (fault.code, fault.file, fault.remedy) == (
            "SC030",
            str(wrong),
            "give the path of a file, or --example NAME",
        )


def test_a_folder_stands_for_the_agreement_in_it(folder: Path) -> None:
    assert open_case(file=folder).name == "norrland"
    [fault] = faults(open_case, file=folder.parent)
    assert fault.file == str(folder.parent / "agreement.yaml")


def test_a_case_without_a_file_is_the_agreement_of_this_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert open_case().name == "norrland"


# --- places


def test_places_must_hold_what_the_agreement_names(folder: Path) -> None:
    places = "{line: {name: L, kind: line, versions: [{feature: rivr}]}}"
    (folder / "agreement.yaml").write_text(agreement_text(places=places), encoding="utf-8")
    assert case(folder).places == {}
    (folder / "places.geojson").write_text(PLACES)
    [fault] = faults(case, folder)
    assert (fault.code, fault.path, fault.remedy) == ("SC031", "places.line", "did you mean 'river'?")


# --- the case file


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("moments = [", "not a case file: "),
        ("moments = 5", "not a case file: "),
        ("moments = 'abc'", "not a case file: "),
        ("[[moments]]\ntitle = 'x'", "not a case file: 'at'"),
        ("[[moments]]\nat = '2026-03-20T12:00:00+01:00'", "not a case file: 'title'"),
        ("[[moments]]\nat = '2026-03-20T12:00:00'\ntitle = 'x'", "not a case file: a time needs its zone"),
        ("[[moments]]\nat = 2026-03-20T12:00:00Z\ntitle = 'x'", "not a case file: "),
        ("[[moments]]\nat = '9999-12-31T12:00:00Z'\ntitle = 'x'", "not a case file: the year 9999"),
        ("x = " + "[" * 20_000, "not a case file: "),
        (b"\xff", "not a case file: "),
    ],
)
def test_a_wrong_case_file_is_told(folder: Path, text: str | bytes, message: str) -> None:
    (folder / "case.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    [fault] = faults(case, folder)
    assert (fault.code, fault.file) == ("SC030", str(folder / "case.toml"))
    assert fault.message.startswith(message)
    assert fault.remedy.startswith("write [[moments]] with at = ")


def test_a_case_file_may_say_nothing(folder: Path) -> None:
    (folder / "case.toml").write_text("# later\n")
    assert case(folder).moments == ()


# --- amendments


def amend(folder: Path, base: Case, name: str = "second.yaml", **changes: str) -> None:
    text = amendment_text(base.source.hash, **changes)
    (folder / name).write_text(text, encoding="utf-8")


def test_an_amendment_is_found_as_given_or_beside_the_agreement(folder: Path) -> None:
    amend(folder, case(folder), parties="{east: {name: East, role: party}}")
    for given in ("second.yaml", folder / "second.yaml"):
        found = case(folder, with_files=[given])
        assert ("east" in found.agreement.parties, "east" in found.base.parties) == (True, False)
        assert found.versions[1].title == "Second text"
    [fault] = faults(case, folder, with_files=["third.yaml"])
    assert (fault.code, fault.file) == ("SC030", "third.yaml")


def test_an_amendment_of_another_text_is_refused(folder: Path) -> None:
    amend(folder, case(folder))
    (folder / "agreement.yaml").write_text(agreement_text(title="changed"), encoding="utf-8")
    with pytest.raises(VerificationFailed):
        case(folder, with_files=["second.yaml"])


def test_an_amendment_takes_effect_on_its_day(folder: Path) -> None:
    base = case(folder)
    amends = f"{{agreement: norrland, hash: {base.source.hash!r}, effective: 2026-03-10}}"
    amend(folder, base, amends=amends, releases="[weapons]")
    found = case(folder, with_files=["second.yaml"])
    assert found.versions[1].start == datetime(2026, 3, 9, 23, tzinfo=UTC)
    lives = [found.status(as_of=datetime(2026, 3, day, 12, tzinfo=UTC)).norm("weapons").life for day in (9, 10)]
    assert lives == [Life.IN_FORCE, Life.RELEASED]


def test_a_draft_is_shown_as_if_it_took_effect_at_the_moment_looked_at(folder: Path) -> None:
    amend(folder, case(folder), releases="[weapons]")
    found = case(folder, with_files=["second.yaml"])
    assert found.versions[1].start is None
    assert found.status(as_of=MARCH).norm("weapons").life is Life.RELEASED


def adopted(folder: Path, *, effective: str = ", effective: 2026-03-10", listed: str = "2026-03-10") -> None:
    base = case(folder)
    amend(folder, base, amends=f"{{agreement: norrland, hash: {base.source.hash!r}{effective}}}",
          obligations="{road: {title: clear it, clause: p1, who: south, to: north, verified_by: {any: mission}}}")  # fmt: skip
    (folder / "case.toml").write_text(f'[[amendments]]\nfile = "second.yaml"\neffective = "{listed}"\n')


@pytest.mark.parametrize("effective", [", effective: 2026-03-10", ""])
def test_an_amendment_that_the_case_lists_is_in_force_from_its_day(folder: Path, effective: str) -> None:
    adopted(folder, effective=effective)
    (folder / "acts.jsonl").write_bytes(
        act_line(type="obligation.confirmed/1", id="before", actor="mission", of="road", amount=None, unit=None,
                 happened="2026-03-08T10:00:00+01:00", recorded="2026-03-08T10:00:00+01:00")
        + act_line(type="obligation.confirmed/1", id="after", actor="mission", of="road", amount=None, unit=None,
                   happened="2026-03-12T10:00:00+01:00", recorded="2026-03-12T10:00:00+01:00")
    )  # fmt: skip
    found = case(folder)
    assert [version.start for version in found.versions] == [None, datetime(2026, 3, 9, 23, tzinfo=UTC)]
    seen = [found.status(as_of=datetime(2026, 3, day, 12, tzinfo=UTC)) for day in (9, 11, 13)]
    assert [one.norm("road") and one.norm("road").life for one in seen] == [None, Life.IN_FORCE, Life.FULFILLED]
    # What was done before the text asked for it counts for nothing, and the log is read all the same.
    assert [[(left.act, left.reason) for left in one.not_counted] for one in seen] == [[("before", "not_an_obligation")]] * 3


def test_the_text_as_it_was_signed_is_read_with_the_same_log(folder: Path) -> None:
    adopted(folder)
    (folder / "acts.jsonl").write_bytes(act_line() + act_line(type="obligation.claimed/1", id="c2", of="road", amount=None,
                                                              unit=None, happened="2026-03-12T10:00:00+01:00",
                                                              recorded="2026-03-12T10:00:00+01:00"))  # fmt: skip
    found = case(folder, texts=Texts.AS_SIGNED)
    assert (len(found.versions), found.amendments, found.agreement is found.base) == (1, (), True)
    status = found.status(as_of=MARCH)
    assert status.norm("road") is None
    assert [(left.act, left.reason) for left in status.not_counted] == [("c2", "not_an_obligation")]
    assert case(folder, texts=Texts.AS_SIGNED, with_files=["second.yaml"]).versions[1].start is not None


def test_a_draft_builds_on_what_the_case_lists(folder: Path) -> None:
    adopted(folder)
    now = case(folder).versions[-1].source.hash
    (folder / "third.yaml").write_text(amendment_text(now, id="norrland_3", releases="[road]"), encoding="utf-8")
    found = case(folder, with_files=["third.yaml"])
    assert len(found.versions) == 3
    assert found.status(as_of=MARCH).norm("road").life is Life.RELEASED


@pytest.mark.parametrize(("listed", "code", "message"), [
    ("2026-03-11", "SC901", "second.yaml takes effect on 2026-03-11 here, and on 2026-03-10 by its own words"),
    ("spring", "SC030", "not a case file: 'spring' is not a day such as 2026-01-31; "
                        "an amendment takes effect at the beginning of one"),
    ("2026-03-10T12:00", "SC030", "not a case file: '2026-03-10T12:00' is not a day such as 2026-01-31; "
                                  "an amendment takes effect at the beginning of one"),
])  # fmt: skip
def test_a_day_that_is_wrong_in_the_case_file_is_told(folder: Path, listed: str, code: str, message: str) -> None:
    adopted(folder, listed=listed)
    [fault] = faults(case, folder)
    assert (fault.code, Path(fault.file).name, fault.message) == (code, "case.toml", message)


def test_a_listed_amendment_that_is_not_there_or_named_again_is_told(folder: Path) -> None:
    adopted(folder)
    [fault] = faults(case, folder, with_files=["second.yaml"])
    assert (fault.code, fault.message) == ("SC030", "the case is read with this amendment already")
    (folder / "second.yaml").unlink()
    for texts in Texts:
        [fault] = faults(case, folder, texts=texts)
        assert (fault.code, fault.message) == ("SC030", "it lists 'second.yaml', and no such file is there")


def test_the_eyes_of_an_organisation_that_is_not_there_are_told(folder: Path) -> None:
    [fault] = faults(case(folder).status, as_of=MARCH, seen_by="nrth")
    assert (fault.code, fault.message, fault.remedy) == (
        "SC101",
        "no organisation is called 'nrth'",
        "did you mean 'north'?",
    )


# --- examples


@pytest.mark.parametrize("name", examples())
def test_a_packaged_example_opens_with_all_that_belongs_to_it(name: str) -> None:
    found = open_case(example=name)
    assert (found.name, found.base.id) == (name, name)
    assert found.status().agreement == name
    assert sum(1 for _ in found.acts()) > 10
    for draft in found.drafts:
        assert open_case(example=name, with_files=[draft]).versions[1].title


def test_there_are_examples() -> None:
    assert examples() == sorted(examples())
    assert {"aceh-2005", "gaza-2025", "minsk-ii-2015"} <= set(examples())


@pytest.mark.parametrize("name", ["aceh2005", "", "../examples/aceh-2005", "aceh-2005/", ".", "ACEH-2005"])
def test_an_unknown_example_is_told(name: str) -> None:
    [fault] = faults(example_folder, name)
    assert (fault.code, fault.message) == ("SC030", f"no example is called {name!r}")
    assert "aceh-2005" in fault.remedy


def test_reading_a_case_writes_nothing(folder: Path) -> None:
    (folder / "acts.jsonl").write_bytes(act_line())
    (folder / "places.geojson").write_text(PLACES)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*")}
    found = case(folder)
    found.status(as_of=MARCH)
    list(found.acts())
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*")} == before
    assert place(agreement_text(), "safeconduct") == (1, 1)
