"""Documents in, without any further package: letters, paragraphs, languages, and what the document says of itself."""

from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from safeconduct.intake.bringing_in import MAX_BYTES, bring_in
from safeconduct.intake.language import language
from safeconduct.intake.made import Declared
from safeconduct.kernel.errors import Invalid

REPORT = """World

River ferry halted for a second day

By Amal Deng (River Press Agency) March 6, 2031 18:05

The mission said on Wednesday that about 40 people were waiting at the bridge.

Photo: a ferry at the near bank

* The joint panel meets on Friday, a spokesman said.

قالت البعثة إن نحو أربعين شخصا ينتظرون عند الجسر منذ يومين.
"""


def one(text: str | bytes, **words: object):
    """Bring in one document."""
    data = text if isinstance(text, bytes) else text.encode()
    (document,) = bring_in(data, name="report.txt", **words)
    return document


def why(data: bytes, name: str = "report.txt") -> tuple[str, str]:
    """Give the code of a refusal, and what it says to do."""
    with pytest.raises(Invalid) as caught:
        bring_in(data, name=name)
    return caught.value.faults[0].code, caught.value.what_to_do()


def test_each_paragraph_is_told_for_what_it_is():
    document = one(REPORT)
    assert [block.kind for block in document.blocks] == ["boilerplate", "headline", "byline", "body", "caption", "bullet", "body"]
    assert [block.language for block in document.blocks] == ["en"] * 6 + ["ar"]
    assert document.words(document.blocks[1].span) == "River ferry halted for a second day"


def test_what_it_says_of_itself():
    document = one(REPORT)
    assert (document.publisher, document.author) == ("River Press Agency", "Amal Deng")
    assert (document.created.isoformat(), document.day_only) == ("2031-03-06T18:05:00", False)
    assert document.sha256 == sha256(REPORT.encode()).hexdigest()


def test_what_is_declared_goes_first():
    at = datetime(2031, 3, 7, 9, tzinfo=ZoneInfo("Africa/Nairobi"))
    document = one(REPORT, declared=Declared(publisher="The Daily Courier", created=at))
    assert (document.publisher, document.created) == ("The Daily Courier", at)
    assert one(REPORT, declared=Declared(zone="Africa/Nairobi")).created.isoformat() == "2031-03-06T18:05:00+03:00"


def test_a_document_without_a_day_has_none():
    document = one("A truck arrived, the mission said.")
    assert (document.created, document.publisher, [block.kind for block in document.blocks]) == (None, "", ["body"])


@pytest.mark.parametrize(("line", "city"), [("RIVERTON, 6 Nov (House) - The panel met.", "Riverton"), ("The panel met.", "")])
def test_the_city_a_wire_opens_with(line: str, city: str):
    assert one(f"A headline of some words\n\n{line}").city == city


@pytest.mark.parametrize(("words", "found"), [
    ("The mission said that the bridge was open to all.", "en"),
    ("La mission a dit que le pont est ouvert pour les familles.", "fr"),
    ("La misión dijo que el puente está abierto para las familias.", "es"),
    ("Phái bộ cho biết cây cầu đã được mở cho các gia đình.", "vi"),
    ("Heyet, köprünün aileler için açık olduğunu söyledi ve gitti.", "tr"),
    ("Миссия сообщила, что мост открыт.", "ru"),
    ("המשלחת אמרה שהגשר פתוח.", "he"),
    ("قالت البعثة إن الجسر مفتوح.", "ar"),
    ("هیئت گفت که پل برای خانواده‌ها باز است.", "fa"),
    ("Riverton", ""),
    ("12 40 2031", ""),
])  # fmt: skip
def test_languages(words: str, found: str):
    assert language(words) == found


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "windows-1252"])
def test_letters_as_they_are_really_written(charset: str):
    text = "The mission’s officer said that the bridge was open, and that about forty people had crossed."
    assert one(text.encode(charset)).text == text


def test_marks_that_turn_the_text_stay_in_it():
    text = "The mission said \u202e04 people\u202c were waiting."
    assert one(text).text == text


def test_ends_of_lines_are_one_sign():
    assert one("A first line\r\n\r\nThe second one was read.\r").text == "A first line\n\nThe second one was read.\n"


def test_one_line_of_five_megabytes_is_one_paragraph():
    document = one("The mission said no. " * 250_000)
    assert [(block.span.start, block.span.end, block.language) for block in document.blocks] == [(0, 5_249_999, "en")]


@pytest.mark.parametrize(("data", "name", "says"), [
    (b"", "a.txt", "look whether the file was saved"),
    (b" \n\t ", "a.txt", "look whether the file was saved"),
    (bytes(range(128, 250)) * 9, "a.txt", "save it as UTF-8 and bring it in again"),
    (b"text\x00text", "a.txt", "bring in text, HTML or PDF; save others as one of these"),
    (b"PK\x03\x04rest", "a.docx", "save what is in it as text, HTML or PDF"),
    (b"\x89PNG\r\n", "a.txt", "have a person type or check its text, and bring that in"),
    (b"a" * (MAX_BYTES + 1), "a.txt", "bring it in as several parts"),
], ids=["empty", "blank", "letters", "zero", "packed", "picture", "large"])  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(data: bytes, name: str, says: str):
    assert why(data, name) == ("SC042", says)
