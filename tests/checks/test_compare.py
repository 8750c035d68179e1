"""Two texts beside each other: nothing is passed over, nothing is made up, and both sides get the same answer."""

import json
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from safeconduct.agreement.amend import Version
from safeconduct.agreement.casefile import Case, examples, open_case
from safeconduct.agreement.reader import read_agreement
from safeconduct.checks.compare import Compared, compare
from safeconduct.checks.effect import effects
from safeconduct.checks.opening import check_case
from safeconduct.checks.run import check
from safeconduct.checks.text import CheckedText
from tests.arel import TEXT, act
from tests.swap import swap


def text_of(content: str) -> CheckedText:
    source = read_agreement(content.encode(), file="a.yaml")
    return CheckedText((Version(source),), (source,))


def both(old: str, new: str) -> Compared:
    texts = text_of(old), text_of(new)
    return compare(*texts, (check(texts[0], {}), check(texts[1], {})))


def cases(old: Case, new: Case) -> Compared:
    texts = check_case(old), check_case(new)
    return compare(texts[0][0], texts[1][0], (check(*texts[0]), check(*texts[1])))


def changes(found: Compared, name: str) -> dict[str, tuple[str, str]]:
    entry = next(one for one in (*found.norms, *found.others) if one.id == name)
    return {change.key: (change.old, change.new) for change in entry.changes}


@pytest.mark.parametrize("name", examples())
def test_a_text_compared_with_itself_gives_nothing(name: str) -> None:
    case = open_case(example=name)
    assert cases(case, case).same
    log = tuple(case.acts())
    found = effects(case.versions, case.versions, log, case.default_as_of)
    assert (found.norms, found.counted_now, found.counted_no_more) == ((), (), ())


AGREED = [
    ("who: bravo\n    to: alpha\n    amount: 10 bodies", "who: alpha\n    to: bravo\n    amount: 10 bodies",
     "remains", {"who": ("Bravo", "Alpha"), "to": ("Alpha", "Bravo")}),
    ("amount: 10 bodies", "amount: at least 12 bodies", "remains", {"amount": ("10 bodies", "at least 12 bodies")}),
    ("deadline: {by: 2026-03-10}", "deadline: unstated", "remains", {"deadline": ("by 10 Mar 2026", "not stated")}),
    ("after: {verified: weapons.t1}", "after: {any: [{verified: weapons.t2}, {agreed: route}]}", "release",
     {"after": ("“hand in weapons, t1” is done and confirmed",
                "“hand in weapons, t2” is done and confirmed or “the route” is agreed")}),
    ("verified_by: {any: [mission, second], quorum: 2}", "verified_by: {any: [mission, second]}", "checked_twice",
     {"verified_by": ("2 of Mission and Second verifier", "Mission or Second verifier")}),
    ("withdrawal: {within: 72 hours, of: withdrawn}", "withdrawal: {within: 3 days, of: withdrawn}", "living",
     {"deadline": ("acceptance: within 72 hours of “acceptance”; withdrawal: within 72 hours of “withdrawal”, side by side",
                   "acceptance: within 72 hours of “acceptance”; withdrawal: within 3 days of “withdrawal”, side by side")}),
    ("t2: {share: 33%}", "t2: {share: 40%}", "weapons",
     {"tranches": ("t1: 33%, within 10 days of “D-day”; t2: 33%; t3: the rest, when “release persons” is done and confirmed",
                   "t1: 33%, within 10 days of “D-day”; t2: 40%; t3: the rest, when “release persons” is done and confirmed")}),
    ("panel: {name: Panel, powers: rule}", "panel: {name: Panel, powers: [rule, certify]}", "panel",
     {"powers": ("rule", "rule and certify")}),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "name", "wanted"), AGREED)
def test_each_change_is_told_in_words(old: str, new: str, name: str, wanted: dict[str, tuple[str, str]]) -> None:
    found = both(TEXT, TEXT.replace(old, new))
    assert changes(found, name) == wanted
    back = both(TEXT.replace(old, new), TEXT)
    assert changes(back, name) == {key: (after, before) for key, (before, after) in wanted.items()}


def test_what_is_new_or_gone_is_told_with_what_it_says() -> None:
    more = "prohibitions:\n  dig: {title: no digging, clause: p1, who: bravo, to: alpha, found_by: panel}\n"
    new = TEXT.replace("prohibitions:\n", more)
    entry = both(TEXT, new).norms[0]
    assert (entry.how, entry.title) == ("added", "no digging")
    assert {change.key: change.new for change in entry.changes} == {"clause": "p1", "who": "Bravo", "to": "Alpha",
                                                                   "found_by": "Panel"}  # fmt: skip
    gone = both(new, TEXT).norms[0]
    assert (gone.how, {change.key: change.old for change in gone.changes}["who"]) == ("removed", "Bravo")


def test_wording_is_compared_in_each_language_and_part_by_part() -> None:
    says = "says: weapons and persons}"
    old = TEXT.replace(says, "says: {en: weapons, fr: armes}, clauses: {a: {says: {en: first}}}}")
    new = TEXT.replace(says, "says: {en: weapons, fr: fusils, de: Waffen}, clauses: {a: {says: {en: second}}}}")
    assert [(one.clause, one.language, one.old, one.new) for one in both(old, new).wording] == [
        ("p1", "fr", "armes", "fusils"), ("p1.a", "en", "first", "second"), ("p1", "de", "", "Waffen"),
    ]  # fmt: skip
    assert both(old, new).norms == ()


def test_a_change_that_shows_in_another_language_alone_is_not_passed_over() -> None:
    found = both(TEXT.replace("title: return remains", "title: {en: return remains, fr: un}"),
                 TEXT.replace("title: return remains", "title: {en: return remains, fr: deux}"))  # fmt: skip
    assert changes(found, "remains") == {"title": ("return remains (as it was)", "return remains (changed)")}


def test_findings_that_appear_disappear_and_are_answered() -> None:
    new = TEXT.replace("deadline: {by: 2026-03-10}", "deadline: unstated")
    assert "SC201" in {one.code for one in both(TEXT, new).appear}
    assert "SC201" in {one.code for one in both(new, TEXT).disappear}
    assert [one.path for one in both(TEXT, new).appear if one.code == "SC201"] == ["obligations.remains.deadline"]
    said = new + "acknowledged: [{finding: no-deadline, at: obligations.remains.deadline, words: we know, by: [alpha, bravo]}]\n"
    assert [(one.code, one.path) for one in both(new, said).answered] == [("SC201", "obligations.remains.deadline")]


def test_the_draft_for_rafah_against_the_plan_it_amends() -> None:
    old, new = open_case(example="gaza-2025"), open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"])
    found = cases(old, new)
    assert {entry.how for entry in found.norms} == {"added"}
    assert "safe_exit" in {entry.id for entry in found.norms}
    assert "SC501" in {one.code for one in found.appear}
    assert found.disappear == ()
    assert {one.language for one in found.wording} == {"en", "ar", "he"}
    effect = effects(old.versions, new.versions, old.acts(), old.default_as_of)
    assert {one.id for one in effect.norms} == {entry.id for entry in found.norms}
    assert {one.old for one in effect.norms} == {None}


def test_an_amendment_that_releases_a_norm_says_so() -> None:
    base = (Path(__file__).parent / "fixtures" / "sc307_bad.yaml")
    old, new = open_case(file=base), open_case(file=base, with_files=[base.with_name("sc307_bad_with.yaml")])
    assert "released" in {entry.how for entry in cases(old, new).norms}


def test_the_same_log_under_both_texts() -> None:
    log = [act("obligation.confirmed", "03-05", "mission", of="remains", amount=10, unit="bodies")]
    at = datetime.fromisoformat("2026-03-20T12:00:00+02:00")
    new = TEXT.replace("amount: 10 bodies", "amount: 12 bodies")
    found = effects(text_of(TEXT).versions, text_of(new).versions, log, at)
    # What waits for the remains waits longer; nothing else differs.
    assert {one.id: (one.old.life, one.new.life) for one in found.norms if one.old and one.new} == {
        "remains": ("fulfilled", "overdue"), "passage": ("dormant", "dormant"),
    }  # fmt: skip


def test_acts_that_count_under_one_text_only() -> None:
    log = [act("obligation.confirmed", "03-05", "second", of="remains", amount=10, unit="bodies", id="v1")]
    at = datetime.fromisoformat("2026-03-20T12:00:00+02:00")
    limit = "deadline: {by: 2026-03-10}\n    verified_by: "
    new = TEXT.replace(f"{limit}{{any: mission}}", f"{limit}{{any: second}}")
    found = effects(text_of(TEXT).versions, text_of(new).versions, log, at)
    assert (found.counted_now, found.counted_no_more) == (("v1",), ())


def test_swapping_the_parties_swaps_the_comparison() -> None:
    new = TEXT.replace("amount: 10 bodies", "amount: 12 bodies").replace("{verified: weapons.t1}", "{agreed: route}")
    found = msgspec.json.encode(both(TEXT, new)).decode()
    turned = msgspec.json.encode(both(swap(TEXT, "alpha", "bravo"), swap(new, "alpha", "bravo")))
    assert json.loads(swap(found, "alpha", "bravo")) == json.loads(turned)
