"""The genesis act: what makes it sound, and the sheet of paper that carries its digest."""

import re
from typing import Any

import pytest

from safeconduct.record.body import matter
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import parse_genesis, warnings
from safeconduct.record.sheet import CODE, TRAINING_CODE, as_page, as_text, digest_of_code, in_words, sheet_of
from safeconduct.record.sheet_words import LABELS
from safeconduct.record.test_keys import public_for
from safeconduct.record.vkey import COSIGNATURE, NOTE, verifier_of, write_vkey
from safeconduct.record.words import digest_of
from tests.signed_log import ORIGIN, ROLES, genesis_act, public


def orgs(**changes: Any) -> dict[str, Any]:
    """Give the organisations of the act with some of them replaced; None leaves one out."""
    found = genesis_act()["organisations"] | changes
    return {org: one for org, one in found.items() if one is not None}


def roots(label: str) -> list[str]:
    return [public(f"{label} {n}").hex() for n in range(3)]


def refused(**changes: Any) -> Bad:
    with pytest.raises(Bad) as caught:
        parse_genesis(genesis_act(**changes))
    return caught.value


def witness(name: str) -> str:
    return f"witness {name} {write_vkey(verifier_of(f'{name}.example', COSIGNATURE, public(f'{name} cosigner')))}\n"


FOUR = "".join(map(witness, "abcd")) + "group g 3 a b c d\n"


def test_a_sound_act_is_read_and_its_matter_is_the_digest() -> None:
    genesis = parse_genesis(genesis_act())
    assert (genesis.digest, genesis.log.name) == (matter(genesis_act()), ORIGIN)
    assert genesis.holders() == ("operator", "guarantor")
    assert [org.id for org in genesis.of_role("party")] == ["north", "south"]
    assert set(genesis.keyring().members) == set(ROLES)


def test_no_organisation_comes_first_by_its_name() -> None:
    act = genesis_act()
    orgs, names = act["organisations"], {"north": "south", "south": "north"}
    swapped = {names.get(org, org): one for org, one in orgs.items()}
    order = [list(parse_genesis(act | {"organisations": one}).keyring().members) for one in (orgs, swapped)]
    assert order[1] == [names.get(org, org) for org in order[0]]


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"organisations": orgs(south=None)}, "genesis.parties", "organisations"),
        ({"organisations": orgs(south={"name": "South", "role": "party", "roots": roots("north root")})}, "genesis.repeated",
         "organisations/south/roots/0"),
        ({"attachments": "operator"}, "genesis.attachments", "attachments"),
        ({"attachments": "nobody"}, "genesis.attachments", "attachments"),
        ({"origin": "record.example/other"}, "genesis.log", "log"),
        ({"log": write_vkey(verifier_of(ORIGIN, COSIGNATURE, public_for("operator log 0")))}, "genesis.log", "log"),
        ({"log": write_vkey(verifier_of(ORIGIN, NOTE, public_for("north root 1")))}, "genesis.repeated",
         "organisations/north/roots/1"),
        ({"organisations": orgs(south={"name": "South", "role": "party", "roots": ["00" * 32, *roots("south root")[:2]]})},
         "key.point", "organisations/south/roots/0"),
        ({"training": False}, "key.test", "log"),
        ({"witnessed": "quorum nobody\n"}, "policy.name", "witnessed, line 1"),
        ({"sealed": ""}, "act.value", "sealed"),
        ({"sealed": f"log {write_vkey(verifier_of('x.example', NOTE, public('x')))}\nquorum none\n"}, "policy.log", "sealed"),
    ],
)  # fmt: skip
def test_what_is_not_sound_is_refused_with_its_place(changes: dict[str, Any], code: str, where: str) -> None:
    bad = refused(**changes)
    assert (bad.code, bad.where) == (code, where)


def test_keys_that_nobody_published_need_no_training() -> None:
    act = genesis_act(training=False, log=write_vkey(verifier_of(ORIGIN, NOTE, public("made-up log"))))
    act["organisations"] = {org: one | {"roots": roots(f"{org} made up")} for org, one in act["organisations"].items()}
    genesis = parse_genesis(act)
    assert (genesis.act.training, sheet_of(genesis).code[:4]) == (False, CODE)


def test_the_order_of_the_parties_changes_only_the_order() -> None:
    act = genesis_act()
    turned = act | {"organisations": dict(reversed(act["organisations"].items()))}
    # Restricted JSON sorts the keys, so both are the same act.
    assert parse_genesis(turned).digest == parse_genesis(act).digest


def test_what_ought_to_be_known_is_said() -> None:
    assert len(warnings(parse_genesis(genesis_act(witnessed=FOUR + "quorum g\n", sealed=FOUR + "quorum g\n")))) == 1
    few = genesis_act(organisations=orgs(recorder=None, example=None, operator=None))
    said = " ".join(warnings(parse_genesis(few)))
    for words in ("cannot be given new ones", "Nobody can sign in the place of an organisation", "nobody can fill the log",
                  "two histories", "training"):  # fmt: skip
        assert words in said


def test_the_sheet_says_the_digest_in_three_ways() -> None:
    genesis = parse_genesis(genesis_act())
    sheet = sheet_of(genesis)
    assert digest_of(" ".join(sheet.words)) == genesis.digest
    assert bytes.fromhex("".join(sheet.digits)) == genesis.digest
    assert digest_of_code(sheet.code, prefix=TRAINING_CODE) == genesis.digest
    with pytest.raises(Bad):
        digest_of_code(sheet.code)


@pytest.mark.parametrize("text", ["", CODE, CODE + "AB" * 31, CODE + "ab" * 32, CODE + "AB" * 32 + "\n", "scg:" + "AB" * 32])
def test_another_code_is_refused(text: str) -> None:
    with pytest.raises(Bad):
        digest_of_code(text)


def test_a_policy_is_said_in_words() -> None:
    genesis = parse_genesis(genesis_act(witnessed=FOUR + "quorum g\n"))
    assert (in_words(genesis.witnessed), in_words(genesis.sealed)) == ("3 of (a, b, c, d)", "none")


@pytest.mark.parametrize("language", LABELS)
def test_every_language_has_every_label_and_every_organisation(language: str) -> None:
    assert LABELS[language].keys() == LABELS["en"].keys()
    sheet = sheet_of(parse_genesis(genesis_act()))
    text, page = as_text(sheet, language), as_page(sheet, language)
    for row in sheet.rows:
        for shown in (row.name, *row.keys):
            assert (shown in text, shown in page) == (True, True)
    for line in sheet.words:
        assert (line in text, line in page) == (True, True)


def test_the_page_needs_nothing_beside_it_and_escapes_names() -> None:
    act = genesis_act(organisations=orgs(north={"name": '<b>"North" & co</b>', "role": "party", "roots": roots("north root")}))
    page = as_page(sheet_of(parse_genesis(act)), "ar")
    assert "&lt;b&gt;&quot;North&quot; &amp; co&lt;/b&gt;" in page
    assert re.findall(r"<script|https?://(?!www\.w3\.org)|url\(|<b>", page) == []
    assert 'dir="rtl"' in page


def test_the_qr_code_of_the_page_holds_the_code(tmp_path: Any) -> None:
    """The drawing is the one that segno makes of the code; segno itself is taken at its word."""
    import segno

    sheet = sheet_of(parse_genesis(genesis_act()))
    expected = segno.make(sheet.code, error="q", micro=False)
    assert expected.mode == "alphanumeric"
    path = re.search(r'<path[^>]* d="([^"]+)"', as_page(sheet))
    assert path is not None
    assert path.group(1) in expected.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)
