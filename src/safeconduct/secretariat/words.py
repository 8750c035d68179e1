"""How a missing thing is said in English: ids become names, moments become days and hours."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from safeconduct.access.errors import WORDS as OF_ACCESS
from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.model import Agreement
from safeconduct.caseload import moves
from safeconduct.caseload.movements import errors as movements
from safeconduct.caseload.moves import Missing
from safeconduct.caseload.persons import errors as persons
from safeconduct.caseload.statements import errors as statements
from safeconduct.caseload.weapons import errors as weapons
from safeconduct.kernel.moments import Period

ACROSS_ROOMS = {
    "no_open_way_out": "{movement} is no way out that has begun",
    "has_not_chosen_this": "{case} has not chosen {way} to {to}",
    "not_boarding": "{movement} is not taking people on board",
    "not_on_manifest": "the case is not on the manifest of {movement}",
    "leads_elsewhere": "{movement} leads to {to}, not where the person chose to go",
    "not_begun": "{movement} has not begun",
}
"""What the codes say that come from asking one room about another."""

WORDS: dict[str, str] = {**moves.WORDS, **persons.WORDS, **weapons.WORDS, **movements.WORDS, **statements.WORDS,
                         **ACROSS_ROOMS}  # fmt: skip


def name_of(agreement: Agreement, word: Any) -> str:
    """Give the name of an id of the agreement or its programme; anything else as it is, with spaces for `_`."""
    text = str(word)
    programme = agreement.programme
    if (found := agreement.find(text)) is not None:
        return agreement.name_of(text) if found[0] != "point" else text
    if programme is not None:
        for part in (programme.hold.legal_bases if programme.hold else {},
                     programme.assurance.covers if programme.assurance else {}):  # fmt: skip
            if text in part:
                return str(part[text])
        category = agreement.categories[programme.category]
        if text in category.moves:
            return str(category.moves[text].title)
    for objection in agreement.objections.values():
        if isinstance(objection.grounds, dict) and text in objection.grounds:
            return str(objection.grounds[text])
    return text.replace("_", " ") if text.islower() else text


def moment(at: datetime, agreement: Agreement) -> str:
    """Give a moment in the zone of the agreement, as `12 Nov 2025 14:00`."""
    local = at.astimezone(zone_of(agreement.time.zone))
    return f"{local.day} {local:%b %Y %H:%M}"


def listed(names: Iterable[str]) -> str:
    """Give names as `a, b or c`."""
    parts = list(names)
    return " or ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "nobody"


def said(value: Any, agreement: Agreement) -> str:
    """Give one value of a sentence for people."""
    if isinstance(value, datetime):
        return moment(value, agreement)
    if isinstance(value, Period):
        return f"{moment(value.start, agreement)} to {moment(value.end, agreement)}"
    if isinstance(value, tuple | list | frozenset | set):
        return listed(said(part, agreement) for part in value) if value else "none"
    return "not stated" if value is None else name_of(agreement, value)


def _way(name: str, agreement: Agreement) -> str:
    # A way may bear the id of the place it leads to.
    category = agreement.categories[agreement.programme.category] if agreement.programme else None
    found = category.moves.get(name) if category else None
    return f"the way “{found.title}”" if found else said(name, agreement)


def sentence(part: Missing, agreement: Agreement) -> str:
    """Say what is missing."""
    params = {key: _way(value, agreement) if key == "way" else said(value, agreement) for key, value in part.params.items()}
    if part.code == "no_power" and part.params.get("post"):
        params["post"] = f" ({params['post']})"
    return (WORDS.get(part.code) or OF_ACCESS[part.code]).format_map(params)
