"""Errors are public: each says where, what and what to do, and every family has its exit status."""

import re
from importlib import resources
from pathlib import Path

import pytest

from safeconduct.kernel.codes import ALL, BY_CODE
from safeconduct.kernel.errors import (
    Conflict,
    Fault,
    Invalid,
    NotPermitted,
    Refused,
    SafeconductError,
    VerificationFailed,
)

FAULT = Fault(
    code="SC101",
    message="no party is called 'x'",
    remedy="did you mean 'y'?",
    file="a.yaml",
    line=3,
    column=7,
    path="obligations.o.who",
)


def test_a_fault_gives_its_place_its_path_and_its_remedy() -> None:
    assert FAULT.text() == ("a.yaml:3:7: SC101 no party is called 'x'\n    at obligations.o.who\n    did you mean 'y'?")


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [
        ({"remedy"}, "a.yaml:3:7: SC101 no party is called 'x'\n    at obligations.o.who"),
        ({"path"}, "a.yaml:3:7: SC101 no party is called 'x'\n    did you mean 'y'?"),
        ({"line", "column"}, "a.yaml: SC101 no party is called 'x'\n    at obligations.o.who\n    did you mean 'y'?"),
        ({"line", "column", "file", "path", "remedy"}, "SC101 no party is called 'x'"),
    ],
)
def test_a_fault_leaves_out_what_is_not_known(left_out: set[str], expected: str) -> None:
    known = {name: getattr(FAULT, name) for name in Fault.__struct_fields__ if name not in left_out}
    assert Fault(**known).text() == expected


@pytest.mark.parametrize(
    ("count", "left_out", "last"),
    [
        (1, 0, "1 fault. Nothing was changed."),
        (2, 0, "2 faults. Nothing was changed."),
        (100, 9_900, "10000 faults. Nothing was changed."),
    ],
)
def test_all_faults_are_listed_and_counted(count: int, left_out: int, last: str) -> None:
    error = Invalid([FAULT] * count, left_out=left_out)
    lines = error.message().splitlines()
    assert (error.message().count(FAULT.text()), lines[-1]) == (count, last)
    assert ("... and 9900 more of the same kind" in lines) == bool(left_out)
    assert str(error) == error.message()
    assert error.what_to_do() == FAULT.remedy


def test_faults_are_plain_data() -> None:
    assert Invalid([FAULT], left_out=2).as_data() == {
        "code": "invalid",
        "faults": [
            {"code": "SC101", "message": "no party is called 'x'", "remedy": "did you mean 'y'?", "file": "a.yaml",
             "line": 3, "column": 7, "path": "obligations.o.who"}
        ],
        "left_out": 2,
    }  # fmt: skip


def test_a_failed_verification_says_what_was_expected_and_what_was_found() -> None:
    error = VerificationFailed(step="hash of the base", expected="sha256:a", got="sha256:b", remedy="read both")
    assert error.message() == "hash of the base: expected sha256:a, got sha256:b"
    assert error.as_data() == {
        "code": "verification-failed",
        "message": "hash of the base: expected sha256:a, got sha256:b",
        "what_to_do": "read both",
    }


def test_every_family_has_its_code_and_its_exit_status() -> None:
    families = [SafeconductError, Invalid, Refused, NotPermitted, Conflict, VerificationFailed]
    assert [(family.code, family.exit_status) for family in families] == [
        ("error", 1),
        ("invalid", 3),
        ("refused", 4),
        ("not-permitted", 5),
        ("conflict", 6),
        ("verification-failed", 7),
    ]
    assert all(issubclass(family, SafeconductError) for family in families)


def test_an_error_may_carry_a_code_of_its_own() -> None:
    error = Refused("point 5 does not allow it", remedy="ask the panel", code="SC999")
    assert (error.code, Refused.code, error.what_to_do()) == ("SC999", "refused", "ask the panel")


# --- the codes


def test_codes_are_stable_and_stand_once() -> None:
    assert len(BY_CODE) == len({code.name for code in ALL}) == len(ALL)
    assert [code for code in ALL if not re.fullmatch("SC[0-9]{3}", code.code)] == []
    assert [code for code in ALL if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", code.name)] == []
    assert [code for code in ALL if not code.means.endswith(".")] == []


def test_every_code_is_used_and_every_used_code_is_declared() -> None:
    package = Path(str(resources.files("safeconduct")))
    used = {
        code
        for room in ("kernel", "agreement", "intake", "secretariat", "cli")
        for path in (package / room).glob("*.py")
        if path.name != "codes.py"
        for code in re.findall(r'"(SC[0-9]{3})"', path.read_text(encoding="utf-8"))
    }
    assert used == set(BY_CODE)
