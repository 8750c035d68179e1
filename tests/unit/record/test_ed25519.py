"""One acceptance rule, with either library."""

from hashlib import sha256, sha512
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import curve, ed25519
from safeconduct.record.curve import ORDER, PRIME, Point
from safeconduct.record.ed25519 import Library
from safeconduct.record.faults import Bad

LIBRARIES = ed25519.libraries()
BASE = curve.decode((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))
EIGHT = curve.decode(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
IDENTITY = b"\x01" + bytes(31)
MESSAGE = b"safeconduct probe"
SEED = sha256(b"safeconduct test key: probe").digest()

each_library = pytest.mark.parametrize("library", LIBRARIES, ids=[library.name for library in LIBRARIES])


def number(*parts: bytes) -> int:
    return int.from_bytes(sha512(b"".join(parts)).digest(), "little") % ORDER


def sign_oddly(*, once: int, more: Point = curve.IDENTITY, more_in_key: Point = curve.IDENTITY) -> tuple[bytes, bytes]:
    """Sign as RFC 8032 does, but with a chosen R and points of small order added to R and the key."""
    digest = bytearray(sha512(SEED).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 63 | 64
    secret = int.from_bytes(digest, "little")
    public = curve.encode(curve.add(curve.multiply(secret, BASE), more_in_key))
    r = curve.encode(curve.add(curve.multiply(once, BASE), more))
    s = (once + number(r, public, MESSAGE) * secret) % ORDER
    return public, r + s.to_bytes(32, "little")


ONCE = number(sha512(SEED).digest()[32:], MESSAGE)


def test_both_libraries_are_tried_here() -> None:
    assert [library.name for library in LIBRARIES] == ["pynacl", "cryptography"]
    assert ed25519.BACKEND == "pynacl"


@each_library
def test_a_signature_is_accepted(library: Library) -> None:
    public = ed25519.public_of(SEED, library)
    signature = ed25519.sign(SEED, MESSAGE, library)
    assert (public, signature) == sign_oddly(once=ONCE)
    assert ed25519.verify(public, MESSAGE, signature, library) is True
    assert ed25519.verify(public, MESSAGE + b".", signature, library) is False
    assert ed25519.verify(ed25519.public_of(bytes(32), library), MESSAGE, signature, library) is False


@each_library
@given(st.integers(0, 64 * 8 - 1))
def test_no_bit_of_a_signature_can_be_turned(library: Library, bit: int) -> None:
    signature = bytearray(ed25519.sign(SEED, MESSAGE))
    signature[bit // 8] ^= 1 << bit % 8
    assert ed25519.verify(ed25519.public_of(SEED), MESSAGE, bytes(signature), library) is False


@each_library
@pytest.mark.parametrize("times", [1, 2, 3, 4, 5, 6, 7])
def test_r_holds_no_point_of_small_order(library: Library, times: int) -> None:
    more = curve.multiply(times, EIGHT)
    public, signature = sign_oddly(once=ONCE, more=more)
    assert ed25519.verify(public, MESSAGE, signature, library) is False
    public, signature = sign_oddly(once=0, more=more)
    assert ed25519.verify(public, MESSAGE, signature, library) is False


@each_library
def test_r_is_not_the_identity(library: Library) -> None:
    public, signature = sign_oddly(once=0)
    assert signature[:32] == IDENTITY
    assert ed25519.verify(public, MESSAGE, signature, library) is False


@each_library
@pytest.mark.parametrize("times", [1, 2, 3, 15])
def test_s_is_below_the_group_order(library: Library, times: int) -> None:
    public, good = sign_oddly(once=ONCE)
    s = int.from_bytes(good[32:], "little") + times * ORDER
    assert ed25519.verify(public, MESSAGE, good[:32] + s.to_bytes(32, "little"), library) is False


@each_library
@pytest.mark.parametrize("times", [1, 2, 4])
def test_a_key_with_a_point_of_small_order_in_it_verifies_nothing(library: Library, times: int) -> None:
    for once in range(1, 40):
        public, signature = sign_oddly(once=once, more_in_key=curve.multiply(times, EIGHT))
        assert ed25519.is_registrable(public) is False
        assert ed25519.verify(public, MESSAGE, signature, library) is False


@each_library
@given(st.binary(max_size=40), st.binary(max_size=40), st.binary(max_size=80))
def test_verifying_never_raises(library: Library, public: bytes, message: bytes, signature: bytes) -> None:
    assert ed25519.verify(public, message, signature, library) is False
    assert ed25519.verify(ed25519.public_of(SEED), message, signature, library) is False


@each_library
@pytest.mark.parametrize("length", [0, 31, 32, 63, 65, 96, 128])
def test_a_signature_has_64_bytes(library: Library, length: int) -> None:
    public, good = sign_oddly(once=ONCE)
    assert ed25519.verify(public, MESSAGE, (good + MESSAGE + good)[:length], library) is False


@each_library
@pytest.mark.parametrize("moved", [1, 31, 63])
def test_a_byte_of_the_signature_cannot_be_counted_to_the_message(library: Library, moved: int) -> None:
    public, good = sign_oddly(once=ONCE)
    assert ed25519.verify(public, good[-moved:] + MESSAGE, good[:-moved], library) is False
    assert ed25519.verify(public, MESSAGE[moved:], good + MESSAGE[:moved], library) is False


def test_the_rule_does_not_lean_on_the_library_for_what_it_checks_itself() -> None:
    trusting = Library("trusting", bytes, lambda seed, message: b"", lambda public, message, signature: True)
    public, good = sign_oddly(once=ONCE)
    s = int.from_bytes(good[32:], "little")
    assert ed25519.verify(public, MESSAGE, good, trusting) is True
    assert ed25519.verify(public, MESSAGE, good[:-1], trusting) is False
    assert ed25519.verify(public, MESSAGE, good + b"\x00", trusting) is False
    assert ed25519.verify(public, MESSAGE, IDENTITY + good[32:], trusting) is False
    assert ed25519.verify(public, MESSAGE, good[:32] + (s + ORDER).to_bytes(32, "little"), trusting) is False
    assert ed25519.verify(public, MESSAGE, good[:32] + ORDER.to_bytes(32, "little"), trusting) is False
    assert ed25519.verify(IDENTITY, MESSAGE, good, trusting) is False


def test_the_libraries_agree_on_what_they_sign() -> None:
    for index in range(8):
        seed = sha256(bytes([index])).digest()
        assert len({ed25519.public_of(seed, library) for library in LIBRARIES}) == 1
        assert len({ed25519.sign(seed, MESSAGE, library) for library in LIBRARIES}) == 1


def lax(library: Library, taken: bytes) -> Library:
    def verify(public: bytes, message: bytes, signature: bytes) -> bool:
        return signature == taken or library.verify(public, message, signature)

    return library._replace(verify=verify)


@each_library
@pytest.mark.parametrize("times", [1, 2, 4])
def test_a_library_that_takes_a_torsioned_r_is_not_used(library: Library, times: int) -> None:
    assert ed25519.is_exact(library) is True
    assert ed25519.is_exact(lax(library, sign_oddly(once=ONCE, more=curve.multiply(times, EIGHT))[1])) is False


@each_library
def test_a_library_that_takes_a_large_s_or_nothing_is_not_used(library: Library) -> None:
    good = sign_oddly(once=ONCE)[1]
    larger = good[:32] + (int.from_bytes(good[32:], "little") + ORDER).to_bytes(32, "little")
    assert ed25519.is_exact(lax(library, larger)) is False
    assert ed25519.is_exact(library._replace(verify=lambda public, message, signature: False)) is False


def test_only_exact_libraries_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    torsioned = sign_oddly(once=ONCE, more=curve.multiply(4, EIGHT))[1]
    monkeypatch.setattr(ed25519, "_pynacl", lambda: lax(LIBRARIES[0], torsioned))
    assert [library.name for library in ed25519.libraries()] == ["cryptography"]

    def missing() -> Library:
        raise ImportError

    monkeypatch.setattr(ed25519, "_cryptography", missing)
    assert ed25519.libraries() == ()


def test_an_older_cryptography_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian 12 ships version 38, whose keys have no `public_bytes_raw`."""
    module = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ed25519")
    real = module.Ed25519PrivateKey
    seed = bytes(range(32))

    def from_private_bytes(seed: bytes) -> SimpleNamespace:
        key = real.from_private_bytes(seed)
        return SimpleNamespace(sign=key.sign, public_key=lambda: SimpleNamespace(public_bytes=key.public_key().public_bytes))

    monkeypatch.setattr(module, "Ed25519PrivateKey", SimpleNamespace(from_private_bytes=from_private_bytes))
    assert ed25519._cryptography().public_of(seed) == ed25519.public_of(seed)


def test_without_a_library_it_is_said_what_to_install() -> None:
    with pytest.raises(ImportError, match=r"safeconduct\[record\]"):
        ed25519._first(())


@given(st.binary(min_size=32, max_size=32))
def test_every_private_key_has_a_key_that_may_be_registered(seed: bytes) -> None:
    assert ed25519.is_registrable(ed25519.public_of(seed)) is True


@pytest.mark.parametrize(
    "public",
    [
        IDENTITY,
        bytes(32),
        b"\x01" + bytes(30) + b"\x80",
        (PRIME - 1).to_bytes(32, "little"),
        PRIME.to_bytes(32, "little"),
        (PRIME + 1).to_bytes(32, "little"),
        (2**255 - 1).to_bytes(32, "little"),
        b"\x02" + bytes(31),
        b"",
        bytes(31),
        bytes(33),
    ],
)
def test_odd_keys_may_not_be_registered(public: bytes) -> None:
    assert ed25519.is_registrable(public) is False


def test_a_private_key_has_32_bytes() -> None:
    assert len({ed25519.new_seed() for _ in range(16)}) == 16
    assert len(ed25519.new_seed()) == 32
    for call in (lambda: ed25519.public_of(bytes(31)), lambda: ed25519.sign(bytes(64), b"")):
        with pytest.raises(Bad) as caught:
            call()
        assert caught.value.code == "key.seed"


def test_only_one_spelling_of_a_point_is_read() -> None:
    for y in range(PRIME, 2**255):
        for sign in (0, 1 << 255):
            assert curve.decode((y | sign).to_bytes(32, "little")) is None
    for y in (1, PRIME - 1):
        assert curve.decode(y.to_bytes(32, "little")) is not None
        assert curve.decode((y | 1 << 255).to_bytes(32, "little")) is None
    for length in (0, 31, 33):
        assert curve.decode((IDENTITY + bytes(1))[:length]) is None


@given(st.binary(min_size=32, max_size=32))
def test_what_is_read_as_a_point_is_written_the_same(data: bytes) -> None:
    point = curve.decode(data)
    if point is not None:
        assert (point.y * point.y - point.x * point.x - 1 + 121665 * pow(121666, -1, PRIME) * point.t**2) % PRIME == 0
        assert curve.encode(point) == data


def test_the_points_add_up() -> None:
    assert BASE is not None
    assert EIGHT is not None
    assert curve.is_identity(curve.multiply(ORDER, BASE)) is True
    assert [curve.is_identity(curve.multiply(times, EIGHT)) for times in (1, 2, 4, 8)] == [False, False, False, True]
    three = curve.add(curve.double(BASE), BASE)
    assert curve.encode(three) == curve.encode(curve.multiply(3, BASE))
    assert curve.decode(curve.encode(three)) is not None
    assert curve.encode(curve.add(BASE, curve.IDENTITY)) == curve.encode(BASE)
