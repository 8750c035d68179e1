"""The agreement's own words on a page: in which language they stand, which way they run, and whose wording they are.

Words of the agreement are never mixed with words of the page: each goes out with its own `lang` and `dir`.
"""

from typing import NamedTuple

from django.utils.translation import get_language, gettext

from safeconduct.agreement.frame import Body, Party, Point, Wording
from safeconduct.agreement.model import Content
from safeconduct.agreement.programme import Post
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.text import Text, direction
from safeconduct.web.shell.part_names import is_recorder

_OWN_NAMES = {
    "en": "English",
    "ar": "العربية",
    "he": "עברית",
    "ru": "русский",
    "uk": "українська",
    "sr": "српски",
    "bs": "bosanski",
    "id": "Bahasa Indonesia",
    "fr": "Français",
    "es": "Español",
}

# These stand beside wording of that language on one page, so they cannot come from the language of the page.
_WHOSE = {
    Wording.PARAPHRASE: {
        "en": "Clause wording is our paraphrase, not the signed text.",
        "ar": "صياغة البنود هنا بعباراتنا نحن، وليست النصّ الموقَّع.",
        "he": "ניסוח הסעיפים כאן הוא פרפרזה שלנו ואינו הנוסח החתום.",
    },
    Wording.DRAFT: {
        "en": "Clause wording is a draft. Nobody has agreed to it.",
        "ar": "صياغة البنود مسودة لم يوافق عليها أحد.",
        "he": "ניסוח הסעיפים הוא טיוטה שאיש לא הסכים לה.",
    },
    Wording.AUTHENTIC: {
        "en": "Clause wording is the text as signed.",
        "ar": "صياغة البنود هي النصّ كما وُقِّع.",
        "he": "ניסוח הסעיפים הוא הנוסח כפי שנחתם.",
    },
}
_WHOSE_SHORT = {
    Wording.PARAPHRASE: {"en": "our paraphrase", "ar": "بعباراتنا", "he": "בניסוח שלנו"},
    Wording.DRAFT: {"en": "draft", "ar": "مسودة", "he": "טיוטה"},
    Wording.AUTHENTIC: {"en": "as signed", "ar": "كما وُقِّع", "he": "כפי שנחתם"},
}


class Named(NamedTuple):
    """Something with an id, its name, and the language of that name."""

    id: str
    text: str
    lang: str

    @property
    def dir(self) -> str:
        """Give the direction of the name."""
        return direction(self.lang)


class Version(NamedTuple):
    """A text in one language, and the label that says whose wording it is in that language."""

    text: str
    lang: str
    label: str

    @property
    def dir(self) -> str:
        """Give the direction of the text."""
        return direction(self.lang)

    @property
    def language(self) -> str:
        """Give the language's own name."""
        return own_name(self.lang)


def own_name(code: str) -> str:
    """Give a language's own name for itself, or its code."""
    return _OWN_NAMES.get(code, code)


def whose(wording: Wording, language: str) -> str:
    """Give the short label of wording in its own language."""
    labels = _WHOSE_SHORT[wording]
    return labels.get(language, labels["en"])


def versions(text: Text | None, wording: Wording, first: str) -> list[Version]:
    """Give a text in each of its languages, the one asked for first."""
    if text is None:
        return []
    order = sorted(text.versions, key=lambda code: code != first)
    return [Version(text.versions[code], code, whose(wording, code)) for code in order]


def paraphrase_labels(agreement: Content, languages: tuple[str, ...]) -> list[Named]:
    """Give the label of the wording in each language of the agreement, its own where the file gives one."""
    ours = _WHOSE[agreement.wording]
    given = agreement.wording_note.versions if agreement.wording_note else {}
    codes = dict.fromkeys((*languages, *given))
    return [Named("label", given.get(code) or ours[code], code) for code in codes if code in given or code in ours]


def ui_language() -> str:
    """Give the language of the page itself, as the agreement's texts name languages."""
    return (get_language() or "en").partition("-")[0]


def named(content: Content, name: str, language: str) -> Named:
    """Give the name of anything with an id. A point is named by its text and number; an unknown id names itself.

    Organisations and their posts are named in the language of the page, because they stand in the middle of its
    sentences, and the two languages are never mixed.
    """
    found = _find(content, name)
    if found is None:
        keeper = is_recorder(name, content)
        return Named(name, gettext("whoever keeps the log"), ui_language()) if keeper else Named(name, name, "en")
    if isinstance(found, Party | Body | Post):
        language = ui_language()
    if isinstance(found, Point):
        return _point_named(content, name, found, language)
    for field in ("name", "title", "what"):
        text = getattr(found, field, None)
        if isinstance(text, Text):
            return Named(name, text.pick(language), text.language_of(language))
    return Named(name, name, "en")


def _find(content: Content, name: str) -> object | None:
    head = name.partition(".")[0]
    if name == UNSTATED:
        return None
    for section in ("parties", "bodies", "posts", "points", "anchors", "phases", "places", "categories", "obligations",
                    "prohibitions", "entitlements", "powers", "exchanges", "objections", "tests", "decisions",
                    "guarantees", "holes", "subjects", "questions", "texts"):  # fmt: skip
        value = getattr(content, section).get(head)
        if value is not None:
            return value
    return None


def number_of(content: Content, ref: str) -> str:
    """Give the number of a point, or of a clause of it."""
    head, _, clause = ref.partition(".")
    number = content.points[head].number
    return clause if clause.startswith(number) else f"{number}{clause}"


def _point_named(content: Content, name: str, point: Point, language: str) -> Named:
    number = number_of(content, name)
    text = content.texts[point.of].title if point.of in content.texts else None
    if text is None:
        return Named(name, number, "en")
    return Named(name, f"{text.pick(language)}, {number}", text.language_of(language))
