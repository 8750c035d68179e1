"""The JSON Schema says what the reader says: it takes the packaged examples and refuses what the reader refuses."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.agreement.casefile import example_folder, examples
from safeconduct.agreement.json_schema import schema
from safeconduct.agreement.model import SECTIONS
from safeconduct.agreement.reader import read_agreement, read_amendment
from safeconduct.kernel.errors import Invalid
from tests.builders import agreement_text, amendment_text, with_obligation

AGREEMENT, AMENDMENT = schema(), schema(amendment=True)
KNOWN = {"$schema", "$ref", "$defs", "title", "description", "type", "properties", "required", "additionalProperties",
         "propertyNames", "minProperties", "items", "anyOf", "enum", "const", "pattern"}  # fmt: skip
TYPES = {"object": dict, "array": list, "string": str, "number": int | float, "boolean": bool}


def wrong(value: Any, rule: Any, root: dict[str, Any], at: str = "$") -> list[str]:
    """Give where a value breaks a schema, for the few words of JSON Schema that ours uses."""
    if rule is False:
        return [f"{at}: not allowed"]
    if "$ref" in rule:
        rule = {
            **root["$defs"][rule["$ref"].removeprefix("#/$defs/")],
            **{k: v for k, v in rule.items() if k != "$ref"},
        }
    found = []
    if "anyOf" in rule and all(wrong(value, choice, root, at) for choice in rule["anyOf"]):
        found.append(f"{at}: none of the choices")
    types = [rule["type"]] if isinstance(rule.get("type"), str) else rule.get("type", [])
    if types and not any(isinstance(value, TYPES[name]) for name in types):
        return [*found, f"{at}: not {types}"]
    if "enum" in rule and value not in rule["enum"]:
        found.append(f"{at}: not one of {rule['enum']}")
    if "const" in rule and value != rule["const"]:
        found.append(f"{at}: not {rule['const']}")
    if "pattern" in rule and isinstance(value, str) and not re.search(rule["pattern"], value):
        found.append(f"{at}: {value!r} does not match")
    if isinstance(value, list) and "items" in rule:
        found += [line for n, part in enumerate(value) for line in wrong(part, rule["items"], root, f"{at}[{n}]")]
    if isinstance(value, dict) and rule.get("type") == "object":
        found += [f"{at}: empty"] if len(value) < rule.get("minProperties", 0) else []
        found += [f"{at}: lacks {key}" for key in rule.get("required", ()) if key not in value]
        for key, part in value.items():
            found += wrong(key, rule.get("propertyNames", {}), root, f"{at}.{key}")
            inner = rule.get("properties", {}).get(key, rule.get("additionalProperties", {}))
            found += wrong(part, inner, root, f"{at}.{key}")
    return found


def parts(rule: Any) -> list[dict[str, Any]]:
    """Give every schema inside a schema."""
    if not isinstance(rule, dict):
        return []
    inner = [*rule.get("properties", {}).values(), *rule.get("$defs", {}).values(), *rule.get("anyOf", ())]
    inner += [rule[key] for key in ("items", "additionalProperties", "propertyNames") if key in rule]
    return [rule, *[part for value in inner for part in parts(value)]]


@pytest.mark.parametrize("found", [AGREEMENT, AMENDMENT], ids=["agreement", "amendment"])
def test_every_word_of_the_schema_is_one_this_test_knows(found: dict[str, Any]) -> None:
    assert {key for part in parts(found) for key in part} <= KNOWN


@pytest.mark.parametrize("found", [AGREEMENT, AMENDMENT], ids=["agreement", "amendment"])
def test_every_reference_leads_somewhere_and_is_an_address(found: dict[str, Any]) -> None:
    used = {part["$ref"] for part in parts(found) if "$ref" in part}
    assert used == {f"#/$defs/{name}" for name in found["$defs"]}
    assert [name for name in used if not re.fullmatch(r"#/\$defs/[A-Za-z]+", name)] == []


@pytest.mark.parametrize("found", [AGREEMENT, AMENDMENT], ids=["agreement", "amendment"])
def test_every_pattern_is_whole_and_reads_as_javascript_does(found: dict[str, Any]) -> None:
    patterns = {part["pattern"] for part in parts(found) if "pattern" in part}
    assert patterns
    assert [pattern for pattern in patterns if not (pattern.startswith("^") and pattern.endswith("$"))] == []
    assert [pattern for pattern in patterns if re.search(r"\\[dwAZ]|\(\?[P<]", pattern)] == []


def test_every_key_is_described() -> None:
    for name, definition in AGREEMENT["$defs"].items():
        for key, part in definition.get("properties", {}).items():
            assert part.get("description"), f"{name}.{key}"
    assert set(SECTIONS) <= set(AGREEMENT["$defs"]["Agreement"]["properties"])


@pytest.mark.parametrize("name", examples())
def test_the_examples_keep_to_the_schema(name: str) -> None:
    folder = example_folder(name)
    source = read_agreement((folder / "agreement.yaml").read_bytes(), file="a")
    assert wrong(source.plain, AGREEMENT, AGREEMENT) == []
    for draft in (folder / "drafts").glob("*.yaml"):
        assert wrong(read_amendment(draft.read_bytes(), file="d").plain, AMENDMENT, AMENDMENT) == []


def test_the_made_up_texts_keep_to_the_schema() -> None:
    assert wrong(plain_of(agreement_text()), AGREEMENT, AGREEMENT) == []
    change = read_amendment(amendment_text("x", releases="[weapons]").encode(), file="d").plain
    assert wrong(change, AMENDMENT, AMENDMENT) == []
    assert wrong(change, AGREEMENT, AGREEMENT) == ["$: lacks time", "$.amends: not allowed", "$.releases: not allowed"]


def plain_of(text: str) -> dict[str, Any]:
    return read_agreement(text.encode(), file="a").plain


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("amount: 20", "amount: none of the choices"),
        ("amount: -5 rifles", "amount: none of the choices"),
        ("kind: resullt", "kind: not one of ['result', 'effort']"),
        ("title: {}", "title: none of the choices"),
        ("titel: x", "titel: not allowed"),
        ("who: North!", "who: none of the choices"),
        ("after: {verifid: weapons}", "after: none of the choices"),
        ("after: {all: {verified: weapons}}", "after: none of the choices"),
        ("deadline: {by: soon}", "deadline: none of the choices"),
        ("per: daily", "per: 'daily' does not match"),
        ("tranches: {parts: {a: {share: 25}}}", "tranches.parts.a.share: '25' does not match"),
        ("tranches: {}", "tranches: lacks parts"),
        ("tallies: {Ours: {by: north}}", "tallies.Ours: 'Ours' does not match"),
        ("manner: quietly", "manner: not ['array']"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(line: str, expected: str) -> None:
    from safeconduct.agreement.yaml_tree import Faults, parse

    tree = parse(with_obligation(line).encode(), Faults("a"))
    found = wrong(tree.plain(), AGREEMENT, AGREEMENT)
    assert found == [f"$.obligations.extra.{expected}"]
    with pytest.raises(Invalid):
        plain_of(with_obligation(line))


LINES = agreement_text().splitlines(keepends=True)


@settings(max_examples=150)
@given(
    st.lists(st.integers(0, len(LINES) - 1), max_size=3), st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1)
)
def test_what_the_reader_takes_the_schema_takes(gone: list[int], one: int, other: int) -> None:
    lines = [*LINES]
    lines[one], lines[other] = lines[other], lines[one]
    text = "".join(line for number, line in enumerate(lines) if number not in gone)
    try:
        plain = plain_of(text)
    except Invalid:
        return
    assert wrong(plain, AGREEMENT, AGREEMENT) == []


@given(
    st.sampled_from(["title", "wording", "time", "parties", "points", "obligations"]),
    st.sampled_from([[], 5, "x", {"y": []}, None]),
)
def test_a_mutated_example_is_refused(key: str, value: Any) -> None:
    plain = {**EXAMPLE, key: value}
    if value is None:
        del plain[key]
    taken = {("title", 5), ("title", "x")}
    optional = value is None and key not in ("title", "wording", "time")
    assert (wrong(plain, AGREEMENT, AGREEMENT) == []) == (
        optional or (key, repr(value)) in {(k, repr(v)) for k, v in taken}
    )


EXAMPLE = plain_of((example_folder("aceh-2005") / "agreement.yaml").read_text(encoding="utf-8"))
