"""The guarantor that holds attachments can open them: keys are handed over sealed, tried, erased, and released again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from safeconduct.mirror.asking import sign_request
from safeconduct.mirror.custody import (
    Custody,
    lying_alone,
    not_come,
    open_all,
    person_key,
    sealing_key,
    take_back,
    write_keys_upload,
)
from safeconduct.mirror.door import mirror_door
from safeconduct.mirror.sending import Sending, Told
from safeconduct.record import ed25519
from safeconduct.record.attachment import new_salt, open_attachment, seal_attachment
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of
from safeconduct.record.person_keys import (
    BOX,
    PersonKey,
    open_person_key,
    read_release,
    read_sealed_keys,
    seal_person_key,
    write_release,
    write_sealed_keys,
)
from safeconduct.record.sealing import sealing_private
from safeconduct.store.copied import Copied
from safeconduct.store.examine import Sealed
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.orders import carry_out, replayed
from tests.mirrors import NOW, ORIGIN, World, ask, calling

NAMES = (b"a name that must not stay", b"another name")
GUARANTOR, OPERATOR = b"\x21" * 31 + b"\x05", b"\x22" * 31 + b"\x05"


class Kept(NamedTuple):
    sealed: Sealed
    key: PersonKey
    text: bytes


class Held:
    """A log with attachments about two people, its file of keys, and its mirrors."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder).begin()
        self.keys = SubjectKeys(folder / "subjects.keys")
        self.kept = [self.keep(text, b"person %d" % number) for number, text in enumerate(NAMES)]

    def keep(self, text: bytes, subject: bytes) -> Kept:
        key, salt = self.keys.key_for(subject), new_salt()
        ciphertext, c = seal_attachment(key, salt, text)
        self.keys.put(c, subject, salt)
        sealed = Sealed(c, ciphertext, subject)
        self.world.log.append([self.world.sign("north", {"type": "attachment.kept/1", "att": [c.hex()]}, attachments=(sealed,))])
        return Kept(sealed, PersonKey(c, subject, key, salt), text)

    def register(self, org: str, seed: bytes) -> None:
        exercise = self.world.exercise._replace(seeds={(org, "sealing", 0): seed})
        act = exercise.registration(org, "sealing")
        self.world.log.append([self.world.sign(org, act, role="root", number=number) for number in (0, 1)])

    def custody(self) -> Custody:
        keyring = replayed(self.world.log.database, self.world.genesis.digest).state.keyring
        return Custody(self.keys, sealing_key(keyring, "envoy"))

    def sending(self, org: str) -> Sending:
        found = self.world.sending(org)
        found.custody = self.custody() if found.line.attachments else None
        return found

    def push(self, org: str, *, attachments: int = 0) -> Told:
        self.world.checkpoint()
        return self.sending(org).run(calling(mirror_door(self.world.mirror(org))), bodies=0, attachments=attachments)

    def theirs(self, org: str = "envoy") -> SubjectKeys:
        return SubjectKeys(self.world.folder / f"mirror-{org}" / "subjects.keys")

    def sealed(self, org: str = "envoy") -> set[bytes]:
        with closing(self.theirs(org)) as keys:
            return {one.c for one in keys.sealed()}

    def alone(self) -> tuple[int, int]:
        return tuple(lying_alone(self.world.copied, self.custody()))

    def order(self, *kept: Kept) -> None:
        act = {"type": "erasure.ordered/1", "att": [one.sealed.c.hex() for one in kept]}
        self.world.log.append([self.world.sign("north", act, role="root")])


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    found = Held(tmp_path)
    yield found
    found.keys.close()
    found.world.close()


def everywhere(folder: Path, data: bytes) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and data in path.read_bytes())


def test_keys_go_sealed_to_the_one_guarantor_and_into_no_database(held: Held) -> None:
    held.register("envoy", GUARANTOR)
    for org in ("north", "south", "envoy", "mission"):
        assert held.push(org).wrong == ""
    assert {org: held.sealed(org) for org in held.world.mirrors} == {
        "north": set(), "south": set(), "mission": set(), "envoy": {one.sealed.c for one in held.kept}}  # fmt: skip
    with closing(held.theirs()) as keys:
        boxes = [one.box for one in keys.sealed()]
    for box in boxes:
        assert everywhere(held.world.folder, box[40:120]) == ["mirror-envoy/subjects.keys"]
    for one in held.kept:
        for secret in (one.key.key, one.key.salt):
            assert everywhere(held.world.folder, secret) == ["subjects.keys"]


def test_what_lies_with_the_operator_only_is_counted_until_it_was_handed_over(held: Held) -> None:
    assert (held.push("envoy").wrong, held.alone(), held.sealed()) == ("", (2, 0), set())
    held.register("envoy", GUARANTOR)
    assert held.alone() == (2, 0)
    # The attachments went before; now their keys follow, although the mirror has every attachment already.
    assert (held.push("envoy", attachments=1000).wrong, held.alone()) == ("", (0, 0))
    other = b"\x23" * 31 + b"\x05"
    held.register("envoy", other)
    assert held.alone() == (2, 0)
    assert (held.push("envoy", attachments=1000).wrong, held.alone()) == ("", (0, 0))
    with closing(held.theirs()) as keys:
        assert {one.kid for one in keys.sealed()} == {kid_of(ed25519.public_of(other))}


def test_an_attachment_that_came_late_is_handed_over_too(held: Held) -> None:
    held.register("envoy", GUARANTOR)
    key, salt = held.keys.key_for(b"late"), new_salt()
    ciphertext, c = seal_attachment(key, salt, b"it came on another stick")
    late = Sealed(c, ciphertext, b"late")
    signed = held.world.sign("north", {"type": "attachment.kept/1", "att": [c.hex()]}, attachments=(late,))
    held.world.log.append([signed._replace(attachments=())])
    held.push("envoy")
    replay = replayed(held.world.log.database, held.world.genesis.digest)
    assert (c in held.sealed(), not_come(held.world.reading, held.world.copied, replay)) == (False, {c})
    held.keys.put(c, b"late", salt)
    held.world.log.append([signed])
    assert (held.push("envoy", attachments=1000).wrong, c in held.sealed(), held.alone()) == ("", True, (0, 0))
    assert held.world.mirror("envoy").copied.attachment(c).ciphertext == ciphertext
    assert not_come(held.world.reading, held.world.copied, replay) == set()


def test_a_mirror_that_begins_anew_gets_everything_again(held: Held) -> None:
    held.register("envoy", GUARANTOR)
    held.push("envoy")
    mirror = held.world.mirrors.pop("envoy")
    mirror.close()
    (held.world.folder / "mirror-envoy").rename(held.world.folder / "mirror-lost")
    assert (held.push("envoy", attachments=1000).wrong, len(held.sealed())) == ("", 2)


def test_an_order_deletes_sealed_key_and_ciphertext_with_the_guarantor(held: Held) -> None:
    held.register("envoy", GUARANTOR)
    held.push("envoy")
    gone, stays = held.kept
    with closing(held.theirs()) as keys:
        box = next(one.box for one in keys.sealed() if one.c == gone.sealed.c)
    mirror = held.world.folder / "mirror-envoy"
    assert [everywhere(mirror, data) != [] for data in (box[8:100], gone.sealed.ciphertext)] == [True, True]
    held.order(gone)
    held.push("envoy")
    assert [everywhere(mirror, data) for data in (box[8:100], gone.sealed.ciphertext)] == [[], []]
    assert held.sealed() == {stays.sealed.c}
    # Whoever sends it again, by accident or not, brings nothing back.
    upload = write_keys_upload(ORIGIN, [seal_person_key(one.key, ed25519.public_of(GUARANTOR)) for one in held.kept])
    assert give(held, upload).body == stays.sealed.c.hex().encode() + b"\n"
    assert held.sealed() == {stays.sealed.c}


def give(held: Held, data: bytes, org: str = "envoy", seed: bytes = b"", path: str = "/add-keys"):  # type: ignore[no-untyped-def]
    header = sign_request("POST", "/add-keys", name=ORIGIN, seed=seed or held.world.signer.seed, at=held.world.now, body=data)
    return ask(mirror_door(held.world.mirror(org)), "POST", path, data, {"Authorization": header})


def test_keys_are_taken_from_the_log_alone_and_by_no_other_mirror(held: Held) -> None:
    held.push("envoy")
    held.push("north")
    upload = write_keys_upload(ORIGIN, [seal_person_key(one.key, ed25519.public_of(GUARANTOR)) for one in held.kept])
    statuses = [give(held, upload, seed=b"x" * 32).status, give(held, upload, "north").status, give(held, upload[:-1]).status,
                give(held, upload + upload[2 + len(ORIGIN):]).status,
                give(held, write_keys_upload("another/log", [])).status, give(held, upload).status]  # fmt: skip
    assert statuses == [401, 403, 422, 422, 422, 200]
    assert not (held.world.folder / "mirror-north" / "subjects.keys").exists()


def test_released_keys_open_what_a_new_server_got_back_but_not_what_was_ordered_out(held: Held, tmp_path: Path) -> None:
    held.register("envoy", GUARANTOR)
    held.push("envoy")
    with closing(held.theirs()) as keys:
        ours = [(kid_of(ed25519.public_of(GUARANTOR)), sealing_private(GUARANTOR))]
        before = open_all(held.world.mirror("envoy").copied, keys, private=ours)
    assert (set(before.keys), before.wrong, before.lacking) == ({one.key for one in held.kept}, (), 0)
    data = write_release(ORIGIN, before.keys, ed25519.public_of(OPERATOR))
    assert [one.key.key in data for one in held.kept] == [False, False]
    given = read_release(data, origin=ORIGIN, kid=kid_of(ed25519.public_of(OPERATOR)), private=sealing_private(OPERATOR))
    # The order came after the keys were written to the stick: it wins.
    held.order(held.kept[0])
    database = held.world.log.database
    carry_out(database, replayed(database, held.world.genesis.digest), keys=tmp_path / "subjects.keys", now=NOW)
    with closing(SubjectKeys(tmp_path / "new.keys")) as new:
        copied = Copied(held.world.log.database)
        assert list(take_back(copied, new, given)) == []
        assert [person_key(new, one.sealed.c) for one in held.kept] == [None, held.kept[1].key]
        stays = held.kept[1]
        key, salt = new.key(b"person 1"), new.salt(stays.sealed.c)
        assert open_attachment(key, salt, stays.sealed.ciphertext, stays.sealed.c) == NAMES[1]
    assert everywhere(tmp_path, held.kept[0].key.key) == []


def test_what_was_handed_over_wrong_is_found_when_it_is_opened(held: Held) -> None:
    held.register("envoy", GUARANTOR)
    held.push("envoy")
    one, other = held.kept
    public, stranger = ed25519.public_of(GUARANTOR), ed25519.public_of(OPERATOR)
    ours = [(kid_of(public), sealing_private(GUARANTOR))]
    wrong: list[tuple[Callable[[], object], str]] = [
        (lambda: seal_person_key(one.key._replace(key=other.key.key), public), "cannot be opened"),
        (lambda: seal_person_key(one.key._replace(salt=other.key.salt), public), "not what the body stands for"),
        (lambda: seal_person_key(one.key, stranger), "sealed to another key"),
        (lambda: seal_person_key(other.key, public)._replace(c=one.sealed.c), "the key of something else"),
        (lambda: seal_person_key(one.key, public)._replace(box=bytes(BOX)), "cannot be opened"),
    ]  # fmt: skip
    copied = held.world.mirror("envoy").copied
    with closing(held.theirs()) as keys:
        for make, said in wrong:
            keys.keep_sealed([make()])  # type: ignore[list-item]
            found = open_all(copied, keys, private=ours)
            assert ([each.c for each in found.keys], len(found.wrong), said in found.wrong[0]) == ([other.sealed.c], 1, True)
        keys.erase([one.sealed.c])
        assert open_all(copied, keys, private=ours)[1:] == ((), 1)
    with closing(SubjectKeys(held.world.folder / "new.keys")) as new:
        told = list(take_back(held.world.copied, new, [one.key._replace(key=bytes(32)), other.key]))
        assert (len(told), one.sealed.c.hex() in told[0], new.kept().keys()) == (1, True, {other.sealed.c})


def test_a_file_of_keys_is_refused_unless_it_is_whole_and_ours(held: Held) -> None:
    public, private = ed25519.public_of(OPERATOR), sealing_private(OPERATOR)
    kid, keys = kid_of(public), [one.key for one in held.kept]
    data = write_release(ORIGIN, keys, public)
    assert read_release(data, origin=ORIGIN, kid=kid, private=private) == keys
    changed = [data[:-1], data[:-1] + bytes([data[-1] ^ 1]), data.replace(b'"count":2', b'"count":3'), b"x" + data, data[:20]]
    for wrong in changed:
        with pytest.raises(Bad):
            read_release(wrong, origin=ORIGIN, kid=kid, private=private)
    for other in ({"origin": "record.example/another"}, {"kid": bytes(8)}, {"private": sealing_private(GUARANTOR)}):
        with pytest.raises(Bad):
            read_release(data, **{"origin": ORIGIN, "kid": kid, "private": private} | other)


def test_sealed_keys_are_read_as_they_were_written_and_nothing_else(held: Held) -> None:
    public = ed25519.public_of(GUARANTOR)
    sealed = [seal_person_key(one.key, public) for one in held.kept]
    data = write_sealed_keys(sealed)
    assert read_sealed_keys(data) == sealed
    assert [open_person_key(one, sealing_private(GUARANTOR)) for one in sealed] == [one.key for one in held.kept]
    for wrong in (data[:-1], data + data, data + b"\x00", write_sealed_keys([sealed[0]._replace(box=b"short")])):
        with pytest.raises(Bad):
            read_sealed_keys(wrong)
