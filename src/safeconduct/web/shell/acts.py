"""Acts by their id, as one line each."""

from safeconduct.agreement.results import Status
from safeconduct.agreement.timeline import Row, rows
from safeconduct.web.shell.case import Shown


def act_lines(shown: Shown, status: Status) -> dict[str, Row]:
    """Give every act of the timeline by its id."""
    return {row.act: row for row in rows(shown.case, status) if row.act}
