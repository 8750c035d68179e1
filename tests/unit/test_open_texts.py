"""Texts that leave much open: readings that differ, what was not seen, what is public, each person's own day, steps that go
in pairs, numbers that come out later."""

import pytest

from safeconduct.agreement.amend import join
from safeconduct.agreement.reader import read_agreement, read_amendment
from safeconduct.agreement.residual import residual_text
from safeconduct.agreement.results import Life, Reason, Status
from safeconduct.agreement.wording import say
from safeconduct.checks.opening import check_files
from safeconduct.checks.run import check
from safeconduct.kernel.truth import Truth
from tests.arel import TEXT, act, at, norm, read, status_at
from tests.builders import faults_of

CONFIRM, CLAIM = "obligation.confirmed", "obligation.claimed"


def changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def told(found: Status, name: str, text: str) -> list[str]:
    """Give every sentence of the reason of a norm."""
    def lines(reason: Reason) -> list[str]:
        return [say(reason, read(text).model), *(line for child in reason.children for line in lines(child))]

    return lines(norm(found, name).reason)


# --- a condition that only one reading of a point asks for

READ = changed(
    ('  p1: {of: main, number: "1", says: weapons and persons}',
     '  p1:\n    of: main\n    number: "1"\n    says: weapons and persons\n    readings:\n'
     "      arms_first: {says: Weapons come before persons., relied_on_by: alpha}\n"
     "      side_by_side: {says: Both go side by side., relied_on_by: bravo}"),
    ("    after: {verified: weapons.t1}\n", "    after: {reading: p1.arms_first, needs: {verified: weapons.t1}, "
     "settled_by: which}\n"),
    ("  adrift:", "  which: {what: do weapons come before persons, by: panel}\n  adrift:"),
)  # fmt: skip


def test_what_one_reading_asks_for_is_disputed_until_it_is_there_under_all() -> None:
    found = status_at("03-02", text=READ)
    release = norm(found, "release")
    assert (release.life, release.waits_for) == (Life.DORMANT, ("p1.arms_first", "weapons.t1"))
    assert release.reason.children[0].value is Truth.DISPUTED
    assert [(change.who, change.how) for change in release.can_unblock][:1] == [(("panel",), "decide")]
    assert ("one reading waits for this, and another for nothing: Weapons come before persons.; relied on by Alpha"
            in told(found, "release", READ))  # fmt: skip
    done = act(CONFIRM, "03-03", "mission", of="weapons", amount=33, unit="weapons")
    assert norm(status_at("03-04", done, text=READ), "release").life is Life.IN_FORCE


@pytest.mark.parametrize(("eyes", "life"), [("alpha", Life.DORMANT), ("bravo", Life.IN_FORCE), ("other", Life.DORMANT)])
def test_each_side_sees_it_by_the_reading_it_relies_on(eyes: str, life: Life) -> None:
    assert norm(status_at("03-02", text=READ, seen_by=eyes), "release").life is life


@pytest.mark.parametrize(("outcome", "life", "waits"), [("yes", Life.DORMANT, ("weapons.t1",)), ("no", Life.IN_FORCE, ())])
def test_whoever_is_empowered_says_which_reading_holds(outcome: str, life: Life, waits: tuple[str, ...]) -> None:
    decided = act("decision.made", "03-02", "panel", decision="which", outcome=outcome)
    for eyes in ("", "alpha", "bravo"):
        found = norm(status_at("03-03", decided, text=READ, seen_by=eyes), "release")
        assert (found.life, found.waits_for) == (life, waits)


def test_a_continuing_condition_of_one_reading_ends_nothing_while_the_reading_is_open() -> None:
    text = READ.replace("as_long_as: {decided: complies}", "as_long_as: {reading: p1.arms_first, needs: {decided: complies}}")
    no = act("decision.made", "03-02", "panel", decision="complies", outcome="no")
    lives = {eyes: norm(status_at("03-03", no, text=text, seen_by=eyes), "no_return").life for eyes in ("", "alpha", "bravo")}
    assert lives == {"": Life.IN_FORCE, "alpha": Life.LAPSED, "bravo": Life.IN_FORCE}


def test_a_reading_that_is_not_there_is_told() -> None:
    [fault] = faults_of(read_agreement, READ.replace("reading: p1.arms_first", "reading: p1.arms_frist").encode(), file="a")
    assert (fault.code, fault.message, fault.remedy) == (
        "SC101", "no reading is called 'p1.arms_frist'", "did you mean 'p1.arms_first'?")  # fmt: skip


def test_what_a_reading_asks_for_is_left_out_once_it_is_there() -> None:
    done = act(CONFIRM, "03-03", "mission", of="weapons", amount=33, unit="weapons")
    for entries, kept in (((), True), ((done,), False)):
        left = read_agreement(residual_text(read(READ), status_at("03-04", *entries, text=READ)).encode(), file="a").model
        assert (left.obligations["release"].after is not None) is kept


@pytest.mark.parametrize("how", ["all", "any"])
def test_what_is_disputed_beside_what_is_unknown_opens_nothing_and_ends_nothing(how: str) -> None:
    both = f"{{{how}: [{{verified: weapons.t1}}, {{agreed: route}}]}}"
    text = changed(("    after: {verified: weapons.t1}\n", f"    after: {both}\n"))
    entries = (act(CONFIRM, "03-05", "mission", of="weapons", amount=40, unit="weapons", id="w"),
               act("obligation.contested", "03-06", "alpha", of="weapons", amount=10, refs=("w",)))  # fmt: skip
    release = norm(status_at("03-08", *entries, text=text), "release")
    assert (release.life, release.reason.children[0].value) == (Life.DORMANT, Truth.DISPUTED)
    assert release.waits_for == ("weapons.t1", "route")


# --- what was not seen

SEEN = changed(
    ("texts: {main: {title: The text}}", "texts: {main: {title: The text, seen: excerpt}}"),
    ("  vague:\n    title: disarm one day\n    clause: p1\n    who: unstated\n    to: unstated\n    amount: unstated\n",
     "  vague:\n    title: disarm one day\n    clause: p1\n    who: [unseen]\n    to: unstated\n    amount: unseen\n"),
)  # fmt: skip


def test_what_was_not_seen_is_not_said_to_be_left_out() -> None:
    found = status_at("03-02", text=SEEN)
    vague = norm(found, "vague")
    assert vague.missing == ("duty_holder", "number", "date", "verifier")
    assert vague.unseen == ("duty_holder", "number")
    sentences = told(found, "vague", SEEN)
    assert "what was seen of the text does not give a number; another part may" in sentences
    assert "the text gives no date" in sentences
    assert "the text gives no number" not in sentences


def test_a_text_that_was_seen_whole_leaves_nothing_unseen() -> None:
    faults = faults_of(read_agreement, SEEN.replace(", seen: excerpt", "").encode(), file="a")
    assert [(fault.code, fault.path, fault.line) for fault in faults] == [
        ("SC016", "obligations.vague.who", SEEN[: SEEN.index("[unseen]")].count("\n") + 1),
        ("SC016", "obligations.vague.amount", SEEN[: SEEN.index("amount: unseen")].count("\n") + 1),
    ]


def test_the_word_names_nothing_and_a_key_that_must_be_said_cannot_be_left_so() -> None:
    for line, message in (("  unseen: {title: x, clause: p1, who: alpha}", "'unseen' is the format's own word and names nothing"),
                          ("  one: {title: x, clause: unseen, who: alpha}", "this key cannot be left unseen")):  # fmt: skip
        text = SEEN.replace("obligations:\n", f"obligations:\n{line}\n")
        assert message in [fault.message for fault in faults_of(read_agreement, text.encode(), file="a")]


def test_an_amendment_sees_what_the_first_text_did_not() -> None:
    base = read(SEEN)
    text = ("safeconduct: 1\nid: arel2\ntitle: Second\nwording: draft\n"
            f"amends: {{agreement: arel, hash: {base.hash!r}}}\nreplaces: [vague]\nobligations:\n"
            "  vague: {title: disarm one day, clause: p1, who: bravo, to: alpha, amount: unstated, unit: weapons, "
            "deadline: unseen}\n")  # fmt: skip
    joined = join(base, read_amendment(text.encode(), file="b.yaml"))
    assert (base.unseen, joined.unseen) == (
        {"obligations.vague.who", "obligations.vague.amount"}, {"obligations.vague.deadline"})  # fmt: skip


def test_a_finding_about_what_was_not_seen_is_answered_for(tmp_path) -> None:
    for name, text in (("seen", SEEN), ("silent", SEEN.replace("unseen", "unstated"))):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = {name: [(one.code, one.open) for one in check(*check_files(tmp_path / f"{name}.yaml")).findings
                    if one.path == "obligations.vague.who"] for name in ("seen", "silent")}  # fmt: skip
    assert found == {"seen": [("SC207", False)], "silent": [("SC207", True)]}


# --- what is public needs nobody who confirms it

LAW = changed(("obligations:\n", "obligations:\n  law: {title: bring in a law, clause: p1, who: alpha, to: bravo, "
               "deadline: {by: 2026-03-20}, verified_by: public}\n"))  # fmt: skip


def test_what_is_public_is_done_when_it_is_claimed_and_nobody_has_to_confirm_it() -> None:
    open_yet = norm(status_at("03-05", text=LAW), "law")
    assert (open_yet.life, open_yet.missing) == (Life.IN_FORCE, ())
    own = act(CLAIM, "03-04", "alpha", of="law", id="own")
    assert norm(status_at("03-05", own, text=LAW), "law").life is Life.FULFILLED
    assert norm(status_at("03-05", act(CLAIM, "03-04", "bravo", of="law"), text=LAW), "law").life is Life.IN_FORCE


@pytest.mark.parametrize(("reports", "life"), [(("s1",), Life.OVERDUE), (("s1", "s3"), Life.OVERDUE),
                                               (("s1", "s2"), Life.FULFILLED)])  # fmt: skip
def test_reports_of_it_need_as_many_sources_as_any_other(reports: tuple[str, ...], life: Life) -> None:
    told_of = act(CLAIM, "03-04", "alpha", of="law", basis="reported", evidence=reports)
    assert norm(status_at("03-25", told_of, text=LAW), "law").life is life


def test_whoever_it_is_owed_to_may_contest_what_is_public() -> None:
    own, contest = (act(CLAIM, "03-04", "alpha", of="law", id="own"),
                    act("obligation.contested", "03-05", "bravo", of="law", refs=("own",)))  # fmt: skip
    found = norm(status_at("03-06", own, contest, text=LAW), "law")
    assert found.evidence is Truth.DISPUTED
    ruled = LAW.replace("verified_by: public}", "verified_by: public, dispute: {by: bravo, to: panel}}")
    assert norm(status_at("03-06", own, contest, text=ruled), "law").life is not Life.FULFILLED


def test_what_waits_for_something_public_opens_by_it() -> None:
    text = LAW.replace("    after: {verified: weapons.t1}\n", "    after: {verified: law}\n")
    assert norm(status_at("03-05", text=text), "release").life is Life.DORMANT
    own = act(CLAIM, "03-04", "alpha", of="law")
    assert norm(status_at("03-05", own, text=text), "release").life is Life.IN_FORCE


def test_the_checker_misses_no_verifier_there(tmp_path) -> None:
    for name, text in (("public", LAW), ("silent", LAW.replace("verified_by: public", "verified_by: unstated"))):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = {name: [one.code for one in check(*check_files(tmp_path / f"{name}.yaml")).findings
                    if one.path == "obligations.law.verified_by"] for name in ("public", "silent")}  # fmt: skip
    assert found == {"public": [], "silent": ["SC202"]}


# --- rights and powers from a day on

@pytest.mark.parametrize(("kind", "entry"), [
    ("entitlements", "late: {title: go home, clause: p1, who: locals, earliest: {within: 9 days, of: day_d}}"),
    ("powers", "late: {title: look in, clause: p1, who: alpha, earliest: {within: 9 days, of: day_d}}"),
    ("prohibitions", "late: {title: stay out, clause: p1, who: alpha, earliest: {within: 9 days, of: day_d}}"),
])  # fmt: skip
def test_a_right_a_power_and_a_ban_may_begin_on_a_day(kind: str, entry: str) -> None:
    text = changed((f"{kind}:\n", f"{kind}:\n  {entry}\n"))
    lives = [norm(status_at(day, text=text), "late").life for day in ("03-09 23:59", "03-10 00:00")]
    assert lives == [Life.DORMANT, Life.IN_FORCE]


# --- each person's own day

EACH = changed(("  accepted: {", "  freed: {name: the day a person is freed, each: locals}\n  accepted: {"),
               ("    deadline: {by: 2026-03-10}\n", "    deadline: {within: 2 days, of: freed}\n"))  # fmt: skip


def test_a_limit_from_each_persons_own_day_is_no_limit_for_all() -> None:
    found = status_at("12-30", text=EACH)
    remains = norm(found, "remains")
    assert (remains.life, remains.clocks[0].each, remains.clocks[0].candidates) == (Life.IN_FORCE, "locals", ())
    assert ("limit: within 2 days of “the day a person is freed”: runs apart for each of these, from a day of their own: locals"
            in told(found, "remains", EACH))  # fmt: skip
    assert next(anchor for anchor in found.anchors if anchor.id == "freed").each == "locals"


def test_one_day_for_all_is_kept_and_moves_nothing() -> None:
    day = act("anchor.dated", "03-02", "mission", anchor="freed", candidate="c", id="d")
    found = status_at("12-30", day, text=EACH)
    assert norm(found, "remains").life is Life.IN_FORCE
    assert [(item.act, item.reason) for item in found.not_counted] == [("d", "anchor_of_each")]


def test_what_waits_for_each_persons_day_does_not_open_for_all() -> None:
    text = EACH.replace("after: {anchor: accepted}", "after: {anchor: freed}")
    assert norm(status_at("03-05", text=text), "quiet").life is Life.DORMANT


@pytest.mark.parametrize("more", ["on: 2026-03-02", "fixed_by: mission", "when: {verified: release}"])
def test_each_persons_day_and_one_day_for_all_do_not_go_together(more: str) -> None:
    text = EACH.replace("each: locals}", f"each: locals, {more}}}")
    [fault] = faults_of(read_agreement, text.encode(), file="a")
    assert (fault.code, fault.path) == ("SC014", f"anchors.freed.{more.partition(':')[0]}")


# --- steps that go in pairs

PAIRS = changed(("    after: {verified: weapons.t1}\n", "    parallel_with: weapons\n    lead_at_most: 10%\n"))


def pair(weapons: int, persons: int, text: str = PAIRS, seen_by: str = "") -> Status:
    entries = [act(CONFIRM, "03-04", "mission", of="weapons", amount=weapons, unit="weapons")] if weapons else []
    entries += [act(CONFIRM, "03-04", "mission", of="release", amount=persons, unit="persons")] if persons else []
    return status_at("03-05", *entries, text=text, seen_by=seen_by)


@pytest.mark.parametrize(("weapons", "persons", "side", "beyond"), [
    (0, 0, "level", False), (10, 0, "behind", False), (11, 0, "behind", True), (50, 12, "ahead", False),
    (49, 12, "ahead", True), (100, 20, "level", False),
])  # fmt: skip
def test_the_side_that_is_ahead_is_named_and_whether_it_is_too_far(weapons: int, persons: int, side: str, beyond: bool) -> None:
    [pace] = norm(pair(weapons, persons), "release").pace
    assert (pace.of, pace.side, pace.beyond, pace.allowed) == ("weapons", side, beyond, "10%")
    assert (pace.done, pace.other) == (persons * 5, weapons)


def test_being_behind_opens_and_shuts_nothing_and_is_said() -> None:
    found = pair(40, 2)
    assert (norm(found, "release").life, norm(found, "release").label) == (
        Life.IN_FORCE, "in force, 2 of 20, behind weapons by more than 10%")  # fmt: skip
    assert ("behind: 10 per cent of it done, 40 per cent of hand in weapons; more than the 10% allowed"
            in told(found, "release", PAIRS))  # fmt: skip
    assert norm(found, "weapons").pace == ()


def test_where_the_text_has_no_number_for_it_only_the_difference_is_said() -> None:
    text = PAIRS.replace("lead_at_most: 10%", "lead_at_most: unstated")
    [pace] = norm(pair(40, 2, text), "release").pace
    assert (pace.side, pace.beyond, pace.allowed) == ("behind", False, None)
    text = PAIRS.replace("    amount: 20 persons\n    parallel", "    amount: unstated\n    unit: persons\n    parallel")
    [pace] = norm(pair(40, 2, text), "release").pace
    assert (pace.side, pace.done, pace.other) == ("unknown", None, 40)


def test_ahead_of_what_has_to_be_said() -> None:
    [fault] = faults_of(read_agreement, PAIRS.replace("    parallel_with: weapons\n", "").encode(), file="a")
    assert (fault.code, fault.path) == ("SC015", "obligations.release.lead_at_most")


# --- a number that comes out later

LATER = changed(("obligations:\n", """obligations:
  lists:
    {title: list the members, clause: p1, who: bravo, to: alpha, amount: unstated, unit: persons, deadline: unstated,
     verified_by: {any: mission}}
  leave:
    title: leave in shares
    clause: p1
    who: bravo
    to: alpha
    amount: unstated
    unit: persons
    tranches:
      base: unstated
      base_from: lists
      rounding: down
      parts: {a: {share: 30%, deadline: {by: 2026-03-15}}, b: {share: 35%}, c: {rest: yes}}
    deadline: unstated
    verified_by: {any: mission}
"""))  # fmt: skip
LISTED = act(CONFIRM, "03-03", "mission", of="lists", amount=201, unit="persons")


def leaves(*amounts: int) -> list:
    return [act(CONFIRM, f"03-{day:02}", "mission", of="leave", amount=amount, unit="persons")
            for day, amount in enumerate(amounts, 5)]  # fmt: skip


def test_shares_are_of_what_is_counted_elsewhere() -> None:
    before = norm(status_at("03-10", *leaves(60), text=LATER), "leave")
    assert (before.amount.due, [part.due for part in before.tranches]) == (None, [None, None, None])
    found = norm(status_at("03-10", LISTED, *leaves(60), text=LATER), "leave")
    assert (found.amount.due, found.amount.done, found.missing) == (201, 60, ("number", "date"))
    assert [(part.due, part.life) for part in found.tranches] == [
        (60, Life.FULFILLED), (70, Life.IN_FORCE), (71, Life.IN_FORCE)]  # fmt: skip
    assert norm(status_at("03-10", LISTED, *leaves(60, 70, 71), text=LATER), "leave").life is Life.FULFILLED


def test_the_day_on_which_it_is_taken_is_kept_to() -> None:
    more = act(CONFIRM, "03-06", "mission", of="lists", amount=99, unit="persons")
    dated = LATER.replace("      base_from: lists\n", "      base_from: lists\n      base_as_of: 2026-03-04\n")
    dues = {text: norm(status_at("03-10", LISTED, more, text=text), "leave").amount.due for text in (LATER, dated)}
    assert dues == {LATER: 300, dated: 201}


@pytest.mark.parametrize(("old", "new", "code"), [
    ("      rounding: down\n      parts: {a", "      parts: {a", "SC016"),
    ("      base: unstated\n      base_from", "      base: 200 persons\n      base_from", "SC014"),
    ("amount: unstated, unit: persons, deadline", "amount: unstated, unit: weapons, deadline", "SC605"),
])  # fmt: skip
def test_a_base_from_elsewhere_has_to_fit(old: str, new: str, code: str) -> None:
    assert LATER.count(old) == 1
    faults = faults_of(read_agreement, LATER.replace(old, new).encode(), file="a")
    assert (code, "obligations.leave.tranches.base_from") in [(fault.code, fault.path) for fault in faults]


# --- about so much

def test_about_so_much_is_said_and_counted_to_the_number() -> None:
    text = changed(("    amount: 20 persons\n    after", "    amount: 20 persons\n    about: yes\n    after"))
    found = status_at("03-06", act(CONFIRM, "03-04", "mission", of="weapons", amount=33, unit="weapons"),
                      act(CONFIRM, "03-05", "mission", of="release", amount=19, unit="persons"), text=text)  # fmt: skip
    release = norm(found, "release")
    assert (release.life, release.label, release.amount.about) == (Life.IN_FORCE, "in force, 19 of about 20", True)
    assert "19 of about 20 persons done" in told(found, "release", text)
    assert at("03-06") == found.as_of
