"""How the pages say what acts of access have in coded words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeconduct.web.programme.words import FIELD

Words = dict[str, Promise | str]

ACTIONS: Words = {
    "reveal": _("Show particulars of a person"), "unmask": _("Say at which cases somebody looked"),
    "export": _("Write a file"), "delete": _("Erase what is kept of persons"),
}  # fmt: skip
"""What takes two."""

REASONS: Words = {
    "medical": _("Medical need"), "child_safety": _("Safety of a child"), "threat_to_life": _("Threat to life"),
    "missing_person": _("A person is missing"), "family": _("Family"), "legal_claim": _("Legal claim"),
    "identity_check": _("Check of identity"), "correction": _("Correction"), "person_asked": _("The person asked for it"),
    "handover": _("Handover"), "audit": _("Audit"), "term_over": _("Its time is over"), "court_order": _("Order of a court"),
}  # fmt: skip
"""Why something is asked for, or the glass is broken."""

REFUSALS: Words = {
    "not_needed": _("It is not needed"), "too_much": _("It is too much"), "wrong_case": _("It is the wrong case"),
    "endangers": _("It would endanger somebody"), "not_permitted": _("It is not permitted"),
    "already_public": _("Everyone can see it already"), "withdrawn": _("It was taken back"),
}  # fmt: skip
"""Why something was declined, or is not given to others."""

KINDS: Words = {
    "person": _("A case"), "item": _("A weapon"), "container": _("A container"), "receipt": _("A receipt"),
    "movement": _("A movement"), "act": _("An act"), "vault": _("What is kept of a person"), "list": _("A list"),
    "search": _("A search for a name"),
}  # fmt: skip
"""What was looked at, asked for or given."""

OF_KIND: Words = {"person": _("Cases"), "item": _("Weapons of these cases"), "receipt": _("Receipts of these cases")}
"""Of what a file is made."""

PARTICULARS: Words = {
    "name": _("Name"), "birth": _("Birth"), "paper": _("Paper of identity or travel"), "contact": _("Contact"),
    "need": _("Needs on the way"), "note": _("Note"), "photo": _("Picture"),
}  # fmt: skip
"""What may be kept of a person."""

STANDS: Words = {
    "waiting": _("waits for a second one"), "approved": _("approved, not used yet"), "used": _("used"), "declined": _("declined"),
    "lapsed": _("lapsed"),
}  # fmt: skip
"""How a request stands."""

OUTCOMES: Words = {"justified": _("It was justified"), "not_justified": _("It was not justified")}
"""What a review says."""

DID: Words = {
    "access.read/1": _("looked"), "access.requested/1": _("asked for what takes two"), "access.approved/1": _("approved"),
    "access.declined/1": _("declined"), "access.revealed/1": _("was shown particulars"), "access.exported/1": _("wrote a file"),
    "unmasked": _("was told at which cases somebody looked"),
    "access.deleted/1": _("ordered that something be erased"), "access.glass_broken/1": _("broke the glass"),
    "access.glass_reviewed/1": _("reviewed a broken glass"), "access.disclosed/1": _("gave something to others"),
    "access.disclosure_offered/1": _("offered it to others"), "access.disclosure_refused/1": _("did not give it to others"),
}  # fmt: skip
"""What an act of access says that somebody did."""

SIGNED: Words = {
    "post": _("Post"), "synthetic": _("Made up, for an exercise"),
    "of": _("On the act"), "action": _("What is asked for"), "kind": _("What it is about"),
    "reason": _("Why"), "cases": _("Cases"), "numbers": _("Other numbers"), "fields": _("Fields"), "rows": _("Rows"),
    "digest": _("Digest of the file"), "what": _("On the act"), "to": _("Given to"), "outcome": _("What the review says"),
}  # fmt: skip
"""What the fields of an act of access are called before it is signed."""

COLUMNS: Words = {
    **FIELD, "case": _("Case number"), "disarm": _("Agreed to disarm"), "leave": _("Agreed to leave"), "way": _("Way on"),
    "to": _("Where to"), "stay": _("Stays for now"), "tags": _("Tags of the weapons"), "objections": _("Objections"),
    "hold": _("Held for review"), "held_on": _("Held until"), "checks": _("Looked after on arrival"), "manifest": _("Manifest"),
}  # fmt: skip
"""What the fields of a case are called: those that were looked at, and those a file can have."""

WORDS: Words = {**KINDS, **PARTICULARS, **REASONS, **REFUSALS, **OUTCOMES, **STANDS, **ACTIONS}
