"""Who may do what: the same that the caseload and the status say, with the clause and who could, and nothing about a case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from safeconduct.access import errors
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.may import NO_CASES, ROWS, may
from safeconduct.access.powers import power_over
from safeconduct.access.scopes import Reach
from safeconduct.access.seats import THE_OPERATOR, THE_PUBLIC, THE_RECORDER, Seat, person
from safeconduct.agreement.casefile import Case, open_case
from safeconduct.agreement.columns import Batch
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.rules import VersionRules
from safeconduct.caseload import moves
from safeconduct.caseload.movements import acts as moving
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as persons
from safeconduct.caseload.weapons import acts as weapons
from safeconduct.kernel import acts
from safeconduct.record.key_acts import Scope
from safeconduct.secretariat.office import Office
from safeconduct.secretariat.opening import case_acts_of
from tests import passage
from tests.pilot import at
from tests.unit.access.seated import ALPHA, BRAVO, CHILD_OFFICER, ESCORT, LEGAL, MEDIC, REGISTRAR, WEAPONS, office, text, viewer

ADULT, OTHER = passage.ADULTS[4], passage.ADULTS[8]


def made(kind: type[CaseAct], seat: Seat, when: datetime, **fields: Any) -> CaseAct:
    common = {"id": "x", "happened": when, "recorded": when, "actor": seat.org, "post": seat.post, "synthetic": True}
    return kind(**{**common, **fields})


def codes(seat: Seat, kind: type[CaseAct], when: datetime, cases: Any = NO_CASES, *, reach: Reach | None = None,
          agreement: Agreement | None = None, **fields: Any) -> list[str]:  # fmt: skip
    """Give why an act may not be done by a seat; nothing: it may."""
    act = made(kind, seat, fields.pop("happened", when), **fields)
    return [reason.code for reason in may(viewer(seat, when, agreement), act, cases, reach=reach).reasons]


# ---- against the caseload -----------------------------------------------------------------------------------------


def rafah() -> Case:
    return open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"])


@pytest.mark.parametrize("example", ["made up", "rafah"])
def test_whatever_took_effect_may_be_done_and_what_no_power_covers_may_not(example: str) -> None:
    case = rafah() if example == "rafah" else None
    agreement = case.agreement if case else text()
    log = case_acts_of(case) if case else passage.log()
    desk, differs, allowed = Office(agreement), [], 0
    for act in log:
        answer = may(Viewer(Seat(act.actor, act.post), InForce(agreement, act.recorded)), act, desk)
        lacks = [part.code for part in desk.admit(act).missing]
        allowed += answer.allowed
        if (not lacks and not answer.allowed) or ("no_power" in lacks and answer.allowed):
            differs.append((act.id, lacks, answer.reasons))
    assert (len(log) > 100, allowed > len(log) * 0.9, differs) == (True, True, [])


def test_every_seat_and_every_act_agree_with_the_table_of_moves_on_who_holds_a_step() -> None:
    # In an empty log, where nothing but the text decides.
    agreement, when = text(), at(2)
    desk, in_force, differs, tried = Office(agreement), InForce(text(), at(2)), [], 0
    sample = {type(act): act for act in passage.log()}
    for kind, act in sample.items():
        for seat in [Seat(org) for org in (*agreement.parties, *agreement.bodies)] + [
                Seat(post.of, name) for name, post in agreement.posts.items()]:  # fmt: skip
            one = msgspec.structs.replace(act, actor=seat.org, post=seat.post, happened=when, recorded=when)
            may_not = {reason.code for reason in may(Viewer(seat, in_force), one, desk).reasons}
            no_power = "no_power" in {part.code for part in desk.judge(one)}
            tried += 1
            if no_power != ("no_power" in may_not):
                differs.append((kind.__name__, seat, may_not, no_power))
    # A movement that is not there is of no kind: who runs the other kind gets the answer for what does not exist.
    differs = [one for one in differs if not (one[1] == ESCORT and one[2] <= {"not_for_this_seat"})]
    assert (tried > 900, differs) == (True, [])


# ---- against the status -------------------------------------------------------------------------------------------

POWERLESS = set(
    "claim_by_another no_power_to_confirm no_power_to_count no_right_to_contest no_power_to_rule waiver_by_another "
    "no_power_to_find not_the_decider not_the_owner no_power_to_suspend no_power_to_use no_power_to_extend "
    "not_an_obligation".split())  # fmt: skip
"""Why an act counts for nothing where its actor has not the power."""


def norm_acts(agreement: Agreement, org: str, when: datetime) -> Iterator[acts.ActBase]:
    """Give one act of each type about everything it can be about, by one organisation."""
    base: dict[str, Any] = {"happened": when, "recorded": when, "actor": org, "refs": ("r",)}
    number = 0

    def made(kind: Any, **fields: Any) -> acts.ActBase:
        nonlocal number
        number += 1
        act: acts.ActBase = kind(id=f"{org}-{number}", **base, **fields)
        return act

    for name, rules in VersionRules(agreement).obligations.items():
        yield from (made(kind, of=name) for kind in (acts.Claimed, acts.Refuted, acts.Contested, acts.Waived))
        yield made(acts.Ruled, of=name, outcome="for")
        for tally in ("", *rules.tallies):
            yield made(acts.Confirmed, of=name, tally=tally)
            if rules.quorum == 1:
                yield made(acts.Counted, of=name, tally=tally, total=1, unit=rules.unit)
    for name in (*agreement.obligations, *agreement.prohibitions):
        yield made(acts.BreachFound, of=name, outcome="breach")
    yield from (made(acts.DecisionMade, decision=name, outcome="yes") for name in agreement.decisions)
    yield from (made(acts.HoleFilled, hole=name, says="so") for name in agreement.holes)
    yield from (made(acts.MandateExtended, body=name, to=when) for name in agreement.bodies)
    for name, power in agreement.powers.items():
        yield made(acts.PowerExercised, power=name)
        for of in power.affects:
            yield made(acts.SuspensionDeclared, of=of, power=name)
            yield made(acts.SuspensionEnded, of=of)


@pytest.mark.parametrize("example", ["gaza-2025", "aceh-2005", "dayton-1a-1995", "el-salvador-1992", "minsk-ii-2015"])
def test_the_word_that_may_be_said_is_the_word_that_counts(example: str) -> None:
    agreement, when = open_case(example=example).agreement, datetime(2100, 1, 1, tzinfo=UTC)
    differs, allowed, tried = [], 0, 0
    in_force = InForce(agreement, when, {})
    for org in (*agreement.parties, *agreement.bodies):
        log = list(norm_acts(agreement, org, when))
        rules = VersionRules(agreement)
        rules.mandates.clear()  # only the power is asked here
        ledger = Ledger((rules,), as_of=when + timedelta(1), known_by=when + timedelta(1)).fold([Batch(log)])
        powerless = {left.act for left in ledger.not_counted if left.reason in POWERLESS}
        one = Viewer(Seat(org), in_force)
        for act in log:
            answer, tried = may(one, act), tried + 1
            allowed += answer.allowed
            if answer.allowed == (act.id in powerless):
                differs.append((act, answer))
    assert (tried > 200, 0 < allowed < tried, differs) == (True, True, [])


def test_a_refusal_names_the_clause_and_who_could() -> None:
    agreement = open_case(example="gaza-2025").agreement
    when = datetime(2025, 11, 1, tzinfo=UTC)
    name = next(iter(agreement.obligations))
    claim = acts.Claimed(id="c", happened=when, recorded=when, actor="jordan", of=name)
    answer = may(Viewer(Seat("jordan"), InForce(agreement, when)), claim)
    owed = agreement.obligations[name]
    assert [(reason.code, reason.clause, reason.who) for reason in answer.reasons] == [("no_power", owed.clause, owed.who)]


def test_anyone_may_allege_explain_and_report() -> None:
    agreement, when = open_case(example="gaza-2025").agreement, datetime(2025, 11, 1, tzinfo=UTC)
    base: dict[str, Any] = {"id": "a", "happened": when, "recorded": when, "actor": "jordan"}
    norm = next(iter(agreement.prohibitions))
    for act in (acts.BreachAlleged(**base, of=norm), acts.DelayExplained(**base, of=norm, cause="weather"),
                acts.FigureReported(**base, chain=(), subject="s", unit="u"), acts.StepTaken(**base, says="so")):  # fmt: skip
        assert power_over(act, InForce(agreement, when)).anyone
        assert may(Viewer(Seat("jordan"), InForce(agreement, when)), act).allowed


# ---- seats, posts, mandates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", [THE_PUBLIC, THE_OPERATOR, person(ADULT)])
def test_who_looks_does_not_act(seat: Seat) -> None:
    act = made(persons.WayChosen, REGISTRAR, at(3), case=ADULT, way="abroad")
    assert [reason.code for reason in may(viewer(seat, at(3)), act, office(at(3))).reasons] == ["no_seat_to_act"]


def test_whoever_keeps_the_log_enters_reports_and_nothing_else() -> None:
    keeper, when = viewer(THE_RECORDER, at(2)), at(2)
    figure = acts.FigureReported(id="f", happened=when, recorded=when, actor="recorder", chain=(), subject="s", unit="u")
    claim = acts.Claimed(id="c", happened=when, recorded=when, actor="alpha", of="o")
    of_case = made(persons.Presented, REGISTRAR, when, case=ADULT, site="site")
    log = (figure, msgspec.structs.replace(claim, basis="reported"), claim, of_case)
    entered = [may(keeper, act).allowed for act in log]
    assert entered == [True, True, False, False]


def test_a_seat_acts_for_its_own_organisation_and_post_alone() -> None:
    act = made(persons.ConsentRecorded, REGISTRAR, at(3), case=ADULT, purpose="disarm", answer="given", language="ar")

    def why(seat: Seat) -> list[str]:
        return [reason.code for reason in may(viewer(seat, at(3)), act, office(at(3))).reasons]

    assert (why(REGISTRAR), why(MEDIC), why(ALPHA), why(Seat("centre", "alpha_post"))) == (
        [], ["acts_for_another_post"], ["acts_for_another", "acts_for_another_post"], ["no_such_seat"])


def test_a_post_takes_a_step_of_its_organisation_only_where_its_task_fits() -> None:
    stay = {"case": ADULT, "place": "site", "review_by": at(5)}
    cases = office(at(3))
    assert codes(Seat("centre", "reception"), persons.StayArranged, at(3), cases, **stay) == []
    assert codes(MEDIC, persons.StayArranged, at(3), cases, **stay) == ["task_does_not_fit"]
    act = made(persons.StayArranged, MEDIC, at(3), **stay)
    assert may(viewer(MEDIC, at(3)), act, cases).reasons[0].who == ("reception", "registrar")


def test_anyone_present_may_halt() -> None:
    assert [codes(seat, moving.MovementHalted, at(1, 5), office(at(1, 5)), movement="M-1", reason="shots")
            for seat in (MEDIC, WEAPONS, ALPHA, BRAVO)] == [[], [], [], []]  # fmt: skip


ENDS = "mandate: [{start: 2026-03-01, end: 2026-03-04}]"
MANDATE = ("centre: {name: Centre}", f"centre: {{name: Centre, extended_by: mediator, hands_over_to: monitor, {ENDS}}}")


def test_a_body_acts_only_while_its_mandate_holds() -> None:
    agreement = text(MANDATE)
    offered = {"zone": "behind", "how": "radio", "language": "ar"}
    kept = {"case": "SYN-NEW1", "site": "site"}
    assert codes(REGISTRAR, persons.Presented, at(2), agreement=agreement, **kept) == []
    assert codes(REGISTRAR, persons.Presented, at(6), agreement=agreement, **kept) == ["not_in_office"]
    # What it did in time it may not bring in once it is gone, nor date back to a time before it was there.
    assert codes(REGISTRAR, persons.Presented, at(6), agreement=agreement, happened=at(2), **kept) == ["not_in_office"]
    assert codes(REGISTRAR, persons.Presented, at(2), agreement=agreement, happened=at(-3), **kept) == ["was_not_in_office"]
    assert codes(Seat("mediator"), moving.OfferMade, at(6), agreement=agreement, **offered) == []


def test_an_extension_by_whoever_may_extend_carries_a_mandate_on() -> None:
    agreement = text(MANDATE)
    extended = {by: acts.MandateExtended(id="e", happened=at(2), recorded=at(2), actor=by, body="centre", to=at(30))
                for by in ("mediator", "alpha")}  # fmt: skip
    act = made(persons.Presented, REGISTRAR, at(6), case="SYN-NEW1", site="site")
    found = {by: may(viewer(REGISTRAR, at(6), agreement, [one]), act).allowed for by, one in extended.items()}
    assert found == {"mediator": True, "alpha": False}


def test_whoever_takes_over_takes_the_steps_of_the_body_that_is_gone() -> None:
    agreement, cases = text(MANDATE), office(at(2))
    choice = {"case": ADULT, "way": "abroad", "to": "haven"}
    assert codes(Seat("monitor"), persons.WayChosen, at(6), cases, agreement=agreement, **choice) == []
    assert codes(Seat("monitor"), persons.WayChosen, at(2), cases, agreement=agreement, **choice) == ["no_power"]
    refused = may(viewer(LEGAL, at(6), agreement), made(persons.WayChosen, LEGAL, at(6), **choice), cases)
    assert [(reason.code, reason.who) for reason in refused.reasons] == [("no_power", ("monitor",))]


# ---- keys ---------------------------------------------------------------------------------------------------------


def reach(*, types: tuple[str, ...] = (), posts: tuple[str, ...] = (), places: tuple[str, ...] = ()) -> Reach:
    return Reach(Scope(False, posts, types, int(at(1).timestamp()), int(at(4).timestamp())), places)


@pytest.mark.parametrize(
    ("key", "when", "expected"),
    [
        (reach(), at(3), []), (reach(), at(4), ["key_window"]), (reach(), at(1) - timedelta(seconds=1), ["key_window"]),
        (reach(types=("consent.*",)), at(3), []), (reach(types=("weapon.*",)), at(3), ["key_type"]),
        (reach(posts=("registrar",)), at(3), []), (reach(posts=("escort",)), at(3), ["key_post"]),
        (reach(places=("site",)), at(3), []), (reach(places=("behind",)), at(3), ["not_for_this_seat"]),
    ],
)  # fmt: skip
def test_a_key_is_good_for_its_types_posts_places_and_window(key: Reach, when: datetime, expected: list[str]) -> None:
    consent = {"case": ADULT, "purpose": "disarm", "answer": "given", "language": "ar"}
    assert codes(REGISTRAR, persons.ConsentRecorded, when, office(when), reach=key, **consent) == expected


def test_a_key_for_one_place_says_so_where_the_act_names_another() -> None:
    received = {"case": "SYN-NEW1", "site": "beyond"}
    assert codes(REGISTRAR, persons.Presented, at(3), reach=reach(places=("site",)), **received) == ["key_place"]
    # An act of no place is at none.
    found = codes(Seat("haven"), persons.PlacesOffered, at(3), reach=reach(places=("site",)), places=1, written="yes")
    assert found == ["not_for_this_seat"]


def test_nobody_hands_on_more_than_they_have() -> None:
    wide, narrow = reach(), reach(places=("site",), types=("consent.*",))
    assert (narrow.within(wide), wide.within(narrow), narrow.within(narrow)) == (True, False, True)


# ---- nothing is told of a case ------------------------------------------------------------------------------------


def about(case: str) -> list[tuple[type[CaseAct], Seat, dict[str, Any]]]:
    """Give everything that someone could try on a number."""
    ground = {"objection": "alpha_objects", "ground": "grave_crime", "against": "across"}
    return [
        (persons.ObjectionRaised, ALPHA, {"case": case, **ground}),
        (persons.ObjectionWithdrawn, ALPHA, {"case": case, "of": "x"}),
        (persons.ObjectionWithdrawn, BRAVO, {"case": case, "of": f"objection-{case}"}), (persons.Assured, ALPHA, {
            "case": case, "covers": ("membership",), "language": "ar"}),
        (persons.Screened, LEGAL, {"case": case, "outcome": "eligible"}), (persons.ArrivalChecked, Seat("monitor"), {
            "case": case, "contact": "yes"}), (persons.Boarded, ESCORT, {"case": case, "movement": "T-1"}),
        (persons.AcceptanceDecided, Seat("haven"), {"case": case, "outcome": "accepted"}),
        (persons.ConsentRecorded, ALPHA, {"case": case, "purpose": "disarm", "answer": "given", "language": "ar"}),
        (persons.AgeEstablished, BRAVO, {"case": case, "outcome": "adult", "ground": "statement"}),
        (persons.NoticeGiven, REGISTRAR, {"cases": (OTHER, case), "to": ("alpha", "bravo")}),
        (weapons.WeaponReceived, WEAPONS, {"tag": "W-new", "origin": "person", "cases": (case,)}),
        (moving.ManifestSet, ESCORT, {"movement": "T-1", "cases": (case,)}),
    ]  # fmt: skip


@pytest.mark.parametrize("child", passage.CHILDREN)
@pytest.mark.parametrize("day", [3, 5, 7])
def test_a_child_and_a_number_that_was_never_given_get_the_same_answer(child: str, day: int) -> None:
    cases = office(at(day))
    for (kind, seat, real), (_, _, none) in zip(about(child), about("SYN-NONE"), strict=True):
        one = viewer(seat, at(day))
        answers = [may(one, made(kind, seat, at(day), **fields), cases) for fields in (real, none)]
        if child == passage.NOT_ESTABLISHED and seat == REGISTRAR:
            continue  # whoever receives people knows the numbers whose age is still open
        assert answers[0] == answers[1], (kind, seat)
        assert not answers[0].allowed


def test_a_case_that_was_not_noticed_is_to_a_party_as_one_that_does_not_exist() -> None:
    ground = {"objection": "alpha_objects", "ground": "grave_crime", "against": "across"}
    cases = office(at(2, 2))  # before any notice
    assert [codes(ALPHA, persons.ObjectionRaised, at(2, 2), cases, case=case, **ground) for case in (ADULT, "SYN-NONE")] == [
        ["not_for_this_seat"], ["not_for_this_seat"]]  # fmt: skip
    assert codes(ALPHA, persons.ObjectionRaised, at(2, 9), office(at(2, 9)), case=passage.ADULTS[7], **ground) == []


def test_a_refusal_does_not_say_who_objected() -> None:
    # On one case Alpha has objected, on another Bravo, on a third nobody: to whoever did not, all are the same.
    cases, when = office(at(2, 9)), at(2, 9)
    own = {"alpha": passage.ADULTS[4], "bravo": passage.ADULTS[6]}
    for seat in (ALPHA, BRAVO, LEGAL, Seat("haven")):
        found = {case: codes(seat, persons.ObjectionWithdrawn, when, cases, case=case, of=f"objection-{case}")
                 for case in (passage.ADULTS[4], passage.ADULTS[6], passage.ADULTS[0])}  # fmt: skip
        expected = ["not_for_this_seat"] if seat.org in own else ["no_power"]
        assert found == {case: [] if own.get(seat.org) == case else expected for case in found}, seat


def test_what_others_have_announced_or_were_told_is_not_told_from_nothing() -> None:
    cases, when = office(at(1, 3)), at(1, 3)
    assert [codes(seat, moving.OperationEnded, when, cases, operation=name) for seat, name in (
        (ALPHA, "works"), (BRAVO, "works"), (BRAVO, "none"))] == [[], ["not_for_this_seat"], ["not_for_this_seat"]]
    assert [codes(seat, moving.MovementAcknowledged, when, cases, movement=name) for seat, name in (
        (BRAVO, "M-1"), (Seat("centre"), "M-1"), (BRAVO, "M-9"))] == [[], ["not_for_this_seat"], ["not_for_this_seat"]]


def test_who_could_is_named_from_the_text_whatever_there_is() -> None:
    # The answer to whoever lacks the power is the same in every log: no case stands behind it.
    full, empty = office(at(7)), NO_CASES
    for act in passage.log():
        for seat in (ALPHA, BRAVO, Seat("haven"), Seat("mediator"), LEGAL, MEDIC):
            one = msgspec.structs.replace(act, actor=seat.org, post=seat.post, happened=at(7), recorded=at(7))
            there, nowhere = may(viewer(seat, at(7)), one, full), may(viewer(seat, at(7)), one, empty)
            if any(reason.code == "no_power" for answer in (there, nowhere) for reason in answer.reasons):
                assert there == nowhere, (act, seat)


def test_a_death_can_be_recorded_also_of_a_child() -> None:
    cases = office(at(3))
    assert codes(REGISTRAR, persons.Died, at(3), cases, case=passage.CHILD) == []
    assert codes(REGISTRAR, persons.Died, at(3), cases, case="SYN-NONE") == ["not_for_this_seat"]


def test_what_is_done_for_a_child_is_for_child_protection() -> None:
    cases = office(at(2, 5))
    assert codes(CHILD_OFFICER, persons.ChildReceived, at(2, 5), cases, case=passage.CHILD) == []
    assert codes(Seat("carer"), persons.ChildReceived, at(2, 5), cases, case=passage.CHILD) == []
    assert codes(REGISTRAR, persons.ChildReceived, at(2, 5), cases, case=passage.CHILD) == ["no_power"]


def test_a_refusal_is_said_with_the_names_of_the_text() -> None:
    act = made(persons.Screened, ALPHA, at(3), case=ADULT, outcome="eligible")
    error = errors.not_permitted(may(viewer(ALPHA, at(3)), act, office(at(3))).reasons, text())
    assert (error.message(), error.what_to_do(), error.exit_status) == (
        "Alpha as Alpha's post may not take this step; it is for legal officer (point p1)", "It is for legal officer.", 5)
    unknown = made(persons.ObjectionWithdrawn, ALPHA, at(3), case="SYN-NONE", of="x")
    error = errors.not_permitted(may(viewer(ALPHA, at(3)), unknown, office(at(3))).reasons, text())
    assert error.message() == "there is nothing here by that number for this seat"


def test_every_act_of_a_case_has_its_row_here() -> None:
    assert set(ROWS) == {*persons.TYPES, *weapons.TYPES, *moving.TYPES}


def test_every_code_has_its_sentence() -> None:
    folder = Path(str(errors.__file__)).parent
    said = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    used = set(re.findall(r'Missing\(\s*"([a-z_]+)"', said)) | set(re.findall(r'(?:return|lacks =) "([a-z_]+)"', said))
    assert used - set(errors.WORDS) - set(moves.WORDS) - {"found"} == set()
    assert {code for code in errors.WORDS if f'"{code}"' not in said.replace((folder / "errors.py").read_text(), "")} == set()
