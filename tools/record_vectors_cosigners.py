"""Writes the test vectors of notes, policies, proofs and witnesses into `tests/vectors/`, for any program that reads a record.

Run `PYTHONPATH=src python -m tools.record_vectors_cosigners`. The same bytes come out each time.
What a case expects is written here by hand, not asked of the code under test. All keys are published test keys.
"""

from collections.abc import Iterator
from typing import Any

from safeconduct.record import ed25519, tree
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint, write_checkpoint
from safeconduct.record.mirror import write_add_entries
from safeconduct.record.note import sign_note, verifier_of, write_vkey
from safeconduct.record.proof import write_proof
from safeconduct.record.spelling import write_bytes
from safeconduct.record.test_keys import seed_for
from safeconduct.record.vkey import Line, write_line
from safeconduct.record.witness import write_add_checkpoint
from tools.vector_log import (
    COSIGNERS,
    ENTRIES,
    KEYS,
    LOG,
    LOG_SEED,
    NOW,
    ORIGIN,
    ROWS,
    VKEYS,
    cosigned,
    flipped,
    head_of,
    nodes,
    root_of,
    signed,
    write,
    written,
)

# notes.json


def note_cases() -> Iterator[dict[str, Any]]:
    text = "A text\n\nwith an empty line, é\n".encode()
    one, two = "one.example", "two.example"
    seeds = {one: seed_for("operator log 1"), two: seed_for("operator log 2")}
    verifiers = {name: verifier_of(name, 1, ed25519.public_of(seed)) for name, seed in seeds.items()}
    keys = {name: write_vkey(verifier) for name, verifier in verifiers.items()}
    note, second = (sign_note(text, name, seed).decode() for name, seed in seeds.items())
    line, line_of_two = (whole.splitlines(keepends=True)[-1] for whole in (note, second))
    zero, short = (write_line(Line(two, verifiers[two].key_id, bytes(length))) for length in (64, 63))

    for why, body, known, verified in (
        ("one signature", note, [one], [one]),
        ("two signatures", note + line_of_two, [one, two], [one, two]),
        ("one of two is of an unknown key", note + line_of_two, [one], [one]),
        ("a line twice counts once", note + line, [one], [one]),
        ("a bad line of an unknown key is passed over", note + zero, [one], [one]),
        ("a hundred lines", note + line_of_two * 99, [one], [one]),
        ("no key is known", note, [], None),
        ("another key is known", note, [two], None),
        ("text changed", note.replace("A text", "a text"), [one], None),
        ("one bad line of a known key refuses the note", note + zero, [one, two], None),
        ("a signature of 63 bytes under a known key", note + short, [one, two], None),
        ("no newline at the end", note[:-1], [one], None),
        ("no empty line", note.replace("\n\n", "\n"), [one], None),
        ("no signature", text.decode() + "\n", [one], None),
        ("a hyphen where the dash belongs", note.replace("\N{EM DASH}", "-"), [one], None),
        ("two spaces", note.replace(f"{one} ", f"{one}  "), [one], None),
        ("base64 without its padding", note.replace("=\n", "\n"), [one], None),
        ("carriage returns", note.replace("\n", "\r\n"), [one], None),
        ("a tab in the text", note.replace("A text", "A\ttext"), [one], None),
        ("a line that cannot hold a key id", note + f"\N{EM DASH} {two} AAAA\n", [one], None),
        ("a hundred and one lines", note + line_of_two * 100, [one], None),
    ):
        case = {"why": why, "known": [keys[name] for name in known], "note": body, "valid": verified is not None}
        yield case | ({"verified": verified, "text": text.decode()} if verified else {})


def key_cases() -> Iterator[dict[str, Any]]:
    good = write_vkey(LOG)
    name, key_id, public = good.split("+", 2)
    yield {"vkey": good, "valid": True, "name": name, "id": key_id, "kind": 1, "public": LOG.public.hex()}
    yield {"vkey": VKEYS["north"], "valid": True, "name": "north.example", "id": VKEYS["north"].split("+")[1], "kind": 4}
    for why, wrong in (
        ("the id of another key", f"{name}+00000000+{public}"),
        ("an id in capitals", f"{name}+{key_id.upper()}+{public}"),
        ("a space in the name", good.replace("example/", "example /")),
        ("no name", good.removeprefix(name)),
        ("no key", f"{name}+{key_id}"),
        ("another kind", f"{name}+{key_id}+BA{public[2:]}"),
        ("a character more", good + "A"),
    ):
        yield {"vkey": wrong, "valid": False, "why": why}


def checkpoint_cases() -> Iterator[dict[str, Any]]:
    root = write_bytes(root_of(7))
    for head in (head_of(7), head_of(7)._replace(extensions=("one more", "é")), Checkpoint("a b", 2**64 - 1, bytes(32))):
        rest = {"origin": head.origin, "size": str(head.size), "root": head.root.hex(), "extensions": list(head.extensions)}
        yield {"text": write_checkpoint(head).decode(), "valid": True} | rest
    for why, wrong in (
        ("a leading zero", f"{ORIGIN}\n07\n{root}\n"),
        ("a size of 2^64", f"{ORIGIN}\n{2**64}\n{root}\n"),
        ("an empty origin", f"\n7\n{root}\n"),
        ("an empty line", f"{ORIGIN}\n7\n{root}\n\n"),
        ("no newline at the end", f"{ORIGIN}\n7\n{root}"),
        ("two lines", f"{ORIGIN}\n7\n"),
        ("a root of 31 bytes", f"{ORIGIN}\n7\n{write_bytes(bytes(31))}\n"),
        ("bits set that no byte holds", f"{ORIGIN}\n7\n{write_bytes(bytes(32))[:-2]}B=\n"),
    ):
        yield {"text": wrong, "valid": False, "why": why}


def cosignature_cases() -> Iterator[dict[str, Any]]:
    text, other = write_checkpoint(head_of(7)), write_checkpoint(head_of(8))
    late, early = cosigned(text, "north"), cosigned(text, "north", NOW - 90)
    body = sign_checkpoint(head_of(7), LOG_SEED).decode()
    key_id = bytes.fromhex(VKEYS["north"].split("+")[1])
    beyond = (2**63).to_bytes(8, "big")
    plain = ed25519.sign(seed_for(COSIGNERS["north"]), text)
    for why, lines, at in (
        ("a cosignature", late, NOW),
        ("two lines of one cosigner: the later time", late + early, NOW),
        ("the same in the other order", early + late, NOW),
        ("no cosignature", "", None),
        ("a cosigner under another name is unknown", late.replace("north", "south"), None),
    ):
        yield {"why": why, "note": body + lines, "vkey": VKEYS["north"], "valid": True, "at": at}
    for why, lines in (
        ("made over another checkpoint", cosigned(other, "north")),
        ("a note signature behind a time", write_line(Line("north.example", key_id, NOW.to_bytes(8, "big") + plain))),
        ("a note signature", write_line(Line("north.example", key_id, plain))),
        ("a time of 2^63", write_line(Line("north.example", key_id, beyond + plain))),
        ("a good line and a bad one", late + cosigned(other, "north")),
    ):
        yield {"why": why, "note": body + lines, "vkey": VKEYS["north"], "valid": False}


def note_file() -> dict[str, Any]:
    return {
        "about": f"Signed notes, keys, texts of checkpoints, cosigned checkpoints. {KEYS}",
        "notes": list(note_cases()),
        "keys": list(key_cases()),
        "checkpoints": list(checkpoint_cases()),
        "log": write_vkey(LOG),
        "cosignatures": list(cosignature_cases()),
    }


# policies.json

WITNESS_LINES = "".join(f"witness {name} {VKEYS[name]}\n" for name in COSIGNERS)
GUARANTORS = tuple(name for name in COSIGNERS if name.startswith("guarantor"))
WITNESSED = f"log {write_vkey(LOG)}\n{WITNESS_LINES}group guarantors 3 {' '.join(GUARANTORS)}\n"
SEALED = f"{WITNESSED}group sealed all north south guarantors\nquorum sealed\n"
WITNESSED += "quorum guarantors\n"


def policy_file() -> dict[str, Any]:
    refused = {
        "no quorum": WITNESS_LINES,
        "two quorums": "quorum none\nquorum none\n",
        "a member of two groups": f"{WITNESS_LINES}group a any north\ngroup b any north south\nquorum b\n",
        "a member twice": f"{WITNESS_LINES}group a any north north\nquorum a\n",
        "more than there are": f"{WITNESS_LINES}group a 3 north south\nquorum a\n",
        "a threshold of zero": f"{WITNESS_LINES}group a 0 north south\nquorum a\n",
        "a name from below": f"quorum north\n{WITNESS_LINES}",
        "one key under two names": f"{WITNESS_LINES}witness again {VKEYS['north']}\nquorum again\n",
        "a log key as witness": f"witness log {write_vkey(LOG)}\nquorum log\n",
        "a witness key as log": f"log {VKEYS['north']}\nquorum none\n",
        "a carriage return": "quorum none\r\n",
        "a space that is not ASCII": "quorum\u00a0none\n",
    }
    everyone = tuple(COSIGNERS)
    weighed = []
    for policy, names, at, satisfied in (
        (WITNESSED, (), NOW, False),
        (WITNESSED, GUARANTORS[:2], NOW, False),
        (WITNESSED, GUARANTORS[1:], NOW, True),
        (WITNESSED, ("north", "south"), NOW, False),
        (SEALED, everyone, NOW, True),
        (SEALED, everyone[:-1], NOW, True),
        (SEALED, everyone[1:], NOW, False),
        (SEALED, ("north", *GUARANTORS), NOW, False),
        (SEALED, everyone, NOW + 600, True),
        (SEALED, everyone, NOW + 601, False),
    ):
        counted, asked = names if at <= NOW + 600 else (), GUARANTORS if policy == WITNESSED else everyone
        weighed.append({
            "policy": policy, "now": NOW, "note": signed(7, *names, at=at).decode(), "satisfied": satisfied,
            "cosigned": list(counted), "ahead": [] if counted else list(names),
            "missing": [name for name in asked if name not in counted],
        })
    return {
        "about": f"Policies, and checkpoints weighed by them at the time now. A time over 600 s ahead does not count. {KEYS}",
        "valid": [WITNESSED, SEALED, "quorum none", f"\t# a comment\n \n{WITNESS_LINES} quorum\t north \n"],
        "refused": [{"why": why, "policy": policy} for why, policy in refused.items()],
        "weighed": weighed,
    }


# proofs.json


def proof_file() -> dict[str, Any]:
    path = tree.inclusion_path(nodes, 6, 11)
    good = write_proof(6, path, signed(11, *GUARANTORS), b"extra data").decode()
    refused = {
        "another version": good.replace("@v1", "@v2"),
        "another index": good.replace("index 6", "index 7"),
        "a leading zero": good.replace("index 6", "index 06"),
        "a hash is missing": write_proof(6, path[1:], signed(11, *GUARANTORS)).decode(),
        "extra data behind the index": good.replace("extra ZXh0cmEgZGF0YQ==\nindex 6\n", "index 6\nextra ZXh0cmEgZGF0YQ==\n"),
        "an empty line of extra data": good.replace("extra ZXh0cmEgZGF0YQ==", "extra "),
        "the checkpoint of another size": write_proof(6, path, signed(12, *GUARANTORS)).decode(),
        "two cosignatures of three": write_proof(6, path, signed(11, *GUARANTORS[:2])).decode(),
        "no signature of the log": good.replace(f"\N{EM DASH} {ORIGIN} ", "\N{EM DASH} other.example "),
    }
    alone = write_proof(0, (), signed(1, *GUARANTORS)).decode()
    return {
        "about": f"Proofs for the leaf 'entry 6', or 'entry 0' where the index is 0, under the policy, at the time now. {KEYS}",
        "policy": WITNESSED,
        "now": NOW,
        "valid": [
            {"proof": good, "leaf": ROWS[0][6].hex(), "index": "6", "extra": b"extra data".hex()},
            {"proof": alone, "leaf": ROWS[0][0].hex(), "index": "0", "extra": None},
        ],
        "refused": [{"why": why, "proof": proof, "leaf": ROWS[0][6].hex()} for why, proof in refused.items()]
        + [{"why": "another leaf", "proof": good, "leaf": ROWS[0][7].hex()}],
    }


# witness.json


def witness_steps() -> Iterator[dict[str, Any]]:
    """A conversation: each request goes to the witness as the one before has left it."""
    forged = sign_checkpoint(head_of(9)._replace(root=bytes(32)), LOG_SEED)
    stranger = sign_checkpoint(head_of(9)._replace(origin="other.example"), LOG_SEED)
    for why, old, new, note, path, status, size in (
        ("the first checkpoint", 0, 5, None, None, 200, 5),
        ("larger", 5, 9, None, None, 200, 9),
        ("the same again", 9, 9, None, None, 200, 9),
        ("the old size is another", 5, 12, None, None, 409, 9),
        ("smaller", 5, 5, None, None, 409, 9),
        ("the same size with another root", 9, 9, forged, (), 422, 9),
        ("no proof", 9, 12, None, (), 422, 9),
        ("a log that is not known", 9, 9, stranger, (), 404, 9),
        ("an old size above the new one", 10, 9, None, (), 400, 9),
        ("a line of the log that does not fit", 9, 12, signed(9).replace(b"\n9\n", b"\n8\n", 1), (), 403, 9),
        ("larger again", 9, 600, None, None, 200, 600),
    ):
        proof = tree.growth_path(nodes, old, new) if path is None else path
        body = write_add_checkpoint(old, proof, note or signed(new))
        answer = {"answer": f"{size}\n"} if status == 409 else {}
        yield {"why": why, "request": body.decode(), "status": status, "size_after": size} | answer


def mirror_steps() -> Iterator[dict[str, Any]]:
    """Uploads to a mirror that has seen the checkpoints of sizes 300 and 600, one after the other."""
    for why, start, end, most, spoil, status, info in (
        ("a client that knows nothing", 0, 0, 32, None, 409, "600\n0\n\n"),
        ("one package of three", 0, 600, 1, None, 202, "600\n256\n\n"),
        ("an end that is no checkpoint", 256, 400, 0, None, 409, "600\n256\n\n"),
        ("a beginning after what is missing", 257, 600, 0, None, 409, "600\n256\n\n"),
        ("one bit of the last hash", 256, 300, 32, -1, 422, None),
        ("up to the smaller checkpoint", 256, 300, 32, None, 200, None),
        ("the rest, from inside a bundle", 300, 600, 32, None, 200, None),
        ("back to the smaller checkpoint", 300, 300, 32, None, 409, "600\n600\n\n"),
    ):
        body = b"".join(write_add_entries(ORIGIN, start, end, lambda first, stop: ENTRIES[first:stop], nodes, most=most))
        body = body if spoil is None else body[:spoil] + flipped(body[spoil:])
        yield {"why": why, "request": body.hex(), "status": status} | ({"answer": info} if info else {})


def witness_file() -> dict[str, Any]:
    return {
        "about": f"Conversations with a witness (add-checkpoint) and a mirror (add-entries), each from the beginning. {KEYS}",
        "log": write_vkey(LOG),
        "add_checkpoint": list(witness_steps()),
        "checkpoints": [signed(300).decode(), signed(600).decode()],
        "add_entries": list(mirror_steps()),
    }


def vectors() -> dict[str, str]:
    """Give the content of each file."""
    made = {"notes": note_file, "policies": policy_file, "proofs": proof_file, "witness": witness_file}
    return {f"{name}.json": written(make()) for name, make in made.items()}


if __name__ == "__main__":
    write(vectors())
