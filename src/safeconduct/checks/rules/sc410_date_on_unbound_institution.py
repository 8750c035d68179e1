"""SC410 date-on-unbound-institution

What:
    Finds a date that hangs on a legislature, a court or a vote that the text does not bind.

Why:
    A government can submit a law; it cannot pass it. The date then slips in a house that signed nothing. In Aceh the law was
    adopted 102 days late. In Bangsamoro the law the agreement of 2014 needed came in 2019.

Example:
    law: {title: adopt the law on the region, who: alpha, deadline: {by: 2026-03-31}}

Remedy:
    Owe the submission by a date, and say under `if_late` what holds if it is not passed.

Known problems:
    The institution is recognised by English words in the title, such as law, parliament, constitution or court. A law that
    the debtor can make alone, as a decree, is found as well where the title calls it a law.
"""

import re
from collections.abc import Iterator

from safeconduct.agreement.norms import Kind
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING
_MADE = re.compile(
    r"\b(adopt|pass|enact|promulgat|ratif|amend|bring|vote|approv|repeal|revis)\w*\b.{0,40}\b(laws?|acts?|legislation|constitution|statutes?)\b"
    r"|\b(laws?|legislation|constitution)\b.{0,40}\b(adopted|passed|enacted|promulgated|ratified|amended|in(?:to)? force)\b"
    r"|\b(parliament|legislature|congress|referendum|ruling of the court|judgment)\b", re.IGNORECASE)  # fmt: skip
_ASKED = re.compile(r"\b(submit|propos|tabl|draft|introduc|send|put)\w*\b", re.IGNORECASE)


def check(text: CheckedText) -> Iterator[Found]:
    """Find every dated result that a legislature, a court or a vote outside the text has to bring about."""
    for path, _, obligation in text.obligations():
        title = obligation.title.pick("en")
        made = _MADE.search(title)
        if made is None or _ASKED.search(title) or obligation.kind is Kind.EFFORT or not isinstance(obligation.deadline, Limit):
            continue
        bodies = [who for who in obligation.who if who in text.agreement.bodies]
        if bodies or [one for one in obligation.if_late if one != UNSTATED]:
            continue  # the institution itself is bound, or the text says what holds if it does not come
        yield Found(
            f"{path}.deadline",
            f"“{title}” has a date, and hangs on an institution that the text does not bind; {text.names(obligation.who)} "
            "cannot keep the date alone",
        )
