"""`safeconduct device`: from a new folder to forgotten acts, and everything that is refused on the way without loss."""

from __future__ import annotations

import html
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from safeconduct.bootstrap.exercise import witness_name
from safeconduct.bootstrap.folder import RecordFolder, first_line, open_key
from safeconduct.cli.main import main
from safeconduct.record import ed25519, keyfile, printed
from safeconduct.record.checkpoint import sign_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.keyfile import Cost
from safeconduct.record.note import parse_note
from safeconduct.record.vkey import COSIGNATURE, verifier_of
from safeconduct.store.checkpoints import Checkpoints

ORG = "osce"
AT = "2026-03-05T08:00:00+00:00"


class Done(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exercise and its record, made once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("begun")
    patch = pytest.MonkeyPatch()
    patch.setattr(keyfile, "MODERATE", Cost(1, 2**23))
    patch.chdir(folder)
    Path("phrase").write_text("six plain words of one's own\n", encoding="utf-8")
    Path("phrase").chmod(0o600)
    for words in (
        ("record", "exercise", "training", "--example", "minsk-ii-2015"), ("record", "begin", "store", "--exercise", "training"),
        ("keys", "new", "--org", "operator", "--role", "sealing", "--pass-file", "phrase", "--out", "sealing.key"),
        ("keys", "register", "sealing.key", "--genesis", "training/genesis.json", "--from", "2020-01-01T00:00:00+00:00",
         "--until", "2999-01-01T00:00:00+00:00", "--pass-file", "phrase", "--out", "sealing.json"),
    ):  # fmt: skip
        assert main([*words]) == 0
    patch.undo()
    return folder


@pytest.fixture
def run(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    here = tmp_path / "here"
    shutil.copytree(begun, here)
    monkeypatch.setattr(keyfile, "MODERATE", Cost(1, 2**23))
    monkeypatch.chdir(here)
    settings = Path("store/record.toml")
    settings.write_text(settings.read_text("utf-8").replace(str(begun), str(here)), encoding="utf-8")
    Path("acts.jsonl").write_text("".join(json.dumps(step(f"step-{number}")) + "\n" for number in range(3)), encoding="utf-8")

    def call(action: str, *words: str) -> Done:
        try:
            status = main(["device", action, *words])
        except SystemExit as stop:
            status = int(stop.code or 0)
        return Done(status, *capsys.readouterr())

    return call


def step(name: str) -> dict[str, str]:
    return {"type": "step.taken/1", "id": name, "happened": AT, "recorded": AT, "actor": ORG, "says": "a step"}


KEY, PHRASE = f"training/{ORG}/device.key", ("--pass-file", f"training/{ORG}/phrase")
INIT = ("site", "--key", KEY, "--unused", "--genesis", "training/genesis.json", "--reader", "sealing.json")
IMPORT = ("--key", "sealing.key", "--pass-file", "phrase")


def signed(run: Run) -> None:
    assert run("init", *INIT).status == 0
    assert run("sign", "site", "acts.jsonl", *PHRASE).status == 0


def witnessed() -> None:
    """Sign the log as it is, and let every guarantor of the exercise witness it."""
    folder, now = RecordFolder(Path("store")), int(time.time())
    desk = folder.desk()
    seed = folder.log_seed(lambda path: "")
    keeper = Checkpoints(desk.records.log, sign=lambda head: sign_checkpoint(head, seed), noops=lambda count, writer: ())
    made = keeper.make(now=now)
    for one in folder.genesis.of_role("guarantor"):
        _, seed = open_key(Path(f"training/{one.id}/witness.key"), lambda path: first_line(path.with_name("phrase")))
        name = witness_name(folder.genesis.act.origin, one.id)
        line = cosign(parse_note(made.note).text, name, seed, at=now)
        keeper.add_cosignature(made.size, line, [verifier_of(name, COSIGNATURE, ed25519.public_of(seed))], now=now)
    desk.records.close()


def test_signed_carried_recorded_proved_and_forgotten(run: Run) -> None:
    signed(run)
    assert "3 acts, numbers 0 to 2" in run("bundle", "site", "--out", "a.bundle", *PHRASE).out
    first = run("import", "store", "a.bundle", "--reply", "a.reply", *IMPORT)
    assert ("Recorded: 3. Here already: 0." in first.out, "No reply was written" in first.out, Path("a.reply").exists()) == (
        True, True, False)  # fmt: skip
    assert "Taken out: 0 acts" in run("forget", "site").out
    witnessed()
    second = run("import", "store", "a.bundle", "--reply", "a.reply", *IMPORT)
    assert ("Recorded: 0. Here already: 3." in second.out, "Written: a.reply" in second.out) == (True, True), second.err
    assert "Proved: 3 acts" in run("reply", "site", "a.reply").out
    assert "Taken out: 3 acts" in run("forget", "site").out
    assert "Signed up to number 2." in run("show", "site").out
    Path("more.jsonl").write_text(json.dumps(step("more")), encoding="utf-8")
    assert "numbers 3 to 3" in run("sign", "site", "more.jsonl", *PHRASE).out
    run("bundle", "site", "--out", "b.bundle", *PHRASE)
    last = run("import", "store", "b.bundle", *IMPORT)
    assert ("Recorded: 1." in last.out, "in effect: 1" in last.out) == (True, True)


def test_a_bundle_on_paper_is_the_same_bundle(run: Run) -> None:
    signed(run)
    run("bundle", "site", "--out", "a.bundle", "--print", "a.html", *PHRASE)
    codes = printed.cut(Path("a.bundle").read_bytes())
    page = html.unescape(Path("a.html").read_text(encoding="utf-8"))
    assert [f"{number}/{len(codes)}:" in page for number in range(1, len(codes) + 1)] == [True] * len(codes)
    Path("codes").write_text("\r\n".join(reversed(codes[1:])) + "\n", encoding="ascii")
    missing = run("join", "codes", "--out", "b.bundle")
    assert (missing.status, "still to be read: 1" in missing.err, Path("b.bundle").exists()) == (3, True, False)
    Path("codes").write_text("\n".join(reversed(codes)), encoding="ascii")
    assert run("join", "codes", "--out", "b.bundle").status == 0
    assert Path("b.bundle").read_bytes() == Path("a.bundle").read_bytes()


def test_what_was_held_back_is_named(run: Run) -> None:
    signed(run)
    witnessed()
    run("bundle", "site", "--out", "a.bundle", *PHRASE)
    run("import", "store", "a.bundle", *IMPORT)
    witnessed()
    run("import", "store", "a.bundle", "--reply", "a.reply", *IMPORT)
    run("reply", "site", "a.reply")
    # Another record, to which the first bundle never came.
    shutil.rmtree("store")
    assert main(["record", "begin", "store", "--exercise", "training"]) == 0
    run("forget", "site")
    Path("more.jsonl").write_text(json.dumps(step("more")), encoding="utf-8")
    run("sign", "site", "more.jsonl", *PHRASE)
    run("bundle", "site", "--out", "b.bundle", *PHRASE)
    found = run("import", "store", "b.bundle", *IMPORT)
    assert "held: 1\nNumbers 0 to 2 of this device have not come. 1 acts wait for them." in found.out


def test_a_file_with_one_bad_act_signs_none(run: Run) -> None:
    signed(run)
    lines = [json.dumps(step("good")), '{"type": "a/1", "type": "b/1"}', "[]", '{"type": "step.taken/1", "half": 0.5}', "{"]
    Path("bad.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = run("sign", "site", "bad.jsonl", *PHRASE)
    assert (found.status, [f"bad.jsonl:{line}" in found.err for line in range(1, 6)]) == (3, [False, True, True, True, True])
    assert "Signed up to number 2." in run("show", "site").out


def test_a_copied_folder_goes_on_only_with_a_new_key(run: Run) -> None:
    signed(run)
    shutil.copytree("site", "copy")
    refused = run("sign", "copy", "acts.jsonl", *PHRASE)
    assert (refused.status, "is a copy that was put back" in refused.err) == (6, True)
    same = run("restored", "copy", "--key", KEY, "--new", "site-2")
    assert (same.status, Path("site-2").exists()) == (6, False)
    main(["keys", "new", "--org", ORG, "--role", "device", "--pass-file", "phrase", "--out", "new.key"])
    made = run("restored", "copy", "--key", "new.key", "--new", "site-2")
    assert (made.status, "3 acts are still in it" in made.out, "--last-good 2 --reason lost" in made.out) == (0, True, True)
    assert "numbers 0 to 2" in run("sign", "site-2", "acts.jsonl", "--pass-file", "phrase").out
    assert run("bundle", "copy", "--out", "old.bundle", *PHRASE).status == 0
    assert run("sign", "copy", "acts.jsonl", *PHRASE).status == 6


def test_acts_of_a_key_that_is_not_registered_wait(run: Run) -> None:
    signed(run)
    main(["keys", "new", "--org", ORG, "--role", "device", "--pass-file", "phrase", "--out", "new.key"])
    run("init", "other", "--key", "new.key", "--genesis", "training/genesis.json", "--reader", "sealing.json")
    run("sign", "other", "acts.jsonl", "--pass-file", "phrase")
    run("bundle", "other", "--out", "other.bundle", "--pass-file", "phrase")
    assert "3 acts wait in the inbox" in run("import", "store", "other.bundle", *IMPORT).out


def test_no_file_is_written_over_and_nothing_is_half_made(run: Run) -> None:
    signed(run)
    Path("there").write_text("mine", encoding="utf-8")
    for words in (("bundle", "site", "--out", "there", *PHRASE), ("bundle", "site", "--out", "new", "--print", "there", *PHRASE),
                  ("join", "acts.jsonl", "--out", "there"), ("import", "store", "x", "--reply", "there", *IMPORT),
                  ("init", *INIT)):  # fmt: skip
        assert run(*words).status == 6, words
    assert (Path("there").read_text(encoding="utf-8"), Path("new").exists()) == ("mine", False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("init", "x", "--key", KEY, "--unused", "--genesis", "training/genesis.json", "--reader", "training/genesis.json"),
         "not an act that registers a sealing key"),
        (("init", "x", "--key", f"training/{ORG}/root-0.key", "--unused", "--genesis", "training/genesis.json", "--reader",
          "sealing.json"), "a root key signs no acts of a site"),
        (("init", "x", "--key", KEY, "--genesis", "training/genesis.json", "--reader", "sealing.json"), "beside the key"),
        (("show", "store"), "device init"), (("sign", "nowhere", "acts.jsonl", *PHRASE), "nowhere"),
        (("import", "store", "acts.jsonl", *IMPORT), "not a bundle"), (("reply", "training", "acts.jsonl"), "device init"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert (done.status, said in done.err, Path("x").exists()) == (3, True, False), done.err


def test_a_reply_that_was_changed_proves_nothing(run: Run) -> None:
    signed(run)
    run("bundle", "site", "--out", "a.bundle", *PHRASE)
    run("import", "store", "a.bundle", *IMPORT)
    witnessed()
    run("import", "store", "a.bundle", "--reply", "a.reply", *IMPORT)
    data = bytearray(Path("a.reply").read_bytes())
    data[-20] ^= 1
    Path("b.reply").write_bytes(data)
    assert run("reply", "site", "b.reply").status == 3
    assert "Taken out: 0 acts" in run("forget", "site").out
