"""The acts of access: who read, asked, approved, revealed, exported, deleted, broke the glass, and what was disclosed to whom.

They lie in the record beside all others, so that nobody who looks can later say that nobody looked. None has free text: a reason
is a coded word.
"""

from typing import Annotated, Literal

import msgspec

from safeconduct.caseload.moves import Case, CaseAct, Id, Name, Named
from safeconduct.kernel.acts import Amount

Action = Literal["reveal", "unmask", "export", "delete"]
"""What takes two. To reveal shows particulars of a person, to unmask says which cases somebody looked at, by their numbers."""

ACTIONS: tuple[Action, ...] = ("reveal", "unmask", "export", "delete")

Kind = Literal["person", "item", "container", "receipt", "movement", "act", "vault", "list", "search"]
"""What was looked at, or is asked for."""

Reason = Literal["medical", "child_safety", "threat_to_life", "family", "legal_claim", "identity_check", "correction",
                 "person_asked", "handover", "audit", "term_over", "court_order"]  # fmt: skip
"""Why something is asked for."""

Emergency = Literal["medical", "child_safety", "threat_to_life", "missing_person"]
"""The only reasons to break the glass."""

Refusal = Literal["not_needed", "too_much", "wrong_case", "endangers", "not_permitted", "already_public", "withdrawn"]
"""Why something was not approved, or not given to the other side."""

Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""A SHA-256 in lower-case hexadecimal."""

FieldName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z_]{0,39}\Z")]
"""The name of a field."""


class Looked(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.read/1"):
    """Somebody looked at cases, or at something else by its numbers. `fields` are those that were shown."""

    kind: Kind
    cases: tuple[Case, ...] = ()
    numbers: tuple[Name, ...] = ()
    fields: tuple[FieldName, ...] = ()


class Requested(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.requested/1"):
    """Somebody asks for what takes a second one. Its id is how later acts name it.

    `of` names the act of access whose hidden numbers are asked for: to unmask, and for nothing else.
    """

    action: Action
    kind: Kind
    reason: Reason
    cases: tuple[Case, ...] = ()
    fields: tuple[FieldName, ...] = ()
    of: Named = ""


class Approved(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.approved/1"):
    """A second one approves the request `of`, exactly as it stands."""

    of: Named


class Declined(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.declined/1"):
    """The request `of` is declined, or taken back by whoever made it. It cannot be approved any more."""

    of: Named
    reason: Refusal


class Revealed(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.revealed/1"):
    """What the request `of` asked for was shown, once, to whoever asked."""

    of: Named


class Exported(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.exported/1"):
    """What the request `of` asked for was written to a file of so many rows, with this digest."""

    of: Named
    rows: Amount
    digest: Digest


class Deleted(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.deleted/1"):
    """What the request `of` asked for was ordered to be erased."""

    of: Named


class GlassBroken(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.glass_broken/1"):
    """Somebody looked alone at what takes two, because there was no time. All who guard are told at once."""

    kind: Kind
    reason: Emergency
    cases: tuple[Case, ...]
    fields: tuple[FieldName, ...]


class GlassReviewed(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.glass_reviewed/1"):
    """Someone of another organisation says whether breaking the glass `of` was justified."""

    of: Named
    outcome: Literal["justified", "not_justified"]


class Disclosed(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.disclosed/1"):
    """Something of the common log was given to organisations. `what` names the act it is about."""

    what: Named
    kind: Kind
    to: tuple[Id, ...]


class DisclosureOffered(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.disclosure_offered/1"):
    """The same was offered to others, whether or not they took it."""

    what: Named
    to: tuple[Id, ...]


class DisclosureRefused(CaseAct, frozen=True, kw_only=True, gc=False, tag="access.disclosure_refused/1"):
    """The same is not given to others, and why."""

    what: Named
    to: tuple[Id, ...]
    reason: Refusal


TYPES: tuple[type[CaseAct], ...] = (
    Looked, Requested, Approved, Declined, Revealed, Exported, Deleted, GlassBroken, GlassReviewed, Disclosed,
    DisclosureOffered, DisclosureRefused,
)  # fmt: skip
