"""What the acts make of the agreement: life, evidence, amount, clocks, tallies, disputes, and why."""

import pytest

from safeconduct.agreement.amend import join
from safeconduct.agreement.reader import read_amendment
from safeconduct.agreement.results import Answer, Life
from safeconduct.agreement.status import Version
from safeconduct.kernel.truth import Truth
from tests.arel import TEXT, act, at, norm, read, status_at

CONFIRM = "obligation.confirmed"


def weapons(when: str, amount: int, **more: object):
    return act(CONFIRM, when, "mission", of="weapons", amount=amount, unit="weapons", **more)


def test_a_claim_counts_only_when_someone_empowered_confirms_it() -> None:
    claim = act("obligation.claimed", "03-05", "bravo", of="weapons", amount=40, unit="weapons", id="c1")
    found = norm(status_at("03-06", claim), "weapons")
    assert (found.amount.done, found.amount.claimed, found.evidence) == (0, 40, Truth.UNKNOWN)
    assert found.label == "in force, 0 of 100, claimed, not confirmed"
    confirmed = norm(status_at("03-06", claim, act(CONFIRM, "03-06", "mission", of="weapons", refs=("c1",))), "weapons")
    assert (confirmed.amount.done, confirmed.evidence) == (40, Truth.FOR)


@pytest.mark.parametrize("actor", ["bravo", "other", "panel", "second"])
def test_a_confirmation_by_anyone_else_is_kept_and_changes_nothing(actor: str) -> None:
    found = status_at("03-06", act(CONFIRM, "03-05", actor, of="weapons", amount=40, id="x"))
    assert norm(found, "weapons").amount.done == 0
    assert [(item.act, item.reason) for item in found.not_counted] == [("x", "no_power_to_confirm")]


def test_the_one_it_is_owed_to_may_acknowledge() -> None:
    found = norm(status_at("03-06", act(CONFIRM, "03-05", "alpha", of="living", amount=7, unit="persons")), "living")
    assert found.amount.done == 7


def test_a_condition_opens_only_on_verified_truth() -> None:
    assert norm(status_at("03-06", weapons("03-05", 32)), "release").life is Life.DORMANT
    assert norm(status_at("03-06", weapons("03-05", 33)), "release").life is Life.IN_FORCE


def test_a_contested_step_keeps_the_next_one_shut_and_says_who_can_rule() -> None:
    contest = act("obligation.contested", "03-06", "alpha", of="weapons", amount=10, refs=("w",))
    found = status_at("03-08", weapons("03-05", 40, id="w"), contest)
    release = norm(found, "release")
    assert (release.life, release.waits_for) == (Life.DORMANT, ("weapons.t1",))
    step = release.reason.children[0].children[0]
    assert (step.code, step.value, step.params["disputed"]) == ("step_not_verified", Truth.DISPUTED, 10)
    assert [(change.who, change.how) for change in release.can_unblock] == [(("panel",), "rule")]
    owed = norm(found, "weapons")
    assert (owed.amount.done, owed.amount.disputed, owed.evidence) == (30, 10, Truth.DISPUTED)
    assert (owed.if_for.done, owed.if_for.opens) == (40, ("release",))
    assert (owed.if_against.done, owed.if_against.opens) == (30, ())


@pytest.mark.parametrize(("outcome", "amount", "done"), [("for", None, 40), ("against", None, 0), ("partly", 35, 35)])
def test_a_ruling_collapses_a_dispute(outcome: str, amount: int | None, done: int) -> None:
    contest = act("obligation.contested", "03-06", "alpha", of="weapons", refs=("w",))
    ruling = act("dispute.ruled", "03-07", "panel", of="weapons", refs=("w",), outcome=outcome, amount=amount)
    found = norm(status_at("03-08", weapons("03-05", 40, id="w"), contest, ruling), "weapons")
    assert (found.amount.done, found.amount.disputed) == (done, 0)


def test_a_ruling_by_a_party_is_no_ruling() -> None:
    contest = act("obligation.contested", "03-06", "alpha", of="weapons", refs=("w",))
    ruling = act("dispute.ruled", "03-07", "alpha", of="weapons", refs=("w",), outcome="against")
    found = status_at("03-08", weapons("03-05", 40, id="w"), contest, ruling)
    assert norm(found, "weapons").amount.disputed == 40
    assert [item.reason for item in found.not_counted] == ["no_power_to_rule"]


def test_silence_decides_when_the_text_says_so() -> None:
    entries = (weapons("03-05", 40, id="w"), act("obligation.contested", "03-06", "alpha", of="weapons", refs=("w",)))
    assert norm(status_at("03-20 11:59", *entries), "weapons").amount.done == 0
    assert norm(status_at("03-20 12:00", *entries), "weapons").amount.done == 40


def test_a_contest_after_its_window_counts_for_nothing() -> None:
    contest = act("obligation.contested", "03-13", "alpha", of="weapons", refs=("w",))
    assert norm(status_at("03-14", weapons("03-05", 40, id="w"), contest), "weapons").amount.done == 40


def test_a_verifier_corrects_itself_and_a_second_one_contradicts_it() -> None:
    own = act("obligation.refuted", "03-06", "mission", of="living", refs=("v",))
    entry = act(CONFIRM, "03-05", "mission", of="living", amount=5, id="v")
    found = norm(status_at("03-07", entry, own), "living")
    assert (found.amount.done, found.evidence) == (0, Truth.AGAINST)


def test_only_its_own_actor_withdraws_an_act() -> None:
    entry = weapons("03-05", 40, id="w")
    other = act("act.withdrawn", "03-06", "alpha", refs=("w",))
    mine = act("act.withdrawn", "03-06", "mission", refs=("w",))
    assert norm(status_at("03-07", entry, other), "weapons").amount.done == 40
    assert norm(status_at("03-07", entry, mine), "weapons").amount.done == 0


def test_two_tallies_stand_side_by_side_and_one_decides() -> None:
    counts = (
        act("obligation.counted", "03-09", "mission", of="weapons", tally="mission", total=100, unit="weapons"),
        act("obligation.counted", "03-09", "alpha", of="weapons", tally="army", total=90, unit="weapons"),
    )
    found = norm(status_at("03-10", *counts), "weapons")
    assert (found.life, found.evidence) == (Life.FULFILLED, Truth.DISPUTED)
    assert [(tally.id, tally.total, tally.below) for tally in found.amount.tallies] == [
        ("mission", 100, 0), ("army", 90, 10)]  # fmt: skip
    unsaid = norm(status_at("03-10", counts[0], seen_by="alpha"), "weapons")
    assert unsaid.amount.done == 100  # alpha entered nothing of its own, so nothing of its own decides
    mine = norm(status_at("03-10", *counts, seen_by="alpha"), "weapons")
    assert (mine.life, mine.amount.done) == (Life.IN_FORCE, 90)


def test_a_running_total_replaces_what_was_added_before_it_and_can_fall() -> None:
    counted = act("obligation.counted", "03-06", "mission", of="weapons", tally="mission", total=30, unit="weapons")
    found = norm(status_at("03-08", weapons("03-05", 40), counted, weapons("03-07", 5)), "weapons")
    assert found.amount.done == 35


def test_the_word_of_the_one_it_is_owed_to_counts_and_is_told_apart() -> None:
    own = act(CONFIRM, "03-06", "alpha", of="weapons", amount=10, unit="weapons", tally="mission")
    found = norm(status_at("03-08", weapons("03-05", 40), own), "weapons")
    tally = found.amount.tallies[0]
    assert (tally.id, tally.total, tally.acknowledged) == ("mission", 50, 10)


def test_the_one_it_is_owed_to_cannot_state_the_total_of_a_tally_it_does_not_keep() -> None:
    low = act("obligation.counted", "03-06", "alpha", of="weapons", tally="mission", total=1, unit="weapons")
    found = status_at("03-08", weapons("03-05", 40), low)
    assert norm(found, "weapons").amount.done == 40
    assert [item.reason for item in found.not_counted] == ["no_power_to_count"]


def test_what_is_claimed_and_cannot_be_shown_is_not_called_overdue() -> None:
    text = TEXT.replace("    amount: 20 persons\n    after", "    amount: unstated\n    after").replace(
        "    deadline: unstated\n    verified_by: {any: mission}\n    dispute: {by: bravo",
        "    deadline: {by: 2026-03-04}\n    verified_by: {any: mission}\n    dispute: {by: bravo")  # fmt: skip
    claim = act("obligation.claimed", "03-03", "alpha", of="release")
    entries = (weapons("03-02", 33),)
    assert norm(status_at("03-10", *entries, text=text), "release").life is Life.OVERDUE
    assert norm(status_at("03-10", *entries, claim, text=text), "release").life is Life.IN_FORCE


def test_a_party_cannot_enter_the_other_tally() -> None:
    entry = act("obligation.counted", "03-05", "bravo", of="weapons", tally="mission", total=100, unit="weapons")
    found = status_at("03-06", entry)
    assert norm(found, "weapons").amount.done == 0
    assert found.not_counted[0].reason == "no_power_to_count"


def test_tranches_fill_in_order_and_each_has_its_own_day() -> None:
    found = norm(status_at("03-20", weapons("03-05", 33), weapons("03-15", 40)), "weapons")
    assert [(part.id, part.done, part.due, part.life) for part in found.tranches] == [
        ("weapons.t1", 33, 33, Life.FULFILLED), ("weapons.t2", 33, 33, Life.FULFILLED),
        ("weapons.t3", 7, 34, Life.DORMANT)]  # fmt: skip
    assert found.tranches[0].clocks[0].answer is Answer.IN_TIME
    late = norm(status_at("03-20", weapons("03-12", 33)), "weapons").tranches[0]
    assert (late.life, late.clocks[0].answer, late.clocks[0].candidates[0].days_late) == (
        Life.FULFILLED, Answer.LATE, 1)  # fmt: skip


def test_overdue_then_breached_when_the_cure_has_passed() -> None:
    assert norm(status_at("04-30"), "weapons").life is Life.IN_FORCE
    assert norm(status_at("05-01"), "weapons").life is Life.OVERDUE
    assert norm(status_at("05-06"), "weapons").life is Life.BREACHED


def accepted(candidate: str, start: str, **more: object):
    return act("anchor.dated", start, "other", anchor="accepted", candidate=candidate, says=candidate, **more)


def test_competing_clocks_are_kept_and_an_unknown_hour_stays_unknown() -> None:
    entries = (
        accepted("speech", "03-01 00:00", until="03-02 00:00", hour="unknown"),
        accepted("vote", "03-05 01:20", relied_on_by=("alpha",)),
        act("anchor.dated", "03-05 12:00", "mission", anchor="withdrawn", candidate="noon", says="noon"),
        act(CONFIRM, "03-08 10:00", "mission", of="living", amount=20, until="03-08 11:50"),
    )
    found = norm(status_at("03-20", *entries), "living")
    clocks = {clock.id: {c.id: (c.answer, c.at_any_hour, c.relied_on_by) for c in clock.candidates}
              for clock in found.clocks}  # fmt: skip
    assert clocks == {
        "acceptance": {"speech": (Answer.UNKNOWN, Answer.LATE, ()), "vote": (Answer.LATE, Answer.LATE, ("alpha",))},
        "withdrawal": {"noon": (Answer.IN_TIME, Answer.IN_TIME, ())},
    }
    assert (found.life, found.competing) == (Life.FULFILLED, True)
    assert found.days_late is None  # in time under one clock: nothing is said about days late


def test_a_deadline_has_passed_only_when_it_has_under_every_clock() -> None:
    vote = accepted("vote", "03-05 01:20")
    assert norm(status_at("03-20", vote), "living").life is Life.IN_FORCE
    fixed = act("anchor.dated", "03-05 12:00", "mission", anchor="withdrawn", candidate="noon")
    assert norm(status_at("03-20", vote, fixed), "living").life is Life.OVERDUE


def test_done_between_two_readings_of_the_limit_is_neither_in_time_nor_late() -> None:
    entries = (
        act("anchor.dated", "03-05 12:00", "mission", anchor="withdrawn", candidate="noon"),
        act(CONFIRM, "03-08 11:00", "mission", of="living", amount=20, until="03-08 13:00"),
    )
    clock = norm(status_at("03-20", *entries), "living").clocks[1]
    assert clock.answer is Answer.UNKNOWN


def test_an_anchor_nobody_fixes_has_happened_once_every_candidate_has() -> None:
    own = accepted("vote", "03-05 01:20")
    reported = accepted("rumour", "03-04 10:00", basis="reported", evidence=("s1", "s3"), id="r")
    assert norm(status_at("03-06", reported), "quiet").life is Life.DORMANT
    assert norm(status_at("03-06", own, reported), "quiet").life is Life.IN_FORCE


def test_late_evidence_corrects_the_record_and_not_what_was_knowable() -> None:
    late = weapons("03-05", 100, recorded="03-25")
    assert norm(status_at("03-10", late), "weapons").amount.done == 0
    assert norm(status_at("03-10", late, known_by="03-26"), "weapons").amount.done == 100


@pytest.mark.parametrize(("evidence", "done"), [(("s1",), 0), (("s1", "s3"), 0), (("s1", "s2"), 40), ((), 0)])
def test_a_reported_act_needs_two_roots_not_two_papers(evidence: tuple[str, ...], done: int) -> None:
    found = status_at("03-06", weapons("03-05", 40, basis="reported", evidence=evidence))
    assert norm(found, "weapons").amount.done == done
    assert [item.reason for item in found.not_counted] == ([] if done else ["too_few_reports"])


def test_a_source_may_be_described_after_the_act_that_cites_it() -> None:
    entry = weapons("03-05", 40, basis="reported", evidence=("s1", "s9"))
    source = act("source.added", "03-05", "recorder", source="s9", root="Agency Nine")
    assert norm(status_at("03-06", entry, source), "weapons").amount.done == 40
    assert status_at("03-06", entry).not_counted[0].reason == "source_unknown"


def test_a_mandate_without_an_end_begins_on_its_first_day_all_the_same() -> None:
    open_ended = TEXT.replace("mandate: [{start: 2026-03-01, end: 2026-12-31}]", "mandate: [{start: 2026-03-01}]")
    found = status_at("03-06", weapons("02-20", 40, id="early"), text=open_ended)
    assert (norm(found, "weapons").amount.done, found.not_counted[0].reason) == (0, "outside_mandate")


def test_a_body_acts_only_within_its_mandate() -> None:
    early = weapons("02-20", 40, id="early")
    found = status_at("03-06", early)
    assert (norm(found, "weapons").amount.done, found.not_counted[0].reason) == (0, "outside_mandate")
    after = weapons("2027-01-05T12:00:00+02:00", 40)
    extended = act("mandate.extended", "03-05", "panel", body="mission", to=at("2027-06-01T00:00:00+02:00"))
    moment = "2027-01-06T12:00:00+02:00"
    assert norm(status_at(moment, after), "weapons").amount.done == 0
    assert norm(status_at(moment, after, extended), "weapons").amount.done == 40
    foreign = act("mandate.extended", "03-05", "bravo", body="mission", to=at("2027-06-01T00:00:00+02:00"))
    found = status_at(moment, after, foreign)
    assert norm(found, "weapons").amount.done == 0
    assert {item.reason for item in found.not_counted} == {"no_power_to_extend", "outside_mandate"}


def test_a_withdrawal_known_from_one_report_takes_nothing_back() -> None:
    entry = weapons("03-05", 40, id="w")
    rumour = act("act.withdrawn", "03-06", "mission", refs=("w",), basis="reported", evidence=("s1",))
    assert norm(status_at("03-07", entry, rumour), "weapons").amount.done == 40
    shown = act("act.withdrawn", "03-06", "mission", refs=("w",), basis="reported", evidence=("s1", "s2"))
    assert norm(status_at("03-07", entry, shown), "weapons").amount.done == 0


def remains(when: str, amount: int, category: str):
    return act(CONFIRM, when, "mission", of="remains", amount=amount, unit="bodies", category=category,
               id=f"{when}{category}")  # fmt: skip


def test_an_exchange_key_counts_by_category_and_shows_where_it_gives_nothing() -> None:
    found = status_at("03-06", remains("03-03", 3, "locals"), remains("03-04", 1, "strangers"))
    key = found.exchanges[0]
    assert [(row.category, row.handed_over, row.key, row.owed) for row in key.rows] == [
        ("locals", 3, 2, 6), ("strangers", 1, None, None)]  # fmt: skip
    assert (key.owed_so_far, key.undefined) == (6, ("strangers",))
    back = norm(found, "remains_back")
    assert (back.amount.due, back.amount.done, back.life) == (6, 0, Life.IN_FORCE)
    assert back.amount.arithmetic == "3 locals x 2 + 1 strangers x no key = 6"


def test_a_quorum_needs_different_verifiers() -> None:
    one = act(CONFIRM, "03-05", "mission", of="checked_twice", refs=("c",), id="a")
    again = act(CONFIRM, "03-06", "mission", of="checked_twice", refs=("c",), id="b")
    other = act(CONFIRM, "03-07", "second", of="checked_twice", refs=("c",), id="d")
    assert norm(status_at("03-10", one, again), "checked_twice").life is Life.IN_FORCE
    found = norm(status_at("03-10", one, again, other), "checked_twice")
    assert (found.life, found.completed_end) == (Life.FULFILLED, at("03-07"))


def test_a_ceiling_is_kept_by_counting_down() -> None:
    def count(when: str, total: int):
        return act("obligation.counted", when, "mission", of="soldiers", tally="verified", total=total,
                   unit="soldiers", id=when)  # fmt: skip

    assert norm(status_at("03-10"), "soldiers").life is Life.IN_FORCE
    assert norm(status_at("03-10", count("03-05", 300)), "soldiers").life is Life.IN_FORCE
    assert norm(status_at("03-10", count("03-05", 300), count("03-08", 100)), "soldiers").life is Life.FULFILLED
    found = norm(status_at("03-15", count("03-08", 100), count("03-12", 101)), "soldiers")
    assert (found.life, found.amount.remaining) == (Life.IN_FORCE, 1)


def test_a_ceiling_confirmed_without_a_number_shows_no_number() -> None:
    claim = act("obligation.claimed", "03-05", "alpha", of="soldiers", id="c")
    for entries in ([act(CONFIRM, "03-06", "mission", of="soldiers")],
                    [claim, act(CONFIRM, "03-06", "mission", of="soldiers", refs=("c",))]):  # fmt: skip
        found = norm(status_at("03-10", *entries), "soldiers")
        assert (found.life, found.label) == (Life.FULFILLED, "fulfilled, confirmed at or under 100")


def test_a_recurring_amount_is_judged_stretch_by_stretch() -> None:
    def trucks(when: str, amount: int):
        return act(CONFIRM, when, "mission", of="trucks", amount=amount, unit="trucks", id=when)

    found = norm(status_at("03-10", trucks("03-05", 60), trucks("03-06", 40), trucks("03-06 18:00", 20),
                           trucks("03-07", 10)), "trucks")  # fmt: skip
    assert found.life is Life.IN_FORCE
    quota = next(child for child in found.reason.children if child.code == "quota")
    assert (quota.params["met"], quota.params["short"]) == (2, 1)
    assert "carry_over" in found.missing


def test_a_shortfall_carries_over_only_where_the_text_says_so() -> None:
    def quota(text: str) -> tuple[int, int]:
        entries = [act(CONFIRM, f"03-0{day}", "mission", of="trucks", amount=amount, id=f"t{day}")
                   for day, amount in ((5, 40), (6, 60), (7, 100))]  # fmt: skip
        found = norm(status_at("03-10", *entries, text=text), "trucks")
        reason = next(child for child in found.reason.children if child.code == "quota")
        return reason.params["met"], reason.params["short"]

    assert quota(TEXT) == (2, 1)
    assert quota(TEXT.replace("per: 1 day", "per: 1 day\n    carry_over: yes")) == (1, 2)


def test_nothing_is_due_before_its_earliest_day() -> None:
    text = TEXT.replace("    title: checked by two", "    title: checked by two\n    earliest: {within: 9 days, of: day_d}")
    assert norm(status_at("03-09", text=text), "checked_twice").life is Life.DORMANT
    assert norm(status_at("03-10 00:00", text=text), "checked_twice").life is Life.IN_FORCE
    early = [act(CONFIRM, "03-05", who, of="checked_twice", refs=("c",), id=who) for who in ("mission", "second")]
    found = norm(status_at("03-12", *early, text=text), "checked_twice")
    assert (found.life, found.early) == (Life.FULFILLED, True)


def test_what_the_text_leaves_unsaid_is_shown() -> None:
    found = norm(status_at("03-10"), "vague")
    assert found.missing == ("duty_holder", "number", "date", "verifier")
    assert found.open_holes == ("route",)
    assert (found.life, found.amount.due) == (Life.DORMANT, None)
    passage = norm(status_at("03-10"), "passage")
    assert passage.missing == ("grantor", "destination")
    assert passage.waits_for == ("remains", "route")


def test_a_waiver_is_the_creditors_alone() -> None:
    assert norm(status_at("03-10", act("obligation.waived", "03-05", "bravo", of="weapons")), "weapons").life is (
        Life.IN_FORCE)  # fmt: skip
    found = norm(status_at("03-10", act("obligation.waived", "03-05", "alpha", of="weapons")), "weapons")
    assert found.life is Life.RELEASED


def test_a_suspension_runs_out_and_can_be_ended_only_by_its_holder() -> None:
    opened = weapons("03-02", 33)
    stop = act("suspension.declared", "03-05", "alpha", of="release", power="stop")
    assert norm(status_at("03-06", opened, stop), "release").life is Life.SUSPENDED
    assert norm(status_at("03-10 12:00", opened, stop), "release").life is Life.IN_FORCE
    foreign = act("suspension.ended", "03-06", "bravo", of="release")
    assert norm(status_at("03-07", opened, stop, foreign), "release").life is Life.SUSPENDED
    ended = act("suspension.ended", "03-06", "alpha", of="release")
    assert norm(status_at("03-07", opened, stop, ended), "release").life is Life.IN_FORCE
    taken = act("suspension.declared", "03-05", "bravo", of="release", power="stop")
    assert norm(status_at("03-06", opened, taken), "release").life is Life.IN_FORCE


def test_an_allegation_is_not_a_breach_before_a_finding() -> None:
    vote, alleged = accepted("vote", "03-02 01:20"), act("breach.alleged", "03-05", "alpha", of="quiet")
    found = norm(status_at("03-06", vote, alleged), "quiet")
    assert (found.life, found.evidence, len(found.allegations)) == (Life.IN_FORCE, Truth.UNKNOWN, 1)
    assert norm(status_at("03-06", vote, act("breach.found", "03-05", "alpha", of="quiet", outcome="breach")),
                "quiet").life is Life.IN_FORCE  # fmt: skip
    found = norm(status_at("03-06", vote, act("breach.found", "03-05", "panel", of="quiet", outcome="breach")), "quiet")
    assert (found.life, found.evidence) == (Life.BREACHED, Truth.AGAINST)


def test_a_continuing_condition_holds_until_its_decider_says_it_failed() -> None:
    assert norm(status_at("03-06"), "no_return").life is Life.IN_FORCE
    foreign = act("decision.made", "03-05", "alpha", decision="complies", outcome="no")
    assert norm(status_at("03-06", foreign), "no_return").life is Life.IN_FORCE
    failed = act("decision.made", "03-05", "panel", decision="complies", outcome="no")
    assert norm(status_at("03-06", failed), "no_return").life is Life.LAPSED


def test_a_time_limited_prohibition_ends() -> None:
    assert norm(status_at("03-03"), "pause").life is Life.IN_FORCE
    assert norm(status_at("03-05"), "pause").life is Life.LAPSED


def test_an_amendment_judges_acts_by_the_text_in_force_when_they_happened() -> None:
    base = read()
    change = read_amendment(f"""
safeconduct: 1
id: change
title: A change
wording: draft
amends: {{agreement: arel, hash: "{base.hash}", effective: 2026-03-10}}
units: {{persons: persons}}
replaces: [living]
releases: [trucks]
obligations:
  living: {{title: return the living, clause: p1, who: bravo, to: unstated, amount: 20 persons, verified_by: {{any: second}}}}
""".encode(), file="change.yaml")  # fmt: skip
    version = Version(join(base, change), at("03-10 00:00"), frozenset(change.model.releases), "A change")
    entries = (
        act(CONFIRM, "03-05", "mission", of="living", amount=3, id="by the old text"),
        act(CONFIRM, "03-12", "mission", of="living", amount=4, id="too late for the old text"),
        act(CONFIRM, "03-12", "second", of="living", amount=5, id="by the new text"),
    )
    found = status_at("03-15", *entries, more=(version,))
    assert norm(found, "living").amount.done == 8
    assert [item.act for item in found.not_counted] == ["too late for the old text"]
    assert norm(found, "trucks").life is Life.RELEASED
    assert norm(status_at("03-09", *entries, more=(version,)), "trucks").life is Life.IN_FORCE


def test_who_owes_what_to_whom_runs_both_ways() -> None:
    found = status_at("03-06", weapons("03-05", 40))
    lines = {(line.debtor, line.creditor, line.norm): (line.done, line.due, line.remaining) for line in found.owes}
    assert lines["bravo", "alpha", "weapons"] == (40, 100, 60)
    assert lines["alpha", "bravo", "release"] == (0, 20, 20)
    assert lines["unstated", "unstated", "vague"] == (0, None, None)


def test_every_status_carries_its_reason_and_its_place() -> None:
    for found in status_at("03-06", weapons("03-05", 40)).norms:
        assert found.reason.code == f"life_{found.life.value}"
        assert found.reason.where.startswith("arel.yaml:")
        assert found.label
        if found.life is Life.DORMANT:
            assert found.waits_for
            assert found.can_unblock
