"""What is one's own: the seat of a token, its keys, the sessions and tokens of its account."""

from datetime import datetime
from typing import Any

import msgspec
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from ninja import Field, Schema

from safeconduct.access.roles import roles_of
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.suggest import did_you_mean
from safeconduct.web.accounts.listening import note
from safeconduct.web.accounts.models import Key
from safeconduct.web.api.acts import account_of_token
from safeconduct.web.api.models import Scope, Token, open_tokens
from safeconduct.web.api.operation import operation
from safeconduct.web.api.problems import not_found
from safeconduct.web.desk import keys
from safeconduct.web.shell import clock
from safeconduct.web.shell.doors import Door
from safeconduct.web.shell.seat import viewer_of
from safeconduct.web.shell.worked import Worked, worked


class Own(msgspec.Struct, frozen=True):
    """By which seat a token asks, which roles the text gives that seat now, and what the token is for."""

    org: str
    post: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    types: tuple[str, ...]
    until: datetime


class KeyOf(msgspec.Struct, frozen=True):
    """A key of the account, and how it stands in the record: valid, unknown, revoked, disputed, suspended.

    `places`: those it is registered for; none where it is good for all of them, or not registered.
    """

    kid: str
    public: str
    standing: str
    places: tuple[str, ...]


class ToRegister(Schema):
    """The public half of a key, and the signature that shows that somebody holds it."""

    model_config = {"extra": "forbid"}  # noqa: RUF012
    public: str = Field(max_length=64, description="The public key, in hexadecimal.")
    proof: str = Field(max_length=128, description="Its signature over record, organisation, role and key: docs/spec/record.md.")
    places: list[str] = Field([], max_length=256, description="Ids of the places it is to be good for; where none is named, all.")


class Registration(msgspec.Struct, frozen=True):
    """The act that registers a key. The organisation signs it with its root keys; until then the key signs nothing."""

    act: dict[str, Any]
    key: KeyOf


class SessionOf(msgspec.Struct, frozen=True):
    """A session in which the account is signed in with a browser."""

    id: str
    since: datetime


class TokenOf(msgspec.Struct, frozen=True):
    """A token of the account: what it is for, and the day on which it was last used. The token itself is shown nowhere."""

    id: str
    label: str
    scopes: tuple[str, ...]
    types: tuple[str, ...]
    made: datetime
    until: datetime
    used_on: str
    this_one: bool


class Done(msgspec.Struct, frozen=True):
    """That something was ended."""

    ended: int


@operation("GET", "/own", name="own", gives=Own, tag="own", scope=Scope.SEAT, door=Door.SIGNED_IN)
def own(request: HttpRequest) -> Own:
    """Say by which seat this token asks, and what it is for."""
    account, seat, token = account_of_token(request)
    viewer = viewer_of(request)
    roles = tuple(str(one.role) for one in roles_of(seat, viewer.in_force))
    return Own(account.org, account.post, roles, tuple(token.scopes), tuple(token.types), token.until)


@operation("GET", "/keys", name="keys", gives=list[KeyOf], tag="own", scope=Scope.PREPARE, door=Door.SIGNED_IN)
def own_keys(request: HttpRequest) -> list[KeyOf]:
    """List the keys of this account."""
    account, _seat, _token = account_of_token(request)
    with worked() as record:
        return [_key(one, record) for one in Key.objects.filter(account=account).order_by("kid")]


def _key(one: Key, record: Worked) -> KeyOf:
    return KeyOf(one.kid, one.public, keys.standing(one, record), keys.places_of(one, record))


@operation("POST", "/keys", name="keys", gives=Registration, tag="own", scope=Scope.SUBMIT, door=Door.SIGNED_IN, writes=True)
def register(request: HttpRequest, given: ToRegister) -> Registration:
    """Say that this account holds a key. Gives the act with which its organisation registers it."""
    account, _seat, token = account_of_token(request)
    with worked() as record:
        known = record.case.agreement.places
        if strange := next((one for one in given.places if one not in known), None):
            raise Invalid([Fault(code="SC101", message=f"the agreement has no place {strange[:60]!r}", path="places",
                                 remedy=did_you_mean(strange, known))])  # fmt: skip
        act = keys.registration(account, given.public, given.proof, clock.now(), origin=record.desk.records.origin,
                                places=given.places)  # fmt: skip
        if token.types:
            act["scope"]["types"] = list(token.types)  # a token for some types makes no key for others
        return Registration(act, _key(keys.keep(account, given.public), record))


@operation("GET", "/sessions", name="sessions", gives=list[SessionOf], tag="own", scope=Scope.ACCOUNT, door=Door.SIGNED_IN)
def sessions(request: HttpRequest) -> list[SessionOf]:
    """List the sessions in which this account is signed in."""
    account, _seat, _token = account_of_token(request)
    return [SessionOf(_handle(one), one.created_at) for one in UserSession.objects.filter(user=account).order_by("pk")]


def _handle(session: UserSession) -> str:
    # A number would say how many sessions there are on this server.
    return salted_hmac("safeconduct.api.session", session.session_key, algorithm="sha256").hexdigest()[:16]


@operation("POST", "/sessions/{id}/end", name="session_end", gives=Done, tag="own", scope=Scope.ACCOUNT, door=Door.SIGNED_IN,
           writes=True)  # fmt: skip
def end_session(request: HttpRequest, id: str) -> Done:
    """End a session of this account."""
    account, _seat, _token = account_of_token(request)
    found = next((one for one in UserSession.objects.filter(user=account) if _handle(one) == id), None)
    if found is None:
        raise not_found()
    found.end()
    return Done(1)


@operation("GET", "/tokens", name="tokens", gives=list[TokenOf], tag="own", scope=Scope.ACCOUNT, door=Door.SIGNED_IN)
def tokens(request: HttpRequest) -> list[TokenOf]:
    """List the tokens of this account that are still good. New ones are made on its page, by the officer."""
    account, _seat, token = account_of_token(request)
    return [TokenOf(one.handle, one.label, tuple(one.scopes), tuple(one.types), one.made, one.until,
                    one.used_on.isoformat() if one.used_on else "", one.pk == token.pk)
            for one in open_tokens(account, timezone.now())]  # fmt: skip


@operation("POST", "/tokens/{id}/end", name="token_end", gives=Done, tag="own", scope=Scope.ACCOUNT, door=Door.SIGNED_IN,
           writes=True)  # fmt: skip
def end_token(request: HttpRequest, id: str) -> Done:
    """End a token of this account; also this one."""
    account, _seat, _token = account_of_token(request)
    ended = Token.objects.filter(account=account, handle=id, ended=None).update(ended=timezone.now())
    if not ended:
        raise not_found()
    note("token_ended", account, account)
    return Done(ended)
