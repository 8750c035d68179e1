"""Signed requests: whose they are, for what, and for how long."""

from hashlib import sha256

import pytest

from safeconduct.mirror.asking import WINDOW, request_text, sign_request, who_asks
from safeconduct.record import ed25519
from safeconduct.record.faults import Bad
from safeconduct.record.vkey import COSIGNATURE, NOTE, verifier_of

SEED, OTHER = sha256(b"one").digest(), sha256(b"two").digest()
LOG = verifier_of("log.example", NOTE, ed25519.public_of(SEED))
MIRROR = verifier_of("mirror.example", COSIGNATURE, ed25519.public_of(OTHER))
NOW = 1_800_000_000


def header(**changes: object) -> str:
    asked = {"name": "log.example", "seed": SEED, "at": NOW} | changes
    return sign_request("GET", "/bodies/000", **asked)  # type: ignore[arg-type]


def test_what_is_signed_is_these_lines() -> None:
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    expected = f"safeconduct request/v1\nGET\n/bodies/000\n1800000000\n{nothing}\n"
    assert request_text("GET", "/bodies/000", NOW, b"") == expected.encode()


@pytest.mark.parametrize("at", [NOW - WINDOW, NOW, NOW + WINDOW])
def test_the_key_that_signed_is_named(at: int) -> None:
    assert who_asks(header(at=at), "GET", "/bodies/000", known=[MIRROR, LOG], now=NOW) == LOG
    mine = sign_request("GET", "/bodies/000", name="mirror.example", seed=OTHER, at=at)
    assert who_asks(mine, "GET", "/bodies/000", known=[MIRROR, LOG], now=NOW) == MIRROR


@pytest.mark.parametrize(("changed", "code"), [
    (header(at=NOW - WINDOW - 1), "asking.time"), (header(at=NOW + WINDOW + 1), "asking.time"),
    (header(seed=OTHER), "asking.unknown"), (header(name="mirror.example"), "asking.unknown"),
    (header(body=b"x"), "asking.unknown"), ("", "asking.missing"), ("Basic x", "asking.missing"),
    (header() + " more", "asking.missing"),
])  # fmt: skip
def test_a_request_that_does_not_count_is_refused(changed: str, code: str) -> None:
    with pytest.raises(Bad) as caught:
        who_asks(changed, "GET", "/bodies/000", known=[LOG, MIRROR], now=NOW)
    assert caught.value.code == code


@pytest.mark.parametrize("changed", [header()[:-4], header().replace(str(NOW), f"0{NOW}"), header().replace(str(NOW), "soon")])
def test_a_request_of_another_form_is_refused(changed: str) -> None:
    with pytest.raises(Bad):
        who_asks(changed, "GET", "/bodies/000", known=[LOG, MIRROR], now=NOW)


@pytest.mark.parametrize(("method", "path"), [("POST", "/bodies/000"), ("GET", "/bodies/001"), ("GET", "/bodies/000/")])
def test_a_signature_is_for_one_method_and_one_path(method: str, path: str) -> None:
    with pytest.raises(Bad, match="no key that may ask"):
        who_asks(header(), method, path, known=[LOG], now=NOW)
