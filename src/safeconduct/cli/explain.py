"""`safeconduct explain CODE|NAME`: the page of one rule."""

import argparse

from safeconduct.checks.rule import SECTIONS, every_rule, find_rule
from safeconduct.cli.output import add_format, say, write_json
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.suggest import did_you_mean


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("rule", help="the code or the name of a rule, such as SC201 or no-deadline; `all` lists them")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Write the page of a rule. Raises Invalid (SC101) for a rule that is not there."""
    if options.rule == "all":
        rules = every_rule()
        if options.format == "json":
            write_json([{"code": rule.code, "name": rule.name, "severity": rule.severity} for rule in rules])
        else:
            say(*(f"{rule.code} {rule.name:<28} {rule.severity.value}" for rule in rules))
        return 0
    rule = find_rule(options.rule)
    if rule is None:
        known = [word for one in every_rule() for word in (one.name, one.code)]
        remedy = did_you_mean(options.rule, known, otherwise="`safeconduct explain all` lists them")
        raise Invalid([Fault(code="SC101", message=f"no rule is called {options.rule!r}", remedy=remedy)])
    if options.format == "json":
        write_json({"code": rule.code, "name": rule.name, "severity": rule.severity, "page": rule.page})
        return 0
    say(f"{rule.code} {rule.name} ({rule.severity.value})")
    for section in SECTIONS:
        say("", section, *(f"    {line}".rstrip() for line in rule.page[section].splitlines()))
    return 0
