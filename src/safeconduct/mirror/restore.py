"""Making a lost log again from its mirrors.

The leaves of the largest copy are checked against the checkpoint that the log and its witnesses signed; bodies are taken from
whichever copy has them, each checked against its leaf. Orders to erase are carried out before the new store answers anyone.
What no copy had is listed.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from safeconduct.kernel.errors import VerificationFailed
from safeconduct.mirror.calling import Answer, NoAnswer
from safeconduct.mirror.keeper import read_attachments, write_attachments
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.folder_file import published_log
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.head import parse_checkpoint
from safeconduct.record.leaf import parse_leaf
from safeconduct.record.note import Note, open_note, parse_note
from safeconduct.record.policy import parse_policy, weigh
from safeconduct.record.source import Place, Source
from safeconduct.record.spelling import write_bytes
from safeconduct.record.standing import Replay
from safeconduct.record.store_file import StoreSource
from safeconduct.record.tree import Frontier, leaf_hash
from safeconduct.record.vkey import DASH
from safeconduct.secretariat.erasing import redactions
from safeconduct.store.copied import Attachment, Copied
from safeconduct.store.database import Database
from safeconduct.store.orders import carry_out, replayed
from safeconduct.store.reading import Reading

BATCH = 1024


class Restored(NamedTuple):
    """What was made: its size, who had cosigned it, from which copy, which bodies no copy had, what was taken out again."""

    size: int
    root: bytes
    cosigned: tuple[str, ...]
    source: str
    absent: tuple[int, ...]
    orders: int
    attachments: int


def restore(database: Database, sources: Sequence[Source], digest: bytes, *, now: int, keys: Path,
            attachment: Callable[[str], Answer] | None = None) -> Restored:  # fmt: skip
    """Fill an empty store from copies of a log. `digest` is that of the genesis act on paper, `now` in POSIX seconds.

    `attachment` asks a mirror for a sealed attachment by its path. Raises Bad, or VerificationFailed, where no copy is sound; the
    new store is to be thrown away then.
    """
    genesis = _genesis(sources, digest)
    best, note = _best(sources, genesis)
    head = parse_checkpoint(parse_note(note).text)
    copied, others = Copied(database), [source for source in sources if source is not best]
    frontier, absent = Frontier(), list[int]()
    for part in _parts(best.places(), head.size):
        frontier.extend([leaf_hash(place.leaf) for place in part])
        bodies = _bodies(part, others)
        absent += [place.index for place, body in zip(part, bodies, strict=True) if body is None]
        copied.save(part[0].index, [place.leaf for place in part], bodies)
    if frontier.size != head.size or frontier.root() != head.root:
        raise VerificationFailed(step=f"making the root of {head.size} leaves of {best.name} again", expected=head.root.hex(),
                                 got=f"{frontier.root().hex()} of {frontier.size}", remedy="Take another mirror.")  # fmt: skip
    replay = replayed(database, digest)
    names = _keep_checkpoint(copied, note, genesis, replay, now)
    # First the orders: what they name is not fetched again.
    done, gone = carry_out(database, replay, keys=keys, now=now), {one.index for one in redactions(replay)}
    fetched = _attachments(copied, Reading(database), genesis.act.origin, attachment) if attachment is not None else 0
    absent = [index for index in absent if index not in gone]
    copied.mark_absent(absent, now=now)
    return Restored(head.size, head.root, names, best.name, tuple(absent), done.orders + done.redactions, fetched)


def over_http(call: Callable[[str], Answer], name: str) -> Source:
    """Give a mirror over HTTP as a place to read from. `call` asks for a path, with a signature where that is needed."""

    def fetch(path: str) -> bytes | None:
        try:
            answer = call(f"/{path}")
        except NoAnswer as error:
            raise Bad("restore.answer", str(error), where=f"{name}/{path}") from error
        if answer.status == 404:
            return None
        if answer.status != 200:
            said = answer.body.decode("utf-8", "replace").strip()
            raise Bad("restore.answer", f"the mirror refuses: {said}", where=f"{name}/{path}", got=str(answer.status))
        return answer.body

    return published_log(fetch, name)


def from_folder(source: StoreSource, origin: str) -> Callable[[str], Answer]:
    """Give what answers for sealed attachments like a mirror over HTTP, from the store in a folder."""

    def ask(path: str) -> Answer:
        c = bytes.fromhex(path.rpartition("/")[2])
        found = source.attachment(c)
        return Answer(200, write_attachments(origin, [Attachment(found[0], c, *found[1:])])) if found else Answer(404, b"")

    return ask


def whoever_has_it(asked: Sequence[Callable[[str], Answer]]) -> Callable[[str], Answer]:
    """Ask one after the other until one has it. Those who hold no attachments refuse, and that is as it should be."""

    def ask(path: str) -> Answer:
        answer = Answer(404, b"")
        for one in asked:
            try:
                answer = one(path)
            except NoAnswer:
                continue
            if answer.status == 200:
                break
        return answer

    return ask


def _genesis(sources: Sequence[Source], digest: bytes) -> Genesis:
    for source in sources:
        place = next(source.places(), None)
        if place is not None and place.body is not None:
            found = parse_genesis(parse_body(place.body).act)
            if found.digest == digest:
                return found
            raise Bad("restore.genesis", "the copy begins with another genesis act than the one on paper", where=source.name,
                      expected=digest.hex(), got=found.digest.hex())  # fmt: skip
    raise Bad("restore.genesis", "no copy has the genesis act, so no signature can be checked")


def _best(sources: Sequence[Source], genesis: Genesis) -> tuple[Source, bytes]:
    found: list[tuple[int, Source, bytes]] = []
    for source in sources:
        for _, note in source.notes():
            opened = open_note(note, [genesis.log])
            found.append((parse_checkpoint(opened.text).size, source, note))
    if not found:
        raise Bad("restore.checkpoint", "no copy has a checkpoint that the log signed")
    _, source, note = max(found, key=lambda one: one[0])
    size = parse_checkpoint(parse_note(note).text).size
    lines = [line for other, _, text in found if other == size for line in parse_note(text).lines]
    return source, _joined(parse_note(note), lines)


def _joined(note: Note, lines: Sequence[object]) -> bytes:
    # Each mirror serves the checkpoint with its own cosignature; together they are what the log had.
    made = [f"{DASH}{line.name} {write_bytes(line.key_id + line.signature)}\n" for line in dict.fromkeys(lines)]  # type: ignore[attr-defined]
    return note.text + b"\n" + "".join(made).encode()


def _parts(places: Iterator[Place], size: int) -> Iterator[list[Place]]:
    part: list[Place] = []
    for place in places:
        if place.index >= size:
            break
        part.append(place)
        if len(part) == BATCH:
            yield part
            part = []
    if part:
        yield part


def _bodies(part: Sequence[Place], others: Sequence[Source]) -> list[bytes | None]:
    bodies = [_fitting(place.leaf, place.body) for place in part]
    for source in others:
        if all(body is not None for body in bodies) or source.size() <= part[0].index:
            continue
        for at, place in enumerate(source.places(part[0].index)):
            if at == len(part):
                break
            if bodies[at] is None:
                bodies[at] = _fitting(part[at].leaf, place.body)
    return bodies


def _fitting(leaf: bytes, body: bytes | None) -> bytes | None:
    return body if body is not None and sha256(body).digest() == parse_leaf(leaf).act_id else None


def _keep_checkpoint(copied: Copied, note: bytes, genesis: Genesis, replay: Replay, now: int) -> tuple[str, ...]:
    head = parse_checkpoint(parse_note(note).text)
    policies = replay.state.keyring.policies_at(head.size)
    own = parse_note(note)
    log_lines = [line for line in own.lines if (line.name, line.key_id) == (genesis.log.name, genesis.log.key_id)]
    copied.commit(head.size, head.root, _joined(own, log_lines[:1]), now=now)
    names: dict[str, bytes] = {}
    for text in (policies.witnessed, policies.sealed):
        policy = parse_policy(text.encode())
        weighed = weigh(note, policy, now=now, log=genesis.log)
        counted = {one.name for one in weighed.cosigned}
        keys = {(one.verifier.name, one.verifier.key_id) for one in policy.witnesses if one.name in counted}
        for line in own.lines:
            if (line.name, line.key_id) in keys:
                names[line.name] = f"{DASH}{line.name} {write_bytes(line.key_id + line.signature)}\n".encode()
    copied.cosign(head.size, names.items(), now=now)
    return tuple(names)


def _attachments(copied: Copied, reading: Reading, origin: str, ask: Callable[[str], Answer]) -> int:
    """Fetch every sealed attachment that a body names and that the mirror still has."""
    first, found = 0, 0
    while bodies := reading.bodies(first):
        for body in bodies:
            if body.bytes is None or b'"att":[]' in body.bytes:
                continue
            for named in parse_body(body.bytes).att:
                answer = ask(f"/attachment/{named.c.hex()}")
                if answer.status == 200:
                    found += sum(copied.save_attachment(one) for one in read_attachments(answer.body, origin))
        first = bodies[-1].idx + 1
    return found
