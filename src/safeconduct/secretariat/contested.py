"""Which acts answer one question, and were made without knowing of each other?

Two sites without a network can decide the same thing differently. Neither the faster carrier nor the later clock settles
that: both acts stand, and neither has effect until a joint act says which. Equal answers are no conflict. A decision of
someone whom the text gives no say contests nothing: else any side could stop every decision. Whoever takes over from a body has
its say from when the text ends its mandate. A decision of a key that says it has seen nothing contests nothing if the log shows
otherwise: a key knows what stood there before it was registered.

What a person says of their own choice is no such question; there the later word counts.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.access.terms import Terms
from safeconduct.agreement.calendar import to_micros
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.rules import VersionRules
from safeconduct.caseload.moves import Rules
from safeconduct.record.body import Body
from safeconduct.record.book import CONTESTED, IN_EFFECT, Standing
from safeconduct.secretariat.naming import may_name, plain_id

Question = tuple[Any, ...]


class Deciding(NamedTuple):
    """What an act of a type answers: the fields that name the question, those that answer it, the step that gives the say.

    `of_act` says that the field `of` names an act.
    """

    question: tuple[str, ...]
    answer: tuple[str, ...] = ("outcome",)
    step: str = ""
    of_act: bool = False


DECIDING: dict[str, Deciding] = {
    # What the text leaves to somebody. Where it names several, each has a voice, and that they differ is shown as it is.
    "decision.made/1": Deciding(("decision", "actor")),
    "hole.filled/1": Deciding(("hole", "actor"), ("says",)),
    "mandate.extended/1": Deciding(("body",), ("to",)),
    # What is ruled or found about the same acts.
    "dispute.ruled/1": Deciding(("of", "refs"), ("outcome", "amount")),
    "breach.found/1": Deciding(("of", "refs", "actor")),
    # What is decided about one case in one step.
    "age.established/1": Deciding(("case",), step="age"),
    "screening.decided/1": Deciding(("case",), step="screening"),
    "objection.decided/1": Deciding(("case", "of"), step="objection", of_act=True),
    "hold.reviewed/1": Deciding(("case",), step="review"),
    "acceptance.decided/1": Deciding(("case", "actor"), step="acceptance"),
    "protection.tested/1": Deciding(("case", "to"), step="protection_test"),
}
"""Acts that answer a question which has one answer at a time."""


MOST_NAMED = 8
"""Acts that the standing of a contested one names. Two keys can contradict each other without end."""


class _Answer(NamedTuple):
    """`names` are the acts that it is about, where the question holds names of acts, as they were written."""

    index: int
    org: str
    kid: str
    seen: int
    id: str
    refs: frozenset[str]
    names: tuple[str, ...]
    said: tuple[str, ...]


class Contests:
    """The answers that a reading has met, by question.

    `standing` gives how an act stands now, `decided` whether a joint act has named it, `since` the index at which a key was
    registered.
    """

    def __init__(self, agreement: Agreement, *, standing: Callable[[int], Standing], decided: Callable[[int], bool],
                 since: Callable[[bytes], int]) -> None:  # fmt: skip
        self._says = VersionRules(agreement)
        self._terms = Terms(agreement)
        self._rules = Rules(agreement) if agreement.programme is not None else None
        self._objections = agreement.objections
        self._standing, self._decided, self._since = standing, decided, since
        self._answers: dict[Question, list[_Answer]] = {}
        self._seen: dict[str, int] = {}

    def judge(self, index: int, body: Body, since: int) -> tuple[Standing, ...]:
        """Give how an act and the answers that it meets stand; nothing if it meets none."""
        self.note(body)
        question = self.question(body)
        if question is None:
            return ()
        mine = self._answer(index, body)
        met = self._met(mine, question)
        self._answers.setdefault(question, []).append(mine)
        if not met:
            return ()
        found = [_contested(index, met)]
        for other in met:
            # What a joint act has decided is not undone by one who had not heard of it. What is contested stays so.
            standing = self._standing(other)
            if not self._decided(other) and (standing.code != CONTESTED or len(standing.refs) < MOST_NAMED):
                found.append(_contested(other, tuple(sorted({*standing.refs, index}))))
        return tuple(found)

    def note(self, body: Body) -> None:
        """Note what a device had seen when it decided: it knows that from then on.

        What its other acts show is not asked. They may be redacted, and later readers would not know it.
        """
        if body.act["type"] in DECIDING and body.seen_size > self._seen.get(body.device, 0):
            self._seen[body.device] = body.seen_size

    def meets(self, body: Body, size: int) -> tuple[int, ...]:
        """Give the indexes of the answers that an act would meet, were it the next of a log of this size."""
        question = self.question(body)
        return self._met(self._answer(size, body), question) if question is not None else ()

    def _answer(self, index: int, body: Body) -> _Answer:
        act = body.act
        deciding = DECIDING[act["type"]]
        refs = act.get("refs")
        refs = frozenset(map(str, refs)) if isinstance(refs, list) else frozenset()
        names = tuple(refs) if "refs" in deciding.question else (str(act["of"]),) if deciding.of_act else ()
        # Nobody has seen what comes after: a larger size is made up.
        seen = min(index, max(self._seen.get(body.device, 0), self._shown(index, body)))
        return _Answer(index, body.org, body.device, seen, str(act.get("id", "")), refs, names,
                       tuple(repr(act.get(field)) for field in deciding.answer))  # fmt: skip

    def _shown(self, index: int, body: Body) -> int:
        """Give how much an act had to know, by what it says itself and by when its key was registered."""
        return min(index, max(body.seen_size, self._since(bytes.fromhex(body.device))))

    def _met(self, mine: _Answer, question: Question) -> tuple[int, ...]:
        return tuple(other.index for other in self._answers.get(question, ()) if self._meets(mine, other))

    def _meets(self, mine: _Answer, other: _Answer) -> bool:
        if mine.said == other.said or mine.kid == other.kid or self._standing(other.index).code not in (IN_EFFECT, CONTESTED):
            return False
        if _apart(mine.names, other.names):
            return False
        # An act is known to whoever has seen a tree that holds it, or names it. Nobody can know by its name what is not there
        # yet: who lists every id that another may use next would never be contested.
        first, later = (other, mine) if other.index < mine.index else (mine, other)
        return later.seen <= first.index and not any(
            may_name(name, index=first.index, org=first.org, act_id=first.id) for name in later.refs)

    def question(self, body: Body) -> Question | None:
        """Give the question that an act answers with a say in it, or None."""
        act = body.act
        deciding = DECIDING.get(act["type"])
        if deciding is None or act.get("actor") != body.org:
            return None
        values = [act.get(field) for field in deciding.question]
        if any(not value for value in values) or not self._has_a_say(act, deciding, datetime.fromisoformat(body.at)):
            return None
        # Which act a name means is told by its id here; see `_apart` for names of different acts with one id.
        return (act["type"], *(tuple(sorted({plain_id(str(one)) for one in value})) if isinstance(value, list)
                               else plain_id(str(value)) for value in values))  # fmt: skip

    def _has_a_say(self, act: dict[str, Any], deciding: Deciding, at: datetime) -> bool:
        actor, post = str(act["actor"]), str(act.get("post", ""))
        if deciding.step:
            # A body whose mandate was carried on by an act has its say as before; whoever may have taken over has one too.
            by_text = (rules for rules in (self._rules, self._terms.rules_at(at)) if rules is not None)
            return any(rules.holds(self._holders(act, deciding, self._rules or rules), actor, post) for rules in by_text)
        says = self._says
        of = str(act.get("of", ""))
        holders = {
            "decision.made/1": lambda: says.deciders.get(str(act.get("decision"))),
            "hole.filled/1": lambda: says.owners.get(str(act.get("hole"))),
            "mandate.extended/1": lambda: says.extenders.get(str(act.get("body"))),
            "dispute.ruled/1": lambda: says.obligations[of].rulers if of in says.obligations else None,
            "breach.found/1": lambda: says.finders.get(of),
        }[act["type"]]()
        return not {actor, *says.succession.places(actor, to_micros(at), {})}.isdisjoint(holders or ())

    def _holders(self, act: dict[str, Any], deciding: Deciding, rules: Rules) -> tuple[str, ...]:
        if act["type"] == "objection.decided/1":
            # Which objection `of` names is known to the caseload only. Any decider of one may decide it here.
            return tuple(dict.fromkeys(who for objection in self._objections.values() for who in objection.decided_by))
        return rules.holders(deciding.step)


def _apart(mine: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two answers say that they are about different acts with one id: by another index, or another organisation."""
    said = {plain: which for plain, _, which in (name.partition("@") for name in other) if which}
    return any(
        which and plain in said and which != said[plain] and which[0].isdigit() == said[plain][0].isdigit()
        for plain, _, which in (name.partition("@") for name in mine)
    )


def _contested(index: int, met: tuple[int, ...]) -> Standing:
    named = met[:MOST_NAMED]
    which = ", ".join(map(str, named)) + (" and more" if len(met) > MOST_NAMED else "")
    return Standing(index, CONTESTED, f"answered otherwise at {which}, and neither knew of the other; a joint act decides", named)
