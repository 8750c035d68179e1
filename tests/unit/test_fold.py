"""Many acts taken in at once: the same answer as one by one, and in any order."""

from datetime import UTC, datetime

import msgspec
import pytest

from bench.act_lines import act_lines
from bench.agreement_text import agreement_text
from safeconduct.agreement.act_log import read_acts
from safeconduct.agreement.amend import Version
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.results import Status
from safeconduct.agreement.status import status
from safeconduct.kernel.acts import ActBase, Confirmed

SOURCE = read_agreement(agreement_text(12).encode(), file="a.yaml")
ONE = Version(SOURCE)
AGAIN = Version(SOURCE, start=datetime(2000, 1, 1, tzinfo=UTC))
END = datetime(2026, 9, 1, tzinfo=UTC)


def log() -> list[ActBase]:
    return list(read_acts(act_lines(3000, 12), SOURCE.model, file="acts.jsonl"))


def answer(acts: list[ActBase], *versions: Version, at: datetime = END, known_by: datetime = END) -> Status:
    found = status(versions or (ONE,), acts, as_of=at, known_by=known_by)
    return msgspec.structs.replace(found, amendments=())


@pytest.mark.parametrize("at", [END, datetime(2026, 5, 20, tzinfo=UTC)])
def test_acts_taken_in_at_once_and_one_by_one_give_the_same(at: datetime) -> None:
    # Under two versions each act is asked for its own; here both say the same.
    known_by = datetime(2026, 7, 1, tzinfo=UTC)
    assert answer(log(), at=at, known_by=known_by) == answer(log(), ONE, AGAIN, at=at, known_by=known_by)


def test_a_confirmation_may_stand_before_its_claim() -> None:
    assert answer(log()) == answer(log()[::-1])


def test_one_claim_counts_once_wherever_its_confirmations_stand() -> None:
    acts = log()
    more = [msgspec.structs.replace(act, id=f"{act.id}-again") for act in acts if type(act) is Confirmed and act.refs]
    assert len(more) > 500
    assert answer([*more, *acts]) == answer([*acts, *more])
