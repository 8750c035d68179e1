"""What stands on the printed sheet, as a reader gives it: a digest in words or digits, or a file with the genesis act."""

from pathlib import Path

from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.jsonform import parse
from safeconduct.record.words import digest_of


def paper(text: str) -> bytes | None:
    """Read a digest from words, digits or a file. None if nothing is given. Raises Bad where it is none of them."""
    if not text.strip():
        return None
    if _is_file(text):
        return read_genesis(text).digest
    packed = "".join(text.split()).lower()
    if len(packed) == 64 and not packed.strip("0123456789abcdef"):
        return bytes.fromhex(packed)
    if len(text.split()) < 2:
        raise Bad("verify.paper", "this is neither a file nor what stands on the sheet", where="--genesis", got=text[:80],
                  expected="sixteen words, 64 digits, or a file")  # fmt: skip
    return digest_of(text.lower())


def read_genesis(path: str) -> Genesis:
    """Read a file with the genesis act, alone or in its body. Raises Bad."""
    if not _is_file(path):
        raise Bad("verify.policy", "here the genesis act itself is needed, as a file: words and digits are only its digest",
                  where="--genesis", expected="a file such as `genesis` of a published folder")  # fmt: skip
    data = Path(path).read_bytes().removesuffix(b"\n")
    value = parse(data)
    return parse_genesis(parse_body(data).act if "act" in value else value)


def _is_file(text: str) -> bool:
    try:
        return len(text) < 4096 and Path(text).is_file()
    except (OSError, ValueError):
        return False
