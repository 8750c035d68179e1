"""What a small change of a real accord brings: take out who marks the line, or who may extend a mandate, and it is found."""

from functools import cache

import pytest

from safeconduct.agreement.amend import Version
from safeconduct.agreement.casefile import example_folder
from safeconduct.agreement.reader import read_agreement
from safeconduct.checks.rule import find_rule
from safeconduct.checks.text import CheckedText

CHANGES = [
    ("SC804", "dayton-1a-1995", ("    drawn_on: appendix_a\n    marked_by: ifor\n", "    drawn_on: appendix_a\n"),
     "places.ceasefire_line"),
    ("SC804", "dayton-1a-1995", ("    tolerance_metres: 50\n", "    tolerance_metres: unstated\n"),
     "places.ceasefire_line.marked_by"),
    ("SC803", "dayton-1a-1995", ("    drawn_on: appendix_a\n    marked_by", "    marked_by"), "places.ceasefire_line"),
    ("SC805", "dayton-1a-1995", ("- {metres: 2000, base: ceasefire_line}", "- {metres: 2000, base: ceasefire_line, whose: rs}\n"
                                 "      - {metres: 2000, base: boundary_line, whose: federation}"),
     "places.ceasefire_zone.widths"),
    ("SC806", "dayton-1a-1995", ("ends: {within: 90 days, of: transfer}", "ends: {within: 40 days, of: transfer}"),
     "prohibitions.keep_out_federation.ends"),
    ("SC710", "dayton-1a-1995", ("    prevails: yes\n", ""), "obligations.release.acts"),
    ("SC703", "dayton-1a-1995", ("    kind: zone\n    clause: [iv_zone, iv_weapons]\n",
                                 "    kind: zone\n    clause: [iv_zone, iv_weapons]\n    acts_to_settle: [carry_weapons, fly]\n"),
     "places.ceasefire_zone.acts_to_settle"),
    ("SC853", "aceh-2005", ("    extended_by: eu\n", ""), "bodies.amm.mandate"),
    ("SC709", "aceh-2005", ("    after: {verified: weapons.t1}\n", "    after: {verified: weapons.t1}\n    weighs: weapons\n"),
     "obligations.withdrawal_1.weighs"),
    ("SC855", "gaza-2025", ("    means: unstated\n", "    means: unstated\n    rests_on: other_factions\n"),
     "guarantees.regional_partners.rests_on"),
]  # fmt: skip


@cache
def agreement(name: str) -> str:
    return (example_folder(name) / "agreement.yaml").read_text(encoding="utf-8")


def found(code: str, text: str) -> list[str]:
    source = read_agreement(text.encode(), file="a.yaml")
    rule = find_rule(code)
    assert rule is not None
    return [one.path for one in rule.check(CheckedText((Version(source),), (source,)))]


@pytest.mark.parametrize(("code", "name", "change", "path"), CHANGES, ids=[f"{one[0]}-{one[3]}" for one in CHANGES])
def test_a_change_of_an_accord_is_found(code: str, name: str, change: tuple[str, str], path: str) -> None:
    text, (old, new) = agreement(name), change
    assert old in text
    assert path not in found(code, text)
    assert path in found(code, text.replace(old, new, 1))


def test_what_the_examples_are_known_for_is_found() -> None:
    assert found("SC804", agreement("gaza-2025")) == ["places.yellow_line.marked_by"]
    assert found("SC805", agreement("minsk-ii-2015")) == ["places.security_zone.widths"]
    assert [code for code in ("SC803", "SC804", "SC805", "SC806") if found(code, agreement("dayton-1a-1995"))] == []
