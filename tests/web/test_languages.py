"""The pages in each language: every sentence has a translation, and no sentence is put together from pieces."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.template.base import BLOCK_TAG_END, BLOCK_TAG_START, Lexer, TokenType
from django.test import override_settings
from django.utils import translation

from safeconduct.agreement.casefile import examples
from safeconduct.agreement.wording import say
from safeconduct.web.accounts.models import Account
from safeconduct.web.shell import spoken
from tests.web.conftest import client
from tools import words

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]*>")
NAMED = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    translation.activate("en")


@pytest.fixture(scope="module")
def said() -> dict[words.Message, list[str]]:
    return words.messages()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_has_its_translation_and_no_catalog_has_another(language, said):
    found = {entry.message: entry for entry in words.read(words.files(language)[0])}
    assert [(one, said[one]) for one in said if one not in found] == []
    assert [one for one in found if one not in said] == []
    assert [one for one, entry in found.items() if not all(entry.forms) or entry.fuzzy] == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_translation_keeps_what_is_filled_in(language):
    wrong = []
    for message, forms, _fuzzy in words.read(words.files(language)[0]):
        if not message.plural:
            if Counter(PLACEHOLDER.findall(message.one)) != Counter(PLACEHOLDER.findall(forms[0])):
                wrong.append((message.one, forms[0]))
            continue
        most = set(PLACEHOLDER.findall(message.plural))
        # One and two may be said by the word alone; the form for large numbers says the number.
        if any(not set(PLACEHOLDER.findall(form)) <= most for form in forms) or set(PLACEHOLDER.findall(forms[-1])) != most:
            wrong.append((message.one, forms))
    assert wrong == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_plurals_have_as_many_forms_as_the_language(language):
    count = int(re.search(r"nplurals=(\d+)", words.PLURALS[language])[1])
    wrong = [entry.message.one for entry in words.read(words.files(language)[0])
             if len(entry.forms) != (count if entry.message.plural else 1)]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_translation_can_end_an_attribute(language):
    """Translations stand inside double quotes in templates, so none may hold one that its sentence does not."""
    wrong = [entry.message.one for entry in words.read(words.files(language)[0])
             if '"' not in entry.message.one and any('"' in form for form in entry.forms)]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_django_reads_is_what_the_catalog_says(language):
    po, mo = words.files(language)
    assert mo.read_bytes() == words.compiled(language, words.read(po))


def test_a_catalog_is_read_back_as_it_was_written(tmp_path):
    entries = [words.Entry(words.Message('He said: "\\n"\nno'), ("نعم\n",)),
               words.Entry(words.Message("%(n)s day", "%(n)s days"), ("א", "ב", "%(n)s ג"))]  # fmt: skip
    path = tmp_path / "django.po"
    words.write(path, "he", entries, {})
    assert words.read(path) == entries


def test_a_doubtful_or_empty_translation_is_not_served():
    whole = [words.Entry(words.Message("yes"), ("כן",))]
    doubtful = [*whole, words.Entry(words.Message("no"), ("לא",), fuzzy=True), words.Entry(words.Message("maybe"), ("",))]
    assert words.compiled("he", doubtful) == words.compiled("he", whole)


@pytest.mark.parametrize(("source", "expected"), [
    ("_('one')", [words.Message("one")]),
    ("ngettext('%(n)s day', '%(n)s days', n)", [words.Message("%(n)s day", "%(n)s days")]),
    ("from django.utils.translation import gettext_lazy as later\nlater('two')", [words.Message("two")]),
    ("gettext(TABLE[code])", []),
])  # fmt: skip
def test_the_sentences_of_python_are_found(source, expected):
    assert [message for message, _line in words.in_python(source)] == expected


@pytest.mark.parametrize("source", ["_(f'{n} days')", "_('a' + name)", "gettext('a %s' % name)", "_(name)"])
def test_a_sentence_put_together_before_it_is_translated_is_refused(source):
    with pytest.raises(ValueError, match="not one plain text"):
        list(words.in_python(source))


def test_the_sentences_of_a_template_are_found():
    source = ("{% load i18n %}<p title=\"{% translate 'a' %}\">{% blocktranslate count n=x %}{{ n }} day{% plural %}"
              "{{ n }} days{% endblocktranslate %}</p>{{ _('b (c)') }}{% include 'x' with t=_(\"d\") %}")  # fmt: skip
    found = list(words.in_template(source))
    assert found == [words.Message("a"), words.Message("%(n)s day", "%(n)s days"), words.Message("b (c)"), words.Message("d")]


# Words that are the same in every language: the name of the program, what a standard or a clock or a language calls itself,
# and what is printed on the keys of a keyboard.
SAME_EVERYWHERE = {"safeconduct", "UTC", "English"}
TAG = re.compile(r"<!--.*?-->|<(?:style|script|code|kbd)\b.*?</(?:style|script|code|kbd)>|<[^>]*>", re.DOTALL)
LETTERS = re.compile(r"[A-Za-z]{2,}")


def untranslated(source: str) -> list[str]:
    """Return the words of a template that stand outside every `translate`."""
    plain, inside = [], False
    for token in Lexer(source).tokenize():
        command = token.contents.split(" ")[0] if token.token_type is TokenType.BLOCK else ""
        if command == "blocktranslate":
            inside = True
        elif command == "endblocktranslate":
            inside = False
        elif token.token_type is TokenType.TEXT and not inside:
            plain.append(token.contents)
        elif token.token_type is not TokenType.COMMENT:
            plain.append("\x00")
    # A mark stands for each tag of the template, so that attributes that are filled in stay whole.
    text = TAG.sub(" ", "".join(plain))
    return [word for word in LETTERS.findall(text) if word not in SAME_EVERYWHERE]


def test_every_word_of_a_template_goes_through_a_translation():
    found = {str(path.relative_to(words.WEB)): rest for path in sorted(words.WEB.rglob("*.html"))
             if (rest := untranslated(path.read_text(encoding="utf-8")))}  # fmt: skip
    assert found == {}


def test_a_bare_word_in_a_template_is_found():
    assert BLOCK_TAG_START + BLOCK_TAG_END == "{%%}"
    assert untranslated('<p class="{{ x }}">{% translate "yes" %} bare</p>') == ["bare"]
    assert untranslated('<p>{% blocktranslate %}yes{% endblocktranslate %}</p>') == []


def test_every_word_an_attribute_shows_goes_through_a_translation():
    shown = re.compile(r'\b(?:title|alt|placeholder|aria-label|data-label)="(?!https:)([^"{]*[A-Za-z]{2,}[^"{]*)"')
    found = {path.name: shown.findall(path.read_text(encoding="utf-8")) for path in words.WEB.rglob("*.html")}
    assert {name: hits for name, hits in found.items() if hits} == {}


def joined(source: str) -> list[str]:
    """Return the places where a translated sentence is lengthened by words of a language, in Python."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.JoinedStr | ast.BinOp):
            continue
        if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Add):
            continue
        parts = list(ast.walk(node))
        calls = [one for one in parts if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
                 and one.func.id in ("_", "gettext", "ngettext")]  # fmt: skip
        own = {id(piece) for call in calls for piece in ast.walk(call)}
        bare = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)
                and id(one) not in own and LETTERS.search(one.value)]  # fmt: skip
        if len(calls) > 1 or (calls and bare):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def test_no_sentence_is_put_together_in_python():
    found = {str(path.relative_to(words.WEB)): hits for path in sorted(words.WEB.rglob("*.py"))
             if (hits := joined(path.read_text(encoding="utf-8")))}  # fmt: skip
    assert found == {}


@pytest.mark.parametrize("source", ["_('a') + ' and more'", "f\"{_('a')} more\"", "_('a') + _('b')"])
def test_a_sentence_put_together_is_found(source):
    assert len(joined(source)) == 1


# How many words of templates stand as a piece of a sentence beside what is filled in, such as "of" between two numbers.
# A language may want another order, so new sentences go into one `blocktranslate`, and this number only falls.
PIECES = 12


_FILLING = {"name", "names", "when", "points", "clauses", "unit", "sources", "says", "life", "answer", "days", "cases", "way"}


def _fills_in(token: object) -> bool:
    return token.token_type is TokenType.VAR or (token.token_type is TokenType.BLOCK and token.split_contents()[0] in _FILLING)


def pieces(source: str) -> list[str]:
    """Return the words that a template puts before or after something filled in, without a colon between the two."""
    tokens = [token for token in Lexer(source).tokenize() if token.token_type is not TokenType.TEXT or token.contents.strip()]
    found = []
    for at, token in enumerate(tokens):
        if token.token_type is not TokenType.BLOCK or not token.contents.startswith("translate "):
            continue
        said = token.contents.split(" ", 1)[1].strip("\"'")
        beside = [tokens[near] for near in (at - 1, at + 1) if 0 <= near < len(tokens)]
        if said[:1].islower() and not said.endswith(":") and any(map(_fills_in, beside)):
            found.append(said)
    return found


def test_no_more_sentences_are_put_together_in_templates():
    found = [piece for path in sorted(words.WEB.rglob("*.html")) for piece in pieces(path.read_text(encoding="utf-8"))]
    assert (len(found), found) == (PIECES, found)


def test_a_piece_of_a_sentence_is_found():
    assert pieces('<b>{{ done }}</b> {% translate "done" %}') == []
    assert pieces('{{ done }} {% translate "of" %} {{ due }}') == ["of"]
    assert pieces('{% name a %} {% translate "owes" %} {% name b %}') == ["owes"]
    assert pieces('{% translate "since:" %} {{ at }}') == []


# Sentences that still stand in English on a page in another language, marked as such, by the template that shows them.
# docs/explanation/languages.md says so to the reader. Take one away when it is translated; add none.
STILL_ENGLISH = {
    "draft/templates/draft/findings.html", "draft/templates/draft/item.html", "shell/templates/shell/unreadable.html",
}  # fmt: skip


def test_what_is_not_translated_yet_only_gets_less():
    marked = {str(path.relative_to(words.WEB)) for path in words.WEB.rglob("*.html")
              if "|english" in path.read_text(encoding="utf-8")}  # fmt: skip
    assert marked == STILL_ENGLISH


WISHES = [("ar", "اللوحة", "rtl"), ("he", "לוח", "rtl"), ("en", "Board", "ltr"), ("fr", "Board", "ltr")]


@pytest.mark.parametrize(("language", "board", "direction"), WISHES)
def test_the_browser_s_wish_is_heard(gaza, language, board, direction):
    page = gaza.get("/", headers={"accept-language": language}).content.decode()
    shown = language if language != "fr" else "en"
    assert f'<html lang="{shown}" dir="{direction}">' in page
    assert f">{board}</a>" in page


def choose(asking, language: str, back: str = "/owes?lang=en", origin: str = "http://localhost"):
    """Send the form of the frame."""
    return asking.post("/language", {"language": language, "next": back}, headers={"origin": origin} if origin else {})


def test_the_switch_keeps_the_choice_and_leads_back(gaza):
    asking = client()
    answer = choose(asking, "he")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/owes?lang=en")
    assert '<html lang="he" dir="rtl">' in asking.get("/owes", headers={"accept-language": "ar"}).content.decode()


@pytest.mark.parametrize("origin", ["", "null", "http://somewhere.example", "https://localhost"])
def test_a_choice_sent_from_elsewhere_is_refused(gaza, origin):
    asking = client()
    assert choose(asking, "he", origin=origin).status_code == 403
    assert "sc_language" not in asking.cookies


@pytest.mark.parametrize("back", ["https://somewhere.example/", "//somewhere.example", "javascript:alert(1)", ""])
def test_the_switch_leads_nowhere_else(gaza, back):
    assert choose(client(), "ar", back).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(gaza):
    asking = client()
    assert choose(asking, "xx").status_code == 302
    assert "sc_language" not in asking.cookies


def test_the_switch_takes_only_what_is_sent(gaza):
    assert gaza.get("/language").status_code == 405


def test_a_page_without_an_account_leaves_no_cookie_and_stays_the_same(gaza):
    first, second = client().get("/"), client().get("/")
    assert "Set-Cookie" not in first.headers
    assert first.content == second.content


@pytest.fixture
def account(gaza) -> Iterator[Account]:
    """Somebody of the demonstration, whose browser wishes for another language than the account has."""
    call_command("migrate", verbosity=0)
    with override_settings(DEMO=True):
        yield Account.objects.create(username="reader", org="cmcc", made_up=True, language="he")
    call_command("flush", interactive=False, verbosity=0)


def test_the_account_s_own_language_comes_first(account):
    asking = client()
    asking.force_login(account)
    asking.cookies["sc_language"] = "en"
    assert '<html lang="he" dir="rtl">' in asking.get("/", headers={"accept-language": "ar"}).content.decode()


def test_who_is_signed_in_keeps_the_choice_with_the_account(account):
    asking = client()
    asking.force_login(account)
    choose(asking, "ar")
    account.refresh_from_db()
    assert account.language == "ar"
    assert '<html lang="ar" dir="rtl">' in asking.get("/").content.decode()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_wording_of_the_agreement_is_chosen_apart(gaza, language):
    page = gaza.get("/point/p6?lang=en", headers={"accept-language": language}).content.decode()
    assert 'dir="rtl"><h1' not in page
    assert re.search(r'<p class="wording" lang="en" dir="ltr">|<div lang="en" dir="ltr">', page)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("address", ["/timeline", "/map", "/question/stranded_fighters", "/norm/remains", "/"])
def test_the_numbers_of_a_drawing_are_numbers_in_every_language(gaza, language, address):
    page = gaza.get(address, headers={"accept-language": language}).content.decode()
    assert re.findall(r'(?:x|y|x1|x2|y1|y2|r|width|height)="[^"]*\d,\d[^"]*"', page) == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_reason_stands_in_the_language_of_the_page_with_names_kept_apart(gaza, language):
    agreement = gaza.shown.agreement
    norm = next(norm for norm in gaza.shown.case.status().norms if norm.can_unblock)
    with translation.override(language):
        said = [spoken.how(change, agreement, language) for change in norm.can_unblock]
    assert [sentence.count("\u2068") - sentence.count("\u2069") for sentence in said] == [0] * len(said)
    assert [sentence for sentence in said if "\u2068" not in sentence] == []
    assert [sentence for sentence in said if "can do what is left" in sentence] == []


@pytest.mark.parametrize("example", examples())
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_reason_can_be_said(of_example, example, language):
    shown = of_example(example).shown
    status = shown.case.status()
    with translation.override(language):
        said = [spoken.say(part, shown.agreement, language) for norm in status.norms for part in everything(norm.reason)]
        assert [one for one in said if not one or "{" in one or "%(" in one] == []


def everything(reason) -> Iterator[object]:
    """Give a reason and all it rests on."""
    yield reason
    for child in reason.children:
        yield from everything(child)


def test_in_english_the_core_speaks_for_itself(gaza):
    agreement = gaza.shown.agreement
    for norm in gaza.shown.case.status().norms:
        assert spoken.say(norm.reason, agreement, "en") == say(norm.reason, agreement)
