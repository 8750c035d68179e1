"""What every command shares: where its case comes from, which moment it looks at, and how it writes."""

import argparse
import json
import sys
import textwrap
from datetime import datetime
from typing import TYPE_CHECKING, Any, TextIO

import msgspec

from safeconduct.kernel.errors import Fault, Invalid, SafeconductError
from safeconduct.kernel.moments import parse_moment

if TYPE_CHECKING:
    from safeconduct.agreement.casefile import Case
    from safeconduct.agreement.results import Status

WIDTH = 100


def add_case_arguments(parser: argparse.ArgumentParser, *, last: str = "", formats: tuple[str, ...] = ("text", "json")) -> None:
    """Add the words that say which case is meant. `last` names one more word after the file."""
    if last:
        parser.add_argument("words", nargs="*", metavar=f"[FILE] {last}", help=f"the agreement file, then the {last}")
    else:
        parser.add_argument("file", nargs="?", help="the agreement file; acts.jsonl and places.geojson lie beside it")
    parser.add_argument("--example", metavar="NAME", default="", help="a packaged example in place of a file")
    parser.add_argument("--with", dest="with_files", action="append", default=[], metavar="FILE",
                        help="an amendment to read it with; may be given again")  # fmt: skip
    add_as_signed(parser)
    parser.add_argument("--acts", metavar="FILE", help="the acts, if not acts.jsonl beside the agreement")
    add_format(parser, formats)


def add_as_signed(parser: argparse.ArgumentParser) -> None:
    """Add the choice of the text as it was signed, without what the case file lists as adopted later."""
    parser.add_argument("--as-signed", dest="texts", action="store_const", const="as_signed", default="in_force",
                        help="without the amendments that case.toml lists as adopted")  # fmt: skip


def add_moment_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the two times, and whose eyes to look with."""
    parser.add_argument("--at", metavar="TIME", help="the moment looked at, such as 2025-11-06T12:00:00+02:00")
    parser.add_argument("--known-by", metavar="TIME", help="leave out what was recorded later; as --at if not given")


_FORMATS = {"text": "text for people", "json": "json for programs", "html": "html for a browser or a printer",
            "pdf": "pdf for a printer", "svg": "svg for a drawing"}  # fmt: skip


def add_format(parser: argparse.ArgumentParser, formats: tuple[str, ...] = ("text", "json")) -> None:
    """Add the choice of how to write; the first is taken if none is chosen."""
    parser.add_argument("--format", choices=formats, default=formats[0], help=", ".join(_FORMATS[one] for one in formats))


def open_named_case(options: argparse.Namespace, file: str | None) -> "Case":
    """Open the case the words name. Raises Invalid when they name none."""
    from safeconduct.agreement.casefile import Texts, open_case

    if not file and not options.example:
        raise Invalid([Fault(code="SC030", message="no agreement was named",
                             remedy="give a file, or --example NAME; `safeconduct examples` lists them")])  # fmt: skip
    if file and options.example:
        raise Invalid([Fault(code="SC030", message=f"both a file ({file}) and an example were named",
                             remedy="give one of the two")])  # fmt: skip
    return open_case(example=options.example, file=file, acts=options.acts, with_files=options.with_files,
                     case_acts=getattr(options, "case_acts", None),
                     texts=Texts(getattr(options, "texts", Texts.IN_FORCE)))  # fmt: skip


def moment(text: str | None, option: str) -> datetime | None:
    """Read the time of an option. Raises Invalid (SC004) when it is not one."""
    if text is None:
        return None
    try:
        return parse_moment(text)
    except ValueError as error:
        raise Invalid([Fault(code="SC004", message=f"{option} {text!r} is not a time: {error}",
                             remedy="write it with its zone, such as 2025-11-06T12:00:00+02:00")]) from error  # fmt: skip


def split_words(options: argparse.Namespace, last: str) -> tuple[str | None, str]:
    """Give (file, last word) of a command that takes an optional file and one more word."""
    words = options.words
    if options.example and len(words) == 1:
        return None, words[0]
    if not options.example and len(words) == 2:
        return words[0], words[1]
    raise Invalid([Fault(code="SC030", message=f"give {'one' if options.example else 'a file and one'} {last}",
                         remedy=f"such as: safeconduct {options.command} --example gaza-2025 {last}")])  # fmt: skip


def write_json(value: Any) -> None:
    """Write a value as JSON for programs: one object, indented unless it is so long that only programs will read it."""
    try:
        data = msgspec.json.encode(value)
    except UnicodeEncodeError:
        # The name of a file need not be text at all.
        data = json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode(errors="replace")
    if len(data) < 2_000_000:
        _put(msgspec.json.format(data, indent=2).decode() + "\n", sys.stdout)
        return
    # Written as it is: a second copy of it as text would be the largest thing in memory.
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.write(b"\n")


def write_page(page: str) -> None:
    """Write a page in the letters it says it is in, whatever the terminal knows."""
    if not hasattr(sys.stdout, "buffer"):
        sys.stdout.write(page)
        return
    write_bytes(page.encode())


def write_bytes(document: bytes) -> None:
    """Write a document as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(document)


def write_error(error: SafeconductError, form: str) -> None:
    """Write an error: JSON to standard output if JSON was asked for, else text to standard error."""
    if form == "json":
        write_json({"error": error.as_data()})
        return
    _put(error.message().translate(_CONTROLS) + "\n", sys.stderr)
    if not isinstance(error, Invalid) and error.what_to_do():
        _put(error.what_to_do().translate(_CONTROLS) + "\n", sys.stderr)


def say(*lines: str) -> None:
    """Write lines of text."""
    for line in lines:
        _put(line.translate(_CONTROLS) + "\n", sys.stdout)


def _put(text: str, stream: TextIO) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        # A terminal or a pipe that knows fewer letters gets the others as escapes.
        stream.write(text.encode(stream.encoding, "backslashreplace").decode(stream.encoding))


# A title may not move the cursor of whoever reads it, or hide what stands beside it.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) != "\n"}


def wrapped(text: str, *, indent: str = "", hang: str = "") -> str:
    """Wrap a sentence to the width of a page; later lines stand under the first word, plus `hang`."""
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent) + hang,
                         break_long_words=False, break_on_hyphens=False)  # fmt: skip


def head(case: "Case", status: "Status") -> list[str]:
    """Give the lines that stand above every answer: which text, whose wording, which moment, whose eyes."""
    agreement, as_of, known_by, seen_by = case.agreement, status.as_of, status.known_by, status.seen_by
    lines = [str(agreement.title)]
    if agreement.wording_note is not None:
        lines.append(f"Wording: {agreement.wording_note}")
    lines.append(f"As of {clock(as_of)}, from what was recorded by {clock(known_by)}.")
    for version in case.versions[1:]:
        adopted = f"in force from {clock(version.start)}" if version.start else "a draft nobody has adopted, read as if in force"
        lines.append(f"With: {version.title} ({adopted}).")
    if seen_by:
        lines.append(f"As seen by {agreement.name_of(seen_by)}: its own counts and claims decide here.")
    return lines


def clock(at: datetime) -> str:
    """Give a moment for people: day, hour and offset."""
    return at.strftime("%-d %b %Y %H:%M ") + at.strftime("%z")[:3] + ":" + at.strftime("%z")[3:]


def stretch(start: datetime, end: datetime) -> str:
    """Give a moment, or a stretch of time, for people; a whole day as the day."""
    if start == end:
        return clock(start)
    if start.strftime("%H:%M") == end.strftime("%H:%M") == "00:00":
        days = (end.date() - start.date()).days
        if days == 1:
            return start.strftime("%-d %b %Y")
        return f"{start:%-d %b %Y} to {end:%-d %b %Y}, 00:00"
    return f"{clock(start)} to {end:%-d %b} {end:%H:%M}"
