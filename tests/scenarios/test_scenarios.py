"""Run every scenario: an agreement, its acts, and what must be true at each moment. See README.md."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from safeconduct.agreement.anchors import least_late
from safeconduct.agreement.casefile import Texts, open_case
from safeconduct.agreement.results import Answer, NormStatus, Status

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.yaml"))


def moments() -> list[Any]:
    """Give every moment of every scenario as (file, moment)."""
    found = []
    for path in FILES:
        scenario = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for moment in scenario["moments"]:
            found.append(pytest.param(scenario, moment, id=f"{path.stem} {moment['at']}"))
    return found


@pytest.mark.parametrize(("scenario", "moment"), moments())
def test_scenario(scenario: dict[str, Any], moment: dict[str, Any]) -> None:
    """Everything a moment expects is so, and nothing it names is unknown."""
    texts = Texts.AS_SIGNED if scenario.get("as_signed") == "yes" else Texts.IN_FORCE
    case = open_case(example=scenario["example"], with_files=scenario.get("with", []), texts=texts)
    at = datetime.fromisoformat(moment["at"])
    known_by = datetime.fromisoformat(moment.get("known_by", moment["at"]))
    status = case.status(as_of=at, known_by=known_by, seen_by=moment.get("as", ""))
    found = {name: {key: answer(key, value, name, status) for key, value in wanted.items()}
             for name, wanted in moment["expect"].items()}  # fmt: skip
    assert found == moment["expect"]


def answer(key: str, wanted: Any, name: str, status: Status) -> Any:
    """Give what the status says about one key, in the words of a scenario."""
    if name.startswith("exchange "):
        return exchange(key, name.removeprefix("exchange "), status)
    if key == "figures":
        return figures(wanted, name, status)
    if key == "is_sum_of":
        return wanted if one_figure(name, status) == sum(one_figure(part, status) for part in wanted) else "not the sum"
    norm = status.norm(name.partition(".")[0])
    assert norm is not None, f"no norm is called {name}"
    part = next((part for part in norm.tranches if part.id == name), None)
    one: Any = part or norm
    if key in ("life", "evidence"):
        return getattr(one, key).value
    if key in ("done", "due"):
        value = getattr(part, key) if part else getattr(norm.amount, key)
        return "unstated" if value is None else str(value)
    if key == "tallies":
        assert norm.amount is not None
        return {tally.id: str(tally.total) for tally in norm.amount.tallies if tally.id in wanted}
    if key == "days_late":
        return str(least_late(part.clocks) if part else norm.days_late)
    if key == "in_time":
        answers = {clock.at_any_hour for clock in one.clocks}
        return {Answer.IN_TIME: "yes", Answer.LATE: "no"}.get(answers.pop() if len(answers) == 1 else None, "unknown")
    if key == "clocks":
        return clocks(norm, wanted)
    if key in ("missing", "waits_for", "holes"):
        field = "open_holes" if key == "holes" else key
        have = [str(word) for word in getattr(norm, field)]
        # An empty list says that there is none; any other list says what must be among them.
        return [word for word in wanted if word in have] if wanted else have
    raise AssertionError(f"a scenario has no key {key!r}")


def clocks(norm: NormStatus, wanted: dict[str, Any]) -> dict[str, Any]:
    """Give each clock asked for: its candidates with the answer, and the finer one where no hour is known."""
    found = {}
    for clock in norm.clocks:
        if clock.id in wanted:
            found[clock.id] = {
                candidate.id: candidate.answer.value if candidate.answer is candidate.at_any_hour
                else f"{candidate.answer.value}, at every hour {candidate.at_any_hour.value}"
                for candidate in clock.candidates
            }  # fmt: skip
    return found


def exchange(key: str, name: str, status: Status) -> Any:
    """Give what an exchange key makes due, or for which categories it is undefined."""
    found = next(item for item in status.exchanges if item.id == name)
    if key == "undefined":
        return list(found.undefined)
    if key == "handed_over":
        return {row.category: str(row.handed_over) for row in found.rows}
    return str(getattr(found, key))


def figures(wanted: list[str], name: str, status: Status) -> list[str]:
    """Give the figures asked for that stand in the log under a subject or norm, as `low to high` by root source."""
    have = {f"{figure.low} to {figure.high} by {figure.root}" if figure.low != figure.high
            else f"{figure.low} by {figure.root}" for figure in status.figures if figure.subject == name}  # fmt: skip
    return [figure for figure in wanted if figure in have]


def one_figure(subject: str, status: Status) -> int:
    """Give the one exact figure that stands in the log under a subject."""
    (figure,) = [figure for figure in status.figures if figure.subject == subject]
    assert figure.low is not None
    assert figure.low == figure.high
    return figure.low
