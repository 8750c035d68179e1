"""Nothing undocumented, nothing out of date, and every command of a page does what the page says."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from safeconduct.agreement import fold, settle, wording
from safeconduct.agreement.casefile import open_case
from safeconduct.agreement.model import Agreement, Amendment
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.shapes import Record
from safeconduct.checks.opening import check_files
from safeconduct.checks.run import check
from safeconduct.cli.main import COMMANDS
from safeconduct.kernel import acts, codes
from safeconduct.kernel.acts import act_type
from safeconduct.secretariat import case_acts, words
from safeconduct.secretariat.opening import open_caseload
from tests.docs.walk import Command, changes_of, commands, commands_of, walk

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
WALKED = [
    "README.md",
    "docs/tutorial.md",
    "docs/how-to/write-an-agreement.md",
    "docs/explanation/status.md",
    "docs/explanation/findings.md",
    "docs/explanation/erasure.md",
    "docs/reference/cli.md",
    "docs/how-to/ask-before-and-after-signing.md",
    "docs/how-to/keep-keys.md",
    "docs/how-to/work-offline.md",
]


def generate() -> ModuleType:
    """Load docs/generate.py, which is a script and not part of the package."""
    from importlib.util import module_from_spec, spec_from_file_location

    name = "docs_generate"
    if name not in sys.modules:
        spec = spec_from_file_location(name, DOCS / "generate.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def under(heading: str, page: str) -> str:
    """Give the part of a page between a heading and the next of the same or a higher level."""
    level = heading.split(" ")[0]
    after = page.split(f"\n{heading}\n", 1)[1]
    return re.split(rf"^#{{1,{len(level)}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def test_the_generated_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    status = generate().main(["--check"])
    assert (status, capsys.readouterr().out) == (0, "")


def test_a_stale_page_is_noticed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    module = generate()
    monkeypatch.setattr(module, "PAGES", {"reference/cli.md": lambda: "something else\n"})
    assert module.main(["--check"]) == 1
    assert capsys.readouterr().out == "docs/reference/cli.md is out of date; run `make docs`\n"


def test_the_pages_are_the_same_every_time() -> None:
    makers = generate().PAGES.values()
    assert [make() for make in makers] == [make() for make in makers]


def test_every_key_of_the_format_is_documented() -> None:
    page, module = read("docs/reference/format.md"), generate()
    missing = []
    for name, (record, _) in module.records().items():
        part = under(f"### {module.HEADINGS.get(name, name)}", page)
        missing += [f"{name}.{key}" for key in record.fields if f"| `{key}` |" not in part]
    for record in (Record(Agreement), Record(Amendment)):
        missing += [key for key in record.fields if f"| `{key}` |" not in page and f"| [{key}](#{key}) |" not in page]
    conditions = under("## Conditions", page)
    missing += [key for record in module.condition_records().values() for key in record.fields
                if f"| `{key}`" not in conditions]  # fmt: skip
    assert missing == []


def test_every_act_type_and_every_field_is_documented() -> None:
    page = read("docs/reference/acts.md")
    common = under("## What every act carries", page)
    for kind, model in acts.TYPES.items():
        part = under(f"## {kind}", page)
        missing = [field for field in model.__struct_fields__ if f"| `{field}` |" not in part + common]
        assert missing == [], kind


def test_every_act_of_a_programme_and_every_field_is_documented() -> None:
    page = read("docs/reference/programme-acts.md")
    common = under("## What each act carries", page) + under("## What every act carries", read("docs/reference/acts.md"))
    for kind, model in case_acts.BY_NAME.items():
        part = under(f"### {kind}", page)
        missing = [field for field in model.__struct_fields__ if f"| `{field}` |" not in part + common]
        assert missing == [], kind


def test_every_reason_why_an_act_of_a_programme_has_no_effect_is_documented() -> None:
    page, lacks = read("docs/reference/programme-acts.md"), generate().lacks
    assert [code for code in words.WORDS if f"- {lacks.sentence(code)}\n" not in page] == []


def test_no_act_of_the_example_lacks_what_its_part_of_the_page_does_not_say() -> None:
    module = generate()
    opened = open_caseload(open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"]))
    kept = [entry for entry in opened.office.entries if entry.missing]
    assert len(kept) > 10
    for entry in kept:
        row = module.CASE_ROWS[act_type(entry.act)]
        said = {*module.lacks.lacks(row), *module.lacks.OF_EVERY_ACT}
        assert {part.code for part in entry.missing} - said == set(), entry.act.id


def test_what_a_move_lacks_is_read_from_its_needs() -> None:
    module = generate()

    def said(kind: str) -> set[str]:
        return set(module.lacks.lacks(module.CASE_ROWS[kind]))

    # A need that is put together, one of another room, a word put together, and none that is only asked without an act.
    assert said("movement.closed/1") == {"no_such_movement", "movement_planned", "movement_closed", "movement_cancelled",
                                         "counts_differ", "presented_differ"}  # fmt: skip
    assert said("weapon.received/1") >= {"tag_in_use", "no_consent_to_disarm", "not_in_this_view", "named_twice"}
    assert said("person.boarded/1") >= {"objection_upheld", "objection_stood", "not_on_manifest", "not_tested"}
    assert said("stay.arranged/1") & {"stay_arranged", "already", "excluded"} == set()
    assert said("item.recovered/1") & {"item_lost", "item_contained"} == set()


def test_every_reason_for_not_counting_an_act_is_documented() -> None:
    # The fold and what settles it name each reason as a text literal, which has its sentence among the others.
    trees = [ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")) for module in (fold, settle)]
    literals = {node.value for tree in trees for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip
    fields = {field for model in acts.TYPES.values() for field in model.__struct_fields__}
    reasons = literals & set(wording.SENTENCES) - fields
    assert reasons == set(generate().WORDS["uncounted"]["codes"])


def test_every_code_and_every_exit_status_is_documented() -> None:
    page, module = read("docs/reference/errors.md"), generate()
    assert [code.code for code in codes.ALL if f"\n## {code.code}\n\n**{code.name}.** {code.means}" not in page] == []
    statuses = under("## Exit statuses", page)
    assert [f for f in module.families() if f"| {f.exit_status} | `{f.code}` |" not in statuses] == []


def test_every_command_and_every_option_is_documented() -> None:
    page, module = read("docs/reference/cli.md"), generate()
    assert list(module.commands()) == list(COMMANDS)
    for name, parser in module.commands().items():
        part = under(f"## {name}", page)
        options = [word for action in parser._actions for word in action.option_strings[-1:] if word != "--help"]
        assert [word for word in options if f"| `{word}" not in part] == [], name


def test_every_file_of_the_core_has_its_line_in_the_architecture() -> None:
    page = read("ARCHITECTURE.md")
    for room in ("kernel", "agreement", "record", "caseload", "access", "secretariat", "store", "mirror", "bootstrap"):
        files = {path.stem for path in (ROOT / "src" / "safeconduct" / room).rglob("*.py")} - {"__init__"}
        assert {name for name in files if f"`{name}`" not in page} == set(), room


@pytest.mark.parametrize("room", ["accounts", "api", "desk", "entries", "home", "looks", "porch", "reports", "statements"])
def test_every_file_of_a_room_of_pages_stands_in_its_own_table(room: str) -> None:
    after = read("ARCHITECTURE.md").split(f"\n`web/{room}/` ", 1)[1]
    rows = re.search(r"(?:^\|.*\n)+", after, re.MULTILINE)
    assert rows is not None
    named = {name.rpartition("/")[2] for row in rows[0].splitlines() for name in re.findall(r"`([\w/]+)`", row.split("|")[1])}
    files = {path.stem for path in (ROOT / "src" / "safeconduct" / "web" / room).rglob("*.py") if "migrations" not in path.parts}
    assert (files - {"__init__", "apps"} - named, named - files) == (set(), set())


@pytest.mark.parametrize("name", WALKED)
def test_every_command_of_a_page_does_what_the_page_says(name: str, tmp_path: Path) -> None:
    page = read(name)
    assert list(commands_of(page)) != []
    assert walk(page, tmp_path) == []


@pytest.mark.parametrize("name", WALKED)
def test_no_change_that_a_page_asks_for_is_passed_over(name: str) -> None:
    page = read(name)
    assert len(re.findall(r"in\s+place\s+of\s+(?:the\s+line\s+)?`", page)) == changes_of(page)


def test_the_agreement_of_the_how_to_has_ten_clauses_and_ends_clean(tmp_path: Path) -> None:
    assert walk(read("docs/how-to/write-an-agreement.md"), tmp_path) == []
    file = tmp_path / "truce" / "agreement.yaml"
    text, lines = check_files(file)
    agreement = text.agreement
    assert len(agreement.points) == 10
    entries = [value for _, _, value in agreement.entries()]
    named = {clause for entry in entries for clause in getattr(entry, "clause", ())}
    assert named == set(agreement.points)
    assert [one.code for one in check(text, lines).findings if one.open] == []


def test_the_agreement_of_the_tutorial_is_read_whole(tmp_path: Path) -> None:
    page = read("docs/tutorial.md")
    text = re.search(r"Save it as `truce/agreement.yaml`:\n\n```yaml\n(.*?)\n```", page, re.DOTALL)
    assert text is not None
    agreement = read_agreement((text[1] + "\n").encode(), file="agreement.yaml").model
    assert len(agreement.points) == 5
    assert {clause for norm in (*agreement.obligations.values(), *agreement.prohibitions.values())
            for clause in norm.clause} == set(agreement.points)  # fmt: skip


@pytest.mark.parametrize("path", sorted([ROOT / "README.md", ROOT / "ARCHITECTURE.md", *DOCS.rglob("*.md")]),
                         ids=lambda path: path.name)  # fmt: skip
def test_every_link_leads_somewhere(path: Path) -> None:
    words = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", words):
        file, _, anchor = target.partition("#")
        found = path.parent / file if file else path
        if "://" in target:
            continue
        if not found.exists():
            broken.append(target)
        elif anchor:
            headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), flags=re.MULTILINE)
            names = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            broken += [] if anchor in names else [target]
    assert broken == []


def test_a_walk_notices_what_a_page_says_wrongly(tmp_path: Path) -> None:
    page = "```console\n$ safeconduct examples\nno such line\n$ safeconduct check nothing.yaml\n```\n"
    assert walk(page, tmp_path) == [
        "safeconduct examples: the page shows 'no such line'",
        "safeconduct check nothing.yaml: exit status 3, the page says 0",
    ]


def test_a_walk_lets_a_page_leave_out_lines_and_ends_of_lines(tmp_path: Path) -> None:
    start = "```console\n$ safeconduct examples\n"
    assert walk(start + "...\ngaza-2025: Gaza, ...\n...\n```", tmp_path) == []
    assert walk(start + "gaza-2025: Gaza, ...\n...\n```", tmp_path) != []
    assert walk(start + "...\ngaza-2025: Gaza, ...\n```", tmp_path) != []


def test_a_walk_makes_the_changes_that_a_page_asks_for(tmp_path: Path) -> None:
    page = (
        "Save it as `a/b.txt`:\n\n```text\none\n  two\nthree\n```\n\n"
        "In `a/b.txt`,\nwrite `1` in place\nof `one`. Then in `a/b.txt`, write this in place of\nthe line `two`:\n\n"
        "```text\n  2\n  2b\n```\n"
    )
    assert walk(page, tmp_path) == []
    assert (tmp_path / "a" / "b.txt").read_text() == "1\n  2\n  2b\nthree\n"
    assert changes_of(page) == 2
    again = page + "In `a/b.txt`, write this in place of the line `two`:\n\n```text\nx\n```\n"
    assert walk(again, tmp_path) == ["a/b.txt: the line 'two' stands there 0 times"]


def test_a_console_block_is_read_as_commands() -> None:
    assert commands("$ safeconduct check a.yaml\na.yaml: wrong\n...\n$ echo $?\n3\n$ make demo") == [
        Command("safeconduct check a.yaml", ["a.yaml: wrong", "..."], 3),
        Command("make demo", [], 0),
    ]
