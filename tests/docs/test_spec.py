"""The specification of the record says what the program does: its acts and their fields, the standings, the worked example."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

from safeconduct.record import book, key_acts, keyfile
from safeconduct.record.body import act_id, parse_body
from safeconduct.record.checkpoint import open_checkpoint
from safeconduct.record.leaf import parse_leaf, verify_leaf
from safeconduct.record.test_keys import public_for
from safeconduct.record.tree import leaf_hash
from safeconduct.record.vkey import parse_vkey

ROOT = Path(__file__).resolve().parents[2]
SPEC = (ROOT / "docs" / "spec" / "record.md").read_text(encoding="utf-8")


def section(number: int) -> str:
    return re.split(r"^## ", SPEC.split(f"\n## {number}. ", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_the_worked_example_is_what_the_program_makes() -> None:
    body, identity, leaf, hashed, note = re.findall(r"```text\n(.*?)\n```", section(15), flags=re.DOTALL)
    [vkey] = re.findall(r"`(record\.example/norrland\+[^`]*)`", section(15))
    data, signed = body.replace("\n", "").encode(), bytes.fromhex(leaf)
    public = public_for("north officer 1")
    assert act_id(data).hex() == identity == sha256(data).hexdigest()
    assert (parse_leaf(signed).act_id.hex(), verify_leaf(public, parse_leaf(signed))) == (identity, True)
    assert leaf_hash(signed).hex() == hashed == sha256(b"\x00" + signed).hexdigest()
    head = open_checkpoint(f"{note}\n".encode(), parse_vkey(vkey)).checkpoint
    assert (head.origin, head.size, head.root.hex()) == (parse_body(data).log, 1, hashed)
    vectors = [json.loads((ROOT / "tests" / "vectors" / f"{name}.json").read_bytes()) for name in ("bodies", "leaves")]
    assert (vectors[0]["accepted"][0]["text"].encode(), vectors[1]["accepted"][0]["leaf"]) == (data, signed.hex())
    assert (vectors[1]["example"]["checkpoint"], vectors[1]["example"]["log"]) == (f"{note}\n", vkey)


def test_every_act_of_the_record_and_every_field_stands_in_the_specification() -> None:
    missing = []
    for kind, (_, fields) in key_acts.SHAPES.items():
        parts = [SPEC[found.start() : SPEC.find("\n\n", found.start())] for found in re.finditer(f"`{kind}`", SPEC)]
        if not any(all(f"`{field}`" in part for field in fields) for part in parts):
            missing.append(kind)
    assert missing == []


def test_every_form_of_a_field_is_said() -> None:
    forms = SPEC[SPEC.index("| field of an act of this page |") : SPEC.index("**The genesis act is sound**")]
    said = {field for _, shape in key_acts.SHAPES.values() for field in shape} - {"org"}
    # Said where the act itself is told: words out of a list, objects, true or false.
    assert {field for field in said if f"`{field}`" not in forms} == {"organisations", "training", "role", "scope", "reason"}


def test_every_word_that_a_reader_may_meet_is_there() -> None:
    codes = (book.IN_EFFECT, book.INCOMPLETE, book.HELD, book.EQUIVOCATION, book.DISPUTED, book.OUT_OF_SCOPE, book.NO_EFFECT,
             book.CONTESTED, book.REDACTED, book.UNSEEN, book.NOT_AN_ACT)  # fmt: skip
    assert [code for code in codes if f"| {code.replace('_', ' ')} |" not in section(9)] == []
    assert [word for word in (*key_acts.ROLES, *key_acts.REASONS, *key_acts.ORG_ROLES) if word not in section(8)] == []
    kinds = ("keyfile", "signed", "act", "state", "key")
    heads = [f"safeconduct {kind}/v1" for kind in kinds]
    assert heads[:2] == [keyfile.HEAD.decode().strip(), keyfile.LIST_HEAD.strip()]
    assert [head for head in heads if head not in SPEC] == []
