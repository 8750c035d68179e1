"""The record's own acts: which there are, and is this one written as it must be?

Whether such an act takes effect is not asked here: see `authority` and `standing`. A field that is missing, unknown or of
the wrong kind is refused with its place; nothing is guessed or filled in.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from safeconduct.record.faults import Bad

ROLES = ("officer", "device", "log", "witness", "mirror", "sealing")
"""What a registered key is for. Root keys come from the genesis act and from acts on roots."""

SIGNING_ROLES = ("officer", "device")
"""The roles whose keys sign acts, beside root keys."""

ORG_ROLES = ("party", "guarantor", "mediator", "verifier", "operator", "recorder", "other")
REASONS = ("rotated", "lost", "left")
DECISIONS = frozenset({
    "acceptance.decided/1", "age.established/1", "breach.found/1", "decision.made/1", "dispute.ruled/1", "hole.filled/1",
    "hold.reviewed/1", "mandate.extended/1", "objection.decided/1", "protection.tested/1", "screening.decided/1",
})  # fmt: skip
"""Acts that can contest each other. Who has no agreement cannot tell whether one does, so none of them is ever redacted."""

OFFICER_WINDOW = 90 * 86_400
"""The longest window of an officer's key, in seconds."""


class Scope(NamedTuple):
    """What a key may sign. Empty tuples allow all; the window is half open, in seconds since 1970."""

    delegates: bool
    posts: tuple[str, ...]
    types: tuple[str, ...]
    start: int
    until: int
    places: tuple[str, ...] = ()

    def covers_type(self, kind: str) -> bool:
        """Whether the scope has this type of act."""
        return not self.types or any(kind == one or (one[-1] == "*" and kind.startswith(one[:-1])) for one in self.types)

    def within(self, other: "Scope") -> bool:
        """Whether nothing in this scope is outside another."""
        types = not other.types or (bool(self.types) and all(_has(other, one) for one in self.types))
        posts = not other.posts or (bool(self.posts) and set(self.posts) <= set(other.posts))
        places = not other.places or (bool(self.places) and set(self.places) <= set(other.places))
        return types and posts and places and other.start <= self.start and self.until <= other.until


def _has(scope: Scope, pattern: str) -> bool:
    if pattern[-1] != "*":
        return scope.covers_type(pattern)
    return any(one[-1] == "*" and pattern[:-1].startswith(one[:-1]) for one in scope.types)


class Organisation(NamedTuple):
    """An organisation of the genesis act with the publics of its three root keys."""

    id: str
    name: str
    role: str
    roots: tuple[bytes, ...]


class GenesisSigned(NamedTuple):
    """The act a log begins with. `log` is the log's vkey, `attachments` the guarantor that holds them."""

    origin: str
    organisations: tuple[Organisation, ...]
    log: str
    witnessed: str
    sealed: str
    agreement: bytes
    attachments: str
    training: bool


class KeyRegistered(NamedTuple):
    """A new key, with its own signature as proof that somebody holds it."""

    org: str
    public: bytes
    role: str
    scope: Scope
    proof: bytes


class KeyRevoked(NamedTuple):
    """A key that signs no more after number `last_good` of its chain."""

    kid: bytes
    last_good: int
    reason: str


class KeyCompromised(NamedTuple):
    """A key that somebody else may hold since number `last_good`."""

    kid: bytes
    last_good: int


class RootsReplaced(NamedTuple):
    """Three new root keys, given by two of the old ones."""

    org: str
    roots: tuple[bytes, ...]
    proofs: tuple[bytes, ...]


class RootsRecovered(NamedTuple):
    """Three new root keys, given by the other parties and two guarantors."""

    org: str
    roots: tuple[bytes, ...]
    proofs: tuple[bytes, ...]


class PolicySet(NamedTuple):
    """Whose cosignatures make a checkpoint witnessed, and sealed."""

    witnessed: str
    sealed: str


class NoopPadded(NamedTuple):
    """Nothing was done. Fills the log."""


class AttachmentKept(NamedTuple):
    """Something about a person is kept. All of it lies sealed in these attachments, also about whom it is."""

    att: tuple[bytes, ...]


class ErasureOrdered(NamedTuple):
    """Attachments, as commitments, that every holder has to delete."""

    att: tuple[bytes, ...]


class ErasureDone(NamedTuple):
    """A holder says that it has carried out an order."""

    order: bytes
    holder: str


class BodyRedacted(NamedTuple):
    """A body whose bytes go, with what its chain needs of it: whoever reads later finds its place without them."""

    act: bytes
    org: str
    device: bytes
    seq: int
    prev: bytes
    att: tuple[bytes, ...]


class ProjectionPublished(NamedTuple):
    """What everyone may know of the log at a size: the SHA-256 of the published file."""

    digest: bytes
    size: int


class GapAccepted(NamedTuple):
    """Numbers `first` to `last` of a key's chain that nobody waits for any longer."""

    kid: bytes
    first: int
    last: int


class ConflictResolved(NamedTuple):
    """Which of several acts on one question stands. Empty: none."""

    between: tuple[bytes, ...]
    stands: bytes


OwnAct = (GenesisSigned | KeyRegistered | KeyRevoked | KeyCompromised | RootsReplaced | RootsRecovered | PolicySet | NoopPadded
          | AttachmentKept | ErasureOrdered | ErasureDone | BodyRedacted | ProjectionPublished | GapAccepted
          | ConflictResolved)  # fmt: skip

_Read = Callable[[Any, str], Any]


def text_of(pattern: str, what: str) -> _Read:
    """Give a reader of texts that match a pattern as a whole."""
    match = re.compile(pattern).fullmatch

    def read(value: Any, where: str) -> str:
        if not isinstance(value, str) or not match(value):
            raise Bad("act.value", f"not {what}", where=where, expected=what, got=shown(value))
        return value

    return read


def hex_of(size: int, *, or_empty: str = "") -> _Read:
    """Give a reader of `size` bytes in lower-case hexadecimal. `or_empty` says what an empty text means where it is allowed."""
    match = re.compile(f"[0-9a-f]{{{2 * size}}}").fullmatch
    what = f"{2 * size} digits in lower-case hexadecimal" + (f", or empty for {or_empty}" if or_empty else "")

    def read(value: Any, where: str) -> bytes:
        if not isinstance(value, str) or not (match(value) or (or_empty and value == "")):
            raise Bad("act.value", f"not {what}", where=where, expected=what, got=shown(value))
        return bytes.fromhex(value)

    return read


def number_from(least: int) -> _Read:
    """Give a reader of whole numbers that are not below `least`."""

    def read(value: Any, where: str) -> int:
        if type(value) is not int or not least <= value < 2**53:
            raise Bad("act.value", f"not a whole number from {least}", where=where, got=shown(value))
        return value

    return read


def word_of(words: tuple[str, ...]) -> _Read:
    """Give a reader of one word out of several."""

    def read(value: Any, where: str) -> str:
        if value not in words or not isinstance(value, str):
            raise Bad("act.value", "not a word that is known here", where=where, expected=", ".join(words), got=shown(value))
        return value

    return read


def list_of(read_one: _Read, *, least: int = 0, most: int = 256) -> _Read:
    """Give a reader of lists without repeats."""

    def read(value: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise Bad("act.value", f"not a list of {least} to {most}", where=where, got=shown(value))
        found = tuple(read_one(one, f"{where}/{number}") for number, one in enumerate(value))
        if len(set(found)) != len(found):
            raise Bad("act.value", "something stands twice in the list", where=where)
        return found

    return read


def flag(value: Any, where: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Bad("act.value", "not true or false", where=where, got=shown(value))
    return value


def moment(value: Any, where: str) -> int:
    """Read a time with seconds and offset, as seconds since 1970."""
    if isinstance(value, str) and _TIME(value):
        try:
            return int(datetime.fromisoformat(value).timestamp())
        except (ValueError, OverflowError):
            pass
    raise Bad("act.value", "not a time such as 2026-11-23T10:00:00+02:00", where=where, got=shown(value))


# The form that `at` has in a body.
_TIME = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\+|-(?!00:00))(?:0[0-9]|1[0-4]):[0-5][0-9]"
).fullmatch


def fields_of(value: Any, shape: dict[str, _Read], where: str) -> list[Any]:
    """Read an object with exactly these keys; give their values in the order of the shape."""
    if not isinstance(value, dict):
        raise Bad("act.shape", "not an object", where=where, got=shown(value))
    if value.keys() != shape.keys():
        lacking = [key for key in shape if key not in value]
        more = [shown(key) for key in value if key not in shape]
        said = [f"{', '.join(keys[:5])} {word}" for keys, word in ((lacking, "missing"), (more, "not known here")) if keys]
        raise Bad("act.shape", "; ".join(said), where=where, expected=", ".join(shape))
    return [read(value[key], f"{where}/{key}" if where else key) for key, read in shape.items()]


def shown(value: Any) -> str:
    """Give a value as it may stand in a message: one line, not long, nothing that moves a cursor."""
    text = ascii(value)
    return text if len(text) <= 80 else text[:77] + "..."


ORG_ID = text_of(r"[a-z][a-z0-9_]{0,59}", "an id such as north")
_TYPE = text_of(r"(?=.{1,64}$)[a-z][a-z0-9_.]*(/[1-9][0-9]*|\*)|\*", "a type of act such as weapon.received/1 or weapon.*")
_POST = text_of(r"[a-z][a-z0-9_]{0,59}", "the id of a post")
_PLACE = text_of(r"[a-z][a-z0-9_]{0,59}", "the id of a place")
_ORIGIN = text_of(r"[!#-*,-\[\]-~]{1,255}", 'an origin: 1 to 255 visible ASCII characters without +, " and \\')
_NAME = text_of(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,200}",
                "a name of 1 to 200 characters on one line")  # fmt: skip
_POLICY = text_of(r"[\t\n\x20-\x7e]{1,16000}", "the text of a policy")
_HASH = hex_of(32)
_KID = hex_of(8)
_THREE_KEYS = list_of(_HASH, least=3, most=3)
_THREE_PROOFS = list_of(hex_of(64), least=3, most=3)
_SCOPE: dict[str, _Read] = {"delegates": flag, "posts": list_of(_POST), "types": list_of(_TYPE), "from": moment, "until": moment}
_WITH_PLACES = _SCOPE | {"places": list_of(_PLACE, least=1)}


def read_scope(value: Any, where: str = "scope") -> Scope:
    """Read the scope of a key. `places` is left out where it is good for all of them."""
    shape = _WITH_PLACES if isinstance(value, dict) and "places" in value else _SCOPE
    scope = Scope(*fields_of(value, shape, where))
    if scope.start >= scope.until:
        raise Bad("act.value", "the window ends before it begins", where=f"{where}/until")
    return scope


def _organisations(value: Any, where: str) -> tuple[Organisation, ...]:
    if not isinstance(value, dict) or not value:
        raise Bad("act.shape", "not an object of organisations", where=where, got=shown(value))
    shape = {"name": _NAME, "role": word_of(ORG_ROLES), "roots": _THREE_KEYS}
    return tuple(Organisation(ORG_ID(org, where), *fields_of(one, shape, f"{where}/{org}")) for org, one in value.items())


SHAPES: dict[str, tuple[type, dict[str, _Read]]] = {
    "genesis.signed/1": (GenesisSigned, {
        "origin": _ORIGIN, "organisations": _organisations, "log": text_of(r"[!-~]{1,400}", "a vkey"), "witnessed": _POLICY,
        "sealed": _POLICY, "agreement": _HASH, "attachments": ORG_ID, "training": flag}),
    "key.registered/1": (KeyRegistered, {
        "org": ORG_ID, "public": _HASH, "role": word_of(ROLES), "scope": read_scope, "proof": hex_of(64)}),
    "key.revoked/1": (KeyRevoked, {"kid": _KID, "last_good": number_from(-1), "reason": word_of(REASONS)}),
    "key.compromised/1": (KeyCompromised, {"kid": _KID, "last_good": number_from(-1)}),
    "roots.replaced/1": (RootsReplaced, {"org": ORG_ID, "roots": _THREE_KEYS, "proofs": _THREE_PROOFS}),
    "roots.recovered/1": (RootsRecovered, {"org": ORG_ID, "roots": _THREE_KEYS, "proofs": _THREE_PROOFS}),
    "policy.set/1": (PolicySet, {"witnessed": _POLICY, "sealed": _POLICY}),
    "noop.padded/1": (NoopPadded, {}),
    "attachment.kept/1": (AttachmentKept, {"att": list_of(_HASH, least=1)}),
    "erasure.ordered/1": (ErasureOrdered, {"att": list_of(_HASH, least=1)}),
    "erasure.done/1": (ErasureDone, {"order": _HASH, "holder": ORG_ID}),
    "body.redacted/1": (BodyRedacted, {
        "act": _HASH, "org": ORG_ID, "device": _KID, "seq": number_from(0), "prev": hex_of(32, or_empty="seq 0"),
        "att": list_of(_HASH)}),
    "projection.published/1": (ProjectionPublished, {"digest": _HASH, "size": number_from(0)}),
    "gap.accepted/1": (GapAccepted, {"kid": _KID, "first": number_from(0), "last": number_from(0)}),
    "conflict.resolved/1": (ConflictResolved, {
        "between": list_of(_HASH, least=2), "stands": hex_of(32, or_empty="none of them")}),
}  # fmt: skip

_FAMILIES = frozenset(kind.split(".")[0] for kind in SHAPES)


@lru_cache(maxsize=1024)
def is_own(kind: str) -> bool:
    """Whether a type of act belongs to the record itself, also one that this version does not know."""
    return kind.split(".")[0] in _FAMILIES


def parse_own(act: dict[str, Any]) -> OwnAct:
    """Read one of the record's own acts. Raises Bad with the place of the first fault."""
    kind = act.get("type")
    if not isinstance(kind, str) or kind not in SHAPES:
        raise Bad("act.type", "no such act of the record", where="type", expected=", ".join(SHAPES), got=shown(kind))
    model, shape = SHAPES[kind]
    own: OwnAct = model(*fields_of({key: value for key, value in act.items() if key != "type"}, shape, ""))
    check = _FURTHER.get(model)
    if check is not None:
        check(own)
    return own


def _registered(own: KeyRegistered) -> None:
    if own.role == "officer" and own.scope.until - own.scope.start > OFFICER_WINDOW:
        raise Bad("act.value", "the window of an officer is at most 90 days", where="scope/until")
    if own.role != "officer" and own.scope.delegates:
        raise Bad("act.value", "only an officer's key can delegate", where="scope/delegates")


def _redacted(own: BodyRedacted) -> None:
    if (own.seq == 0) != (own.prev == b""):
        raise Bad("act.value", "prev is empty for seq 0 and for no other", where="prev")


def _gap(own: GapAccepted) -> None:
    if own.last < own.first:
        raise Bad("act.value", "the gap ends before it begins", where="last")


def _resolved(own: ConflictResolved) -> None:
    if own.stands and own.stands not in own.between:
        raise Bad("act.value", "what stands is not one of the acts in between", where="stands")


_FURTHER: dict[type, Callable[[Any], None]] = {
    KeyRegistered: _registered, BodyRedacted: _redacted, GapAccepted: _gap, ConflictResolved: _resolved}  # fmt: skip
