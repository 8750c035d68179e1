"""`safeconduct diff OLD NEW`: in what two texts differ, and what the new one would make of an existing log."""

import argparse
from typing import TYPE_CHECKING, Any

from safeconduct.agreement.act_log import read_acts
from safeconduct.agreement.casefile import Texts, open_case
from safeconduct.agreement.reader import read_bytes
from safeconduct.cli.output import add_as_signed, add_format, add_moment_arguments, clock, moment, say, wrapped, write_json
from safeconduct.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from safeconduct.agreement.casefile import Case
    from safeconduct.checks.compare import Compared, Entry, Told
    from safeconduct.checks.effect import Effects, Standing


LONGEST = 10.0
"""Seconds for the rules on each text: nobody waits for a comparison at every keystroke."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("files", nargs="*", metavar="[OLD] [NEW]",
                        help="the two texts; one alone is compared with itself as amended")  # fmt: skip
    parser.add_argument("--example", action="append", default=[], metavar="NAME",
                        help="a packaged example in place of a file; given twice, the first is the old text")  # fmt: skip
    parser.add_argument("--with", dest="with_files", action="append", default=[], metavar="FILE",
                        help="an amendment to read the new text with; may be given again")  # fmt: skip
    parser.add_argument("--old-with", action="append", default=[], metavar="FILE",
                        help="an amendment to read the old text with; may be given again")  # fmt: skip
    add_as_signed(parser)
    parser.add_argument("--acts", metavar="FILE", help="the log to look at, if not acts.jsonl beside the old text")
    add_moment_arguments(parser)
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Compare two texts. Raises Invalid with every fault of either."""
    from safeconduct.checks.compare import compare
    from safeconduct.checks.effect import effects, reading_both
    from safeconduct.checks.opening import check_case
    from safeconduct.checks.run import check

    old, new = _cases(options)
    texts = [check_case(case) for case in (old, new)]
    found = check(*texts[0], seconds=LONGEST), check(*texts[1], seconds=LONGEST)
    compared = compare(texts[0][0], texts[1][0], found)
    effect = None
    if old.acts_file is not None:
        lines = read_bytes(old.acts_file, limit=0).splitlines(keepends=True)
        acts = read_acts(lines, reading_both(old.agreement, new.agreement), file=str(old.acts_file))
        as_of = moment(options.at, "--at") or old.default_as_of
        effect = effects(old.versions, new.versions, acts, as_of, moment(options.known_by, "--known-by"))
    if options.format == "json":
        write_json({"old": _text(old), "new": _text(new), "same": compared.same, **_plain(compared), "effect": effect})
        return 0
    say(f"old: {_named(old)}", f"new: {_named(new)}")
    if compared.same and not (effect and effect.norms):
        say("", "Nothing differs.")
        return 0
    _wording(compared)
    _entries("NORMS", compared.norms)
    _entries("EVERYTHING ELSE WITH AN ID", compared.others)
    _findings(compared)
    if effect is not None:
        _effect(effect, old, new)
    return 0


def _cases(options: argparse.Namespace) -> "tuple[Case, Case]":
    named = [{"example": name} for name in options.example] + [{"file": file} for file in options.files]
    if len(named) == 1 and (options.with_files or options.old_with):
        named *= 2
    if len(named) != 2:
        were = "was" if len(named) == 1 else "were"
        raise Invalid([Fault(code="SC030", message=f"two texts are compared, and {len(named)} {were} named",
                             remedy="give OLD and NEW, or one of them and an amendment with --with")])  # fmt: skip
    texts = Texts(options.texts)
    old = open_case(acts=options.acts, with_files=options.old_with, texts=texts, **named[0])
    return old, open_case(with_files=options.with_files, texts=texts, **named[1])


def _text(case: "Case") -> dict[str, Any]:
    return {"agreement": case.agreement.id, "title": str(case.agreement.title), "hash": case.versions[-1].source.hash,
            "amendments": [version.title for version in case.versions[1:]]}  # fmt: skip


def _named(case: "Case") -> str:
    amended = " and ".join(version.title for version in case.versions[1:])
    return f"{case.agreement.title}{f', with {amended}' if amended else ''}"


def _plain(compared: "Compared") -> dict[str, Any]:
    return {key: getattr(compared, key) for key in compared.__struct_fields__}


def _wording(compared: "Compared") -> None:
    if compared.wording:
        say("", "WORDING")
    for one in compared.wording:
        how = "changed" if one.old and one.new else "added" if one.new else "removed"
        say(f"  {one.clause} ({one.language}): {how}")
        if one.old:
            say(wrapped(one.old, indent="    - ", hang=""))
        if one.new:
            say(wrapped(one.new, indent="    + ", hang=""))


def _entries(head: str, entries: "tuple[Entry, ...]") -> None:
    if entries:
        say("", head)
    for entry in entries:
        say(wrapped(f"{entry.how}: {entry.kind} {entry.id}: {entry.title}", indent="  ", hang="    "))
        for change in entry.changes:
            if entry.how == "changed":
                say(f"      {change.says}", wrapped(change.old, indent="        - "), wrapped(change.new, indent="        + "))
            else:
                say(wrapped(f"{change.says}: {change.new or change.old}", indent="      ", hang="  "))


def _findings(compared: "Compared") -> None:
    for head, found in (("FINDINGS THAT APPEAR", compared.appear), ("FINDINGS THAT DISAPPEAR", compared.disappear),
                        ("FINDINGS ANSWERED FOR SINCE", compared.answered)):  # fmt: skip
        if found:
            say("", head)
            for one in found:
                say(*_finding(one))
    if compared.not_compared:
        say("", f"There was no time for: {', '.join(compared.not_compared)}. They are not compared.")


def _finding(one: "Told") -> list[str]:
    return [f"  {one.code} {one.name} ({one.severity.value}) at {one.path}", wrapped(one.message, indent="      ")]


def _effect(effect: "Effects", old: "Case", new: "Case") -> None:
    say("", f"EFFECT ON {effect.acts} ACTS, AS OF {clock(effect.as_of)}")
    if not effect.norms:
        say("  No status differs.")
    for one in effect.norms:
        say(wrapped(f"{one.id}: {one.title}", indent="  ", hang="    "))
        for mark, standing, case in (("-", one.old, old), ("+", one.new, new)):
            say(*_standing(mark, standing, case))
    for words, names in (("count no more", effect.counted_no_more), ("count now", effect.counted_now)):
        if names:
            say(wrapped(f"{len(names)} acts {words}: {', '.join(names[:12])}{' ...' if len(names) > 12 else ''}", indent="  "))


def _standing(mark: str, standing: "Standing | None", case: "Case") -> list[str]:
    if standing is None:
        return [f"      {mark} not in this text"]
    lines = [wrapped(standing.label, indent=f"      {mark} ")]
    if standing.waits_for:
        lines.append(wrapped("waits for " + "; ".join(case.agreement.name_of(name) for name in standing.waits_for),
                             indent="        ", hang="  "))  # fmt: skip
    if standing.missing:
        lines.append(f"        the text gives no {', no '.join(word.replace('_', ' ') for word in standing.missing)}")
    return lines
