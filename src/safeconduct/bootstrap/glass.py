"""What whoever runs the server is told of a broken glass: that it happened, who did it and why, until somebody reviews it."""

from datetime import datetime

from safeconduct.access.alarms import unreviewed
from safeconduct.agreement.calendar import zone_of
from safeconduct.secretariat.desk import Desk


def glass_lines(desk: Desk, now: datetime) -> list[str]:
    """Give a line for each broken glass that nobody of another organisation has reviewed. None names a case."""
    agreement, docket = desk.agreement, desk.docket
    if agreement.programme is None or not docket.size:
        return []
    ledger, zone = docket.office.two, zone_of(agreement.time.zone)
    broken = {one.act.id: one.act for one in ledger.broken()}
    found = []
    for one in unreviewed(ledger.filed, docket.terms.in_force(now)):
        act = broken[one.act]
        who = agreement.name_of(act.actor) + (f", {agreement.name_of(act.post)}" if act.post else "")
        at, due = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (one.at, one.review_by))
        reviewed = "It was to be reviewed" if one.late else "Somebody of another organisation reviews it"
        found.append(f"The glass was broken at {at} by {who}: {act.reason.replace('_', ' ')}. {reviewed} by {due}.")
    return found
