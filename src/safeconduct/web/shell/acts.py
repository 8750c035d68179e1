"""Acts and limits in order of time, and acts by their id: as one line each, in the language of the page."""

from safeconduct.agreement.results import Status
from safeconduct.agreement.timeline import Row, rows
from safeconduct.web.shell.act_words import say_row
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.wording import ui_language


def lines(shown: Shown, status: Status) -> tuple[Row, ...]:
    """Give the timeline."""
    found, language = rows(shown.case, status), ui_language()
    if language == "en":
        return found
    acts = {(act.id, act.actor): act for act in shown.case.acts()}
    return tuple(say_row(row, acts[row.act, row.who[0]] if row.act else None, shown.agreement, language) for row in found)


def act_lines(shown: Shown, status: Status) -> dict[str, Row]:
    """Give every act of the timeline by its id."""
    return {row.act: row for row in lines(shown, status) if row.act}
