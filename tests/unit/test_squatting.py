"""What one side can do to the other through ids of its own: decisions, sources, operations, objections."""

from __future__ import annotations

from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from safeconduct.agreement.act_log import read_acts
from safeconduct.caseload.movements import acts as movements
from safeconduct.caseload.persons import acts as persons
from safeconduct.kernel.errors import Refused
from safeconduct.secretariat.desk import as_line
from safeconduct.secretariat.docket import Entry
from safeconduct.secretariat.office import open_office
from safeconduct.secretariat.opening import case_acts_of
from tests import pilot
from tests.memory_records import desk_over
from tests.signed_log import kid
from tests.two_sides import IDS, Log, both, everything, programme
from tests.unit.test_contested import ROOT, WINDOW, Story, said, screening


@pytest.fixture
def log() -> Log:
    return Log()


# ---- decisions ----


def test_an_id_takes_no_decision_out_of_question() -> None:
    story = Story()
    first = story.decide("panel officer 0", screening("a", "eligible"))
    second = story.decide("panel officer 1", screening("a", "excluded"))
    assert story.codes(first, second) == ["contested", "contested"]


def test_nobody_knows_what_is_not_there_yet_by_listing_every_id() -> None:
    story = Story()
    first = story.decide("panel officer 0", screening("a", "eligible", refs=["b", "c", "d"]))
    second = story.decide("panel officer 1", screening("b", "excluded"))
    assert story.codes(first, second) == ["contested", "contested"]


@pytest.mark.parametrize(("name", "known"), [("a", True), ("a@panel", True), ("a@{}", True), ("a@alpha", False), ("a@1", False)])
def test_a_decision_names_the_one_it_knows(name: str, known: bool) -> None:
    story = Story()
    first = story.decide("panel officer 0", screening("a", "eligible"))
    second = story.decide("panel officer 1", screening("b", "excluded", refs=[name.format(first)]))
    assert story.codes(first, second) == (["in_effect"] * 2 if known else ["contested"] * 2)


def test_rulings_on_different_acts_with_one_id_do_not_contest_each_other(log: Log) -> None:
    log.log.officer("panel officer 1", **WINDOW)
    log.docket.read(Entry(*act) for act in log.log.acts[log.docket.size :])
    first, second = log.claim("alpha officer 0", "c1", 5), log.claim("bravo officer 0", "c1", 90)

    def ruled(label: str, name: str, outcome: str) -> int:
        return log.says(label, "dispute.ruled/1", next(IDS), of="rifles", outcome=outcome, refs=[name])

    apart = [ruled("panel officer 0", f"c1@{first}", "for"), ruled("panel officer 1", f"c1@{second}", "against")]
    assert log.codes(*apart) == ["in_effect", "in_effect"]
    plain = ruled("panel officer 1", "c1", "against")
    assert log.codes(apart[0], plain) == ["contested", "contested"]


def test_no_decision_is_redacted_and_what_may_be_shows_nothing() -> None:
    story = Story()
    first = story.decide("panel officer 0", screening("a", "eligible"))
    shows = story.decide("panel officer 1", screening("other", "eligible", case="SYN-0002"), seen_size=first + 1, seen_root=ROOT)
    second = story.decide("panel officer 1", screening("b", "excluded"))
    assert story.codes(first, second) == ["in_effect", "in_effect"]
    assert {first, shows, second} <= story.docket.replay.state.book.grounds
    said_so = {"type": "statement.reported/1", "id": "seen"}
    story.decide("panel officer 0", said_so, seen_size=second + 1, seen_root=ROOT)
    third = story.decide("panel officer 0", screening("c", "unable"))
    assert story.codes(first, second, third) == ["in_effect", "contested", "contested"]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_decided_a_redaction_changes_no_contest(seed: int) -> None:
    chance, log = Random(seed), Log(pilot.agreement())
    for label in ("panel officer 1", "panel officer 2"):
        log.log.officer(label, **WINDOW)
    log.docket.read(Entry(*act) for act in log.log.acts[log.docket.size :])
    made = []
    for number in range(24):
        act = screening(chance.choice(("a", "b", f"s{number}")), chance.choice(("eligible", "excluded")),
                        case=f"SYN-000{chance.randrange(4)}")  # fmt: skip
        if chance.random() < 0.5:
            act["refs"] = [chance.choice(("a", "b", "a@panel", f"s{number - 1}"))]
        seen = chance.choice((0, 0, log.docket.size, log.docket.size - 3))
        body = {"seen_size": seen, "seen_root": ROOT} if seen else {}
        if chance.random() < 0.3:
            act = {"type": "statement.reported/1", "id": act["id"]}
        made.append(log.decide(f"panel officer {chance.randrange(3)}", act, **body))
    book = log.docket.replay.state.book
    standing = [index for index in made if log.code(index) == "in_effect" and index not in book.grounds]
    assert standing
    gone = chance.choice(standing)
    log.redact(gone, "panel officer 1", "guarantor officer 0")
    assert everything(log.docket) == everything(log.read_without(gone))


# ---- sources ----


def source(log: Log, label: str, name: str, root: str) -> int:
    return log.says(label, "source.added/1", next(IDS), source=name, root=root)


def reported(log: Log, *evidence: str, label: str = "recorder officer 0") -> int:
    return log.says(label, "obligation.claimed/1", next(IDS), actor="alpha", basis="reported", of="rifles", amount=5,
                    unit="rifles", evidence=list(evidence))  # fmt: skip


def test_no_side_settles_what_the_root_of_a_source_is(log: Log) -> None:
    squat = [source(log, "bravo officer 0", name, "One voice") for name in ("agency", "paper")]
    told = [source(log, "recorder officer 0", name, name) for name in ("agency", "paper")]
    report = reported(log, "agency", "paper")
    assert [log.docket.kept(index).standing.code for index in (*squat, *told, report)] == ["in_effect"] * 5
    assert log.acts()[log.docket.kept(report).called].evidence == ("agency", "paper")
    roots = {act.source: act.root for act in log.acts().values() if hasattr(act, "root")}
    assert roots == {f"agency@{squat[0]}": "One voice", f"paper@{squat[1]}": "One voice", "agency": "agency", "paper": "paper"}
    assert log.docket.kept(squat[0]).remarks == (
        f"the act at {told[0]} describes the source agency otherwise; this one is called agency@{squat[0]}",)  # fmt: skip
    assert not [one for one in log.status().not_counted if one.act == log.docket.kept(report).called]


def test_whoever_describes_a_source_means_its_own_description(log: Log) -> None:
    source(log, "panel officer 0", "agency", "One voice")
    own = source(log, "recorder officer 0", "agency", "agency")
    report = reported(log, "agency", "gazette")
    assert log.acts()[log.docket.kept(report).called].evidence == (f"agency@{own}", "gazette")


def test_the_text_says_what_its_sources_are(log: Log) -> None:
    wrong = source(log, "recorder officer 0", "gazette", "Another")
    assert log.docket.kept(wrong).standing.code == "no_effect"
    assert "already described with another root" in log.docket.kept(wrong).standing.because
    right = source(log, "recorder officer 0", "gazette", "The Gazette")
    assert log.docket.kept(right).standing.code == "in_effect"


# ---- the caseload ----


def case_log() -> Log:
    return Log(pilot.agreement())


def operation(actor: str, name: str, **more: object) -> movements.OperationAnnounced:
    return movements.OperationAnnounced(id=next(IDS), happened=pilot.at(1), recorded=pilot.at(1), actor=actor, synthetic=True,
                                        operation=name, zone="behind", kind="clearing", start=pilot.at(1, 2), **more)  # fmt: skip


def test_a_warning_does_not_fall_because_another_side_has_used_its_name() -> None:
    log = case_log()
    first = programme(log, "bravo officer 0", operation("bravo", "op-1", stop=pilot.at(1, 3)))
    warned = programme(log, "alpha officer 0", operation("alpha", "op-1"))
    assert [log.docket.kept(index).standing.code for index in (first, warned)] == ["in_effect", "in_effect"]
    kept = log.docket.office.movements.operations
    assert [(name, one.by) for name, one in kept.items()] == [("op-1", "bravo"), ("op-1@alpha", "alpha")]
    over = movements.OperationEnded(id="e", happened=pilot.at(1, 1), recorded=pilot.at(1, 1), actor="alpha", synthetic=True,
                                    operation="op-1")  # fmt: skip
    programme(log, "alpha officer 0", over)
    assert [one.ended is None for one in log.docket.office.movements.operations.values()] == [True, False]


def test_nobody_ends_the_operation_of_another() -> None:
    log = case_log()
    programme(log, "bravo officer 0", operation("bravo", "op-1"))
    over = movements.OperationEnded(id="e", happened=pilot.at(1, 1), recorded=pilot.at(1, 1), actor="alpha", synthetic=True,
                                    operation="op-1")  # fmt: skip
    ended = programme(log, "alpha officer 0", over)
    assert log.docket.kept(ended).standing.code == "no_effect"
    assert "Bravo" in log.docket.kept(ended).standing.because


def objecting() -> Log:
    """A log in which both sides may object to the way on of one person."""
    log = case_log()

    def step(label: str, kind: type[persons.CaseAct], post: str, minute: int, **fields: object) -> int:
        act = kind(id=next(IDS), happened=pilot.at(1, 0, minute), recorded=pilot.at(1, 0, minute), actor=label.split()[0],
                   post=post, synthetic=True, **fields)  # fmt: skip
        index = programme(log, label, act)
        assert log.docket.kept(index).standing.code == "in_effect", log.docket.kept(index).standing.because
        return index

    step("centre officer 0", persons.Presented, "registrar", 1, case="SYN-0001", site="site")
    step("carer officer 0", persons.AgeEstablished, "child_officer", 2, case="SYN-0001", outcome="adult", ground="document")
    step("centre officer 0", persons.NoticeGiven, "registrar", 3, cases=("SYN-0001",), to=("alpha", "bravo"))
    return log


def objection(log: Log, actor: str, name: str) -> int:
    act = persons.ObjectionRaised(id=name, happened=pilot.at(1, 1), recorded=pilot.at(1, 1), actor=actor, synthetic=True,
                                  case="SYN-0001", objection=f"{actor}_objects", ground="grave_crime",
                                  against="abroad")  # fmt: skip
    return programme(log, f"{actor} officer 0", act)


def outcomes(log: Log) -> dict[str, str]:
    return {made.by: made.outcome for made in log.docket.office.persons.cases["SYN-0001"].objections}


def test_nobody_takes_back_or_catches_the_objection_of_another() -> None:
    log = objecting()
    first, second = objection(log, "alpha", "o1"), objection(log, "bravo", "o1")
    assert [log.docket.kept(index).standing.code for index in (first, second)] == ["in_effect", "in_effect"]
    back = persons.ObjectionWithdrawn(id="w", happened=pilot.at(1, 2), recorded=pilot.at(1, 2), actor="bravo", synthetic=True,
                                      case="SYN-0001", of="o1")  # fmt: skip
    programme(log, "bravo officer 0", back)
    assert outcomes(log) == {"alpha": "", "bravo": "withdrawn"}


def test_a_ruling_on_one_of_two_objections_with_one_id_says_which() -> None:
    log = objecting()
    first = objection(log, "alpha", "o1")
    objection(log, "bravo", "o1")

    def rule(of: str) -> int:
        act = persons.ObjectionDecided(id=next(IDS), happened=pilot.at(1, 2), recorded=pilot.at(1, 2), actor="panel",
                                       synthetic=True, case="SYN-0001", of=of, outcome="upheld", reason="shown")  # fmt: skip
        return programme(log, "panel officer 0", act)

    blind = rule("o1")
    assert log.docket.kept(blind).standing.code == "no_effect"
    assert outcomes(log) == {"alpha": "", "bravo": ""}
    rule(f"o1@{first}")
    assert outcomes(log) == {"alpha": "upheld", "bravo": ""}


@pytest.mark.parametrize("which", ["alpha", "index"])
def test_the_desk_judges_a_ruling_by_the_objection_that_it_means(which: str) -> None:
    log = objecting()
    first = objection(log, "alpha", "o1")
    objection(log, "bravo", "o1")
    desk = desk_over(log.log, log.agreement)

    def rule(of: str) -> dict[str, Any]:
        act = persons.ObjectionDecided(id="r", happened=pilot.at(1, 2), recorded=pilot.at(1, 2), actor="panel", synthetic=True,
                                       case="SYN-0001", of=of, outcome="upheld", reason="shown")  # fmt: skip
        return as_line(act)

    desk.prepare(rule("o1@alpha" if which == "alpha" else f"o1@{first}"), org="panel", kid=kid("panel officer 0"))
    with pytest.raises(Refused):
        desk.prepare(rule("o1"), org="panel", kid=kid("panel officer 0"))


# ---- files of acts ----


def test_in_a_file_of_acts_a_name_with_its_organisation_means_the_act(tmp_path: Path) -> None:
    lines = [
        said("obligation.claimed/1", "c1", "alpha", of="rifles", amount=5, unit="rifles"),
        said("obligation.contested/1", "x", "bravo", of="rifles", refs=["c1@alpha"]),
    ]
    found = [act.refs for act in read_acts((msgspec.json.encode(line) for line in lines), both(), file="acts.jsonl")]
    assert found == [(), ("c1",)]
    log = objecting()
    objection(log, "alpha", "o1")
    rule = persons.ObjectionDecided(id="r", happened=pilot.at(1, 2), recorded=pilot.at(1, 2), actor="panel", synthetic=True,
                                    case="SYN-0001", of="o1@alpha", outcome="upheld", reason="shown")  # fmt: skip
    programme(log, "panel officer 0", rule)
    file = tmp_path / "pilot.case.jsonl"
    acts = [kept.act for kept in log.docket.all() if kept.act is not None]
    file.write_bytes(b"\n".join(msgspec.json.encode(act) for act in acts))
    read = case_acts_of(SimpleNamespace(agreement=pilot.agreement(), case_acts_file=file))  # type: ignore[arg-type]
    assert [act.of for act in read if isinstance(act, persons.ObjectionDecided)] == ["o1"]
    person = open_office(pilot.agreement(), read).persons.cases["SYN-0001"]
    assert person == log.docket.office.persons.cases["SYN-0001"]
    assert [made.outcome for made in person.objections] == ["upheld"]
