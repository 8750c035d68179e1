"""How everything stands at a moment, from what was known at a moment: norms with their reasons, what is owed, what is open."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Field, Query

from safeconduct.agreement import wording
from safeconduct.agreement.results import (
    AnchorStatus,
    CanChange,
    ExchangeStatus,
    FigureStatus,
    HoleStatus,
    NormStatus,
    NotCounted,
    Owed,
    Reason,
    StatementStatus,
    Status,
)
from safeconduct.agreement.timeline import Row, rows
from safeconduct.web.api.looking import in_order, looked_at, moment, page
from safeconduct.web.api.operation import Listed, Listing, Looked, operation
from safeconduct.web.api.problems import not_found
from safeconduct.web.shell.case import Shown


class Narrowed(Looked):
    """How norms are looked at, and which of them."""

    kind: str = Field("", description="Only norms of this kind: obligation, prohibition, entitlement, power.")
    life: str = Field("", description="Only norms that stand so, such as `overdue`.")


class Because(msgspec.Struct, frozen=True, omit_defaults=True):
    """A step of an explanation as a sentence in English, with its code and parameters, and who can change it."""

    sentence: str
    code: str
    params: dict[str, Any] = {}
    value: str = ""
    where: str = ""
    acts: tuple[str, ...] = ()
    who_can_change: tuple[str, ...] = ()
    children: tuple["Because", ...] = ()


class Why(msgspec.Struct, frozen=True):
    """The status of one norm, why it is so, and what could be done by whom."""

    norm: NormStatus
    because: Because
    can_change: tuple[str, ...]


@operation("GET", "/status", name="status", gives=Status, tag="status")
def status_of(request: HttpRequest, look: Query[Looked]) -> Status:
    """Give the status of everything at once, as `safeconduct status --format json` does."""
    return looked_at(request)[2]


@operation("GET", "/norms", name="norms", gives=Listing(NormStatus), tag="status")
def norms(request: HttpRequest, look: Query[Narrowed], part: Query[Listed]) -> dict[str, Any]:
    """List the norms with their status and reasons, in the order of the agreement."""
    _shown, lens, status = looked_at(request)
    found = [norm for norm in status.norms if look.kind in ("", norm.kind) and look.life in ("", norm.life)]
    return page(request, found, part.limit, key=in_order((norm.id for norm in status.norms), lambda one: one.id), lens=lens,
                **moment(status))  # fmt: skip


@operation("GET", "/norms/{id}", name="norm", gives=Why, tag="status")
def norm(request: HttpRequest, id: str, look: Query[Looked]) -> Why:
    """Give one norm with every reason, as `safeconduct why` does."""
    shown, _lens, status = looked_at(request)
    found = status.norm(id)
    if found is None:
        raise not_found()
    changes = tuple(wording.how(one, shown.agreement) for one in found.can_unblock)
    return Why(found, _because(found.reason, shown), changes)


def _because(reason: Reason, shown: Shown) -> Because:
    agreement = shown.agreement
    changes: tuple[CanChange, ...] = reason.can_change
    return Because(wording.say(reason, agreement), reason.code, reason.params, reason.value, reason.where, reason.acts,
                   tuple(wording.how(one, agreement) for one in changes),
                   tuple(_because(child, shown) for child in reason.children))  # fmt: skip


@operation("GET", "/owes", name="owes", gives=Listing(Owed), tag="status")
def owes(request: HttpRequest, look: Query[Looked], part: Query[Listed]) -> dict[str, Any]:
    """List who owes what to whom, both ways."""
    _shown, lens, status = looked_at(request)
    return _numbered(request, status.owes, part.limit, lens, status)


def _numbered(request: HttpRequest, entries: Iterable[Any], limit: int, lens: Any, status: Status,
              only: Callable[[Any], bool] = lambda _: True) -> dict[str, Any]:  # fmt: skip
    """Give a part of a list whose entries have no name of their own; with its moment pinned, it is the same list each time."""
    found = [(number, one) for number, one in enumerate(entries) if only(one)]
    given = page(request, found, limit, key=lambda one: [one[0]], lens=lens, **moment(status))
    return {**given, "items": [one for _number, one in given["items"]]}


@operation("GET", "/left-open", name="left_open", gives=Listing(HoleStatus), tag="status")
def left_open(request: HttpRequest, look: Query[Looked], part: Query[Listed]) -> dict[str, Any]:
    """List what the text leaves open: who has to agree on it, by when, and what if they do not."""
    _shown, lens, status = looked_at(request)
    return _numbered(request, status.holes, part.limit, lens, status)


@operation("GET", "/anchors", name="anchors", gives=Listing(AnchorStatus), tag="status")
def anchors(request: HttpRequest, look: Query[Looked], part: Query[Listed]) -> dict[str, Any]:
    """List the events that start clocks, with every candidate moment."""
    _shown, lens, status = looked_at(request)
    return _numbered(request, status.anchors, part.limit, lens, status)


@operation("GET", "/exchanges", name="exchanges", gives=Listing(ExchangeStatus), tag="status")
def exchanges(request: HttpRequest, look: Query[Looked], part: Query[Listed]) -> dict[str, Any]:
    """List the exchange keys, applied to what was handed over."""
    _shown, lens, status = looked_at(request)
    return _numbered(request, status.exchanges, part.limit, lens, status)


@operation("GET", "/timeline", name="timeline", gives=Listing(Row), tag="status")
def timeline(request: HttpRequest, look: Query[Looked], part: Query[Listed]) -> dict[str, Any]:
    """List anchors, limits and acts in the order of time, each with its source."""
    shown, lens, status = looked_at(request)
    return _numbered(request, rows(shown.case, status), part.limit, lens, status)


class Uncounted(msgspec.Struct, frozen=True):
    """An act that was kept and changed no status, and why."""

    act: NotCounted
    why: str


@operation("GET", "/not-counted", name="not_counted", gives=Listing(Uncounted), tag="status")
def not_counted(request: HttpRequest, look: Query[Looked], part: Query[Listed]) -> dict[str, Any]:
    """List the acts that were kept and changed no status, each with the reason."""
    shown, lens, status = looked_at(request)
    found = (Uncounted(one, wording.why_not_counted(one.reason, one.params, shown.agreement)) for one in status.not_counted)
    return _numbered(request, found, part.limit, lens, status)


class OnSubject(Looked):
    """How figures are looked at, and on what."""

    subject: str = Field("", description="Only figures on this subject.")


@operation("GET", "/figures", name="figures", gives=Listing(FigureStatus), tag="said")
def figures(request: HttpRequest, look: Query[OnSubject], part: Query[Listed]) -> dict[str, Any]:
    """List what was reported in numbers, each by its own source. They are never averaged, and none changes a status."""
    _shown, lens, status = looked_at(request)
    return _numbered(request, status.figures, part.limit, lens, status, only=lambda one: look.subject in ("", one.subject))


class On(Looked):
    """How statements are looked at, and about what."""

    on: str = Field("", description="Only statements about this norm, point, part left open, or question.")


@operation("GET", "/statements", name="statements", gives=Listing(StatementStatus), tag="said")
def statements(request: HttpRequest, look: Query[On], part: Query[Listed]) -> dict[str, Any]:
    """List who said what, through whom. No statement changes a status."""
    _shown, lens, status = looked_at(request)
    return _numbered(request, status.statements, part.limit, lens, status, only=lambda one: not look.on or look.on in one.on)


class SourceOf(msgspec.Struct, frozen=True):
    """A published source. Two reports are independent when their roots differ."""

    id: str
    root: str
    address: str
    republished_at: str
    read: str


@operation("GET", "/sources", name="sources", gives=Listing(SourceOf), tag="said")
def sources(request: HttpRequest, part: Query[Listed]) -> dict[str, Any]:
    """List the sources that the text cites."""
    found = request.shown.agreement.sources  # type: ignore[attr-defined]
    given = (SourceOf(name, one.root, one.address, one.republished_at, one.read.value) for name, one in found.items())
    return page(request, given, part.limit, key=in_order(found, lambda one: one.id))
