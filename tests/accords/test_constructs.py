"""Every construct that an accord needs stands in its file, or a plain reason says why it does not.

`constructs.toml` lists them. A path has to be there, and to be one of the keys that express the construct.
"""

import json
import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from safeconduct.agreement.casefile import example_folder
from safeconduct.agreement.json_schema import schema
from safeconduct.agreement.model import SECTIONS

HERE = Path(__file__).parent
CONSTRUCTS = tomllib.loads((HERE / "constructs.toml").read_text(encoding="utf-8"))

FILES = {
    "aceh": "aceh-2005", "salvador": "el-salvador-1992", "dayton": "dayton-1a-1995", "minsk": "minsk-ii-2015",
    "gaza": "gaza-2025", "bangsamoro": "bangsamoro", "mozambique": "mozambique", "lome": "lome", "arcss": "r-arcss",
    "belfast": "northern-ireland",
}  # fmt: skip
DEVELOPMENT = {"bangsamoro", "mozambique", "lome", "arcss", "belfast"}

NEEDED = {"aceh": 23, "salvador": 23, "dayton": 23, "minsk": 23, "bangsamoro": 19, "mozambique": 18, "lome": 13, "arcss": 16,
          "belfast": 20, "gaza": 30}  # fmt: skip
"""How many constructs each accord needs, counted apart from the list."""

GENERAL = {"X10", "V5"}
"""General practice in truces; none of the ten needs them."""


@cache
def plain(accord: str, file: str) -> Any:
    if accord in DEVELOPMENT:
        path = HERE / (file or f"{FILES[accord]}.yaml")
    else:
        path = example_folder(FILES[accord]) / (file or "agreement.yaml")
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@cache
def log(accord: str) -> set[str]:
    name = FILES[accord]
    path = HERE / f"{name}.acts.jsonl" if accord in DEVELOPMENT else example_folder(name) / "acts.jsonl"
    return {json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()}


def at(tree: Any, path: str) -> Any:
    """Give what stands at a path; raises KeyError or IndexError if nothing does."""
    for key in path.split("."):
        tree = tree[int(key)] if isinstance(tree, list) else tree[key]
    return tree


SHOWN = [(name, accord, path) for name, one in CONSTRUCTS.items() for accord, paths in one.get("shown", {}).items()
         for path in paths]  # fmt: skip


def test_there_are_74_constructs_and_each_is_named() -> None:
    assert len(CONSTRUCTS) == 74
    assert len({one["says"] for one in CONSTRUCTS.values()}) == 74
    assert {name for name, one in CONSTRUCTS.items() if not {"shown", "left_out"} & set(one)} == GENERAL


def test_every_accord_has_a_word_on_every_construct_it_needs() -> None:
    found = {accord: [name for name, one in CONSTRUCTS.items()
                      if accord in one.get("shown", {}) or accord in one.get("left_out", {})] for accord in FILES}  # fmt: skip
    assert {accord: len(names) for accord, names in found.items()} == NEEDED


def test_what_is_shown_is_not_left_out_as_well() -> None:
    both = [(name, accord) for name, one in CONSTRUCTS.items() for accord in one.get("left_out", {})
            if accord in one.get("shown", {})]  # fmt: skip
    assert both == []


@pytest.mark.parametrize(("name", "accord", "path"), SHOWN, ids=[f"{name} {accord} {path}" for name, accord, path in SHOWN])
def test_it_stands_where_the_list_says_by_a_key_that_expresses_it(name: str, accord: str, path: str) -> None:
    file, hash_sign, inside = path.rpartition("#")
    if file == "acts":
        assert inside in log(accord)
        return
    at(plain(accord, file if hash_sign else ""), inside)
    assert [key for key in CONSTRUCTS[name]["keys"]
            if fnmatchcase(inside, key) and inside.count(".") == key.count(".")] != []  # fmt: skip


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_its_keys_are_keys_of_the_format(name: str) -> None:
    """A key that the format does not have expresses nothing: `*` stands for an id, or for one of several keys."""
    for key in CONSTRUCTS[name]["keys"]:
        assert reachable(key.split(".")), key


def test_a_reason_is_a_sentence_and_never_that_the_format_cannot_say_it() -> None:
    reasons = [(name, accord, said) for name, one in CONSTRUCTS.items() for accord, said in one.get("left_out", {}).items()]
    assert [(name, accord) for name, accord, said in reasons if len(said) < 40 or not said.endswith(".")] == []
    assert [(name, accord) for name, accord, said in reasons if "format" in said or "cannot" in said] == []


def test_one_section_alone_serves_one_accord_of_the_ten() -> None:
    """Numbers owed for numbers handed over, by category, are in one of the ten accords, and general in exchanges of people."""
    used = {accord: set(plain(accord, "")) & set(SECTIONS) for accord in FILES}
    lone = {section: [accord for accord in FILES if section in used[accord]] for section in set().union(*used.values())}
    assert {section: accords for section, accords in lone.items() if len(accords) == 1} == {"exchanges": ["gaza"]}


def reachable(keys: list[str]) -> bool:
    """Whether the JSON Schema of an agreement or of an amendment has such a path."""
    return any(_reach(one, one, keys) for one in (schema(), schema(amendment=True)))


def _reach(whole: dict[str, Any], part: dict[str, Any], keys: list[str]) -> bool:
    if "$ref" in part:
        return _reach(whole, whole["$defs"][part["$ref"].rpartition("/")[2]], keys)
    if "anyOf" in part:
        return any(_reach(whole, one, keys) for one in part["anyOf"])
    if not keys:
        return True
    first, rest = keys[0].rstrip("*") or "*", keys[1:]
    if "properties" in part:
        known = part["properties"]
        return any(_reach(whole, known[key], rest) for key in (known if first == "*" else {first} & set(known)))
    if isinstance(part.get("additionalProperties"), dict):
        return _reach(whole, part["additionalProperties"], rest)
    return part.get("type") == "array" and first == "*" and _reach(whole, part["items"], rest)
