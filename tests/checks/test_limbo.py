"""Limbo: the automaton of a category gives what a search over every set of upheld objections gives."""

import random
from datetime import datetime
from itertools import chain, combinations
from pathlib import Path

import pytest

from safeconduct.agreement.amend import Version
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.results import Life
from safeconduct.agreement.status import status
from safeconduct.checks.engines.automata import worst_cases
from safeconduct.checks.opening import check_files
from safeconduct.checks.rule import find_rule
from safeconduct.checks.rules import sc501_limbo
from safeconduct.checks.run import check
from safeconduct.checks.text import CheckedText
from tests.builders import agreement_text
from tests.checks.test_rules import FIXTURES

OBJECTIONS = "a b c".split()


class Made:
    """A made-up agreement about a few categories, and the same as plain lists to search in."""

    def __init__(self, seed: int) -> None:
        pick = random.Random(seed)
        names = [f"c{n}" for n in range(pick.randint(1, 4))]
        self.ways = {name: [(pick.random() < 0.25, tuple(pick.sample(OBJECTIONS, pick.randint(0, 2))))
                            for _ in range(pick.randint(1, 3))] for name in names}  # fmt: skip
        self.then = {name: pick.choice([None, *names]) for name in names}

    def text(self) -> CheckedText:
        """Give it as a text under check."""
        lines = []
        for name, ways in self.ways.items():
            lines.append(f"\n  {name}:\n    name: {name}\n    moves:")
            lines += [f"\n      m{number}: {{title: m, to: {'route' if nowhere else 'town'}, blocked_if: [{', '.join(by)}]}}"
                      for number, (nowhere, by) in enumerate(ways)]  # fmt: skip
            if self.then[name]:
                lines.append(f"\n    otherwise: {self.then[name]}")
        objections = "".join(f"\n  {name}: {{title: {name}, by: north}}" for name in OBJECTIONS)
        text = agreement_text(categories="".join(lines), objections=objections, places="\n  town: {name: Town, kind: site}")
        source = read_agreement(text.encode(), file="a.yaml")
        return CheckedText((Version(source),), (source,))

    def stuck(self, start: str) -> bool:
        """Search every set of upheld objections for one under which no way is open, also not after falling back."""
        every = chain.from_iterable(combinations(OBJECTIONS, size) for size in range(len(OBJECTIONS) + 1))
        return any(not self._open(start, frozenset(upheld)) for upheld in every)

    def _open(self, start: str, upheld: frozenset[str]) -> bool:
        seen: set[str] = set()
        at: str | None = start
        while at is not None and at not in seen:
            seen.add(at)
            if any(not leads_nowhere and not upheld.intersection(by) for leads_nowhere, by in self.ways[at]):
                return True
            at = self.then[at]
        return False


@pytest.mark.parametrize("hundred", range(10))
def test_the_automaton_finds_what_a_search_over_all_objections_finds(hundred: int) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        made = Made(seed)
        found = {name: worst.stuck for name, worst in worst_cases(made.text()).items()}
        assert found == {name: made.stuck(name) for name in made.ways}, seed


def test_the_course_is_told_day_by_day() -> None:
    text, _ = check_files(FIXTURES / "sc501_bad.yaml")
    [found] = sc501_limbo.check(text)
    assert found.trace == (
        "Day 0: A person of “Fighters charged with a crime” asks for a way on.",
        "Day 0: “Go abroad” leads nowhere: “Which state takes people in” was left open, and nothing holds until it is agreed.",
        "Day 5: Bravo objects to “Go home”, on the last day for it.",
        "Day 8: The objection is upheld by Mission: “Go home” is closed.",
        "Day 8: Nothing further has to happen. No way on that lasts is left.",
    )


def test_no_comment_allows_limbo() -> None:
    text, lines = check_files(FIXTURES / "sc501_bad.yaml")
    [file] = lines.values()
    file[file.index("  charged:")] += "  # allow limbo: we know"
    rule = find_rule("limbo")
    assert rule is not None
    [finding] = check(text, lines, rules=[rule]).findings
    assert (finding.allowed, finding.open) == ("", True)


def test_the_draft_for_rafah_leaves_a_person_with_nothing_but_staying() -> None:
    folder = Path(__file__).parents[2] / "src/safeconduct/examples/gaza-2025"
    text, _ = check_files(folder / "agreement.yaml", [folder / "drafts/rafah-passage.yaml"])
    found = next(one for one in sc501_limbo.check(text) if one.path == "categories.cut_off_fighters")
    assert [line.split(":")[0] for line in found.trace] == [
        "Day 0",
        "Day 0",
        "Day 2",
        "Day 5",
        "Day 5",
        "Day 5",
        "Day 12",
        "Day 12",
    ]
    assert "offers no place" in found.trace[1]
    assert "The objection is upheld by Review panel" in found.trace[3]
    assert "only bridges the time, looked at again every 7 days" in found.trace[4]
    witness = found.witness
    assert witness is not None
    at = datetime.fromisoformat(witness.as_of)
    norm = status(text.versions, iter(witness.acts), as_of=at, known_by=at).norm(witness.blocked)
    assert norm is not None
    assert (norm.id, norm.life, norm.open_holes) == ("onward_passage", Life.IN_FORCE, ("receiving_countries", "passage_route"))
