"""Does what an act says on a norm count, by the text that was in force when it happened? The docket and the status say the same.

Asked is what follows from the act and the text alone: whether its actor had the power, and was in office. What else it may lack,
such as enough reports, can change with every act that comes, and is said by the status.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from safeconduct.access.powers import power_over
from safeconduct.access.terms import Terms
from safeconduct.agreement.amend import Version
from safeconduct.agreement.calendar import to_micros
from safeconduct.agreement.entering import within
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase, MandateExtended
from safeconduct.kernel.moments import utc

_SAID_BY_ANYONE = (acts.BreachAlleged, acts.DelayExplained, acts.FigureReported, acts.StatementReported, acts.StepTaken,
                   acts.SourceAdded)  # fmt: skip
"""What is heard from anyone, in office or not."""


class _Text(NamedTuple):
    since: datetime | None
    terms: Terms


class Texts:
    """The text of each version with its mandates, as far as acts have carried them on."""

    def __init__(self, newest: Terms, versions: Sequence[Version]) -> None:
        self._newest = newest
        # A draft has no day of its own: nothing has happened under it.
        adopted = [one for number, one in enumerate(versions) if not number or one.start is not None]
        self._texts = [_Text(one.start, newest if one is versions[-1] else Terms(_agreement(one))) for one in adopted]
        self._texts = self._texts or [_Text(None, newest)]
        self._extended: dict[str, int] = {}

    def extend(self, act: MandateExtended) -> None:
        """Take in an act that carries a mandate on."""
        for terms in {id(one.terms): one.terms for one in (*self._texts, _Text(None, self._newest))}.values():
            terms.extend(act)
        # Who holds what follows from what is signed; whether a word counts, also from what is reported of a mandate.
        if act.actor in self._at(act.happened).in_force(act.happened).rules.extenders.get(act.body, ()):
            self._extended[act.body] = max(to_micros(act.to), self._extended.get(act.body, 0))

    def lacks(self, act: ActBase) -> tuple[Missing, ...]:
        """Say what keeps an act from counting; nothing for an act of a programme, which is judged by its table of moves."""
        if isinstance(act, (CaseAct, *_SAID_BY_ANYONE)):
            return ()
        in_force = self._at(act.happened).in_force(act.happened)
        power = power_over(act, in_force)
        if not power.known:
            return (Missing("names_no_norm", {"type": str(act.__struct_config__.tag)}),)
        if not power.anyone and act.actor not in power.who:
            return (Missing("no_power", {"actor": act.actor, "post": "", "holders": power.who}, power.clause, power.who),)
        if power.lacks:
            return (Missing(power.lacks, {}, power.clause, power.who),)
        windows, start = in_force.rules.mandates.get(act.actor, []), to_micros(act.happened)
        last = max((end for _, end in windows if end is not None), default=start + 1)
        if within(windows, start) or last <= start < self._extended.get(act.actor, 0):
            return ()
        clause = in_force.agreement.bodies[act.actor].clause
        return (Missing("was_not_in_office", {"org": act.actor, "happened": act.happened}, clause),)

    def _at(self, when: datetime) -> Terms:
        later = (one.terms for one in reversed(self._texts) if one.since is None or utc(one.since) <= utc(when))
        return next(later, self._texts[0].terms)


def _agreement(version: Version) -> Agreement:
    model: Agreement = version.source.model
    return model
