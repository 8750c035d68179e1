"""What everyone may know of a record: counts, and nothing that points at a person, a place or a day of someone.

No place below a zone is in it, no act, no name. Counts of people and of what they handed over read `<5` where they are smaller
than five. Whoever knows from elsewhere how many there are in all could take such a count back from the others: so others read
`not shown` with it where that is needed. Children are counted nowhere in it.
"""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from safeconduct.access.counting import FEW, outside
from safeconduct.agreement.casefile import Case
from safeconduct.agreement.results import Status
from safeconduct.agreement.status import status
from safeconduct.caseload.weapons import views as weapon_views
from safeconduct.record import jsonform
from safeconduct.secretariat import queries
from safeconduct.secretariat.docket import Docket

LARGEST = 1_000_000
_HIDDEN_STEPS = {"care", "age"}
"""Steps that tell of children, or from whose count theirs could be taken back."""


def projection(docket: Docket, case: Case, *, as_of: datetime, size: int) -> bytes:
    """Give what everyone may know of a log as it was read, in restricted JSON.

    `size` is the one that is shown of it: the log filled up, with the act that names this.
    """
    found = status(case.versions, docket.agreement_acts(), as_of=as_of, known_by=as_of)
    genesis = docket.replay.genesis
    assert genesis is not None
    whole: dict[str, Any] = {
        "v": 1, "log": genesis.act.origin, "size": size, "agreement": genesis.act.agreement.hex(),
        "as_of": as_of.astimezone(UTC).isoformat(timespec="seconds"), "training": genesis.act.training,
        "norms": _norms(found), "duties": _duties(found, case),
    }  # fmt: skip
    if case.agreement.programme is not None:
        whole["programme"] = _programme(docket, as_of)
    return jsonform.write(whole, most=LARGEST)


def few(count: int) -> int | str:
    """Give a count as it may be shown outside."""
    return count if count >= FEW else f"<{FEW}"


def _norms(found: Status) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for norm in found.norms:
        counts.setdefault(norm.kind, Counter())[str(norm.life)] += 1
    return {kind: dict(lives) for kind, lives in counts.items()}


def _duties(found: Status, case: Case) -> list[dict[str, Any]]:
    # One entry for each organisation, in the order of the agreement: what is shown of one is shown of the other.
    counts: dict[str, Counter[str]] = {}
    for norm in found.norms:
        for who in norm.who if norm.kind == "obligation" else ():
            counts.setdefault(who, Counter())[str(norm.life)] += 1
    orgs = [*case.agreement.parties, *case.agreement.bodies]
    return [{"org": org, "obligations": dict(counts.get(org, {}))} for org in orgs]


def _programme(docket: Docket, as_of: datetime) -> dict[str, Any]:
    office = docket.office
    weapons = weapon_views.sums(office.armoury, office.hidden)
    people = {one.step: one.now for one in queries.funnel(office, as_of) if one.step not in _HIDDEN_STEPS}
    return {
        "people": outside(people).parts,
        "weapons": {name: few(getattr(weapons, name)) for name in ("sealed", "transferred", "destroyed")},
    }  # fmt: skip
