"""The test vectors of files: one small published log with what must be found wrong in it, and bundles.

They are for other programs, in any language. Bundles are put together here by the words of the specification, not by the
program's own writer, which draws its keys at random.

    PYTHONPATH=src python -m tools.record_vectors_files             write log.json and bundles.json again
    PYTHONPATH=src python -m tools.record_vectors_files --check     say whether the files are what would be written
"""

import sys
import zlib
from base64 import b64encode
from hashlib import blake2b, sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.public import Box, PrivateKey, PublicKey

from safeconduct.record import ed25519, jsonform
from safeconduct.record.body import EMPTY_ROOT, Attached
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.head import write_checkpoint
from safeconduct.record.leaf import kid_of
from safeconduct.record.note import add_lines
from safeconduct.record.proof import write_proof
from safeconduct.record.sealing import sealing_private, sealing_public
from safeconduct.record.tree import inclusion_path
from safeconduct.record.vkey import COSIGNATURE, NOTE, verifier_of, write_vkey
from safeconduct.record.words import words_of
from tests.signed_log import ORIGIN, Device, SignedLog, genesis_act, public, registration, seed
from tools.published_files import nodes_of, published_files, root_of
from tools.record_vectors import drawn
from tools.record_vectors_logs import run
from tools.record_vectors_stories import claim
from tools.vector_log import NOW, flipped, written

Case = dict[str, Any]
GUARANTORS, PARTIES = ("guarantor", "recorder", "example"), ("north", "south")
BY_PARTIES = tuple((org, role) for org in PARTIES for role in ("witness", "mirror"))
LOG_LABEL = "operator log 0"


def _name(org: str, role: str) -> str:
    return f"{role}.example/{org}"


def _policy(*own: tuple[str, str]) -> str:
    """Give the text of a policy: two of the guarantors, and all of these keys of organisations as (organisation, role)."""
    lines = [f"log {write_vkey(verifier_of(ORIGIN, NOTE, public(LOG_LABEL)))}"]
    for org, role in [*((org, "witness") for org in GUARANTORS), *own]:
        lines.append(f"witness {org}-{role} {write_vkey(verifier_of(_name(org, role), COSIGNATURE, public(f'{org} {role} 0')))}")
    lines.append(f"group guarantors 2 {' '.join(f'{org}-witness' for org in GUARANTORS)}")
    if own:
        lines.append(f"group parties all {' '.join(f'{org}-{role}' for org, role in own)}")
        lines.append("group everyone all guarantors parties")
    return "\n".join([*lines, f"quorum {'everyone' if own else 'guarantors'}", ""])


def small_log() -> SignedLog:
    """Give a log with policies, two officers and five acts of theirs."""
    log = SignedLog(genesis_act(witnessed=_policy(), sealed=_policy(*BY_PARTIES))).found()
    for label in ("north officer 0", "south officer 0"):
        log.by_roots(registration(label, org=label.split()[0]), label.split()[0])
    for number in range(5):
        log.sign(f"{PARTIES[number % 2]} officer 0", claim(f"c{number}"))
    return log


def note_of(log: SignedLog, size: int, cosigners: list[tuple[str, str]], root: bytes | None = None) -> bytes:
    """Give a checkpoint that the log signed and others cosigned, each a minute after the one before."""
    head = Checkpoint(ORIGIN, size, root or root_of([act.leaf for act in log.acts[:size]]), ())
    lines = [cosign(write_checkpoint(head), _name(org, role), seed(f"{org} {role} 0"), NOW + 60 * place)
             for place, (org, role) in enumerate(cosigners)]  # fmt: skip
    return add_lines(sign_checkpoint(head, seed(LOG_LABEL)), lines)


SOME = [(org, "witness") for org in GUARANTORS[:2]]
ALL = [*SOME, *BY_PARTIES]


def published_log() -> Case:
    """Give log.json."""
    log = small_log()
    size, leaves = len(log.acts), [act.leaf for act in log.acts]
    files = published_files(log.acts, genesis_act=log.genesis, keyring=log.replay.state.keyring,
                            checkpoint=note_of(log, size, ALL))  # fmt: skip
    older = note_of(log, 12, SOME)
    other = sha256(b"another root").digest()
    paths = {index: inclusion_path(nodes_of(leaves), index, size) for index in (0, size - 1)}
    proofs = [{"index": index, "act": log.acts[index].act_id.hex(),
               "proof": write_proof(index, path, files["checkpoint"], leaves[index]).decode()}
              for index, path in paths.items()]  # fmt: skip
    kept = [
        ("", older), ("", files["checkpoint"]),
        ("a longer log was shown before", note_of(log, size + 1, SOME, other)),
        ("another history was shown before", note_of(log, 12, SOME, other)),
        ("the log's key did not sign it", sign_checkpoint(Checkpoint(ORIGIN, 12, other, ()), seed("north root 0"))),
    ]  # fmt: skip
    grades = [("recorded", note_of(log, size, [])), ("recorded", note_of(log, size, SOME[:1])),
              ("witnessed", note_of(log, size, SOME)), ("witnessed", note_of(log, size, ALL[:-1])),
              ("sealed", files["checkpoint"])]  # fmt: skip
    return {
        "about": "One published log, section 6 of docs/spec/record.md. README.md says how to read it.",
        "digest": log.digest.hex(), "words": words_of(log.digest), "now": NOW + 3600, "origin": ORIGIN, "size": size,
        "root": root_of(leaves).hex(), "grade": "sealed", "state": log.replay.state_digest().hex(),
        "leaves": [leaf.hex() for leaf in leaves],
        "files": [{"path": path, **_told(data)} for path, data in sorted(files.items())],
        "proofs": proofs,
        "grades": [{"checkpoint": note.decode(), "grade": grade} for grade, note in grades],
        "kept": [{"checkpoint": note.decode(), "fits": not why} | ({"why": why} if why else {}) for why, note in kept],
        "changed": [{"path": path, **_told(data), "why": why} for why, path, data in changes(log, files)],
    }  # fmt: skip


def changes(log: SignedLog, files: dict[str, bytes]) -> list[tuple[str, str, bytes | None]]:
    """List one changed file each: why it is wrong, its path, its new content or None where it is gone."""
    size = len(log.acts)
    entries, tile, bodies = (f"{name}/000.p/{size}" for name in ("tile/entries", "tile/0", "bodies"))
    checkpoint, other = files["checkpoint"], sha256(b"another root").digest()
    stranger = sign_checkpoint(Checkpoint(ORIGIN, size, root_of([act.leaf for act in log.acts]), ()), seed("north log 0"))
    turned = list(log.acts)
    turned[-1], turned[-2] = turned[-2], turned[-1]
    foreign = note_of(log, 12, SOME).decode().split("\n\n")[1].splitlines()[1]
    return [
        ("a leaf is changed in its signature", entries, flipped(files[entries], 147)),
        ("a leaf is changed in its act id", entries, flipped(files[entries], 50)),
        ("the last leaf is gone", entries, files[entries][:-148]),
        ("one byte is missing", entries, files[entries][:-1]),
        ("two leaves changed places", entries, b"".join(len(act.leaf).to_bytes(2, "big") + act.leaf for act in turned)),
        ("there are no leaves", entries, None),
        ("a hash of the tree is changed", tile, flipped(files[tile], 40)),
        ("a hash of the tree is missing", tile, files[tile][:-32]),
        ("a body is changed", bodies, files[bodies].replace(b'"id":"c0"', b'"id":"c9"')),
        ("bodies changed places", bodies, b"".join(len(act.body).to_bytes(4, "big") + act.body for act in turned)),
        ("another root, and the signatures of the old one", "checkpoint",
         checkpoint.replace(b64encode(root_of([act.leaf for act in log.acts])), b64encode(other))),
        ("another root that the log signed: it has forked", "checkpoint", note_of(log, size, SOME, other)),
        ("a size that the files do not reach", "checkpoint", note_of(log, size + 1, SOME, other)),
        ("signed by another key", "checkpoint", stranger),
        ("a cosignature for another checkpoint", "checkpoint", checkpoint + foreign.encode() + b"\n"),
        ("the line of a witness is changed", "checkpoint", _turned_line(checkpoint, f"witness.example/{GUARANTORS[0]}")),
        ("the policy asks for nobody", "policy", b"quorum none\n"),
        ("the policy of all asks for nobody", "policy-sealed", b"quorum none\n"),
        ("another genesis act", "genesis", files["genesis"].replace(b'"name":"North"', b'"name":"Notrh"')),
        ("a key is said to be another organisation's", "keys",
         files["keys"].replace(b'"organisation":"north"', b'"organisation":"south"', 1)),
        ("a key is said to be closed", "keys", files["keys"].replace(b'"}', b'","to":3}', 1)),
    ]  # fmt: skip


def _turned_line(note: bytes, name: str) -> bytes:
    line = next(line for line in note.decode().split("\n") if line.startswith(f"\u2014 {name} "))
    place = len(line) - 8
    return note.replace(line.encode(), (line[:place] + ("A" if line[place] != "A" else "B") + line[place + 1 :]).encode())


def _told(data: bytes | None) -> Case:
    if data is None:
        return {"gone": True}
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        return {"hex": data.hex()}
    return {"text": text}


# bundles

SIGNER, READER, OTHER_READER = "north device 0", "operator sealing 0", "guarantor sealing 0"


def packed(acts: list[tuple[bytes, bytes]], attached: list[tuple[bytes, bytes]]) -> bytes:
    """Give a payload."""
    parts = [len(leaf).to_bytes(2, "big") + leaf + len(body).to_bytes(4, "big") + body for leaf, body in acts]
    parts += [bytes(2), *(len(data).to_bytes(4, "big") + c + data for c, data in attached)]
    return b"".join(parts)


def sealed_box(label: str, message: bytes, drawn_from: str) -> bytes:
    """Seal to a reader as libsodium does, with a key pair that is always the same."""
    ephemeral, reader = PrivateKey(drawn(drawn_from, 32)), PublicKey(sealing_public(public(label)))
    nonce = blake2b(bytes(ephemeral.public_key) + bytes(reader), digest_size=24).digest()
    return bytes(ephemeral.public_key) + Box(ephemeral, reader).encrypt(message, nonce).ciphertext


def bundle(content: bytes, first: int, count: int, *, by: str = SIGNER, aad: bytes | None = None, inflated: bytes | None = None,
           **changed: Any) -> bytes:  # fmt: skip
    """Give a bundle. `changed` are other values in its header; `aad` and `inflated` are used in place of the right bytes."""
    key, nonce = drawn("bundle key", 32), drawn("bundle nonce", 12)
    header = {
        "log": ORIGIN, "device": kid_of(public(SIGNER)).hex(), "first": first, "last": first + count - 1, "count": count,
        "seen": {"root": EMPTY_ROOT.hex(), "size": 0}, "payload": sha256(content).hexdigest(), "len": len(content),
        "to": [{"box": sealed_box(label, key, f"box {label}").hex(), "kid": kid_of(public(label)).hex()}
               for label in (READER, OTHER_READER)],
    } | changed  # fmt: skip
    head = b"safeconduct bundle/v1\n" + jsonform.write(header) + b"\n"
    data = AESGCM(key).encrypt(nonce, zlib.compress(content if inflated is None else inflated), aad or sha256(head).digest())
    return head + ed25519.sign(seed(by), head).hex().encode() + b"\n" + nonce + data


def bundles() -> Case:
    """Give bundles.json."""
    device = Device(SIGNER, "north")
    photo = drawn("photo ciphertext", 64)
    commitment = drawn("photo commitment", 32)
    acts = [device.sign(claim(f"b{number}")) for number in range(2)]
    acts.append(device.sign(claim("b2"), att=(Attached(commitment, len(photo), "image/jpeg", "photo"),), seq=2, prev=device.prev))
    payload, later = packed(acts, [(commitment, photo)]), packed(acts[1:2], [])
    good = bundle(payload, 0, 3)
    swapped = [acts[0], (acts[1].leaf, acts[2].body), acts[2]]
    box = sealed_box(READER, drawn("bundle key", 32), f"box {READER}").hex()
    turned = [{"box": ("0" if box[0] != "0" else "1") + box[1:], "kid": kid_of(public(READER)).hex()}]
    listed = [
        ("another first line", good.replace(b"bundle/v1", b"bundle/v2", 1)),
        ("cut in the header", good[:200]),
        ("the header is changed", good.replace(b'"first":0', b'"first":1', 1)),
        ("signed by another device", bundle(payload, 0, 3, by="north device 1")),
        ("the last byte is changed", good[:-1] + bytes([good[-1] ^ 1])),
        ("sealed for another header", bundle(payload, 0, 3, aad=bytes(32))),
        ("a box that does not open", bundle(payload, 0, 3, to=turned)),
        ("not sealed to this reader", bundle(payload, 0, 3, to=[{"box": box, "kid": kid_of(public("north sealing 0")).hex()}])),
        ("sealed to nobody", bundle(payload, 0, 3, to=[])),
        ("the numbers do not agree", bundle(payload, 0, 3, last=3)),
        ("no acts", bundle(packed([], []), 0, 0, last=0)),
        ("fewer acts than it says", bundle(packed(acts[:2], []), 0, 3)),
        ("acts with other numbers than it says", bundle(later, 0, 1)),
        ("the second act is missing", bundle(packed([acts[0], acts[2]], []), 0, 2)),
        ("a leaf with the body of another act", bundle(packed(swapped, []), 0, 3)),
        ("another payload than it names", bundle(payload, 0, 3, payload=bytes(32).hex())),
        ("longer than it says", bundle(payload, 0, 3, len=len(payload) - 1)),
        ("inflates beyond what it says", bundle(payload, 0, 3, inflated=payload + bytes(1000))),
        ("an attachment twice", bundle(packed(acts, [(commitment, photo)] * 2), 0, 3)),
        ("cut in the payload", bundle(payload[:-1], 0, 3)),
        ("a key too many in the header", bundle(payload, 0, 3, note="x")),
    ]
    accepted = [(good, acts, {commitment: photo}), (bundle(later, 1, 1), acts[1:2], {})]
    return {
        "about": "Bundles, section 12 of docs/spec/record.md, in hexadecimal. README.md says how to read it.",
        "device": public(SIGNER).hex(),
        "readers": [{"label": label, "kid": kid_of(public(label)).hex(), "registered": public(label).hex(),
                     "public": sealing_public(public(label)).hex(), "private": sealing_private(seed(label)).hex()}
                    for label in (READER, OTHER_READER)],
        "accepted": [{"bundle": data.hex(), "acts": [{"leaf": act.leaf.hex(), "body": act.body.decode()} for act in inside],
                      "attachments": {c.hex(): sealed.hex() for c, sealed in attached.items()}}
                     for data, inside, attached in accepted],
        "refused": [{"bundle": data.hex(), "why": why} for why, data in listed],
    }  # fmt: skip


def vectors() -> dict[str, str]:
    """Give the content of every file that this tool writes, by name."""
    return {"log.json": written(published_log()), "bundles.json": written(bundles())}


if __name__ == "__main__":
    sys.exit(run(vectors(), "tools.record_vectors_files", sys.argv[1:]))
