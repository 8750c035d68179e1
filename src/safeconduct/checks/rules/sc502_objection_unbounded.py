"""SC502 objection-unbounded

What:
    Finds an objection to a person's move without a closed list of grounds, without a time limit to raise it or to
    decide it, without anyone who decides, or without a rule for silence.

Why:
    Whoever may object for ever, or for any reason, has a veto that needs no word. In Aceh in 2005 a few prisoners
    remained contested after the amnesty of 30 August: were they insurgents or criminals? The mission ruled on such cases;
    no time limit for it was seen in the text.

Example:
    objections:
      alpha_objects: {title: Alpha objects, by: alpha}

Remedy:
    Write a closed list of `grounds`, `within`, `decided_by`, `decided_within` and `if_undecided`.

    This finding cannot be allowed in a comment. Who signs all the same writes so under `acknowledged:`, in words.

Known problems:
    Whether a ground is narrow is not looked at: “any reason” is one ground. The log of an agreement holds no objections
    to persons, so no log comes with the finding. An objection that no move names is found as well.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every objection that lacks a bound, and name what it lacks."""
    for name, rule in text.agreement.objections.items():
        lacks = [words for words, value in (
            ("a closed list of grounds", rule.grounds or UNSTATED),
            ("a time limit to raise it", rule.within),
            ("anyone who decides it", UNSTATED if set(rule.decided_by) <= {UNSTATED} else ""),
            ("a time limit to decide it", rule.decided_within),
            ("a rule for what silence means", rule.if_undecided),
        ) if value == UNSTATED]  # fmt: skip
        if lacks:
            missing = " and ".join([", ".join(lacks[:-1]), lacks[-1]] if len(lacks) > 1 else lacks)
            yield Found(f"objections.{name}", f"“{rule.title}” by {text.names(rule.by)} is given without {missing}")
