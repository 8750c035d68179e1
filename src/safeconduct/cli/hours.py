"""How is said that an act came in long after the hour it says, or says an hour that cannot be right?"""

from typing import TYPE_CHECKING

from safeconduct.bootstrap.arrivals import Arrival, arrivals, late_ones
from safeconduct.cli.output import wrapped

if TYPE_CHECKING:
    from safeconduct.bootstrap.importing import Imported
    from safeconduct.secretariat.desk import Desk

_DAY = 86_400
_MADE_UP = "The clock of the device was wrong, or the hour is made up."


def _length(seconds: int) -> str:
    count, unit = (seconds // _DAY, "day") if seconds >= _DAY else (seconds // 60, "minute")
    return f"{count:,} {unit}{'s' if count != 1 else ''}"


def _acts(count: int) -> str:
    return f"{count:,} act{'s' if count != 1 else ''}"


def of_act(desk: "Desk", index: int) -> list[str]:
    """Say what is out of the ordinary in the hour of an act."""
    found = []
    for one in arrivals(desk, [index]):
        if one.late:
            found.append(f"It came in at least {_length(one.late)} after the hour it says of itself. What is signed without a "
                         "network does; whether it was, the record cannot show.")  # fmt: skip
        if one.too_early:
            found.append(f"The hour it says lies {_length(one.too_early)} before the log had what its signer had seen. "
                         f"{_MADE_UP}")  # fmt: skip
        if one.ahead:
            found.append(f"The hour it says lies {_length(one.ahead)} after it was here. {_MADE_UP}")
    return found


def of_record(desk: "Desk") -> list[str]:
    """Say how many acts of a record came in late, and which came latest."""
    found = late_ones(desk)
    if not found:
        return []
    most = max(found, key=lambda one: one.late)
    return [wrapped(f"{_acts(len(found))} came in more than a day after the hour they say of themselves, the act at {most.index} "
                    f"{_length(most.late)} after it.")]  # fmt: skip


def of_bundle(desk: "Desk", found: "Imported", *, now: int) -> list[str]:
    """Say what is out of the ordinary in the hours of acts that a bundle brought, the worst of each kind."""
    came = [_now_here(one, now, only_new=not found.known) for one in arrivals(desk, [one.index for one in found.kept])]
    said = []
    if late := [one for one in came if one.late]:
        most = max(late, key=lambda one: one.late)
        said.append(f"{_acts(len(late))} came in more than a day after the hour they say of themselves, the act at {most.index} "
                    f"{_length(most.late)} after it. Ask when they were signed, if something hangs on the hour.")  # fmt: skip
    if early := [one for one in came if one.too_early]:
        most = max(early, key=lambda one: one.too_early)
        said.append(f"{_acts(len(early))} say an hour before the log had what their signer had seen, the act at {most.index} "
                    f"{_length(most.too_early)} before it. {_MADE_UP}")  # fmt: skip
    if ahead := [one for one in came if one.ahead]:
        most = max(ahead, key=lambda one: one.ahead)
        said.append(f"{_acts(len(ahead))} say an hour that lies ahead, the act at {most.index} {_length(most.ahead)}. {_MADE_UP}")
    return said


def _now_here(one: Arrival, now: int, *, only_new: bool) -> Arrival:
    """Add what this import shows of an act that no checkpoint covers yet; where some came before, not that it came now."""
    if one.by >= 0:
        return one
    return one._replace(by=now, after=now if only_new else one.after)
