"""`safeconduct keys`: from a first key to a signed act, and everything that is refused on the way without loss."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from safeconduct.cli import keys
from safeconduct.cli.main import main
from safeconduct.record import jsonform, keyfile
from safeconduct.record.body import parse_body
from safeconduct.record.keyfile import Cost, parse_key
from safeconduct.record.signed_file import parse_signed
from safeconduct.record.standing import Replay
from safeconduct.record.test_keys import public_for
from tests.signed_log import ORIGIN

ORGS = {"north": "party", "south": "party", "guarantor": "guarantor"}
WINDOW = ("--from", "2020-01-01T00:00:00+00:00", "--until", "2999-01-01T00:00:00+00:00")


class Done(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(keyfile, "MODERATE", Cost(1, 2**23))
    monkeypatch.chdir(tmp_path)
    Path("phrase").write_text("six plain words of one's own\nanother line\n", encoding="utf-8")
    Path("phrase").chmod(0o600)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    def call(*words: str) -> Done:
        try:
            status = main(["keys", *words])
        except SystemExit as stop:
            status = int(stop.code or 0)
        return Done(status, *capsys.readouterr())

    return call


def new(run: Callable[..., Done], name: str, org: str, role: str = "root") -> str:
    done = run("new", "--org", org, "--role", role, "--out", f"{name}.key", "--pass-file", "phrase")
    assert (done.status, done.err) == (0, "")
    return parse_key(Path(f"{name}.key").read_bytes()).public.hex()


@pytest.fixture
def record(run: Callable[..., Done]) -> list[Path]:
    """Make keys, plan and first act, and let two root keys of every organisation sign it."""
    parts = [f'origin = "{ORIGIN}"', f'log = "{new(run, "log", "guarantor", "log")}"', f'agreement = "{"ab" * 32}"',
             'attachments = "guarantor"']  # fmt: skip
    for org, role in ORGS.items():
        roots = [new(run, f"{org}{n}", org) for n in range(3)]
        parts += [f"[organisations.{org}]", f'name = "{org.title()}"', f'role = "{role}"', f"roots = {roots}"]
    Path("plan.toml").write_text("\n".join(parts), encoding="utf-8")
    done = run("genesis", "plan.toml", "--out", "genesis.json")
    assert (done.status, "two root keys of each organisation" in done.out.lower()) == (0, True)
    found = []
    for org in ORGS:
        for n in range(2):
            out = f"genesis-{org}{n}.act"
            assert sign(run, f"{org}{n}.key", "genesis.json", out).status == 0
            found.append(Path(out))
    return found


def sign(run: Callable[..., Done], key: str, act: str, out: str, *more: str) -> Done:
    return run("sign", key, act, "--genesis", "genesis.json", "--out", out, "--pass-file", "phrase", *more)


def replay(paths: list[Path]) -> Replay:
    signed = [parse_signed(path.read_bytes()) for path in paths]
    from safeconduct.record.body import matter

    reading = Replay(matter(parse_body(signed[0].body).act))
    for index, one in enumerate(signed):
        reading.apply(index, *one)
    return reading


def test_from_the_first_key_to_an_officer_that_signs(run: Callable[..., Done], record: list[Path]) -> None:
    new(run, "officer", "north", "officer")
    window = ("--from", "2026-11-01T00:00:00+00:00", "--until", "2027-01-15T00:00:00+00:00")
    done = run("register", "officer.key", "--genesis", "genesis.json", *window, "--type", "obligation.*", "--pass-file", "phrase",
               "--out", "register.json")  # fmt: skip
    assert (done.status, "two root keys of north, or one officer" in " ".join(done.out.split())) == (0, True)
    for n in range(2):
        assert sign(run, f"north{n}.key", "register.json", f"register{n}.act").status == 0
        record.append(Path(f"register{n}.act"))
    reading = replay(record)
    assert (reading.is_founded, [reading.standing(index).code for index in range(8)]) == (True, ["in_effect"] * 8)
    key = reading.state.keyring.get(parse_key(Path("officer.key").read_bytes()).kid)
    assert key is not None
    assert (key.org, key.role, key.scope and key.scope.types) == ("north", "officer", ("obligation.*",))
    assert [parse_body(parse_signed(path.read_bytes()).body).seq for path in record[-2:]] == [1, 1]


def test_the_sheet_carries_the_digest_that_signers_were_shown(run: Callable[..., Done], record: list[Path]) -> None:
    done = run("sheet", "genesis.json", "--out", "sheet.html", "--language", "he")
    words = [line.strip() for line in done.out.splitlines() if line.startswith("    ")]
    page = Path("sheet.html").read_text(encoding="utf-8")
    assert [word in page for word in words[:4]] == [True] * 4
    assert 'dir="rtl"' in page
    assert run("sheet", "genesis.json", "--out", "sheet.txt", "--format", "text").status == 0
    assert words[0] in Path("sheet.txt").read_text(encoding="utf-8")
    again = sign(run, "north2.key", "genesis.json", "third.act")
    assert words[0] in again.out


def test_a_key_file_says_what_it_holds_without_a_pass_phrase(run: Callable[..., Done], record: list[Path]) -> None:
    shown = run("show", "north0.key")
    assert (shown.status, "up to number 0" in shown.out, "north" in shown.out) == (0, True, True)
    assert "nothing yet" in run("show", "north2.key").out
    assert f"{ORIGIN}+" in run("show", "log.key", "--name", ORIGIN).out
    Path("north2.key.signed").unlink()
    assert "is not beside it" in run("show", "north2.key").out


def test_nothing_is_written_over(run: Callable[..., Done]) -> None:
    new(run, "a", "north")
    before = Path("a.key").read_bytes()
    done = run("new", "--org", "north", "--role", "root", "--out", "a.key", "--pass-file", "phrase")
    assert (done.status, Path("a.key").read_bytes()) == (6, before)
    assert "Nothing was changed" in done.err
    Path("b.key.signed").write_text("precious")
    done = run("new", "--org", "north", "--role", "root", "--out", "b.key", "--pass-file", "phrase")
    assert (done.status, Path("b.key").exists(), Path("b.key.signed").read_text()) == (6, False, "precious")


def test_private_files_are_for_their_owner_alone(run: Callable[..., Done]) -> None:
    new(run, "a", "north")
    assert [Path(name).stat().st_mode & 0o777 for name in ("a.key", "a.key.signed")] == [0o600, 0o600]


def test_a_wrong_pass_phrase_changes_nothing(run: Callable[..., Done], record: list[Path]) -> None:
    Path("phrase").write_text("six other words of one's own")
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    done = sign(run, "north2.key", "genesis.json", "x.act")
    assert (done.status, "does not open the key" in done.err) == (3, True)
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_a_lost_list_stops_the_key_until_its_last_act_is_named(run: Callable[..., Done], record: list[Path]) -> None:
    last = (Path("north0.key.signed")).read_text().split()[-1]
    Path("north0.key.signed").unlink()
    make = ("compromised", "--kid", "0123456789abcdef", "--last-good", "3", "--out", "c.json")
    assert run(*make).status == 0
    done = sign(run, "north0.key", "c.json", "c.act")
    assert (done.status, "--after" in done.err, Path("c.act").exists()) == (6, True, False)
    assert sign(run, "north0.key", "c.json", "c.act", "--after", "0:xyz").status == 3
    assert sign(run, "north0.key", "c.json", "c.act", "--after", f"0:{last}").status == 0
    body = parse_body(parse_signed(Path("c.act").read_bytes()).body)
    assert (body.seq, body.prev) == (1, last)
    assert sign(run, "north0.key", "c.json", "d.act", "--after", f"0:{last}").status == 6


def test_a_number_is_used_once_even_if_the_signed_file_gets_no_name(
    run: Callable[..., Done], record: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(keyfile, "_name", full)
        done = sign(run, "north2.key", "genesis.json", "x.act")
    assert (done.status, "No space left" in done.err) == (3, True)
    [draft] = Path().glob(".x.act.*.new")
    assert parse_body(parse_signed(draft.read_bytes()).body).seq == 0
    assert sign(run, "north2.key", "genesis.json", "y.act").status == 0
    assert parse_body(parse_signed(Path("y.act").read_bytes()).body).seq == 1


def test_two_processes_do_not_use_one_number(
    run: Callable[..., Done], record: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = keys._open

    def slow(*words: object) -> bytes:
        # While the first waits at its pass phrase, another signs.
        with Path("north2.key.signed").open("a") as file:
            file.write(f"0 {'ab' * 32}\n")
        return opened(*words)

    monkeypatch.setattr(keys, "_open", slow)
    done = sign(run, "north2.key", "genesis.json", "x.act")
    assert (done.status, "in the meantime" in done.err, Path("x.act").exists()) == (3, True, False)


def test_what_a_key_may_not_sign_is_refused(run: Callable[..., Done], record: list[Path]) -> None:
    Path("claim.json").write_bytes(jsonform.write({"type": "obligation.claimed/1", "id": "x"}))
    assert sign(run, "north0.key", "claim.json", "x.act").status == 5
    assert sign(run, "log.key", "genesis.json", "x.act").status == 5
    Path("spaced.json").write_text('{"type": "noop.padded/1"}')
    assert sign(run, "north0.key", "spaced.json", "x.act").status == 3
    Path("unknown.json").write_bytes(jsonform.write({"type": "key.frozen/1"}))
    assert sign(run, "north0.key", "unknown.json", "x.act").status == 3
    new(run, "stranger", "stranger")
    assert sign(run, "stranger.key", "genesis.json", "x.act").status == 3
    new(run, "other", "north")
    assert "none of the three keys" in sign(run, "other.key", "genesis.json", "x.act").out
    missing = run("sign", "north0.key", "claim.json", "--out", "z.act", "--pass-file", "phrase")
    assert (missing.status, "--genesis" in missing.err) == (3, True)


def test_a_window_too_long_is_refused_before_the_pass_phrase(run: Callable[..., Done], record: list[Path]) -> None:
    new(run, "officer", "north", "officer")
    done = run("register", "officer.key", "--genesis", "genesis.json", *WINDOW, "--pass-file", "nowhere", "--out", "r.json")
    assert (done.status, "at most 90 days" in done.err, Path("r.json").exists()) == (3, True, False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("origin = ", "orgin = "), "did you mean 'origin'?"),
        (('role = "party"', 'roles = "party"'), "did you mean 'role'?"),
        (("attachments = ", "attachments == "), "not TOML"),
        (('role = "party"', 'role = "king"'), "organisations/north/role"),
        (('attachments = "guarantor"', 'attachments = "north"'), "one guarantor"),
        (('log = "', 'log = "00'), "log: not a public key"),
        (('attachments = "guarantor"', 'attachments = "guarantor"\nsealed = "none.policy"'), "cannot read the policy"),
    ],
)
def test_a_faulty_plan_is_refused_with_its_place(
    run: Callable[..., Done], record: list[Path], change: tuple[str, str], said: str
) -> None:
    Path("other.toml").write_text(Path("plan.toml").read_text().replace(*change, 1), encoding="utf-8")
    done = run("genesis", "other.toml", "--out", "other.json")
    assert (done.status, said in done.err, Path("other.json").exists()) == (3, True, False)


def test_a_published_key_is_refused_in_a_plan(run: Callable[..., Done], record: list[Path]) -> None:
    text = Path("plan.toml").read_text()
    known = parse_key(Path("north0.key").read_bytes()).public.hex()
    Path("other.toml").write_text(text.replace(known, public_for("north root 0").hex()), encoding="utf-8")
    done = run("genesis", "other.toml", "--out", "other.json")
    assert (done.status, "published test key" in done.err) == (3, True)


def test_the_printed_plan_is_one(run: Callable[..., Done]) -> None:
    Path("plan.toml").write_text(run("plan").out, encoding="utf-8")
    done = run("genesis", "plan.toml", "--out", "genesis.json")
    assert (done.status, "not a public key" in done.err) == (3, True)


def test_a_pass_phrase_is_asked_for_twice_and_never_taken_from_the_words(
    run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    good, other = "one long pass phrase", "another pass phrase"
    typed = iter([good, other, good, good, "short", "short"])
    monkeypatch.setattr(keys, "getpass", lambda prompt: next(typed))
    make = ("new", "--org", "north", "--role", "root", "--out", "a.key")
    first = run(*make)
    assert (first.status, "differ" in first.err, Path("a.key").exists()) == (3, True, False)
    assert run(*make).status == 0
    short = run("new", "--org", "north", "--role", "root", "--out", "b.key")
    assert (short.status, "too short" in short.err, list(Path().glob("b.key*"))) == (3, True, [])
    refused = run("new", "--org", "north", "--role", "root", "--out", "c.key", "--pass", "a secret")
    assert (refused.status, Path("c.key").exists()) == (2, False)


def test_a_pass_file_that_others_can_read_is_named(run: Callable[..., Done]) -> None:
    Path("phrase").chmod(0o644)
    done = run("new", "--org", "north", "--role", "root", "--out", "a.key", "--pass-file", "phrase")
    assert (done.status, "chmod 600 phrase" in done.err) == (0, True)


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    hide = "import sys; sys.modules['nacl'] = sys.modules['cryptography'] = sys.modules['nacl.bindings'] = None; "
    call = f"{hide}from safeconduct.cli.main import main; sys.exit(main({['keys', 'show', 'x']!r}))"
    done = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=False)
    assert (done.returncode, "pip install 'safeconduct[record]'" in done.stderr) == (3, True)


def test_files_that_cannot_be_read_are_named(run: Callable[..., Done]) -> None:
    assert run("show", "nowhere.key").status == 3
    Path("big").write_bytes(b"x" * 1_000_001)
    assert "larger than" in run("show", "big").err
    Path("other").write_text("not a key")
    assert "keys new" in run("show", "other").err
