"""Properties that hold for every agreement and every log: no side is taken, order does not matter, words change nothing."""

import random
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.agreement.results import Status
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from tests.arel import TEXT, act, as_json, at, status_at
from tests.swap import swap

DAYS = [f"03-{day:02} {hour:02}:00" for day in range(1, 29) for hour in (0, 9, 12)]
ACTORS = ["alpha", "bravo", "mission", "second", "panel", "other"]
DONE = ["weapons", "release", "living", "remains", "remains_back", "checked_twice", "soldiers", "trucks"]
MOMENTS = ["03-04", "03-09", "03-20", "04-30", "05-20"]


@st.composite
def logs(draw: st.DrawFn) -> list[ActBase]:
    """Draw a log: any act by anyone, sensible or not, some pointing at earlier ones."""
    found: list[ActBase] = []
    for number in range(draw(st.integers(0, 25))):
        when, actor = draw(st.sampled_from(DAYS)), draw(st.sampled_from(ACTORS))
        of = draw(st.sampled_from(DONE))
        refs = (draw(st.sampled_from(found)).id,) if found and draw(st.booleans()) else ()
        common: dict[str, Any] = {"id": f"a{number:02}", "refs": refs}
        if draw(st.booleans()):
            common["recorded"] = draw(st.sampled_from([day for day in DAYS if day >= when]))
        if draw(st.integers(0, 4)) == 0:
            common |= {"basis": "reported", "evidence": tuple(draw(st.lists(st.sampled_from(["s1", "s2", "s3", "s9"]))))}
        amount = draw(st.one_of(st.none(), st.integers(0, 120)))
        category = draw(st.sampled_from(["", "locals", "strangers"])) if of == "remains" else ""
        kind = draw(st.sampled_from(["claimed", "confirmed", "confirmed", "contested", "refuted", "counted", "ruled",
                                     "waived", "withdrawn", "dated", "decided", "filled", "suspended", "ended", "alleged",
                                     "found", "source", "extended"]))  # fmt: skip
        found.append(_one(draw, kind, when, actor, of, amount, category, common))
    return found


def _one(draw: st.DrawFn, kind: str, when: str, actor: str, of: str, amount: int | None, category: str,
         common: dict[str, Any]) -> ActBase:  # fmt: skip
    if kind in ("claimed", "confirmed", "contested", "refuted", "waived"):
        return act(f"obligation.{kind}", when, actor, of=of, amount=amount, category=category, **common)
    if kind == "counted":
        tally = draw(st.sampled_from(["mission", "army", "verified"]))
        return act("obligation.counted", when, actor, of=of, tally=tally, total=amount or 0, unit="", **common)
    if kind == "ruled":
        outcome = draw(st.sampled_from(["for", "against", "partly"]))
        return act("dispute.ruled", when, actor, of=of, outcome=outcome, amount=amount, **common)
    if kind == "withdrawn":
        return act("act.withdrawn", when, actor, **common)
    if kind == "dated":
        anchor = draw(st.sampled_from(["accepted", "withdrawn"]))
        hour = draw(st.sampled_from(["known", "unknown"]))
        relied = tuple(draw(st.lists(st.sampled_from(["alpha", "bravo"]), unique=True)))
        return act("anchor.dated", when, actor, anchor=anchor, candidate=draw(st.sampled_from("xyz")), hour=hour,
                   relied_on_by=relied, **common)  # fmt: skip
    if kind == "decided":
        return act("decision.made", when, actor, decision="complies", outcome=draw(st.sampled_from(["yes", "no"])),
                   **common)  # fmt: skip
    if kind == "filled":
        return act("hole.filled", when, actor, hole="route", says="by sea", **common)
    if kind in ("suspended", "ended"):
        verb, more = ("declared", {"power": "stop"}) if kind == "suspended" else ("ended", {})
        return act(f"suspension.{verb}", when, actor, of="release", **more, **common)
    if kind == "alleged":
        return act("breach.alleged", when, actor, of="quiet", **common)
    if kind == "extended":
        until = draw(st.sampled_from(["2027-02-01T00:00:00+02:00", "2027-06-01T00:00:00+02:00"]))
        return act("mandate.extended", when, actor, body="mission", to=at(until), **common)
    if kind == "found":
        return act("breach.found", when, actor, of="quiet", outcome="breach", **common)
    return act("source.added", when, draw(st.sampled_from(["recorder", "alpha", "bravo"])), source="s9",
               root="Agency Nine", **{**common, "basis": "own", "evidence": ()})  # fmt: skip


QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(logs(), st.sampled_from(MOMENTS), st.integers())
def test_the_order_in_which_acts_come_in_changes_nothing(log: list[ActBase], when: str, seed: int) -> None:
    mixed = list(log)
    random.Random(seed).shuffle(mixed)
    assert as_json(status_at(when, *log)) == as_json(status_at(when, *mixed))


@QUICK
@given(logs(), st.sampled_from(MOMENTS), st.sampled_from(["", "alpha", "bravo", "other"]))
def test_swapping_the_parties_swaps_every_output_and_nothing_else(log: list[ActBase], when: str, eyes: str) -> None:
    swapped_log = [acts.decoder.decode(swap(msgspec.json.encode(entry).decode(), "alpha", "bravo")) for entry in log]
    plain = as_json(status_at(when, *log, seen_by=eyes)).decode()
    swapped = as_json(status_at(when, *swapped_log, text=swap(TEXT, "alpha", "bravo"),
                                seen_by=swap(eyes, "alpha", "bravo"))).decode()  # fmt: skip
    assert swap(plain, "alpha", "bravo") == swapped


@QUICK
@given(logs(), st.sampled_from(MOMENTS))
def test_what_is_recorded_later_never_changes_what_was_known(log: list[ActBase], when: str) -> None:
    known = [entry for entry in log if entry.recorded <= at(when)]
    early, full = status_at(when, *known), status_at(when, *log)
    assert _without_counts(early) == _without_counts(full)


@QUICK
@given(logs(), st.sampled_from(MOMENTS), st.integers(0, 10_000), st.booleans())
def test_statements_and_figures_never_change_a_status(log: list[ActBase], when: str, number: int, first: bool) -> None:
    link = acts.Link(who="alpha", kind="party")
    words = [
        act("statement.reported", "03-02", "recorder", id="w1", chain=(link,), stance="announces",
            says="all is done", on=("weapons", "release")),
        act("figure.reported", "03-02", "recorder", id="w2", chain=(link,), subject="weapons", unit="weapons",
            low=number, high=number),
    ]  # fmt: skip
    bare, spoken = status_at(when, *log), status_at(when, *(words + log if first else log + words))
    assert [(norm.life, norm.evidence, norm.amount, norm.clocks) for norm in bare.norms] == [
        (norm.life, norm.evidence, norm.amount, norm.clocks) for norm in spoken.norms]  # fmt: skip
    assert len(spoken.statements) == len(spoken.figures) == 1


@QUICK
@given(logs(), st.sampled_from(MOMENTS))
def test_every_sum_reconciles_and_nothing_is_lost(log: list[ActBase], when: str) -> None:
    found = status_at(when, *log)
    assert found.acts.read == len(log)
    for norm in found.norms:
        if norm.amount is None or norm.amount.due is None:
            continue
        if norm.amount.bound != "at_most" and norm.amount.remaining:
            assert norm.amount.done + norm.amount.waived + norm.amount.remaining == norm.amount.due
        if norm.tranches:
            assert sum(part.due or 0 for part in norm.tranches) == norm.amount.due
            assert sum(part.done for part in norm.tranches) == min(norm.amount.done, norm.amount.due)
        if norm.if_for and norm.if_against:
            assert norm.if_against.done <= norm.amount.done <= norm.if_for.done


def _without_counts(found: Status) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(
        found, acts=msgspec.structs.replace(found.acts, read=0, later=0, considered=0)))  # fmt: skip
