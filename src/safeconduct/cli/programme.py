"""`safeconduct programme`: how far everyone is, day by day; one case with its next moves; nobody left without a way on."""

import argparse
from typing import TYPE_CHECKING, Any

from safeconduct.cli.output import add_format, clock, open_named_case, say, wrapped, write_json
from safeconduct.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from safeconduct.agreement.casefile import Case
    from safeconduct.secretariat.case_view import CaseView
    from safeconduct.secretariat.opening import Opened
    from safeconduct.secretariat.queries import Said

ACTIONS = ("status", "days", "why")
_SHOWN = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("action", choices=ACTIONS, help="status: the picture of a day; days: all days side by side; "
                                                        "why: one case with its next moves")  # fmt: skip
    parser.add_argument("words", nargs="*", metavar="[FILE] CASE", help="the agreement file; for `why` the case number")
    parser.add_argument("--example", metavar="NAME", default="", help="a packaged example in place of a file")
    parser.add_argument("--with", dest="with_files", action="append", default=[], metavar="FILE",
                        help="an amendment to read it with, such as the one that has the programme")  # fmt: skip
    parser.add_argument("--case-acts", metavar="FILE", help="the acts of the programme, if not beside its text")
    parser.add_argument("--day", type=int, metavar="N", help="the end of day N; the last day if not given")
    parser.add_argument("--leave-out", action="append", default=[], metavar="ID",
                        help="look as if this act had never been made; may be given again")  # fmt: skip
    parser.set_defaults(acts=None)
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Write the answer. Raises Invalid where there is no programme, no such day, or no such case."""
    from safeconduct.secretariat.opening import open_caseload

    file, number = _words(options)
    case = open_named_case(options, file)
    opened = open_caseload(case, day=options.day, leave_out=tuple(options.leave_out))
    if options.action == "why":
        return _why(case, opened, number, options.format)
    return (_days if options.action == "days" else _status)(case, opened, options.format)


def _words(options: argparse.Namespace) -> tuple[str | None, str]:
    words, wanted = list(options.words), 1 if options.action == "why" else 0
    if len(words) != wanted + (0 if options.example else 1):
        what = "a case number" if wanted else "nothing more"
        raise Invalid([Fault(code="SC030", message=f"give {'' if options.example else 'a file and '}{what}",
                             remedy="such as: safeconduct programme status --example gaza-2025 "
                                    "--with drafts/rafah-passage.yaml")])  # fmt: skip
    return (None if options.example else words[0]), words[-1] if wanted else ""


def _head(case: "Case", opened: "Opened") -> list[str]:
    programme = case.agreement.programme
    assert programme is not None
    lines = [str(programme.title)]
    if opened.synthetic:
        lines.append("Made up for this example: nobody in it is real, and no such passage was reported.")
    lines.append(f"Day {opened.day} of {opened.last_day}, at its end ({clock(opened.as_of)}).")
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
        meanwhile = f"{stranded.covered_by} until {clock(stranded.until)}" if stranded.until else "nothing covers them now"
        say(wrapped(f"{stranded.case}: {meanwhile}", indent="  - "))
        for way in stranded.ways:
            reasons = "; ".join(part.says for part in way.missing if part.closed)
            say(wrapped(f"{way.title}: {reasons}", indent="      "))
    running = [clock for clock in shown.clocks if not clock.passed]
    late = [clock for clock in shown.clocks if clock.passed]
    say("", f"Limits: {len(running)} running, {len(late)} run out")
    say(*(wrapped(f"{clock(limit.due)}  {limit.case or 'a child'}: {limit.says}", indent="  ! " if limit.passed else "    ")
          for limit in [*late, *running][:_SHOWN]))  # fmt: skip
    if len(shown.clocks) > _SHOWN:
        say(f"    and {len(shown.clocks) - _SHOWN} more; --format json gives all")
    say("", "Movements")
    say(*(wrapped(line, indent="  - ") for line in shown.movement_lines()))
    weapons = shown.weapons
    say("", f"Weapons: {weapons.received} received: {weapons.loose} loose, {weapons.sealed} sealed, "
            f"{weapons.transferred} handed on, {weapons.destroyed} destroyed, {weapons.lost} lost; "
            f"{weapons.contested} contested.")  # fmt: skip
    say("", f"Kept without effect: {len(shown.kept_without_effect)}")
    if len(shown.kept_without_effect) > _SHOWN:
        say(f"  the last {_SHOWN}; --format json gives all")
    for act in shown.kept_without_effect[-_SHOWN:]:
        say(wrapped(f"{act.id} {act.type}: {'; '.join(part.says for part in act.reasons)}", indent="  - "))
    return 0


def _days(case: "Case", opened: "Opened", form: str) -> int:
    from safeconduct.secretariat.opening import open_caseload
    from safeconduct.secretariat.picture import DAY_COLUMNS, day_row

    rows = [day_row(open_caseload(case, day=day, leave_out=opened.left_out, acts=opened.acts))
            for day in range(1, opened.day + 1)]  # fmt: skip
    if form == "json":
        write_json({"programme": str(case.agreement.programme.title), "synthetic": opened.synthetic,  # type: ignore[union-attr]
                    "left_out": opened.left_out, "days": rows})  # fmt: skip
        return 0
    say(*_head(case, opened), "")
    say("  day" + "".join(f"{title:>12}" for title in DAY_COLUMNS.values()))
    say(*(f"{row['day']:>5}" + "".join(f"{row[key]:>12}" for key in DAY_COLUMNS) for row in rows))
    return 0


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
    say("", "May be done now" if open_moves else "Nothing is left to be done in this programme.")
    for move in open_moves:
        say(wrapped(f"{move.title}: {_names(move.who, agreement)}{_clause(move.clause)}", indent="  - "))
    lacking = [move for move in view.moves if move.missing]
    if lacking:
        say("", "Not yet")
        for move in lacking:
            say(wrapped(f"{move.title}: {_reasons(move.missing, agreement)}", indent="  - "))
    if view.ways:
        say("", "Ways on")
        for way in view.ways:
            to = f" ({agreement.name_of(way.to)})" if way.to else ""
            say(wrapped(f"{way.title}{to}: {way.stand}{': ' if way.missing else ''}{_reasons(way.missing, agreement)}",
                        indent="  - "))  # fmt: skip
    _objections(view, agreement)
    say("", "Acts")
    for entry in view.entries:
        by = agreement.name_of(entry.post or entry.actor)
        effect = f"; no effect: {'; '.join(part.says for part in entry.reasons)}" if entry.reasons else ""
        say(wrapped(f"{clock(entry.happened)}  {entry.type} by {by} ({entry.id}){effect}", indent="  "))
    return 0


def _objections(view: "CaseView", agreement: Any) -> None:
    for made in view.objections:
        due = f", limit {clock(made.due)}" if made.due and made.stands == "open" else ""
        say("", wrapped(f"Objection by {agreement.name_of(made.by)} ({made.id}): {made.stands}{due}{_clause(made.clause)}"))
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
