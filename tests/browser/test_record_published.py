"""A log that the store keeps and publishes is read by the verifier in the browser, file by file."""

from __future__ import annotations

import contextlib
import io
import time
from functools import partial
from pathlib import Path

import pytest

from safeconduct.cli.main import main
from safeconduct.record import jsonform
from safeconduct.record.checkpoint import sign_checkpoint
from safeconduct.record.genesis import parse_genesis
from safeconduct.store.checkpoints import Checkpoints
from safeconduct.store.examine import Signed
from safeconduct.store.log import Log
from safeconduct.store.publish import Shows, publish
from tests.browser.test_record_js import page, run  # noqa: F401
from tests.signed_log import ORIGIN, SignedLog, seed

pytestmark = pytest.mark.browser

NOW = 1_795_500_000


@pytest.fixture
def folder(tmp_path: Path) -> tuple[SignedLog, dict[str, bytes]]:
    """Publish a log with a key that was registered, worked and was closed; everyone may see the bodies."""
    log = SignedLog().found()
    officer = log.officer("north officer 0")
    for at in range(3):
        log.add(officer.sign({"type": "step.taken/1", "on": f"bridge_{at}"}))
    log.by_roots({"type": "key.revoked/1", "kid": officer.kid.hex(), "last_good": 2, "reason": "left"}, "north")
    keyring = log.replay.state.keyring
    store = Log.open(str(tmp_path / "log.db"), origin=ORIGIN, key_of=keyring.public)
    store.append([Signed(*act) for act in log.acts])
    checkpoints = Checkpoints(store, sign=partial(sign_checkpoint, seed=seed("operator log 0")), noops=lambda *_: [])
    made = checkpoints.make(now=NOW)
    publish(checkpoints.reading, tmp_path / "out", genesis=parse_genesis(log.genesis), genesis_act=log.genesis, keyring=keyring,
            size=made.size, shows=Shows.LEAVES, public=lambda body: True)  # fmt: skip
    store.close()
    paths = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    return log, {path.relative_to(tmp_path / "out").as_posix(): path.read_bytes() for path in paths}


def test_what_is_published_holds(run, folder):  # noqa: F811
    log, files = folder
    given = {"files": {path: data.hex() for path, data in files.items()}, "digest": log.digest.hex(), "now": NOW}
    made = run("folderStatement", {**given, "act": log.acts[15].act_id.hex()})
    wrong = [one for one in made["checks"] if one["result"] == "no"]
    assert (wrong, made["findings"]) == ([], [])
    assert (made["verdict"], made["leaves"], made["training"]) == ("holds", len(log.acts), True)
    assert (made["kind"], made["org"], made["claimed"]) == ("step.taken/1", "north", "2026-11-23T10:00:00+02:00")
    assert [one["at"]["count"] for one in made["checks"] if one["step"] == "bodies"] == [str(len(log.acts))]


def test_lists_that_this_version_does_not_know_are_refused(run, folder):  # noqa: F811
    log, files = folder
    answers = []
    for lists in (b'{"lists":[]}', b'{"lists":["a"]}', b""):
        given = {path: data.hex() for path, data in {**files, "lists/index": lists}.items()}
        made = run("folderStatement", {"files": given, "digest": log.digest.hex(), "now": NOW})
        answers.append((made["verdict"], [one["because"] for one in made["checks"] if one["step"] == "lists"]))
    assert answers == [("holds", []), ("refused", ["lists_other"]), ("refused", ["lists_other"])]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, bytes]]:
    """Publish a record for everyone, as it is typed. Gives the digest on paper and the files."""
    root = tmp_path_factory.mktemp("public")
    with contextlib.chdir(root), contextlib.redirect_stdout(io.StringIO()):
        for line in ("record exercise training --example minsk-ii-2015", "record begin server --exercise training",
                     "publish public --from server --at-once"):  # fmt: skip
            assert main(line.split()) == 0
        genesis = parse_genesis(jsonform.parse(Path("public/genesis").read_bytes()))
    paths = [path for path in (root / "public").rglob("*") if path.is_file()]
    return genesis.digest, {path.relative_to(root / "public").as_posix(): path.read_bytes() for path in paths}


def statement(run, public, **changes: bytes):  # noqa: F811
    digest, files = public
    given = {path: data.hex() for path, data in (files | changes).items() if data}
    made = run("folderStatement", {"files": given, "digest": digest.hex(), "now": int(time.time())})
    return made, {one["step"]: " ".join(filter(None, (one["result"], one["because"]))) for one in made["checks"]}


def test_what_everyone_is_given_holds_and_its_projection_is_the_one_that_the_log_names(run, public):  # noqa: F811
    made, steps = statement(run, public)
    wrong = {step: result for step, result in steps.items() if result.startswith("no")}
    assert (wrong, steps["hashes"], steps["projection.proof"], steps["projection"]) == ({}, "yes", "yes", "yes")
    # Nobody has cosigned yet, so all others may have been shown another log.
    assert (made["verdict"], steps["grade"], made["findings"]) == ("incomplete", "open", [])


def test_another_projection_is_refused(run, public):  # noqa: F811
    _, files = public
    other = files["projection"].replace(b'"training":true', b'"training":false')
    assert statement(run, public, projection=other)[1]["projection"] == "no projection_digest"
    act = files["projection.act"].replace(b'"seq":0', b'"seq":1')
    assert statement(run, public, **{"projection.act": act})[1]["projection"] == "no body_digest"
    proof = files["projection.proof"].replace(b"index ", b"index 1")
    assert statement(run, public, **{"projection.proof": proof})[1]["projection.proof"] == "no proof_path"
    assert statement(run, public, **{"projection.proof": b""})[1]["projection"] == "open not_proved"
