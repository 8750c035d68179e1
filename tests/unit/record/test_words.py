"""Words that stand for a digest, and for nothing else."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record.faults import Bad
from safeconduct.record.words import digest_of, words_of

DIGESTS = st.binary(min_size=32, max_size=32)


@given(DIGESTS)
def test_what_is_written_is_read_again(digest: bytes) -> None:
    assert digest_of(words_of(digest)) == digest


@given(DIGESTS, DIGESTS)
def test_two_digests_have_two_texts(first: bytes, second: bytes) -> None:
    assert (words_of(first) == words_of(second)) == (first == second)


def test_the_words_are_these() -> None:
    assert words_of(bytes(32)) == "\n".join(["babab babab babab babab"] * 4)
    assert words_of(b"\xff" * 32) == "\n".join(["zuzuz zuzuz zuzuz zuzuz"] * 4)
    # 127.0.0.1 in the published examples of this way of writing is lusab babad.
    assert words_of(bytes([127, 0, 0, 1] * 8)).split("\n")[0] == "lusab babad lusab babad"
    assert words_of(bytes([63, 84, 220, 193] * 8)).split()[:2] == ["gutih", "tugad"]


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_digest_has_32_bytes(length: int) -> None:
    with pytest.raises(Bad) as caught:
        words_of(bytes(length))
    assert caught.value.code == "words.length"


GOOD = words_of(sha256(b"").digest())


def test_spaces_and_line_breaks_are_free() -> None:
    assert digest_of(GOOD.replace("\n", "  ")) == digest_of(f"\n {GOOD}\r\n") == sha256(b"").digest()


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("", "words.count", ""),
        (GOOD.rsplit(" ", 1)[0], "words.count", ""),
        (GOOD + " babab", "words.count", ""),
        (GOOD.upper(), "words.word", "word 1"),
        ("babab babeb", "words.word", "word 2"),
        ("babab babab bacab", "words.word", "word 3"),
        ("aabab", "words.word", "word 1"),
        ("baba", "words.word", "word 1"),
        ("bababa", "words.word", "word 1"),
        ("bab\u00e0b", "words.word", "word 1"),
        ("babab," + GOOD, "words.word", "word 1"),
    ],
)
def test_what_is_refused_and_where(text: str, code: str, where: str) -> None:
    with pytest.raises(Bad) as caught:
        digest_of(text)
    assert (caught.value.code, caught.value.where) == (code, where)


@given(st.text(max_size=120))
def test_only_bad_leaves_the_reader(text: str) -> None:
    try:
        digest = digest_of(text)
    except Bad:
        return
    assert words_of(digest).split() == text.split()


@given(DIGESTS, st.integers(0, 15), st.integers(0, 4), st.sampled_from("abdfghijklmnoprstuvz"))
def test_a_misheard_letter_is_another_digest_or_no_word(digest: bytes, word: int, place: int, letter: str) -> None:
    words = words_of(digest).split()
    heard = words[word][:place] + letter + words[word][place + 1 :]
    text = " ".join([*words[:word], heard, *words[word + 1 :]])
    if letter not in ("aiou" if place % 2 else "bdfghjklmnprstvz"):
        with pytest.raises(Bad, match=f"word {word + 1}: "):
            digest_of(text)
        return
    assert (digest_of(text) == digest) == (heard == words[word])
