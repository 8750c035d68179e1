"""Which act of the agreement or of its programme stands in a body, and may its signer say it?

The body alone is asked, never an act beside it: so nobody makes another's act unreadable, and a reader who lacks a body reads all
others the same. What cannot be read here has no effect, and the reason is said. Nothing in a log is refused for that.
"""

from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.agreement.act_log import RECORDER, LineReader
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.errors import Invalid
from safeconduct.record import jsonform
from safeconduct.record.body import Body
from safeconduct.secretariat.case_acts import BY_NAME, OF_ACCESS, read_case_acts


class Read(NamedTuple):
    """The act in a body, or the reason why there is none that counts."""

    act: ActBase | None
    why_not: str = ""


class ActReader:
    """Reads the acts of one log. `training` says that the log is an exercise."""

    def __init__(self, agreement: Agreement, *, training: bool) -> None:
        self.agreement, self.training = agreement, training
        self._lines = LineReader(agreement)

    def read(self, body: Body) -> Read:
        """Give the act in a body."""
        if wrong := _speaks_for_another(body):
            return Read(None, wrong)
        line = jsonform.write(body.act)
        try:
            of_programme = body.act["type"] in BY_NAME or body.act["type"] in OF_ACCESS
            return self._programme_act(line) if of_programme else Read(self._lines.read(line))
        except Invalid as error:
            return Read(None, "; ".join(fault.message for fault in error.faults))

    def _programme_act(self, line: bytes) -> Read:
        if self.agreement.programme is None:
            return Read(None, "the agreement has no programme")
        act: CaseAct = read_case_acts([line], self.agreement, file="act")[0]
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
