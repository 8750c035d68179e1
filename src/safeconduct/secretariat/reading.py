"""Which act of the agreement or of its programme stands in a body, and may its signer say it?

What cannot be read here has no effect, and the reason is said. Nothing in a log is refused for that.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.agreement.act_log import RECORDER, Chunk, read_acts, read_batches
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.errors import Invalid
from safeconduct.record import jsonform
from safeconduct.record.body import Body
from safeconduct.secretariat.case_acts import BY_NAME, read_case_acts


class Read(NamedTuple):
    """The act in a body, or the reason why there is none that counts."""

    act: ActBase | None
    why_not: str = ""


class ActReader:
    """Reads the acts of one log, one by one, in its order. `training` says that the log is an exercise."""

    def __init__(self, agreement: Agreement, *, training: bool) -> None:
        self.agreement, self.training = agreement, training
        self._line = b""
        self._batches = read_batches(self._chunks(), agreement, file="act")
        self._lines: dict[str, tuple[int, bytes]] = {}

    def read(self, index: int, body: Body) -> Read:
        """Give the act of the body at an index of the log. To be asked once for each index, in the order of the log."""
        line = jsonform.write(body.act)
        if wrong := self._wrong_before_reading(body, line):
            return Read(None, wrong)
        if body.act["type"] in BY_NAME:
            found = self._programme_act(line)
        else:
            self._line = line
            acts = next(self._batches).found
            found = Read(acts[0]) if acts else self._agreement_act(line)._replace(act=None)
        if found.act is not None:
            self._lines[found.act.id] = index, line
        return found

    def preview(self, body: Body) -> Read:
        """Give what `read` would give if the body were the next of the log. May be asked at any time."""
        line = jsonform.write(body.act)
        if wrong := self._wrong_before_reading(body, line):
            return Read(None, wrong)
        return self._programme_act(line) if body.act["type"] in BY_NAME else self._agreement_act(line)

    def _wrong_before_reading(self, body: Body, line: bytes) -> str:
        if wrong := _speaks_for_another(body):
            return wrong
        name = body.act.get("id")
        if not isinstance(name, str) or name not in self._lines:
            return ""
        first, said = self._lines[name]
        if said == line:
            return f"it says again what the act at {first} says"
        return f"its id is that of the act at {first}; the first keeps it"

    def _chunks(self) -> Iterator[Chunk]:
        while True:
            yield self._line, [self._line]

    def _agreement_act(self, line: bytes) -> Read:
        try:
            acts = [*read_acts([line], self.agreement, file="act")]
            return Read(acts[0], "an act before it says otherwise")
        except Invalid as error:
            return Read(None, "; ".join(fault.message for fault in error.faults))

    def _programme_act(self, line: bytes) -> Read:
        if self.agreement.programme is None:
            return Read(None, "the agreement has no programme")
        try:
            act: CaseAct = read_case_acts([line], self.agreement, file="act")[0]
        except Invalid as error:
            return Read(None, "; ".join(fault.message for fault in error.faults))
        if act.synthetic is not self.training:
            return Read(None, "it is made up, and this log is not an exercise" if act.synthetic else
                        "it is not marked as made up, and this log is an exercise")  # fmt: skip
        return Read(act)


def _speaks_for_another(body: Body) -> str:
    """Say whose name an act uses without right; empty if none.

    Whoever keeps the log enters what others are reported to have done. Everyone else speaks for itself.
    """
    actor, recorded = body.act.get("actor"), body.act.get("recorded")
    if signed_at(body.act) != body.at:
        return f"it says it was recorded at {recorded}, and it was signed at {body.at}"
    if actor == body.org or (body.org == RECORDER and body.act.get("basis") == "reported"):
        return ""
    return f"{body.org} speaks in the name of {actor}"


def signed_at(act: dict[str, Any]) -> str:
    """Give when an act was recorded, as a body has to hold it; empty if the act does not say."""
    try:
        at = datetime.fromisoformat(str(act.get("recorded")))
    except ValueError:
        return ""
    return at.isoformat(timespec="seconds") if at.tzinfo else ""
