"""The acts that the benchmark makes: as many and as long as asked for, sound, mixed as promised, always the same."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from bench.act_lines import LOOKED_AT, act_lines
from bench.agreement_text import agreement_text
from safeconduct.agreement.casefile import open_case
from safeconduct.kernel.acts import act_type, decoder
from safeconduct.kernel.moments import parse_moment

ACTS = 6_000


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return list(act_lines(ACTS, 50))


def share(lines: list[bytes], *types: str) -> float:
    found = Counter(act_type(decoder.decode(line)) for line in lines)
    return sum(found[name] for name in types) / len(lines)


def test_there_are_as_many_as_asked_for(lines: list[bytes]) -> None:
    assert len(lines) == ACTS


def test_they_are_about_500_bytes_long(lines: list[bytes]) -> None:
    assert 450 <= sum(map(len, lines)) / len(lines) <= 550


def test_the_same_numbers_give_the_same_bytes(lines: list[bytes]) -> None:
    assert list(act_lines(ACTS, 50)) == lines


def test_another_seed_gives_other_bytes(lines: list[bytes]) -> None:
    assert next(act_lines(ACTS, 50, seed=8)) != lines[0]


def test_two_in_a_hundred_are_statements_and_figures(lines: list[bytes]) -> None:
    assert 0.01 <= share(lines, "statement.reported/1", "figure.reported/1") <= 0.03


def test_most_are_claims_and_their_confirmations_and_some_are_contested(lines: list[bytes]) -> None:
    assert share(lines, "obligation.claimed/1", "obligation.confirmed/1") > 0.6
    assert share(lines, "obligation.counted/1") > 0.08
    assert share(lines, "obligation.contested/1", "dispute.ruled/1") > 0.03


def test_some_are_sent_twice_and_some_are_known_only_from_two_reports(lines: list[bytes]) -> None:
    acts = [decoder.decode(line) for line in lines]
    repeated = sum(1 for before, line in pairwise(lines) if line == before)
    reported = [act for act in acts if act.basis == "reported" and len(act.evidence) == 2]
    assert len(lines) - len(set(lines)) == repeated > ACTS * 0.005
    assert len(reported) > ACTS * 0.03


def test_every_act_is_sound_and_most_bear_on_a_status(lines: list[bytes], tmp_path: Path) -> None:
    agreement, log = tmp_path / "agreement.yaml", tmp_path / "acts.jsonl"
    agreement.write_text(agreement_text(50), encoding="utf-8")
    log.write_bytes(b"".join(lines))
    status = open_case(file=agreement, acts=log).status(as_of=parse_moment(LOOKED_AT))
    assert (status.acts.read, status.acts.later) == (len(set(lines)), 0)
    assert status.acts.changed_status > 0.8 * status.acts.read


def test_fewer_than_ten_obligations_are_refused() -> None:
    with pytest.raises(ValueError, match="ten obligations"):
        next(act_lines(1, 9))
