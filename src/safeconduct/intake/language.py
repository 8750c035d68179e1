"""Which language is a paragraph in, of those that reports here come in? By its letters, then by its small words.

Only English is read by the machine. So the mistake that matters is a paragraph of another language taken for English, or the
other way round. What is too short to tell says nothing, and takes the language of the paragraphs around it.
"""

import re
from collections import Counter
from collections.abc import Sequence

LANGUAGES = ("en", "ar", "he", "fr", "ru", "tr", "vi", "es", "fa")

_LETTERS = (("he", re.compile("[\u05d0-\u05ea]")), ("ar", re.compile("[\u0620-\u06ff]")), ("ru", re.compile("[\u0400-\u04ff]")))
_PERSIAN = re.compile("[\u067e\u0686\u0698\u06af\u06cc\u06a9]")
_VIETNAMESE = re.compile("[ơưđăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_TURKISH = re.compile("[ığş]")
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 4_000
_SMALL = {
    "en": """the of and to in that is for on with as by was at from are has have had not this it be been will would said says
        their they were which after under who an or but its his her he she we all no may than into over about""",
    "fr": """le la les des du de un une et est dans pour que qui sur avec par au aux ne pas ce cette ont été sont selon ses leur
        plus il elle ils en se son sa mais ou""",
    "es": """el la los las de del un una y es en para que con por al no se su sus lo como más pero este esta ha han fue según
        entre desde sobre o""",
    "tr": """ve bir bu da de için ile olarak olan çok daha ne gibi kadar sonra göre ancak ama her değil olduğunu etti dedi en
        tarafından""",
    "vi": """và của là các trong cho đã không được có người với này những một để khi từ theo tại về ra đến ngày sẽ hai""",
}
_KNOWN = {language: frozenset(words.split()) for language, words in _SMALL.items()}


def language(text: str) -> str:
    """Give the language of a paragraph, or nothing where too little of it is there to tell."""
    text = text[:_LOOKED_AT].lower()
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if not letters:
        return ""
    for name, pattern in _LETTERS:
        if 2 * len(pattern.findall(text)) > letters:
            return "fa" if name == "ar" and 50 * len(_PERSIAN.findall(text)) > letters else name
    if len(_VIETNAMESE.findall(text)) * 20 > letters and len(words) > 1:
        return "vi"
    found = {name: sum(word in known for word in words) for name, known in _KNOWN.items()}
    if _TURKISH.search(text):
        found["tr"] += 2
    best, second = sorted(found.values(), reverse=True)[:2]
    if len(words) < 4 or best < 2 or best == second:
        return ""
    return next(name for name, count in found.items() if count == best)


def languages(texts: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Give the language of a document, which is that of most of its letters, and of each paragraph.

    A paragraph too short to tell is in the language of the document.
    """
    told = [language(text) for text in texts]
    weights: Counter[str] = Counter()
    for name, text in zip(told, texts, strict=True):
        if name:
            weights[name] += len(text)
    whole = weights.most_common(1)[0][0] if weights else ""
    return whole, tuple(name or whole for name in told)
