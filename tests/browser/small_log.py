"""A small log as files, for the verifier in the browser: written with the record's own writers, from keys that everyone knows."""

from __future__ import annotations

import base64
import hashlib
from typing import NamedTuple

from safeconduct.record import ed25519, jsonform
from safeconduct.record.body import EMPTY_ROOT, Body, act_id, matter, write_body
from safeconduct.record.cosignature import cosign
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.record.note import sign_note
from safeconduct.record.proof import write_proof

ORIGIN = "log.example/small"
NOON = 1_763_888_400
"""When the witnesses cosign, in seconds since 1970; each a minute after the one before."""


def seed(label: str) -> bytes:
    """Give the seed of a test key."""
    return hashlib.sha256(f"safeconduct test key: browser {label}".encode()).digest()


def public(label: str) -> bytes:
    """Give the public key of a test key."""
    return ed25519.public_of(seed(label))


def vkey(name: str, label: str, kind: int) -> str:
    """Spell the verifier key of a test key."""
    key_id = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public(label)).digest()[:4]
    return f"{name}+{key_id.hex()}+{base64.b64encode(bytes([kind]) + public(label)).decode()}"


WITNESSES = ("one", "two", "three", "four")
ORGANISATIONS = {"north": "party", "south": "party", **dict.fromkeys((f"g_{name}" for name in WITNESSES), "guarantor"),
                 "operator": "operator"}  # fmt: skip


def policy(least: str, more: tuple[str, ...] = ()) -> str:
    """Give the text of a policy: the log, the witnesses of the guarantors, and others that all have to cosign."""
    lines = [f"log {vkey(ORIGIN, 'log', 1)}"]
    lines += [f"witness {name} {vkey(f'witness.example/{name}', name, 4)}" for name in WITNESSES]
    lines += [f"witness {name} {vkey(f'mirror.example/{name}', name, 4)}" for name in more]
    lines += [f"group guarantors {least} {' '.join(WITNESSES)}"]
    lines += [f"group everyone all guarantors {' '.join(more)}", "quorum everyone"] if more else ["quorum guarantors"]
    return "\n".join(lines) + "\n"


def genesis() -> dict[str, object]:
    """Give the genesis act."""
    return {
        "type": "genesis.signed/1",
        "origin": ORIGIN,
        "organisations": {
            org: {"name": org.title(), "role": role, "roots": [public(f"{org} root {n}").hex() for n in range(3)]}
            for org, role in ORGANISATIONS.items()
        },
        "log": vkey(ORIGIN, "log", 1),
        "witnessed": policy("3"),
        "sealed": policy("3", ("north", "south")),
        "agreement": hashlib.sha256(b"agreement").hexdigest(),
        "attachments": "g_one",
        "training": True,
    }


class SmallLog(NamedTuple):
    """The files of a folder by their paths, the bodies in order, and the digest for the paper."""

    files: dict[str, bytes]
    bodies: list[bytes]
    leaves: list[bytes]
    digest: bytes

    def proof(self, index: int) -> bytes:
        """Give the proof file of an act."""
        return write_proof(index, path_of(leaf_hashes(self.leaves), index), self.files["checkpoint"], self.leaves[index])


def leaf_hashes(entries: list[bytes]) -> list[bytes]:
    """Give the hash of each entry, by the words of RFC 6962."""
    return [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]


def _half(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def root_of(hashes: list[bytes]) -> bytes:
    """Give the root, by the words of RFC 6962."""
    if len(hashes) < 2:
        return hashes[0] if hashes else EMPTY_ROOT
    half = _half(len(hashes))
    return hashlib.sha256(b"\x01" + root_of(hashes[:half]) + root_of(hashes[half:])).digest()


def path_of(hashes: list[bytes], index: int) -> list[bytes]:
    """Give the path of a leaf, by the words of RFC 6962."""
    if len(hashes) < 2:
        return []
    half = _half(len(hashes))
    if index < half:
        return [*path_of(hashes[:half], index), root_of(hashes[half:])]
    return [*path_of(hashes[half:], index - half), root_of(hashes[:half])]


def note(size: int, root: bytes, cosigners: tuple[tuple[str, str], ...]) -> bytes:
    """Give a checkpoint that the log signed and that others, as name and label, cosigned."""
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(root).decode()}\n".encode()
    signed = sign_note(text, ORIGIN, seed("log"))
    return signed + "".join(
        cosign(text, name, seed(label), NOON + 60 * at) for at, (name, label) in enumerate(cosigners)
    ).encode()


ALL = tuple((f"witness.example/{name}", name) for name in WITNESSES)
PARTIES = (("mirror.example/north", "north"), ("mirror.example/south", "south"))


def small_log(acts: int, *, cosigners: tuple[tuple[str, str], ...] = ALL[:3], seen: int = 0) -> SmallLog:
    """Make a log with the genesis act, signed by a root key of `north`, and further acts by a device of each party.

    `seen` is the size that every later act had seen.
    """
    bodies: list[bytes] = []
    leaves: list[bytes] = []
    last: dict[str, tuple[int, str]] = {}
    for at in range(acts):
        label = "north root 0" if at == 0 else ("north device", "south device")[at % 2]
        seq, prev = last.get(label, (0, ""))
        known = seen if at >= seen else 0
        act = genesis() if at == 0 else {"type": "step.taken/1", "on": f"weapons_{at}", "note": "Übergabe – تسليم"}
        body = write_body(
            Body(ORIGIN, label.split()[0], kid_of(public(label)).hex(), seq, prev, known,
                 root_of(leaf_hashes(leaves[:known])), "2025-11-23T10:00:00+02:00", act, (),
                 hashlib.sha256(b"nonce %d" % at).digest()[:16])
        )  # fmt: skip
        bodies.append(body)
        leaves.append(sign_leaf(seed(label), act_id(body)))
        last[label] = seq + 1, act_id(body).hex()
    hashes = leaf_hashes(leaves)
    files = {"checkpoint": note(acts, root_of(hashes), cosigners), "policy": policy("3").encode(), "keys": keys(acts),
             "genesis": jsonform.write(genesis())}  # fmt: skip
    for level, row in enumerate((hashes, [root_of(hashes[n : n + 256]) for n in range(0, acts - 255, 256)])):
        for start in range(0, len(row), 256):
            width = min(256, len(row) - start)
            tail = f"{start // 256:03}" + (f".p/{width}" if width < 256 else "")
            files[f"tile/{level}/{tail}"] = b"".join(row[start : start + width])
            if level == 0:
                entries = leaves[start : start + width]
                files[f"tile/entries/{tail}"] = b"".join(len(one).to_bytes(2, "big") + one for one in entries)
    return SmallLog(files, bodies, leaves, matter(genesis()))


def keys(until: int, *, since: int = 0) -> bytes:
    """Give the list of keys; that of the southern device begins and ends as asked."""
    entries = [
        {"organisation": org, "kid": kid_of(public(label)).hex(), "public": public(label).hex(), **window}
        for org, label, window in (
            ("north", "north device", {"from": 0}),
            ("south", "south device", {"from": since, "to": until}),
        )
    ]
    return jsonform.write({"keys": entries})
