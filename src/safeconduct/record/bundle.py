"""A bundle: what one device signed, in one file that anyone may carry. Section 12 of `docs/spec/record.md`.

The carrier may be the other side. It can read nothing and change nothing, and what it holds back leaves a gap in the
numbers. Whether each act is well formed, and its signature good, is asked where it is appended: the device that signs a
bundle could be faulty too, and one bad act must not keep the others out.
"""

import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from secrets import token_bytes
from typing import Any, NamedTuple

from safeconduct.record import ed25519, jsonform
from safeconduct.record.body import EMPTY_ROOT, parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of, parse_leaf
from safeconduct.record.person_keys import SealedKey, read_sealed_keys, write_sealed_keys

MAGIC = b"safeconduct bundle/v1\n"
LARGEST = 256 << 20
"""Bytes of a payload before it is packed. Nothing larger is unpacked."""
MOST_ACTS, MOST_READERS = 100_000, 64

PACKED_MORE = 1_024
"""Bytes that packing and sealing may add to a payload, beside a hundredth of it."""

_KEYS = {"log", "device", "first", "last", "count", "seen", "payload", "len", "to"}
_SEALED = 48  # what a sealed box adds


class Act(NamedTuple):
    """An act as it travels: its leaf and its body."""

    leaf: bytes
    body: bytes


class Header(NamedTuple):
    """What anyone can read on a bundle. `boxes` holds the key of the payload, once for each reader."""

    log: str
    device: str
    first: int
    last: int
    count: int
    seen_size: int
    seen_root: bytes
    payload: bytes
    length: int
    boxes: Mapping[str, bytes]


class Bundle(NamedTuple):
    """An opened bundle. `attachments` are ciphertexts by their commitment, `keys` what opens them, sealed to who holds them."""

    header: Header
    acts: tuple[Act, ...]
    attachments: Mapping[bytes, bytes]
    keys: tuple[SealedKey, ...] = ()


def write_bundle(acts: Sequence[Act], *, seed: bytes, readers: Mapping[str, bytes],
                 seen: tuple[int, bytes] = (0, EMPTY_ROOT),
                 attachments: Mapping[bytes, bytes] | None = None, keys: Sequence[SealedKey] = ()) -> bytes:  # fmt: skip
    """Write the acts of one device, in the order of their numbers, with the attachments that go with them.

    `readers` are X25519 public keys by key id. Raises Bad if the acts are not a whole stretch of one device's chain.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from nacl.public import PublicKey, SealedBox

    device = kid_of(ed25519.public_of(seed)).hex()
    log, first = _chain(acts, device)
    if not 0 < len(readers) <= MOST_READERS:
        raise Bad("bundle.readers", "a bundle that nobody can open, or too many", expected=f"1 to {MOST_READERS} readers")
    payload = _payload(acts, attachments or {}, keys)
    key = token_bytes(32)
    header = jsonform.write({
        "log": log, "device": device, "first": first, "last": first + len(acts) - 1, "count": len(acts),
        "seen": {"root": seen[1].hex(), "size": seen[0]}, "payload": sha256(payload).hexdigest(), "len": len(payload),
        "to": [{"box": SealedBox(PublicKey(public)).encrypt(key).hex(), "kid": kid} for kid, public in readers.items()],
    })  # fmt: skip
    head = MAGIC + header + b"\n"
    nonce = token_bytes(12)
    sealed = nonce + AESGCM(key).encrypt(nonce, zlib.compress(payload), sha256(head).digest())
    return head + ed25519.sign(seed, head).hex().encode() + b"\n" + sealed


def read_header(data: bytes, public: bytes | None = None) -> Header:
    """Read what anyone can read. With the device's public key the signature is verified too.

    Raises Bad for anything else than a bundle, and for a signature that does not fit.
    """
    return _head(data, public)[0]


def open_bundle(data: bytes, *, public: bytes | None, kid: str, private: bytes) -> Bundle:
    """Verify and open a bundle for one of its readers. `private` is the reader's X25519 key, 32 bytes.

    Without `public`, the key of the device, nobody vouches for what is in it. Raises Bad where anything does not fit;
    nothing is unpacked beyond what the header says.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    header, head, sealed = _head(data, public)
    if kid not in header.boxes:
        raise Bad("bundle.reader", "not sealed to this reader", where="to", expected=kid, got=", ".join(header.boxes))
    try:
        key = SealedBox(PrivateKey(private)).decrypt(header.boxes[kid])
        packed = AESGCM(key).decrypt(sealed[:12], sealed[12:], sha256(head).digest())
    except (CryptoError, InvalidTag, ValueError):
        raise Bad("bundle.sealed", "it cannot be opened: the key does not fit, or the content was changed") from None
    payload = unpack(packed, header.length)
    if sha256(payload).digest() != header.payload:
        raise Bad("bundle.payload", "the content is not what the header names", where="payload")
    acts, attachments, keys = _parts(payload)
    _named(header, acts)
    return Bundle(header, acts, attachments, keys)


def _head(data: bytes, public: bytes | None) -> tuple[Header, bytes, bytes]:
    if not data.startswith(MAGIC):
        raise Bad("bundle.magic", "not a bundle", where="line 1", expected=MAGIC.decode().strip())
    end = data.find(b"\n", len(MAGIC), len(MAGIC) + jsonform.LARGEST + 1)
    signed = data.find(b"\n", end + 1, end + 130) if end > 0 else -1
    if end < 0 or signed < 0:
        raise Bad("bundle.lines", "cut off", where="line 2" if end < 0 else "line 3")
    header, head = _header(jsonform.parse(data[len(MAGIC) : end])), data[: end + 1]
    if len(data) - signed > header.length + header.length // 100 + PACKED_MORE:
        raise Bad("bundle.size", "more follows than the header says", where="line 4", expected=f"{header.length} bytes, packed",
                  got=str(len(data) - signed))  # fmt: skip
    signature = _bytes(data[end + 1 : signed].decode("latin-1"), 64, "line 3")
    if public is not None and kid_of(public).hex() != header.device:
        raise Bad("bundle.device", "the bundle is of another device", where="device", expected=kid_of(public).hex(),
                  got=header.device)  # fmt: skip
    if public is not None and not ed25519.verify(public, head, signature):
        raise Bad("bundle.signature", "the device did not sign this header", where="line 3")
    return header, head, data[signed + 1 :]


def _header(value: dict[str, Any]) -> Header:
    if value.keys() != _KEYS:
        raise Bad("bundle.header", "other keys than it has to have", where="line 2", expected=", ".join(sorted(_KEYS)))
    first, last, count = (_number(value[name], name) for name in ("first", "last", "count"))
    if not 0 < count <= MOST_ACTS or last - first + 1 != count:
        raise Bad("bundle.count", "the numbers do not agree", where="first, last, count", got=f"{first}, {last}, {count}")
    if (length := _number(value["len"], "len")) > LARGEST:
        raise Bad("bundle.size", "too large", where="len", expected=f"at most {LARGEST}", got=str(length))
    seen = value["seen"]
    if type(seen) is not dict or seen.keys() != {"root", "size"}:
        raise Bad("bundle.header", "other keys than it has to have", where="seen", expected="root, size")
    listed = value["to"]
    if type(listed) is not list or not 0 < len(listed) <= MOST_READERS:
        raise Bad("bundle.readers", "no list of readers", where="to", expected=f"1 to {MOST_READERS}")
    boxes: dict[str, bytes] = {}
    for index, each in enumerate(listed):
        if type(each) is not dict or each.keys() != {"box", "kid"}:
            raise Bad("bundle.header", "other keys than it has to have", where=f"to/{index}", expected="box, kid")
        kid = _bytes(each["kid"], 8, f"to/{index}/kid").hex()
        if kid in boxes:
            raise Bad("bundle.readers", "one reader twice", where=f"to/{index}/kid", got=kid)
        boxes[kid] = _bytes(each["box"], 32 + _SEALED, f"to/{index}/box")
    if type(value["log"]) is not str:
        raise Bad("bundle.header", "not a text", where="log")
    return Header(value["log"], _bytes(value["device"], 8, "device").hex(), first, last, count,
                  _number(seen["size"], "seen/size"), _bytes(seen["root"], 32, "seen/root"),
                  _bytes(value["payload"], 32, "payload"), length, boxes)  # fmt: skip


def _number(value: Any, where: str) -> int:
    if type(value) is not int or value < 0:
        raise Bad("bundle.number", "not a count", where=where, got=repr(value)[:40])
    return value


def _bytes(value: Any, size: int, where: str) -> bytes:
    try:
        found = bytes.fromhex(value) if type(value) is str else b""
    except ValueError:
        found = b""
    if len(found) != size or found.hex() != value:
        raise Bad("bundle.hex", "not written as it has to be", where=where,
                  expected=f"{2 * size} hexadecimal digits in lower case")  # fmt: skip
    return found


def _chain(acts: Sequence[Act], device: str) -> tuple[str, int]:
    """Give the log and the first number of a whole stretch of one device's chain."""
    if not 0 < len(acts) <= MOST_ACTS:
        raise Bad("bundle.count", "no acts, or too many", expected=f"1 to {MOST_ACTS}", got=str(len(acts)))
    log, first, prev = "", 0, ""
    for index, act in enumerate(acts):
        leaf, body = parse_leaf(act.leaf), parse_body(act.body)
        digest = sha256(act.body).digest()
        if not index:
            log, first, prev = body.log, body.seq, body.prev
        if leaf.act_id != digest or leaf.kid.hex() != device:
            raise Bad("bundle.leaf", "the leaf is not that of this body and device", where=f"act {index}")
        if (body.log, body.device, body.seq, body.prev) != (log, device, first + index, prev):
            raise Bad("bundle.chain", "the chain of the device is broken", where=f"act {index}",
                      expected=f"{log} {device} {first + index} {prev}",
                      got=f"{body.log} {body.device} {body.seq} {body.prev}")  # fmt: skip
        prev = digest.hex()
    return log, first


def _named(header: Header, acts: Sequence[Act]) -> None:
    """Check that these are the acts that the header names, without taking each body apart: its last bytes are its number."""
    if len(acts) != header.count:
        raise Bad("bundle.count", "not as many acts as the header says", where="count", expected=str(header.count),
                  got=str(len(acts)))  # fmt: skip
    device = bytes.fromhex(header.device)
    for seq, act in enumerate(acts, header.first):
        leaf = parse_leaf(act.leaf)
        if leaf.act_id != sha256(act.body).digest() or leaf.kid != device:
            raise Bad("bundle.leaf", "the leaf is not that of this body and device", where=f"act {seq - header.first}")
        if not act.body.endswith(b',"seq":%d,"v":1}' % seq):
            raise Bad("bundle.chain", "the act has another number than the header says", where=f"act {seq - header.first}",
                      expected=str(seq), got=ascii(act.body[-40:].decode("latin-1")))  # fmt: skip


def _payload(acts: Sequence[Act], attachments: Mapping[bytes, bytes], keys: Sequence[SealedKey]) -> bytes:
    parts = []
    for act in acts:
        parts += [len(act.leaf).to_bytes(2, "big"), act.leaf, len(act.body).to_bytes(4, "big"), act.body]
    payload = b"".join((*parts, bytes(2), write_attached(attachments, keys)))
    if len(payload) > LARGEST:
        raise Bad("bundle.size", "too large for one bundle", expected=f"at most {LARGEST} bytes", got=str(len(payload)))
    return payload


def write_attached(attachments: Mapping[bytes, bytes], keys: Sequence[SealedKey]) -> bytes:
    """Write attachments as a bundle carries them: each with its length; then, after a length of 0, their sealed keys."""
    parts = [len(content).to_bytes(4, "big") + commitment + content for commitment, content in attachments.items()]
    return b"".join((*parts, bytes(4), write_sealed_keys(keys)) if keys else parts)


def read_attached(data: bytes) -> tuple[dict[bytes, bytes], tuple[SealedKey, ...]]:
    """Read them to the end of the bytes. Raises Bad."""
    attachments: dict[bytes, bytes] = {}
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if not size:
            if at + 4 >= len(data):
                raise Bad("bundle.payload", "cut off", where=f"byte {at} of the attachments")
            return attachments, tuple(read_sealed_keys(data[at + 4 :]))
        commitment, content = data[at + 4 : at + 36], data[at + 36 : at + 36 + size]
        if len(content) != size:
            raise Bad("bundle.payload", "cut off", where=f"byte {at} of the attachments")
        if commitment in attachments:
            raise Bad("bundle.payload", "one attachment twice", where=f"byte {at} of the attachments")
        attachments[commitment] = content
        at += 36 + size
    return attachments, ()


def _parts(payload: bytes) -> tuple[tuple[Act, ...], dict[bytes, bytes], tuple[SealedKey, ...]]:
    at = 0

    def take(size: int) -> bytes:
        nonlocal at
        if at + size > len(payload):
            raise Bad("bundle.payload", "cut off", where=f"byte {at} of the content")
        at += size
        return payload[at - size : at]

    acts: list[Act] = []
    while size := int.from_bytes(take(2), "big"):
        leaf = take(size)
        acts.append(Act(leaf, take(int.from_bytes(take(4), "big"))))
    return tuple(acts), *read_attached(payload[at:])


def unpack(packed: bytes, length: int) -> bytes:
    """Give the bytes that were packed with zlib, exactly so many. Raises Bad, and never makes more of them."""
    unpacker = zlib.decompressobj()
    try:
        payload = unpacker.decompress(packed, length + 1)
    except zlib.error:
        payload = b""
    if len(payload) != length or not unpacker.eof or unpacker.unused_data or unpacker.unconsumed_tail:
        raise Bad("packed.length", "the content has another length than the header says", where="len", expected=str(length))
    return payload
