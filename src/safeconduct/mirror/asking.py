"""Requests that only some may make carry a signature: who asks, when, for what. Section 10 of `docs/spec/record.md`.

Reading bodies from a mirror, and giving it attachments. Everything else anyone may ask.
"""

from collections.abc import Iterable
from hashlib import sha256

from safeconduct.record import ed25519
from safeconduct.record.faults import Bad
from safeconduct.record.spelling import read_bytes, read_number, write_bytes
from safeconduct.record.vkey import Verifier

SCHEME = "Safeconduct"
WINDOW = 5 * 60
"""Seconds by which the clocks of two machines may differ."""
ON_A_STICK = 400 * 24 * 3600
"""The same for a request that travels as a file. Doing one again changes nothing, so an old one does no harm."""


def request_text(method: str, path: str, at: int, body: bytes) -> bytes:
    """Give the lines that are signed."""
    return f"safeconduct request/v1\n{method}\n{path}\n{at}\n{sha256(body).hexdigest()}\n".encode()


def sign_request(method: str, path: str, *, name: str, seed: bytes, at: int, body: bytes = b"") -> str:
    """Give the header `Authorization` of a request. `name` is the name of the key, `at` in POSIX seconds."""
    return f"{SCHEME} {name} {at} {write_bytes(ed25519.sign(seed, request_text(method, path, at, body)))}"


def who_asks(header: str, method: str, path: str, *, known: Iterable[Verifier], now: int, body: bytes = b"",
             window: int = WINDOW) -> Verifier:  # fmt: skip
    """Say whose signature a request carries. Raises Bad where it carries none that counts, with what is wrong."""
    words = header.split(" ")
    if len(words) != 4 or words[0] != SCHEME:
        raise Bad("asking.missing", "this has to be asked for with a signature",
                  expected=f"Authorization: {SCHEME} name time signature")  # fmt: skip
    at, signature = read_number(words[2], "time"), read_bytes(words[3], "signature")
    if abs(now - at) > window:
        raise Bad("asking.time", "the request is too old, or the clock of one of us is wrong",
                  expected=f"within {window} seconds of {now}", got=str(at))  # fmt: skip
    text = request_text(method, path, at, body)
    for verifier in known:
        if verifier.name == words[1] and len(verifier.public) == 32 and ed25519.verify(verifier.public, text, signature):
            return verifier
    raise Bad("asking.unknown", "no key that may ask for this has signed the request", got=words[1][:80])
