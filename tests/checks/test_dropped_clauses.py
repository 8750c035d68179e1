"""One clause dropped from a real accord, and the rule that misses it speaks; one clause mended, and it is silent."""

from pathlib import Path

import pytest

from safeconduct.checks.opening import check_files
from safeconduct.checks.rule import find_rule
from safeconduct.checks.run import check

EXAMPLES = Path(__file__).parents[2] / "src/safeconduct/examples"
GAZA, DRAFT = "gaza-2025/agreement.yaml", "gaza-2025/drafts/rafah-passage.yaml"
ACEH, DAYTON = "aceh-2005/agreement.yaml", "dayton-1a-1995/agreement.yaml"
CUSTODY = """    otherwise: in_custody
  in_custody:
    name: Persons in custody under a law
    moves:
      custody:
        title: Be held
        to: reception_site
        held: {legal_basis: the law of criminal procedure, review_within: 14 days, ends_when: the trial or 90 days}
    note:
      en: "How many"""


def paths(code: str, file: str, folder: Path, *changes: tuple[str, str]) -> list[str]:
    """Give where a rule finds something in an example, once some words in it have been changed."""
    text = (EXAMPLES / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{file} no longer says: {old}"
        text = text.replace(old, new)
    changed = folder / "changed.yaml"
    changed.write_text(text, encoding="utf-8")
    for beside in (EXAMPLES / file).parent.glob("*.geojson"):
        (folder / beside.name).write_bytes(beside.read_bytes())
    rule = find_rule(code)
    assert rule is not None
    base = [EXAMPLES / GAZA, changed] if file == DRAFT else [changed]
    checked, lines = check_files(base[0], base[1:])
    return [finding.path for finding in check(checked, lines, rules=[rule], seconds=60).findings]


@pytest.mark.parametrize(("code", "file", "old", "new", "where"), [
    ("SC502", DRAFT, "    within: 48 hours\n    decided_by", "    decided_by", "objections.israel_objects"),
    ("SC502", DRAFT, "    decided_within: 72 hours\n", "", "objections.hamas_objects"),
    ("SC507", GAZA, "count: 24 bodies", "count: 20 bodies", "obligations.remains.amount"),
    ("SC508", DAYTON, "        to: onward_destination\n", "        to: unstated\n", "categories.prisoners.moves.freed.to"),
    ("SC514", DAYTON, "before: 48 hours, of:", "within: 24 hours, of:", "obligations.interview.deadline"),
    ("SC604", ACEH, "        t4: {share: 25%}\n", "        t4: {share: 20%}\n", ""),
    ("SC607", ACEH, "    amount: 840 weapons\n", "    amount: unstated\n", "obligations.weapons.tranches"),
    ("SC609", ACEH, "decided_by: amm\n    sources: [al", "decided_by: unstated\n    sources: [al", "obligations.weapons.amount"),
])  # fmt: skip
def test_a_clause_that_is_dropped_is_missed(code: str, file: str, old: str, new: str, where: str, tmp_path: Path) -> None:
    if not where:
        with pytest.raises(Exception, match=code):
            paths(code, file, tmp_path, (old, new))
        return
    assert where not in paths(code, file, tmp_path)
    assert where in paths(code, file, tmp_path, (old, new))


@pytest.mark.parametrize(("code", "file", "old", "new", "where"), [
    ("SC501", DRAFT, '    otherwise: unstated\n    note:\n      en: "How many', CUSTODY, "categories.cut_off_fighters"),
    ("SC508", GAZA, "        to: receiving_countries\n", "        to: egypt\n", "categories.members_who_leave.moves.leave.to"),
    ("SC606", GAZA, "    carry_over: unstated\n", "    carry_over: no\n", "obligations.aid_trucks.carry_over"),
    ("SC610", GAZA, " other_dead: unstated\n", " other_dead: 15 bodies\n", "exchanges.remains_for_remains.keys.other_dead"),
])  # fmt: skip
def test_a_clause_that_is_mended_is_missed_no_more(code: str, file: str, old: str, new: str, where: str, tmp_path: Path) -> None:
    assert where in paths(code, file, tmp_path)
    assert where not in paths(code, file, tmp_path, (old, new))
