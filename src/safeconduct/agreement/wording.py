"""The English sentences for reasons, labels and ways to change things, one per code.

The core never translates: `say` is the default rendering, and any other language supplies sentences for the same codes
and parameters.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from safeconduct.agreement.results import CanChange, Life, NormStatus, Reason
from safeconduct.agreement.shapes import UNSTATED

if TYPE_CHECKING:
    from safeconduct.agreement.model import Agreement

SENTENCES: dict[str, str] = {
    "life_dormant": "{of} is not yet open",
    "life_in_force": "{of} is in force",
    "life_fulfilled": "{of} is fulfilled",
    "life_overdue": "{of} is overdue",
    "life_breached": "{of} is breached",
    "life_suspended": "{of} is suspended",
    "life_lapsed": "{of} has lapsed: it no longer binds",
    "life_released": "{of} is released: it is no longer owed",
    "no_condition": "nothing has to happen first",
    "open_from_start": "open from the start; nothing has to happen first",
    "opened": "what opens it has happened",
    "waits": "it waits for what has not happened",
    "from_then": "it could be done from {day_words} on",
    "not_before": "not before {day_words}",
    "not_before_unknown": "there is a day before which it must not be done, and that day is not known",
    "all_of": "all of {count} things must hold; {met} do",
    "any_of": "one of {count} things must hold; {met} do",
    "step_verified": "done and verified: {of}{tally}",
    "step_claimed": "claimed done: {of}{tally}",
    "step_not_verified": "not verified as done: {of}{tally}{contested}",
    "step_not_claimed": "not claimed done: {of}{tally}",
    "step_waived": "given up by {who}, so nothing waits for it: {of}",
    "step_released": "released by an amendment that does not say what becomes of what waits for it: {of}",
    "anchor_happened": "happened: {anchor}",
    "anchor_happened_whichever": "happened, whichever of the {count} candidate moments is right: {anchor}",
    "anchor_not_yet": "not shown to have happened: {anchor}",
    "hole_open": "left open: {hole}",
    "hole_proposed": "proposed by {who} alone: {says}",
    "waits_for_itself": "it waits for itself, so it can never happen: {anchor}",
    "decision_split": "those who decide differ: {decision}",
    "hole_filled": "agreed: {hole}: {says}",
    "decision_yes": "{who} decided yes: {decision}",
    "decision_no": "{who} decided no: {decision}",
    "decision_open": "{who} has not decided: {decision}",
    "decision_without_decider": "the text names nobody to decide: {decision}",
    "reading_disputed": "one reading waits for this, and another for nothing: {reading}{relied}",
    "reading_met": "this holds under every reading, also under this one: {reading}",
    "reading_stands": "this reading was decided to hold: {reading}",
    "reading_falls": "this reading was decided not to hold, so nothing is waited for: {reading}",
    "reading_own": "by its own reading it waits for this: {reading}",
    "reading_of_others": "by its own reading nothing is waited for; others read: {reading}",
    "anchor_each": "it happens apart for each of these, and has no one day: {anchor} ({each})",
    "anchor_of_each": "{anchor} happens apart for each of these, and no one day can be given: {each}",
    "still_holds": "its continuing condition holds",
    "has_failed": "its continuing condition has failed",
    "nobody_found_failure": "it has a continuing condition; nobody with the power to say so has found that it failed",
    "amount": "{done} of {about}{due} {unit} done{claims}{contested}",
    "pace_ahead": "ahead: {done} per cent of it done, {other} per cent of {of}{allowance}",
    "pace_behind": "behind: {done} per cent of it done, {other} per cent of {of}{allowance}",
    "pace_level": "in step: {done} per cent of it done, {other} per cent of {of}",
    "pace_unknown": "cannot be compared, because a number is missing: {of}",
    "amount_single": "{single}",
    "amount_unstated": "the text gives no number, so no count can complete it; {done} {unit} counted",
    "amount_ceiling_confirmed": "at most {due} {unit} may remain; confirmed without a number",
    "amount_unstated_confirmed": "the text gives no number; all of it is confirmed done",
    "amount_ceiling": "{done} {unit} counted; at most {due} may remain",
    "amount_ceiling_uncounted": "at most {due} {unit} may remain; nobody empowered has counted",
    "quota": "{due} {unit} every {per}; met in {met}, short in {short}, not counted in {uncounted} of them",
    "quota_uncounted": "{due} {unit} every {per}; no count by anyone the text empowers",
    "tally": "tally {tally} of {who}: {total} {unit}{acknowledged}{decides}{below}",
    "exchange": "by the exchange key: {words}",
    "disputed": "{disputed} {unit} contested by {who}; {rulers} can rule",
    "clocks_compete": "{count} clocks compete; the text does not say which prevails",
    "clock": "{clock_name}{words}: {answer}{finer}{relied}",
    "clock_not_started": "{clock_name}{words}: no moment is known from which it runs",
    "clock_each": "{clock_name}{words}: runs apart for each of these, from a day of their own: {each}",
    "candidate": "{says}: {answer}{limit_note}{hour_note}{relied}{support}{notes}",
    "suspended": "suspended by {who}",
    "waived": "waived by {who}",
    "waived_part": "{who} waived {amount}",
    "released_by_amendment": "released by an amendment",
    "missing_duty_holder": "the text does not say who has to do it",
    "missing_holder": "the text does not say who has the right",
    "missing_number": "the text gives no number",
    "missing_date": "the text gives no date",
    "missing_verifier": "the text names no verifier",
    "missing_destination": "the text names no destination",
    "missing_carry_over": "the text does not say whether a shortfall carries over",
    "missing_base": "the text does not say what the shares are of",
    "missing_finder": "the text names nobody who finds a breach",
    "missing_grantor": "the text does not say who grants it",
    "missing_length": "the text does not say how long it lasts",
    "missing_reviewer": "the text names nobody who reviews its use",
    "missing_clock_rule": "the text does not say whether deadlines stop meanwhile",
    "delay_explained": "explanations of the delay entered: {count}; an explanation excuses nothing by itself",
    "alleged": "breaches alleged: {count}; none is a breach before a finding",
    "found_breach": "{who} found a breach",
    "found_no_breach": "{who} found no breach",
    "too_few_reports": "rests on {found} independent reports; the evidence standard asks for {need}",
    "source_unknown": "cites a source that is not described: {sources}",
    "no_power_to_extend": "the text gives {who} no power to extend the mandate of {body}",
    "outside_mandate": "{who} acted outside its mandate",
    "names_no_act": "it names no act that is there",
    "contests_nothing": "it contests an amount of nothing",
    "withdrawal_by_another": "{who} cannot take back another's act",
    "another_unit": "this is counted in {unit}",
    "another_category": "this duty does not count that category",
    "count_by_one_of_several": "a total needs the word of {need} verifiers; this is one's alone",
    "part_of_a_recurring_duty": "a recurring duty is waived as a whole or not at all",
    "not_an_obligation": "{of} was no obligation when this happened",
    "claim_by_another": "{who} does not owe this and cannot claim it done",
    "no_power_to_confirm": "the text gives {who} no power to confirm this",
    "no_power_to_count": "the text gives {who} no part in the tally {tally}",
    "no_power_to_rule": "the text gives {who} no power to rule on this",
    "no_right_to_contest": "the text gives {who} no right to contest this",
    "waiver_by_another": "this is not owed to {who}, who cannot waive it",
    "no_power_to_find": "the text gives {who} no power to find a breach of this",
    "not_the_decider": "the text does not name {who} to decide this",
    "not_the_owner": "the text does not name {who} to agree this",
    "no_power_to_suspend": "the text gives {who} no power to suspend this",
    "no_power_to_use": "the text does not give {who} this power",
}
"""Reason code -> sentence. Ids are replaced by names before the sentence is filled."""

SENTENCES.update({f"unseen_{word}": f"what was seen of the text does not give {what}; another part may" for word, what in (
    ("duty_holder", "who has to do it"), ("holder", "who has the right"), ("number", "a number"), ("date", "a date"),
    ("verifier", "a verifier"), ("destination", "a destination"), ("carry_over", "whether a shortfall carries over"),
    ("base", "what the shares are of"), ("finder", "who finds a breach"), ("grantor", "who grants it"),
    ("length", "how long it lasts"), ("reviewer", "who reviews its use"), ("clock_rule", "whether deadlines stop meanwhile"),
)})  # fmt: skip

WAYS: dict[str, str] = {
    "perform": "{who} can do what is left{left}: {of}",
    "confirm": "{who} can confirm or refute what is claimed: {of}",
    "acknowledge": "{who}, to whom it is owed, can acknowledge it: {of}",
    "rule": "{who} can rule on what is contested: {of}",
    "date_anchor": "{who} can say when it happened: {anchor}",
    "agree_hole": "{who} can agree what is left open: {hole}",
    "decide": "{who} can decide: {decision}",
    "name_decider": "nobody is named to decide; the parties can amend the text: {decision}",
    "name_verifier": "nobody is named to verify; the parties can amend the text: {of}",
    "find_breach": "{who} can find whether there was a breach",
    "name_finder": "nobody is named to find a breach; the parties can amend the text",
    "end_suspension": "{who} can end the suspension",
    "amend": "the parties can amend the text",
    "read": "whoever has the text can complete this file: {of}",
}

NOBODY: dict[str, str] = {
    "perform": "the text names nobody who has to do it; the parties can amend it: {of}",
    "rule": "the text names nobody to rule on what is contested; the parties can amend it: {of}",
    "date_anchor": "the text names nobody to say when it happened: {anchor}",
    "agree_hole": "the text names nobody to agree what is left open: {hole}",
}
"""What to say instead where the text names nobody."""

_NAMED = ("of", "anchor", "hole", "decision", "power", "body", "reading", "each")
_WHO = ("who", "rulers")
ANSWERS = {"in_time": "in time", "late": "late", "overdue": "passed", "open": "still running", "unknown": "unknown"}


def say(reason: Reason, agreement: "Agreement", language: str = "en") -> str:
    """Give one reason as a sentence, with names for ids."""
    return _fill(SENTENCES[reason.code], reason.params, agreement, language)


def why_not_counted(reason: str, params: dict[str, Any], agreement: "Agreement", language: str = "en") -> str:
    """Give why an act changed no status."""
    return _fill(SENTENCES[reason], params, agreement, language)


def how(change: CanChange, agreement: "Agreement", language: str = "en") -> str:
    """Give a way to change something as a sentence."""
    named = any(who != UNSTATED for who in change.who)
    sentence = WAYS[change.how] if named else NOBODY.get(change.how, WAYS[change.how])
    return _fill(sentence, {**change.params, "who": list(change.who)}, agreement, language)


def names(who: Iterable[str], agreement: "Agreement", language: str = "en") -> str:
    """Give several organisations as words."""
    listed = list(who)
    found = [agreement.name_of(name, language) for name in listed if name != UNSTATED]
    if found and len(found) < len(listed):
        found.append("others the text does not name")
    if len(found) < 2:
        return found[0] if found else "nobody the text names"
    return ", ".join(found[:-1]) + " and " + found[-1]


def _fill(sentence: str, params: dict[str, Any], agreement: "Agreement", language: str) -> str:
    words: dict[str, Any] = dict(params)
    for key in _NAMED:
        if key in words:
            words[key] = agreement.name_of(str(words[key]), language)
    for key in _WHO:
        if key in words:
            words[key] = names(words[key], agreement, language)
    if "unit" in words and words["unit"] in agreement.units:
        words["unit"] = agreement.units[words["unit"]].pick(language)
    if "sources" in words:
        words["sources"] = ", ".join(words["sources"])
    words.update(_asides(params, words))
    return " ".join(sentence.format_map(_Known(words)).split())


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _asides(params: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    disputed, claimed, done = params.get("disputed"), params.get("claimed", 0), params.get("done")
    left = params.get("left")
    limit_note = ""
    if params.get("hour") == "known" and params.get("limit"):
        limit_note = f"; the limit is {datetime.fromisoformat(params['limit']):%-d %b %Y %H:%M}"
    tally = ""
    if "unit" in params and params.get("due") is not None and params["unit"]:
        tally = f", {done} of {params['due']} {words['unit']}"
    finer = ""
    if params.get("answer") == "unknown" and params.get("at_any_hour") not in (None, "unknown"):
        finer = f" ({ANSWERS[params['at_any_hour']]} under every candidate, at every hour it could have been)"
    hour_note = ""
    if params.get("hour") == "unknown":
        hour_note = "; no source gives the hour"
        if params.get("at_any_hour") not in (None, "unknown"):
            hour_note += f" (at every hour of that time: {ANSWERS[params['at_any_hour']]})"
    return {
        "contested": f", {disputed} contested" if disputed else "",
        "claims": f", {claimed} claimed" if claimed and claimed != done else "",
        "single": "done" if done else ("claimed, not confirmed" if claimed else "not shown to be done"),
        "decides": " (this one decides)" if params.get("decides") else "",
        "acknowledged": f", {params['acknowledged']} of them by the word of the one it is owed to"
        if params.get("acknowledged") else "",
        "support": "; one side's word, so it moves no clock" if params.get("supported") is False else "",
        "notes": f" ({' '.join(params['notes'])})" if params.get("notes") else "",
        "below": f", {params['below']} below the tally that decides" if params.get("below") else "",
        "clock_name": f"clock {params['clock']}: " if params.get("clock") else "limit: ",
        "relied": f"; relied on by {words['who']}" if params.get("who") else "",
        "about": "about " if params.get("about") else "",
        "allowance": _allowance(params),
        "hour_note": hour_note,
        "limit_note": limit_note,
        "day_words": f"{datetime.fromisoformat(params['day']):%-d %b %Y %H:%M}" if params.get("day") else "",
        "finer": finer,
        "tally": params.get("tally", tally),
        "says": str(params["says"]).rstrip(".") if params.get("says") else "",
        "left": f", {left}" if left is not None and left != 1 else "",
        "due": params["due"] if params.get("due") is not None else "an unstated number of",
        **({"answer": ANSWERS[params["answer"]]} if "answer" in params else {}),
    }


def _allowance(params: dict[str, Any]) -> str:
    if "beyond" not in params:
        return ""
    if params["allowed"] is None:
        return "; the text does not say how far one may be ahead"
    return f"; {'more than' if params['beyond'] else 'within'} the {params['allowed']} allowed"


_LIVES = {
    Life.DORMANT: "not yet open",
    Life.IN_FORCE: "in force",
    Life.FULFILLED: "fulfilled",
    Life.OVERDUE: "overdue",
    Life.BREACHED: "breached",
    Life.SUSPENDED: "suspended",
    Life.LAPSED: "lapsed",
    Life.RELEASED: "released",
}


def life_word(life: Life) -> str:
    """Give a life in words."""
    return _LIVES[life]


def label(norm: NormStatus) -> str:
    """Give the whole status of a norm as one line, such as 'overdue, 38 of 60'."""
    parts = [_LIVES[norm.life]]
    amount = norm.amount
    if amount is not None and norm.life is not Life.RELEASED:
        if amount.due is None:
            parts.append("no number in the text" if not amount.confirmed_whole else "all of it, by a verifier's word")
        elif amount.bound == "at_most":
            if amount.confirmed_whole:
                parts.append(f"confirmed at or under {amount.due}")
            elif amount.done:
                parts.append(f"{amount.done} counted, at most {amount.due} may remain")
        elif amount.per:
            parts.append(f"{amount.due} {amount.unit} every {amount.per}")
            parts += [] if amount.done else ["not counted by anyone empowered"]
        elif amount.unit and amount.due is not None:
            parts.append(f"{amount.done} of {'about ' if amount.about else ''}{amount.due}")
        if amount.disputed:
            parts.append(f"{amount.disputed} contested")
        elif amount.claimed > amount.done:
            unconfirmed = "nobody is named to confirm" if "verifier" in norm.missing else "not confirmed"
            parts.append("more is claimed" if amount.done else f"claimed, {unconfirmed}")
        parts += [f"{tally.below} fewer in the tally {tally.id}" for tally in amount.tallies if tally.below]
    if norm.early:
        parts.append("before it was due")
    if norm.days_late == 0:
        parts.append("late by hours")
    elif norm.days_late:
        parts.append(f"{norm.days_late} {'day' if norm.days_late == 1 else 'days'} late")
    if norm.competing:
        parts.append("clocks compete")
    parts += [f"{'ahead of' if pace.side == 'ahead' else 'behind'} {pace.of} by more than {pace.allowed}"
              for pace in norm.pace if pace.beyond]  # fmt: skip
    if norm.findings and norm.life is not Life.BREACHED:
        parts.append("a finding was made")
    elif norm.allegations:
        count = len(norm.allegations)
        parts.append(f"{count} {'breach' if count == 1 else 'breaches'} alleged, none found")
    return ", ".join(parts)


def tranche_label(life: Life, done: int, due: int | None, disputed: int) -> str:
    """Give the status of a tranche as one line."""
    parts = [_LIVES[life]]
    if due is not None:
        parts.append(f"{done} of {due}")
    if disputed and life is not Life.FULFILLED:
        parts.append(f"{disputed} contested")
    return ", ".join(parts)
