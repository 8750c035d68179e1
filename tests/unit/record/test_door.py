"""The command: what it says, how it ends, and that the single file says the same with either library and nothing else."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from safeconduct.record import door, remedies
from safeconduct.record.bundle import Act, write_bundle
from safeconduct.record.evidence import write_evidence
from safeconduct.record.faults import Bad
from safeconduct.record.grown import Grown
from safeconduct.record.paper import paper
from safeconduct.record.proof import write_proof
from safeconduct.record.telling import fault_line, when
from safeconduct.record.vkey import write_vkey
from safeconduct.record.words import words_of
from tests.alone import ALONE, outside
from tests.cosigned_log import FIRST, NOON, NOW, checkpoint, cosigned, write_files
from tests.signed_log import SignedLog
from tests.tampering import zipped

LOG = cosigned()
GENESIS = LOG.log.replay.genesis
assert GENESIS is not None
ROOM = Path(door.__file__).parent


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: float(NOW))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log in every form, a proof, a bundle and evidence."""
    folder = tmp_path_factory.mktemp("log")
    write_files(LOG.files(), folder / "log")
    write_files(LOG.files(bodies=False), folder / "public")
    (folder / "log.zip").write_bytes(zipped(LOG.files()))
    (folder / "act.proof").write_bytes(write_proof(20, LOG.tree.inclusion(20, 44), LOG.notes[44], LOG.log.acts[20].leaf))
    (folder / "act.body").write_bytes(LOG.log.acts[20].body)
    other = Grown()
    for act in LOG.log.acts[1:]:
        other.append(act.leaf)
    both = [checkpoint(tree, 40, (), NOON) for tree in (LOG.tree, other)]
    (folder / "fork").write_bytes(write_evidence(*both, GENESIS.log))
    device = SignedLog().found().officer("north officer 0")
    from nacl.public import PrivateKey

    reader = {"ab" * 8: bytes(PrivateKey(bytes(32)).public_key)}
    (folder / "carried").write_bytes(write_bundle([Act(*device.sign({"type": "x.said/1"}))], seed=device.seed, readers=reader))
    return folder


def run(*words: object) -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    door.add_arguments(parser)
    said: list[str] = []
    status = door.run(parser.parse_args([str(word) for word in words]), said.append)
    return status, "\n".join(said)


def test_a_sound_log_with_the_paper(here: Path) -> None:
    for name in ("log", "log.zip"):
        status, said = run(here / name, "--genesis", words_of(LOG.digest))
        assert (status, said.split(".")[0]) == (0, "SOUND")
        assert "All 44 acts are as they were signed, in the order that the log has signed." in said
        assert "as you gave it" in said
        assert "names a checkpoint of 20 acts that this log never had" in said
        assert "example-witness has not cosigned" in said


def test_without_the_paper_it_says_that_anyone_can_make_such_a_log(here: Path) -> None:
    status, said = run(here / "log")
    assert (status, said.split(".")[0]) == (0, "SOUND IN ITSELF")
    assert "TAKEN FROM THE LOG ITSELF" in said
    assert all(line in said for line in words_of(LOG.digest).splitlines())


def test_a_public_log_without_the_paper_proves_nothing_and_with_it_the_signatures(here: Path) -> None:
    status, said = run(here / "public")
    assert (status, said.split(".")[0]) == (7, "NOTHING IS PROVED YET")
    status, said = run(here / "public", "--genesis", LOG.digest.hex())
    assert (status, said.split(".")[0]) == (0, "THE SIGNATURES HOLD")
    assert "what 44 acts say: their bodies are not here" in said


def test_a_log_that_is_not_sound_names_every_place_and_what_to_do(here: Path, tmp_path: Path) -> None:
    files = LOG.files()
    files["tile/0/000.p/44"] = bytes(1408)
    files["policy"] = b"quorum none\n"
    write_files(files, tmp_path)
    status, said = run(tmp_path, "--act", "3")
    assert (status, said.split("\n")[0]) == (7, "NOT SOUND. 2 places are not what they have to be:")
    assert "  - tile/0/000.p/44: the tile is not what the leaves give, from its hash 0 on\n    Tiles can be made again" in said
    assert "Of one act nothing is said while the log is not sound." in said


def test_one_act_is_stated_and_its_proof_written(here: Path, tmp_path: Path) -> None:
    status, said = run(here / "log", "--genesis", LOG.digest.hex(), "--act", LOG.log.acts[20].act_id.hex()[:10],
                       "--write-proof", tmp_path / "p")  # fmt: skip
    assert (status, said.split("\n")[0]) == (0, f"SHOWN. Act {LOG.log.acts[20].act_id.hex()}")
    assert (tmp_path / "p").read_bytes() == (here / "act.proof").read_bytes()
    assert re.search(r"Not before +the log had 20 acts\. When that was is not shown here", said)
    assert re.search(r"Not after +2026-11-23 \d\d:01:00 UTC, if at least one", said)


def test_a_proof_needs_somebody_to_believe(here: Path) -> None:
    proof, log = here / "act.proof", here / "log"
    assert run(proof)[0] == 3
    assert run(proof, "--genesis", words_of(LOG.digest))[0] == 3
    assert run(proof, "--genesis", log / "genesis")[0] == 7
    status, said = run(proof, "--genesis", log / "genesis", "--keys", log / "keys", "--body", here / "act.body")
    assert (status, said.split(".")[0]) == (0, "SHOWN")
    assert run(proof, "--policy", log / "policy", "--sealed", log / "policy-sealed", "--keys", log / "keys")[0] == 0
    assert run(proof, "--genesis", log / "genesis", "--keys", log / "keys", "--body", log / "policy")[0] == 7


def test_evidence_and_bundles(here: Path) -> None:
    status, said = run(here / "fork", "--log-key", write_vkey(GENESIS.log))
    assert (status, "HAS FORKED" in said) == (0, True)
    assert run(here / "fork")[0] == 3
    status, said = run(here / "carried", "--keys", here / "log" / "keys")
    assert (status, "Signed by that device, which is listed for north." in said) == (0, True)
    status, said = run(here / "carried")
    assert (status, "NOT CHECKED: who signed it. Give --keys FILE." in said) == (7, True)
    (here / "other keys").write_bytes(b'{"keys":[]}')
    status, said = run(here / "carried", "--keys", here / "other keys")
    assert (status, "does not have this device" in said) == (7, True)
    (here / "changed").write_bytes((here / "carried").read_bytes().replace(b'"first":0', b'"first":1'))
    assert run(here / "changed", "--keys", here / "log" / "keys")[0] == 7


def test_what_was_seen_is_kept_and_an_older_log_is_refused(here: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    assert run(here / "log", "--seen", seen)[0] == 0
    assert seen.read_bytes() == LOG.notes[44]
    older = LOG.files() | {"checkpoint": LOG.notes[FIRST]}
    for name in [name for name in older if name.endswith(".p/44")]:
        older[name.replace("44", "20")] = older.pop(name)
    first = Grown()
    for act in LOG.log.acts[:FIRST]:
        first.append(act.leaf)
    from tests.cosigned_log import tree_files

    bodies = [act.body for act in LOG.log.acts[:FIRST]]
    older |= tree_files(first, [act.leaf for act in LOG.log.acts[:FIRST]], bodies)
    del older["keys"]
    write_files(older, tmp_path / "older")
    assert run(tmp_path / "older")[0] == 0
    status, said = run(tmp_path / "older", "--seen", seen)
    assert (status, "you have seen more of this log" in said) == (7, True)
    assert seen.read_bytes() == LOG.notes[44]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ((), 2), (("nowhere",), 3), (("log", "--genesis", "one two"), 3), (("log", "--genesis", "nofile"), 3),
        (("log", "--act", "44"), 3), (("log", "--act", "zz"), 3), (("act.proof", "--policy", "nofile"), 3),
        (("log/policy",), 3), (("log", "--genesis", "00" * 32), 7), (("--write-out", "nowhere/x"), 3),
    ],
)  # fmt: skip
def test_how_it_ends(here: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], status: int) -> None:
    monkeypatch.chdir(here)
    ended, said = run(*words)
    assert ended == status
    assert len(said.strip().split("\n")) >= (1 if status == 2 else 2), said
    ended, said = run(*words, "--format", "json")
    assert ended == status
    if status != 2:
        assert json.loads(said)["sound"] is False


def test_json_has_what_the_text_has(here: Path) -> None:
    status, said = run(here / "log", "--format", "json")
    found = json.loads(said)
    assert (status, found["sound"], found["size"], found["best"]["grade"]) == (0, True, 44, "witnessed")
    assert found["best"]["cosigned"][0] == {"name": "guarantor-witness", "at": NOON + 3600}
    status, said = run(here / "log", "--act", "20", "--format", "json")
    assert (json.loads(said)["standing"], json.loads(said)["seen_size"]) == ("in_effect", 20)


def test_every_fault_of_the_verifier_has_something_to_do() -> None:
    raised = {code for path in ROOM.glob("*.py") for code in re.findall(r'Bad\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text("utf-8"))}
    families = {code.partition(".")[0] for code in raised} - NOT_HERE
    told = {code.partition(".")[0] for code in remedies.REMEDIES}
    assert sorted(families - told) == []
    assert sorted(code for code in remedies.REMEDIES if "." in code and code not in raised) == []


NOT_HERE = {"attachment", "cbor", "cose", "device", "keyfile", "mirror", "mldsa", "personkey", "printed", "reply", "sheet",
            "signed", "tiles", "tree", "witness"}  # fmt: skip
"""Families of faults that only programs meet that write, or speak with a witness."""


def test_times_that_are_none_do_not_stop_the_telling() -> None:
    assert (when(-1), when(2**63 - 1), when(0)) == ("not shown", "not shown", "1970-01-01 00:00:00 UTC")
    assert fault_line(Bad("a.b", "wrong", where="here", got="x")) == "here: wrong (got x)"


def test_the_paper_is_read_as_people_type_it(here: Path) -> None:
    words = words_of(LOG.digest)
    for text in (words, words.upper(), words.replace("\n", "  "), LOG.digest.hex(), LOG.digest.hex().upper(),
                 " ".join(re.findall("....", LOG.digest.hex())), str(here / "log" / "genesis")):  # fmt: skip
        assert paper(text) == LOG.digest
    assert paper(" ") is None


# ---- the single file ----

@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("alone") / "verify.pyz"
    assert run("--write-out", target)[0] == 0
    return target


@pytest.mark.parametrize("missing", ["cryptography", "nacl"])
@pytest.mark.parametrize(
    "words",
    [
        ("log", "--genesis", LOG.digest.hex()), ("log.zip",), ("public", "--genesis", LOG.digest.hex()),
        ("log", "--act", "25", "--format", "json"), ("act.proof", "--genesis", "log/genesis", "--keys", "log/keys"), ("carried",),
        ("fork", "--log-key", write_vkey(GENESIS.log)), ("nowhere",),
    ],
    ids=["folder", "zip", "public", "act", "proof", "bundle", "evidence", "nothing"],
)  # fmt: skip
def test_the_single_file_says_the_same(here: Path, alone: Path, missing: str, words: tuple[str, ...]) -> None:
    there = [here / word if (here / word).exists() and word else word for word in words]
    assert outside(alone, missing, *there) == run(*there)


def test_the_single_file_is_all_that_is_used(alone: Path) -> None:
    code = ALONE.format(blocked={"msgspec"}, now=float(NOW), pyz=str(alone), words=["nowhere"]).replace(
        'runpy.run_path', 'import atexit; atexit.register(lambda: print(sorted({getattr(m, "__file__", "") or "" for n, m in '
        'list(sys.modules.items()) if n.startswith("safeconduct")})))\nrunpy.run_path')  # fmt: skip
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    files = re.findall(r"'([^']+\.py)'", done.stdout)
    assert files
    assert [one for one in files if not one.startswith(str(alone))] == []


def test_the_single_file_writes_itself_out_again(alone: Path, tmp_path: Path) -> None:
    assert outside(alone, "nothing", "--write-out", tmp_path / "again.pyz")[0] == 0
    assert (tmp_path / "again.pyz").read_bytes() == alone.read_bytes()


@pytest.mark.parametrize(("words", "status"), [(["log.zip"], 0), (["nowhere"], 3), (["spoiled.zip"], 7), (["--help"], 0)])
@pytest.mark.parametrize("program", ["alone", "safeconduct"])
def test_when_nobody_reads_on_it_ends_quietly_and_with_what_was_found(
    here: Path, alone: Path, program: str, words: list[str], status: int,
) -> None:  # fmt: skip
    files = LOG.files()
    (here / "spoiled.zip").write_bytes(zipped(files | {"policy": files["policy"] + b"\n"}))
    command = [str(alone)] if program == "alone" else ["-m", "safeconduct.cli.main", "verify"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, *command, *words], stdout=writer, stderr=subprocess.PIPE, check=False, cwd=here)
    os.close(writer)
    assert (done.stderr, done.returncode) == (b"", status)


def test_without_any_library_it_says_which_to_install(alone: Path) -> None:
    code = ALONE.format(blocked={"nacl", "cryptography"}, now=float(NOW), pyz=str(alone), words=["nowhere"])
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("NOT CHECKED. The record needs PyNaCl or cryptography")
