"""Six kinds of clause, in each worked example: taken out, the rule that misses it speaks; where there is none, that is proved.

A kind that an example does not have stands in `ABSENT` with the words by which it would be known. When the example gains
one, the test says so, and a change that drops it belongs into `DROPPED`.
"""

import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from safeconduct.checks.opening import check_files
from safeconduct.checks.rule import find_rule
from safeconduct.checks.run import check

EXAMPLES = Path(__file__).parents[2] / "src/safeconduct/examples"
ACEH, DAYTON, SALVADOR, GAZA, MINSK = "aceh-2005", "dayton-1a-1995", "el-salvador-1992", "gaza-2025", "minsk-ii-2015"
KINDS = "verifier base destination day_count tie_break exit".split()
BY = "verified_by: {any: %s}"

# example, kind: rule, the entry in which the clause stands, the clause, what is left of it
DROPPED = [
    (GAZA, "verifier", "SC202", "living_hostages", BY % "icrc", "verified_by: unstated"),
    (ACEH, "verifier", "SC202", "amnesty", BY % "amm", "verified_by: unstated"),
    (SALVADOR, "verifier", "SC202", "positions_army", BY % "onusal", "verified_by: unstated"),
    (DAYTON, "verifier", "SC202", "vacate_to_federation", BY % "ifor", "verified_by: unstated"),
    (MINSK, "verifier", "SC202", "withdrawal_ukraine", BY % "monitors, inventory: unstated", "verified_by: unstated"),
    (ACEH, "base", "SC607", "weapons", "    amount: 840 weapons\n", "    amount: unstated\n"),
    (GAZA, "destination", "SC508", "members_who_commit", "to: gaza_strip", "to: unstated"),
    (DAYTON, "destination", "SC508", "prisoners", "to: onward_destination", "to: unstated"),
    (ACEH, "destination", "SC508", "weapons", "    destination:\n", "    destination: unstated\n"),
    (ACEH, "day_count", "SC408", "", " count: exclusive,", ""),
    (SALVADOR, "day_count", "SC408", "", " count: exclusive,", ""),
    (DAYTON, "day_count", "SC408", "", " count: exclusive,", ""),
    (MINSK, "day_count", "SC408", "", " count: exclusive,", ""),
    (DAYTON, "tie_break", "SC710", "", "    prevails: yes\n", ""),
    (ACEH, "exit", "SC853", "amm", "    extended_by: eu\n", ""),
    (SALVADOR, "exit", "SC306", "cessation", "    ends: {by: 1992-10-31}\n    if_not_done: unstated\n", ""),
    (SALVADOR, "exit", "SC105", "timetable", "    if_not:\n", "    if_not: unstated\n"),
    (DAYTON, "exit", "SC506", "prisoners", "          ends_when:\n", "          ends_when: unstated\n"),
    (DAYTON, "exit", "SC509", "release", "    if_not_found:\n", "    if_not_found: unstated\n"),
]

_TIE_BREAK = r"(tie_break|goes_before|prevails|order_inside): (?!unstated|unseen)"
_EXIT = r"^ +(if_not|if_not_done|if_not_found|otherwise|ends_when|extended_by|lasts|rejected|if_late):(?! unstated| unseen)"
_DESTINATION = r"^ {8}to: (?!unstated|unseen)|^    destination:(?! unstated| unseen)"
_BASE = r"^ +(base|base_from|base_set_by|base_as_of):(?! unstated| unseen)|amount: \d+ (?!percent)\S+\n(.*\n)?    tranches:"
ABSENT = {
    (GAZA, "base"): r"^ +share:|\{share:", (SALVADOR, "base"): _BASE,
    (DAYTON, "base"): r"\{share:", (MINSK, "base"): r"\{share:",
    (SALVADOR, "destination"): _DESTINATION, (MINSK, "destination"): _DESTINATION,
    (GAZA, "day_count"): r"count: (exclusive|inclusive)|(within|before): \d+ (days|weeks|months)",
    (GAZA, "tie_break"): _TIE_BREAK, (ACEH, "tie_break"): _TIE_BREAK, (SALVADOR, "tie_break"): _TIE_BREAK,
    (MINSK, "tie_break"): _TIE_BREAK,
    (GAZA, "exit"): _EXIT, (MINSK, "exit"): _EXIT,
}  # fmt: skip


@cache
def written(name: str) -> str:
    return (EXAMPLES / name / "agreement.yaml").read_text(encoding="utf-8")


def found(code: str, name: str, text: str, folder: Path) -> set[tuple[str, str]]:
    """Give what a rule finds in an example whose text was changed: (path, message)."""
    rule = find_rule(code)
    assert rule is not None
    file = folder / "changed.yaml"
    file.write_text(text, encoding="utf-8")
    for beside in (EXAMPLES / name).glob("*.geojson"):
        (folder / beside.name).write_bytes(beside.read_bytes())
    checked, lines = check_files(file)
    return {(one.path, one.message) for one in check(checked, lines, rules=[rule], seconds=60).findings}


def without(text: str, entry: str, old: str, new: str) -> str:
    """Drop a clause of one entry, with all that hangs below its key."""
    head, begins, tail = text.partition(f"\n  {entry}:" if entry else "\n")
    assert begins, f"no entry {entry}"
    assert old in tail, f"{entry or 'the text'} no longer says: {old}"
    before, _, after = tail.partition(old)
    if old.endswith(":\n"):
        below = re.match(rf"( {{{len(old) - len(old.lstrip()) + 1},}}.*\n)*", after)
        assert below is not None
        after = after[below.end() :]
    return head + begins + before + new + after


@pytest.mark.parametrize(("name", "kind", "code", "entry", "old", "new"), DROPPED, ids=[f"{one[0]}-{one[1]}-{one[2]}-{one[3]}"
                                                                                       for one in DROPPED])  # fmt: skip
def test_a_clause_that_is_dropped_is_missed(name: str, kind: str, code: str, entry: str, old: str, new: str,
                                            tmp_path: Path) -> None:  # fmt: skip
    text = written(name)
    news = found(code, name, without(text, entry, old, new), tmp_path) - found(code, name, text, tmp_path)
    assert news, f"{code} says nothing new of {name} without its {kind}"
    assert entry == "" or any(entry in path or entry in message for path, message in news)


def test_every_kind_is_dropped_from_every_example_that_has_it() -> None:
    done = {(name, kind) for name, kind, *_ in DROPPED}
    assert done | set(ABSENT) == set(product((ACEH, DAYTON, SALVADOR, GAZA, MINSK), KINDS))
    assert done.isdisjoint(ABSENT)


@pytest.mark.parametrize(("name", "kind"), list(ABSENT))
def test_what_is_not_dropped_is_not_there(name: str, kind: str) -> None:
    there = re.search(ABSENT[name, kind], written(name), re.MULTILINE)
    assert there is None, f"{name} now has a {kind}: drop it in DROPPED: {there[0]}"
