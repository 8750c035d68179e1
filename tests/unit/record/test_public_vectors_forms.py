"""Published test vectors for signatures, signed messages and canonical JSON.

Every case of each set is run. Where our answer differs from the published one, the reason stands here.
The folder is named by SAFECONDUCT_TEST_VECTORS.
"""

import json
import os
from base64 import urlsafe_b64decode
from functools import cache
from hashlib import sha512
from pathlib import Path
from typing import Any

import pytest

from safeconduct.record import cbor, cose, curve, ed25519, jsonform
from safeconduct.record.cose import EDDSA, ES256, Key
from safeconduct.record.curve import ORDER, PRIME, Point
from safeconduct.record.ed25519 import Library
from safeconduct.record.faults import Bad

FOLDER = Path(os.environ.get("SAFECONDUCT_TEST_VECTORS") or "/nonexistent")
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="SAFECONDUCT_TEST_VECTORS names no folder of vectors")

each_library = pytest.mark.parametrize("library", ed25519.libraries(), ids=lambda library: library.name)


@cache
def load(name: str) -> Any:
    return json.loads((FOLDER / name).read_bytes())


# wycheproof


@each_library
def test_wycheproof(library: Library) -> None:
    cases = [
        (group["publicKey"]["pk"], case)
        for group in load("wycheproof/ed25519_test.json")["testGroups"]
        for case in group["tests"]
    ]
    answers = [
        ed25519.verify(bytes.fromhex(public), bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]), library)
        for public, case in cases
    ]
    assert answers == [case["result"] == "valid" for _, case in cases]
    assert (len(answers), sum(answers)) == (151, 88)


# cctv-ed25519


def edge_cases() -> list[tuple[int, bytes, bytes, bytes]]:
    return [
        (case["number"], bytes.fromhex(case["key"]), case["msg"].encode("ascii"), bytes.fromhex(case["sig"]))
        for case in load("cctv-ed25519/ed25519vectors.json")
    ]


def accepted_by(rule: str) -> list[int]:
    return load("cctv-ed25519/acceptance.json")["accepted_by"][rule]


@each_library
def test_the_one_rule_takes_one_of_914(library: Library) -> None:
    assert len(edge_cases()) == 914
    taken = [number for number, public, message, signature in edge_cases() if ed25519.verify(public, message, signature, library)]
    assert taken == accepted_by("profile")


def test_one_key_of_the_edge_cases_may_be_registered() -> None:
    keys = {public for _, public, _, _ in edge_cases()}
    registrable = [public.hex() for public in keys if ed25519.is_registrable(public)]
    assert registrable == load("cctv-ed25519/acceptance.json")["registrable_keys_hex"]
    under = [number for number, public, _, _ in edge_cases() if public.hex() in registrable]
    assert under == load("cctv-ed25519/acceptance.json")["vectors_under_registrable_keys"]


def test_no_point_of_small_order_is_a_key() -> None:
    small = load("cctv-ed25519/acceptance.json")["small_order_encodings_hex"]
    assert [ed25519.is_registrable(bytes.fromhex(public)) for public in small] == [False] * 14


@pytest.mark.parametrize(("name", "rule"), [("pynacl", "libsodium"), ("cryptography", "openssl")])
def test_a_library_alone_takes_what_it_took_when_it_was_chosen(name: str, rule: str) -> None:
    """A change here is news about the library. The one rule holds all the same, as the tests above show."""
    library = next(library for library in ed25519.libraries() if library.name == name)
    taken = [number for number, public, message, signature in edge_cases() if library.verify(public, message, signature)]
    assert taken == accepted_by(rule)


@each_library
def test_under_a_key_that_may_be_registered_only_the_identity_is_left_to_check(library: Library) -> None:
    under = load("cctv-ed25519/acceptance.json")["vectors_under_registrable_keys"]
    taken = [case for case in edge_cases() if case[0] in under and library.verify(*case[1:])]
    assert [number for number, _, _, signature in taken if signature[:32] != b"\x01" + bytes(31)] == [305]


def decode_loosely(data: bytes) -> Point | None:
    """Read a point as ZIP 215 does: y above the prime, and a sign on x = 0, are taken."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, (number & (1 << 255) - 1) % PRIME
    point = curve.decode((y | sign << 255).to_bytes(32, "little"))
    return point or curve.decode(y.to_bytes(32, "little")) if y in (1, PRIME - 1) else point


def base_point() -> Point:
    point = curve.decode((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))
    assert point is not None
    return point


def test_the_other_rules_in_plain_arithmetic() -> None:
    """The published verdicts come from other programs. That ours gives the same ones shows that both read the cases alike."""
    base, eight = base_point(), 8
    taken: dict[str, list[int]] = {rule: [] for rule in ("profile", "openssl", "noble_strict", "zip215")}
    for number, public, message, signature in edge_cases():
        s = int.from_bytes(signature[32:], "little")
        key, r = decode_loosely(public), decode_loosely(signature[:32])
        if s >= ORDER or key is None:
            continue
        k = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
        minus_key = Point(PRIME - key.x, key.y, key.z, PRIME - key.t)
        made = curve.add(curve.multiply(s, base), curve.multiply(k, minus_key))
        if curve.encode(made) == signature[:32]:
            taken["openssl"].append(number)
            if curve.is_prime_order(public) and curve.is_prime_order(signature[:32]):
                taken["profile"].append(number)
        if r is None:
            continue
        minus_r = Point(PRIME - r.x, r.y, r.z, PRIME - r.t)
        if curve.is_identity(curve.multiply(eight, curve.add(made, minus_r))):
            taken["zip215"].append(number)
            strict = curve.decode(public) is not None and curve.decode(signature[:32]) is not None
            if strict and not curve.is_identity(curve.multiply(eight, key)):
                taken["noble_strict"].append(number)
    refused = load("cctv-ed25519/acceptance.json")["refused_by_zip215"]
    assert taken.pop("zip215") == [number for number, *_ in edge_cases() if number not in refused]
    assert taken == {rule: accepted_by(rule) for rule in taken}


# cose


def messages() -> list[Any]:
    if not FOLDER.is_dir():
        return []
    return [pytest.param(entry, id=entry["file"]) for entry in load("cose/expected.json")["files"]]


def key_of(written: dict[str, str]) -> Key:
    """Make a key as one of the record would be: an Ed448 key would have been registered under Ed25519 by mistake."""
    x = bytes.fromhex(written["x_hex"]) if "x_hex" in written else urlsafe_b64decode(written["x"] + "==")
    if written["kty"] == "OKP":
        return Key(EDDSA, x)
    y = bytes.fromhex(written["y_hex"]) if "y_hex" in written else urlsafe_b64decode(written["y"] + "==")
    return Key(ES256, b"\x04" + x + y)


def accepted(case: dict[str, Any], external: bytes) -> bool:
    data, told = bytes.fromhex(case["output"]["cbor"]), case["input"]
    try:
        if "sign" in told:
            message = cose.parse_sign(data)
            keys = [key_of(signer["key"]) for signer in told["sign"]["signers"]]
            return all(
                cose.verify_signer(message, signer, key, external) for signer, key in zip(message.signers, keys, strict=True)
            )
        return cose.verify_sign1(
            cose.parse_sign1(data), key_of(told["sign0"]["key"]) if "sign0" in told else Key(EDDSA, b""), external
        )
    except Bad:
        return False


@pytest.mark.parametrize("entry", messages())
def test_signed_messages(entry: dict[str, Any]) -> None:
    case = load(f"cose/{entry['file']}")
    external = bytes.fromhex(entry.get("external_aad_hex", ""))
    assert accepted(case, external) == (entry["strict_core"] == "accept")
    if external:
        assert accepted(case, b"") is False


def test_no_signed_message_is_left_out() -> None:
    entries = load("cose/expected.json")["files"]
    files = {path.relative_to(FOLDER / "cose").as_posix() for path in (FOLDER / "cose").glob("*/*.json")}
    assert {entry["file"] for entry in entries} == files
    assert sum(entry["strict_core"] == "accept" for entry in entries) == 8
    assert len(entries) == 32


@pytest.mark.parametrize("entry", messages())
def test_a_signed_message_has_one_spelling(entry: dict[str, Any]) -> None:
    if entry["strict_core"] == "accept":
        data = bytes.fromhex(load(f"cose/{entry['file']}")["output"]["cbor"])
        assert cbor.write(cbor.parse(data)) == data


# jcs

CANONICAL = sorted(path.stem for path in (FOLDER / "jcs/output").glob("*.json"))
# Our form is narrower: an object with ASCII keys that start with a letter, whole numbers, no null, texts in form C. The
# published reading that `arrays` is taken allows a list, a null and keys of digits; ours does not.
NOT_OURS = {
    "arrays": "json.object",
    "french": "json.key",
    "structures": "json.key",
    "unicode": "json.key",
    "values": "json.number",
    "weird": "json.key",
}


def test_all_six_are_here() -> None:
    assert set(NOT_OURS) == set(CANONICAL)


@pytest.mark.parametrize("name", CANONICAL)
def test_texts_that_are_not_canonical_are_refused(name: str) -> None:
    with pytest.raises(Bad):
        jsonform.parse((FOLDER / f"jcs/input/{name}.json").read_bytes())


@pytest.mark.parametrize("name", CANONICAL)
def test_canonical_texts_beyond_our_form_are_refused(name: str) -> None:
    data = (FOLDER / f"jcs/output/{name}.json").read_bytes()
    assert data == bytes.fromhex((FOLDER / f"jcs/outhex/{name}.txt").read_text())
    with pytest.raises(Bad) as caught:
        jsonform.parse(data)
    assert caught.value.code == NOT_OURS[name]


def within(value: Any) -> Any:
    """Take out of a value what our form does not have."""
    if isinstance(value, dict):
        kept = {key: within(inner) for key, inner in value.items() if jsonform._KEY.fullmatch(key)}
        return {key: inner for key, inner in kept.items() if inner is not None and not isinstance(inner, float)}
    if isinstance(value, list):
        return [within(inner) for inner in value if inner is not None and not isinstance(inner, float)]
    return value


@pytest.mark.parametrize("name", [name for name in CANONICAL if name != "unicode"])
def test_within_our_form_the_spelling_is_theirs(name: str) -> None:
    data = (FOLDER / f"jcs/output/{name}.json").read_bytes()
    value = json.loads(data)
    whole = value if isinstance(value, dict) else {"list": value}
    written = jsonform.write(within(whole))
    assert jsonform.parse(written) == within(whole)
    for key, inner in within(whole).items():
        if inner == whole[key]:
            assert jsonform.write({key: inner})[1:-1] in data


def test_each_text_is_spelled_as_theirs() -> None:
    for name in ("weird", "values", "french"):
        data = (FOLDER / f"jcs/output/{name}.json").read_bytes()
        for text in (inner for inner in json.loads(data).values() if isinstance(inner, str)):
            assert jsonform.write({"a": text})[5:-1] in data


def test_of_their_numbers_only_zero_is_ours() -> None:
    texts = [sample["text"] for sample in load("jcs/es6_numbers.json")["samples"]]
    assert len(texts) == 7
    ours = []
    for text in texts:
        try:
            ours.append(jsonform.parse(b'{"a":' + text.encode() + b"}"))
        except Bad as fault:
            ours.append(fault.code)
    assert ours == ["json.number"] * 5 + [{"a": 0}] * 2
