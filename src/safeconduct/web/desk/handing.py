"""The one way in for every act that a page makes: prepared here, signed with the key of an officer, handed in here.

Everything is asked twice, before it is signed and before it is written: whether the seat may do it, with the reach of its key,
and whether it can be done now. Nothing is taken in but what was prepared in the same session, not long ago. The private key is in
a browser; in a demonstration, and nowhere else, the server may sign with a training key.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from safeconduct.access.acts import Approved
from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import Viewer
from safeconduct.access.may import NO_CASES, may
from safeconduct.access.scopes import Reach
from safeconduct.access.seats import Seat, seat_at
from safeconduct.access.telling import told
from safeconduct.access.view import NOT_HERE
from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.kernel.acts import ActBase
from safeconduct.record import ed25519
from safeconduct.record.body import Body, act_id, parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import ErasureOrdered, KeyCompromised, parse_own
from safeconduct.record.leaf import kid_of, parse_leaf, sign_leaf
from safeconduct.secretariat import own_acts
from safeconduct.secretariat.desk import Head
from safeconduct.secretariat.docket import Kept
from safeconduct.secretariat.naming import Told
from safeconduct.secretariat.reading import signed_at
from safeconduct.store.examine import Signed
from safeconduct.web.accounts import forced
from safeconduct.web.accounts.hands import not_two
from safeconduct.web.accounts.models import Account, Key
from safeconduct.web.desk import keys
from safeconduct.web.shell import clock
from safeconduct.web.shell.lacking import all_lacks
from safeconduct.web.shell.refusals import said as in_words
from safeconduct.web.shell.wording import ui_language
from safeconduct.web.shell.worked import Worked

PREPARED, MOST_PREPARED, PREPARED_FOR = "sc_prepared", 32, timedelta(minutes=30)
"""What was prepared in a session, as digests: nothing else is taken in here, and not much later."""
OF_THE_RECORD = ("erasure.ordered/1", "key.compromised/1")
"""The acts of the record itself that pages of ours ask officers to sign."""


class Refusal(Exception):
    """A request that is not carried out, with every reason that may be told to whoever made it."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def account_and_seat(request: HttpRequest) -> tuple[Account, Seat]:
    """Give who works here, and where they sit."""
    account = request.user
    assert isinstance(account, Account)
    return account, seat_at(account.org, account.post)


def training_kid(record: Worked, org: str) -> str:
    """Give the key of an organisation that the server of a demonstration holds; empty everywhere else."""
    if not settings.DEMO or record.training is None or not (record.training.folder / org / "device.key").is_file():
        return ""
    return kid_of(ed25519.public_of(record.training.seed(org, "device"))).hex()


def good_keys(account: Account, record: Worked) -> list[str]:
    """Give the keys of an account that sign now."""
    return [one.kid for one in Key.objects.filter(account=account) if keys.standing(one, record) == "valid"]


# ---- before it is signed ----


def prepared(request: HttpRequest, record: Worked, act: dict[str, Any], kid: str) -> bytes:
    """Give the body of an act, to be signed with a key of the account, and remember it in the session.

    Raises Http404 where it is about what the seat may not know of, Refusal or an error of the record with every reason otherwise.
    """
    return prepared_together(request, record, [act], kid)[0]


def prepared_together(request: HttpRequest, record: Worked, acts: Sequence[dict[str, Any]], kid: str) -> list[bytes]:
    """Give the bodies of several acts, one after the other in the chain of one key.

    A report may cite a source that is entered with it and before it. Beside that, none of them may build on another.
    """
    account, seat = account_and_seat(request)
    now = clock.now()
    if kid not in (*good_keys(account, record), training_kid(record, account.org)) or not kid:
        raise Refusal(_("This account has no such key that is registered and good."))
    viewer = record.viewer(seat, now)
    found: list[bytes] = []
    before: list[ActBase] = []
    after: Head | None = None
    for act in acts:
        ask(record, viewer, act, kid)
        at = signed_at(act) or now.isoformat(timespec="seconds")
        body = record.desk.prepare(act, org=seat.org, kid=bytes.fromhex(kid), at=at, after=after, with_them=before)
        read = record.desk.docket.preview(parse_body(body)).act
        before += [read] if read is not None else []
        after = Head(parse_body(body).seq, act_id(body))
        found.append(body)
    _remember(request, found, now)
    return found


def ask(record: Worked, viewer: Viewer, act: dict[str, Any], kid: str) -> None:
    """Ask whether a seat may do an act with a key, and whether it can be done now. Nothing is written.

    Raises Http404 where the seat may not know of what it is about, Refusal with every reason that may be told to it.
    """
    docket, agreement = record.desk.docket, record.case.agreement
    if act["type"] in OF_THE_RECORD:
        return _ask_of_the_record(record, viewer, act, kid)
    read = docket.preview(Body(record.desk.records.origin, viewer.seat.org, kid, 0, "", 0, b"", signed_at(act), act, (), b""))
    if read.act is None:
        raise Refusal(in_words(read.why_not, agreement, ui_language()) or read.why_not)
    answer = may(viewer, read.act, cases_of(record), reach=reach_of(record, kid))
    if NOT_HERE in answer.reasons:
        raise Http404
    lacks: tuple[Missing, ...] = answer.reasons
    if answer.allowed and isinstance(read.act, CaseAct):
        meant = docket.names.rewritten(docket.size, Told(viewer.seat.org, read.act, record.desk.records.seen()[0]))
        assert isinstance(meant, CaseAct)
        lacks = told(viewer, docket.office.judge(meant, key=docket.key_of(bytes.fromhex(kid))))
        if not lacks and isinstance(meant, Approved) and (one_hand := _one_hand(record, meant.of, kid)):
            raise Refusal(one_hand)
    if lacks:
        raise Refusal(*all_lacks(lacks, agreement, ui_language()))


def _ask_of_the_record(record: Worked, viewer: Viewer, act: dict[str, Any], kid: str) -> None:
    """Ask whether an act of the record itself would do anything. What others hold and what is not there get one answer."""
    replay = record.desk.docket.replay
    try:
        own = parse_own(act)
    except Bad:
        return  # not written as it must be: what is wrong with it is said when it is prepared
    assert isinstance(own, KeyCompromised | ErasureOrdered)
    if not own_acts.concerns(replay, own, viewer.seat.org):
        raise Refusal(_("An organisation closes its own keys, and orders that what it has attached is erased. This is neither."))
    if not own_acts.is_wanted(replay, own, bytes.fromhex(kid)):
        raise Refusal(_("The signature of this key would change nothing here: an officer’s key has to sign it."))


def _one_hand(record: Worked, request: str, kid: str) -> str:
    """Say why the key that asked and this one could be in one hand. The record knows keys; here it is known whose they are."""
    asked = [one.by.kid.hex() for one in record.desk.docket.office.two.about(request)[:1]]
    first, second = (Key.objects.filter(kid__in=kids).select_related("account").first() for kids in (asked, [kid]))
    return not_two(first.account, second.account) if first is not None and second is not None else ""


def cases_of(record: Worked) -> Cases:
    """Give the cases of the programme; none where the text has no programme."""
    return record.desk.docket.office if record.case.agreement.programme is not None else NO_CASES


def reach_of(record: Worked, kid: str) -> Reach | None:
    """Give what a key may sign, as the record has it; None where the key is not known there."""
    docket = record.desk.docket
    key = docket.replay.state.keyring.get(bytes.fromhex(kid)) if docket.size else None
    return Reach(key.scope) if key is not None and key.scope is not None else None


def _remember(request: HttpRequest, bodies: Sequence[bytes], now: datetime) -> None:
    new = [[sha256(body).hexdigest(), now.timestamp()] for body in bodies]
    request.session[PREPARED] = [*request.session.get(PREPARED, []), *new][-MOST_PREPARED:]


def _was_prepared(request: HttpRequest, body: bytes, now: datetime) -> bool:
    since, digest = (now - PREPARED_FOR).timestamp(), sha256(body).hexdigest()
    return any(at >= since for found, at in request.session.get(PREPARED, []) if found == digest)


# ---- once it is signed ----


def signed_here(request: HttpRequest, record: Worked, body: bytes) -> bytes:
    """Sign a body with the training key of a demonstration. Raises Refusal in a record that is worked on."""
    account, _seat = account_and_seat(request)
    kid = training_kid(record, account.org)
    if not kid or parse_body(body).device != kid:
        raise Refusal(_("This server holds no key that signs here."))
    assert record.training is not None
    return sign_leaf(record.training.seed(account.org, "device"), act_id(body))


def handed_in(request: HttpRequest, record: Worked, body: bytes, leaf: bytes) -> Kept:
    """Take in a signed act: everything is asked again, and it is on the disk when this returns.

    Raises Refusal, Http404 or an error of the record; nothing was written then.
    """
    account, seat = account_and_seat(request)
    now, signed, read = clock.now(), parse_leaf(leaf), parse_body(body)
    kid = signed.kid.hex()
    own = Key.objects.filter(account=account, kid=kid).exists() or kid == training_kid(record, account.org)
    if not own or read.org != account.org or signed.act_id != act_id(body):
        raise Refusal(_("This was not signed with a key of your account."))
    if not _was_prepared(request, body, now):
        raise Refusal(_("This is not what was prepared here in the last half hour."))
    docket = record.desk.docket
    if docket.size and (known := docket.replay.state.book.by_id.get(signed.act_id)) is not None:
        # Sent again: the answer to the first time may have been lost, or the disk has failed just after the record had it.
        forced.write_missing(account, "act", forced=forced.is_forced(request), act_id=signed.act_id.hex())
        return docket.kept(known)
    ask(record, record.viewer(seat, now), read.act, kid)
    with transaction.atomic():
        # Written down before the act is on the disk: nothing signed under duress goes without it.
        forced.write(account, "act", forced=forced.is_forced(request), act_id=signed.act_id.hex())
        return record.desk.submit(Signed(leaf, body))
