"""`safeconduct keys`: from a first key to a signed act, and everything that is refused on the way without loss."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from safeconduct.cli import key_files
from safeconduct.cli.key_list import key_line
from safeconduct.cli.main import main
from safeconduct.record import jsonform, keyfile
from safeconduct.record.body import parse_body
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.keyfile import Cost, parse_key
from safeconduct.record.signed_file import parse_signed
from safeconduct.record.standing import Replay
from safeconduct.record.test_keys import public_for
from tests.signed_log import ORIGIN, SignedLog, kid
from tools.published_files import published_files, root_of

ORGS = {"north": "party", "south": "party", "guarantor": "guarantor"}
WINDOW = ("--from", "2020-01-01T00:00:00+00:00", "--until", "2999-01-01T00:00:00+00:00")


class Done(NamedTuple):
    status: int
    out: str
    err: str


def words(done: Done) -> str:
    return " ".join(done.out.split())


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
    assert (done.status, "two root keys of north, or one officer" in words(done)) == (0, True)
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
    opened = key_files.open_seed

    def slow(*words: object) -> bytes:
        # While the first waits at its pass phrase, another signs.
        with Path("north2.key.signed").open("a") as file:
            file.write(f"0 {'ab' * 32}\n")
        return opened(*words)

    monkeypatch.setattr(key_files, "open_seed", slow)
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
    monkeypatch.setattr(key_files, "getpass", lambda prompt: next(typed))
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


# ---- acts that are made from the log ----


def checkpoint(paths: list[Path], *, root: bytes | None = None) -> bytes:
    file = parse_key(Path("log.key").read_bytes())
    seed = keyfile.open_key(file, "six plain words of one's own")
    leaves = [parse_signed(path.read_bytes()).leaf for path in paths]
    return sign_checkpoint(Checkpoint(ORIGIN, len(leaves), root or root_of(leaves), ()), seed)


def log_of(paths: list[Path], *, name: str = "log.zip", bodies: bool = True) -> str:
    """Publish acts as a zip, all bodies in it or none."""
    acts = [parse_signed(path.read_bytes()) for path in paths]
    files = published_files(acts, genesis_act=parse_body(acts[0].body).act, keyring=replay(paths).state.keyring,
                            checkpoint=checkpoint(paths), public=None if bodies else {})  # fmt: skip
    with zipfile.ZipFile(name, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return name


def officer(run: Callable[..., Done], record: list[Path], name: str, org: str = "north", role: str = "officer") -> str:
    """Make a key that two root keys register; gives its id. The window of an officer is over, that of a device is not."""
    new(run, name, org, role)
    window = ("--from", "2020-01-01T00:00:00+00:00", "--until", "2020-03-01T00:00:00+00:00") if role == "officer" else WINDOW
    assert run("register", f"{name}.key", "--genesis", "genesis.json", *window, "--pass-file", "phrase",
               "--out", f"{name}.json").status == 0  # fmt: skip
    for n in range(2):
        assert sign(run, f"{org}{n}.key", f"{name}.json", f"{name}{n}.act").status == 0
        record.append(Path(f"{name}{n}.act"))
    return parse_key(Path(f"{name}.key").read_bytes()).kid.hex()


def new_proofs(run: Callable[..., Done], org: str = "north") -> list[str]:
    for n in range(3, 6):
        new(run, f"{org}{n}", org)
        done = run("prove", f"{org}{n}.key", "--genesis", "genesis.json", "--pass-file", "phrase", "--out", f"{org}{n}.proof")
        assert (done.status, "private key is not in it" in done.out) == (0, True)
    return [f"{org}{n}.proof" for n in range(3, 6)]


def test_root_keys_are_renewed_by_two_old_ones_and_the_log_knows_them(run: Callable[..., Done], record: list[Path]) -> None:
    done = run("renew", *new_proofs(run), "--genesis", "genesis.json", "--out", "renew.json")
    assert (done.status, "signed by 2 root keys of north" in done.out) == (0, True)
    for n in range(2):
        assert sign(run, f"north{n}.key", "renew.json", f"renew{n}.act").status == 0
        record.append(Path(f"renew{n}.act"))
    reading = replay(record)
    assert reading.standing(reading.size - 1).code == "in_effect"
    log = log_of(record)
    Path("p").write_text("quorum none\n")
    assert run("policy", "--witnessed", "p", "--sealed", "p", "--genesis", "genesis.json", "--out", "p.json").status == 0
    assert "none of the three keys" in sign(run, "north3.key", "p.json", "warned.act").out
    Path("north3.key.signed").write_text(keyfile.LIST_HEAD)
    known = sign(run, "north3.key", "p.json", "known.act", "--log", log)
    assert (known.status, "none of the three keys" in known.out) == (0, False)
    # Nobody comes first by name, so the order is that of made-up keys.
    lacking = words(known).partition("still takes: ")[2].partition(".")[0]
    assert sorted(lacking.split("; ")) == ["1 root key of north", "2 root keys of south"]
    gone = sign(run, "north2.key", "p.json", "gone.act", "--log", log)
    assert (gone.status, "its organisation has new root keys" in gone.err, Path("gone.act").exists()) == (5, True, False)


def test_lost_root_keys_are_recovered_by_the_others(run: Callable[..., Done], record: list[Path]) -> None:
    proofs = new_proofs(run)
    done = run("recover", *proofs, "--genesis", "genesis.json", "--out", "recover.json")
    assert (done.status, "too few other guarantors" in done.err, Path("recover.json").exists()) == (3, True, False)
    text = Path("plan.toml").read_text()
    for name in ("second", "third"):
        roots = [new(run, f"{name}{n}", name) for n in range(3)]
        text += f'\n[organisations.{name}]\nname = "{name}"\nrole = "guarantor"\nroots = {roots}'
    Path("more.toml").write_text(text)
    assert run("genesis", "more.toml", "--out", "more.json").status == 0
    done = run("recover", *proofs, "--genesis", "more.json", "--out", "recover.json")
    assert (done.status, "root keys of south; 2 root keys of each of two guarantors" in words(done)) == (0, True)
    mixed = run("recover", *proofs[:2], "more.json", "--genesis", "more.json", "--out", "x.json")
    assert (mixed.status, "keys prove" in mixed.err) == (3, True)


def test_only_root_keys_of_one_organisation_and_one_record_are_put_together(run: Callable[..., Done], record: list[Path]) -> None:
    proofs, others = new_proofs(run), new_proofs(run, "south")
    mixed = run("renew", *proofs[:2], others[0], "--genesis", "genesis.json", "--out", "x.json")
    assert (mixed.status, "different organisations: north, south" in mixed.err) == (3, True)
    twice = run("renew", proofs[0], *proofs[:2], "--genesis", "genesis.json", "--out", "x.json")
    assert (twice.status, "stands twice" in twice.err) == (3, True)
    found = jsonform.parse(Path(proofs[0]).read_bytes()[:-1])
    Path("elsewhere.proof").write_bytes(jsonform.write(found | {"origin": "record.example/other"}))
    other = run("renew", "elsewhere.proof", *proofs[1:], "--genesis", "genesis.json", "--out", "x.json")
    assert (other.status, "another record" in other.err) == (3, True)
    Path("turned.proof").write_bytes(jsonform.write(found | {"proof": "00" * 64}))
    turned = run("renew", "turned.proof", *proofs[1:], "--genesis", "genesis.json", "--out", "x.json")
    assert (turned.status, "not the new key's signature" in turned.err, Path("x.json").exists()) == (3, True, False)
    new(run, "officer", "north", "officer")
    done = run("prove", "officer.key", "--genesis", "genesis.json", "--pass-file", "phrase", "--out", "o.proof")
    assert (done.status, "not a root key" in done.err) == (3, True)


def test_a_policy_that_names_another_log_is_refused(run: Callable[..., Done], record: list[Path]) -> None:
    Path("good").write_text("quorum none\n")
    Path("bad").write_text("quorum somebody\n")
    make = ("policy", "--witnessed", "good", "--genesis", "genesis.json", "--out", "p.json", "--sealed")
    assert (run(*make, "bad").status, Path("p.json").exists()) == (3, False)
    Path("letters").write_text("quorum n\u00f6ne\n", encoding="utf-8")
    assert "not ASCII" in run(*make, "letters").err
    done = run(*make, "good")
    assert (done.status, "2 root keys of north" in words(done), "2 root keys of south" in words(done)) == (0, True, True)


def claims(run: Callable[..., Done], key: str, count: int, *more: str) -> list[Path]:
    found = []
    for n in range(count):
        Path(f"{key}-{n}.json").write_bytes(jsonform.write({"type": "obligation.claimed/1", "id": f"{key}-{n}"}))
        assert sign(run, f"{key}.key", f"{key}-{n}.json", f"{key}-claim{n}.act", *more).status == 0
        found.append(Path(f"{key}-claim{n}.act"))
    return found


def test_a_gap_is_looked_up_and_accepted_by_another_officer(run: Callable[..., Done], record: list[Path]) -> None:
    a, b = officer(run, record, "a"), officer(run, record, "b")
    three = claims(run, "a", 3)
    log = log_of([*record, three[2]])
    make = ("--log", log, "--genesis", "genesis.json", "--out", "gap.json")
    none = run("gap", b, *make)
    assert (none.status, f"keys with a gap: {a}" in none.err) == (3, True)
    done = run("gap", a, *make)
    assert (done.status, "numbers 0 to 1 are missing" in done.out, "another officer key of north" in done.out) == (0, True, True)
    assert jsonform.parse(Path("gap.json").read_bytes()[:-1]) == {"type": "gap.accepted/1", "kid": a, "first": 0, "last": 1}
    own = sign(run, "a.key", "gap.json", "own.act", "--log", log)
    assert (own.status, "a signature of this key changes nothing here" in own.err) == (5, True)
    other = sign(run, "b.key", "gap.json", "other.act", "--log", log)
    assert (other.status, "still takes" in other.out) == (0, False)
    hidden = run("gap", a, "--log", log_of([*record, three[2]], name="bare.zip", bodies=False), "--genesis", "genesis.json",
                 "--out", "h.json")  # fmt: skip
    assert (hidden.status, "bodies of the acts are not here" in hidden.err) == (3, True)


def test_a_conflict_is_resolved_by_the_acts_that_were_named(run: Callable[..., Done], record: list[Path]) -> None:
    for name, org in (("a", "north"), ("s", "south")):
        officer(run, record, name, org, "device")
    place = len(record)
    record += [*claims(run, "a", 1), *claims(run, "s", 1)]
    ids = [parse_signed(path.read_bytes()).leaf[48:80].hex() for path in record[place:]]
    log = log_of(record)
    make = ("--log", log, "--genesis", "genesis.json", "--out", "r.json")
    done = run("resolve", str(place), ids[1][:12], "--stands", ids[1][:12], *make)
    assert (done.status, "an officer of north" in done.out, "an officer of south" in done.out) == (0, True, True)
    act = jsonform.parse(Path("r.json").read_bytes()[:-1])
    assert act == {"type": "conflict.resolved/1", "between": ids, "stands": ids[1]}
    first = sign(run, "north0.key", "r.json", "r-north.act", "--log", log)
    assert (first.status, "it still takes: an officer of south." in first.out) == (0, True)
    assert sign(run, "south0.key", "r.json", "r-south.act", "--log", log).status == 0
    reading = replay([*record, Path("r-north.act"), Path("r-south.act")])
    assert [reading.standing(index).code for index in (place, place + 1)] == ["no_effect", "in_effect"]


def test_a_conflict_is_not_resolved_between_acts_that_no_decision_changes(run: Callable[..., Done], record: list[Path]) -> None:
    officer(run, record, "a")
    place = len(record)
    record += claims(run, "a", 2)
    make = ("--log", log_of(record), "--genesis", "genesis.json", "--out", "r.json")
    done = run("resolve", str(place), str(place + 1), "--stands", "none", *make)
    assert (done.status, "out_of_scope, which no decision can change" in done.err) == (3, True)
    unknown = run("resolve", str(place), "ffff", "--stands", "none", *make)
    assert (unknown.status, "no acts of this log" in unknown.err, Path("r.json").exists()) == (3, True, False)


def test_a_redaction_takes_its_facts_from_the_body(run: Callable[..., Done], record: list[Path]) -> None:
    a = officer(run, record, "a")
    two = claims(run, "a", 2)
    log = log_of([*record, *two])
    identity = [line.split()[1] for line in Path("a.key.signed").read_text().splitlines()[1:]]
    done = run("redact", identity[1], "--log", log, "--genesis", "genesis.json", "--out", "redact.json")
    assert (done.status, "Nobody can bring it back" in words(done)) == (0, True)
    facts = {"org": "north", "device": a, "seq": 1, "prev": identity[0], "att": []}
    act = jsonform.parse(Path("redact.json").read_bytes()[:-1])
    assert act == {"type": "body.redacted/1", "act": identity[1], **facts}
    own = run("redact", "0", "--log", log, "--genesis", "genesis.json", "--out", "x.json")
    assert (own.status, "the standing of other acts rests on this one" in own.err) == (3, True)


def test_what_was_seen_stands_in_the_body(run: Callable[..., Done], record: list[Path]) -> None:
    officer(run, record, "a")
    log = log_of(record)
    Path("seen").write_bytes(checkpoint(record[:4]))
    [old] = claims(run, "a", 1, "--seen", "seen")
    body = parse_body(parse_signed(old.read_bytes()).body)
    assert (body.seen_size, body.seen_root) == (4, root_of([parse_signed(path.read_bytes()).leaf for path in record[:4]]))
    old.rename("old.act")
    [newer] = claims(run, "a", 1, "--log", log, "--seen", "seen")
    assert parse_body(parse_signed(newer.read_bytes()).body).seen_size == len(record)
    Path("foreign").write_bytes(checkpoint(record[:4], root=b"\x01" * 32))
    make = ("sign", "a.key", "a-0.json", "--genesis", "genesis.json", "--pass-file", "phrase", "--out", "x.act")
    forked = run(*make, "--log", log, "--seen", "foreign")
    assert (forked.status, Path("x.act").exists()) == (7, False)
    note = Path("seen").read_bytes()
    Path("seen").write_bytes(note.replace(b"\n4\n", b"\n5\n"))
    unsigned = run(*make, "--seen", "seen")
    assert (unsigned.status, Path("x.act").exists()) == (3, False)


def test_signatures_that_the_log_has_are_counted(run: Callable[..., Done], record: list[Path]) -> None:
    Path("p").write_text("quorum none\n")
    assert run("policy", "--witnessed", "p", "--sealed", "p", "--genesis", "genesis.json", "--out", "p.json").status == 0
    for key, org in (("north0", "north"), ("north1", ""), ("south0", "south")):
        done = sign(run, f"{key}.key", "p.json", f"{key}.act", "--log", log_of(record))
        lacking = words(done).partition("still takes: ")[2]
        assert (done.status, f"1 root key of {org}" in lacking, "keys of north" in lacking) == (0, bool(org), False)
        record.append(Path(f"{key}.act"))
    last = sign(run, "south1.key", "p.json", "south1.act", "--log", log_of(record))
    assert (last.status, "still takes" in last.out) == (0, False)
    done = sign(run, "south2.key", "p.json", "south2.act", "--log", log_of([*record, Path("south1.act")]))
    assert (done.status, "still takes" in done.out) == (0, True)


def test_a_key_whose_list_is_behind_the_log_does_not_sign(run: Callable[..., Done], record: list[Path]) -> None:
    officer(run, record, "a")
    before = Path("a.key.signed").read_text()
    two = claims(run, "a", 2)
    log = log_of([*record, *two])
    Path("a.key.signed").write_text(before)
    done = sign(run, "a.key", "a-0.json", "x.act", "--log", log)
    assert (done.status, "up to number 1" in done.err, Path("x.act").exists()) == (6, True, False)
    Path("a.key.signed").unlink()
    lost = sign(run, "a.key", "a-0.json", "x.act", "--log", log)
    last = parse_signed(two[1].read_bytes()).leaf[48:80].hex()
    assert (lost.status, f"--after 1:{last}" in lost.err) == (6, True)
    assert sign(run, "a.key", "a-0.json", "y.act", "--after", "log").status == 3
    assert sign(run, "a.key", "a-0.json", "y.act", "--after", "log", "--log", log).status == 0
    body = parse_body(parse_signed(Path("y.act").read_bytes()).body)
    assert (body.seq, body.prev) == (2, last)


def test_keys_are_listed_with_what_closed_them(run: Callable[..., Done], record: list[Path]) -> None:
    a, b = officer(run, record, "a"), officer(run, record, "b")
    assert run("compromised", "--kid", a, "--last-good", "-1", "--out", "c.json").status == 0
    for n in range(2):
        assert sign(run, f"north{n}.key", "c.json", f"c{n}.act").status == 0
        record.append(Path(f"c{n}.act"))
    listed = run("list", "--log", log_of(record), "--genesis", "genesis.json")
    [line] = [line for line in listed.out.splitlines() if line.startswith(a)]
    assert line.split()[1:5] == ["north", "officer", "7", "-"]
    [line] = [line for line in listed.out.splitlines() if line.startswith(b)]
    assert line.split()[1:] == ["north", "officer", "9", "-", "open", "until", "2020-03-01", "00:00", "UTC"]
    [line] = [line for line in listed.out.splitlines() if line.startswith(a)]
    assert f"disputed since {len(record) - 1}" in line
    assert sum(" root " in line for line in listed.out.splitlines()) == 9
    bare = run("list", "--log", log_of(record, name="bare.zip", bodies=False), "--genesis", "genesis.json")
    assert (bare.status, "nothing in it is signed" in bare.out, f"closed since {len(record) - 1}" in bare.out) == (0, True, True)
    closed = sign(run, "a.key", "c.json", "x.act", "--log", "bare.zip")
    assert (closed.status, "as closed from index" in closed.err) == (5, True)


def test_a_key_is_named_by_the_act_that_registers_it(run: Callable[..., Done], record: list[Path]) -> None:
    a = officer(run, record, "a")
    assert run("revoke", "--kid", "a.json", "--last-good", "-1", "--reason", "left", "--out", "r.json").status == 0
    assert jsonform.parse(Path("r.json").read_bytes()[:-1])["kid"] == a
    other = run("compromised", "--kid", "genesis.json", "--last-good", "-1", "--out", "c.json")
    assert (other.status, "not the act that registers a key" in other.err) == (3, True)


def test_a_log_that_is_not_sound_gives_no_word(run: Callable[..., Done], record: list[Path]) -> None:
    log = log_of(record)
    with zipfile.ZipFile(log) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    path = "tile/entries/000.p/6"
    files[path] = files[path][:-1] + bytes([files[path][-1] ^ 1])
    with zipfile.ZipFile("bad.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    done = run("list", "--log", "bad.zip", "--genesis", "genesis.json")
    assert (done.status, path in done.err) == (7, True)


def test_a_key_that_has_dated_an_act_behind_its_window_is_listed_as_over() -> None:
    log = SignedLog().found()
    log.officer("north officer 0")
    late = log.sign("north officer 0", {"type": "noop.padded/1"}, at="2027-02-01T00:00:00+00:00").index
    key = log.replay.state.keyring.keys[kid("north officer 0")]
    line = key_line(log.replay, key, log.replay.size)
    assert line.endswith(f"open until 2027-01-15 00:00 UTC; over since {late}, where it has signed a later time itself")
