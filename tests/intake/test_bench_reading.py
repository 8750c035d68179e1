"""What the benchmark asks of the reader and its peers: that it is what it says. Never how long it takes."""

import pytest

pytest.importorskip("spacy", exc_type=ImportError)

from bench.measure import Limit
from bench.reading import EXAMPLE, in_turns, rates, texts, ways


def test_every_way_reads_the_same_texts():
    documents = texts()[:2]
    measured = ways(documents)
    paragraphs = measured["bare"]()
    assert (paragraphs > 5, measured["dep"](), measured["shallow"]()) == (True, paragraphs, paragraphs)
    assert [reading.sha256 for reading in measured["dep, a whole reading"]()] == [one.sha256 for one in documents]
    assert any(measured["one pattern for X said"]())
    assert EXAMPLE == "gaza-2025"


def test_a_rate_is_that_of_the_peer_of_its_turn():
    assert rates({"bare": [2.0, 3.0, 8.0], "dep": [4.0, 3.0, 4.0]}) == {"dep": 1.0}


def test_each_is_done_in_turns_and_once_before():
    done = []
    found = in_turns({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, 2)
    assert ("".join(done), sorted(map(len, found.values()))) == ("ababab", [2, 2])


def test_a_limit_that_is_a_rate_is_kept_from_below():
    both = [Limit(what="", against="", measured=rate, limit=0.9, unit="x", at_least=True) for rate in (0.89, 0.9)]
    assert [one.kept for one in both] == [False, True]
