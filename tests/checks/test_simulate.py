"""Made-up runs: judged by the evaluator, the same every time, and the same for both sides."""

import json
from datetime import datetime
from random import Random
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.agreement.amend import Version
from safeconduct.agreement.casefile import examples, open_case
from safeconduct.agreement.reader import read_agreement
from safeconduct.checks.chances import chances
from safeconduct.checks.course import MADE_UP, Course
from safeconduct.checks.drawing import drawing
from safeconduct.checks.opening import check_case
from safeconduct.checks.simulate import OPEN_ENDS, Duty, Simulation, horizon, setting, simulate
from safeconduct.checks.text import CheckedText
from safeconduct.checks.what_if import parse
from safeconduct.kernel.acts import ActBase, Ruled
from safeconduct.kernel.errors import Invalid
from tests.arel import TEXT, act
from tests.checks.test_engines import made_up
from tests.swap import swap
from tests.unit.test_properties import MOMENTS, QUICK, logs

SMALL = """
safeconduct: 1
id: arel
title: The river
wording: draft
time: {zone: Etc/GMT-2}
units: {guns: guns}
texts: {main: {title: The text, date: 2026-03-01}}
parties:
  alpha: {name: Alpha, role: party}
  bravo: {name: Bravo, role: party}
bodies:
  mission: {name: Mission, powers: verify}
  brief: {name: Brief, powers: verify, mandate: [{start: 2026-03-01, end: 2026-03-10}]}
  panel: {name: Panel, powers: rule}
points: {p1: {of: main, number: "1", says: guns}}
anchors: {signed: {name: signature, on: 2026-03-01}, arrival: {name: arrival, fixed_by: mission}}
holes: {route: {what: the route, owner: [alpha, bravo]}}
decisions: {calm: {what: is it calm, by: panel}}
obligations:
  guns:
    title: hand in guns
    clause: p1
    who: bravo
    to: unstated
    amount: 10 guns
    tranches: {parts: {t1: {share: 50%}, t2: {rest: yes}}}
    deadline: {within: 20 days, of: signed}
    verified_by: {any: mission}
    dispute: {by: alpha, window: 3 days, to: panel, ruling_within: 4 days}
  leave:
    title: leave the ridge
    clause: p1
    who: alpha
    to: bravo
    after: {verified: guns.t1}
    takes: 5 days
    deadline: {within: 15 days, of: signed}
    verified_by: {any: mission}
  meet:
    title: meet at the bridge
    clause: p1
    who: [alpha, bravo]
    to: unstated
    after: {all: [{verified: leave}, {agreed: route}, {decided: calm}]}
    deadline: {within: 3 days, of: arrival}
    verified_by: {any: [mission, panel]}
  count:
    title: count the mines
    clause: p1
    who: alpha
    to: unstated
    after: {verified: guns}
    deadline: unstated
    verified_by: {any: brief}
  quiet: {title: keep quiet at night, clause: p1, who: [alpha, bravo], to: unstated, verified_by: {any: mission}}
"""


def text_of(content: str) -> CheckedText:
    source = read_agreement(content.encode(), file="a.yaml")
    return CheckedText((Version(source),), (source,))


def run(content: str, *what_ifs: tuple[str, str], acts: tuple[ActBase, ...] = (), at: str = "", days: int = 7,
        together: bool = False) -> Simulation:  # fmt: skip
    text = text_of(content)
    moment = datetime.fromisoformat(at) if at else None
    given = [parse(kind, words, text.agreement) for kind, words in what_ifs]
    return simulate(setting(text, acts, at=moment, days=days), [given] if together else [[one] for one in given])


def duties(simulation: Simulation, number: int = 0) -> dict[str, Duty]:
    return {duty.id: duty for duty in simulation.runs[number].duties}


def days_of(simulation: Simulation, number: int = 0) -> dict[str, str]:
    return {name: f"{one.completed:%m-%d}" if one.completed else one.end for name, one in duties(simulation, number).items()}


# --- the plan


def test_the_plain_run_keeps_lengths_deadlines_and_the_stated_number_of_days() -> None:
    assert days_of(run(SMALL)) == {"guns": "03-15", "leave": "03-13", "meet": "03-20", "count": "unconfirmed", "quiet": "goes_on"}


def test_the_stated_number_of_days_is_what_is_asked_for() -> None:
    found = run(SMALL, days=2)
    assert (days_of(found)["guns"], found.days) == ("03-05", 2)


def test_it_says_exactly_where_it_stands_still() -> None:
    found = run(SMALL)
    assert found.runs[0].ends is None
    stopped = {name: [cause.why for cause in one.causes] for name, one in duties(found).items() if one.causes}
    assert stopped == {"count": ["the mandate of Brief is over before “count the mines” is done"]}


def test_every_act_says_that_it_is_made_up() -> None:
    made = run(SMALL).runs[0].acts
    assert made
    assert {act.note for act in made} == {MADE_UP}
    assert all(act.id.startswith("made_up_") for act in made)


def test_a_step_that_nobody_is_named_to_owe_is_confirmed_and_claimed_by_nobody() -> None:
    found = run(SMALL.replace("who: alpha\n    to: bravo", "who: unstated\n    to: bravo"))
    told = [(type(act).__name__, act.actor) for act in found.runs[0].acts if getattr(act, "of", "") == "leave"]
    assert told == [("Confirmed", "mission")]


def test_what_nobody_can_confirm_stands_still() -> None:
    content = SMALL.replace("deadline: {within: 15 days, of: signed}\n    verified_by: {any: mission}", "deadline: unstated")
    found = duties(run(content.replace("to: bravo", "to: unstated")))
    assert (found["leave"].end, found["meet"].end) == ("unconfirmed", "never_opened")
    assert [cause.how for cause in found["meet"].causes] == ["amend"]


# --- what is supposed


def test_lateness_moves_what_waits_and_nothing_else() -> None:
    found = run(SMALL, ("late", "guns=5"))
    assert days_of(found, 1) == {"guns": "03-20", "leave": "03-18", "meet": "03-25", "count": "unconfirmed",
                                 "quiet": "goes_on"}  # fmt: skip
    assert duties(found, 1)["leave"].days_late == 2
    assert [(harm.whom, harm.duty, harm.how, harm.days) for harm in found.runs[1].hurt if harm.whom == "bravo"] == [
        ("bravo", "leave", "late", 2)
    ]


def test_who_defaults_does_nothing_any_more_part_by_part() -> None:
    found = run(SMALL, ("default", "bravo"))
    assert days_of(found, 1) == {"guns": "overdue", "leave": "never_opened", "meet": "never_opened", "count": "never_opened",
                                 "quiet": "goes_on"}  # fmt: skip
    assert not [act for act in found.runs[1].acts if act.actor == "bravo"]
    assert [cause.why for cause in duties(found, 1)["leave"].causes] == ["Bravo does nothing any more"]


def test_a_refusal_stops_one_thing() -> None:
    found = run(SMALL, ("refuse", "alpha:leave"), ("refuse", "panel:calm"), ("refuse", "alpha:route"))
    assert (days_of(found, 1)["leave"], days_of(found, 1)["guns"]) == ("overdue", "03-15")
    assert [days_of(found, number)["meet"] for number in (1, 2, 3)] == ["never_opened"] * 3
    assert [cause.who for cause in duties(found, 3)["meet"].causes] == [("alpha",)]


def test_a_verifier_that_refuses_is_replaced_where_another_may_speak() -> None:
    found = run(SMALL, ("refuse", "mission:meet"), ("refuse", "mission:guns"))
    assert days_of(found, 1)["meet"] == "03-20"
    assert {act.actor for act in found.runs[1].acts if getattr(act, "of", "") == "meet"} == {"alpha", "panel"}
    assert days_of(found, 2)["leave"] == "never_opened"


def test_a_ruling_takes_its_time_and_one_against_means_doing_it_again() -> None:
    found = run(SMALL, ("ruling", "guns=for"), ("ruling", "guns=against"), ("ruling", "guns.t1=for"))
    opened = [duties(found, number)["leave"].opened for number in range(4)]
    assert [f"{day:%m-%d}" for day in opened] == ["03-08", "03-12", "03-19", "03-12"]
    assert [days_of(found, number)["guns"] for number in range(4)] == ["03-15", "03-19", "03-26", "03-15"]
    assert [act.outcome for act in found.runs[2].acts if isinstance(act, Ruled)] == ["against", "against"]


def test_all_of_it_can_be_supposed_together() -> None:
    found = run(SMALL, ("late", "guns=4"), ("refuse", "alpha:leave"), together=True)
    assert len(found.runs) == 2
    assert (days_of(found, 1)["guns"], days_of(found, 1)["leave"]) == ("03-19", "overdue")


def test_what_cannot_be_supposed_is_refused_with_its_reason() -> None:
    agreement = text_of(SMALL).agreement
    wrong = [("late", "guns"), ("late", "guns=-1"), ("late", "signed=3"), ("default", "bravoo"),
             ("refuse", "guns"), ("refuse", "panel:guns"), ("ruling", "leave=for"), ("ruling", "guns=maybe"),
             ("refuse", "bravo:nothing")]  # fmt: skip
    for kind, words in wrong:
        with pytest.raises(Invalid) as caught:
            parse(kind, words, agreement)
        assert caught.value.faults[0].remedy, words


# --- from a moment on


def done(day: str, amount: int, kind: str = "obligation.confirmed", actor: str = "mission", **more: object) -> ActBase:
    return act(kind, day, actor, of="guns", amount=amount, unit="guns", **more)


def test_it_goes_on_from_what_has_been_done() -> None:
    found = run(SMALL, acts=(done("03-04", 5),), at="2026-03-05T12:00:00+02:00")
    assert days_of(found) == {"guns": "03-12", "leave": "03-10", "meet": "03-17", "count": "unconfirmed",
                              "quiet": "goes_on"}  # fmt: skip
    assert [act.amount for act in found.runs[0].acts if getattr(act, "of", "") == "guns"] == [5, 5]


def test_what_is_recorded_later_is_not_known_yet() -> None:
    late = done("03-09", 5)
    assert days_of(run(SMALL, acts=(late,), at="2026-03-05T12:00:00+02:00"))["guns"] == "03-19"


def test_what_is_over_already_is_said_to_change_nothing() -> None:
    found = run(SMALL, ("late", "guns=9"), acts=(done("03-04", 10),), at="2026-03-05T12:00:00+02:00")
    assert found.runs[1].without_effect == ("“hand in guns” is 9 days late",)


def test_a_contested_part_waits_for_the_ruling_that_is_supposed() -> None:
    claim = done("03-03", 5, "obligation.claimed", "bravo", id="c1")
    log = (claim, act("obligation.confirmed", "03-03", "mission", of="guns", amount=5, unit="guns", id="v1", refs=("c1",)),
           act("obligation.contested", "03-04", "alpha", of="guns", amount=5, unit="guns", refs=("v1",)))  # fmt: skip
    found = run(SMALL, ("ruling", "guns=for"), ("ruling", "guns=against"), acts=log, at="2026-03-05T12:00:00+02:00")
    ends = [days_of(found, number) for number in range(3)]
    assert (ends[0]["guns"], ends[0]["leave"]) == ("overdue", "never_opened")
    assert "no ruling is supposed" in duties(found)["guns"].causes[0].why
    assert ends[1]["leave"] < ends[2]["leave"] < "04"


def test_several_who_confirm_together_are_given_a_claim_to_confirm_also_where_one_stands_already() -> None:
    claimed = act("obligation.claimed", "03-13", "alpha", of="checked_twice")
    where = setting(text_of(TEXT), (claimed,), at=datetime.fromisoformat("2026-04-30T12:00:00+02:00"))
    assert disagreements(where, Course(where.plan(()))) == []


def test_what_was_claimed_in_part_before_is_confirmed_as_a_whole() -> None:
    claimed = act("obligation.claimed", "03-01", "alpha", of="release", amount=1)
    where = setting(text_of(TEXT), (claimed,), at=datetime.fromisoformat("2026-03-04T12:00:00+02:00"))
    assert disagreements(where, Course(where.plan(()))) == []


# --- what must hold


@pytest.mark.parametrize("name", ["aceh-2005", "dayton-1a-1995"])
def test_these_agreements_can_be_carried_out_to_the_end(name: str) -> None:
    text, _ = check_case(open_case(example=name))
    plain = simulate(setting(text), []).runs[0]
    assert plain.ends is not None
    assert [duty.id for duty in plain.duties if duty.days_late] == []


@pytest.mark.parametrize("name", examples())
def test_on_real_agreements_whatever_is_not_done_has_its_cause(name: str) -> None:
    case = open_case(example=name)
    text, _ = check_case(case)
    for at in (None, *(moment.at for moment in case.moments)):
        where = setting(text, case.acts(), at=at)
        found = simulate(where, [])
        lacking = [(at, duty.id, duty.end) for duty in found.runs[0].duties if duty.end in OPEN_ENDS and not duty.causes]
        course = Course(where.plan(()))
        assert lacking == []
        assert disagreements(where, course) == []


def test_what_answers_for_something_handed_over_waits_for_it() -> None:
    found = run(TEXT, ("default", "bravo"), ("late", "remains=3"))
    assert [duties(found, number)["remains_back"].end for number in range(3)] == ["done", "nothing_owed", "done"]
    assert not [act for act in found.runs[1].acts if getattr(act, "of", "") == "remains_back"]
    assert duties(found, 2)["remains_back"].later_by == 3


@settings(QUICK, max_examples=40)
@given(logs(), st.sampled_from(MOMENTS))
def test_from_any_log_the_evaluator_judges_as_was_planned(log: list[ActBase], when: str) -> None:
    text = text_of(TEXT)
    where = setting(text, log, at=datetime.fromisoformat(f"2026-{when}T12:00:00+02:00"))
    course = Course(where.plan(()))
    assert disagreements(where, course) == []
    what_ifs = (("default", "bravo"), ("refuse", "alpha:release"), ("ruling", "weapons=against"), ("ruling", "release=for"))
    found = simulate(where, [[parse(kind, words, text.agreement)] for kind, words in what_ifs])
    lacking = [duty.id for one in found.runs for duty in one.duties if duty.end in OPEN_ENDS and not duty.causes]
    assert lacking == []


def disagreements(where, course: Course) -> list[str]:  # type: ignore[no-untyped-def]
    """Give the duties of which the evaluator does not say what the plan says."""
    found = []
    for norm in where.judge(course, horizon(where, course)).norms:
        node = course.graph.index.get(f"verified:{norm.id}")
        owed = where.text.agreement.obligations.get(norm.id)
        if owed is None or (norm.amount and norm.amount.arithmetic) or node is None or course.plan.goes_on(norm.id):
            continue
        if (node in course.reached) != (norm.life.value == "fulfilled"):
            found.append(f"{norm.id}: {norm.life.value}")
    return found


def test_the_evaluator_judges_random_agreements_as_they_were_planned() -> None:
    for seed in range(150):
        text = text_of(made_up(8, circle=seed % 2 == 0, rng=Random(seed)))
        where = setting(text)
        assert disagreements(where, Course(where.plan(()))) == [], seed


WHAT_IFS = (("late", "guns=4"), ("default", "bravo"), ("refuse", "alpha:leave"), ("ruling", "guns=against"))


@pytest.mark.parametrize("content", [SMALL, TEXT])
def test_swapping_the_parties_swaps_every_answer(content: str) -> None:
    what_ifs = WHAT_IFS if content is SMALL else (("default", "bravo"), ("late", "weapons=9"), ("refuse", "alpha:release"))
    found = msgspec.json.encode(run(content, *what_ifs)).decode()
    other = run(swap(content, "alpha", "bravo"), *((kind, swap(words, "alpha", "bravo")) for kind, words in what_ifs))
    assert json.loads(swap(found, "alpha", "bravo")) == json.loads(msgspec.json.encode(other))


def test_it_is_the_same_every_time() -> None:
    assert msgspec.json.encode(run(SMALL, *WHAT_IFS)) == msgspec.json.encode(run(SMALL, *WHAT_IFS))


# --- many runs


def test_random_lateness_gives_counts_and_ranges_from_a_seed() -> None:
    where = setting(text_of(SMALL))
    found = [chances(where, (), seed=seed, runs=30, late_up_to=10) for seed in (1, 1, 2)]
    assert found[0] == found[1] != found[2]
    leave = next(one for one in found[0].duties if one.id == "leave")
    assert leave.done == 30
    assert 0 < leave.late < 30
    assert leave.days_late is not None
    assert 1 <= leave.days_late.least <= leave.days_late.most <= 20
    assert (found[0].ended, found[0].stood_still) == (0, 30)


def test_no_lateness_at_all_is_the_plain_run() -> None:
    found = chances(setting(text_of(SMALL)), (), seed=1, runs=3, late_up_to=0)
    assert (found.longer.least, found.longer.most) == (0, 0)
    assert [(one.id, one.late) for one in found.duties if one.late] == [("meet", 3)]  # as in the plain run


# --- the drawing


def test_the_drawing_is_whole_says_what_it_is_and_takes_any_name() -> None:
    content = SMALL.replace("hand in guns", "'hand <in> \"guns\" & more'")
    page = drawing(run(content, *WHAT_IFS), text_of(content).agreement)
    root = ElementTree.fromstring(page)
    words = " ".join(root.itertext())
    assert "not a forecast" in words
    assert 'hand <in> "guns" & more' in words
    assert all(f"run {number}:" in words for number in range(5))
    assert page == drawing(run(content, *WHAT_IFS), text_of(content).agreement)
