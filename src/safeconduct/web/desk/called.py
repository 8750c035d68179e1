"""What an id or a number is called in a field: by the text, in the language of the page as far as the text has it."""

from typing import Any

from django.utils.translation import gettext as _

from safeconduct.agreement.model import Agreement
from safeconduct.caseload.persons.state import ObjectionMade
from safeconduct.kernel.text import Text
from safeconduct.web.desk.values import word_of
from safeconduct.web.shell.wording import named, own_name, ui_language

_NUMBERS = frozenset({"case", "cases", "tag", "tags", "compared_with", "receipt", "replaces", "container", "seal", "movement",
                      "operation", "vehicle", "id", "refs", "evidence", "serial", "maker", "model", "calibre",
                      "country", "assembly_point"})  # fmt: skip
"""Fields whose values are numbers or marks: they are called what they are."""
_OF_RULES = frozenset({"legal_basis", "covers", "ground", "way", "against", "to"})


def called(agreement: Agreement, kind: str, field: str, value: str) -> str:
    """Give the name of a value beside its id; empty where it has none."""
    if field in _NUMBERS or field == "type":
        return ""
    if field == "language":
        return own_name(value)
    if word := word_of(kind, field, value):
        return word
    if field in _OF_RULES and (text := _of_programme(agreement, field, value)) is not None:
        return text.pick(ui_language())
    found = named(agreement, value, ui_language()).text
    return found if found != value else ""


def objection(agreement: Agreement, made: ObjectionMade) -> str:
    """Say which objection it is: who made it, against what."""
    against = called(agreement, "objection.raised/1", "against", made.against) or made.against
    ground = called(agreement, "objection.raised/1", "ground", made.ground) or made.ground
    return _("%(who)s, against “%(way)s”: %(ground)s") % {"who": named(agreement, made.by, "").text, "way": against,
                                                       "ground": ground}  # fmt: skip


def _of_programme(agreement: Agreement, field: str, value: str) -> Text | None:
    programme = agreement.programme
    if programme is None:
        return None
    tables: list[Any] = [programme.hold.legal_bases if programme.hold else {}]
    tables.append(programme.assurance.covers if programme.assurance else {})
    if field in ("way", "against"):
        moves = agreement.categories[programme.category].moves
        return moves[value].title if value in moves else None
    for rule in agreement.objections.values():
        tables.append(rule.grounds if isinstance(rule.grounds, dict) else {})
    return next((table[value] for table in tables if value in table), None)
