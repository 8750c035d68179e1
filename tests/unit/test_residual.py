"""What is left of an agreement reads as an agreement, and says what the status says."""

from datetime import datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.agreement.casefile import Texts, examples, open_case
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.residual import residual, residual_text
from safeconduct.agreement.results import Life
from safeconduct.kernel.acts import ActBase
from tests.arel import act, read, status_at
from tests.unit.test_properties import MOMENTS, QUICK, logs


def left_of(*entries: ActBase, when: str = "03-20"):
    text = residual_text(read(), status_at(when, *entries))
    return read_agreement(text.encode(), file="left.yaml").model


def test_what_is_done_falls_away_and_what_is_half_done_keeps_its_remainder() -> None:
    done = act("obligation.confirmed", "03-05", "mission", of="weapons", amount=40, unit="weapons")
    left = left_of(done)
    assert str(left.obligations["weapons"].amount) == "60 weapons"
    parts = left.obligations["weapons"].tranches.parts
    assert {name: str(part.amount) for name, part in parts.items()} == {"t2": "26 weapons", "t3": "34 weapons"}
    assert left.obligations["release"].after is None  # it waited for the first tranche, which is done
    assert "pause" not in left.prohibitions


def test_an_open_condition_stays() -> None:
    assert left_of().obligations["release"].after is not None
    assert left_of().entitlements["passage"].after is not None


@QUICK
@given(logs(), st.sampled_from(MOMENTS))
def test_it_always_reads_and_leaves_out_only_what_is_over(log: list[ActBase], when: str) -> None:
    status = status_at(when, *log)
    left = read_agreement(residual_text(read(), status).encode(), file="left.yaml").model
    kept = {*left.obligations, *left.prohibitions, *left.entitlements, *left.powers}
    left_over = {norm.id for norm in status.norms if norm.life not in (Life.FULFILLED, Life.RELEASED, Life.LAPSED)}
    waited_for = {"weapons", "release", "remains"}  # kept, though released, while something waits for them
    assert left_over <= kept <= left_over | waited_for


@pytest.mark.parametrize("name", examples())
def test_the_examples_at_each_of_their_moments(name: str) -> None:
    case = open_case(example=name)
    for moment in case.moments:
        status = case.status(as_of=moment.at)
        text = residual_text(case.source, status)
        read_agreement(text.encode(), file=f"{name}.yaml")
        assert yaml.load(text, Loader=yaml.BaseLoader) == residual(case.source, status)
        assert isinstance(moment.at, datetime)


AMENDED = [("gaza-2025", ("drafts/rafah-passage.yaml",)), ("el-salvador-1992", ()),
           ("el-salvador-1992", ("amendments/june-1992.yaml",))]  # fmt: skip


@pytest.mark.parametrize(("name", "amendments"), AMENDED)
def test_what_is_left_of_an_amended_text_reads_too(name: str, amendments: tuple[str, ...]) -> None:
    texts = Texts.AS_SIGNED if "amendments/june-1992.yaml" in amendments else Texts.IN_FORCE
    case = open_case(example=name, with_files=amendments, texts=texts)
    for moment in case.moments:
        status = case.status(as_of=moment.at)
        source = next(one.source for one in reversed(case.versions) if one.source.hash == status.hash)
        left = read_agreement(residual_text(source, status).encode(), file=f"{name}.yaml").model
        assert {*left.holes} == {*source.model.holes}
        assert left.programme == source.model.programme


def test_what_was_waived_by_all_is_waited_for_by_nobody() -> None:
    left = left_of(act("obligation.waived", "03-05", "alpha", of="weapons"))
    assert left.obligations["release"].after is None
