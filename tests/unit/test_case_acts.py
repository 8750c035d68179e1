"""Acts of a programme as lines: every fault told with its place, nothing lost; the day, and acts left out."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from safeconduct.agreement.casefile import Case, open_case
from safeconduct.kernel.errors import Conflict, Invalid, Refused
from safeconduct.secretariat.case_acts import TYPES, encoder, read_case_acts
from safeconduct.secretariat.office import Office
from safeconduct.secretariat.opening import open_caseload
from tests.pilot import TEXT, agreement, at

AGREEMENT = agreement()


def line(**changes: Any) -> bytes:
    """Make one line: a person presents."""
    plain = {"type": "person.presented/1", "id": "a1", "happened": at(1).isoformat(), "recorded": at(1).isoformat(),
             "actor": "centre", "post": "registrar", "synthetic": True, "case": "SYN-4K7Q", "site": "site",
             **changes}  # fmt: skip
    return json.dumps({key: value for key, value in plain.items() if value is not None}).encode() + b"\n"


def faults(*lines: bytes) -> list[tuple[str, int]]:
    """Give (code, line) of every fault."""
    with pytest.raises(Invalid) as caught:
        read_case_acts(lines, AGREEMENT, file="pilot.acts.jsonl")
    return [(fault.code, fault.line) for fault in caught.value.faults]


def test_good_lines_are_read_and_a_repeated_one_once() -> None:
    other = line(id="a2", case="SYN-9X2D")
    assert [act.id for act in read_case_acts([line(), line(), b"\n", other], AGREEMENT, file="f")] == ["a1", "a2"]


@pytest.mark.parametrize(("changes", "code"), [
    ({"id": "a b"}, "SC016"), ({"actor": "nobody"}, "SC101"), ({"post": "gunner"}, "SC101"), ({"type": "person.gone/1"}, "SC021"),
    ({"case": None}, "SC021"), ({"extra": 1}, "SC021"), ({"site": 7}, "SC021"), ({"wounded": "perhaps"}, "SC021"),
    ({"happened": at(2).isoformat()}, "SC023"), ({"happened": "2026-03-02T06:00:00"}, "SC021"),
    ({"happened": "0001-01-01T00:00:00Z"}, "SC023"), ({"case": "syn 4"}, "SC021"),
    ({"note": "seen near the mill"}, "SC021"), ({"refs": ["a b"]}, "SC016"),
    ({"case": "SYN-\u202e4K7Q"}, "SC021"),
])  # fmt: skip
def test_each_fault_has_its_code(changes: dict[str, Any], code: str) -> None:
    assert faults(line(**changes)) == [(code, 1)]


def test_every_fault_of_a_file_is_told() -> None:
    cut = line(id="a2")[:40]
    assert faults(line(), cut, line(id="a1", case="SYN-9X2D"), line(id="a3", actor="x")) == [
        ("SC020", 2), ("SC022", 3), ("SC101", 4)
    ]  # fmt: skip


def test_a_key_that_stands_twice_is_told() -> None:
    assert faults(line().replace(b'"site": "site"', b'"site": "site", "site": "beyond"')) == [("SC001", 1)]


def test_a_line_longer_than_any_act_is_refused_unread() -> None:
    assert faults(line(), line(id="a2", refs=["x"] * 400_000)) == [("SC011", 2)]


def test_an_exercise_and_a_real_case_do_not_mix() -> None:
    assert faults(line(), line(id="a2", case="SYN-9X2D", synthetic=None)) == [("SC021", 2)]


def test_lines_stand_in_the_order_in_which_they_were_recorded() -> None:
    earlier = (at(1) - timedelta(hours=1)).isoformat()
    assert faults(line(), line(id="a2", happened=earlier, recorded=earlier)) == [("SC023", 2)]


@pytest.fixture
def case(tmp_path: Path) -> Callable[[bytes], Case]:
    """Open a case of the made-up programme with the given acts beside it."""

    def opened(acts: bytes) -> Case:
        (tmp_path / "pilot.yaml").write_text(TEXT, encoding="utf-8")
        (tmp_path / "pilot.acts.jsonl").write_bytes(acts)
        return open_case(file=tmp_path / "pilot.yaml")

    return opened


def test_the_acts_lie_beside_the_text_and_a_day_cuts_them(case: Callable[[bytes], Case]) -> None:
    later = at(3).isoformat()
    found = case(line() + line(id="a2", case="SYN-9X2D", happened=later, recorded=later))
    assert [len(open_caseload(found, day=day).office.persons.cases) for day in (1, 2, 3, 4)] == [1, 1, 2, 2]
    assert open_caseload(found).day == open_caseload(found).last_day == 3
    assert len(open_caseload(found, leave_out=("a1",)).office.persons.cases) == 1
    for wrong in ({"day": 0}, {"day": -1}, {"leave_out": ("zz",)}):
        with pytest.raises(Invalid):
            open_caseload(found, **wrong)  # type: ignore[arg-type]


def test_what_is_recorded_after_the_day_is_not_known_on_it(case: Callable[[bytes], Case]) -> None:
    found = case(line() + line(id="a2", case="SYN-9X2D", recorded=at(3).isoformat()))
    assert list(open_caseload(found, day=2).office.persons.cases) == ["SYN-4K7Q"]


def test_an_act_made_here_is_refused_and_one_from_elsewhere_is_kept_without_effect() -> None:
    [act] = read_case_acts([line(post="escort")], AGREEMENT, file="f")
    office = Office(AGREEMENT)
    with pytest.raises(Refused, match=r"person.presented/1 is refused:\n- Centre \(escort\) may not take this step") as caught:
        office.submit(act)
    assert caught.value.what_to_do() == "It can be supplied by registrar."
    assert (office.entries, office.persons.cases) == ([], {})
    entry = office.admit(act)
    assert ([part.code for part in entry.missing], office.persons.cases) == (["no_power"], {})
    [good] = read_case_acts([line(id="a2")], AGREEMENT, file="f")
    office.submit(good)
    assert list(office.persons.cases) == ["SYN-4K7Q"]
    with pytest.raises(Conflict):
        office.submit(good)


def test_every_type_is_named_by_its_subject_and_what_was_done() -> None:
    names = [str(kind.__struct_config__.tag) for kind in TYPES]
    assert len(set(names)) == len(names)
    assert all(name.endswith("/1") and name.count(".") == 1 for name in names)
    assert read_case_acts([encoder.encode(read_case_acts([line()], AGREEMENT, file="f")[0])], AGREEMENT, file="f")
