"""Files of the record, changed at random in the same way each time: both verifiers have to say the same of each."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator

from safeconduct.record import body, head, jsonform, leaf, note, policy, proof, tiles, vkey
from safeconduct.record.faults import Bad
from tests.browser import small_log

LOG = small_log.small_log(9, seen=3)
_TOUCHY = "\x00\t\n\r \"'+-.0123456789:=AZ[]\\_az{}\u00e9e\u0301\u200f\u2028\ufeff\u0663—,/xp".encode()

_BUNDLE = LOG.files["tile/entries/000.p/9"]
_JSON = '{"a":[1,-5,true,{"b":"\\n\\u001f é"}],"b.c":0,"d_e":[],"f-1":{}}'.encode()
_WITH_ATTACHMENT = LOG.bodies[4].replace(
    b'"att":[]', b'"att":[{"c":"%b","len":128,"mt":"image/jpeg","n":"photo"}]' % (b"ab" * 32)
)

SEEDS: dict[str, list[bytes]] = {
    "json": [_JSON, LOG.bodies[5]],
    "body": [LOG.bodies[0], LOG.bodies[5], _WITH_ATTACHMENT],
    "leaf": [LOG.leaves[3]],
    "note": [LOG.files["checkpoint"]],
    "proof": [LOG.proof(5), LOG.proof(8)],
    "policy": [small_log.policy("3").encode(), small_log.policy("all", ("north", "south")).encode()],
    "checkpoint": [LOG.files["checkpoint"].partition(b"\n\n")[0] + b"\n"],
    "vkey": [small_log.vkey(small_log.ORIGIN, "log", 1).encode(), small_log.vkey("witness.example/one", "one", 4).encode()],
    "path": [b"tile/0/x001/x234/067.p/9", b"tile/entries/000", b"tile/63/012.p/255"],
    "bundle": [_BUNDLE[:300]],
}


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    def decoded(data: bytes) -> object:
        try:
            return read(data.decode())
        except UnicodeDecodeError as fault:
            raise Bad("utf8", "not UTF-8") from fault

    return decoded


def _bundle(data: bytes) -> object:
    count, at = 0, 0
    while at < len(data):
        at += 2 + int.from_bytes(data[at : at + 2], "big")
        count += 1
    return tiles.parse_bundle(data, count)


def readers() -> dict[str, Callable[[bytes], object]]:
    """Give the readers of the record by the names that the script has for its own."""
    return {
        "json": jsonform.parse,
        "body": body.parse_body,
        "leaf": leaf.parse_leaf,
        "note": note.parse_note,
        "proof": proof.parse_proof,
        "policy": policy.parse_policy,
        "checkpoint": head.parse_checkpoint,
        "vkey": _text(vkey.parse_vkey),
        "path": _text(tiles.parse_path),
        "bundle": _bundle,
    }


def taken(reader: Callable[[bytes], object], data: bytes) -> bool:
    """Whether a reader takes a file. Anything but a refusal goes on as an error."""
    try:
        reader(data)
    except Bad:
        return False
    return True


def changed(name: str, count: int) -> Iterator[bytes]:
    """Give the files as they are, and changed in one to three places."""
    chance = random.Random(f"changed {name}")
    yield from SEEDS[name]
    for _ in range(count):
        data = bytearray(chance.choice(SEEDS[name]))
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            _change(data, chance)
        yield bytes(data)


def _change(data: bytearray, chance: random.Random) -> None:
    at, how = chance.randrange(len(data)), chance.randrange(6)
    end = min(len(data), at + chance.randrange(1, 12))
    if how == 0:
        data[at] ^= 1 << chance.randrange(8)
    elif how == 1:
        data[at] = chance.choice(_TOUCHY)
    elif how == 2:
        data.insert(at, chance.choice(_TOUCHY))
    elif how == 3 and len(data) > 20:
        del data[at:end]
    elif how == 4:
        data[at:at] = data[at:end]
    else:
        other = chance.randrange(len(data))
        data[at], data[other] = data[other], data[at]


def spelled(data: bytes) -> str:
    """Give a file for a message."""
    return data.decode() if data.isascii() else base64.b16encode(data).decode()
