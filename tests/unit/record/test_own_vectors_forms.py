"""Our own test vectors for other programs: every case is run here too, and the tool would write the same files again."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from safeconduct.record import ed25519, jsonform
from safeconduct.record.attachment import open_attachment, seal_attachment
from safeconduct.record.body import act_id, matter, parse_body, write_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of, parse_leaf, sign_leaf, to_sign, verify_leaf, write_leaf
from safeconduct.record.test_keys import is_test_key, labels, seed_for
from safeconduct.record.words import digest_of, words_of
from tools import record_vectors as tool

each_library = pytest.mark.parametrize("library", ed25519.libraries(), ids=lambda library: library.name)


@cache
def load(name: str) -> Any:
    return json.loads((tool.FOLDER / name).read_bytes())


def unhex(case: dict[str, Any], *names: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(case[name]) for name in names)


def code_of(call: Any, *arguments: Any) -> str:
    with pytest.raises(Bad) as caught:
        call(*arguments)
    return caught.value.code


def test_the_tool_would_write_these_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_the_tool_says_which_file_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tool, "FOLDER", tmp_path)
    assert tool.main([]) == 0
    (tmp_path / "words.json").write_bytes(b"{}")
    capsys.readouterr()
    assert tool.main(["--check"]) == 1
    assert capsys.readouterr().out.count("words.json is not what would be written") == 1
    assert tool.main(["--help"]) == 2


def test_the_keys_are_all_test_keys() -> None:
    keys = load("keys.json")["keys"]
    assert {key["label"] for key in keys} <= labels()
    assert len(keys) == 6 * 7 * 10 + 1
    for key in keys:
        seed, public, kid = unhex(key, "seed", "public", "kid")
        assert (ed25519.public_of(seed), kid_of(public)) == (public, kid)
        assert seed == seed_for(key["label"])
        assert is_test_key(public)


def test_keys_that_may_be_registered_and_keys_that_may_not() -> None:
    cases = load("keys.json")["registrable"]
    assert [ed25519.is_registrable(*unhex(case, "public")) for case in cases] == [case["accept"] for case in cases]
    assert [case["accept"] for case in cases].count(True) == 1


@each_library
def test_signatures(library: ed25519.Library) -> None:
    cases = load("keys.json")["signatures"]
    answers = [ed25519.verify(*unhex(case, "public", "message", "signature"), library) for case in cases]
    assert answers == [case["accept"] for case in cases]
    assert answers.count(True) == 3


def test_json() -> None:
    vectors = load("json.json")
    for case in vectors["accepted"]:
        (data,) = unhex(case, "hex")
        assert jsonform.write(jsonform.parse(data)) == data
    assert [code_of(jsonform.parse, *unhex(case, "hex")) for case in vectors["refused"]] == [
        case["code"] for case in vectors["refused"]
    ]


def test_bodies() -> None:
    vectors = load("bodies.json")
    for case in vectors["accepted"]:
        data = case["text"].encode()
        body = parse_body(data)
        assert write_body(body) == data
        assert (act_id(data).hex(), matter(body.act).hex()) == (case["act_id"], case["matter"])
    refused = vectors["refused"]
    assert [code_of(parse_body, case["text"].encode()) for case in refused] == [case["code"] for case in refused]
    first, second, other = vectors["accepted"]
    assert parse_body(second["text"].encode()).prev == first["act_id"]
    assert (first["matter"], first["act_id"] == other["act_id"]) == (other["matter"], False)


def test_leaves() -> None:
    vectors = load("leaves.json")
    seeds = {key["public"]: bytes.fromhex(key["seed"]) for key in load("keys.json")["keys"]}
    for case, body in zip(vectors["accepted"], load("bodies.json")["accepted"], strict=True):
        public, kid, signed, data = unhex(case, "public", "kid", "act_id", "leaf")
        leaf = parse_leaf(data)
        assert (leaf.kid, leaf.act_id, case["act_id"]) == (kid, signed, body["act_id"])
        assert (write_leaf(leaf), to_sign(kid, signed).hex()) == (data, case["to_sign"])
        assert verify_leaf(public, leaf) is True
        assert sign_leaf(seeds[case["public"]], signed) == data
    assert [code_of(parse_leaf, *unhex(case, "leaf")) for case in vectors["refused"]] == [
        case["code"] for case in vectors["refused"]
    ]
    for case in vectors["not_verified"]:
        public, data = unhex(case, "public", "leaf")
        assert verify_leaf(public, parse_leaf(data)) is False


def test_attachments() -> None:
    vectors = load("attachments.json")
    for case in vectors["accepted"]:
        key, salt, nonce, plaintext, sealed, c = unhex(case, "key", "salt", "nonce", "plaintext", "sealed", "c")
        assert seal_attachment(key, salt, plaintext, nonce) == (sealed, c)
        assert open_attachment(key, salt, sealed, c) == plaintext
    codes = [code_of(open_attachment, *unhex(case, "key", "salt", "sealed", "c")) for case in vectors["refused"]]
    sealed, commitment = "attachment.sealed", "attachment.commitment"
    assert codes == [sealed, commitment, commitment, sealed, "attachment.size", commitment]


def test_words() -> None:
    vectors = load("words.json")
    for case in vectors["accepted"]:
        (digest,) = unhex(case, "digest")
        assert (words_of(digest), digest_of(case["words"])) == (case["words"], digest)
    assert [code_of(digest_of, case["words"]) for case in vectors["refused"]] == [case["code"] for case in vectors["refused"]]
