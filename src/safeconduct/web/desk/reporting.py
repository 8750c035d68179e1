"""How what was reported enters the record: prepared, signed and handed in by whoever keeps the log, and by nobody else.

In a demonstration the server signs with the training key. On a served record the key is in the officer's browser: there the acts
are prepared here and signed on the page that every room uses.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from safeconduct.access.seats import THE_RECORDER
from safeconduct.kernel.acts import FigureReported, SourceAdded, StatementReported, Withdrawn
from safeconduct.secretariat.desk import as_line
from safeconduct.secretariat.docket import Kept
from safeconduct.web.desk import handing, signing
from safeconduct.web.desk.handing import Refusal, account_and_seat
from safeconduct.web.shell.worked import Worked, worked

Report = StatementReported | FigureReported | SourceAdded | Withdrawn


def file_reports(request: HttpRequest, acts: Sequence[Report]) -> tuple[Kept, ...]:
    """Sign acts with the training key of a demonstration and hand them in, in their order.

    A source that others of them cite comes first. Raises Refusal or an error of the record with every reason; nothing was
    written where it is raised before the first was handed in.
    """
    org = _recorder(request, acts)
    with worked() as record:
        kid = handing.training_kid(record, org)
        if not kid:
            raise Refusal(_("This server holds no key that signs here."))
        bodies = _prepared(request, record, acts, kid)
        return tuple(handing.handed_in(request, record, body, handing.signed_here(request, record, body)) for body in bodies)


def sign_reports(request: HttpRequest, acts: Sequence[Report], *, then: str = "", kid: str = "") -> HttpResponse:
    """Give the page on which acts are signed. `kid`: with which key of the account; its first, if none is named.

    Raises Refusal or an error of the record with every reason. Nothing is written here.
    """
    org = _recorder(request, acts)
    account, _seat = account_and_seat(request)
    with worked() as record:
        held, training = handing.good_keys(account, record), handing.training_kid(record, org)
        chosen = kid if kid in held else next(iter(held), training)
        if not chosen:
            raise Refusal(_("This account has no such key that is registered and good."))
        bodies = _prepared(request, record, acts, chosen)
        agreement = record.case.agreement
    return signing.page(request, bodies, chosen, agreement, by_server=chosen == training, then=then)


def _recorder(request: HttpRequest, acts: Sequence[Report]) -> str:
    _account, seat = account_and_seat(request)
    if seat != THE_RECORDER:
        raise Refusal(_("What was reported is entered by whoever keeps the log, and by nobody else."))
    if not acts or len(acts) > handing.MOST_PREPARED:
        raise Refusal(_("No act was sent, or too many at once."))
    return seat.org


def _prepared(request: HttpRequest, record: Worked, acts: Sequence[Report], kid: str) -> list[bytes]:
    return handing.prepared_together(request, record, [as_line(act) for act in acts], kid)
