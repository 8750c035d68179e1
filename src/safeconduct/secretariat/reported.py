"""What a log holds of statements and figures, and what keeps one that is made here from being entered.

A statement or a figure is looked at whoever enters it. Sources and withdrawals are those of whoever keeps the log: what others
describe or take back is settled by the record and the agreement.
"""

from collections.abc import Sequence

from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import Missing
from safeconduct.caseload.statements.decide import lacks
from safeconduct.caseload.statements.state import Filed, filed
from safeconduct.kernel.acts import ActBase, FigureReported, SourceAdded, StatementReported, Withdrawn
from safeconduct.secretariat.docket import Docket

KINDS = (StatementReported, FigureReported, SourceAdded, Withdrawn)


def entered(docket: Docket) -> Filed:
    """Give what the log holds of statements, figures and sources."""
    return filed(docket.agreement_acts(), docket.agreement)


def wrong_with(docket: Docket, act: ActBase, org: str, *, with_them: Sequence[ActBase] = ()) -> tuple[Missing, ...]:
    """Say what keeps an act from being entered. `with_them` are signed with it and handed in before it."""
    if not isinstance(act, KINDS) or (org != RECORDER and isinstance(act, SourceAdded | Withdrawn)):
        return ()
    agreement: Agreement = docket.agreement
    return lacks(act, filed((*docket.agreement_acts(), *with_them), agreement), agreement)
