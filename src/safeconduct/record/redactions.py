"""Which act of a log says what a body said that is gone: its number, the one before it, its attachments.

One signature says nothing, or any key could put false facts in the place of an act that somebody was not given. Whether the
words that are chosen here took effect is asked when the log is replayed.
"""

from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import BodyRedacted, parse_own

_MARK = b'"type":"body.redacted/1"'


class Redactions:
    """The redactions of a log, by the act they name. Bodies are given in the order of the log."""

    def __init__(self) -> None:
        self._signed: dict[BodyRedacted, set[str]] = {}
        self._chosen: dict[bytes, BodyRedacted] = {}

    def note(self, body: bytes) -> None:
        """Look at one body. Most are no redaction."""
        if (own := redaction_in(body)) is None:
            return
        orgs = self._signed.setdefault(own, set())
        orgs.add(parse_body(body).org)
        if len(orgs) > 1:
            self._chosen.setdefault(own.act, own)

    def of(self, act_id: bytes) -> BodyRedacted | None:
        """Give the first words on an act that two organisations have signed, or None."""
        return self._chosen.get(act_id)


def redaction_in(body: bytes) -> BodyRedacted | None:
    """Give the redaction in a body, or None where it is another act, or none that can be read."""
    if _MARK not in body:
        return None
    try:
        own = parse_own(parse_body(body).act)
    except Bad:
        return None
    return own if isinstance(own, BodyRedacted) else None
