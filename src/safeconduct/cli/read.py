"""`safeconduct read`: what do reports say? Their paragraphs, and drafted: who said what through whom.

What cannot be brought in is told with what to do, and the others are read.
The status is 0, or 3 where one of the documents was refused. Nothing is kept and nothing is filed.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from safeconduct.agreement.reader import read_bytes
from safeconduct.cli.output import moment, say, wrapped, write_error, write_json
from safeconduct.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from safeconduct.intake.document import Document, Span
    from safeconduct.intake.draft import Draft, Reading, Source
    from safeconduct.intake.engine import Engine
    from safeconduct.intake.gazetteer import Gazetteer
    from safeconduct.intake.made import Declared

_WIDE = 70


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a report")
    parser.add_argument("--example", metavar="NAME", default="",
                        help="the packaged agreement whose parties, places and points are known by name")  # fmt: skip
    parser.add_argument("--agreement", metavar="FILE",
                        help="the agreement file, in place of an example; with neither, paragraphs only")  # fmt: skip
    parser.add_argument("--engine", choices=("shallow", "dep"), default="shallow",
                        help="shallow needs no model; dep reads grammar and needs safeconduct[dep]")  # fmt: skip
    parser.add_argument("--publisher", default="", metavar="NAME", help="whose document it is, where it does not say so itself")
    parser.add_argument("--created", metavar="TIME",
                        help="when it was written, such as 2025-11-06T06:40:00+02:00; never the time of the file")  # fmt: skip
    parser.add_argument("--zone", default="", metavar="ZONE", help="the time zone its days are meant in, such as Africa/Nairobi")
    parser.add_argument("--translated-from", default="", metavar="LANGUAGE",
                        help="where a person has translated it: the language it was in")  # fmt: skip
    parser.add_argument("--format", choices=("table", "json"), default="table", help="table for people, json for programs")


def run(options: argparse.Namespace) -> int:
    """Read each file and write what is in it."""
    from safeconduct.intake.bringing_in import MAX_BYTES, bring_in

    declared, gazetteer, engine = _declared(options), _gazetteer(options), _engine(options.engine)
    documents, refusals = [], []
    for file in options.files:
        try:
            documents += bring_in(read_bytes(Path(file), limit=MAX_BYTES), name=file, declared=declared)
        except Invalid as refusal:
            refusals.append(refusal)
    readings = [_reading(document, gazetteer, engine) for document in documents] if gazetteer else []
    if options.format == "json":
        write_json({"documents": documents, "readings": readings,
                    "refused": [fault for refusal in refusals for fault in refusal.faults]})  # fmt: skip
    else:
        for number, document in enumerate(documents):
            _told(document)
            if readings:
                _drafts_told(document, readings[number])
        sys.stdout.flush()
        for refusal in refusals:
            write_error(refusal, "text")
    return Invalid.exit_status if refusals else 0


def _gazetteer(options: argparse.Namespace) -> "Gazetteer | None":
    from safeconduct.agreement.casefile import open_case
    from safeconduct.intake.gazetteer import gazetteer

    if options.example and options.agreement:
        raise Invalid([Fault(code="SC030", message=f"both a file ({options.agreement}) and an example were named",
                             remedy="give one of the two")])  # fmt: skip
    if not options.example and not options.agreement:
        return None
    return gazetteer(open_case(example=options.example, file=options.agreement).agreement)


def _engine(name: str) -> "Engine":
    if name == "dep":
        from safeconduct.intake.dep import Dep

        return Dep()
    from safeconduct.intake.shallow import Shallow

    return Shallow()


def _reading(document: "Document", gazetteer: "Gazetteer", engine: "Engine") -> "Reading":
    from safeconduct.intake.reading import read

    return read(document, gazetteer=gazetteer, engine=engine)


def _declared(options: argparse.Namespace) -> "Declared":
    from safeconduct.intake.made import Declared

    try:
        ZoneInfo(options.zone or "UTC")
    except (OSError, ValueError, KeyError) as error:
        raise Invalid([Fault(code="SC404", message=f"--zone {options.zone!r} is not a time zone",
                             remedy="write it as Africa/Nairobi")]) from error  # fmt: skip
    return Declared(publisher=options.publisher, created=moment(options.created, "--created"), zone=options.zone,
                    translated_from=options.translated_from)  # fmt: skip


def _told(document: "Document") -> None:
    created = document.created
    when = created.strftime("%-d %b %Y" if document.day_only else "%-d %b %Y %H:%M %z") if created else "no day in it"
    say(f"{document.name}  sha256 {document.sha256}",
        f"publisher: {document.publisher or 'not said'}   author: {document.author or 'not said'}   written: {when.strip()}",
        f"language: {document.language or 'not known'}", "")  # fmt: skip
    for block in document.blocks:
        words = " ".join(document.words(block.span)[: 4 * _WIDE].split())
        short = words if len(words) <= _WIDE else words[:_WIDE] + " ..."
        say(f"{block.number:4}  {block.kind:11}  {block.language or '--':2}  {short}")
    foreign = sum(block.language not in ("", "en") for block in document.blocks)
    if foreign:
        say("", f"{foreign} of {len(document.blocks)} paragraphs are not in English. They are left for a person to translate.")
    say("")


def _drafts_told(document: "Document", reading: "Reading") -> None:
    say(f"drafted by {reading.engine}; a person files, and what is filed says only that the source said it", "")
    for draft in reading.drafts:
        say(*_lines(document, draft))
    for unread in reading.unread:
        say(f"not read ({unread.why}): characters {unread.span.start} to {unread.span.end}")
    say("")


def _lines(document: "Document", draft: "Draft") -> list[str]:
    def words(span: "Span") -> str:
        return " ".join(document.words(span).split())

    chain = " > ".join(_named(one) for one in draft.chain) or "the document itself"
    cue = f" ({words(draft.cue)})" if draft.cue else ""
    inside = "" if draft.parent is None else f", inside {draft.parent}"
    to = f", to {draft.addressee}" if draft.addressee else ""
    lines = [f"{draft.number:4}  {chain}: {'NOT ' if draft.polarity == '-' else ''}{draft.stance}{cue}{to}{inside}"]
    told = (("what", [words(draft.content)]), ("how many", [words(one.span) for one in draft.quantities]),
            ("when", [words(one.span) + (f" = {one.start} up to {one.end}" if one.start else "") for one in draft.times]),
            ("where", [words(one.span) for one in draft.places]), ("points", [one.point for one in draft.points]))  # fmt: skip
    return lines + [wrapped(f"{name}: {'; '.join(values)}", indent="      ", hang="  ") for name, values in told if values]


def _named(source: "Source") -> str:
    words = " ".join(source.words.split()) or "not named"
    return f"{words} [{source.actor}]" if source.actor else words
