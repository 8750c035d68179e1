"""Which act of a log says what a body said that is gone: its number, the one before it, its attachments.

One signature says nothing, or any key could put false facts in the place of an act that somebody was not given. Whether the
words that are chosen here took effect is asked when the log is replayed; if they did not, others are tried.
"""

from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import BodyRedacted, parse_own
from safeconduct.record.standing import Replay

_MARK = b'"type":"body.redacted/1"'
MOST_ROUNDS = 8
"""How often a log is read where somebody has signed false words on acts that were redacted. Else it is read once."""

OTHERS = 3
"""So many organisations at least redact an act without the one that signed it: another party and two guarantors."""


class Redactions:
    """The redactions of a log, by the act they name. Bodies are given in the order of the log."""

    def __init__(self) -> None:
        self._signed: dict[BodyRedacted, set[str]] = {}
        self._chosen: dict[bytes, list[BodyRedacted]] = {}
        self._wrong: set[BodyRedacted] = set()

    def note(self, body: bytes) -> None:
        """Look at one body. Most are no redaction."""
        if (own := redaction_in(body)) is None:
            return
        orgs = self._signed.setdefault(own, set())
        orgs.add(parse_body(body).org)
        chosen = self._chosen.setdefault(own.act, [])
        enough = (own.org in orgs and len(orgs) > 1) or len(orgs) >= OTHERS
        if enough and own not in chosen and own not in self._wrong:
            chosen.append(own)

    def of(self, act_id: bytes) -> BodyRedacted | None:
        """Give the first words on an act that enough organisations have signed and no reading has shown to be wrong, or None."""
        chosen = self._chosen.get(act_id)
        return chosen[0] if chosen else None

    def is_wrong(self, own: BodyRedacted) -> bool:
        """Whether a reading has shown that these are not the words that took effect."""
        return own in self._wrong

    def drop(self, own: BodyRedacted) -> None:
        """Pass over words from now on that cannot be meant: they are of another organisation or key, or took no effect."""
        self._wrong.add(own)
        if own in self._chosen.get(own.act, ()):
            self._chosen[own.act].remove(own)

    def correct(self, replay: Replay) -> bool:
        """Learn from a reading that was told of these. Gives whether another one may come out otherwise."""
        better, changed = replay.mistaken(), False
        for act_id in replay.unproven():
            chosen = self._chosen.get(act_id, [])
            if act_id in better and better[act_id] not in self._wrong and chosen != [better[act_id]]:
                self._wrong.update(one for one in chosen if one != better[act_id])
                self._chosen[act_id] = [better[act_id]]
                changed = True
            elif len(chosen) > 1:
                self.drop(chosen[0])
                changed = True
        return changed


def redaction_in(body: bytes) -> BodyRedacted | None:
    """Give the redaction in a body, or None where it is another act, or none that can be read."""
    if _MARK not in body:
        return None
    try:
        own = parse_own(parse_body(body).act)
    except Bad:
        return None
    return own if isinstance(own, BodyRedacted) else None
