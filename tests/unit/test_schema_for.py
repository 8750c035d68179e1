"""The schema of one file: every reference lists the ids of the file, whatever else is wrong with it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safeconduct.agreement.casefile import example_folder, examples
from safeconduct.agreement.json_schema import Ids, ids_of, schema
from safeconduct.agreement.model import SECTIONS
from safeconduct.agreement.reader import read_agreement, read_amendment
from safeconduct.cli.main import main
from tests.builders import agreement_text, with_obligation
from tests.unit.test_schema import parts, wrong


def listed(found: dict[str, Any], record: str, key: str) -> list[str]:
    """Give the words that a key of a record lists, by whatever way."""
    words: list[str] = []
    waiting = [found["$defs"][record]["properties"][key]]
    for part in waiting:
        waiting += part.get("anyOf", [])
        waiting += [part["items"]] if "items" in part else []
        waiting += [found["$defs"][part["$ref"].rpartition("/")[2]]] if "$ref" in part else []
        words += part.get("enum", []) + ([part["const"]] if "const" in part else [])
    return list(dict.fromkeys(words))


def of(text: str) -> dict[str, Any]:
    return schema(ids=ids_of([text.encode()]))


def test_a_reference_lists_the_ids_of_its_kinds_and_no_others() -> None:
    text = agreement_text()
    model, found = read_agreement(text.encode(), file="a").model, of(text)
    assert set(listed(found, "Obligation", "who")) == {*model.parties, *model.bodies, "unstated", "unseen"}
    assert listed(found, "Verified", "verified")[: len(model.obligations)] == [*model.obligations]
    assert listed(found, "Happened", "anchor") == [*model.anchors]


def test_a_clause_and_a_tranche_are_ids_too() -> None:
    ids = ids_of([with_obligation("tranches: {parts: {first: {share: 50%}, last: {rest: yes}}}").encode()])
    assert list(ids["tranche"])[-2:] == ["extra.first", "extra.last"]
    clauses = ids_of([b"points: {p1: {clauses: {a: {says: x}, b: {says: y}}}}"])
    assert clauses["point"] == {"p1": "", "p1.a": "", "p1.b": ""}


def test_each_id_comes_with_what_it_is_called() -> None:
    found = of("parties: {a: {name: {ar: ألف, en: Side A}}, b: {name: B}}\nunits: {guns: hunting guns}")
    assert found["$defs"]["PartyId"]["enumDescriptions"] == ["Side A", "B"]
    assert ids_of([b"units: {guns: hunting guns}"])["unit"] == {"guns": "hunting guns"}


@pytest.mark.parametrize("name", examples())
def test_the_examples_keep_to_the_schema_that_is_made_for_them(name: str) -> None:
    folder = example_folder(name)
    data = (folder / "agreement.yaml").read_bytes()
    found = schema(ids=ids_of([data]))
    assert wrong(read_agreement(data, file="a").plain, found, found) == []
    for draft in (folder / "drafts").glob("*.yaml"):
        both = schema(amendment=True, ids=ids_of([data, draft.read_bytes()]))
        assert wrong(read_amendment(draft.read_bytes(), file="d").plain, both, both) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("who: nort", "who: none of the choices"),
        ("clause: [p1, p99]", "clause: none of the choices"),
        ("verified_by: {any: nobody_known}", "verified_by: none of the choices"),
        ("amount: 20 riffles", "amount: none of the choices"),
    ],
)
def test_an_id_that_is_not_there_is_refused(line: str, expected: str) -> None:
    from safeconduct.agreement.yaml_tree import Faults, parse

    text = with_obligation(line)
    found, tree = of(text), parse(text.encode(), Faults("a"))
    assert tree is not None
    assert wrong(tree.plain(), found, found) == [f"$.obligations.extra.{expected}"]


FAULTY = [
    "nonsense: 1\n{}",
    "{}obligations_too: {{}}\n",
    "{}points:\n  - [unclosed\n",
    "{}\nparties_again: 'never closed\n",
    "{}\n\tx: 1\n",
]


@pytest.mark.parametrize("around", FAULTY)
def test_a_fault_elsewhere_costs_no_id(around: str) -> None:
    text = "safeconduct: 1\nparties:\n  north: {name: North}\n  south:\n    name: South\nbodies:\n  panel: {name: Panel}\n"
    ids = ids_of([around.format(text).encode()])
    assert (list(ids["party"]), list(ids["body"])) == (["north", "south"], ["panel"])


def test_a_section_that_cannot_be_read_leaves_its_references_open() -> None:
    found = of("parties: [north, south]\nbodies: {panel: {name: Panel}}")
    assert listed(found, "Obligation", "who") == []


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"- a\n- b\n", b"x", b"points: 5", b"&a b: *a"])
def test_a_file_that_is_no_agreement_gets_the_schema_of_every_file(data: bytes) -> None:
    assert schema(ids=ids_of([data]))["$defs"]["Obligation"] == schema()["$defs"]["Obligation"]


def test_every_kind_is_asked_for_by_its_section() -> None:
    ids: Ids = ids_of([b""])
    assert set(ids) == {*(kind for kind, _ in SECTIONS.values()), "unit", "source", "tranche", "reading"}


def test_the_schema_of_a_file_has_no_empty_list_and_no_definition_unused() -> None:
    found = of(agreement_text())
    used = {part["$ref"] for part in parts(found) if "$ref" in part}
    assert used == {f"#/$defs/{name}" for name in found["$defs"]}
    assert [name for name, part in found["$defs"].items() if part.get("enum") == []] == []


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def command(*words: object) -> tuple[int, str, str]:
        status = main(["schema", *map(str, words)])
        return status, *capsys.readouterr()

    return command


def test_the_command_writes_the_schema_of_a_file(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    file = tmp_path / "agreement.yaml"
    file.write_text("nonsense: 1\nparties: {north: {name: North}}\n")
    (tmp_path / "second.yaml").write_text("parties: {west: {name: West}}\n")
    status, out, err = run("--for", file)
    assert (status, err, json.loads(out)["$defs"]["PartyId"]["enum"]) == (0, "", ["north"])
    assert run("--for", tmp_path)[1] == out
    both = json.loads(run("--amendment", "--for", file, "--with", tmp_path / "second.yaml")[1])
    assert both["title"].startswith("safeconduct amendment")
    assert both["$defs"]["PartyId"]["enum"] == ["north", "west"]


def test_the_command_says_what_it_lacks(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    assert run("--for", tmp_path / "none.yaml")[0] == 3
    status, _, err = run("--with", "second.yaml")
    assert status == 3
    assert "--for FILE" in err
