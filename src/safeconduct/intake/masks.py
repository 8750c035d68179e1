"""Numbers that count nothing of the story: articles, points of a plan, ordinals, clock times, ages, sums of money, measures.

They are covered before quantities are read. A cover keeps the length of the text, so that every place stays where it was.
"""

import re
from collections.abc import Iterable

from safeconduct.intake.document import Span
from safeconduct.intake.numbers import SMALL

COVER = "\x00"
_WORD = "|".join(sorted((word for word in SMALL if word not in ("zero", "one")), key=len, reverse=True))
_N = rf"(?:(?<![0-9.,])[0-9][0-9.,]{{0,14}}|{_WORD}|one)"
_LABELS = "|".join((
    "articles? art\\. phases? stages? steps? annex(?:es)? appendix resolutions? points? clauses? paragraphs? "
    "para\\. sections? chapters? "
    "protocols? items? sub-?paragraphs? categor(?:y|ies) channel route highway road gate sector area zone "
    "room line no\\. number numbers "
    "nos\\. order decree law brigade battalion division unit unscr unsc scr un version page pages day week round "
    "tranche batch form flight "
    "serial grid checkpoint crossing team"
).split())  # fmt: skip
_UNCOUNTED = "|".join((
    "points? steps? stages? phases? parts? pages? nations? countr(?:y|ies) part(?:y|ies) sides? state "
    "seconds? minutes? hours? days? "
    "nights? weeks? months? years? decades? centuries kilometres? kilometers? km metres? meters? miles? feet "
    "inch(?:es)? hectares? "
    "acres? degrees? kilograms? kilos? kg mm cm knots?"
).split())  # fmt: skip
_NO_THINGS = (r"conditions? reasons? questions? answers? words? sentences? options? ways? times issues? matters? topics? "
              r"principles? things? lines? drafts? tasks? goals? aims? objectives? fronts? languages? fifths? quarters? "
              r"choices? scenarios? tracks? chances?").replace(" ", "|")  # fmt: skip
_NUMBERED = (r"post site depot camp bridge block house vehicle convoy patrol battery hill platform station barracks "
             r"warehouse location tent ward bay pier lane wave group table figure map chart question recommendation "
             r"observation incident case lot photo picture "
             r"session volume issue edition bulletin note report "
             r"statement communiqu[eé] letter file reference ref\.? "
             r"sitrep update building kilomet(?:re|er) km tel\.?").replace(" ", "|")  # fmt: skip
_NO_NOUN = r"(?!(?:has|was|is|as|its|this|says|sees|does|us)\b)"
_A_NOUN = rf"(?: {_NO_NOUN}[a-z-]+)? {_NO_NOUN}[a-z]+s\b"
_MONEY = "dollars?|euros?|shekels?|pounds?|rupiah|riyals?|roubles?|rubles?|hryvnia|usd|eur|nis|ils|gbp|cents?"
_NOT_ONE = (rf"of(?! (?:the|these|those|its|their) {_N}\b)|another|day|side|party|thing|hand|more time|way|time|that|who|which"
            r"|by one|such|final|last")  # fmt: skip
_BEFORE_YEAR = "in|since|of|from|until|till|by|during|and|for|throughout|before|after|the|late|early|mid-?"
_PATTERNS = [
    r"\b(?:https?://|www\.)\S{1,300}", r"\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}",
    r"\+[0-9][0-9 ()-]{6,18}[0-9]",
    r"(?m)^ {0,8}\(?(?:[0-9]{1,2}|[ivx]{1,4})[.)](?= )",
    r"\bs/(?:res/)?[0-9/]{3,14}",
    rf"\b(?:{_LABELS}) ?#?\(?{_N}\)?(?:(?:, | and | to |-){_N}){{0,9}}\b(?! (?:fighters|people|persons|men|bodies))",
    rf"\b{_N}(?:st|nd|rd|th)\b", rf"\b{_N}-(?:{_UNCOUNTED})(?:-old)?\b",
    rf"\b{_N}(?: (?:and a half|or|to) ?(?:{_N})?|-{_N})? ?(?:{_UNCOUNTED})\b(?:-old)?",
    r"\b[0-9]{1,2}(?:[:.][0-9]{2})? ?[ap]\.?m\b\.?",
    r"\b[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2})?(?: ?(?:hours|hrs|gmt|utc|local))?\b",
    r"\b[0-9]{4} ?(?:hours|hrs)\b",
    r"[$€£₪] ?[0-9][0-9.,]{0,19}(?: (?:thousand|million|billion))?",
    rf"\b{_N}(?: (?:hundred|thousand|million|billion))?(?: [a-z]{{2,12}})? (?:{_MONEY})\b",
    rf"\b{_N} ?(?:%|per ?cent\b|percent(?:age)?\b)", r"\baged? (?:between )?[0-9]{1,3}(?:(?: and | to |-)[0-9]{1,3})?",
    r"(?<=[a-z]), [0-9]{1,2}(?=,)",
    r"\b[a-z]{1,6}-?[0-9]{1,12}[a-z0-9]{0,12}\b", r"(?<![0-9.])[0-9]{1,6}(?:\.[0-9]{1,6}){2,5}\b",
    r"\b[0-9]{1,6}/[0-9]{1,6}(?:/[0-9]{1,6})?\b",
    rf"\bone (?:{_NOT_ONE})\b", r"\b(?:no|every|each|any|this|that|the|at) one\b(?! of)", r"\bone-(?:time|sided|off|way)\b",
    rf"\b(?:{_BEFORE_YEAR}) ?(?:19|20)[0-9]{{2}}\b(?! [a-z]{{3,}}s\b)",
    r"\b(?:two|2)-(?:state|way|thirds?|day)\b", r"\b(?:\w{3,9}-)?(?:third|half|quarter)s?\b(?= of)", r"\b24/7\b", r"\b9/11\b",
]  # fmt: skip
_PATTERNS += [
    rf"\b(?:{_N}|both) (?:\w+ )?(?:{_NO_THINGS})\b",
    rf"\b(?:{_NUMBERED}) ?[#:]? ?[0-9]{{1,6}}(?:/[0-9]{{2,4}})?\b(?!{_A_NOUN})(?! (?:people|men|women|bodies|of)\b)",
    r"\b(?:19|20)[0-9]{2} ?[-/] ?(?:(?:19|20)[0-9]{2}|[0-9]{2})\b",
    r"\b(?:19|20)[0-9]{2} (?:conventions|talks|agreements|accords|protocols|borders|elections|events|hostilities|negotiations)\b",
    r"\(?(?<![0-9,.])(?:19|20)[0-9]{2}\)",
    r"\bone (?:can|could|must|might|may|should|would|does|has to|believes|thinks|hears|sees|asks|reads|needs|cannot)\b",
    r"\b(?:an?|the|that|which|new|old|last|next|other|good|bad|only|big|small|different|another) one\b(?! of)",
    r"\b(?:is|be|been|as|like|for) one\b(?=[.,;:!?)\"']|$)",
]
_MASKED = [re.compile(pattern) for pattern in _PATTERNS]


def masked(lower: str, dates: Iterable[Span] = ()) -> str:
    """Give a plain text in lower case with everything covered that is no quantity, and the places of dates as well."""
    signs = list(lower)
    for span in dates:
        signs[span.start:span.end] = COVER * (span.end - span.start)
    text = "".join(signs)
    for pattern in _MASKED:
        text = pattern.sub(lambda match: COVER * len(match[0]), text)
    return text
