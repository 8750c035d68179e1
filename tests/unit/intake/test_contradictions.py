"""Reports beside each other: one voice, two voices, a later figure, a stance turned round. Everything here is made up."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from safeconduct.agreement.casefile import open_case
from safeconduct.intake.contradictions import Figure, Position, beside, of_acts, of_reading, root_of, voices
from safeconduct.intake.document import Block, Document, Span
from safeconduct.intake.draft import Bound, Draft, Quantity, Reading, Source
from safeconduct.kernel.compare import Bounds

DAY = date(2025, 11, 6)


def figure(
    name: str, low: int | None, high: int | None, *, root: str = "a", later: int = 0, place: str = "", vague: bool = False
) -> Figure:
    day = DAY + timedelta(days=later)
    return Figure(
        id=name,
        key=("fighters", "p6"),
        root=root,
        bounds=Bounds(low, high, vague=vague),
        said=(day, day),
        places=frozenset({place} - {""}),
    )


def position(
    name: str,
    stance: str,
    *,
    polarity: str = "+",
    root: str = "north",
    words: str = "the passage of the fighters",
    later: int = 0,
    chain: tuple[str, ...] = ("paper", "north"),
    event: int | None = None,
) -> Position:
    day = DAY + timedelta(days=later)
    days = None if event is None else (DAY + timedelta(days=event), DAY + timedelta(days=event + 1))
    return Position(
        id=name,
        root=root,
        points=frozenset({"p6"}),
        stance=stance,
        polarity=polarity,
        words=words,  # type: ignore[arg-type]
        said=(day, day),
        chain=chain,
        event=days,
    )


def kinds(*reports: Figure | Position) -> list[str]:
    figures = [one for one in reports if isinstance(one, Figure)]
    return [one.kind for one in beside(figures, [one for one in reports if isinstance(one, Position)])]


def test_two_voices_conflict_and_one_voice_revises() -> None:
    assert kinds(figure("x", 150, 200), figure("y", 90, 100, root="b")) == ["conflicting"]
    assert kinds(figure("x", 150, 200), figure("y", 250, 300, later=2)) == ["revision"]
    assert kinds(figure("x", 150, 200), figure("y", 250, 300)) == ["conflicting"]


def test_figures_of_another_place_or_another_time_are_no_pair() -> None:
    assert kinds(figure("x", 10, 10, place="rafah"), figure("y", 90, 90, root="b", place="gaza_city")) == []
    assert kinds(figure("x", 10, 10), figure("y", 90, 90, root="b", later=60)) == []


def test_what_counts_all_that_was_done_grows_and_never_shrinks() -> None:
    first, more = replace(figure("x", 4, 4), grows=True), replace(figure("y", 11, 11, root="b", later=3), grows=True)
    assert kinds(first, more) == []
    less = replace(figure("y", 2, 2, root="b", later=3), grows=True)
    assert kinds(first, less) == ["conflicting"]
    assert kinds(first, replace(more, said=first.said)) == ["conflicting"]


def test_words_alone_are_weak() -> None:
    assert kinds(figure("x", 12, None, vague=True), figure("y", 200, 200, root="b")) == ["weak"]


def test_the_gap_and_the_reasons_are_told() -> None:
    (pair,) = beside([figure("x", 150, 200), figure("y", 90, 100, root="b")])
    assert (pair.gap, pair.why) == (50, ("same_count", "no_other_place", "same_time", "other_root"))


def test_a_story_printed_twice_is_one_voice() -> None:
    told = voices([figure("x", 200, 200), figure("y", 200, 200), figure("z", 100, 100, root="b")])
    assert [(one.root, one.figures) for one in told] == [("a", ("x", "y")), ("b", ("z",))]


def test_two_papers_that_name_one_broadcaster_have_one_root() -> None:
    first = root_of([("Morning Post", "newspaper", ""), ("Channel Nine", "broadcaster", ""), ("an official", "anonymous", "")])
    second = root_of(
        [("Coast Herald", "newspaper", ""), ("the Channel Nine", "broadcaster", ""), ("an official", "anonymous", "")]
    )
    assert first == second


def test_unnamed_officials_of_two_papers_are_two_roots() -> None:
    assert root_of([("Morning Post", "newspaper", ""), ("an official", "anonymous", "")]) != root_of(
        [("Coast Herald", "newspaper", ""), ("an official", "anonymous", "")]
    )


def test_not_rejecting_is_not_accepting_and_opposes_rejecting() -> None:
    assert kinds(position("x", "rejects", polarity="-"), position("y", "accepts")) == []
    assert kinds(position("x", "rejects", polarity="-"), position("y", "rejects")) == ["opposed"]
    assert kinds(position("x", "accepts"), position("y", "rejects")) == ["opposed"]
    assert kinds(position("x", "accepts"), position("y", "rejects", root="south")) == []
    assert kinds(position("x", "accepts"), position("y", "rejects", later=40)) == ["revision"]
    assert kinds(position("x", "accepts"), position("y", "rejects", later=40, words="a prison term")) == []


def test_saying_and_denying_need_the_same_words() -> None:
    assert kinds(position("x", "asserts"), position("y", "denies")) == ["opposed"]
    assert kinds(position("x", "asserts"), position("y", "denies", words="shelling a village")) == []


def test_a_source_that_denies_having_said_it_is_told_apart() -> None:
    assert kinds(position("x", "asserts"), position("y", "denies", words="having said that", later=1)) == ["disowned"]


def test_two_days_for_one_event() -> None:
    assert kinds(position("x", "reports", event=1), position("y", "reports", root="south", event=3)) == ["other_day"]
    assert kinds(position("x", "reports", event=1), position("y", "reports", root="south", event=1)) == []


_FIGURES = st.lists(
    st.builds(
        lambda low, more, root, later, vague: (low, low + more, root, later, vague),
        st.integers(0, 300),
        st.integers(0, 80),
        st.sampled_from("abc"),
        st.integers(0, 20),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(_FIGURES, st.randoms())
def test_the_order_and_the_names_of_voices_change_nothing(rows: list[tuple[int, int, str, int, bool]], random: object) -> None:
    figures = [
        figure(f"f{n}", low, high, root=root, later=later, vague=vague) for n, (low, high, root, later, vague) in enumerate(rows)
    ]
    mixed = list(figures)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    renamed = [replace(one, root={"a": "c", "b": "a", "c": "b"}[one.root]) for one in figures]
    assert beside(mixed) == beside(figures) == beside(renamed)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["accepts", "rejects", "denies", "asserts", "considers"]),
            st.sampled_from("+-"),
            st.sampled_from(["north", "south"]),
            st.integers(0, 20),
        ),
        max_size=6,
    ),
    st.randoms(),
)
def test_swapping_the_sides_changes_nothing(rows: list[tuple[str, str, str, int]], random: object) -> None:
    every = [
        position(f"p{n}", stance, polarity=sign, root=root, later=later) for n, (stance, sign, root, later) in enumerate(rows)
    ]
    swapped = [replace(one, root={"north": "south", "south": "north"}[one.root]) for one in every]
    random.shuffle(swapped)  # type: ignore[attr-defined]
    assert beside([], swapped) == beside([], every)


def test_what_is_recorded_of_an_example_is_set_beside_each_other() -> None:
    case = open_case(example="gaza-2025")
    figures, positions = of_acts(case.acts(), growing=case.agreement.obligations)
    told = beside(figures, positions)
    assert len(figures) > 1
    assert len(positions) > 1
    assert {"compatible", "conflicting", "revision"} <= {one.kind for one in told}
    assert all(one.why and one.one < one.other for one in told)


def test_drafts_are_set_beside_each_other_like_what_is_recorded() -> None:
    text = "About 200 fighters remain."
    figures = []
    for sha, high, publisher in (("a" * 64, 200, "Coast News Agency"), ("b" * 64, 90, "Hill Gazette")):
        document = Document(
            sha256=sha,
            media_type="text/plain",
            text=text,
            publisher=publisher,
            created=datetime(2025, 11, 6, tzinfo=UTC),
            blocks=(Block(number=1, span=Span(0, len(text)), kind="body"),),
        )
        draft = Draft(
            number=0,
            span=Span(0, len(text)),
            chain=(Source(words="the army", kind="party", actor="israel"),) if high == 90 else (),
            stance="asserts",
            content=Span(0, len(text)),
            points=(Bound(point="p6", score=500),),
            quantities=(Quantity(span=Span(0, 9), low=high, high=high, counted="fighters"),),
        )
        figures += of_reading(Reading(sha256=sha, engine="t", drafts=(draft,)), document)[0]
    (pair,) = beside(figures)
    assert (pair.kind, sorted(one.root for one in figures)) == ("conflicting", ["coast news agency", "israel"])
