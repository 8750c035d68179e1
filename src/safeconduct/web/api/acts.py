"""What a seat may sign; preparing an act, and handing it in once it is signed. A token authenticates, and signs nothing."""

import base64
import binascii
import re
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema

from safeconduct.access.acts import Looked as LookedAt
from safeconduct.access.acts import Revealed
from safeconduct.access.knowing import Viewer
from safeconduct.access.may import ROWS, by_the_text
from safeconduct.access.seats import Seat, seat_at
from safeconduct.kernel.errors import Fault, Invalid, NotPermitted, Refused, SafeconductError, VerificationFailed
from safeconduct.record.body import Body, parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import parse_leaf
from safeconduct.secretariat.docket import Kept
from safeconduct.secretariat.reading import signed_at
from safeconduct.store.examine import Signed
from safeconduct.web.accounts import forced
from safeconduct.web.accounts.models import Account, Key
from safeconduct.web.accounts.refusing import ACT, SIGNATURE, refused_to
from safeconduct.web.api.cursors import fresh
from safeconduct.web.api.in_time import just_now
from safeconduct.web.api.looking import page
from safeconduct.web.api.looks import remember
from safeconduct.web.api.models import Scope, Token
from safeconduct.web.api.operation import Listed, Listing, operation
from safeconduct.web.api.problems import SCOPE, Problem, not_found
from safeconduct.web.api.reading import plain
from safeconduct.web.api.record import ActOf, StandingOf, described, reading_of, seen, standing_of
from safeconduct.web.desk import handing
from safeconduct.web.desk.handing import Refusal
from safeconduct.web.desk.offers import offers
from safeconduct.web.shell import clock
from safeconduct.web.shell.disk import OF_THE_DISK
from safeconduct.web.shell.doors import Door
from safeconduct.web.shell.worked import Worked, worked

_KID = re.compile(r"[0-9a-f]{16}")


class ToPrepare(Schema):
    """An act as it stands in a file of acts, and the key that will sign it."""

    model_config = {"extra": "forbid"}  # noqa: RUF012
    act: dict[str, Any] = Field(description="The act. docs/reference/acts.md and docs/reference/programme-acts.md describe each.")
    kid: str = Field(description="The id of the key that will sign it: 16 hexadecimal digits.")


class Prepared(msgspec.Struct, frozen=True):
    """A body to be signed. `act_id` is its SHA-256; docs/spec/record.md says how a leaf is made over it. Nothing was written."""

    body: str
    act_id: str
    kid: str
    org: str
    seq: int


class ToSubmit(Schema):
    """A signed act: body and leaf, in Base64."""

    model_config = {"extra": "forbid"}  # noqa: RUF012
    body: str = Field(max_length=200_000)
    leaf: str = Field(max_length=20_000)


class Taken(msgspec.Struct, frozen=True):
    """An act that is in the record, on the disk, and how it stands. Its place is told once a shown checkpoint covers it."""

    act_id: str
    standing: StandingOf


class MaySign(msgspec.Struct, frozen=True):
    """A type of act that this seat may sign. `about` names what it is about where the text alone says that; else it is empty."""

    type: str
    field: str
    about: str


def account_of_token(request: HttpRequest) -> tuple[Account, Seat, Token]:
    """Give by whose account a request comes."""
    token: Token = request.token  # type: ignore[attr-defined]
    return token.account, seat_at(token.account.org, token.account.post), token


@operation("GET", "/acts/allowed", name="allowed", gives=Listing(MaySign), tag="acts", scope=Scope.PREPARE, door=Door.SIGNED_IN)
def allowed(request: HttpRequest, part: Query[Listed]) -> dict[str, Any]:
    """List what this seat may sign by the text: acts of the agreement by what they are about, acts of the programme by type.

    Whether an act of the programme can be done in one case is said when it is prepared.
    """
    _account, seat, _token = account_of_token(request)
    now = clock.now()
    with worked() as record:
        found = list(_allowed(record.viewer(seat, now), now))
    found.sort(key=lambda one: (one.type, one.about))
    return page(request, found, part.limit, key=lambda one: [one.type, one.about])


def _allowed(viewer: Viewer, now: datetime) -> Any:
    for offer in offers(viewer, now):
        yield MaySign(offer.type, getattr(offer, "field", ""), offer.about)
    for kind in ROWS if viewer.agreement.programme is not None else ():
        if by_the_text(viewer, kind, now):
            yield MaySign(str(kind.__struct_config__.tag), "", "")


@operation("GET", "/acts", name="own_acts", gives=Listing(ActOf), tag="acts", scope=Scope.SEAT, door=Door.SIGNED_IN)
def own_acts(request: HttpRequest, part: Query[Listed]) -> dict[str, Any]:
    """List the acts of one's own organisation that this seat may see, in the order of the record."""
    _account, seat, _token = account_of_token(request)
    with worked() as record:
        docket, after = record.desk.docket, fresh(request).get("after", [-1])[0]
        mine = (kept for kept in map(docket.kept, range(after + 1, docket.size)) if kept.org == seat.org)
        sights = (found for kept in mine if (found := seen(request, record, kept)) is not None)
        given = page(request, sights, part.limit, key=lambda one: [one.kept.index])
        book = docket.replay.state.book
        items = [described(record, book.act_id(one.kept.index).hex(), one) for one in given["items"]]
    return {**given, "items": items}


@operation("POST", "/acts/prepare", name="prepare", gives=Prepared, tag="acts", scope=Scope.PREPARE, door=Door.SIGNED_IN)
def prepare(request: HttpRequest, asked: ToPrepare) -> Prepared:
    """Give the body of an act, to be signed by the key named.

    Everything is asked that will be asked when it is handed in: whether the seat may do it with this key, and whether it can be
    done now. `id`, `actor`, `post`, `happened` and `recorded` are the sender's to write, the last as the hour of now.
    Nothing is written.
    """
    account, seat, token = account_of_token(request)
    plain(asked.act, "act")
    covered(token, asked.act.get("type"))
    now = clock.now()
    with worked() as record:
        if not _KID.fullmatch(asked.kid) or asked.kid not in handing.good_keys(account, record):
            raise NotPermitted("this account has no such key that is registered and good",
                               remedy="GET /api/1/keys lists its keys")  # fmt: skip
        just_now(signed_at(asked.act), now)
        told(record, record.viewer(seat, now), asked.act, asked.kid)
        # An act of the record itself holds no hour: that of its body is written here.
        at = now.isoformat(timespec="seconds") if asked.act["type"] in handing.OF_THE_RECORD else ""
        body = record.desk.prepare(asked.act, org=seat.org, kid=bytes.fromhex(asked.kid), at=at)
    read = parse_body(body)
    return Prepared(base64.b64encode(body).decode(), sha256(body).hexdigest(), read.device, read.org, read.seq)


def covered(token: Token, kind: Any) -> None:
    """Raise Problem for a type of act that a token is not for."""
    if not isinstance(kind, str):
        raise Invalid([Fault(code="SC021", message="the act has no type", path="act.type", remedy="write its type, such as "
                             "obligation.claimed/1")])  # fmt: skip
    if not token.covers(kind):
        raise Problem(SCOPE, f"This token is not for acts of the type {kind[:60]}.", types=token.types)


def told(record: Worked, viewer: Viewer, act: dict[str, Any], kid: str) -> None:
    """Ask whether a seat may do an act with a key. Raises Problem for what must not be known of, Refused with every reason."""
    try:
        handing.ask(record, viewer, act, kid)
    except Http404:
        raise not_found() from None
    except Refusal as refused:
        raise Refused("; ".join(refused.reasons), remedy="what is missing stands in the message") from None


@operation("POST", "/acts", name="own_acts", gives=Taken, tag="acts", scope=Scope.SUBMIT, door=Door.SIGNED_IN, writes=True)
def submit(request: HttpRequest, signed: ToSubmit) -> Taken:
    """Hand in an act that was signed with a key of this account. It is on the disk when the answer comes.

    Everything is asked again. The same act handed in twice is in the record once.
    """
    account, seat, token = account_of_token(request)
    try:
        kept, is_new = _taken(account, seat, token, signed)
    except OF_THE_DISK:
        raise  # nobody was refused anything
    except (Bad, VerificationFailed, Invalid):
        refused_to(account, SIGNATURE)
        raise
    except (SafeconductError, Problem):
        refused_to(account, ACT)
        raise
    # What is in the record already was said with another token, or before: whoever only repeats it has said nothing.
    if is_new and isinstance(kept.act, (LookedAt, Revealed)):
        remember(token, kept.act.id)
    return Taken(sha256(_bytes("body", signed.body)).hexdigest(), standing_of(kept))


def _taken(account: Account, seat: Seat, token: Token, signed: ToSubmit) -> tuple[Kept, bool]:
    """Give the act as the record has it now, and whether it came in just now."""
    body, leaf = _bytes("body", signed.body), _bytes("leaf", signed.leaf)
    read, shown = parse_body(body), parse_leaf(leaf)
    covered(token, read.act.get("type"))
    plain(read.act, "act")
    kid, now = shown.kid.hex(), clock.now()
    if not Key.objects.filter(account=account, kid=kid).exists() or read.org != account.org:
        raise NotPermitted("this was not signed with a key of this account", remedy="GET /api/1/keys lists its keys")
    with worked() as record:
        _fits(record, Signed(leaf, body), shown.act_id)
        known = _known(record, shown.act_id)
        return (known, False) if known else (_written(record, account, seat, token, read, Signed(leaf, body), kid, now), True)


def _fits(record: Worked, signed: Signed, act_id: bytes) -> None:
    """Raise VerificationFailed for a leaf over another body, or not as the record has it: so nobody asks for acts of others."""
    index = record.desk.docket.replay.state.book.by_id.get(act_id) if record.desk.docket.size else None
    stored = reading_of(record).leaf(index) if index is not None else None
    if act_id != sha256(signed.body).digest() or (stored is not None and stored.envelope != signed.leaf):
        raise VerificationFailed(step="the leaf", expected="the signature over this body", got="another",
                                 remedy="Nothing was written. Sign the body that was prepared.")  # fmt: skip


def _known(record: Worked, act_id: bytes) -> Kept | None:
    docket = record.desk.docket
    index = docket.replay.state.book.by_id.get(act_id) if docket.size else None
    return docket.kept(index) if index is not None else None


def _written(record: Worked, account: Account, seat: Seat, token: Token, read: Body, signed: Signed, kid: str,
             now: datetime) -> Kept:  # fmt: skip
    just_now(read.at, now)
    told(record, record.viewer(seat, now), read.act, kid)
    with transaction.atomic():
        # Written down before the act is on the disk: nothing that was forced goes without it.
        forced.write(account, "act", forced=token.forced, act_id=parse_leaf(signed.leaf).act_id.hex())
        return record.desk.submit(signed)


def _bytes(field: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid([Fault(code="SC016", message=f"{field} is not Base64", path=field,
                             remedy="send it with the letters A-Z a-z 0-9 + / and =")]) from None  # fmt: skip
