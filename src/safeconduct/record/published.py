"""The files of a published log beside its tree: their names, the list of keys, and the bodies that everyone may see.

Section 6 of `docs/spec/record.md`. The list is the word of whoever publishes it: nothing in it is signed.
"""

from typing import Any, NamedTuple

from safeconduct.record import jsonform
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import ORG_ID, fields_of, hex_of, number_from
from safeconduct.record.keyring import Keyring
from safeconduct.record.leaf import kid_of
from safeconduct.record.tiles import Bundle, path_of

CHECKPOINT, GENESIS, KEYS, POLICY, POLICY_SEALED = "checkpoint", "genesis", "keys", "policy", "policy-sealed"

LISTS, NO_LISTS = "lists/index", jsonform.write({"lists": []})
"""The index of the lists of passes. So far there are none, so it has these bytes and no others."""

LARGEST_FILE = 64 << 20
"""Bytes of one file of a published folder. A bundle of bodies is far smaller."""

_INDEX = number_from(0)
_ENTRY = {"from": _INDEX, "kid": hex_of(8), "organisation": ORG_ID, "public": hex_of(32)}
_CLOSED_ENTRY = _ENTRY | {"to": _INDEX}


class Listed(NamedTuple):
    """A key as the list has it: open from index `since` on, and up to `until`, not included, if it was closed."""

    public: bytes
    org: str
    since: int
    until: int | None

    def at(self, index: int) -> str:
        """Say how the list has the key at an index, `open` or since when it is closed."""
        return "open" if self.is_open(index) else f"closed from {self.until} on"

    def is_open(self, index: int) -> bool:
        """Whether the list has the key as open at an index."""
        return self.since <= index and (self.until is None or index < self.until)


def write_keys(keyring: Keyring, size: int) -> bytes:
    """Write the public list of keys: whose, which, and between which indexes. Post, place and scope are not in it."""
    listed = []
    for key in keyring.keys.values():
        if key.since >= size:
            continue
        entry: dict[str, object] = {"from": key.since, "kid": key.kid.hex(), "organisation": key.org, "public": key.public.hex()}
        closed = keyring.closed_at(key.kid)
        if closed is not None and closed < size:
            entry["to"] = closed
        listed.append(entry)
    return jsonform.write({"keys": listed}, most=LARGEST_FILE)


def parse_keys(data: bytes) -> dict[bytes, Listed]:
    """Read the public list of keys, by key id. Raises Bad with the place in the list."""
    whole = jsonform.parse(data, most=LARGEST_FILE)
    entries = whole.get("keys")
    if set(whole) != {"keys"} or not isinstance(entries, list):
        raise Bad("keys.form", "this is no list of keys", expected='{"keys": [...]}')
    found: dict[bytes, Listed] = {}
    for place, entry in enumerate(entries):
        where = f"keys/{place}"
        since, kid, org, public, *until = fields_of(entry, _shape(entry), where)
        if kid != kid_of(public):
            raise Bad("keys.kid", "the id is not that of the key", where=where, expected=kid_of(public).hex(), got=kid.hex())
        if kid in found:
            raise Bad("keys.twice", "a key stands twice in the list", where=where, got=kid.hex())
        found[kid] = Listed(public, org, since, until[0] if until else None)
    return found


def _shape(entry: Any) -> dict[str, Any]:
    return _CLOSED_ENTRY if isinstance(entry, dict) and "to" in entry else _ENTRY


def body_path(bundle: Bundle) -> str:
    """Give the path of the file with the bodies of a bundle's entries: `bodies/N[.p/W]`, 4 bytes of length before each.

    A length of 0 stands for a body that is not given here.
    """
    return path_of(bundle).replace("tile/entries/", "bodies/", 1)
