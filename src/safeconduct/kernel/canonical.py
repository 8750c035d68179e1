"""Canonical JSON and the hash of a value.

Keys sorted by Unicode code point, no spaces, UTF-8, integers only. Floats are refused: two machines may print them
differently.
"""

import hashlib
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="deterministic")


def canonical_json(value: Any) -> bytes:
    """Encode a value as canonical JSON bytes.

    Raises TypeError on a float or a value JSON does not have.
    """
    plain = msgspec.to_builtins(value)
    _refuse_floats(plain)
    return _ENCODER.encode(plain)


def digest(value: Any) -> str:
    """Give `sha256:` and the hex digest of the canonical JSON of a value."""
    return "sha256:" + hashlib.sha256(canonical_json(value)).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"canonical JSON holds integers only, not {value!r}")
    if isinstance(value, dict):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _refuse_floats(part)
