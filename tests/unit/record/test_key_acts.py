"""The record's own acts: each shape is taken as it must be written, and nothing else is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import key_acts
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import SHAPES, Scope, is_own, parse_own
from tests.signed_log import genesis_act, new_roots, registration

HASH, OTHER, KID = "ab" * 32, "cd" * 32, "0123456789abcdef"
GOOD: dict[str, dict[str, Any]] = {
    "genesis.signed/1": genesis_act(),
    "key.registered/1": registration("north officer 0", org="north", delegates=True),
    "key.revoked/1": {"kid": KID, "last_good": -1, "reason": "lost"},
    "key.compromised/1": {"kid": KID, "last_good": 4},
    "roots.replaced/1": new_roots("roots.replaced/1", "north", ["north root 3", "north root 4", "north root 5"]),
    "roots.recovered/1": new_roots("roots.recovered/1", "north", ["north root 3", "north root 4", "north root 5"]),
    "policy.set/1": {"witnessed": "quorum none\n", "sealed": "quorum none\n"},
    "noop.padded/1": {},
    "attachment.kept/1": {"att": [HASH]},
    "erasure.ordered/1": {"att": [HASH]},
    "erasure.done/1": {"order": HASH, "holder": "operator"},
    "body.redacted/1": {"act": HASH, "org": "north", "device": KID, "seq": 3, "prev": OTHER, "att": []},
    "projection.published/1": {"digest": HASH, "size": 64},
    "gap.accepted/1": {"kid": KID, "first": 3, "last": 3},
    "conflict.resolved/1": {"between": [HASH, OTHER], "stands": OTHER},
}
GOOD = {kind: {**act, "type": kind} for kind, act in GOOD.items()}


def refused(act: dict[str, Any]) -> Bad:
    with pytest.raises(Bad) as caught:
        parse_own(act)
    return caught.value


def changed(kind: str, path: str, value: Any) -> dict[str, Any]:
    """Give a good act with one value replaced; the path is written as faults write it."""

    def put(inside: Any, keys: list[str]) -> Any:
        if not keys:
            return value
        if isinstance(inside, list):
            return [put(one, keys[1:]) if place == int(keys[0]) else one for place, one in enumerate(inside)]
        return {**inside, keys[0]: put(inside[keys[0]], keys[1:])}

    return put(GOOD[kind], path.split("/"))


def test_every_kind_has_an_example() -> None:
    assert list(GOOD) == list(SHAPES)


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_act_is_taken(kind: str) -> None:
    assert type(parse_own(GOOD[kind])) is SHAPES[kind][0]


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, (_, shape) in SHAPES.items() for field in shape])
def test_a_missing_field_is_named(kind: str, field: str) -> None:
    bad = refused({key: value for key, value in GOOD[kind].items() if key != field})
    assert (bad.code, bad.what) == ("act.shape", f"{field} missing")


@pytest.mark.parametrize("kind", GOOD)
def test_an_unknown_field_is_named(kind: str) -> None:
    bad = refused(GOOD[kind] | {"extra": 1})
    assert (bad.code, bad.what) == ("act.shape", "'extra' not known here")


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, (_, shape) in SHAPES.items() for field in shape])
@pytest.mark.parametrize("value", [True, 1.5, 2**60, -2, [], {}, "", None, "x\n", ["x"], [[]]], ids=repr)
def test_a_wrong_value_is_refused_with_its_place(kind: str, field: str, value: Any) -> None:
    # The text of a policy is read by `policy`.
    allowed = {"training": True, "stands": "", "att": [], "witnessed": "x\n", "sealed": "x\n"}
    full = (("attachment.kept/1", "att"), ("erasure.ordered/1", "att"))
    if (kind, field) not in full and field in allowed and allowed[field] == value:
        parse_own(changed(kind, field, value))
    else:
        bad = refused(changed(kind, field, value))
        assert bad.where.split("/")[0] == field


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("key.registered/1", "public", HASH.upper()),
        ("key.registered/1", "public", HASH[:-1]),
        ("key.registered/1", "public", HASH + "\n"),
        ("key.registered/1", "org", "North"),
        ("key.registered/1", "role", "root"),
        ("key.registered/1", "scope/from", "2026-11-01"),
        ("key.registered/1", "scope/from", "2026-13-01T00:00:00+00:00"),
        ("key.registered/1", "scope/from", "2026-11-01T00:00:00-00:00"),
        ("key.registered/1", "scope/from", "2026-11-01T00:00:00+15:00"),
        ("key.registered/1", "scope/from", "3026-11-01T00:00:00+00:00"),
        ("key.registered/1", "scope/until", "2026-10-01T00:00:00+00:00"),
        ("key.registered/1", "scope/until", "2027-01-30T00:00:01+00:00"),
        ("key.registered/1", "scope/types", ["weapon.received/1", "weapon.received/1"]),
        ("key.registered/1", "scope/types", ["weapon.*.x"]),
        ("key.registered/1", "scope/types", ["Weapon.*"]),
        ("key.registered/1", "scope/posts", ["gate 1"]),
        ("key.revoked/1", "reason", "tired"),
        ("key.revoked/1", "last_good", -2),
        ("roots.replaced/1", "roots", [HASH, HASH, OTHER]),
        ("roots.replaced/1", "roots", [HASH, OTHER]),
        ("body.redacted/1", "prev", ""),
        ("gap.accepted/1", "last", 2),
        ("conflict.resolved/1", "between", [HASH]),
        ("conflict.resolved/1", "stands", "ef" * 32),
        ("genesis.signed/1", "organisations/north/role", "king"),
        ("genesis.signed/1", "organisations/north/name", "North\u202e"),
        ("genesis.signed/1", "organisations/north/roots", [HASH]),
        ("genesis.signed/1", "origin", "a b"),
        ("genesis.signed/1", "origin", 'a"b'),
        ("genesis.signed/1", "origin", "a\\b"),
    ],
)
def test_what_is_not_written_as_it_must_be_is_refused(kind: str, path: str, value: Any) -> None:
    assert refused(changed(kind, path, value)).where.startswith(path.split("/")[0])


def test_only_an_officer_delegates() -> None:
    act = registration("north device 0", org="north", role="device", delegates=True)
    assert refused(act).where == "scope/delegates"


def test_ninety_days_are_a_window_for_an_officer_and_a_device_may_have_more() -> None:
    window = {"from": "2026-11-01T00:00:00+00:00", "until": "2027-01-30T00:00:00+00:00"}
    parse_own(registration("north officer 0", org="north", **window))
    longer = window | {"until": "2027-01-30T00:00:01+00:00"}
    assert refused(registration("north officer 0", org="north", **longer)).where == "scope/until"
    parse_own(registration("north device 0", org="north", role="device", **longer))


def test_a_fault_names_its_place_and_does_not_repeat_a_long_value() -> None:
    bad = refused(changed("genesis.signed/1", "organisations/north/roots/1", "z" * 5000))
    assert bad.where == "organisations/north/roots/1"
    assert len(str(bad)) < 400


@pytest.mark.parametrize(
    ("kind", "own"),
    [("key.frozen/9", True), ("noop.padded/2", True), ("keyring.made/1", False), ("weapon.received/1", False), ("", False)],
)
def test_the_families_of_the_record_are_its_own(kind: str, own: bool) -> None:
    assert is_own(kind) is own
    assert refused({"type": kind}).code == "act.type"


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([HASH, KID])
KEYS = st.sampled_from(["kid", "first", "last", "last_good", "att"])


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner), max_leaves=6),
       st.sampled_from(sorted(SHAPES)))  # fmt: skip
def test_nothing_but_bad_leaves_the_reader(value: Any, kind: str) -> None:
    act = {**value, "type": kind} if isinstance(value, dict) else {"type": kind, "kid": value}
    try:
        parse_own(act)
    except Bad:
        return
    assert act.keys() == SHAPES[kind][1].keys() | {"type"}


def a_scope(types: tuple[str, ...] = (), posts: tuple[str, ...] = (), start: int = 0, until: int = 10,
            places: tuple[str, ...] = ()) -> Scope:  # fmt: skip
    return Scope(False, posts, types, start, until, places)


@pytest.mark.parametrize(
    ("inner", "outer", "within"),
    [
        (a_scope(), a_scope(), True),
        (a_scope(), a_scope(("weapon.*",)), False),
        (a_scope(("weapon.received/1",)), a_scope(), True),
        (a_scope(("weapon.received/1", "weapon.r*")), a_scope(("weapon.*",)), True),
        (a_scope(("weapon.*",)), a_scope(("weapon.received/1",)), False),
        (a_scope(("*",)), a_scope(("weapon.*",)), False),
        (a_scope(posts=("gate_1",)), a_scope(posts=("gate_1", "gate_2")), True),
        (a_scope(), a_scope(posts=("gate_1",)), False),
        (a_scope(places=("gate_1",)), a_scope(places=("gate_1", "gate_2")), True),
        (a_scope(places=("gate_1", "gate_2")), a_scope(places=("gate_1",)), False),
        (a_scope(), a_scope(places=("gate_1",)), False),
        (a_scope(places=("gate_1",)), a_scope(), True),
        (a_scope(until=11), a_scope(), False),
        (a_scope(start=1, until=9), a_scope(), True),
    ],
)
def test_a_scope_lies_within_another(inner: Scope, outer: Scope, within: bool) -> None:
    assert inner.within(outer) is within


def test_a_time_is_the_same_moment_in_every_offset() -> None:
    assert key_acts.moment("2026-11-23T10:00:00+02:00", "at") == key_acts.moment("2026-11-23T08:00:00+00:00", "at") == 1795420800
