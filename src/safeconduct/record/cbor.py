"""The one spelling of CBOR that signed messages here have: RFC 8949, section 4.2.1, and less of it.

Whole numbers up to 64 bits, bytes, texts, lists, maps with numbers or texts as keys, tags, true, false, nil. Everything in
its shortest form, no length left open, keys sorted by their bytes and each once, nothing after the end. A library for all
of CBOR reads more than one spelling of a value, and makes dates and patterns of what it finds; this reads neither.
"""

from typing import Any, NamedTuple

from safeconduct.record.faults import Bad

LARGEST = 65_536
"""Bytes of one value that is read."""
DEEPEST = 8
"""Levels of lists, maps and tags."""

_MOST = 2**64 - 1
_NUMBER, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _SIMPLE = range(8)
_SIMPLE_VALUES: dict[int, bool | None] = {20: False, 21: True, 22: None}


class Tag(NamedTuple):
    """A value with a number before it that says what it is."""

    number: int
    value: Any


def parse(data: bytes) -> Any:
    """Read one value. Raises Bad for anything but its one spelling."""
    if len(data) > LARGEST:
        raise Bad("cbor.size", "too long", expected=f"at most {LARGEST} bytes", got=str(len(data)))
    value, end = _read(data, 0, 1)
    if end != len(data):
        raise Bad("cbor.end", "something stands after the end", where=f"byte {end}")
    return value


def write(value: Any) -> bytes:
    """Give the one spelling of a value. Raises Bad for a value that the form does not have."""
    return _written(value, 1)


def _read(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    start = at
    major, number, at = _head(data, at)
    if major == _NUMBER:
        return number, at
    if major == _NEGATIVE:
        return -1 - number, at
    if major in (_BYTES, _TEXT):
        # Compared before any slice: the number is whatever the bytes say.
        if number > len(data) - at:
            raise Bad("cbor.short", "the bytes end too early", where=f"byte {start}")
        piece, at = data[at : at + number], at + number
        return (piece if major == _BYTES else _text(piece, start)), at
    if major == _SIMPLE:
        return _SIMPLE_VALUES[number], at
    if depth > DEEPEST:
        raise Bad("cbor.depth", f"more than {DEEPEST} levels", where=f"byte {start}")
    if major == _TAG:
        value, at = _read(data, at, depth + 1)
        return Tag(number, value), at
    if number > len(data) - at:
        raise Bad("cbor.short", "the bytes end too early", where=f"byte {start}")
    if major == _LIST:
        items = []
        for _ in range(number):
            item, at = _read(data, at, depth + 1)
            items.append(item)
        return items, at
    return _read_map(data, at, depth, number)


def _read_map(data: bytes, at: int, depth: int, number: int) -> tuple[dict[int | str, Any], int]:
    found: dict[int | str, Any] = {}
    before = b""
    for _ in range(number):
        start = at
        key, at = _read(data, at, depth + 1)
        if type(key) is not int and type(key) is not str:
            raise Bad("cbor.key", "a key that is neither number nor text", where=f"byte {start}")
        if (spelled := data[start:at]) <= before:
            raise Bad("cbor.order", "a key that comes twice, or too late", where=f"byte {start}")
        before = spelled
        found[key], at = _read(data, at, depth + 1)
    return found, at


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Read what a value is, its number, and where it goes on."""
    if at >= len(data):
        raise Bad("cbor.short", "the bytes end too early", where=f"byte {at}")
    major, low = data[at] >> 5, data[at] & 31
    if major == _SIMPLE:
        if low not in _SIMPLE_VALUES:
            raise Bad("cbor.kind", "a value that the form does not have", where=f"byte {at}", got=f"{data[at]:02x}")
        return major, low, at + 1
    if low < 24:
        return major, low, at + 1
    if low > 27:
        raise Bad("cbor.kind", "a length that is left open", where=f"byte {at}", got=f"{data[at]:02x}")
    size = 1 << low - 24
    if size > len(data) - at - 1:
        raise Bad("cbor.short", "the bytes end too early", where=f"byte {at}")
    number = int.from_bytes(data[at + 1 : at + 1 + size], "big")
    if number < (24 if size == 1 else 1 << 4 * size):
        raise Bad("cbor.longer", "a number that has a shorter form", where=f"byte {at}")
    return major, number, at + 1 + size


def _text(piece: bytes, start: int) -> str:
    try:
        return piece.decode()
    except UnicodeDecodeError:
        raise Bad("cbor.utf8", "not UTF-8", where=f"byte {start}") from None


def _written(value: Any, depth: int) -> bytes:
    kind = type(value)
    if kind is bool or value is None:
        return b"\xf6" if value is None else b"\xf5" if value else b"\xf4"
    if kind is int:
        return _written_head(_NUMBER, value) if value >= 0 else _written_head(_NEGATIVE, -1 - value)
    if kind is bytes:
        return _written_head(_BYTES, len(value)) + value
    if kind is str:
        try:
            spelled = value.encode()
        except UnicodeEncodeError:
            raise Bad("cbor.utf8", "half of a surrogate pair") from None
        return _written_head(_TEXT, len(spelled)) + spelled
    if kind not in (list, dict, Tag):
        raise Bad("cbor.kind", "a value that the form does not have", got=kind.__name__)
    if depth > DEEPEST:
        raise Bad("cbor.depth", f"more than {DEEPEST} levels")
    if kind is Tag:
        return _written_head(_TAG, value.number) + _written(value.value, depth + 1)
    if kind is list:
        return _written_head(_LIST, len(value)) + b"".join(_written(item, depth + 1) for item in value)
    for key in value:
        if type(key) is not int and type(key) is not str:
            raise Bad("cbor.key", "a key that is neither number nor text", got=repr(key)[:80])
    pairs = sorted((_written(key, depth + 1), _written(item, depth + 1)) for key, item in value.items())
    return _written_head(_MAP, len(pairs)) + b"".join(key + item for key, item in pairs)


def _written_head(major: int, number: int) -> bytes:
    if not 0 <= number <= _MOST:
        raise Bad("cbor.number", "a number of more than 64 bits")
    if number < 24:
        return bytes([major << 5 | number])
    power = next(power for power in range(4) if number < 1 << (8 << power))
    return bytes([major << 5 | 24 + power]) + number.to_bytes(1 << power, "big")
