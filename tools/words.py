"""The words of the pages: which there are, and what the catalogs say for them. Run as `make words`.

Every sentence that a page can show stands in a template or in the Python of the pages, and each language has a file of
translations. This module reads both without GNU gettext, writes the `.po` files again with what is new, and makes the `.mo`
files that Django reads. It translates nothing: an entry without a translation stays empty, and a test names it.
"""

import ast
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "safeconduct" / "web"
LOCALE = WEB / "locale"
LANGUAGES = ("ar", "he")
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;",
    "he": "nplurals=3; plural=(n == 1) ? 0 : (n == 2) ? 1 : 2;",
}
_MARKS = {"gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
"""What marks a sentence, and how many texts each takes."""


class Message(NamedTuple):
    """A sentence as the source has it; `plural` is empty where it counts nothing."""

    one: str
    plural: str = ""


class Entry(NamedTuple):
    """What a catalog says: the forms of a sentence, and whether somebody marked it as doubtful."""

    message: Message
    forms: tuple[str, ...]
    fuzzy: bool = False


def in_python(source: str) -> Iterator[tuple[Message, int]]:
    """Give the sentences that Python marks, each with its line. Raises ValueError for one that is put together."""
    tree = ast.parse(source)
    marks = {**_MARKS, "_": 1}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            marks |= {name.asname: _MARKS[name.name] for name in node.names if name.asname and name.name in _MARKS}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks):
            continue
        given = node.args[: marks[node.func.id]]
        if not all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in given):
            if not _looks_up(node):
                raise ValueError(f"line {node.lineno}: not one plain text: {ast.unparse(node)}")
            continue
        yield Message(*(one.value for one in given)), node.lineno  # type: ignore[attr-defined]


def _looks_up(node: ast.Call) -> bool:
    """Whether it looks up a sentence of a table of the core: `gettext(TABLE[code])`."""
    return node.func.id == "gettext" and isinstance(node.args[0], ast.Subscript | ast.Name)  # type: ignore[attr-defined]


def in_template(source: str, origin: str = "") -> Iterator[Message]:
    """Give the sentences that a template marks."""
    from django.utils.translation.template import templatize

    # What templatize gives is Python but for rows of letters in place of everything else.
    code = templatize(source, origin)
    at = 0
    while True:
        starts = [found for mark in (" gettext(", " ngettext(", " _(") if (found := code.find(mark, at)) >= 0]
        if not starts:
            return
        start = min(starts) + 1
        end = _end_of_call(code, code.index("(", start))
        yield from (message for message, _line in in_python(code[start:end].replace("\n", "\\n")))
        at = end


def _end_of_call(code: str, start: int) -> int:
    quote, at = "", start + 1
    while quote or code[at] != ")":
        if quote:
            if code[at] == "\\":
                at += 1
            elif code[at] == quote:
                quote = ""
        elif code[at] in "'\"":
            quote = code[at]
        at += 1
    return at + 1


def tables() -> Iterator[tuple[str, Message]]:
    """Give the English sentences of the core that pages translate by their codes."""
    from safeconduct.web.shell import spoken

    for name, sentences in spoken.TABLES.items():
        for sentence in sentences.values():
            yield name, Message(sentence)


def messages() -> dict[Message, list[str]]:
    """Give every sentence of the pages, and where it stands."""
    found: dict[Message, list[str]] = {}
    for path in sorted(WEB.rglob("*.html")):
        for message in in_template(path.read_text(encoding="utf-8"), str(path)):
            found.setdefault(message, []).append(path.relative_to(WEB).as_posix())
    for path in sorted(WEB.rglob("*.py")):
        for message, _line in in_python(path.read_text(encoding="utf-8")):
            found.setdefault(message, []).append(path.relative_to(WEB).as_posix())
    for name, message in tables():
        found.setdefault(message, []).append(name)
    return found


def read(path: Path) -> list[Entry]:
    """Read a `.po` file, its head left out. Raises ValueError with the line that cannot be read."""
    entries, fields, fuzzy, last = [], {}, False, ""

    def close() -> None:
        if fields.get("msgid"):
            forms = tuple(fields[key] for key in sorted(fields) if key.startswith("msgstr"))
            entries.append(Entry(Message(fields["msgid"], fields.get("msgid_plural", "")), forms, fuzzy))

    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], 1):
        if not line:
            close()
            fields, fuzzy, last = {}, False, ""
        elif line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
        elif line.startswith('"') and last:
            fields[last] += _unquoted(line, path, number)
        elif line.startswith("msg"):
            last, _space, quoted = line.partition(" ")
            fields[last] = _unquoted(quoted, path, number)
        else:
            raise ValueError(f"{path}:{number}: not a line of a catalog: {line}")
    return entries


def _unquoted(quoted: str, path: Path, number: int) -> str:
    try:
        return str(ast.literal_eval(quoted))
    except (ValueError, SyntaxError):
        raise ValueError(f"{path}:{number}: not a quoted text: {quoted}") from None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def head(language: str) -> str:
    """Give the entry that says what a catalog is."""
    return (f"Language: {language}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
            f"Content-Transfer-Encoding: 8bit\nPlural-Forms: {PLURALS[language]}\n")  # fmt: skip


def write(path: Path, language: str, entries: Iterable[Entry], places: dict[Message, list[str]]) -> None:
    """Write a `.po` file."""
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(map(_quoted, head(language).splitlines(keepends=True)))]
    for entry in entries:
        lines = [f"#: {place}" for place in dict.fromkeys(places.get(entry.message, ()))]
        lines += ["#, fuzzy"] if entry.fuzzy else []
        lines.append(f"msgid {_quoted(entry.message.one)}")
        if entry.message.plural:
            lines.append(f"msgid_plural {_quoted(entry.message.plural)}")
            lines += [f"msgstr[{number}] {_quoted(form)}" for number, form in enumerate(entry.forms)]
        else:
            lines.append(f"msgstr {_quoted(entry.forms[0])}")
        blocks.append("\n".join(lines))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def compiled(language: str, entries: Iterable[Entry]) -> bytes:
    """Give a catalog as the bytes of a `.mo` file: a table of the sentences in order, and one of what they become."""
    pairs = [("", head(language))]
    pairs += [("\0".join(filter(None, entry.message)), "\0".join(entry.forms)) for entry in entries
              if all(entry.forms) and not entry.fuzzy]  # fmt: skip
    coded = sorted((key.encode(), value.encode()) for key, value in pairs)
    count, start = len(coded), 28
    at = start + 16 * count
    lengths, blob = ([], []), b""
    for side in (0, 1):
        for pair in coded:
            lengths[side].append(struct.pack("<II", len(pair[side]), at + len(blob)))
            blob += pair[side] + b"\0"
    heads = struct.pack("<7I", 0x950412DE, 0, count, start, start + 8 * count, 0, at)
    return heads + b"".join(lengths[0]) + b"".join(lengths[1]) + blob


def files(language: str) -> tuple[Path, Path]:
    """Give where a language's `.po` and `.mo` lie."""
    folder = LOCALE / language / "LC_MESSAGES"
    return folder / "django.po", folder / "django.mo"


def main() -> int:
    """Write the catalogs again; what is no longer said is left out. Gives 1 where a translation is missing."""
    places, missing = messages(), 0
    for language in LANGUAGES:
        po, mo = files(language)
        known = {entry.message: entry for entry in (read(po) if po.exists() else ())}
        forms = int(PLURALS[language].split("nplurals=")[1][0])
        entries = [known.get(one) or Entry(one, ("",) * (forms if one.plural else 1)) for one in places]
        write(po, language, entries, places)
        mo.write_bytes(compiled(language, entries))
        empty = [entry for entry in entries if not all(entry.forms)]
        missing += len(empty)
        print(f"{language}: {len(entries)} sentences, {len(empty)} without a translation")
    return 1 if missing else 0


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.web.settings")
    if not settings.configured:
        django.setup()
    sys.exit(main())
