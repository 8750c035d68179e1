"""Which reports of one thing do not go together, and why were they set beside each other? A pair is shown, never decided.

Whoever passes on the words of another adds no second voice: what has the same root source is one voice, and where one voice
gives another figure later, that is a revision and no conflict. Keys are strict: a pair that is not shown is no agreement.
"""

import re
from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Literal

import msgspec

from safeconduct.intake.document import Document
from safeconduct.intake.draft import Draft, Reading, When
from safeconduct.intake.plain_text import lowered, plain
from safeconduct.kernel.acts import ActBase, FigureReported, Stance, StatementReported
from safeconduct.kernel.compare import Bounds, compare

REACH = timedelta(days=7)
"""How far apart two figures or stances may have been said and still be of one time."""

Kind = Literal["compatible", "touching", "conflicting", "weak", "revision", "opposed", "other_day", "disowned"]
Window = tuple[date, date]

_UNNAMED = frozenset({"anonymous", "unknown"})
_WORD = re.compile(r"[^\W\d_]{4,}")
_SAYING = re.compile(
    r"\b(?:having said|making (?:the|any|such) (?:remark|statement|comment)s?|(?:never|not) said|misquoted|attributed to)\b"
)
_SHARED = 0.25
"""Which share of the words of the shorter two statements must have in common to be of one thing."""

_FOR = frozenset({"accepts", "promises", "intends", "offers", "considers", "welcomes", "proposes"})
_AGAINST = frozenset({"rejects", "refuses", "resists", "condemns"})
_SAID = frozenset({"asserts", "announces", "affirms", "confirms", "reports", "observes", "estimates", "argues"})


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure to be set beside others of the same `key`. `root` is whose it is; `places` is empty where none was named.

    `grows` marks what counts everything done so far: more on a later day is no conflict there.
    """

    id: str
    key: tuple[str, ...]
    root: str
    bounds: Bounds
    said: Window
    places: frozenset[str] = frozenset()
    chain: tuple[str, ...] = ()
    grows: bool = False


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is reported to hold. `event` are the days of what it is about, where the text gives them."""

    id: str
    root: str
    points: frozenset[str]
    stance: Stance
    polarity: Literal["+", "-"]
    words: str
    said: Window
    chain: tuple[str, ...] = ()
    event: Window | None = None


class Beside(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Two reports beside each other, and what made them a pair. `gap` is how far figures lie apart, in hundredths."""

    one: str
    other: str
    kind: Kind
    gap: int = 0
    why: tuple[str, ...] = ()


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of one key that go back to one root, in the order in which they were said."""

    key: tuple[str, ...]
    root: str
    figures: tuple[str, ...]


def beside(figures: Iterable[Figure], positions: Iterable[Position] = (), *, reach: timedelta = REACH) -> tuple[Beside, ...]:
    """Give every pair, in an order that does not depend on the order they came in."""
    told = []
    for one, other in _alike(figures):
        if (pair := _figures(one, other, reach)) is not None:
            told.append(pair)
    for first, second in combinations(sorted(positions, key=lambda position: position.id), 2):
        if (pair := _positions(first, second, reach)) is not None:
            told.append(pair)
    return tuple(sorted(told))


def voices(figures: Iterable[Figure]) -> tuple[Voice, ...]:
    """Give one line for each root of each key, so that a story that was printed ten times is one voice."""
    found: dict[tuple[tuple[str, ...], str], list[Figure]] = {}
    for figure in figures:
        found.setdefault((figure.key, figure.root), []).append(figure)
    return tuple(
        Voice(key=key, root=root, figures=tuple(one.id for one in sorted(every, key=lambda one: (one.said, one.id))))
        for (key, root), every in sorted(found.items())
    )


def _alike(figures: Iterable[Figure]) -> Iterator[tuple[Figure, Figure]]:
    by_key: dict[tuple[str, ...], list[Figure]] = {}
    for figure in sorted(figures, key=lambda figure: figure.id):
        by_key.setdefault(figure.key, []).append(figure)
    for every in by_key.values():
        yield from combinations(every, 2)


def _figures(one: Figure, other: Figure, reach: timedelta) -> Beside | None:
    if one.places and other.places and one.places.isdisjoint(other.places):
        return None
    near, same = _near(one.said, other.said, reach), one.root == other.root
    if not near and not same:
        return None
    pair = compare(one.bounds, other.bounds)
    if (one.grows or other.grows) and pair.kind == "conflicting" and _has_grown(one, other):
        return None
    kind: Kind = pair.kind
    if same and kind == "conflicting" and one.said != other.said:
        kind = "revision"
    elif not near and kind != "compatible":
        return None
    why = ["same_count", "same_place" if one.places & other.places else "no_other_place", "same_time" if near else "later"]
    why.append("same_root" if same else "other_root")
    return Beside(one=one.id, other=other.id, kind=kind, gap=pair.gap, why=tuple(why))


def _has_grown(one: Figure, other: Figure) -> bool:
    earlier, later = sorted((one, other), key=lambda figure: figure.said)
    high, low = earlier.bounds.high, later.bounds.low
    return earlier.said[1] < later.said[0] and high is not None and low is not None and high < low


def _positions(one: Position, other: Position, reach: timedelta) -> Beside | None:
    points = one.points & other.points
    if not points:
        return None
    shared = _shared(one.words, other.words)
    near = _near(one.said, other.said, reach)
    why = (*(f"point:{point}" for point in sorted(points)), *(f"word:{word}" for word in sorted(shared)[:5]))
    same = one.root == other.root
    if same and _disowns(one, other):
        return Beside(one=one.id, other=other.id, kind="disowned", why=("same_actor", *why))
    enough = _is_enough(one.words, other.words, shared)
    if same and _opposed(one, other) and (enough or (near and _takes_side(one, other))):
        return Beside(
            one=one.id,
            other=other.id,
            kind="opposed" if near else "revision",
            why=("same_actor", "same_time" if near else "later", *why),
        )
    if one.event and other.event and enough and near and (one.event[1] <= other.event[0] or other.event[1] <= one.event[0]):
        return Beside(one=one.id, other=other.id, kind="revision" if same else "other_day", why=("days_apart", *why))
    return None


def _opposed(one: Position, other: Position) -> bool:
    """Whether two stances cannot be held at once. Not to reject is not to accept: a stance is opposed by itself turned round."""
    if one.stance == other.stance:
        return one.polarity != other.polarity
    if "-" in (one.polarity, other.polarity):
        return False
    sides = (
        (_FOR, _AGAINST),
        (_AGAINST, _FOR),
        (_SAID, {"denies"}),
        ({"denies"}, _SAID | {"considers"}),
        ({"considers"}, {"denies"}),
    )
    return any(one.stance in first and other.stance in second for first, second in sides)


def _takes_side(one: Position, other: Position) -> bool:
    return one.stance in _FOR | _AGAINST and other.stance in _FOR | _AGAINST


def _disowns(one: Position, other: Position) -> bool:
    return any(
        first.stance == "denies"
        and first.polarity == "+"
        and _SAYING.search(lowered(first.words)) is not None
        and second.said[0] <= first.said[1]
        and len(second.chain) > 1
        for first, second in ((one, other), (other, one))
    )


def _shared(one: str, other: str) -> frozenset[str]:
    return _content(one) & _content(other)


def _content(words: str) -> frozenset[str]:
    return frozenset(_WORD.findall(lowered(plain(words).text)))


def _is_enough(one: str, other: str, shared: frozenset[str]) -> bool:
    least = min(len(_content(one)), len(_content(other)))
    return least > 0 and len(shared) / least >= _SHARED


def _near(one: Window, other: Window, reach: timedelta) -> bool:
    return one[0] <= other[1] + reach and other[0] <= one[1] + reach


def root_of(links: Iterable[tuple[str, str, str]]) -> str:
    """Give whose words they are, of links of (who, kind, for whom). Somebody unnamed is known only through who names them."""
    chain = list(links)
    if not chain:
        return ""
    who, kind, speaks_for = chain[-1]
    own = _plain(speaks_for or who)
    if kind in _UNNAMED and not speaks_for:
        carrier = next((_plain(name) for name, sort, _ in reversed(chain[:-1]) if sort not in _UNNAMED), "")
        return f"{carrier} > {own}"
    return own


def figure_of(act: FigureReported, *, growing: Container[str] = ()) -> Figure:
    """Give a recorded figure. A figure in words only is vague. `growing` are the subjects that count what was done so far."""
    return Figure(
        id=act.id,
        key=(act.subject, act.unit, act.category),
        root=root_of((link.who, link.kind, link.speaks_for) for link in act.chain),
        bounds=Bounds(act.low, act.high, act.approximate, bool(act.words)),
        said=_window(act),
        places=frozenset({act.place} - {""}),
        chain=tuple(link.who for link in act.chain),
        grows=act.subject in growing,
    )


def position_of(act: StatementReported) -> Position:
    """Give a recorded statement."""
    return Position(
        id=act.id,
        root=root_of((link.who, link.kind, link.speaks_for) for link in act.chain),
        points=frozenset(act.on),
        stance=act.stance,
        polarity=act.polarity,
        words=act.says,
        said=_window(act),
        chain=tuple(link.who for link in act.chain),
    )


def of_acts(acts: Iterable[ActBase], *, growing: Container[str] = ()) -> tuple[tuple[Figure, ...], tuple[Position, ...]]:
    """Give the figures and statements among acts. What an obligation counts grows: give its id in `growing`."""
    every = list(acts)
    return (
        tuple(figure_of(act, growing=growing) for act in every if isinstance(act, FigureReported)),
        tuple(position_of(act) for act in every if isinstance(act, StatementReported)),
    )


def of_reading(reading: Reading, document: Document, *, origin: str = "") -> tuple[tuple[Figure, ...], tuple[Position, ...]]:
    """Give the figures and statements of one reading. `origin` is the publisher of the document it prints again, if it does.

    A document that does not say its day gives none: nothing can be set beside it in time.
    """
    if document.created is None:
        return (), ()
    publisher, name = origin or document.publisher or document.sha256, document.sha256[:12]
    figures, positions = [], []
    for draft in reading.drafts:
        links = [(publisher, "agency", ""), *((link.actor or link.words, link.kind, link.speaks_for) for link in draft.chain)]
        root, chain = root_of(links), tuple(who for who, _, _ in links)
        said = _said(draft, document.created)
        points = frozenset(one.point for one in draft.points)
        places = frozenset(one.place for one in draft.places if one.place)
        positions.append(
            Position(
                id=f"{name}.{draft.number}",
                root=root,
                points=points,
                stance=draft.stance,
                polarity=draft.polarity,
                words=document.words(draft.content),
                said=said,
                chain=chain,
                event=_event(draft.times),
            )
        )
        for at, one in enumerate(draft.quantities):
            first = draft.points[0].point if draft.points else ""
            figures.append(
                Figure(
                    id=f"{name}.{draft.number}.{at}",
                    key=(_plain(one.counted), first),
                    root=root,
                    said=said,
                    places=places,
                    chain=chain,
                    bounds=Bounds(one.low, one.high, one.approximate, bool(one.vague)),
                )
            )
    return tuple(figures), tuple(positions)


def _plain(name: str) -> str:
    return re.sub(r"^(?:the|an?) ", "", " ".join(lowered(plain(name).text).split()))


def _window(act: ActBase) -> Window:
    return act.happened.date(), (act.until or act.happened).date()


def _said(draft: Draft, created: datetime) -> Window:
    return next(
        (window for when in draft.times if when.role == "said" and (window := _days(when)) is not None),
        (created.date(), created.date()),
    )


def _event(times: Iterable[When]) -> Window | None:
    return next(
        (window for when in times if when.role == "event" and not when.candidates and (window := _days(when)) is not None), None
    )


def _days(when: When) -> Window | None:
    if when.start is None or when.end is None:
        return None
    start, end = (one.date() if isinstance(one, datetime) else one for one in (when.start, when.end))
    return start, max(end, start + timedelta(days=1))
