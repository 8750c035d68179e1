"""When is a body in office: the windows of its mandate in the text, and what acts have added to them.

An extension carries the last window on, when it comes from whoever the text lets extend it. It heals nothing done before.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from safeconduct.agreement.calendar import period_of
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.acts import ActBase, MandateExtended
from safeconduct.kernel.moments import WrittenTime, utc


class Window(NamedTuple):
    """From when to when a body holds its powers; None where the text sets no limit. `extended_by`: the act that moved the end."""

    since: datetime | None
    until: datetime | None
    extended_by: str = ""

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        return (self.since is None or utc(self.since) <= utc(at)) and (self.until is None or utc(at) < utc(self.until))


Mandates = Mapping[str, tuple[Window, ...]]
"""The windows of each body that has any. A body that is not named here has no limit."""


def mandates_of(agreement: Agreement, acts: Iterable[ActBase] = ()) -> Mandates:
    """Give the mandates of an agreement, with the extensions among the acts that count and are known."""
    found = {name: _windows(agreement, name) for name, body in agreement.bodies.items() if body.mandate}
    for act in acts:
        if isinstance(act, MandateExtended) and act.body in found and act.basis == "own":
            allowed = set(agreement.bodies[act.body].extended_by) - {UNSTATED}
            last = found[act.body][-1]
            if act.actor in allowed and last.until is not None and utc(act.to) > utc(last.until):
                found[act.body] = (*found[act.body][:-1], Window(last.since, act.to, act.id))
    return found


def _windows(agreement: Agreement, name: str) -> tuple[Window, ...]:
    windows = []
    for mandate in agreement.bodies[name].mandate:
        start, end = mandate.start, mandate.end
        windows.append(Window(
            period_of(start, agreement.time).start if isinstance(start, WrittenTime) else None,
            period_of(end, agreement.time).end if isinstance(end, WrittenTime) else None,
        ))  # fmt: skip
    # The last to end comes last: that is the one an extension carries on.
    return tuple(sorted(windows, key=lambda window: (window.until is None, utc(window.until) if window.until else 0)))


def in_office(org: str, agreement: Agreement, mandates: Mandates, at: datetime) -> bool:
    """Whether an organisation of the text holds what the text gives it at a moment."""
    if agreement.organisation(org) is None:
        return False
    windows = mandates.get(org)
    return windows is None or any(window.holds(at) for window in windows)


def is_over(org: str, agreement: Agreement, mandates: Mandates, at: datetime) -> bool:
    """Whether the last mandate of a body has ended, or the text does not know the organisation any more."""
    if agreement.organisation(org) is None:
        return True
    windows = mandates.get(org)
    return windows is not None and all(window.until is not None and utc(window.until) <= utc(at) for window in windows)


def successors(org: str, agreement: Agreement, mandates: Mandates, at: datetime) -> tuple[str, ...]:
    """Give who has taken over from a body whose mandate is over: those in office, in the order of the text; nobody if none is."""
    found: dict[str, None] = {}
    asked, open_ = {org}, [org]
    while open_:
        body = agreement.bodies.get(open_.pop(0))
        for heir in (name for name in (body.hands_over_to if body else ()) if name != UNSTATED and name not in asked):
            asked.add(heir)
            if in_office(heir, agreement, mandates, at):
                found[heir] = None
            elif is_over(heir, agreement, mandates, at):
                open_.append(heir)
    return tuple(found)


def since_when(org: str, mandates: Mandates, at: datetime) -> datetime | None:
    """Give when the last window before a moment ended, or None if none has."""
    ends = [window.until for window in mandates.get(org, ()) if window.until is not None and utc(window.until) <= utc(at)]
    return max(ends, key=utc, default=None)


def next_start(org: str, mandates: Mandates, at: datetime) -> datetime | None:
    """Give when the next window after a moment begins, or None if none does."""
    starts = [window.since for window in mandates.get(org, ()) if window.since is not None and utc(window.since) > utc(at)]
    return min(starts, key=utc, default=None)
