"""Write the reference pages from the code: the format, the acts, the errors and the commands.

`make docs` writes them. `docs/generate.py --check` writes nothing and exits with 1 when a page is out of date. What the
code does not say of itself stands in `words.toml`; every example in it is read before it is printed.
"""

import argparse
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from safeconduct.agreement import act_log, shapes, terms, wording
from safeconduct.agreement.model import SECTIONS, Agreement, Amendment
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.shapes import UNSTATED, Record, Shape
from safeconduct.agreement.space import check_features, read_places
from safeconduct.agreement.yaml_tree import Faults, Node
from safeconduct.cli.main import COMMANDS, build_parser
from safeconduct.kernel import acts, codes, errors

HERE = Path(__file__).resolve().parent
WORDS: dict[str, Any] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
BASE: str = WORDS["base"].lstrip("\n")
MADE = "<!-- Written by docs/generate.py from the code. Change the code or docs/words.toml, then run `make docs`. -->"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Give a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def page(title: str, *parts: Iterable[str] | str) -> str:
    """Join lines into a page that ends with one newline."""
    lines = [MADE, "", f"# {title}"]
    for part in parts:
        lines += ["", *([part] if isinstance(part, str) else part)]
    return "\n".join(lines) + "\n"


# ---- the format ---------------------------------------------------------------------------------------------------

VALUES: tuple[tuple[str, Shape | None, tuple[str, ...], str], ...] = (
    ("line of text", shapes.PLAIN, ("Asia/Jerusalem",), "Text that is not for translation: a zone, an address, a number."),
    ("text", shapes.TEXT, ("the bridge is opened",),
     "Words for people: plain text in the `language` of the file, or a mapping such as `{en: ..., ar: ..., he: ...}`."),
    ("id", None, ("bridge_open", "release.first"), "A small letter, then small letters, digits and `_`, at most 60. "
     "A tranche is `obligation.tranche` and a clause `point.clause`."),
    ("quantity", shapes.QUANTITY, ("40 detainees", "at least 40 detainees", "at most 40 detainees"),
     "A whole number and a unit declared under `units`. `at most` is a ceiling on what may remain."),
    ("share", shapes.SHARE, ("25%", "12.5%"), "An exact part. A share that is not whole needs a declared `rounding`."),
    ("date", shapes.TIME, ("2031-03-01", "2031-03-01T06:00", "2031-03-01T06:00+03:00"),
     "ISO form. Without an offset it is local in the zone of the agreement. A date alone is the whole day; nothing "
     "guesses an hour."),
    ("duration", shapes.DURATION, ("72 hours", "15 days", "6 weeks", "3 months"),
     "Hours and minutes are elapsed time; days, weeks and months are calendar days that end at `day_ends`. Months need "
     "a declared rounding."),
    ("whole number", shapes.WHOLE, ("2",), "Digits only."),
    ("yes or no", shapes.FLAG, ("yes", "no"), "Nothing else: `true` is refused."),
)  # fmt: skip


def link(word: str, anchor: str = "") -> str:
    """Give a link to a heading of the same page."""
    return f"[{word}](#{(anchor or word).lower().replace(' ', '-')})"


def shape_words(shape: Shape) -> str:
    """Say how a shape is written, with links to the parts of the page that say more."""
    for name, value, _, _ in VALUES:
        if shape is value:
            return link(name, "how values are written")
    if isinstance(shape, shapes.RefTo):
        sections = {kind: section for section, (kind, _) in SECTIONS.items()} | {"source": "sources"}
        kinds = [link(kind, sections[kind]) for kind in shape.kinds]
        if len(kinds) == len(SECTIONS):
            kinds = ["anything in the file"]
        return "id of " + " or ".join(kinds) + (f", or `{UNSTATED}`" if shape.unstated else "")
    if isinstance(shape, shapes.ListOf):
        return f"{shape_words(shape.shape)}; one or a list" if shape.lone else f"list of {shape_words(shape.shape)}"
    if isinstance(shape, shapes.MapOf):
        return f"id: {shape_words(shape.shape)}"
    if isinstance(shape, shapes.OrUnstated):
        return f"{shape_words(shape.shape)}, or `{UNSTATED}`"
    if isinstance(shape, Record):
        return link(shape.name)
    if isinstance(shape, shapes.Words):
        return " · ".join(f"`{word.value}`" for word in shape.words)
    if isinstance(shape, shapes.OneOf):
        return link("condition", "conditions")
    raise TypeError(f"no words for the shape {shape!r}")


def default_words(record: Record, key: str) -> str:
    """Say what is taken where a key is left out."""
    fields, defaults = record.model.__struct_fields__, record.model.__struct_defaults__
    value = defaults[fields.index(key) - len(fields) + len(defaults)]
    if isinstance(value, tuple):
        value = ", ".join(str(part) for part in value)
    if value is None or value == "" or isinstance(value, dict | bool):
        return "`no`" if value is False else ""
    if isinstance(value, msgspec.Struct):
        return ", ".join(f"`{name}: {getattr(value, name)}`" for name in value.__struct_fields__)
    return f"`{value}`"


def keys_of(record: Record, leave_out: Iterable[str] = ()) -> list[str]:
    """Give the table of the keys of a record."""
    return table(("key", "value", "needed", "if left out", "what it says"), (
        (f"`{key}`", shape_words(shape), "yes" if required else "", "" if required else default_words(record, key),
         sentence)
        for key, (shape, sentence, required) in record.fields.items() if key not in set(leave_out)
    ))  # fmt: skip


def inner(shape: Shape) -> Iterator[Record]:
    """Give the records a shape leads to, not those inside them."""
    if isinstance(shape, Record):
        yield shape
    elif found := getattr(shape, "shape", None):
        yield from inner(found)


def records() -> dict[str, tuple[Record, list[str]]]:
    """Give every record by name, with the keys it stands under, from the sections inwards."""
    found: dict[str, tuple[Record, list[str]]] = {}

    def enter(record: Record, where: str) -> None:
        known = found.setdefault(record.name, (record, []))
        known[1].append(where)
        if len(known[1]) == 1:
            for key, (shape, _, _) in record.fields.items():
                for part in inner(shape):
                    enter(part, f"{section_of.get(record.name, record.name)}.{key}")

    section_of = {model.__name__: section for section, (_, model) in SECTIONS.items()} | {"Source": "sources"}
    for root in (Record(Agreement), Record(Amendment)):
        for key, (shape, _, _) in root.fields.items():
            for part in inner(shape):
                if part.name not in found:
                    enter(part, key)
    return found


def condition_records() -> dict[str, Record]:
    """Give the leading key of every condition, with its record."""
    return dict(terms.Condition._choices())


def format_page() -> str:
    """Give the page on the agreement format."""
    read_agreement(BASE.encode(), file="agreement.yaml")
    for _, shape, examples, _ in VALUES:
        for example in examples:
            assert shape is None or read_alone(shape, example), example
    whole, amendment = Record(Agreement), Record(Amendment)
    content = {*SECTIONS, "units", "sources"}
    sections: list[str] = []
    for section in [key for key in whole.fields if key in content - {"units"}]:
        record = next(inner(whole.fields[section][0]))
        kind = SECTIONS[section][0] if section in SECTIONS else "source"
        sections += ["", f"### {section}", "", f"{record.model.__doc__} An entry is called a *{kind}* in messages.", "",
                     *keys_of(record)]  # fmt: skip
    own_heading = {next(inner(whole.fields[key][0])).name for key in content - {"units"}}
    inside: list[str] = []
    for name, (record, where) in records().items():
        if name not in own_heading:
            stands = ", ".join(f"`{place}`" for place in where)
            inside += ["", f"### {name}", "", f"{record.model.__doc__} Stands under {stands}.", "", *keys_of(record)]
    return page(
        "The agreement format",
        "An agreement is one file of strict YAML, UTF-8, that begins with `safeconduct: 1`. Anchors, aliases, tags, "
        "repeated keys and a second document are refused. Every value is text until a key says what it is; nothing "
        "turns `no` into a truth value or `12:30` into a number. Faults are listed in [errors](errors.md), acts in "
        "[acts](acts.md). `safeconduct schema` prints the same as JSON Schema, for editors.",
        ("## How values are written", ""),
        table(("value", "examples", "how it is read"),
              ((name, ", ".join(f"`{example}`" for example in examples), says) for name, _, examples, says in VALUES)),
        f"Where the table of a key allows it, the word `{UNSTATED}` says that the text is silent: no verifier is named, "
        "no date is given. It is data, and it is shown as such. Leaving the key out is different; what is taken then "
        "stands in the column *if left out*.",
        "Ids are unique in the whole file. Only `units` and `sources` have name spaces of their own.",
        ("## The keys of an agreement", "", *keys_of(whole, content)),
        ("## The sections", "", "All sections may be left out. They hold entries by id, in this order.", "",
         *table(("section", "value", "what it holds"), (
             (link(key) if key != "units" else "`units`", shape_words(whole.fields[key][0]), whole.fields[key][1])
             for key in whole.fields if key in content))),
        sections,
        ("## Records inside the sections",),
        inside,
        ("## Conditions", "", "A condition is a mapping with one leading key. It opens only when it is plainly so: "
         "unknown and disputed both keep it shut, and are told apart.", "",
         *table(("leading key", "example", "holds when"),
                ((f"`{key}`", f"`{WORDS['conditions'][key]}`", str(record.model.__doc__))
                 for key, record in condition_records().items()))),
        *((f"### {record.name}", "", *keys_of(record)) for record in condition_records().values()),
        ("## An amendment", "", "An amendment is a file of its own. It has the keys and sections of an agreement except "
         "`time`, `authentic` and `evidence`, and these:", "",
         *keys_of(amendment, [key for key in amendment.fields if key in whole.fields])),
    )  # fmt: skip


def read_alone(shape: Shape, text: str) -> bool:
    """Whether a text is a value of a shape."""
    faults = Faults("")
    return shape.read(Node(text, 1, 1), shapes.Reading(faults), "") is not shapes.MISSING


# ---- the acts -----------------------------------------------------------------------------------------------------


def type_words(found: Any) -> str:
    """Say how a field of an act is written."""
    info = msgspec.inspect
    simple: dict[type, Callable[[Any], str]] = {
        info.StrType: lambda _: "text",
        info.IntType: lambda _: "whole number",
        info.BoolType: lambda _: "true or false",
        info.DateTimeType: lambda _: "time with its zone",
        info.LiteralType: lambda t: " · ".join(f"`{word}`" for word in t.values),
        info.VarTupleType: lambda t: f"list of {type_words(t.item_type)}",
        info.StructType: lambda t: link(t.cls.__name__),
        info.UnionType: lambda t: type_words(next(p for p in t.types if not isinstance(p, info.NoneType))),
    }
    return simple[type(found)](found)


def field_rows(fields: Iterable[Any]) -> Iterator[tuple[str, str, str, str]]:
    """Give a row of a table for each field."""
    for field in fields:
        yield (f"`{field.name}`", type_words(field.type), "yes" if field.required else "", WORDS["fields"][field.name])


def example_line(kind: str, number: int) -> bytes:
    """Give an example of an act as one line, and make sure that the log reader takes it."""
    common = {"id": f"example-{number}", "happened": "2031-03-05T10:00:00+03:00",
              "recorded": "2031-03-05T12:00:00+03:00"}  # fmt: skip
    line = msgspec.json.encode({"type": kind, **common, **WORDS["acts"][kind]["example"]})
    agreement = read_agreement(BASE.encode(), file="agreement.yaml").model
    assert len(list(act_log.read_acts([line], agreement, file="acts.jsonl"))) == 1
    return line


def acts_page() -> str:
    """Give the page on acts."""
    common = {field.name for field in msgspec.inspect.type_info(acts.ActBase).fields}  # type: ignore[attr-defined]
    parts: list[str] = []
    for number, (kind, model) in enumerate(acts.TYPES.items(), 1):
        fields = msgspec.inspect.type_info(model).fields  # type: ignore[attr-defined]
        field, kinds = act_log._POINTS_AT.get(model, ("", ()))
        names = f" `{field}` is the id of {' or '.join(kinds)}." if field else ""
        own = list(field_rows(field for field in fields if field.name not in common))
        parts += ["", f"## {kind}", "", " ".join(str(model.__doc__).split()) + names, "",
                  f"**Counts:** {WORDS['acts'][kind]['counts']}", "",
                  *(table(("field", "value", "needed", "what it says"), own) if own else ["No fields of its own."]),
                  "", "```json", example_line(kind, number).decode(), "```"]  # fmt: skip
    return page(
        "Acts",
        "The log of acts is a file of lines, `acts.jsonl` beside the agreement. Each line is one JSON object and one "
        "act: something done, decided, seen or said. Nothing is ever changed or removed; a correction is a new act. "
        "The order of the lines does not matter.",
        ("## What every act carries", "",
         *table(("field", "value", "needed", "what it says"),
                [("`type`", "one of the headings below", "yes", "What the act is."),
                 *field_rows(msgspec.inspect.type_info(acts.ActBase).fields)])),  # type: ignore[attr-defined]
        "`actor` is a party, a body, or the word `recorder` for whoever keeps the log. The recorder enters statements, "
        "figures and sources and has no other power.",
        "With `basis: reported` an act counts only if its `evidence` goes back to enough different roots: as many as "
        "`evidence.independent_reports` of the agreement asks for. Two printings of one agency are one root.",
        ("## Acts without effect", "", "An act that may not change a status is kept and shown with the reason. It is "
         "never refused and never dropped.", "",
         *table(("reason", "in words"), ((f"`{code}`", wording.SENTENCES[code].replace("{", "*").replace("}", "*"))
                                         for code in WORDS["uncounted"]["codes"]))),
        parts,
        ("## Link", "", " ".join(str(acts.Link.__doc__).split()), "",
         *table(("field", "value", "needed", "what it says"),
                field_rows(msgspec.inspect.type_info(acts.Link).fields))),  # type: ignore[attr-defined]
    )  # fmt: skip


# ---- the errors ---------------------------------------------------------------------------------------------------


def families() -> list[type[errors.SafeconductError]]:
    """Give the families of errors by exit status."""
    found = [value for value in vars(errors).values() if isinstance(value, type)
             and issubclass(value, errors.SafeconductError) and value is not errors.SafeconductError]  # fmt: skip
    return sorted(found, key=lambda family: family.exit_status)


def said_of(code: str) -> list[str]:
    """Make the fault of a code and give what is written and what is said; nothing where there is no example."""
    example = WORDS["codes"][code]
    if note := example.get("note"):
        return ["", note]
    faulty, kind = BASE, "yaml"
    if right := example.get("right"):
        assert BASE.count(right) == 1, right
        faulty = BASE.replace(right, example["wrong"])
    try:
        agreement = read_agreement(faulty.encode(), file="agreement.yaml").model
        if places := example.get("places"):
            kind, example = "json", {"wrong": places}
            check_features(agreement, read_places(places.encode(), file="places.geojson"), file="places.geojson")
        else:
            kind, lines = "json", example["wrong"].strip().encode().splitlines()
            list(act_log.read_acts(lines, agreement, file="acts.jsonl"))
    except errors.Invalid as error:
        fault = next(fault for fault in error.faults if fault.code == code)
        wrong = example["wrong"].strip("\n").splitlines()
        margin = min(len(line) - len(line.lstrip()) for line in wrong)
        return ["", f"```{kind}", *(line[margin:] for line in wrong), "```", "", "```text", fault.text(), "```"]
    raise AssertionError(f"the example of {code} has no fault")


def errors_page() -> str:
    """Give the page on errors."""
    parts: list[str] = []
    for code in codes.ALL:
        parts += ["", f"## {code.code}", "", f"**{code.name}.** {code.means}", *said_of(code.code)]
    return page(
        "Errors",
        "Every error has a stable code. A message says where, what is wrong, and what to do. All faults of a file are "
        "given at once, in the order of the file, at most a hundred one by one; then the whole file is refused. With "
        "`--format json` the same is written as data.",
        ("## Exit statuses", "", *table(("status", "family", "when", "what to do"), [
            ("0", "", "Done.", ""),
            ("1", "", "Something this program did not expect.", "Please report it, with the words of the command."),
            ("2", "", "The words of the command were not understood.", "`safeconduct COMMAND --help`"),
            *((str(family.exit_status), f"`{family.code}`", str(family.__doc__).split(". ")[0].rstrip(".") + ".",
               WORDS["families"][family.__name__]) for family in families()),
        ])),
        ("## Codes", "", "Each is shown with what was written and what is said of it, where that fits a few lines.", "",
         *table(("code", "name", "means"),
                ((link(code.code), code.name, code.means) for code in codes.ALL))),
        parts,
    )  # fmt: skip


# ---- the commands -------------------------------------------------------------------------------------------------


def commands() -> dict[str, argparse.ArgumentParser]:
    """Give the parser of every command."""
    action = next(a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return {name: action.choices[name] for name in COMMANDS}


def words_of(action: argparse.Action) -> str:
    """Give an option or a word of a command as it is typed."""
    value = action.metavar or ("|".join(action.choices) if action.choices else str(action.dest).upper())
    if not action.option_strings:
        return str(action.metavar or f"[{action.dest.upper()}]")
    return action.option_strings[-1] + ("" if action.nargs == 0 else f" {value}")


def cli_page() -> str:
    """Give the page on the command line."""
    parts: list[str] = []
    for name, parser in commands().items():
        actions = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
        words = [action for action in actions if not action.option_strings]
        synopsis = " ".join(["safeconduct", name, *map(words_of, words), *(["[OPTION ...]"] if words != actions else [])])
        parts += ["", f"## {name}", "", str(parser.description), "", "```text", synopsis, "```", "",
                  *(table(("words", "what they say"), ((f"`{words_of(a)}`", str(a.help)) for a in actions))
                    if actions else ["No options."]),
                  "", "```console", *(f"$ {line}" for line in WORDS["commands"][name]["examples"]), "```"]  # fmt: skip
    return page(
        "Commands",
        f"{build_parser('none').description} No command changes a file.",
        table(("command", "what it does"), ((link(name), sentence) for name, sentence in COMMANDS.items())),
        "A command that reads an agreement takes a file or `--example NAME`. Beside the agreement it looks for "
        "`acts.jsonl` and `places.geojson`, and for `case.toml`, which names the moments worth looking at. Without "
        "`--at` the first of these is used, or now where there is none. Text goes to standard output and errors to "
        "standard error; with `--format json` both go to standard output. Exit statuses are listed in "
        "[errors](errors.md#exit-statuses).",
        parts,
    )


PAGES: dict[str, Callable[[], str]] = {
    "reference/format.md": format_page,
    "reference/acts.md": acts_page,
    "reference/errors.md": errors_page,
    "reference/cli.md": cli_page,
}


def main(words: list[str] | None = None) -> int:
    """Write the pages, or with `--check` say which are out of date."""
    parser = argparse.ArgumentParser(prog="docs/generate.py", description="Write the reference pages from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page is out of date")
    check, stale = parser.parse_args(words).check, []
    for name, make in PAGES.items():
        path, text = HERE / name, make()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        sys.stdout.write(f"docs/{name} {'is out of date; run `make docs`' if check else 'was written'}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
