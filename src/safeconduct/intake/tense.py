"""Do the words around a time look ahead of the text, or back? A sentence says so by the verb that is nearest to the time.

No grammar is worked out here: the last sign before the time counts, and the first one after it where the time opens its clause.
"""

import re

_LOOK = 160
_PLANS = ("agree|promis|vow|pledg|plan|intend|intent|want|hope|expect|propos|offer|ask|urg|call|threaten|order|decid|prepar"
          "|demand|need|invit|commit|undertak|undertook|ready|likely|determined|request|press|instruct|due|set|schedul"
          "|oblig")  # fmt: skip
_AHEAD = (
    rf"(?:{_PLANS})\w{{0,5}}\b(?:,? [\w'-]+,?){{0,6}}? to [a-z]+(?: [a-z]+)?",
    r"(?:will|shall|would|could|can|may|might|must|should|won't|cannot)(?: not)?(?: be)?(?: [a-z]+)?",
    r"(?:expect|hope|intend|want|contemplat|consider|envisag|foresee|await)(?:s|es|ing)?",
    r"(?:is|are|has|have|needs?) to(?: be)? [a-z]+", r"(?:is|are) (?:\w+ )?(?:due|set|scheduled|expected|planned|supposed"
                                                     r"|\w{3,12}ing)",
    r"due|scheduled|deadline|upcoming|coming|planned for|set for|fixed for|called for|plans?|later",
    r"begins|starts|opens|reopens|expires|ends|resumes?|meets|arrives|leaves|returns|takes place|falls due|deploys",
)  # fmt: skip
_BACK = (
    r"(?:was|were|had been) (?:\w+ )?(?:due|set|scheduled|expected|planned|supposed)",
    r"was|were|had|has|have|did|been|since",
    r"(?:refus|fail|declin|manag|start|continu|forgot|tri)\w{0,3}ed to [a-z]+|(?:was|were) able to [a-z]+",
    "said|told|took|began|met|left|went|came|gave|saw|heard|made|held|fell|found|sent|brought|kept|lost|hit|struck|got"
    "|wrote|spoke"
    "|put|ran|led|fought|won|broke|shot|knew|felt|bore|drove|rose|grew|became|stood|sought|paid|read|cut|shut",
    r"[a-z]{2,14}ed",
)  # fmt: skip
_SIGNS = re.compile(rf"(?<![\w'-])(?:(?P<ahead>{'|'.join(_AHEAD)})|(?P<back>{'|'.join(_BACK)}))(?![\w-])")
_ALWAYS = ("until", "till", "next", "this coming", "for", "the coming")
_LIMITS = ("by", "before", "the end of")
_OPENS = re.compile(r"(?:^|[,:\n-]|\b(?:and|but|that|while|as)) ?$")
_STOP = re.compile(r"[.;!?\n](?= |$|\n)|\n")


def looks_ahead(lower: str, start: int, end: int, pre: str = "") -> bool | None:
    """Say whether what is told at a time lies ahead, or None where no sign tells. `pre` is the word before it, such as `by`."""
    before = _STOP.split(lower[max(0, start - _LOOK):start])[-1]
    after = _STOP.split(lower[end:end + _LOOK])[0]
    if pre.startswith(("since", "last", "the past", "the previous", "earlier")):
        return False
    if pre.startswith(_ALWAYS) and not after.startswith("'s"):
        return True
    last = next(iter(reversed(list(_SIGNS.finditer(before)))), None)
    first = _SIGNS.search(after)
    if pre.startswith(_LIMITS):  # "by Friday 40 trucks had crossed" looks back, every other limit lies ahead
        near = first if _OPENS.search(before) or last is None else last
        return near is None or near["back"] is None or not near["back"].startswith(("had", "was", "were", "did", "has", "have"))
    sign = first or last if _OPENS.search(before) else last or first
    return sign and sign["ahead"] is not None
