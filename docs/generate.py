"""Write the reference pages from the code: format, acts, programme, access, pages, interface, errors, commands, rules.

`make docs` writes them. `docs/generate.py --check` writes nothing and exits with 1 when a page is out of date. What the
code does not say of itself stands in `words.toml`; every example in it is read before it is printed.
"""

import argparse
import os
import sys
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Annotated, Any, get_origin

import django
import msgspec

from safeconduct.agreement import act_log, shapes, terms, wording
from safeconduct.agreement.model import SECTIONS, Agreement, Amendment
from safeconduct.agreement.programme import Steps
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.shapes import UNSTATED, Record, Shape
from safeconduct.agreement.space import check_features, read_places
from safeconduct.agreement.yaml_tree import Faults, Node
from safeconduct.caseload import moves
from safeconduct.caseload.movements import acts as movement_acts
from safeconduct.caseload.movements import table as movements
from safeconduct.caseload.persons import acts as person_acts
from safeconduct.caseload.persons import asking, ways
from safeconduct.caseload.persons import table as persons
from safeconduct.caseload.weapons import acts as weapon_acts
from safeconduct.caseload.weapons import table as weapons
from safeconduct.checks.rule import ONLY_ACKNOWLEDGED, Rule, every_rule
from safeconduct.cli.main import COMMANDS, build_parser
from safeconduct.kernel import acts, codes, errors
from safeconduct.secretariat.case_acts import read_case_acts

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # this is a script, and its neighbours are no package
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.web.settings")
django.setup()

import access_page  # noqa: E402
import api_page  # noqa: E402
import doors_page  # noqa: E402
import lacks  # noqa: E402
from tables import table  # noqa: E402

TEXT_RULES = {(rule.pattern, rule.min_length, rule.max_length): name
              for module in (moves, movement_acts, person_acts, weapon_acts) for name, kind in vars(module).items()
              if get_origin(kind) is Annotated and isinstance(rule := msgspec.inspect.type_info(kind), msgspec.inspect.StrType)
              }  # fmt: skip
"""The rules for texts in the acts of a programme, by the names they have in the code."""

WORDS: dict[str, Any] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
BASE: str = WORDS["base"].lstrip("\n")
MADE = "<!-- Written by docs/generate.py from the code. Change the code or docs/words.toml, then run `make docs`. -->"


def said(*keys: str) -> Any:
    """Give an entry of `words.toml`; say which one is missing."""
    found: Any = WORDS
    for number, key in enumerate(keys, 1):
        if key not in found:
            sys.exit(f"docs/words.toml has no entry {' > '.join(keys[:number])}; add one")
        found = found[key]
    return found


def page(title: str, *parts: Iterable[str] | str) -> str:
    """Join lines into a page that ends with one newline."""
    lines = [MADE, "", f"# {title}"]
    for part in parts:
        lines += ["", *([part] if isinstance(part, str) else part)]
    return "\n".join(lines) + "\n"


# ---- the format ---------------------------------------------------------------------------------------------------

VALUES = [(item["name"], getattr(shapes, item["shape"], None), item["examples"], item["says"])
          for item in WORDS["values"]]  # fmt: skip


def link(word: str, anchor: str = "") -> str:
    """Give a link to a heading of the same page."""
    return f"[{word}](#{(anchor or word).lower().replace(' ', '-')})"


def shape_words(shape: Shape) -> str:
    """Say how a shape is written, with links to the parts of the page that say more."""
    for name, value, _, _ in VALUES:
        if shape is value:
            return link(name, "how values are written")
    if isinstance(shape, shapes.Parsed) and shape.kind:
        return f"name of one of the `{shape.kind}s`"
    if isinstance(shape, shapes.RefTo):
        sections = {kind: section for section, (kind, _) in SECTIONS.items()} | {"source": "sources", "reading": "points"}
        kinds = [link(kind, sections[kind]) for kind in shape.kinds]
        if len(kinds) == len(SECTIONS):
            kinds = ["anything in the file"]
        return "id of " + " or ".join(kinds) + (f", or `{UNSTATED}`" if shape.unstated else "")
    if isinstance(shape, shapes.ListOf):
        return f"{shape_words(shape.shape)}; one or a list" if shape.lone else f"list of {shape_words(shape.shape)}"
    if isinstance(shape, shapes.MapOf):
        return f"id: {shape_words(shape.shape)}"
    if isinstance(shape, shapes.OrUnstated):
        return ", or ".join([shape_words(shape.shape), *(f"`{word}`" for word in (*shape.words, UNSTATED))])
    if isinstance(shape, Record):
        return link(shape.name, HEADINGS.get(shape.name, ""))
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
    if value is False:
        return "`no`"
    if value is None or value == "" or not isinstance(value, str | int | msgspec.Struct):
        return ""
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


HEADINGS = {model.__name__: section for section, (_, model) in SECTIONS.items()} | {"Source": "sources"}
"""The record of a section is described under the section."""


def records() -> dict[str, tuple[Record, list[str]]]:
    """Give every record by name, with the keys it stands under, from the sections inwards."""
    found: dict[str, tuple[Record, list[str]]] = {}

    def enter(record: Record, where: str) -> None:
        known = found.setdefault(record.name, (record, []))
        known[1].append(where)
        if len(known[1]) == 1:
            for key, (shape, _, _) in record.fields.items():
                for part in inner(shape):
                    enter(part, f"{HEADINGS.get(record.name, record.name)}.{key}")

    for root in (Record(Agreement), Record(Amendment)):
        for key, (shape, _, _) in root.fields.items():
            for part in inner(shape):
                if part.name not in found:
                    enter(part, key)
    return found


def condition_records() -> dict[str, Record]:
    """Give the leading key of every condition, with its record."""
    return dict(terms.Condition._choices())


def condition_rows() -> Iterator[tuple[str, str, str, str]]:
    """Give a row for every key of a condition: the leading ones with an example, then what may stand beside them."""
    for lead, record in condition_records().items():
        for key, (shape, sentence, _) in record.fields.items():
            if key == lead:
                yield (f"`{key}`", shape_words(shape), f"`{said('conditions', key)}`", str(record.model.__doc__))
            else:
                yield (f"`{key}`, beside `{lead}`", shape_words(shape), "", sentence)


def format_page() -> str:
    """Give the page on the agreement format."""
    read_agreement(BASE.encode(), file="agreement.yaml")
    for _, shape, examples, _ in VALUES:
        assert shape is None or all(read_alone(shape, example) for example in examples), examples
    whole, amendment = Record(Agreement), Record(Amendment)
    content = {*SECTIONS, "units", "sources"}
    sections, inside = [], []
    for key in [key for key in whole.fields if key in content - {"units"}]:
        record = next(inner(whole.fields[key][0]))
        kind = SECTIONS[key][0] if key in SECTIONS else "source"
        about = f"{record.model.__doc__} Called *{kind}* in messages."
        sections.append((f"### {key}", "", about, "", *keys_of(record)))
    for name, (record, where) in records().items():
        if name not in HEADINGS:
            about = f"{record.model.__doc__} Stands under {', '.join(f'`{place}`' for place in where)}."
            inside.append((f"### {name}", "", about, "", *keys_of(record)))
    says = WORDS["format"]
    return page(
        "The agreement format",
        says["opening"],
        ("## How values are written", "", *table(("value", "examples", "how it is read"), (
            (name, ", ".join(f"`{example}`" for example in examples), how) for name, _, examples, how in VALUES))),
        says["unstated"],
        says["ids"],
        ("## The keys of an agreement", "", *keys_of(whole, content)),
        ("## The sections", "", says["sections"], "", *table(("section", "what it holds"), (
            (link(key) if key != "units" else "`units`", sentence)
            for key, (_, sentence, _) in whole.fields.items() if key in content))),
        *sections,
        "## Records inside the sections",
        *inside,
        ("## Conditions", "", says["conditions"], "",
         *table(("key", "value", "example", "holds when"), condition_rows())),
        ("## An amendment", "", says["amendment"], "",
         *keys_of(amendment, [key for key in amendment.fields if key in whole.fields])),
    )  # fmt: skip


def read_alone(shape: Shape, text: str) -> bool:
    """Whether a text is a value of a shape."""
    faults = Faults("")
    return shape.read(Node(text, 1, 1), shapes.Reading(faults), "") is not shapes.MISSING


# ---- the acts -----------------------------------------------------------------------------------------------------


def article(word: str) -> str:
    """Give the article of a word."""
    return "an" if word[0] in "aeiou" else "a"


def type_words(found: Any) -> str:
    """Say how a field of an act is written."""
    info = msgspec.inspect
    simple: dict[type, Callable[[Any], str]] = {
        info.StrType: text_words,
        info.IntType: lambda _: "whole number",
        info.BoolType: lambda _: "true or false",
        info.DateTimeType: lambda _: "time with its zone",
        info.DateType: lambda _: "day",
        info.TupleType: lambda t: " and ".join(type_words(part) for part in t.item_types),
        info.LiteralType: lambda t: " · ".join(f"`{word}`" for word in t.values if word),
        info.VarTupleType: lambda t: f"list of {type_words(t.item_type)}",
        info.StructType: lambda t: link(t.cls.__name__),
        info.UnionType: lambda t: type_words(next(p for p in t.types if not isinstance(p, info.NoneType))),
    }
    return simple[type(found)](found)


def text_words(found: Any) -> str:
    """Say how a text is written: by the name of the rule it has to keep, where it has one."""
    name = TEXT_RULES.get((found.pattern, found.min_length, found.max_length))
    return link(said("case_values", name)[0], "how values are written") if name else "text"


def field_rows(fields: Iterable[Any]) -> Iterator[tuple[str, str, str, str]]:
    """Give a row of a table for each field."""
    for field in fields:
        yield (f"`{field.name}`", type_words(field.type), "yes" if field.required else "", said("fields", field.name))


def example_line(kind: str, number: int) -> bytes:
    """Give an example of an act as one line, and make sure that the log reader takes it."""
    common = {"id": f"example-{number}", "happened": "2031-03-05T10:00:00+03:00",
              "recorded": "2031-03-05T12:00:00+03:00"}  # fmt: skip
    line = msgspec.json.encode({"type": kind, **common, **said("acts", kind, "example")})
    agreement = read_agreement(BASE.encode(), file="agreement.yaml").model
    assert len(list(act_log.read_acts([line], agreement, file="acts.jsonl"))) == 1
    return line


def acts_page() -> str:
    """Give the page on acts."""
    head = ("field", "value", "needed", "what it says")
    common, says = msgspec.inspect.type_info(acts.ActBase).fields, WORDS["log"]  # type: ignore[attr-defined]
    names = {field.name for field in common}
    parts: list[list[str]] = []
    for number, (kind, model) in enumerate(acts.TYPES.items(), 1):
        fields = msgspec.inspect.type_info(model).fields  # type: ignore[attr-defined]
        field, kinds = act_log._POINTS_AT.get(model, ("", ()))
        points_at = f" `{field}` is the id of {article(kinds[0])} {' or '.join(kinds)}." if field else ""
        own = list(field_rows(field for field in fields if field.name not in names))
        parts.append([f"## {kind}", "", " ".join(str(model.__doc__).split()) + points_at, "",
                      f"**Counts:** {said('acts', kind, 'counts')}", "",
                      *(table(head, own) if own else ["No fields of its own."]),
                      "", "```json", example_line(kind, number).decode(), "```"])  # fmt: skip
    return page(
        "Acts",
        says["opening"],
        ("## What every act carries", "",
         *table(head, [("`type`", "one of the headings below", "yes", "What the act is."), *field_rows(common)])),
        says["recorder"],
        says["reported"],
        ("## Acts without effect", "", says["uncounted"], "",
         *table(("reason", "in words"), ((f"`{code}`", wording.SENTENCES[code].replace("{", "*").replace("}", "*"))
                                         for code in WORDS["uncounted"]["codes"]))),
        *parts,
        *((f"## {part.__name__}", "", " ".join(str(part.__doc__).split()), "",
           *table(head, field_rows(msgspec.inspect.type_info(part).fields)))  # type: ignore[attr-defined]
          for part in (acts.Link, acts.AsTold, acts.Passage)),
    )  # fmt: skip


# ---- the acts of a programme --------------------------------------------------------------------------------------

ROOMS = {"Movements": movements.TABLE, "Persons": persons.TABLE, "Weapons": weapons.TABLE}
CASE_ROWS = {str(row.act.__struct_config__.tag): row for rows in ROOMS.values() for row in rows}
GROUPS = {"adult": lacks.of(asking.adult), "way_missing": lacks.of(ways.way_missing)}
"""What is the same for many acts, so that it is said once."""


def case_field_rows(kind: str, fields: Iterable[Any]) -> Iterator[tuple[str, str, str, str]]:
    """Give a row of a table for each field of an act of a programme."""
    own = WORDS["case_acts"].get(kind, {}).get("fields", {})
    for field in fields:
        says = own.get(field.name) or said("case_fields", field.name)
        yield (f"`{field.name}`", type_words(field.type), "yes" if field.required else "", says)


def case_example(kind: str, number: int) -> bytes:
    """Give an example of an act of a programme as one line, and make sure that the reader takes it."""
    happened = datetime(2031, 4, 1, 10, tzinfo=timezone(timedelta(hours=3)))
    common = {"id": f"example-{number}", "happened": happened, "recorded": happened + timedelta(minutes=5), "synthetic": True}
    line = msgspec.json.encode({"type": kind, **common, **said("case_acts", kind, "example")})
    agreement = read_agreement(BASE.encode(), file="agreement.yaml").model
    assert len(read_case_acts([line], agreement, file="passage.acts.jsonl")) == 1
    return line


def lacking(row: moves.Move) -> list[str]:
    """Give what an act of a row may lack, as a list; what is the same for many acts is one line of it."""
    left, lines = list(lacks.lacks(row)), []
    for name, codes_of in GROUPS.items():
        if codes_of and set(codes_of) <= set(left):
            left = [code for code in left if code not in codes_of]
            heading, words = said("case_groups", name)
            lines.append(f"- one of those {link(words, heading)}")
    return [*lines, *(f"- {lacks.sentence(code)}" for code in left)]


def step_words(row: moves.Move) -> str:
    """Give the step of a row. An objection stands outside the steps, where the agreement lists objections."""
    return f"`{row.step}`" if row.step in Steps.__struct_fields__ else "[objections](format.md#objections)"


def case_act_part(kind: str, row: moves.Move, number: int) -> list[str]:
    """Give the part of the page that is about one act."""
    names = {field.name for field in msgspec.inspect.type_info(moves.CaseAct).fields}  # type: ignore[attr-defined]
    fields = msgspec.inspect.type_info(row.act).fields  # type: ignore[attr-defined]
    own = list(case_field_rows(kind, (field for field in fields if field.name not in names)))
    who = said("case_who", row.by.__name__) if row.by else f"whom the step `{row.step}` names"
    return [
        f"### {kind}", "", " ".join(str(row.act.__doc__).split()), "",
        f"**Move:** {row.title}{', onward' if row.onward else ''}. **Who:** {who}.", "",
        *(table(("field", "value", "needed", "what it says"), own) if own else ["No fields of its own."]),
        "", "**No effect, for one of these reasons:**", "", *lacking(row),
        "", "```json", case_example(kind, number).decode(), "```",
    ]  # fmt: skip


def programme_acts_page() -> str:
    """Give the page on the acts of a programme."""
    says, values = WORDS["case_log"], dict.fromkeys(tuple(said("case_values", name)) for name in TEXT_RULES.values())
    added = [field for field in msgspec.inspect.type_info(moves.CaseAct).fields if field.name in ("post", "synthetic")]
    numbers = {kind: number for number, kind in enumerate(CASE_ROWS, 1)}
    told = {code for row in CASE_ROWS.values() for code in lacks.lacks(row)} | {*lacks.OF_EVERY_ACT}
    parts: list[list[str]] = []
    for title, rows in ROOMS.items():
        parts.append([f"## {title}", "", said("case_rooms", title.lower())])
        parts += [case_act_part(kind, row, numbers[kind]) for row in rows if (kind := str(row.act.__struct_config__.tag))]
    return page(
        "Acts of a programme",
        says["opening"],
        ("## What each act carries", "", says["common"], "",
         *table(("field", "value", "needed", "what it says"), case_field_rows("", added))),
        ("## How values are written", "", says["values"], "",
         *table(("value", "examples", "how it is written"), values)),
        ("## When an act has no effect", "", says["effect"], "", says["every"], "",
         *(f"- {lacks.sentence(code)}" for code in lacks.OF_EVERY_ACT), "", says["groups"],
         *(line for name, found in GROUPS.items() for line in ("", f"### {said('case_groups', name)[0]}", "",
           *(f"- {lacks.sentence(code)}" for code in found))),
         "", "### What is open now", "", says["offered"], "",
         *(f"- {lacks.sentence(code)}" for code in lacks.WORDS if code not in told)),
        ("## The steps", "", says["steps"], "",
         *table(("act", "move", "step", "onward"), (
             (link(kind, kind.replace(".", "").replace("/", "")), row.title, step_words(row), "yes" if row.onward else "")
             for kind, row in CASE_ROWS.items()))),
        *parts,
    )  # fmt: skip


def access_of() -> str:
    """Give the page on access."""
    says = WORDS["access"]
    return page("Access", says["opening"], *access_page.parts(says))


# ---- the errors ---------------------------------------------------------------------------------------------------


def families() -> list[type[errors.SafeconductError]]:
    """Give the families of errors by exit status."""
    found = [value for value in vars(errors).values() if isinstance(value, type)
             and issubclass(value, errors.SafeconductError) and value is not errors.SafeconductError]  # fmt: skip
    return sorted(found, key=lambda family: family.exit_status)


def said_of(code: str) -> list[str]:
    """Make the fault of a code and give what is written and what is said; the note where there is no example."""
    example = said("codes", code)
    if note := example.get("note"):
        return [note]
    written, wrong, kind = BASE, example["wrong"].strip("\n"), "json"
    if right := example.get("right"):
        assert BASE.count(right) == 1, right
        written, kind = BASE.replace(right, wrong), "yaml"
    try:
        agreement = read_agreement(written.encode(), file="agreement.yaml").model
        if example.get("in") == "places":
            check_features(agreement, read_places(wrong.encode(), file="places.geojson"), file="places.geojson")
        else:
            list(act_log.read_acts(wrong.encode().splitlines(), agreement, file="acts.jsonl"))
    except errors.Invalid as error:
        fault = next(fault for fault in error.faults if fault.code == code)
    if kind == "yaml":
        start, end = written.index(wrong), written.index(wrong) + len(wrong)
        wrong = written[written.rfind("\n", 0, start) + 1 : written.find("\n", end)]
    return [f"```{kind}", *textwrap.dedent(wrong).splitlines(), "```", "", "```text", fault.text(), "```"]


def errors_page() -> str:
    """Give the page on errors."""
    says = WORDS["errors"]
    return page(
        "Errors",
        says["opening"],
        ("## Exit statuses", "", *table(("status", "family", "when", "what to do"), sorted([
            *((status, "", when, what) for status, when, what in says["statuses"]),
            *((str(family.exit_status), f"`{family.code}`", str(family.__doc__).split(". ")[0].rstrip(".") + ".",
               said("families", family.__name__)) for family in families()),
        ]))),
        ("## Codes", "", says["codes"], "",
         *table(("code", "name", "means"), ((link(code.code), code.name, code.means) for code in codes.ALL))),
        *((f"## {code.code}", "", f"**{code.name}.** {code.means}", "", *said_of(code.code)) for code in codes.ALL),
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
        return str(action.metavar or (value if action.choices else f"[{action.dest.upper()}]"))
    return action.option_strings[-1] + ("" if action.nargs == 0 else f" {value}")


def options_of(action: str, further: dict[str, argparse.ArgumentParser], actions: list[argparse.Action]) -> list[str]:
    """Give the table of the words of a command, or of one of its actions."""
    shown = [one for one in further[action]._actions if not isinstance(one, argparse._HelpAction)] if further else actions
    title = [f"**{action}**: {further[action].description}", ""] if further else []
    rows = [*table(("words", "what they say"), ((f"`{words_of(one)}`", str(one.help)) for one in shown)), ""] if shown else []
    return [*title, *rows]


def cli_page() -> str:
    """Give the page on the command line."""
    parts: list[list[str]] = []
    for name, parser in commands().items():
        actions = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
        words = [words_of(action) for action in actions if not action.option_strings]
        synopsis = ["safeconduct", name, *words, *(["[OPTION ...]"] if len(words) < len(actions) else [])]
        examples = (f"$ {line}" for line in said("commands", name, "examples"))
        further = next((action.choices for action in actions if isinstance(action, argparse._SubParsersAction)), {})
        parts.append([f"## {name}", "", str(parser.description), "", "```text", " ".join(synopsis), "```", "",
                      *(line for action in (further or {"": parser}) for line in options_of(action, further, actions)),
                      "```console", *examples, "```"])  # fmt: skip
    return page(
        "Commands",
        f"{build_parser('none').description} No command writes over a file.",
        table(("command", "what it does"), ((link(name), sentence) for name, sentence in COMMANDS.items())),
        WORDS["cli"]["opening"],
        *parts,
    )


# ---- the rules ----------------------------------------------------------------------------------------------------


def rules_page() -> str:
    """Give the list of the rules, by the part of a text they look at."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for rule in every_rule():
        group = next(name for first, last, name in said("rules", "groups") if first <= rule.code <= last)
        row = (f"[{rule.code}](rules/{rule.code.lower()}.md)", rule.name, rule.severity.value, one_line(rule.page["What"]))
        groups.setdefault(group, []).append(row)
    head = ("code", "name", "severity", "what it does")
    return page("Rules of the checker", said("rules", "opening"),
                *([f"## {name}", "", *table(head, rows)] for name, rows in groups.items()))  # fmt: skip


def rule_page(rule: Rule) -> str:
    """Give the page of one rule: the docstring of its module."""
    example = rule.page["Example"]
    fenced = [f"```{'json' if example.startswith('{') else 'yaml'}", *example.splitlines(), "```"]
    parts = [[f"## {name}", "", *(fenced if name == "Example" else said_in_full.splitlines())]
             for name, said_in_full in rule.page.items()]  # fmt: skip
    answer = "only_acknowledged" if rule.code in ONLY_ACKNOWLEDGED else "answered"
    answer = "on_reading" if rule.code in said("rules", "read") else answer
    return page(f"{rule.code} {rule.name}", f"**{rule.severity.value.capitalize()}.** [All rules](../rules.md)", *parts,
                ("## To answer for it", "", said("rules", answer).replace("NAME", rule.name)))  # fmt: skip


def pages_page() -> str:
    """Give the list of the pages, with who may open each."""
    return page("Pages", said("pages", "opening"), table(("door", "who comes in"), [(f"`{name}`", who) for name, who in
                                                                                  said("pages", "doors").items()]),
                "## Every page", table(("address", "name", "door"), doors_page.rows()))  # fmt: skip


def api_of() -> str:
    """Give the page on the programming interface."""
    says = WORDS["api"]
    return page("The programming interface", says["opening"].format(**api_page.limits()), *api_page.parts(says))


def one_line(text: str) -> str:
    """Give a text on one line."""
    return " ".join(text.split())


PAGES: dict[str, Callable[[], str]] = {
    "reference/format.md": format_page,
    "reference/acts.md": acts_page,
    "reference/programme-acts.md": programme_acts_page,
    "reference/access.md": access_of,
    "reference/pages.md": pages_page,
    "reference/api.md": api_of,
    "reference/openapi.json": api_page.snapshot,
    "reference/errors.md": errors_page,
    "reference/cli.md": cli_page,
    "reference/rules.md": rules_page,
    **{f"reference/rules/{rule.code.lower()}.md": partial(rule_page, rule) for rule in every_rule()},
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
