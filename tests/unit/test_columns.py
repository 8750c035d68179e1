"""Many acts field by field: the same as each by itself."""

from datetime import UTC, datetime
from io import BytesIO
from operator import attrgetter
from typing import Any

import msgspec
import pytest

from bench.act_lines import act_lines
from bench.agreement_text import agreement_text as bench_text
from safeconduct.agreement.act_log import chunks_of, read_acts, read_batches
from safeconduct.agreement.calendar import from_micros, to_micros
from safeconduct.agreement.columns import ASKED, Batch, batches, marks_of_names
from safeconduct.agreement.explain import _days
from safeconduct.agreement.reader import read_agreement
from safeconduct.kernel import acts
from tests.builders import act_line, agreement_text, faults_of

TIMES = {"happened": datetime(2026, 3, 5, 9, tzinfo=UTC), "recorded": datetime(2026, 3, 5, 10, tzinfo=UTC)}
NEEDED: dict[type[acts.ActBase], dict[str, Any]] = {
    acts.Claimed: {"of": "weapons"},
    acts.Confirmed: {"of": "weapons"},
    acts.Counted: {"of": "weapons", "tally": "t", "total": 0, "unit": ""},
}
MORE = [
    {}, {"note": "x"}, {"basis": "reported"}, {"until": TIMES["recorded"]}, {"refs": ("a",)}, {"refs": ("", "b")},
    {"evidence": ("x", "y", "z")}, {"amount": 0}, {"amount": 7}, {"unit": "rifles"}, {"category": "locals"}, {"tally": "t"},
]  # fmt: skip


def made(kind: type[acts.ActBase], **more: Any) -> acts.ActBase:
    return kind(id="a", actor="south", **{**TIMES, **NEEDED[kind], **more})


@pytest.mark.parametrize("kind", ASKED)
def test_quotation_marks_are_counted_as_they_would_be_written(kind: type[acts.ActBase]) -> None:
    assert set(NEEDED) == set(ASKED)
    fields = [more for more in MORE if set(more) <= set(kind.__struct_fields__)]
    found = [made(kind, **one, **other) for one in fields for other in fields if not set(one) & set(other)]
    for acts_of_kind in (found, *([act] for act in found)):
        [entries] = Batch([*acts_of_kind]).entries
        counted = entries.marks() + sum(map(marks_of_names, acts_of_kind))
        assert counted == msgspec.json.Encoder().encode_lines(acts_of_kind).count(b'"')


def test_a_column_holds_what_each_act_says() -> None:
    agreement = read_agreement(bench_text(12).encode(), file="a.yaml").model
    found = list(read_acts(act_lines(2000, 12), agreement, file="acts.jsonl"))
    taken = []
    for batch in batches(found):
        for part in batch.parts():
            assert part.starts == [to_micros(act.happened) for act in part.acts]
            assert part.recorded == [to_micros(act.recorded) for act in part.acts]
            assert list(part.untils) == [act.until for act in part.acts]
            taken += part.acts
        for entries in batch.entries:
            assert entries.asked == list(map(attrgetter(*ASKED[entries.kind]), entries.acts))
            assert list(entries.ids) == [act.id for act in entries.acts]
            assert list(entries.amounts) == [getattr(act, "total", getattr(act, "amount", None)) for act in entries.acts]
    assert sorted(act.id for act in taken) == sorted(act.id for act in found)


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_file_read_in_blocks_gives_the_lines_of_the_file(end: bytes) -> None:
    lines = [act_line(id=f"n{number}", note="x" * 300) for number in range(2000)]
    lines[700:702] = [b"\n", b" \r\n"]
    text = b"".join(lines).removesuffix(b"\n") + end
    agreement = read_agreement(agreement_text().encode(), file="a.yaml").model
    in_blocks = [act for batch in read_batches(chunks_of(BytesIO(text)), agreement, file="x") for act in batch.found]
    assert len(text) > 500_000
    assert in_blocks == list(read_acts(text.splitlines(keepends=True), agreement, file="x"))


def test_an_endless_line_is_cut() -> None:
    found = list(chunks_of(BytesIO(b"short\n" + b"x" * 3_500_000 + b"\nlast\n")))
    pieces = b"|".join(b"|".join(BytesIO(block).readlines()) for block, _ in found)
    assert [len(piece) for piece in pieces.split(b"|")] == [6, 1_000_000, 1_000_000, 1_000_000, 500_001, 5]


def test_the_pieces_of_an_endless_line_are_counted() -> None:
    text = act_line() + b"x" * 2_500_000 + b"\n" + act_line(id="c2", actor="nobody")
    agreement = read_agreement(agreement_text().encode(), file="a.yaml").model
    found = faults_of(lambda: list(read_batches(chunks_of(BytesIO(text)), agreement, file="x")))
    assert [(fault.code, fault.line) for fault in found] == [("SC020", 2), ("SC020", 3), ("SC020", 4), ("SC101", 5)]


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "America/St_Johns", "Asia/Gaza", "Pacific/Apia", "Asia/Beirut"])
def test_the_day_of_each_moment_is_found_for_many_at_once(zone: str) -> None:
    for year in (1925, 2009, 2011, 2026):
        first = to_micros(datetime(year, 1, 1, tzinfo=UTC))
        moments = [first + n * 37 * 60_000_000 for n in range(15_000)]
        days, begin = [], 0
        for day, last in _days(moments, zone):
            days += [day] * (last + 1 - begin)
            begin = last + 1
        assert days == [from_micros(at, zone).date().toordinal() for at in moments]


def test_no_moments_have_no_days() -> None:
    assert list(_days([], "Europe/Kyiv")) == []
