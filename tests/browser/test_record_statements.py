"""What the verifier in the browser says of one act and of a whole log, and that no changed byte goes through."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from safeconduct.record import ed25519, jsonform
from safeconduct.record.body import matter
from safeconduct.record.cosignature import cosign
from safeconduct.record.genesis import parse_genesis
from safeconduct.record.policy import parse_policy
from safeconduct.record.published import parse_keys
from safeconduct.record.verify_proof import verify_proof
from safeconduct.record.vkey import verifier_of, write_vkey
from tests.browser import small_log
from tests.browser.small_log import NOON, SmallLog
from tests.browser.test_record_js import page, run  # noqa: F401

pytestmark = pytest.mark.browser

LOG = small_log.small_log(9, seen=3)
NOW = NOON + 3600
SEEN_ROOT = small_log.root_of(small_log.leaf_hashes(LOG.leaves[:3])).hex()


OTHER_LEAF = LOG.proof(5).replace(base64.b64encode(LOG.leaves[5]), base64.b64encode(LOG.leaves[4]))
NO_LEAF = b"\n".join(line for line in LOG.proof(5).split(b"\n") if not line.startswith(b"extra"))


def asked(log: SmallLog = LOG, index: int = 5, **other: Any) -> dict[str, Any]:
    """Give what a proof is checked with, in hexadecimal; None leaves a part out."""
    given = {"proof": log.proof(index), "digest": log.digest, "genesis": log.files["genesis"], "keys": log.files["keys"],
             "body": log.bodies[index], "now": NOW, **other}  # fmt: skip
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in given.items() if value is not None}


def asked_folder(log: SmallLog = LOG, **other: Any) -> dict[str, Any]:
    """Give what a folder is checked with."""
    given = {"digest": log.digest, "now": NOW, "files": log.files, **other}
    given["files"] = {path: data.hex() for path, data in given["files"].items()}
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in given.items() if value is not None}


def results(statement: dict[str, Any]) -> dict[str, str]:
    """Give each step's result, with the code of what was wrong."""
    return {one["step"]: " ".join(filter(None, (one["result"], one["because"]))) for one in statement["checks"]}


def wrong(statement: dict[str, Any]) -> dict[str, str]:
    """Give the steps that were refused, with their codes."""
    return {one["step"]: one["because"] for one in statement["checks"] if one["result"] == "no"}


def test_a_proof_is_answered_with_a_statement(run):  # noqa: F811
    made = run("proofStatement", asked())
    steps = results(made)
    assert steps.pop("standing") == "open needs_log"
    assert set(steps.values()) == {"yes"}
    expected = {
        "verdict": "holds",
        "act": LOG.leaves[5][48:80].hex(),
        "kind": "step.taken/1",
        "org": "south",
        "index": 5,
        "size": 9,
        "signer": small_log.kid_of(small_log.public("south device")).hex(),
        "organisation": "south",
        "key_status": "not known here",
        "standing": "not known here",
        "listed": "open",
        "grade": "witnessed",
        "cosigners": ["one", "two", "three"],
        "missing": ["four", "north", "south"],
        "claimed": "2025-11-23T10:00:00+02:00",
        "not_before": -1,
        "not_after": NOON + 120,
        "body": "present",
        "checkpoint_age": 3600 - 120,
        "training": True,
        "seen": {"size": 3, "root": SEEN_ROOT},
    }
    assert {name: made[name] for name in expected} == expected


@pytest.mark.parametrize("cosigners", [small_log.ALL[:2], small_log.ALL[:3], (*small_log.ALL, *small_log.PARTIES)])
def test_both_verifiers_say_the_same_of_a_proof(run, cosigners):  # noqa: F811
    log = small_log.small_log(9, cosigners=cosigners, seen=3)
    policies = [parse_policy(small_log.policy("3", more).encode()) for more in ((), ("north", "south"))]
    there = run("proofStatement", asked(log))
    here = verify_proof(log.proof(5), policy=policies[0], sealed=policies[1], body=log.bodies[5], now=NOW,
                        genesis=parse_genesis(jsonform.parse(log.files["genesis"])),
                        keys=parse_keys(log.files["keys"])).as_data()  # fmt: skip
    # Each tells the steps, and what the signer had seen, in its own way; who has not cosigned is told there for both policies.
    shared = (here.keys() & there.keys()) - {"steps", "missing"}
    assert here.keys() - there.keys() == {"seen_size", "seen_fits", "shown"}
    assert {name: there[name] for name in shared} == {name: _plain(here[name]) for name in shared}
    assert set(here["missing"]) <= set(there["missing"])


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def test_every_act_of_the_log_has_a_proof_that_holds(run):  # noqa: F811
    made = [run("proofStatement", asked(index=index)) for index in range(9)]
    assert [one["verdict"] for one in made] == ["holds"] * 9
    assert made[0]["organisation"] == "north"


def test_with_every_party_it_is_sealed(run):  # noqa: F811
    sealed = small_log.small_log(9, cosigners=(*small_log.ALL[:3], *small_log.PARTIES))
    assert run("proofStatement", asked(sealed))["grade"] == "sealed"
    without_one = small_log.small_log(9, cosigners=(*small_log.ALL, small_log.PARTIES[0]))
    assert run("proofStatement", asked(without_one))["grade"] == "witnessed"
    parties_alone = small_log.small_log(9, cosigners=(*small_log.ALL[:2], *small_log.PARTIES))
    assert run("proofStatement", asked(parties_alone))["grade"] == "recorded"


def test_too_few_cosigners_leave_it_open_and_a_cosigner_counts_once(run):  # noqa: F811
    twice = small_log.small_log(9, cosigners=(small_log.ALL[0], small_log.ALL[0], small_log.ALL[1]))
    made = run("proofStatement", asked(twice))
    assert made["verdict"] == "incomplete"
    assert made["grade"] == "recorded"
    assert made["not_after"] == -1


def test_a_cosignature_from_the_future_does_not_count(run):  # noqa: F811
    assert run("proofStatement", asked(now=NOON + 120 - 600))["verdict"] == "holds"
    made = run("proofStatement", asked(now=NOON + 120 - 601))
    assert made["verdict"] == "incomplete"
    assert [one["state"] for one in made["witnesses"]][:3] == ["cosigned", "cosigned", "too far ahead"]


def test_a_policy_will_do_instead_of_the_paper(run):  # noqa: F811
    made = run("proofStatement", asked(policy=LOG.files["policy"]))
    assert (made["verdict"], made["trust"], made["training"]) == ("holds", "policy", False)
    other = LOG.files["policy"].replace(small_log.vkey(small_log.ORIGIN, "log", 1).encode(),
                                        small_log.vkey("log.example/other", "log", 1).encode())  # fmt: skip
    assert wrong(run("proofStatement", asked(policy=other))) == {"checkpoint": "checkpoint_origin"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"digest": bytes(32)}, {"trust": "genesis_digest"}),
        ({"body": LOG.bodies[4]}, {"body": "body_digest"}),
        ({"proof": LOG.proof(5).replace(b"index 5", b"index 4")}, {"path": "proof_path"}),
        ({"proof": LOG.proof(5).replace(b"index 5", b"index 9")}, {"path": "proof_index"}),
        ({"proof": OTHER_LEAF}, {"path": "proof_path", "body": "body_digest"}),
        ({"proof": NO_LEAF}, {"leaf.form": "proof_no_leaf"}),
        ({"keys": small_log.keys(9, since=6)}, {"key.range": "key_range"}),
        ({"proof": LOG.proof(5).replace(b"log.example/small\n9\n", b"log.example/small\n8\n")}, {"checkpoint": "note_signature"}),
    ],
    ids=["paper", "body", "index", "beyond", "leaf", "no-leaf", "key-later", "size"],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_step(run, change, expected):  # noqa: F811
    made = run("proofStatement", asked(**change))
    assert made["verdict"] == "refused"
    assert wrong(made) == expected


@pytest.mark.parametrize("place", ["root", "log"])
def test_a_real_log_takes_no_key_that_everybody_has(run, place):  # noqa: F811
    genesis = small_log.genesis() | {"training": False}
    other = asked(genesis=jsonform.write(genesis), digest=matter(genesis))
    assert results(run("proofStatement", other))["trust"] == "yes"
    if place == "root":
        genesis["organisations"]["south"]["roots"][1] = ed25519.public_of(bytes([7]) * 32).hex()
    else:
        genesis["log"] = write_vkey(verifier_of(small_log.ORIGIN, 1, ed25519.public_of(bytes([7]) * 32)))
    other = asked(genesis=jsonform.write(genesis), digest=matter(genesis))
    assert wrong(run("proofStatement", other)) == {"trust": "genesis_test_key"}


def test_of_a_closed_key_it_is_left_open_whether_it_signed_in_time(run):  # noqa: F811
    made = run("proofStatement", asked(keys=small_log.keys(5)))
    assert made["verdict"] == "incomplete"
    assert results(made)["key.range"] == "open key_closed"
    found = run("folderStatement", asked_folder(files={**LOG.files, "keys": small_log.keys(5)}))
    assert (found["verdict"], results(found)["closed"]) == ("holds", "open key_closed")
    assert [one["at"]["count"] for one in found["checks"] if one["step"] == "closed"] == ["2"]
    later = run("folderStatement", asked_folder(files={**LOG.files, "keys": small_log.keys(9, since=4)}))
    assert [(one["code"], one["index"]) for one in later["findings"]] == [("key_range", 1), ("key_range", 3)]


@pytest.mark.parametrize(("until", "said"), [(9, "open"), (5, "closed from 5 on"), (2, "closed from 2 on")])
def test_how_the_list_has_the_key_is_told_the_same_by_both(run, until, said):  # noqa: F811
    keys = small_log.keys(until)
    there = run("proofStatement", asked(keys=keys))
    here = verify_proof(LOG.proof(5), policy=parse_policy(small_log.policy("3").encode()), keys=parse_keys(keys), now=NOW)
    assert (there["listed"], here.listed, there["key_status"], here.key_status) == (said, said, *["not known here"] * 2)
    found = run("folderStatement", asked_folder(files={**LOG.files, "keys": keys}, act=LOG.leaves[5][48:80].hex()))
    assert found["listed"] == said


def test_the_list_may_close_a_root_key_and_not_give_it_to_another(run):  # noqa: F811
    root = {"kid": LOG.leaves[0][9:17].hex(), "public": small_log.public("north root 0").hex(), "from": 0}
    entries = jsonform.parse(LOG.files["keys"])["keys"]
    closed = jsonform.write({"keys": [*entries, root | {"organisation": "north", "to": 0}]})
    made = run("proofStatement", asked(index=0, keys=closed))
    assert (made["listed"], results(made)["key.range"]) == ("closed from 0 on", "open key_closed")
    other = jsonform.write({"keys": [*entries, root | {"organisation": "south"}]})
    assert wrong(run("proofStatement", asked(index=0, keys=other))) == {"keys": "keys_root"}
    twice = jsonform.write({"keys": [*entries, entries[0]]})
    assert wrong(run("proofStatement", asked(keys=twice))) == {"keys": "keys_twice"}


def published(*seen: int) -> bytes:
    """Give the file with the bodies that everyone may see."""
    shown = [LOG.bodies[at] if at in seen else b"" for at in range(9)]
    return b"".join(len(one).to_bytes(4, "big") + one for one in shown)


def test_published_bodies_are_held_against_their_leaves(run):  # noqa: F811
    files = {**LOG.files, "bodies/000.p/9": published(0, 5)}
    made = run("folderStatement", asked_folder(files=files, act=LOG.leaves[5][48:80].hex()))
    assert (made["verdict"], made["kind"], results(made)["bodies"]) == ("holds", "step.taken/1", "yes")
    changed = files["bodies/000.p/9"].replace(b"weapons_5", b"weapons_6")
    wrong_body = run("folderStatement", asked_folder(files={**files, "bodies/000.p/9": changed}))
    assert [(one["code"], one["file"], one["index"]) for one in wrong_body["findings"]] == [("body_digest", "bodies/000.p/9", 5)]
    cut = run("folderStatement", asked_folder(files={**files, "bodies/000.p/9": changed[:-1]}))
    assert [(one["code"], one["index"]) for one in cut["findings"]] == [("bodies_form", None)]


def test_another_policy_than_that_of_the_genesis_act_is_said(run):  # noqa: F811
    made = run("folderStatement", asked_folder(files={**LOG.files, "policy": small_log.policy("1").encode()}))
    assert (made["verdict"], results(made)["policy"]) == ("holds", "open policy_changed")


def test_without_keys_or_body_that_is_said(run):  # noqa: F811
    made = run("proofStatement", asked(keys=None, body=None))
    assert made["verdict"] == "incomplete"
    assert results(made)["leaf.signature"] == "open key_unknown"
    assert results(made)["body"] == "open body_not_given"
    assert made["body"] == "not known here"


@pytest.mark.parametrize(("name", "step"), [("proof", 1), ("body", 1), ("genesis", 3)])
@pytest.mark.parametrize("change", [1, 0x20])
def test_no_changed_byte_of_a_proof_goes_through(run, name, step, change):  # noqa: F811
    found = run("bytesThatDoNotMatter", {"kind": "proof", "name": name, "step": step, "change": change, **asked()})
    assert found["tried"] > 400
    assert found["through"] == []


def test_a_folder_is_answered_with_a_statement(run):  # noqa: F811
    made = run("folderStatement", asked_folder(body=LOG.bodies[5]))
    steps = results(made)
    assert steps.pop("standing") == "open needs_bodies"
    assert set(steps.values()) == {"yes"}
    expected = {"verdict": "holds", "leaves": 9, "signers": {"north": 5, "south": 4}, "findings": [], "index": 5, "size": 9}
    assert {name: made[name] for name in expected} == expected


def test_a_folder_that_vouches_for_itself_proves_nothing(run):  # noqa: F811
    made = run("folderStatement", asked_folder(digest=None))
    assert made["verdict"] == "incomplete"
    assert results(made)["trust"] == "open own_policy"
    assert run("folderStatement", asked_folder(digest=None, policy=LOG.files["policy"]))["trust"] == "policy"


def test_a_log_of_several_tiles_holds_and_a_full_tile_stands_in_for_a_narrow_one(run):  # noqa: F811
    whole, part = small_log.small_log(512), small_log.small_log(300)
    assert run("folderStatement", asked_folder(part))["verdict"] == "holds"
    files = {**whole.files, "checkpoint": part.files["checkpoint"], "tile/1/000.p/1": part.files["tile/1/000.p/1"]}
    assert "tile/entries/001.p/44" not in files
    made = run("folderStatement", asked_folder(part, files=files))
    assert (made["verdict"], made["leaves"]) == ("holds", 300)
    lacking = {path: data for path, data in part.files.items() if path != "tile/1/000.p/1"}
    found = run("folderStatement", asked_folder(part, files=lacking))
    assert found["verdict"] == "refused"
    assert [(one["code"], one["file"]) for one in found["findings"]] == [("file_missing", "tile/1/000.p/1")]


@pytest.mark.parametrize(
    ("name", "step"), [("checkpoint", 1), ("genesis", 7), ("tile/0/000.p/9", 1), ("tile/entries/000.p/9", 3)]
)
def test_no_changed_byte_of_a_folder_goes_through(run, name, step):  # noqa: F811
    found = run("bytesThatDoNotMatter", {"kind": "folder", "name": name, "step": step, "change": 1, **asked_folder()})
    assert found["tried"] > 200
    assert found["through"] == []


def test_what_is_wrong_in_a_folder_is_found_in_its_file(run):  # noqa: F811
    entries = bytearray(LOG.files["tile/entries/000.p/9"])
    entries[148 * 4 + 2 + 100] ^= 1  # in the signature of entry 4
    made = run("folderStatement", asked_folder(files={**LOG.files, "tile/entries/000.p/9": bytes(entries)}))
    assert wrong(made) == {"tiles": "findings", "root": "root_differs", "signatures": "findings"}
    assert [(one["code"], one["file"], one["index"]) for one in made["findings"]] == [
        ("leaf_signature", "tile/entries/000.p/9", 4), ("tile_hash", "tile/0/000.p/9", None)
    ]  # fmt: skip


def test_a_second_history_is_called_a_fork(run):  # noqa: F811
    other = small_log.note(5, bytes(32), small_log.ALL[:3])
    made = run("folderStatement", asked_folder(notes=[other.hex()]))
    assert wrong(made) == {"other": "fork"}
    earlier = small_log.note(5, small_log.root_of(small_log.leaf_hashes(LOG.leaves[:5])), ())
    assert run("folderStatement", asked_folder(notes=[earlier.hex()]))["verdict"] == "holds"
    later = small_log.note(12, bytes(32), ())
    assert results(run("folderStatement", asked_folder(notes=[later.hex()])))["other"] == "open other_beyond"


def test_a_spoiled_folder_is_not_called_a_fork(run):  # noqa: F811
    entries = bytearray(LOG.files["tile/entries/000.p/9"])
    entries[148 * 2 + 100] ^= 1
    earlier = small_log.note(5, small_log.root_of(small_log.leaf_hashes(LOG.leaves[:5])), ())
    spoiled = {**LOG.files, "tile/entries/000.p/9": bytes(entries)}
    made = run("folderStatement", asked_folder(files=spoiled, notes=[earlier.hex()]))
    assert made["verdict"] == "refused"
    assert results(made)["other"] == "open other_unclear"


def test_a_checkpoint_that_the_log_did_not_sign_is_no_fork(run):  # noqa: F811
    text = small_log.note(5, bytes(32), ()).partition(b"\n\n")[0] + b"\n"
    unsigned = text + b"\n" + cosign(text, "witness.example/one", small_log.seed("one"), NOON).encode()
    made = run("folderStatement", asked_folder(notes=[unsigned.hex()]))
    assert made["verdict"] == "holds"
    assert results(made)["other"] == "open other_unsigned"


def test_a_device_that_was_shown_another_log_is_noticed(run):  # noqa: F811
    shown = LOG.bodies[5].replace(SEEN_ROOT.encode(), b"ab" * 32)
    made = run("folderStatement", asked_folder(body=shown))
    assert made["verdict"] == "refused"
    assert wrong(made)["other"] == "seen_differs"


# ---- our own vectors of a published log, which the other verifier reads too ----


OWN = json.loads((Path(__file__).parents[1] / "vectors" / "log.json").read_bytes())


def content(told: dict[str, Any]) -> bytes | None:
    return None if "gone" in told else told["text"].encode() if "text" in told else bytes.fromhex(told["hex"])


OWN_FILES = {one["path"]: content(one) or b"" for one in OWN["files"]}
FOR_EVERYONE = {path: data for path, data in OWN_FILES.items() if not path.startswith(("tile/entries/", "bodies/"))}


def of_own(run, files: dict[str, bytes], **other: Any) -> dict[str, Any]:  # noqa: F811
    return run("folderStatement", {"files": {path: data.hex() for path, data in files.items()}, "digest": OWN["digest"],
                                   "now": OWN["now"], **other})  # fmt: skip


@pytest.mark.parametrize("files", [OWN_FILES, FOR_EVERYONE], ids=["with leaves", "for everyone"])
def test_the_published_log_of_our_vectors(run, files):  # noqa: F811
    made = of_own(run, files)
    assert (wrong(made), made["findings"]) == ({}, [])
    assert (made["origin"], made["size"], made["leaves"]) == (OWN["origin"], OWN["size"], OWN["size"])
    assert made["grade"] == OWN["grade"]
    told = [results(of_own(run, files, notes=[case["checkpoint"].encode().hex()]))["other"] for case in OWN["kept"]]
    assert told == ["yes", "yes", "open other_beyond", "no fork", "open other_unsigned"]
    assert [case["fits"] for case in OWN["kept"]] == [True, True, False, False, False]


def test_changed_files_of_our_vectors_are_found_here_too(run):  # noqa: F811
    passed = []
    for case in OWN["changed"]:
        changed = content(case)
        files = {path: data for path, data in OWN_FILES.items() if path != case["path"]}
        if not wrong(of_own(run, files | ({case["path"]: changed} if changed is not None else {}))):
            passed.append(case["why"])
    # Which policies and keys the log has is said by the acts on keys, which are not read here: the page says so each time.
    assert set(passed) <= {"the policy asks for nobody", "the policy of all asks for nobody", "a key is said to be closed",
                           "a key is said to be another organisation's", "the line of a witness is changed"}  # fmt: skip


# ---- a folder of hashes, as it is published for everyone ----


def hashes(log: SmallLog = LOG, **changes: bytes) -> dict[str, bytes]:
    """Give a folder without its leaves."""
    return {path: data for path, data in log.files.items() if not path.startswith("tile/entries/")} | changes


def test_hashes_alone_show_the_tree_and_leave_the_signers_open(run):  # noqa: F811
    made = run("folderStatement", asked_folder(files=hashes()))
    steps = results(made)
    assert (steps.pop("signatures"), steps.pop("standing")) == ("open no_leaves", "open needs_bodies")
    assert set(steps.values()) == {"yes"}
    assert (made["verdict"], made["leaves"], made["signers"], made["grade"]) == ("holds", 9, {}, "witnessed")
    asked_for = run("folderStatement", asked_folder(files=hashes(), act=LOG.leaves[5][48:80].hex()))
    assert (asked_for["verdict"], results(asked_for)["act"]) == ("holds", "open needs_proof")
    assert run("folderStatement", asked_folder(files=hashes(), digest=None))["verdict"] == "incomplete"


def test_hashes_are_compared_with_what_others_were_shown(run):  # noqa: F811
    fork = small_log.note(5, bytes(32), small_log.ALL[:3])
    assert wrong(run("folderStatement", asked_folder(files=hashes(), notes=[fork.hex()]))) == {"other": "fork"}
    earlier = small_log.note(5, small_log.root_of(small_log.leaf_hashes(LOG.leaves[:5])), ())
    made = run("folderStatement", asked_folder(files=hashes(), notes=[earlier.hex()]))
    assert (made["verdict"], results(made)["other"]) == ("holds", "yes")


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"])
def test_a_changed_hash_is_found_in_its_tile(run, name):  # noqa: F811
    log = small_log.small_log(600)
    assert run("folderStatement", asked_folder(log, files=hashes(log)))["verdict"] == "holds"
    spoiled = log.files[name][:-40] + bytes([log.files[name][-40] ^ 1]) + log.files[name][-39:]
    made = run("folderStatement", asked_folder(log, files=hashes(log, **{name: spoiled})))
    assert made["verdict"] == "refused"
    assert [name in one["file"] for one in made["findings"]] == [True]
    gone = run("folderStatement", asked_folder(log, files={path: data for path, data in hashes(log).items() if path != name}))
    assert [(one["code"], one["file"]) for one in gone["findings"]] == [("file_missing", name)]


@pytest.mark.parametrize(("name", "step"), [("checkpoint", 1), ("genesis", 7), ("tile/0/000.p/9", 1)])
def test_no_changed_byte_of_a_folder_of_hashes_goes_through(run, name, step):  # noqa: F811
    given = {"kind": "folder", "name": name, "step": step, "change": 1, **asked_folder(files=hashes())}
    found = run("bytesThatDoNotMatter", given)
    assert found["tried"] > 200
    assert found["through"] == []


def test_bodies_without_leaves_are_no_folder_of_hashes(run):  # noqa: F811
    made = run("folderStatement", asked_folder(files=hashes(**{"bodies/000.p/9": published(0, 5)})))
    assert [(one["code"], one["file"]) for one in made["findings"]] == [("file_missing", "tile/entries/000.p/9")]
