"""How times are written: one pattern for each way, by the name under which `days` reads it. All are in lower case and bounded."""

import re

from safeconduct.intake.days import COUNTS, MONTHS, ORDINALS, SHORT, WEEKDAYS

MONTH = rf"(?P<month>{'|'.join(MONTHS)}|(?:{'|'.join(SHORT)}|sept)\.?(?![a-z]))"
_OTHER = MONTH.replace("<month>", "<other>")
_WEEKDAY = "|".join(WEEKDAYS)
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
_DAY = rf"(?P<day>[0-3]?[0-9](?:st|nd|rd|th)?|{'|'.join(ORDINALS)})"
_TO = r"(?: ?(?:-|to|and|until|through|or) ?(?:the )?(?P<last>[0-3]?[0-9])(?:st|nd|rd|th)?)?"
_PART = r"(?:(?:early )?(?:morning|afternoon|evening|night)|early hours|eve)"
_PRE = (r"(?P<pre>(?:early|mid|late|since|before|after|until|till|by|around|about|for)(?:[ -](?:on|in|the))? ?-?"
        rf"|(?:on |in |by |until |since )?the {_PART} of |(?:on )?the night (?:of|from) "
        rf"|(?:by |until |before |at )?the end of |(?:on|in|from|between|during) )?(?:(?:{_WEEKDAY}),? )?")  # fmt: skip
_COUNT = rf"(?P<count>[0-9]{{1,3}}|{'|'.join(COUNTS)})"
_THE_END = r"(?:the (?:end|beginning|start) of )"
_PATTERNS = {
    "iso": r"\b(?P<year>(?:19|20)[0-9]{2})-(?P<month_n>[01][0-9])-(?P<day>[0-3][0-9])"
           r"(?:[t ](?P<hour>[0-2][0-9]):(?P<minute>[0-5][0-9])(?::[0-5][0-9])?(?P<offset> ?z"
           r"|[+-][0-2][0-9]:?[0-5][0-9])?)?(?![0-9])",
    "week_to": rf"\b(?:(?:in|for|during|over) )?the (?:week|seven days) (?:that )?(?:ended|ending|ends|to|up to)(?: on)? "
               rf"(?:the )?{_DAY} "
               rf"(?:of )?{MONTH}(?:,? {_YEAR})?",
    "day_month": rf"\b{_PRE}(?:the )?\b{_DAY}{_TO} (?:of )?{MONTH}(?:,? {_YEAR})?",
    "month_day": rf"\b{_PRE}{MONTH} (?:the )?{_DAY}(?![0-9:]){_TO}(?:,? {_YEAR})?(?![0-9])",
    "months": rf"\b(?:from|between) {MONTH} (?:to|and|until|through) {_OTHER}(?:,? (?:of )?{_YEAR})?(?! [0-9])",
    "month_year": rf"\b{_PRE}{MONTH},? (?:of )?{_YEAR}",
    "month": r"\b(?P<pre>(?:in )?(?:early|mid|late)(?:[ -](?:in|the))?[ -]|(?:since|before|after|until|by|for|from) "
             r"(?:early |mid-?|late )?"
             rf"|(?:by |until |before |at |since |from )?{_THE_END}|last |next |this "
             rf"|in (?:early |late |mid-)?|during |throughout ){MONTH}(?! [0-9])",
    "slashed": r"(?<![0-9/.])(?P<one>[0-3]?[0-9])(?P<mark>[/.])(?P<two>[0-3]?[0-9])(?P=mark)(?P<year>(?:19"
               r"|20)[0-9]{2})(?![0-9/])",
    "weekday": r"(?<!every )(?<!each )\b(?:(?P<pre>on|last|next|this|since|by|until|before|late|early|this past|this "
               r"coming|the previous"
               r"|the following|for|from|between|(?:(?:on|in) )?the (?:morning|afternoon|evening|night|early hours) of) )?"
               rf"(?P<weekday>{_WEEKDAY})(?!s)\b(?: (?:early )?(?:morning|afternoon|evening|night)\b)?",
    "relative": r"\b(?P<relative>the day before yesterday|the day after tomorrow|yesterday|today|tomorrow|tonight"
                r"|this (?:morning|afternoon|evening)|last night|overnight)\b(?: (?:morning|afternoon|evening|night)\b)?",
    "same": r"\b(?:(?:earlier|later) )?(?:on |at |during )?(?P<same>(?:the|that) same (?:day|evening|morning|afternoon"
            r"|night)|that (?:day"
            r"|evening|night|morning|afternoon)|(?:earlier|later) (?:in|on) the day"
            r"|the (?:previous|preceding) (?:day|evening|night)|the (?:day|night|evening) before(?! yesterday)|a day "
            r"(?:earlier|later|before|after)"
            r"|(?:the )?(?:following|next) (?:day|morning|evening|night)"
            r"|the day after(?! (?:yesterday|tomorrow|the|it|a|his|her|their|that|which|its)\b))\b",
    "of_that_month": r"\b(?P<pre>on |by |from |until |since |before |after )?the (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)(?: day)? of "
                     r"(?P<which>this|last|next|the previous|the following|the same|that) month\b",
    "of_month": r"\b(?P<pre>on|by|from|until|since) the (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)\b(?! (?:of|[a-z]+ion|article|point))",
    "ago": rf"\b(?:about |some |around )?{_COUNT} (?P<unit>day|week|month|year)s? (?P<way>ago|earlier|later|previously"
           rf"|before(?! the| a|,))\b",
    "ahead": rf"\b(?P<way>within|in|over|during|for)(?: (?:the|a period of))?(?P<near> (?:next|coming|following|last|past"
             rf"|previous|"
             rf"preceding|next further))? ?{_COUNT} (?P<unit>hour|day|week|month)s?'?(?P<time> time)?(?! (?:of|after|from"
             rf"|before|old|ago|earlier"
             r"|later|into|long|since))\b",
    "period": r"\b(?:(?P<pre>by|until|since|before|over|during|in) )?(?P<which>last|this|next|the past|the coming|the previous"
              r"|the following|the current|that same|the same|the(?= \w+ before\b)|(?:earlier|later) (?:this|in the)|late "
              r"last|early next"
              r"|the end of (?:the|this|next|last)) (?P<unit>week|month|year)(?!-|')\b(?: before\b(?! the| last))?",
    "weekend": r"\b(?:(?P<pre>by|until|since|before|over|at|during) )?(?P<which>last|this|next|the past|the coming|this "
               r"coming|the"
               r"|this past) weekend\b",
    "year": r"\b(?P<pre>in|since|by|until|during|throughout|before|after|of|from|late|early|mid"
            r"|the end of)(?: (?:early|late|mid))?[ -]"
            rf"{_YEAR}(?! [a-z]{{3,}}s\b)",
}  # fmt: skip
WAYS = [(name, re.compile(pattern)) for name, pattern in _PATTERNS.items()]
"""By the name of how it is read. Where two begin at one place the longer is taken."""

OF_A_MONTH = ("week_to", "month", "day_month", "month_day", "month_year", "months")
"""Those that hold a month, which may be the words 'may' and 'march'."""
