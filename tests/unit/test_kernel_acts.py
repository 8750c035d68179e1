"""The act as a value: two times, whole numbers, a version in its name, and nothing that was not asked for."""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from safeconduct.kernel import acts
from safeconduct.kernel.acts import Act, ActBase, Link, act_type, decoder, root_source
from safeconduct.kernel.canonical import canonical_json
from tests.builders import ACT, act_line


def test_every_type_is_named_with_its_subject_its_past_and_its_version() -> None:
    assert len(acts.TYPES) == len(Act.__args__)
    assert [name for name in acts.TYPES if not re.fullmatch(r"[a-z]+\.[a-z]+/1", name)] == []
    assert {act_type(cls) for cls in acts.TYPES.values()} == set(acts.TYPES)


@pytest.mark.parametrize("cls", acts.TYPES.values(), ids=lambda cls: cls.__name__)
def test_every_type_carries_both_times_and_forbids_what_it_does_not_know(cls: type[ActBase]) -> None:
    assert cls.__struct_fields__[:4] == ("id", "happened", "recorded", "actor")
    assert cls.__struct_config__.forbid_unknown_fields
    assert cls.__struct_config__.frozen
    assert cls.__doc__.strip().endswith(".")


@pytest.mark.parametrize("cls", acts.TYPES.values(), ids=lambda cls: cls.__name__)
def test_no_type_has_a_place_for_a_float(cls: type[ActBase]) -> None:
    schema = msgspec.json.schema(cls)
    assert "number" not in re.findall(r'"type":"([a-z]+)"', msgspec.json.encode(schema).decode())


def test_an_act_is_read_and_written_without_loss() -> None:
    act = decoder.decode(act_line())
    assert act == acts.Claimed(
        id="c1", actor="south", of="weapons", amount=5, unit="rifles",
        happened=datetime(2026, 3, 5, 9, tzinfo=UTC), recorded=datetime(2026, 3, 5, 10, tzinfo=UTC),
    )  # fmt: skip
    assert decoder.decode(canonical_json(act)) == act


def test_an_act_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        decoder.decode(act_line()).amount = 6


@pytest.mark.parametrize(
    "change",
    [
        {"amount": -1}, {"amount": 1.5}, {"amount": "5"}, {"amount": 10**15}, {"happened": "2026-03-05T10:00:00"},
        {"recorded": "2026-03-05"}, {"until": "2026-03-05T10:00:00"}, {"basis": "rumour"}, {"colour": "red"},
        {"type": "obligation.claimed/2"}, {"id": None}, {"refs": "c0"}, {"tally": "x"},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        decoder.decode(msgspec.json.encode({**ACT, **change}))


def test_the_root_of_a_chain_is_the_innermost_speaker() -> None:
    chain = (
        Link(who="paper", kind="newspaper"),
        Link(who="agency", kind="agency"),
        Link(who="minister", kind="official"),
    )
    assert (root_source(chain), root_source(())) == ("minister", "")
