"""A log that the store keeps and publishes is read by the verifier in the browser, file by file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from safeconduct.record.checkpoint import sign_checkpoint
from safeconduct.record.genesis import parse_genesis
from safeconduct.store.checkpoints import Checkpoints
from safeconduct.store.examine import Signed
from safeconduct.store.log import Log
from safeconduct.store.publish import publish
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
            size=made.size, public=lambda body: True)  # fmt: skip
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
