"""Base45 (RFC 9285): bytes as the characters that a QR code packs best. Only the one canonical spelling is read."""

from safeconduct.record.faults import Bad

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {char: value for value, char in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Write bytes as Base45: three characters for two bytes, two for a last single one."""
    found = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            found.append(ALPHABET[digit])
    return "".join(found)


def decode(text: str) -> bytes:
    """Read Base45. Raises Bad for another character, a length that cannot be, or a number too large for its bytes."""
    found = bytearray()
    for at in range(0, len(text), 3):
        part = text[at : at + 3]
        if len(part) == 1:
            raise Bad("base45", "the text ends in the middle of a byte", where=f"character {at + 1}")
        number = 0
        for offset, char in reversed(list(enumerate(part))):
            if char not in _VALUE:
                raise Bad("base45", f"{char!r} is no character of Base45", where=f"character {at + offset + 1}")
            number = number * 45 + _VALUE[char]
        size = len(part) - 1
        if number >= 256**size:
            raise Bad("base45", f"{part!r} stands for no bytes", where=f"character {at + 1}")
        found += number.to_bytes(size, "big")
    return bytes(found)
