"""What is swapped, forged, spelled otherwise or brought twice is found by an audit, whoever has signed the tree over it."""

from __future__ import annotations

import pytest

from safeconduct.record import ed25519
from safeconduct.record.audit import Audit, audit
from safeconduct.record.bundle import Act, open_bundle, write_bundle
from safeconduct.record.faults import Bad
from safeconduct.record.folder_file import published_log
from safeconduct.record.jsonform import write
from safeconduct.record.leaf import parse_leaf, to_sign, write_leaf
from safeconduct.record.published import parse_keys
from tests.cosigned_log import NOW, cosigned, folder_of, said, tree_files
from tests.signed_log import SignedLog, kid, public, seed

LOG = cosigned()


def audited(files: dict[str, bytes], *, digest: bytes | None = LOG.digest) -> Audit:
    return audit(published_log(files.get, "folder"), digest, now=NOW)


def codes(found: Audit) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in found.faults]


def test_swapped_bodies_are_found_at_both_places() -> None:
    acts = LOG.log.acts
    found = audited(folder_of(LOG.log, bodies={18: acts[19].body, 19: acts[18].body}))
    assert codes(found)[:2] == [("replay.body", "bodies/000.p/44, body 18"), ("replay.body", "bodies/000.p/44, body 19")]


def test_swapped_leaves_with_their_bodies_are_another_tree() -> None:
    files = LOG.files()
    acts, bodies = list(LOG.log.acts), [LOG.body(index) for index in range(44)]
    acts[18], acts[19], bodies[18], bodies[19] = acts[19], acts[18], bodies[19], bodies[18]
    changed = tree_files(LOG.tree, [act.leaf for act in acts], bodies)
    found = audited(files | changed)
    assert codes(found) == [("audit.leaf", "tile/entries/000.p/44, entry 18"), ("audit.root", "checkpoint")]


def test_the_same_act_twice_is_no_act() -> None:
    log = SignedLog().found()
    log.officer("north officer 0")
    log.sign("north officer 0", said("once"))
    log.acts.append(log.acts[-1])
    for bodies in (True, False):
        files = folder_of(log)
        keys = LOG.files()["keys"] if not bodies else b""
        files = files if bodies else {name: data for name, data in files.items() if "bodies" not in name} | {"keys": keys}
        found = audited(files, digest=None)
        assert codes(found) == [("audit.leaf", "tile/entries/000.p/16, entry 15")]
        assert "again" in found.faults[0].what


def cose(protected: bytes, unprotected: bytes, act_id: bytes, signature: bytes) -> bytes:
    return b"\xd2\x84" + protected + unprotected + b"\x58\x20" + act_id + b"\x58\x40" + signature


KID = kid("north officer 0")
_ALG, _KID = b"\x01\x27", b"\x04\x48" + KID
_REST = bytes.fromhex("1901022f19010374") + b"application/act+json"


@pytest.mark.parametrize(
    ("protected", "unprotected"),
    [
        (b"\x58\x27\xa3" + _KID + _REST, b"\xa1" + _ALG),
        (b"\x58\x2b\xa5" + _ALG + _ALG + _KID + _REST, b"\xa0"),
        (b"\x58\x2a\xa4\x01\x38\x07" + _KID + _REST, b"\xa0"),
        (b"\x58\x29\xa4\x01\x27" + _KID + _REST, b"\xb8\x00"),
        (b"\x59\x00\x29\xa4" + _ALG + _KID + _REST, b"\xa0"),
        (b"\x58\x29\xa4\x01\x26" + _KID + _REST, b"\xa0"),
        (b"\x58\x29\xa4" + _KID + _ALG + _REST, b"\xa0"),
        (b"\x58\x29\xa4" + _ALG + _KID + _REST, b"\xa1\x0a\x41\x00"),
    ],
    ids=["alg outside", "alg twice", "long integer", "long map", "long length", "another alg", "another order", "more outside"],
)
def test_another_spelling_of_a_leaf_is_no_act_whatever_signed_it(protected: bytes, unprotected: bytes) -> None:
    log = SignedLog().found()
    log.officer("north officer 0")
    log.sign("north officer 0", said("once"))
    act_id = log.acts[14].act_id
    head = protected[2:] if protected[:1] == b"\x58" else protected[3:]
    message = b"\x84\x6aSignature1\x58" + bytes([len(head)]) + head + b"\x40\x58\x20" + act_id
    forged = cose(protected, unprotected, act_id, ed25519.sign(seed("north officer 0"), message))
    found = audited(folder_of(log, leaves={14: forged}), digest=log.digest)
    assert codes(found) == [("audit.leaf", "tile/entries/000.p/15, entry 14")]


def test_an_ed448_signature_in_the_place_of_the_other_is_no_act() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey

    log = SignedLog().found()
    log.officer("north officer 0")
    log.sign("north officer 0", said("once"))
    act_id, key = log.acts[14].act_id, Ed448PrivateKey.generate()
    long = b"\xd2\x84\x58\x29\xa4" + _ALG + _KID + _REST + b"\xa0\x58\x20" + act_id + b"\x58\x72" + key.sign(to_sign(KID, act_id))
    short = write_leaf(parse_leaf(log.acts[14].leaf)._replace(signature=key.sign(to_sign(KID, act_id))[:64]))
    for forged in (long, short):
        assert codes(audited(folder_of(log, leaves={14: forged}), digest=log.digest))[0][0] == "audit.leaf"
    with pytest.raises(Bad):
        parse_keys(write({"keys": [{"from": 0, "kid": KID.hex(), "organisation": "north",
                                    "public": key.public_key().public_bytes_raw().hex()}]}))  # fmt: skip


def test_a_replayed_bundle_adds_nothing() -> None:
    """What a carrier brings twice is the same acts, and the same act has one place only."""
    x25519 = seed("operator sealing 0")
    from nacl.public import PrivateKey

    log = SignedLog().found()
    device = log.officer("north officer 0")
    acts = [device.sign(said(f"{number}")) for number in range(3)]
    private = PrivateKey(x25519)
    sealed = write_bundle([Act(*one) for one in acts], seed=device.seed, readers={"ab" * 8: bytes(private.public_key)})
    for _ in range(2):
        for act in open_bundle(sealed, public=public("north officer 0"), kid="ab" * 8, private=x25519).acts:
            log.acts.append(type(acts[0])(act.leaf, act.body))
    found = audited(folder_of(log), digest=log.digest)
    assert [where for _, where in codes(found)] == [f"tile/entries/000.p/20, entry {index}" for index in (17, 18, 19)]
    assert all("again" in one.what for one in found.faults)
