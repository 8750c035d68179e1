"""Sources by root, and the acts that were kept without changing a status."""

from typing import Any, NamedTuple

from safeconduct.agreement.frame import Source
from safeconduct.agreement.results import NotCounted, Status
from safeconduct.agreement.timeline import Row
from safeconduct.web.shell.acts import act_lines
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.spoken import why_not_counted
from safeconduct.web.shell.wording import ui_language


class Uncounted(NamedTuple):
    """An act that changed no status, the act's line, and why."""

    act: NotCounted
    line: Row | None
    why: str


class Root(NamedTuple):
    """An outlet or document, and what was read of it."""

    root: str
    sources: tuple[tuple[str, Source], ...]


def record(shown: Shown, status: Status) -> dict[str, Any]:
    """Give the acts of the record: those that count, those kept beside the status, and those that did not count."""
    lines = act_lines(shown, status)
    language = ui_language()
    uncounted = [
        Uncounted(act, lines.get(act.act), why_not_counted(act.reason, act.params, shown.agreement, language))
        for act in status.not_counted
    ]
    left_out = {act.act for act in status.not_counted}
    counted = [row for row in lines.values() if row.kind in ("act", "anchor") and row.act not in left_out]
    beside = [row for row in lines.values() if row.kind in ("allegation", "step") and row.act not in left_out]
    return {"uncounted": uncounted, "counted": counted, "beside": beside}


def about(shown: Shown, status: Status) -> dict[str, Any]:
    """Give the sources grouped by root."""
    roots: dict[str, list[tuple[str, Source]]] = {}
    for name, source in shown.agreement.sources.items():
        roots.setdefault(source.root, []).append((name, source))
    ordered = sorted(roots.items(), key=lambda item: item[0].casefold())
    return {
        "roots": [Root(root, tuple(found)) for root, found in ordered],
        "texts": shown.agreement.texts,
        "need": shown.agreement.evidence.independent_reports,
        "acts": status.acts,
    }
