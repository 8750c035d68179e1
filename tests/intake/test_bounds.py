"""What is hostile or very long is read as far as it is given work, memory and room; what was not read is told."""

from itertools import chain, repeat

import pytest

from safeconduct.cli.read_crew import Asked, reader
from safeconduct.intake.bounded import Limits
from safeconduct.intake.bringing_in import bring_in
from safeconduct.intake.engine import Engine
from safeconduct.intake.reading import Gazetteer, read

NAMES = reader(Asked(example="aceh-2005")).gazetteer
SENTENCE = "The mission said that {} weapons were handed in. "


@pytest.fixture(params=["shallow", "dep"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Give each engine."""
    return reader(Asked(engine=request.param)).engine


def reading(text: str, engine: Engine | None = None, names: Gazetteer = NAMES, **limits: object):
    """Read a text."""
    (document,) = bring_in(text.encode(), name="a.txt")
    found = read(document, gazetteer=names, engine=engine, limits=Limits(**limits))
    return document, found


def test_a_long_paragraph_is_cut_at_sentences_and_loses_none(engine: Engine):
    text = "".join(SENTENCE.format(number) for number in range(1000, 1300))
    document, found = reading(text, engine)
    counted = [one.low for draft in found.drafts for one in draft.quantities]
    assert (len(document.blocks), counted, found.unread) == (1, list(range(1000, 1300)), ())


def test_one_line_of_five_megabytes_is_read_up_to_the_limit_and_the_rest_is_told():
    document, found = reading(SENTENCE.format(40) * 105_000, characters=40_000)
    assert (len(document.text) > 5_000_000, [(one.span.start, one.why) for one in found.unread]) == (True, [(40_000, "size")])
    assert (len(found.drafts) > 700, max(draft.span.end for draft in found.drafts) <= 40_000) == (True, True)


@pytest.mark.parametrize("text", [
    '"' + SENTENCE.format(40) * 300, SENTENCE.format(40) * 150 + '"' + SENTENCE.format(41) * 150,
    "\u202e".join([SENTENCE.format(40)] * 300), "word " * 5_000 + SENTENCE.format(40), "(" * 20_000 + " " + SENTENCE.format(40),
], ids=["open", "odd", "turned", "no-end", "brackets"])  # fmt: skip
def test_strange_text_is_read_all_the_same(text: str, engine: Engine):
    document, found = reading(text, engine)
    assert any(one.low in (40, 41) for draft in found.drafts for one in draft.quantities)
    assert all(draft.span.within(document.blocks[0].span) for draft in found.drafts)


def test_quoting_twenty_deep_and_deeper_is_bounded(engine: Engine):
    names = [f"the Daily {letter}{other}" for letter in "ABCDEFGH" for other in "klmnop"]
    _, found = reading("The Courier said that " + " said that ".join(names) + " said that the gate is open.", engine)
    assert max((len(draft.chain) for draft in found.drafts), default=0) <= 20
    _, found = reading("According to the Courier, " + "according to the Daily, " * 348 + "the gate is open.", engine)
    assert max((len(draft.chain) for draft in found.drafts), default=0) <= 20


def test_what_stands_too_deep_is_told(engine: Engine):
    text = "According to the Courier, a diplomat said that the mission said that the panel said that the gate is open."
    _, found = reading(text, engine, depth=2)
    assert (max(len(draft.chain) for draft in found.drafts), {one.why for one in found.unread}) == (2, {"depth"})


def test_time_that_is_over_is_told(engine: Engine):
    ticks = chain([0.0], repeat(1e9))
    text = "\n\n".join(SENTENCE.format(number) for number in range(100, 140))
    document, found = reading(text, engine, clock=lambda: next(ticks))
    read_ = {document.block_at(draft.span).number for draft in found.drafts}
    left = {document.block_at(one.span).number for one in found.unread}
    assert ({one.why for one in found.unread}, read_ & left, read_ | left) == ({"time"}, set(), set(range(1, 41)))


class Stuck:
    """A gazetteer that never comes to an end with one text."""

    def __getattr__(self, name: str):
        return getattr(NAMES, name)

    def bound(self, words: str, around: tuple[str, ...] = ()):
        """Give no answer for one text."""
        while "1005" in words:
            pass
        return NAMES.bound(words, around)


def test_work_without_end_is_stopped_in_the_middle_and_told():
    text = "\n\n".join(SENTENCE.format(number) for number in range(1000, 1010))
    document, found = reading(text, names=Stuck(), least_seconds=0.6)
    assert [one.low for draft in found.drafts for one in draft.quantities] == [1000, 1001, 1002, 1003, 1004]
    assert [(document.block_at(one.span).number, one.why) for one in found.unread] == [(n, "time") for n in range(6, 11)]


def test_memory_without_end_is_stopped_and_told(monkeypatch: pytest.MonkeyPatch):
    class Hungry(type(reader(Asked()).engine)):
        def finds(self, pieces):
            held = []
            for at, one in enumerate(super().finds(pieces)):
                yield one
                while at == 2:
                    held.append(bytearray(10_000_000))

    text = "\n\n".join(SENTENCE.format(number) for number in range(1000, 1010))
    document, found = reading(text, Hungry(), least_seconds=60)
    assert [(document.block_at(one.span).number, one.why) for one in found.unread] == [(n, "memory") for n in range(4, 11)]
