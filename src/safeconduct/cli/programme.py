"""`safeconduct programme`: how far everyone is, day by day; one case with its next moves; nobody left without a way on."""

import argparse
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from safeconduct.cli.output import add_format, clock, open_named_case, say, wrapped, write_json
from safeconduct.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from safeconduct.agreement.casefile import Case
    from safeconduct.secretariat.case_view import CaseView
    from safeconduct.secretariat.opening import Opened
    from safeconduct.secretariat.queries import Kept, Said

ACTIONS = {
    "status": "the picture of one day",
    "days": "all days side by side",
    "kept": "the acts that were kept without effect, and why",
    "why": "one case: where it stands, and what may be done next, by whom",
}
_SHOWN = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, sentence in ACTIONS.items():
        action = actions.add_parser(name, help=sentence, description=sentence[0].upper() + sentence[1:] + ".")
        metavar = "[FILE] CASE" if name == "why" else "FILE"
        action.add_argument("words", nargs="*", metavar=metavar, help="the agreement file; for `why` the case number")
        action.add_argument("--example", metavar="NAME", default="", help="a packaged example in place of a file")
        action.add_argument("--with", dest="with_files", action="append", default=[], metavar="FILE",
                            help="an amendment to read it with, such as the one that has the programme")  # fmt: skip
        action.add_argument("--case-acts", metavar="FILE", help="the acts of the programme, if not beside its text")
        action.add_argument("--day", type=int, metavar="N", help="the end of day N; the last day if not given")
        action.add_argument("--leave-out", action="append", default=[], metavar="ID",
                            help="look as if this act had never been made; may be given again")  # fmt: skip
        action.set_defaults(acts=None)
        add_format(action)


def run(options: argparse.Namespace) -> int:
    """Write the answer. Raises Invalid where there is no programme, no such day, or no such case."""
    from safeconduct.secretariat.opening import open_caseload

    file, number = _words(options)
    case = open_named_case(options, file)
    opened = open_caseload(case, day=options.day, leave_out=tuple(options.leave_out))
    if options.action == "why":
        return _why(case, opened, number, options.format)
    return {"days": _days, "kept": _kept, "status": _status}[options.action](case, opened, options.format)


def _words(options: argparse.Namespace) -> tuple[str | None, str]:
    words, wanted = list(options.words), 1 if options.action == "why" else 0
    if len(words) != wanted + (0 if options.example else 1):
        what = "a case number" if wanted else "nothing more"
        raise Invalid([Fault(code="SC030", message=f"give {'' if options.example else 'a file and '}{what}",
                             remedy=f"such as: safeconduct programme {options.action} --example gaza-2025 "
                                    f"--with drafts/rafah-passage.yaml{' SYN-62T6' if wanted else ''}")])  # fmt: skip
    return (None if options.example else words[0]), words[-1] if wanted else ""


def _head(case: "Case", opened: "Opened") -> list[str]:
    programme = case.agreement.programme
    assert programme is not None
    lines = [str(programme.title)]
    if opened.synthetic:
        lines.append("Made up for this example: nobody in it is real, and no such passage was reported.")
    ends = opened.as_of - timedelta(seconds=1)
    when = f"at the end of {ends.day} {ends:%b %Y}"
    if opened.day > opened.last_day:
        lines.append(f"Day {opened.day}, {when}. Nothing is recorded after day {opened.last_day}; only the limits have gone on.")
    else:
        lines.append(f"Day {opened.day} of {opened.last_day}, {when}.")
    if opened.left_out:
        lines.append(f"As if these acts had never been made: {', '.join(opened.left_out)}.")
    return lines


def _status(case: "Case", opened: "Opened", form: str) -> int:
    from safeconduct.secretariat.picture import picture

    shown = picture(opened)
    if form == "json":
        write_json(shown)
        return 0
    say(*_head(case, opened), "")
    say(f"{shown.received} people received." if shown.received else "Nobody has been received yet.")
    say(*(f"{count.now:>6}  {count.says}" for count in shown.funnel if count.now))
    say("", "Where they have come to")
    say(*(f"{end.people:>6}  {end.says}" for end in shown.outcomes))
    say("", f"Places offered: {', '.join(f'{n} by {name}' for name, n in shown.places.items()) or 'none, by no state'}.")
    say("", f"Without a lasting way on: {len(shown.without_way_on)}")
    for stranded in shown.without_way_on:
        covered = f"{stranded.covered_by} until {clock(stranded.until)}" if stranded.until else "to stay is open, not arranged"
        say(wrapped(f"{stranded.case}: {covered}", indent="  - "))
        for way in stranded.ways:
            reasons = "; ".join(part.says for part in way.missing if part.closed)
            say(wrapped(f"{way.title}: {reasons}", indent="      "))
    late = sum(limit.passed for limit in shown.clocks)
    say("", f"Limits: {len(shown.clocks) - late} running, {late} run out")
    grouped: dict[tuple[bool, datetime, str], list[str]] = {}
    for limit in sorted(shown.clocks, key=lambda limit: not limit.passed):
        grouped.setdefault((limit.passed, limit.due, limit.says), []).append(limit.case or "a child")
    for (passed, due, says), cases in list(grouped.items())[:_SHOWN]:
        whom = cases[0] if len(cases) == 1 else f"{len(cases)} cases"
        say(wrapped(f"{clock(due)}  {whom}: {says}", indent="  ! " if passed else "    "))
    if len(grouped) > _SHOWN:
        say(f"    and {len(grouped) - _SHOWN} more; --format json gives all")
    say("", "Movements")
    say(*(wrapped(line, indent="  - ") for line in shown.movement_lines()))
    weapons = shown.weapons
    say("", f"Weapons: {weapons.received} received: {weapons.loose} loose, {weapons.sealed} sealed, "
            f"{weapons.transferred} handed on, {weapons.destroyed} destroyed, {weapons.lost} lost; "
            f"{weapons.contested} contested, {weapons.not_confirmed} not confirmed on receipt.")  # fmt: skip
    own = [act for act in shown.kept_without_effect if not act.follows]
    say("", f"Kept without effect: {len(own)}")
    if follows := len(shown.kept_without_effect) - len(own):
        say(f"  and {follows} more only because of what is left out here")
    if len(own) > _SHOWN:
        say(f"  the last {_SHOWN}; `safeconduct programme kept` gives all")
    say(*(_kept_line(act) for act in own[-_SHOWN:]))
    return 0


def _kept_line(act: "Kept") -> str:
    about = f" {act.about}" if act.about else ""
    return wrapped(f"{act.id} {act.type}{about}, {clock(act.happened)}: {'; '.join(part.says for part in act.reasons)}",
                   indent="  - ")  # fmt: skip


def _kept(case: "Case", opened: "Opened", form: str) -> int:
    from safeconduct.secretariat.queries import kept

    found = kept(opened.office, opened.kept_in_full)
    if form == "json":
        write_json({"day": opened.day, "synthetic": opened.synthetic, "left_out": opened.left_out, "kept": found})
        return 0
    own = [act for act in found if not act.follows]
    say(*_head(case, opened), "", f"Kept without effect: {len(own)}", *map(_kept_line, own))
    if len(own) < len(found):
        say("", f"Only because of what is left out here: {len(found) - len(own)}")
        say(*(_kept_line(act) for act in found if act.follows))
    return 0


def _days(case: "Case", opened: "Opened", form: str) -> int:
    if form == "json":
        programme = case.agreement.programme
        assert programme is not None
        write_json({"programme": str(programme.title), "synthetic": opened.synthetic, "left_out": opened.left_out,
                    "days": _rows(opened, case)})  # fmt: skip
        return 0
    say(*days_table(opened, case))
    return 0


def _rows(opened: "Opened", case: "Case") -> list[dict[str, Any]]:
    from safeconduct.secretariat.opening import open_caseload
    from safeconduct.secretariat.picture import day_row

    return [day_row(open_caseload(case, day=day, leave_out=opened.left_out, acts=opened.acts, known=opened))
            for day in range(1, opened.day + 1)]  # fmt: skip


def days_table(opened: "Opened", case: "Case") -> list[str]:
    """Give the days of a programme side by side, as lines."""
    from safeconduct.secretariat.picture import DAY_COLUMNS

    rows = _rows(opened, case)
    return [*_head(case, opened), "", "  day" + "".join(f"{title:>12}" for title in DAY_COLUMNS.values()),
            *(f"{row['day']:>5}" + "".join(f"{row[key]:>12}" for key in DAY_COLUMNS) for row in rows)]  # fmt: skip


def _why(case: "Case", opened: "Opened", number: str, form: str) -> int:
    from safeconduct.secretariat.case_view import case_view

    view = case_view(opened.office, number, opened.as_of)
    if form == "json":
        write_json({"day": opened.day, "as_of": opened.as_of, "synthetic": opened.synthetic, "case": view})
        return 0
    agreement = case.agreement
    say(*_head(case, opened), "", f"{view.case}: {view.says}.")
    if view.without_way_on:
        say("No lasting way on is open or can still open.")
    open_moves = [move for move in view.moves if not move.missing]
    if not open_moves:
        say("", "Nothing is left to be done in this programme.")
    for title, onward in (("May be done now", True), ("Also permitted now", False)):
        moves = [move for move in open_moves if move.onward is onward]
        say(*(["", title] if moves else []))
        for move in moves:
            say(wrapped(f"{move.title}: {_names(move.who, agreement)}{_clause(move.clause)}", indent="  - "))
    lacking = [move for move in view.moves if move.missing]
    if lacking:
        say("", "Not yet")
        for move in lacking:
            say(wrapped(f"{move.title}: {_reasons(move.missing, agreement)}", indent="  - "))
    for title, lasting in (("Ways on", True), ("What can cover them meanwhile", False)):
        ways = [way for way in view.ways if (way.kind in ("abroad", "across")) is lasting]
        say(*(["", title] if ways else []))
        for way in ways:
            to = f" ({agreement.name_of(way.to)})" if way.to else ""
            # What closes a way is said alone: what it lacks besides would not open it.
            reasons = _reasons(tuple(part for part in way.missing if part.closed) or way.missing, agreement)
            say(wrapped(f"{way.title}{to}: {way.stand}{': ' if reasons else ''}{reasons}", indent="  - "))
    _objections(view, agreement)
    say("", "Acts")
    for entry in view.entries:
        by = agreement.name_of(entry.post or entry.actor)
        effect = f"; no effect: {'; '.join(part.says for part in entry.reasons)}" if entry.reasons else ""
        say(wrapped(f"{clock(entry.happened)}  {entry.type} by {by} ({entry.id}){effect}", indent="  ", hang="    "))
    return 0


def _objections(view: "CaseView", agreement: Any) -> None:
    for made in view.objections:
        due = f", limit {clock(made.due)}" if made.due and made.stands == "open" else ""
        what = f"to {made.against_title}, on the ground: {made.ground_words}"
        say("", wrapped(f"Objection by {agreement.name_of(made.by)} {what} ({made.id}): {made.stands}{due}"
                        f"{_clause(made.clause)}"))  # fmt: skip
    if view.hold:
        state = "has lapsed" if view.hold.lapsed else f"review by {clock(view.hold.review_by)}"
        say("", wrapped(f"Held since {clock(view.hold.since)} under {view.hold.legal_basis}; {state}; "
                        f"reasons told: {view.hold.reasons_told}"))  # fmt: skip


def _names(who: tuple[str, ...], agreement: Any) -> str:
    return ", ".join(agreement.name_of(name) for name in who) or "nobody the text names"


def _clause(clause: tuple[str, ...]) -> str:
    return f" (point {', '.join(clause)})" if clause else ""


def _reasons(missing: tuple["Said", ...], agreement: Any) -> str:
    return "; ".join(f"{part.says}{_clause(part.clause)}" + (f", from {_names(part.who, agreement)}" if part.who else "")
                     for part in missing)  # fmt: skip
