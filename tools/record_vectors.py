"""The test vectors of the record's forms: keys, JSON, bodies, leaves, attachments, words.

They are for other programs, in any language: what each kind looks like, what must be refused, and why. All keys, salts and
nonces come from published labels, so the same run gives the same bytes. Trees and notes are written by another tool.

    python -m tools.record_vectors             write tests/vectors/ again
    python -m tools.record_vectors --check     say whether the files are what would be written
"""

import json
import sys
from collections.abc import Callable
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

from safeconduct.record import curve, ed25519, jsonform
from safeconduct.record.attachment import seal_attachment
from safeconduct.record.body import EMPTY_ROOT, Attached, Body, act_id, matter, parse_body, write_body
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.curve import ORDER, PRIME, Point
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of, parse_leaf, sign_leaf, to_sign
from safeconduct.record.test_keys import labels, public_for, seed_for
from safeconduct.record.tree import leaf_hash
from safeconduct.record.vkey import NOTE, verifier_of, write_vkey
from safeconduct.record.words import digest_of, words_of
from tools.record_vectors_json import json_forms

FOLDER = Path(__file__).parents[1] / "tests" / "vectors"
SIGNER = "north officer 1"
SECOND = "south officer 1"
LOG = "record.example/norrland"

Case = dict[str, Any]


def drawn(label: str, size: int) -> bytes:
    """Give bytes that look random and are the same every time."""
    return sha512(f"safeconduct vectors: {label}".encode()).digest()[:size]


def refused(parse: Callable[[Any], object], given: Any) -> str:
    """Give the code under which something is refused. Raises ValueError if it is not."""
    try:
        parse(given)
    except Bad as fault:
        return fault.code
    raise ValueError(f"this is not refused: {given!r:.200}")


# keys and signatures


def base() -> Point:
    """Give the point that everything is a multiple of."""
    point = curve.decode((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))
    assert point is not None
    return point


def order_eight() -> Point:
    """Give a point of order 8; 2, 4 and 8 times it have the orders 4, 2 and 1."""
    point = curve.decode(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
    assert point is not None
    return point


def odd_signature(label: str, message: bytes, *, once: int, in_r: int = 0, in_key: int = 0) -> tuple[bytes, bytes]:
    """Sign with a chosen R, and with multiples of a point of order 8 added to R and to the key."""
    digest = bytearray(sha512(seed_for(label)).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 63 | 64
    secret = int.from_bytes(digest, "little")
    public = curve.encode(curve.add(curve.multiply(secret, base()), curve.multiply(in_key, order_eight())))
    r = curve.encode(curve.add(curve.multiply(once, base()), curve.multiply(in_r, order_eight())))
    k = int.from_bytes(sha512(r + public + message).digest(), "little")
    return public, r + ((once + k * secret) % ORDER).to_bytes(32, "little")


def signatures() -> list[Case]:
    """List signatures to accept and to refuse."""
    message, public, seed = b"The bridge is open.", public_for(SIGNER), seed_for(SIGNER)
    good = ed25519.sign(seed, message)
    once = int.from_bytes(drawn("r", 64), "little") % ORDER
    larger = good[:32] + (int.from_bytes(good[32:], "little") + ORDER).to_bytes(32, "little")
    flipped = good[:31] + bytes([good[31] ^ 0x80]) + good[32:]
    listed = [
        ("", public, message, good),
        ("", public, b"", ed25519.sign(seed, b"")),
        ("", *_parts(odd_signature(SIGNER, message, once=once), message)),
        ("the message is another one", public, message + b" ", good),
        ("the key is another one", public_for(SECOND), message, good),
        ("S is not below the group order", public, message, larger),
        ("the sign of R is turned", public, message, flipped),
        ("one byte is missing", public, message, good[:-1]),
        ("one byte too many", public, message, good + b"\x00"),
        ("there is no signature", public, message, b""),
        ("R is the identity", *_parts(odd_signature(SIGNER, message, once=0), message)),
    ]
    for times, order in ((1, 8), (2, 4), (4, 2)):
        torsioned = odd_signature(SIGNER, message, once=once, in_r=times)
        listed.append((f"R has a part of order {order}", *_parts(torsioned, message)))
        listed.append((f"R has order {order}", *_parts(odd_signature(SIGNER, message, once=0, in_r=times), message)))
        mixed = odd_signature(SIGNER, message, once=once, in_key=times)
        listed.append((f"the key has a part of order {order}", *_parts(mixed, message)))
    cases = []
    for why, key, signed, signature in listed:
        accept = ed25519.verify(key, signed, signature)
        assert accept == (not why), why
        case = {"public": key.hex(), "message": signed.hex(), "signature": signature.hex(), "accept": accept}
        cases.append(case | ({"why": why} if why else {}))
    return cases


def _parts(made: tuple[bytes, bytes], message: bytes) -> tuple[bytes, bytes, bytes]:
    return made[0], message, made[1]


def keys() -> Case:
    """Give keys.json."""
    public = public_for(SIGNER)
    mixed = curve.decode(public)
    assert mixed is not None
    listed = [
        ("", public),
        ("the identity", (1).to_bytes(32, "little")),
        ("the identity, with a sign", (1 | 1 << 255).to_bytes(32, "little")),
        ("order 2", (PRIME - 1).to_bytes(32, "little")),
        ("order 4", bytes(32)),
        ("order 8", curve.encode(order_eight())),
        ("y is the prime", PRIME.to_bytes(32, "little")),
        ("y is above the prime: the identity in another spelling", (PRIME + 1).to_bytes(32, "little")),
        ("no point has this y", (2).to_bytes(32, "little")),
        ("31 bytes", public[:31]),
        ("33 bytes", public + b"\x00"),
        ("nothing", b""),
    ]
    for times, order in ((1, 8), (2, 4), (4, 2)):
        key = curve.encode(curve.add(mixed, curve.multiply(times, order_eight())))
        listed.append((f"a part of order {order}", key))
    registrable = []
    for why, key in listed:
        assert ed25519.is_registrable(key) == (not why), why
        registrable.append({"public": key.hex(), "accept": not why} | ({"why": why} if why else {}))
    return {
        "about": "Test keys: the private key of a label is the SHA-256 of 'safeconduct test key: ' and the label; "
        "here are those of one digit. Which keys "
        "may be registered, and which signatures are accepted: section 5 of docs/spec/record.md.",
        "keys": [
            {
                "label": label,
                "seed": seed_for(label).hex(),
                "public": public_for(label).hex(),
                "kid": kid_of(public_for(label)).hex(),
            }
            for label in sorted(labels())
            if len(label.rpartition(" ")[2]) == 1 or label == "probe"
        ],
        "registrable": registrable,
        "signatures": signatures(),
    }


# bodies and leaves

ACT = {"type": "thing.claimed/1", "id": "c1", "actor": "north", "of": "weapons", "amount": 5, "unit": "rifles"}
PHOTO = Attached(drawn("photo", 32), 40_028, "image/jpeg", "photo")


def bodies() -> list[Body]:
    """List sound bodies: the first and second act of a key, and a first one of another that says the same."""
    first = Body(
        log=LOG, org="north", device=kid_of(public_for(SIGNER)).hex(), seq=0, prev="", seen_size=0, seen_root=EMPTY_ROOT,
        at="2026-11-23T10:00:00+02:00", act=ACT, att=(), nonce=drawn("n1", 16),
    )  # fmt: skip
    second = first._replace(
        seq=1, prev=act_id(write_body(first)).hex(), seen_size=64, seen_root=drawn("root", 32), at="2026-11-23T10:05:00+00:00",
        act={"type": "thing.noted/1", "text": "\u05e9\u05dc\u05d5\u05dd \u0633\u0644\u0627\u0645", "at": ['","at":"', "\n"]},
        att=(PHOTO, PHOTO._replace(c=drawn("sheet", 32), length=28, media="application/pdf", kind="sheet")),
        nonce=drawn("n2", 16),
    )  # fmt: skip
    other = first._replace(
        org="south", device=kid_of(public_for(SECOND)).hex(), nonce=drawn("n3", 16), at="2026-11-23T07:30:00-03:30"
    )
    return [first, second, other]


def refused_bodies() -> list[Case]:
    """List what is JSON in the one form, and no body."""
    first, second = (json.loads(write_body(body)) for body in bodies()[:2])
    changes: list[tuple[str, Case, Case]] = [
        ("another version", first, {"v": 2}),
        ("a version that is true", first, {"v": True}),
        ("a log without a name", first, {"log": ""}),
        ("a log with a plus", first, {"log": "a+b"}),
        ("a log with a quote", first, {"log": 'a"b'}),
        ("a log beyond ASCII", first, {"log": "\u05e9"}),
        ("an organisation in capitals", first, {"org": "North"}),
        ("a device in capitals", second, {"device": "ABCDEF0123456789"}),
        ("a device of 15 digits", first, {"device": "0" * 15}),
        ("a negative seq", first, {"seq": -1}),
        ("a seq that is false", first, {"seq": False}),
        ("a seq as text", first, {"seq": "0"}),
        ("a first act with a previous one", first, {"prev": "ab" * 32}),
        ("a second act without", second, {"prev": ""}),
        ("nothing seen, but a root", first, {"seen": {"root": "ab" * 32, "size": 0}}),
        ("seen with a third key", first, {"seen": {"root": EMPTY_ROOT.hex(), "size": 0, "x": 0}}),
        ("a time with Z", first, {"at": "2026-11-23T10:00:00Z"}),
        ("a time without offset", first, {"at": "2026-11-23T10:00:00"}),
        ("a time with a fraction", first, {"at": "2026-11-23T10:00:00.5+02:00"}),
        ("an offset of minus nothing", first, {"at": "2026-11-23T10:00:00-00:00"}),
        ("an offset of 15 hours", first, {"at": "2026-11-23T10:00:00+15:00"}),
        ("the 24th hour", first, {"at": "2026-11-23T24:00:00+02:00"}),
        ("the 61st second", first, {"at": "2026-11-23T10:00:60+02:00"}),
        ("a day that the calendar has not", first, {"at": "2026-02-29T10:00:00+02:00"}),
        ("the year 999", first, {"at": "0999-11-23T10:00:00+02:00"}),
        ("an act without type", first, {"act": {"id": "c1"}}),
        ("an act with an empty type", first, {"act": {"type": ""}}),
        ("an act that is a text", first, {"act": "x"}),
        ("one attachment twice", second, {"att": [second["att"][0]] * 2}),
        ("an attachment with a name", second, {"att": [second["att"][0] | {"name": "x"}]}),
        ("an attachment shorter than any", second, {"att": [second["att"][0] | {"len": 27}]}),
        ("a media type with parameters", second, {"att": [second["att"][0] | {"mt": "text/plain; charset=utf-8"}]}),
        ("a kind that is a name", second, {"att": [second["att"][0] | {"n": "Photo of somebody"}]}),
        ("65 attachments", second, {"att": [second["att"][0] | {"c": f"{number:064x}"} for number in range(65)]}),
        ("a nonce of 15 bytes", first, {"nonce": "00" * 15}),
        ("a key that nobody knows", first, {"text": "x"}),
    ]
    made = [(why, {**body, **change}) for why, body, change in changes]
    made.append(("no nonce", {key: value for key, value in first.items() if key != "nonce"}))
    cases = []
    for why, value in made:
        data = jsonform.write(value)
        cases.append({"text": data.decode(), "why": why, "code": refused(parse_body, data)})
    return cases


def body_forms() -> Case:
    """Give bodies.json."""
    listed = []
    for body in bodies():
        data = write_body(body)
        listed.append({"text": data.decode(), "act_id": act_id(data).hex(), "matter": matter(body.act).hex()})
    return {
        "about": "Bodies, section 4 of docs/spec/record.md. The text in UTF-8 is the body, byte for byte. The first and the "
        "third say the same: one matter, two act ids.",
        "accepted": listed,
        "refused": refused_bodies(),
    }


def leaf_forms() -> Case:
    """Give leaves.json."""
    accepted = []
    for label, body in zip((SIGNER, SIGNER, SECOND), bodies(), strict=True):
        kid, signed = kid_of(public_for(label)), act_id(write_body(body))
        leaf = sign_leaf(seed_for(label), signed)
        told = {"kid": kid.hex(), "act_id": signed.hex(), "to_sign": to_sign(kid, signed).hex(), "leaf": leaf.hex()}
        accepted.append({"public": public_for(label).hex(), **told})
    good = bytes.fromhex(accepted[0]["leaf"])
    places = [*range(9), *range(17, 48), 80, 81]
    turned = [(f"byte {place} is another one", good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]) for place in places]
    listed = [
        ("nothing", b""),
        ("one byte is missing", good[:-1]),
        ("one byte too many", good + b"\x00"),
        ("no tag", good[1:]),
        *turned,
    ]
    unsigned = [
        ("the key id is turned in one bit", good[:9] + bytes([good[9] ^ 1]) + good[10:]),
        ("the act id is turned in one bit", good[:48] + bytes([good[48] ^ 1]) + good[49:]),
        ("R is turned in one bit", good[:82] + bytes([good[82] ^ 1]) + good[83:]),
        ("S is turned in one bit", good[:145] + bytes([good[145] ^ 1])),
        ("S is not below the group order", good[:114] + (int.from_bytes(good[114:], "little") + ORDER).to_bytes(32, "little")),
    ]
    return {
        "about": "Leaves, section 5 of docs/spec/record.md. 'refused' are no leaves; 'not_verified' are leaves that do not carry "
        "the signature of the key in 'public'.",
        "accepted": accepted,
        "refused": [{"leaf": data.hex(), "why": why, "code": refused(parse_leaf, data)} for why, data in listed],
        "not_verified": [{"public": accepted[0]["public"], "leaf": data.hex(), "why": why} for why, data in unsigned]
        + [{"public": public_for(SECOND).hex(), "leaf": good.hex(), "why": "the key is another one"}],
        "example": example(good),
    }


def example(leaf: bytes) -> Case:
    """Give a log of one leaf, as section 15 of the specification shows it."""
    log = verifier_of(LOG, NOTE, public_for("operator log 0"))
    note = sign_checkpoint(Checkpoint(LOG, 1, leaf_hash(leaf), ()), seed_for("operator log 0"))
    return {"leaf_hash": leaf_hash(leaf).hex(), "log": write_vkey(log), "checkpoint": note.decode()}


# attachments and words


def attachment_forms() -> Case:
    """Give attachments.json."""
    accepted = []
    for number, plaintext in enumerate((b"", b"Made-up name, made-up telephone.", "\u05e9\u05dc\u05d5\u05dd".encode())):
        key, salt, nonce = drawn(f"key {number}", 32), drawn(f"salt {number}", 32), drawn(f"nonce {number}", 12)
        sealed, c = seal_attachment(key, salt, plaintext, nonce)
        told = {"key": key, "salt": salt, "nonce": nonce, "plaintext": plaintext, "sealed": sealed, "c": c}
        accepted.append({name: value.hex() for name, value in told.items()})
    good = accepted[1]
    other = "00" * 32
    again = seal_attachment(*(bytes.fromhex(good[name]) for name in ("key", "salt", "plaintext")), drawn("another nonce", 12))[
        0
    ].hex()
    turned = good["sealed"][:-1] + ("0" if good["sealed"][-1] != "0" else "1")
    listed = [
        ("another key", {"key": other}),
        ("another salt", {"salt": other}),
        ("another commitment", {"c": other}),
        ("the last bits are other ones", {"sealed": turned}),
        ("shorter than any", {"sealed": good["sealed"][:54]}),
        ("the same words, sealed again", {"sealed": again}),
    ]
    named = ("key", "salt", "sealed", "c")
    return {
        "about": "Attachments, section 11 of docs/spec/record.md. Bytes in hexadecimal.",
        "accepted": accepted,
        "refused": [{name: (good | change)[name] for name in named} | {"why": why} for why, change in listed],
    }


def word_forms() -> Case:
    """Give words.json."""
    digests = [bytes(32), b"\xff" * 32, bytes(range(32)), sha256(b"").digest(), sha256(b"safeconduct").digest()]
    good = words_of(digests[3])
    listed = [
        ("nothing", ""),
        ("fifteen words", good.rsplit(" ", 1)[0]),
        ("seventeen words", good + " babab"),
        ("capitals", good.upper()),
        ("an e", good.replace("a", "e", 1)),
        ("vowel and consonant changed round", "abab" + good[4:]),
        ("four letters", good[1:]),
        ("a hyphen", good.replace(" ", "-")),
    ]
    return {
        "about": "Digests in words, section 8 of docs/spec/record.md.",
        "accepted": [{"digest": digest.hex(), "words": words_of(digest)} for digest in digests],
        "refused": [{"words": words, "why": why, "code": refused(digest_of, words)} for why, words in listed],
    }


def files() -> dict[str, bytes]:
    """Give every file that this tool writes, by name."""
    made = {
        "keys.json": keys(),
        "json.json": json_forms(),
        "bodies.json": body_forms(),
        "leaves.json": leaf_forms(),
        "attachments.json": attachment_forms(),
        "words.json": word_forms(),
    }
    return {name: (json.dumps(value, indent=1) + "\n").encode() for name, value in made.items()}


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` compare them. Gives the exit status."""
    different = [name for name, data in files().items() if not (FOLDER / name).is_file() or (FOLDER / name).read_bytes() != data]
    if arguments == ["--check"]:
        for name in different:
            print(f"{FOLDER / name} is not what would be written. Run: python -m tools.record_vectors")
        return 1 if different else 0
    if arguments:
        print(__doc__)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in different:
        (FOLDER / name).write_bytes(files()[name])
        print(f"written: {FOLDER / name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
