"""The words of a clause: open words and numbers, in each language that has a list."""

import tomllib
from pathlib import Path

import pytest

from safeconduct.checks import words
from safeconduct.checks.words import around, found_words, numbers_in

LISTS = sorted((Path(words.__file__).parent / "languages").glob("*.toml"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_has_every_kind_of_word(path: Path) -> None:
    known = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {"time", "degree", "effort", "thousands", "prefixes", "beyond", "numbers", "also", "months"} <= set(known)
    assert set(known["months"].values()) == set(range(1, 13))
    assert not set(known["numbers"]) & (set(known["also"]) | set(known["beyond"]))
    assert all(words._plain(one).lower() == one for kind in ("time", "degree", "effort") for one in known[kind])


@pytest.mark.parametrize(("language", "said", "found"), [
    ("en", "He leaves promptly, as soon as possible.", ["promptly", "as soon as possible"]),
    ("en", "As soon as the arms are in, reasonableness aside.", []),
    ("ar", "تنسحب في أقرب وقتٍ ممكن", ["في اقرب وقت ممكن"]),
    ("he", "ייסוגו בהקדם האפשרי", ["בהקדם האפשרי"]),
    ("id", "ditarik sesegera mungkin", ["sesegera mungkin"]),
    ("es", "se retira sin demora", ["sin demora"]),
    ("km", "promptly", []),
])  # fmt: skip
def test_open_words_about_time_are_found_whole(language: str, said: str, found: list[str]) -> None:
    assert [one for _, one in found_words("time", said, language)] == found


def test_the_sentence_around_a_word_ends_where_sentences_end() -> None:
    said = "On 1.5.2026 they stop. They leave promptly; then 60 come."
    assert around(said, said.index("promptly")).strip() == "They leave promptly;"


@pytest.mark.parametrize(("language", "said", "sure"), [
    ("en", "3,000 men in twelve groups, 12.5 percent, at 06:00", "3000 12 12.5 6"),
    ("en", "the third of both", ""),
    ("en", "twenty-four hours", ""),
    ("en", "three hundred", ""),
    ("en", "they may free 60", "60"),
    ("ar", "٣٬٠٠٠ في اثنتي عشرة مجموعة، وخمسة عشر يومًا", "3000 12 15"),
    ("ar", "النقاط العشرين في ثلاثة أيام", "20 3"),
    ("ar", "خمسة آلاف", ""),
    ("he", "בשבעה ימים, שתים עשרה קבוצות ו־1,700 בני אדם", "7 12 1700"),
    ("id", "3.000 orang dalam dua belas hari", "3000 12"),
    ("id", "tiga puluh tahun", ""),
    ("es", "15.000 personas, veinte días, 12.02.2015", "15000 20 12 2 2015"),
    ("fa", "۶۰ نفر", "60"),
])  # fmt: skip
def test_numbers_are_read_in_digits_and_in_words(language: str, said: str, sure: str) -> None:
    assert numbers_in(said, language).sure == set(sure.split())


def test_a_text_with_an_unread_number_word_is_not_read_whole() -> None:
    assert [numbers_in(said, "en").whole for said in ("sixty men", "60 men", "twenty four men")] == [False, True, False]
    assert not numbers_in("60", "km").whole


def test_a_month_is_read_beside_its_day() -> None:
    read = [numbers_in(said, language).months for language, said in (
        ("en", "by 1 May they may march"), ("en", "they may free 60"), ("es", "hasta el 30 de junio"),
        ("ar", "حتى 30 حزيران/يونيو"), ("he", "עד 30 ביוני"), ("id", "31 Maret"))]  # fmt: skip
    assert read == [{5}, set(), {6}, {6}, {6}, {3}]
