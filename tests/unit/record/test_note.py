"""Signed notes and keys: what opens, what does not, and that nothing but `Bad` comes out of reading."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import ed25519
from safeconduct.record.faults import Bad
from safeconduct.record.note import add_lines, open_note, parse_note, parse_vkey, sign_note, verifier_of, write_vkey
from safeconduct.record.spelling import read_bytes, read_number
from safeconduct.record.test_keys import seed_for
from safeconduct.record.vkey import Line, parse_line, write_line

SEED, OTHER = seed_for("operator log 0"), seed_for("guarantor log 0")
ONE, TWO = verifier_of("one.example", 1, ed25519.public_of(SEED)), verifier_of("two.example", 1, ed25519.public_of(OTHER))
TEXT = "Une note signée\n\navec une ligne vide.\n".encode()
NOTE = sign_note(TEXT, "one.example", SEED)


def test_a_note_opens_with_its_key() -> None:
    opened = open_note(NOTE, [TWO, ONE])
    assert (opened.text, opened.unverified) == (TEXT, ())
    assert [(signed.verifier, signed.at) for signed in opened.verified] == [(ONE, None)]


def test_both_signatures_of_a_note_with_two_are_seen() -> None:
    second = sign_note(TEXT, "two.example", OTHER).decode().splitlines(keepends=True)[-1]
    both = add_lines(NOTE, [second, second])
    assert [signed.verifier for signed in open_note(both, [ONE, TWO]).verified] == [ONE, TWO]
    assert [line.name for line in open_note(both, [ONE]).unverified] == ["two.example"]
    assert add_lines(both, [second]) == both


def test_every_changed_byte_is_found() -> None:
    for at in range(len(NOTE)):
        for bit in (1, 2, 32, 128):
            changed = NOTE[:at] + bytes([NOTE[at] ^ bit]) + NOTE[at + 1 :]
            with pytest.raises(Bad):
                open_note(changed, [ONE])


def test_one_bad_line_of_a_known_key_refuses_the_note() -> None:
    bad = write_line(Line("two.example", TWO.key_id, bytes(64)))
    spoiled = add_lines(NOTE, [bad])
    assert open_note(spoiled, [ONE]).verified[0].verifier == ONE
    with pytest.raises(Bad, match=r"two\.example: a signature of a known key does not fit"):
        open_note(spoiled, [ONE, TWO])


def test_two_keys_with_one_name_and_id_cannot_both_be_known() -> None:
    with pytest.raises(Bad, match="two different keys"):
        open_note(NOTE, [ONE, ONE._replace(public=TWO.public)])


def test_a_line_holds_a_key_id_and_at_least_a_byte() -> None:
    assert parse_line("\N{EM DASH} a AAAAAAA=") == ("a", bytes(4), bytes(1))
    for line in ("\N{EM DASH} a AAAAAA==", "\N{EM DASH} a AAAA", "\N{EM DASH} a ", "\N{EM DASH} a", "a AAAAAAA="):
        with pytest.raises(Bad):
            parse_line(line)


def test_a_note_has_a_size() -> None:
    filler = 1_000_000 - len(NOTE)
    largest = sign_note(b"x" * filler + TEXT, "one.example", SEED)
    assert len(largest) == 1_000_000
    assert open_note(largest, [ONE]).text == b"x" * filler + TEXT
    with pytest.raises(Bad, match="too large"):
        open_note(sign_note(b"x" * filler + b"x" + TEXT, "one.example", SEED), [ONE])


@pytest.mark.parametrize("text", [b"", b"no newline", b"tab\there\n", b"\xff\n", b"\x00\n", b"cr\r\n"])
def test_a_text_that_cannot_be_signed(text: bytes) -> None:
    with pytest.raises(Bad):
        sign_note(text, "one.example", SEED)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\tb", "a\u00a0b", "a\u2028b", "a\u3000b", "a\nb", "a\x01b", "a\ud800b"])
def test_a_name_that_no_key_can_have(name: str) -> None:
    with pytest.raises(Bad, match="no key can have this name"):
        verifier_of(name, 1, ONE.public)


@pytest.mark.parametrize(("kind", "length"), [(0, 32), (2, 32), (5, 32), (255, 32), (1, 31), (4, 33), (6, 32), (1, 1312)])
def test_a_kind_and_a_length_that_no_key_has(kind: int, length: int) -> None:
    with pytest.raises(Bad, match="no key of this kind"):
        verifier_of("one.example", kind, bytes(length))


@pytest.mark.parametrize(("kind", "length"), [(1, 32), (4, 32), (6, 1312)])
def test_a_key_is_read_as_it_is_written(kind: int, length: int) -> None:
    key = verifier_of("één.example/log", kind, bytes(range(32)) * (length // 32))
    assert parse_vkey(write_vkey(key)) == key


def test_a_key_in_capitals_or_with_another_id_is_refused() -> None:
    name, key_id, public = write_vkey(ONE).split("+", 2)
    for other in (key_id.upper(), "00000000", key_id[:-1], key_id + "0", ""):
        if other != key_id:
            with pytest.raises(Bad):
                parse_vkey(f"{name}+{other}+{public}")


@given(st.binary(max_size=200))
def test_reading_any_bytes_raises_nothing_else(data: bytes) -> None:
    with pytest.raises(Bad):
        parse_note(data)
    with pytest.raises(Bad):
        open_note(data, [ONE])
    with pytest.raises(Bad):
        parse_vkey(data.decode("utf-8", "surrogateescape"))


@given(st.binary(max_size=99))
def test_base64_has_one_spelling(data: bytes) -> None:
    text = b64encode(data).decode()
    assert read_bytes(text) == data
    url = text.replace("+", "-").replace("/", "_")
    for other in (text + "=", text + "\n", " " + text, text.rstrip("="), url, text + "====", text + "\u0660"):
        if other != text:
            with pytest.raises(Bad):
                read_bytes(other)


NUMBERS = ["", "00", "01", "+1", "-1", " 1", "1 ", "1_0", "0x1", "1e3", "\u0663", "²", str(2**64), "9" * 5000]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_has_one_spelling(text: str) -> None:
    with pytest.raises(Bad):
        read_number(text)


def test_the_largest_number() -> None:
    assert (read_number("0"), read_number(str(2**64 - 1))) == (0, 2**64 - 1)
