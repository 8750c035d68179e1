"""`safeconduct simulate`: what happens if somebody is late, stops, refuses, or a ruling goes one way.

A model of the text, not a forecast. Nothing that it makes up enters any log.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct.agreement import wording
from safeconduct.cli.output import add_case_arguments, moment, open_named_case, say, wrapped, write_json, write_page
from safeconduct.kernel.errors import Conflict, Fault, Invalid

if TYPE_CHECKING:
    from safeconduct.agreement.model import Agreement
    from safeconduct.checks.chances import Chances
    from safeconduct.checks.simulate import Duty, Run, Simulation
    from safeconduct.checks.what_if import WhatIf

_KINDS = (("late", "NORM=DAYS", "a duty, a decision or an event is so many days late"),
          ("default", "PARTY", "one party does and says nothing any more"),
          ("refuse", "PARTY:NORM", "one party refuses to do, confirm, decide or agree one thing"),
          ("ruling", "NORM=for|against", "what is done for a duty is contested and ruled on"))  # fmt: skip
_ENDS = {"overdue": "overdue", "breached": "breached", "never_opened": "never opens", "unconfirmed": "not confirmed",
         "not_done": "not done", "suspended": "suspended", "goes_on": "goes on", "nothing_owed": "nothing owed",
         "lapsed": "lapsed", "released": "released", "late": "late", "later": "later"}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser, formats=("text", "json", "svg"))
    parser.add_argument("--at", metavar="TIME",
                        help="go on from the status at this moment; without it, from the first day of the text")  # fmt: skip
    parser.add_argument("--until", metavar="TIME",
                        help="how things stand then; the day after the last act or limit if not given")  # fmt: skip
    for kind, words, what in _KINDS:
        parser.add_argument(f"--{kind}", dest="what_ifs", action=_WhatIf, default=[], metavar=words,
                            help=f"what if {what}; each is a run of its own")  # fmt: skip
    parser.add_argument("--together", action="store_true", help="suppose all of it in one run")
    parser.add_argument("--days", type=int, default=None, metavar="DAYS",
                        help="a step without length or deadline is done so long after it opens; 7 if not given")  # fmt: skip
    parser.add_argument("--svg", metavar="FILE", help="draw the runs into a new file as well")
    parser.add_argument("--seed", type=int, metavar="N", help="many runs with lateness drawn at random from this seed")
    parser.add_argument("--runs", type=int, default=100, metavar="K", help="with --seed: how many runs; 100 if not given")
    parser.add_argument("--late-up-to", type=int, default=30, metavar="DAYS",
                        help="with --seed: the most days that a step is late; 30 if not given")  # fmt: skip


class _WhatIf(argparse.Action):
    """Keep what is supposed in the order in which it is given."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any,
                 option_string: str | None = None) -> None:  # fmt: skip
        kept = [*namespace.what_ifs, ((option_string or "").lstrip("-"), values)]
        namespace.what_ifs = kept


def run(options: argparse.Namespace) -> int:
    """Run the text as planned and with each supposition. Raises Invalid with every fault."""
    from safeconduct.checks.drawing import drawing
    from safeconduct.checks.opening import check_case
    from safeconduct.checks.simulate import DAYS, setting, simulate
    from safeconduct.checks.what_if import parse

    days = DAYS if options.days is None else options.days
    _bounds("--days", days, 0, 3_650)
    case = open_named_case(options, options.file)
    text, _ = check_case(case)
    given = [parse(kind, words, text.agreement) for kind, words in options.what_ifs]
    scenarios: list[tuple[WhatIf, ...]] = [tuple(given)] if options.together and given else [(one,) for one in given]
    at = moment(options.at, "--at")
    where = setting(text, case.acts() if at is not None else (), at=at, days=days)
    if options.seed is not None:
        return _chances(options, where, scenarios, text.agreement)
    until = moment(options.until, "--until")
    found = simulate(where, scenarios, until=until)
    if options.svg:
        _write(Path(options.svg), drawing(found, text.agreement))
    if options.format == "svg":
        write_page(drawing(found, text.agreement))
    elif options.format == "json":
        write_json({"agreement": text.agreement.id, "hash": text.versions[-1].source.hash,
                    **{key: getattr(found, key) for key in found.__struct_fields__}})  # fmt: skip
    else:
        _told(found, text.agreement, [version.title for version in case.versions[1:]])
    return 0


def _bounds(option: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Invalid([Fault(code="SC030", message=f"{option} {value} is not between {least} and {most}",
                             remedy="give a smaller number" if value > most else "give a larger number")])  # fmt: skip


def _write(path: Path, page: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(page)
    except FileExistsError as error:
        raise Conflict(f"{path} is there already; name a new file") from error
    except OSError as error:
        raise Invalid([Fault(code="SC030", file=str(path), message=f"cannot write: {error.strerror}",
                             remedy="name a file in a folder that is there")]) from error  # fmt: skip


def _told(found: "Simulation", agreement: "Agreement", amendments: list[str]) -> None:
    say(wrapped(found.notice), "", str(agreement.title), *(f"With: {title}." for title in amendments))
    start = "as it stood then" if found.start is not None else "the first day of the text, with nothing done"
    say(wrapped(f"From {found.first:%-d %b %Y}, {start}, to {found.until:%-d %b %Y}. A step is done as long after it opens "
                f"as the text says it takes, else on its deadline, else {found.days} days after it opens. Nobody extends a "
                "mandate."))  # fmt: skip
    say("", "RUNS")
    for number, one in enumerate(found.runs):
        say(wrapped(f"{number}: {_supposed(one)}: {_end(one)}", indent="  ", hang="   "))
        say(*(wrapped(f"changes nothing, because it is over: {words}", indent="     ") for words in one.without_effect))
    say("", "DUTIES", *_table(found))
    for number, one in enumerate(found.runs):
        say(*_open(number, one, found.runs[0], agreement))
    for number, one in enumerate(found.runs):
        say(*_hurt(number, one, agreement))


def _supposed(one: "Run") -> str:
    return "; ".join(one.supposed) or "as planned"


def _end(one: "Run") -> str:
    if one.ends is not None:
        return f"ends on {one.ends:%-d %b %Y}"
    return f"stands still after {one.last:%-d %b %Y}" if one.last is not None else "stands still from the start"


def _table(found: "Simulation") -> list[str]:
    wide = max((len(duty.id) for duty in found.runs[0].duties), default=4)
    heads = "  ".join(f"run {number:<20}" for number in range(len(found.runs)))
    lines = [f"  {'':<{wide}}  {heads}".rstrip()]
    for duty in found.runs[0].duties:
        cells = (next((_cell(other) for other in one.duties if other.id == duty.id), "") for one in found.runs)
        lines.append(f"  {duty.id:<{wide}}  {'  '.join(f'{cell:<24}' for cell in cells)}".rstrip())
    return lines


def _cell(duty: "Duty") -> str:
    late = "" if duty.days_late is None else f", {duty.days_late} d late"
    return f"{duty.completed:%-d %b %Y}{late}" if duty.completed is not None else _ENDS[duty.end] + late


def _open(number: int, one: "Run", plain: "Run", agreement: "Agreement") -> list[str]:
    known = {(duty.id, cause.why) for duty in plain.duties for cause in duty.causes} if number else set()
    stopped: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for duty in one.duties:
        for cause in duty.causes:
            if (duty.id, cause.why) not in known:
                stopped.setdefault((cause.why, cause.who), []).append(duty.id)
    beyond = ", beyond the plain run" if number and known else ""
    lines = ["", f"WHERE RUN {number} STANDS STILL{beyond}"] if stopped else []
    for (why, who), duties in stopped.items():
        told = f"{why.rstrip('.')}. It can be changed by {wording.names(who, agreement)}. It holds up {', '.join(duties)}."
        lines.append(wrapped(told, indent="  ", hang="    "))
    return lines


def _hurt(number: int, one: "Run", agreement: "Agreement") -> list[str]:
    harms = [harm for harm in one.hurt if number == 0 or not harm.anyway]
    if not harms:
        return ["", f"WHO IS HURT IN RUN {number}", "  nobody" if number == 0 else "  nobody, beyond the plain run"]
    lines = ["", f"WHO IS HURT IN RUN {number}" + (", beyond the plain run" if number else "")]
    for whom in dict.fromkeys(harm.whom for harm in harms):
        lines.append(f"  {wording.names((whom,), agreement)}")
        for harm in (harm for harm in harms if harm.whom == whom):
            days = "" if harm.days is None else f", {harm.days} {'day' if harm.days == 1 else 'days'}"
            counting = " and counting" if harm.how in ("overdue", "breached") else ""
            told = f"{agreement.name_of(harm.duty)}: {_ENDS[harm.how]}{days}{counting}"
            lines.append(wrapped(told, indent="      ", hang="  "))
    return lines


def _chances(options: argparse.Namespace, where: Any, scenarios: "list[tuple[WhatIf, ...]]", agreement: "Agreement") -> int:
    from safeconduct.checks.chances import MOST, chances
    from safeconduct.checks.simulate import NOTICE

    _bounds("--runs", options.runs, 1, MOST)
    _bounds("--late-up-to", options.late_up_to, 0, 3_650)
    if options.format == "svg" or options.svg:
        raise Invalid([Fault(code="SC030", message="random runs are told as counts and ranges, and not drawn",
                             remedy="leave out --seed, or write text or JSON")])  # fmt: skip
    found = [chances(where, scenario, seed=options.seed, runs=options.runs, late_up_to=options.late_up_to)
             for scenario in ((), *scenarios)]  # fmt: skip
    if options.format == "json":
        write_json({"agreement": agreement.id, "notice": NOTICE, "days": where.days, "chances": found})
        return 0
    say(wrapped(NOTICE), "", str(agreement.title),
        wrapped(f"{options.runs} runs from seed {options.seed}. In each, every step is late by 0 to {options.late_up_to} days, "
                "each number of days as often as the next. Nobody knows how late anybody is, so only counts and ranges are "
                "given."))  # fmt: skip
    for one in found:
        say(*_counts(one))
    return 0


def _counts(one: "Chances") -> list[str]:
    longer = ""
    if one.longer is not None:
        longer = f" The last step comes {one.longer.least} to {one.longer.most} days later than if nobody is late."
    lines = ["", wrapped(f"IF {'; '.join(one.supposed)}" if one.supposed else "AS PLANNED"),
             wrapped(f"{one.ended} of {one.runs} runs end, {one.stood_still} stand still.{longer}", indent="  ")]  # fmt: skip
    for duty in one.duties:
        if duty.late or duty.not_done:
            days = "" if duty.days_late is None else f", by {duty.days_late.least} to {duty.days_late.most} days"
            lines.append(wrapped(f"{duty.id}: late in {duty.late} of {one.runs} runs{days}; not done in {duty.not_done}",
                                 indent="  ", hang="    "))  # fmt: skip
    return lines
