"""What may be kept about a person: each kind in its form, and nothing that looks like what is never held."""

from __future__ import annotations

import zlib
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.caseload.moves import Case
from safeconduct.kernel.errors import Invalid
from safeconduct.record.faults import Bad
from safeconduct.secretariat import vault
from safeconduct.secretariat.particulars import CASE, KINDS, check_case, checked
from safeconduct.secretariat.vault import Index, Particular, parse_plaintext, plaintext_of, words_of

PNG = b"\x89PNG\r\n\x1a\n"


def png(*more: bytes, end: bytes = b"") -> bytes:
    parts = [(b"IHDR", bytes(13)), *((name, b"x") for name in more), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    return PNG + b"".join(len(data).to_bytes(4, "big") + name + data + bytes(4) for name, data in parts) + end


def part(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, "big") + data


JFIF = part(0xE0, b"JFIF\x00" + bytes(9))
SCAN = part(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"


def jpeg(*more: bytes, head: bytes = JFIF, end: bytes = b"\xff\xd9") -> bytes:
    tables = part(0xDB, bytes(65)) + part(0xC0, bytes(15)) + part(0xC4, bytes(20))
    return b"\xff\xd8" + head + b"".join(more) + tables + SCAN + end


def faults(kind: str, text: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        checked(kind, text if isinstance(text, bytes) else text.encode())
    return [(fault.code, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("name", "Ruwa Telembe"), ("name", "روى تلمبي"), ("name", "רווה טלמבה"), ("birth", "1994"), ("birth", "1994-05-02"),
        ("birth", "1992/1996"), ("paper", "passport AR 12345678"), ("contact", "Legal aid office of Arel, room 12"),
        ("need", "insulin twice a day\ninterpreter: Tigrinya"), ("need", "fever of 39 °C on 3/4/2026"),
        ("note", "Asked on 2026-03-02 and 2026-03-05 to be called by another name. Two children, 4 and 6."),
        ("note", "Worked 1992-1996 as a baker. Came with 3 of 12."), ("note", "The unit of account is the dinar."),
    ],
)  # fmt: skip
def test_what_may_be_kept_is_kept_as_it_was_given(kind, text):
    assert checked(kind, f"  {text}\n".encode()) == (text.encode(), "text/plain")


def test_two_ways_to_write_one_letter_become_one():
    assert checked("name", "Zoe\u0308".encode()).data == "Zo\u00eb".encode()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("call 0599 123 456", "the number of a telephone or a device"),
        ("+970-59-912-3456", "the number of a telephone or a device"),
        ("٠٥٩٩١٢٣٤٥٦", "the number of a telephone or a device"), ("356938035643809", "the number of a telephone or a device"),
        ("seen at 31.2891, 34.2412", "a position"), ("31°17'20\"N", "a position"), ("36R XV 1234 5678", "a position"),
        ("8G3QG7Q2+XV", "a position"), ("geo:31.2,34.2", "a position"), ("at ///filled.count.soap", "a position"),
        ("3c:22:fb:01:02:03", "the id of a device"), ("his IMEI", "the id of a device"),
        ("unit: 4th", "a unit"), ("- Commander : A.", "a commander"), ("hiding place: under", "a hiding place"),
        ("القائد: فلان", "a commander"), ("יחידה: 4", "a unit"), ("Route = east", "a route of arrival"),
        ("WhatsApp: yes", "a telephone or a device"), ("طلب\nنفق: شرق", "a hiding place"),
    ],
)  # fmt: skip
def test_what_is_never_held_is_refused_with_its_place_and_not_repeated(text, what):
    found = faults("note", f"He asked for this.\n{text}")
    assert len(found) == 1
    code, message = found[0]
    line = 2 + text.count("\n")
    assert (code, f"looks like {what}," in message, f"line {line}, " in message) == ("SC041", True, True)
    assert text.split("\n")[-1] not in message


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("name", "", "SC016"), ("name", "x" * 201, "SC011"), ("name", "two\nlines", "SC016"), ("birth", "about 1990", "SC016"),
        ("birth", "1994-02-30", "SC016"), ("birth", "1996/1992", "SC016"), ("name", "Ru\u202ewa", "SC025"),
        ("name", "Ru\x07wa", "SC025"), ("note", b"\xff\xfe", "SC010"), ("unit", "4th", "SC041"), ("nome", "x", "SC041"),
        ("photo", b"GIF89a", "SC016"), ("photo", bytes(2_000_001), "SC011"),
    ],
)  # fmt: skip
def test_what_is_not_in_its_form_is_refused(kind, text, code):
    assert [found for found, _ in faults(kind, text)] == [code]


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (png(), "image/png"), (png(b"gAMA", b"pHYs"), "image/png"), (jpeg(), "image/jpeg"), (jpeg(head=b""), "image/jpeg"),
        (jpeg(part(0xE2, b"ICC_PROFILE\x00abc"), part(0xEE, b"Adobe" + bytes(7))), "image/jpeg"),
        (jpeg(part(0xDD, bytes(2)), SCAN, end=b"\xff\xff\xd9"[1:]), "image/jpeg"),
    ],
)  # fmt: skip
def test_a_picture_that_only_shows_is_kept_byte_for_byte(data, media):
    assert checked("photo", data) == (data, media)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (png(b"eXIf"), "a part 'eXIf'"), (png(b"tEXt"), "a part 'tEXt'"), (png(end=b"more"), "bytes behind its end"),
        (png()[:-6], "a part that is cut off"), (jpeg(part(0xE1, b"Exif\x00\x00")), "Exif or XMP"),
        (jpeg(part(0xED, b"Photoshop")), "Photoshop"), (jpeg(part(0xFE, b"hello")), "a comment"),
        (jpeg(part(0xE2, b"MPF\x00")), "a part E2"), (jpeg(end=b"\xff\xd9more"), "bytes behind its end"),
        (jpeg(end=b""), "a part that is cut off"), (jpeg(head=part(0xE0, b"JFIF\x00" + bytes(20))), "a small second picture"),
        (jpeg(SCAN, part(0xE1, b"late")), "Exif or XMP"),
    ],
)  # fmt: skip
def test_a_picture_that_says_more_than_it_shows_is_refused(data, what):
    assert [(code, f"holds {what}, " in message) for code, message in faults("photo", data)] == [("SC041", True)]


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_make_the_reader_of_pictures_fail_otherwise(data, is_png):
    with pytest.raises(Invalid):
        checked("photo", (PNG if is_png else b"\xff\xd8\xff") + data)


def test_a_case_number_is_the_one_of_the_programme():
    pattern = next(meta.pattern for meta in get_args(Case) if isinstance(meta, msgspec.Meta))
    assert f"^{CASE.__self__.pattern}\\Z" == pattern
    check_case("SYN-4K7Q")
    for wrong in ("syn-4k7q", "A B", "", "SYN-4K7Q\n"):
        with pytest.raises(Invalid):
            check_case(wrong)


@given(st.sampled_from(sorted(KINDS)), st.binary(max_size=5000))
def test_a_particular_is_read_back_and_its_length_tells_little(kind, data):
    one = Particular("SYN-4K7Q", kind, "text/plain", data)
    sealed = plaintext_of(one)
    assert parse_plaintext(sealed) == one
    assert len(sealed) % (65_536 if kind == "photo" else 1024) == 0


@pytest.mark.parametrize("change", [lambda data: data[1:], lambda data: data[:-1] + b"x", lambda data: data[:40], lambda _: b""])
def test_other_bytes_are_no_particular(change):
    sealed = plaintext_of(Particular("SYN-4K7Q", "name", "text/plain", b"Ruwa"))
    with pytest.raises(Bad):
        parse_plaintext(change(sealed))


def index(**names: str) -> Index:
    made = Index()
    for number, (case, name) in enumerate(names.items()):
        made.add(bytes([number]) * 32, Particular(case, "name", "text/plain", name.encode()))
    return made


def test_a_case_is_found_by_the_beginnings_of_words_in_any_spelling():
    made = index(A1="Ruwa Telembe", B2="Élodie de la Croix", C3="مُحَمَّد الطـويل", D4="Ruwa Other")
    assert made.search("ruwa tel") == ("A1",)
    assert made.search("RUWA") == ("A1", "D4")
    assert made.search("elodie croix") == ("B2",)
    assert made.search("محمد الطويل") == ("C3",)
    assert made.search("telembe other") == ()


def test_too_little_to_go_by_finds_nobody():
    made = index(**{f"C{number:03}": "Ruwa" for number in range(vault.MOST_FOUND + 1)})
    for words in ("", "ru", "* *", "ruwa"):
        with pytest.raises(Invalid):
            made.search(words)
    made.forget(bytes(32))
    assert len(made.search("ruwa")) == vault.MOST_FOUND


def test_notes_are_not_searched():
    made = index()
    made.add(bytes(32), Particular("A1", "note", "text/plain", b"fears Telembe"))
    assert (made.search("telembe"), made.cases()) == ((), ("A1",))


def test_the_index_forgets():
    made = index(A1="Ruwa Telembe", B2="Ruwa Other")
    made.forget(bytes(32))
    assert (made.search("ruwa"), made.cases(), made.of("A1"), made.known()) == (("B2",), ("B2",), (), {b"\1" * 32})


def test_words_of_a_name():
    assert words_of("Élodie  O'Brien-Łuk") == ("elodie", "o", "brien", "łuk")
