"""Two decisions on one question, made without knowing of each other: both stand, and neither has effect until a joint act."""

from __future__ import annotations

from itertools import permutations

import pytest

from safeconduct.agreement.reader import read_agreement
from safeconduct.kernel.acts import TYPES
from safeconduct.kernel.errors import Refused
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import DECISIONS
from safeconduct.secretariat import contested
from safeconduct.secretariat.case_acts import BY_NAME
from safeconduct.secretariat.docket import Docket, Entry
from tests import pilot
from tests.memory_records import desk_over
from tests.signed_log import Signed, SignedLog, genesis_act, kid, with_roots
from tests.unit.test_desk import organisations

AT = "2026-03-05T08:00:00+00:00"
OFFICERS = ("panel officer 0", "panel officer 1", "alpha officer 0", "bravo officer 0", "centre officer 0", "carer officer 0")
WINDOW = {"from": "2026-01-01T00:00:00+00:00", "until": "2026-03-31T00:00:00+00:00"}
ROOT = b"\x01" * 32


def founded() -> SignedLog:
    orgs = organisations() | with_roots({"panel": "other", "carer": "other"})
    log = SignedLog(genesis_act(organisations=orgs)).found()
    for label in OFFICERS:
        log.officer(label, **WINDOW)
    return log


def screening(name: str, outcome: str, actor: str = "panel", post: str = "panel_legal", case: str = "SYN-0001",
              **more: object) -> dict[str, object]:  # fmt: skip
    return {"type": "screening.decided/1", "id": name, "happened": AT, "recorded": AT, "actor": actor, "post": post, "case": case,
            "outcome": outcome, "synthetic": True} | more  # fmt: skip


class Story:
    """A founded log, on which acts of officers follow."""

    def __init__(self) -> None:
        self.log = founded()
        self.docket = Docket(pilot.agreement(), self.log.digest)
        self.docket.read(Entry(*act) for act in self.log.acts)

    def made(self, label: str, act: dict[str, object], **body: object) -> Signed:
        return self.log.device(label).sign(act, **{"at": AT} | body)

    def add(self, signed: Signed) -> int:
        self.log.acts.append(signed)
        self.docket.read([Entry(*signed)])
        return self.docket.size - 1

    def decide(self, label: str, act: dict[str, object], **body: object) -> int:
        return self.add(self.made(label, act, **body))

    def code(self, index: int) -> str:
        return self.docket.replay.standing(index).code

    def codes(self, *indexes: int) -> list[str]:
        return [self.code(index) for index in indexes]


@pytest.fixture
def story() -> Story:
    return Story()


def two(story: Story) -> tuple[int, int]:
    first = story.decide("panel officer 0", screening("a", "eligible"))
    return first, story.decide("panel officer 1", screening("b", "excluded"))


def test_the_record_knows_which_acts_decide() -> None:
    assert contested.DECIDING.keys() == DECISIONS


def test_both_stand_and_neither_has_effect(story: Story) -> None:
    first, second = two(story)
    assert story.codes(first, second) == ["contested", "contested"]
    assert story.docket.replay.standing(first).refs == (second,)
    assert story.docket.kept(second).standing.because == (
        f"answered otherwise at {first}, and neither knew of the other; a joint act decides")  # fmt: skip
    assert [entry.act.id for entry in story.docket.office.entries] == []


def test_equal_answers_are_no_conflict(story: Story) -> None:
    first = story.decide("panel officer 0", screening("a", "eligible"))
    second = story.decide("panel officer 1", screening("b", "eligible", recorded=AT))
    assert story.codes(first, second) == ["in_effect", "in_effect"]


def test_other_questions_are_no_conflict(story: Story) -> None:
    first = story.decide("panel officer 0", screening("a", "eligible"))
    second = story.decide("panel officer 1", screening("b", "excluded", case="SYN-0002"))
    assert story.codes(first, second) == ["in_effect", "in_effect"]


def test_whoever_has_seen_the_other_decides_anew(story: Story) -> None:
    first = story.decide("panel officer 0", screening("a", "eligible"))
    story.decide("panel officer 1", screening("b", "excluded"), seen_size=first + 1, seen_root=ROOT)
    assert story.code(first) == "in_effect"


def test_a_tree_that_ends_just_before_the_other_does_not_show_it(story: Story) -> None:
    first = story.decide("panel officer 0", screening("a", "eligible"))
    story.decide("panel officer 1", screening("b", "excluded"), seen_size=first, seen_root=ROOT)
    assert story.code(first) == "contested"


def test_what_a_device_has_seen_it_does_not_forget(story: Story) -> None:
    first = story.decide("panel officer 0", screening("a", "eligible"))
    story.decide("panel officer 1", screening("other", "eligible", case="SYN-0002"), seen_size=first + 1, seen_root=ROOT)
    second = story.decide("panel officer 1", screening("b", "excluded"), seen_size=0)
    assert story.codes(first, second) == ["in_effect", "in_effect"]


def test_an_act_that_names_the_other_knows_it(story: Story) -> None:
    first = story.decide("panel officer 0", screening("a", "eligible"))
    second = story.decide("panel officer 1", screening("b", "excluded", refs=["a"]))
    assert story.codes(first, second) == ["in_effect", "in_effect"]


def test_one_device_knows_what_it_said(story: Story) -> None:
    first = story.decide("panel officer 0", screening("a", "eligible"))
    second = story.decide("panel officer 0", screening("b", "excluded"))
    assert story.codes(first, second) == ["in_effect", "in_effect"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"actor": "alpha", "post": ""}, {"actor": "alpha", "post": "alpha_post"}, {"actor": "alpha", "post": "panel_legal"},
        {"actor": "alpha", "outcome": "nonsense"},
    ],
)  # fmt: skip
def test_nobody_without_a_say_stops_a_decision(story: Story, wrong: dict[str, str]) -> None:
    first = story.decide("panel officer 0", screening("a", "eligible"))
    story.decide("alpha officer 0", screening("b", "excluded") | wrong)
    story.decide("alpha officer 0", screening("c", "excluded"))  # in the name of the panel
    assert story.code(first) == "in_effect"


def test_what_cannot_be_read_stops_no_decision(story: Story) -> None:
    first = story.decide("panel officer 0", screening("a", "eligible"))
    story.decide("panel officer 1", screening("b", "excluded", more="field"))
    assert story.code(first) == "in_effect"


def test_a_third_that_knew_of_neither_joins_them(story: Story) -> None:
    story.log.officer("panel officer 2", **WINDOW)
    story.docket.read(Entry(*act) for act in story.log.acts[story.docket.size :])
    first, second = two(story)
    third = story.decide("panel officer 2", screening("c", "unable"))
    assert story.codes(first, second, third) == ["contested"] * 3
    assert story.docket.replay.standing(first).refs == (second, third)
    # Equal to one of them, and yet made without knowing of the others.
    assert story.code(story.decide("carer officer 0", screening("d", "unable", actor="carer"))) == "in_effect"  # has no say


def resolution(story: Story, stands: str, *indexes: int) -> dict[str, object]:
    ids = [story.docket.replay.state.book.act_id(index).hex() for index in indexes]
    return {"type": "conflict.resolved/1", "between": ids, "stands": ids[indexes.index(int(stands))] if stands else ""}


def jointly(story: Story, act: dict[str, object]) -> None:
    """Sign for the organisation whose acts are named, and for every party."""
    codes = [story.code(story.decide(f"{org} officer 0", act)) for org in ("alpha", "bravo", "panel")]
    assert codes == ["incomplete", "incomplete", "in_effect"]


def test_a_joint_act_decides_which_stands(story: Story) -> None:
    first, second = two(story)
    jointly(story, resolution(story, str(second), first, second))
    assert story.codes(first, second) == ["no_effect", "in_effect"]
    assert [entry.act.id for entry in story.docket.office.entries] == ["b"]


def test_a_joint_act_can_let_none_stand(story: Story) -> None:
    first, second = two(story)
    jointly(story, resolution(story, "", first, second))
    assert story.codes(first, second) == ["no_effect", "no_effect"]
    again = story.decide("panel officer 0", screening("c", "eligible"))
    assert story.code(again) == "in_effect"


def test_what_was_decided_jointly_is_not_undone_by_one_who_had_not_heard(story: Story) -> None:
    story.log.officer("panel officer 2", **WINDOW)
    story.docket.read(Entry(*act) for act in story.log.acts[story.docket.size :])
    first, second = two(story)
    jointly(story, resolution(story, str(first), first, second))
    late = story.decide("panel officer 2", screening("c", "excluded"))
    assert story.codes(first, second, late) == ["in_effect", "no_effect", "contested"]


def test_an_outsider_decides_no_conflict(story: Story) -> None:
    first, second = two(story)
    story.decide("alpha officer 0", resolution(story, str(first), first, second))
    assert story.codes(first, second) == ["contested", "contested"]


def test_what_is_contested_is_not_redacted(story: Story) -> None:
    first, second = two(story)
    replay = story.docket.replay
    key = replay.state.keyring.get(kid("panel officer 0"))
    act = {"type": "body.redacted/1", "act": replay.state.book.act_id(first).hex(), "org": key.org, "device": key.kid.hex(),
           "seq": 0, "prev": "", "att": []}  # fmt: skip
    for label in ("alpha officer 0", "bravo officer 0"):
        index = story.decide(label, act)
        assert (story.code(index), story.docket.replay.standing(index).because.count("rests on this one")) == ("no_effect", 1)
    assert story.codes(first, second) == ["contested", "contested"]


def test_every_order_of_three_sites_gives_the_same() -> None:
    found = set()
    for order in permutations(range(4)):
        story = Story()
        made = [story.made("panel officer 0", screening("a", "eligible")),
                story.made("panel officer 1", screening("b", "excluded")),
                story.made("panel officer 1", screening("d", "eligible", case="SYN-0002")),
                story.made("carer officer 0", screening("c", "unable", actor="carer"))]  # fmt: skip
        places = {number: story.add(made[number]) for number in order}
        found.add(tuple(story.code(places[number]) for number in range(4)))
    assert found == {("contested", "contested", "in_effect", "in_effect")}


HANDED_OVER = "panel: {name: Panel, powers: rule, hands_over_to: carer, mandate: [{start: 2026-01-01, end: %s}]}"


@pytest.mark.parametrize(("end", "expected"), [("2026-03-01", "contested"), ("2026-03-09", "in_effect")])
def test_whoever_has_taken_over_from_a_body_decides_in_its_place_and_nobody_before(end: str, expected: str) -> None:
    # Before the panel is gone the word of the carer is none: it can neither be contested nor contest.
    story, text = Story(), pilot.TEXT.replace("panel: {name: Panel, powers: rule}", HANDED_OVER % end)
    story.log.officer("carer officer 1", **WINDOW)
    story.docket = Docket(read_agreement(text.encode(), file="handed.yaml").model, story.log.digest)
    story.docket.read(Entry(*act) for act in story.log.acts)
    both = [story.decide(f"carer officer {key}", screening(str(key), outcome, actor="carer", post=""))
            for key, outcome in enumerate(("eligible", "excluded"))]  # fmt: skip
    assert story.codes(*both) == [expected] * 2


def test_an_act_that_would_be_contested_is_not_made_here() -> None:
    log = founded()
    desk = desk_over(log, pilot.agreement())
    came = {"type": "person.presented/1", "id": "p", "actor": "centre", "post": "registrar", "site": "site"}
    aged = {"type": "age.established/1", "id": "g", "actor": "carer", "post": "child_officer", "outcome": "adult",
            "ground": "statement"}  # fmt: skip
    common = {"happened": AT, "recorded": AT, "case": "SYN-0001", "synthetic": True}
    desk.take_in([log.device(f"{act['actor']} officer 0").sign(act | common, at=AT) for act in (came, aged)])
    desk.take_in([log.device("panel officer 0").sign(screening("a", "eligible"), at=AT)])
    with pytest.raises(Refused, match="the act a answers the same question otherwise") as caught:
        desk.prepare(screening("b", "excluded"), org="panel", kid=kid("panel officer 1"))
    assert "make a checkpoint" in caught.value.what_to_do()


# ---- the agreement's own questions ----

TEXT = """
safeconduct: 1
id: ask
title: Two sites
wording: draft
time: {zone: Etc/GMT-2}
sources: {}
texts: {main: {title: The text}}
parties:
  alpha: {name: Alpha, role: party}
  bravo: {name: Bravo, role: party}
bodies:
  panel: {name: Panel, powers: rule}
points:
  p1: {of: main, number: "1", says: it is decided}
decisions:
  start: {what: whether to start, clause: p1, by: [alpha, bravo]}
holes:
  where: {what: where, clause: p1, owner: [alpha, bravo]}
"""


def asking() -> Story:
    story = Story()
    story.docket = Docket(read_agreement(TEXT.encode(), file="ask.yaml").model, story.log.digest)
    story.docket.read(Entry(*act) for act in story.log.acts)
    return story


def said(kind: str, name: str, actor: str, **fields: object) -> dict[str, object]:
    return {"type": kind, "id": name, "happened": AT, "recorded": AT, "actor": actor} | fields


@pytest.mark.parametrize(
    ("kind", "question", "one", "other"),
    [
        ("decision.made/1", {"decision": "start"}, {"outcome": "yes"}, {"outcome": "no"}),
        ("hole.filled/1", {"hole": "where"}, {"says": "here"}, {"says": "there"}),
    ],
)  # fmt: skip
def test_two_devices_of_one_side_contest_each_other_and_two_sides_differ(
    kind: str, question: dict[str, str], one: dict[str, str], other: dict[str, str]
) -> None:
    story = asking()
    story.log.officer("alpha officer 1", **WINDOW)
    story.docket.read(Entry(*act) for act in story.log.acts[story.docket.size :])
    first = story.decide("alpha officer 0", said(kind, "a", "alpha", **question, **one))
    theirs = story.decide("bravo officer 0", said(kind, "b", "bravo", **question, **other))
    assert story.codes(first, theirs) == ["in_effect", "in_effect"]
    second = story.decide("alpha officer 1", said(kind, "c", "alpha", **question, **other))
    assert story.codes(first, theirs, second) == ["contested", "in_effect", "contested"]
    assert [act.id for act in story.docket.agreement_acts()] == ["b"]


def test_every_type_that_decides_is_one_that_exists_with_these_fields() -> None:
    for name, deciding in contested.DECIDING.items():
        fields = (TYPES.get(name) or BY_NAME[name]).__struct_fields__
        assert set(deciding.question) | set(deciding.answer) <= set(fields), name
        assert bool(deciding.step) == (name in BY_NAME), name


def test_a_reader_without_the_agreement_is_told_of_no_contest() -> None:
    story = Story()
    first, second = two(story)
    plain = story.log.read_again()
    assert [plain.standing(index).code for index in (first, second)] == ["in_effect", "in_effect"]
    with pytest.raises(Bad):
        plain.standing(second + 1)
