"""What is kept about a person stands readable in no file, and after erasure nothing of it does: every file is looked through.

One made-up person, one record with a party's mirror, the guarantor's mirror, a published folder, a bundle, what the commands
said, and the temporary files. On PostgreSQL the server's whole data folder is looked through as well.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from safeconduct.bootstrap.own_log import OwnLog
from safeconduct.cli.main import main
from safeconduct.record.audit import audit
from safeconduct.record.body import parse_body
from safeconduct.record.bundle import Act, write_bundle
from safeconduct.record.keyfile import open_key, parse_key
from safeconduct.record.sealing import sealing_public
from safeconduct.record.sources import open_source
from safeconduct.record.test_keys import public_for
from safeconduct.store.examine import Signed
from safeconduct.store.keys_file import SubjectKeys
from tests.store.postgres import Server
from tests.unit.test_particulars import jpeg, part

CASE = "SYN-4K7Q"
NAME = "Ruwashira Telembequa"
NOTE = "Quentrobel asked to be called by a name of her own choosing"
FACE = bytes(range(7, 71)) * 3
PICTURE = jpeg(part(0xDB, FACE))
LOOKED_FOR = {"name": NAME, "word": "Telembequa", "note": NOTE, "other word": "Quentrobel"}
NOW = 1_795_000_000


def spelled(text: str) -> list[bytes]:
    """Give the ways in which a text could stand in a file."""
    plain = [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), text.casefold().encode(), text.upper().encode()]
    return plain + [form for data in plain[:1] for form in as_digits(data)]


def as_digits(data: bytes) -> list[bytes]:
    """Give bytes as hexadecimal, and as base64 at each of the three places where they can begin."""
    # The first and last letters depend on what stands beside; those between do not.
    moved = [base64.b64encode(bytes(shift) + data)[4:-4] for shift in range(3)]
    other = [one.translate(bytes.maketrans(b"+/", b"-_")) for one in moved]
    found = [data.hex().encode(), data.hex().upper().encode(), *moved, *other]
    return found + [one.decode().encode("utf-16-le") for one in found[:2]]


def everything() -> dict[str, list[bytes]]:
    """Give what may be readable in no file at any time."""
    return {what: spelled(text) for what, text in LOOKED_FOR.items()} | {"picture": [FACE[:48], *as_digits(FACE[:48])]}


def found_in(places: Iterable[Path], wanted: dict[str, list[bytes]]) -> set[tuple[str, str]]:
    """Look into every file below the places. Gives what was found, and in which file.

    A process of its own looks: whoever closes a database file drops the locks that SQLite holds on it in the same process.
    """
    with get_context("fork").Pool(1) as other:
        return other.apply(_found_in, (list(places), wanted))


def _found_in(places: list[Path], wanted: dict[str, list[bytes]]) -> set[tuple[str, str]]:
    found = set()
    for place in places:
        for path in place.rglob("*"):
            if path.is_file() and not path.is_symlink():
                data = path.read_bytes()
                found |= {(what, path.name) for what, forms in wanted.items() if any(form in data for form in forms)}
    return found


class World:
    """One exercise with everything around it, in one folder."""

    def __init__(self, folder: Path, data_folder: Path | None, said: Callable[[], str]) -> None:
        self.folder, self.said = folder, said
        self.places = [folder, *([data_folder] if data_folder else [])]
        # Where rows lie. PostgreSQL's own log, beside them, holds for a while what was written.
        self.rows = [folder, *([data_folder / "data" / "base"] if data_folder else [])]

    def do(self, *words: str, status: int = 0) -> str:
        """Run a command; what it said is kept in a file, as a log would."""
        assert main([*words]) == status, self.said()
        text = self.said()
        if words[:2] != ("vault", "read"):
            with (self.folder / "said.log").open("a", encoding="utf-8") as file:
                file.write(text)
        return text

    def key(self, org: str, name: str) -> tuple[str, ...]:
        return ("--key", f"exercise/{org}/{name}.key", "--pass-file", f"exercise/{org}/phrase")

    def push(self, org: str) -> None:
        """Send to a mirror by hand."""
        out, back = f"to-{org}-{self.count()}", f"from-{org}-{self.count()}"
        self.do("record", "push", "server", "--for", org, "--write", out)
        assert "every entry" not in self.do("mirror", "take", f"mirror-{org}", out, "--out", back)
        assert "every entry is there" in self.do("record", "push", "server", "--for", org, "--read", back)

    def count(self) -> int:
        return sum(1 for _ in self.folder.glob("to-*"))

    def secrets(self) -> dict[str, list[bytes]]:
        """Give every key and salt that is kept, in the ways in which they could stand in a file."""
        log = OwnLog(Path("server"))
        keys = log.keys()
        found = {}
        for c, subject in keys.kept().items():
            for what, data in (("salt", keys.salt(c)), ("key", keys.key(subject))):
                assert data is not None
                found[f"{what} of {c.hex()[:8]}"] = [data, data[4:28], *as_digits(data)]
        keys.close()
        log.close()
        return found

    def boxes(self) -> dict[str, list[bytes]]:
        """Give the sealed keys that the guarantor was handed."""
        with closing(SubjectKeys(Path("mirror-cmi/subjects.keys"))) as keys:
            return {one.c.hex()[:8]: [one.box[8:72]] for one in keys.sealed()}

    def ciphertexts(self) -> dict[str, list[bytes]]:
        log = OwnLog(Path("server"))
        keys = log.keys()
        found = {c.hex()[:8]: log.reading.attachment(c) for c in keys.kept()}
        keys.close()
        log.close()
        return {c: [bytes(data[40:72])] for c, data in found.items() if data}


@pytest.fixture(params=["sqlite", "postgres"])
def world(request, tmp_path, monkeypatch, capfd) -> World:
    data_folder, database = None, ()
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres")
        data_folder, database = server.folder, ("--database", server.url())
    monkeypatch.chdir(tmp_path)
    for variable in ("TMPDIR", "SQLITE_TMPDIR"):
        (tmp_path / "temporary").mkdir(exist_ok=True)
        monkeypatch.setenv(variable, str(tmp_path / "temporary"))
    made = World(tmp_path, data_folder, lambda: "".join(capfd.readouterr()))
    made.do("record", "exercise", "exercise", "--example", "aceh-2005")
    made.do("record", "begin", "server", "--exercise", "exercise", *database)
    return made


def keep(world: World, *particulars: str) -> None:
    """Keep something; its file comes from outside the world and is gone before anything is looked for."""
    for name, data in (("name", NAME.encode()), ("note", NOTE.encode()), ("photo", PICTURE)):
        Path(name).write_bytes(data)
    world.do("vault", "keep", "server", CASE, *particulars, *world.key("operator", "device"))
    for name in ("name", "note", "photo"):
        Path(name).unlink()


def surround(world: World) -> None:
    """Make everything that could hold a copy: mirrors of a party and of the guarantor, a published folder, a bundle."""
    world.do("record", "checkpoint", "server", "--at-once")
    Path("server/mirrors.toml").write_text('[[mirror]]\norg = "goi"\nsees = "all"\n\n[[mirror]]\norg = "cmi"\nsees = "all"\n')
    for org in ("goi", "cmi"):
        world.do("mirror", "init", f"mirror-{org}", "--as", org, "--exercise", "exercise")
        world.push(org)
    world.do("publish", "published", "--from", "server", "--without-projection")
    log = OwnLog(Path("server"))
    phrase = Path("exercise/operator/phrase").read_text().splitlines()[0]
    seed = open_key(parse_key(Path("exercise/operator/device.key").read_bytes()), phrase)
    ours = [(leaf, body) for leaf, body in zip(log.reading.leaves(0, 1000), log.reading.bodies(0, 1000), strict=True)
            if b'"attachment.kept/1"' in (body.bytes or b"")]  # fmt: skip
    acts = [Act(leaf.envelope, body.bytes) for leaf, body in ours]
    sealed = {one.c: log.reading.attachment(one.c) for act in acts for one in parse_body(act.body).att}
    assert all(sealed.values())
    readers = {"reader": sealing_public(public_for("guarantor sealing 0"))}
    Path("a.bundle").write_bytes(write_bundle(acts, seed=seed, readers=readers, attachments=sealed))
    log.close()


def erase(world: World) -> None:
    world.do("erase", "order", "server", "--case", CASE, *world.key("operator", "root-0"))
    world.do("erase", "carry-out", "server", *world.key("operator", "device"))


def test_a_person_stands_nowhere_and_is_erased_everywhere(world: World) -> None:
    keep(world, "name=name", "note=note", "photo=photo")
    surround(world)
    assert NAME in world.do("vault", "read", "server", CASE)
    secrets, ciphertexts, boxes = world.secrets(), world.ciphertexts(), world.boxes()
    assert (len(secrets), len(ciphertexts), len(boxes)) == (6, 3, 3)
    # What is looked for can be found: keys and salts stand in the file of keys, ciphertexts with both holders. No more anywhere.
    assert found_in(world.places, everything()) == set()
    assert found_in([world.folder], secrets) == {(what, "subjects.keys") for what in secrets}
    assert found_in([Path("mirror-cmi")], ciphertexts) == {(what, "log.db") for what in ciphertexts}
    assert found_in([Path("mirror-cmi")], boxes) == {(what, "subjects.keys") for what in boxes}
    assert found_in([Path("mirror-goi"), Path("published")], ciphertexts | boxes) == set()

    erase(world)
    world.do("record", "checkpoint", "server", "--at-once")
    for org in ("goi", "cmi"):
        world.push(org)
    done = f"done-{world.count()}.act"
    world.do("erase", "carry-out", "mirror-cmi", *world.key("cmi", "device"), "--out", done)
    world.do("record", "take", "server", done)

    assert found_in(world.places, everything() | secrets) == set()
    assert found_in([Path("mirror-cmi"), Path("mirror-goi"), Path("published")], ciphertexts | boxes) == set()
    assert found_in([Path("server"), *world.rows[1:]], ciphertexts) == set()
    assert "Nothing is kept" in world.do("vault", "read", "server", CASE)
    assert "No case" in world.do("vault", "search", "server", "telembequa")
    status = world.do("erase", "status", "server")
    assert ("awaited" in status, "done      operator" in status, "done      cmi" in status) == (False, True, True)
    # Nor does a server that is made again from the mirrors have any of it.
    world.do("record", "restore", "again", "--from", "mirror-cmi", "--from", "mirror-goi", "--exercise", "exercise")
    assert found_in(world.places, everything() | secrets) == set()
    assert found_in([Path("again")], ciphertexts) == set()
    # Everything that is left can still be verified.
    for folder in ("mirror-cmi", "mirror-goi", *([] if len(world.places) > 1 else ["server"])):
        checked = audit(open_source(Path(folder)), now=NOW)
        assert (checked.faults, checked.sound) == ((), True)
    log = OwnLog(Path("server"))
    assert {log.replay.standing(index).code for index in range(log.replay.size)} == {"in_effect"}
    log.close()


def test_what_is_lost_with_the_server_comes_back_from_the_guarantor_unless_it_was_erased(world: World) -> None:
    for name, data in (("name", NAME.encode()), ("other", b"Somebody Else")):
        Path(name).write_bytes(data)
    world.do("vault", "keep", "server", CASE, "name=name", *world.key("operator", "device"))
    world.do("vault", "keep", "server", "SYN-7M2P", "name=other", *world.key("operator", "device"))
    Path("name").unlink()
    Path("other").unlink()
    secrets = world.secrets()
    surround(world)
    erase(world)
    world.do("record", "checkpoint", "server", "--at-once")
    for org in ("goi", "cmi"):
        world.push(org)
    with closing(OwnLog(Path("server"))) as log, closing(log.keys()) as keys:
        left = {what: forms for what, forms in secrets.items() if what.partition(" of ")[2] in {c.hex()[:8] for c in keys.kept()}}
    gone = {what: forms for what, forms in secrets.items() if what not in left}
    assert (len(left), len(gone)) == (2, 2)
    shutil.rmtree("server")
    world.do("record", "restore", "again", "--from", "mirror-goi", "--from", "mirror-cmi", "--exercise", "exercise")
    world.do("mirror", "release", "mirror-cmi", *world.key("cmi", "sealing"), "--out", "back.keys")
    assert "keys of 1 attachment," in world.do("vault", "take", "again", "back.keys", *world.key("operator", "sealing"))
    assert "Somebody Else" in world.do("vault", "read", "again", "SYN-7M2P")
    assert "Nothing is kept" in world.do("vault", "read", "again", CASE)
    assert found_in(world.places, everything() | gone) == set()
    # The party's mirror never had any of it, and the stick is of no use to whoever finds it.
    assert found_in([world.folder], left) == {(what, "subjects.keys") for what in left}
    assert not Path("mirror-goi/subjects.keys").exists() or found_in([Path("mirror-goi")], left) == set()
    refused = world.do("mirror", "release", "mirror-goi", *world.key("cmi", "sealing"), status=5)
    assert ("holds no attachments" in refused, "Opened" in refused) == (True, False)


def test_the_ciphertext_goes_from_every_file_with_rows_too(world: World) -> None:
    keep(world, "name=name", "photo=photo")
    ciphertexts = world.ciphertexts()
    log = OwnLog(Path("server"))
    if len(world.places) > 1:
        # So that what is looked for is in files at all, and not in memory only.
        with log.database.writing() as writer:
            writer.run("SELECT 1")
        log.database._writer.execute("CHECKPOINT")
    assert found_in(world.rows, ciphertexts) != set()
    # A server that runs on keeps the write-ahead file of SQLite from going away by itself.
    erase(world)
    assert found_in(world.rows, ciphertexts) == set()
    log.close()


def copy(old: str, new: str) -> None:
    """Copy as a backup program does, from outside."""
    subprocess.run(["cp", "-r", old, new], check=True)


def test_what_an_old_backup_brings_back_goes_again(world: World) -> None:
    keep(world, "name=name")
    secrets = world.secrets()
    copy("server/subjects.keys", "old.keys")
    whole = len(world.places) == 1
    if whole:
        copy("server", "old-server")
    erase(world)
    log = OwnLog(Path("server"))
    places = zip(log.reading.leaves(0, 1000), log.reading.bodies(0, 1000), strict=True)
    newer = [(leaf.envelope, body.bytes) for leaf, body in places]
    log.close()

    # The file of keys alone is put back.
    copy("old.keys", "server/subjects.keys")
    assert "still here" in world.do("erase", "status", "server")
    world.do("erase", "carry-out", "server")
    Path("old.keys").unlink()
    if whole:
        # The whole server is put back, older than the order. Once the log is up to date, the order is carried out again.
        restored = OwnLog(Path("old-server"))
        assert restored.replay.size < len(newer)
        restored.append([Signed(leaf, body) for leaf, body in newer[restored.replay.size :]])
        restored.close()
        said = world.do("vault", "read", "old-server", CASE)
        words = ("1 attachments", "deleted again", "Nothing is kept", NAME)
        assert [word in said for word in words] == [True, True, True, False]
    assert "Nothing is kept" in world.do("vault", "read", "server", CASE)
    assert found_in(world.places, everything() | secrets) == set()


def test_a_redacted_body_is_gone_and_the_log_holds(world: World) -> None:
    keep(world, "name=name")
    log = OwnLog(Path("server"))
    size = log.replay.size
    log.close()
    acts = Path("acts.jsonl")
    shutil.copy(Path(main.__code__.co_filename).parents[1] / "examples/aceh-2005/acts.jsonl", acts)
    acts.write_bytes(b"".join(acts.read_bytes().splitlines(keepends=True)[:3]))
    world.do("record", "add", "server", "acts.jsonl", "--exercise", "exercise")
    acts.unlink()
    log = OwnLog(Path("server"))
    body = log.reading.bodies(size, 1)[0].bytes
    assert body is not None
    state = log.replay.state_digest()
    log.close()
    taken = {"body": [body, body[40:200]]}
    assert found_in([Path("server"), *world.places[1:]], taken) != set()  # in PostgreSQL's own log, at the least
    world.do("erase", "redact", "server", str(size), "--out", "redact.json")
    for org in ("recorder", "cmi"):
        assert "stands at" in world.do("erase", "redact", "server", "redact.json", *world.key(org, "root-0"))
    world.do("erase", "carry-out", "server")
    log = OwnLog(Path("server"))
    assert (log.reading.bodies(size, 1)[0].bytes, log.replay.standing(size).code) == (None, "redacted")
    assert log.replay.state_digest() != state
    log.close()
    assert found_in(world.rows, taken) == set()
    if len(world.places) == 1:
        assert audit(open_source(Path("server")), now=NOW).faults == ()


def test_the_searcher_finds_what_it_looks_for(tmp_path: Path) -> None:
    """Each way of spelling, hidden in a file of its own among other bytes."""
    hidden = [("name", f"x{NAME}y".encode()), ("name", NAME.encode("utf-16-le")), ("name", NAME.encode().hex().encode()),
              ("name", base64.b64encode(b"ab" + NAME.encode() + b"c")), ("picture", PICTURE),
              ("picture", base64.urlsafe_b64encode(b"a" + PICTURE))]  # fmt: skip
    for number, (what, data) in enumerate(hidden):
        place = tmp_path / str(number)
        place.mkdir()
        (place / "file").write_bytes(bytes(100) + data + bytes(100))
        assert (what, "file") in found_in([place], everything())
