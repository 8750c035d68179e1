"""Points of edwards25519, in plain arithmetic: for the few checks that libraries leave out or do differently.

Nothing secret comes here. It takes no constant time, and it is slow: a millisecond for one check.
The curve and its encoding are those of RFC 8032, section 5.1; the sums are those of Hisil, Wong, Carter and Dawson (2008).
"""

from typing import NamedTuple

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
"""How many points the prime-order group has."""

_D = -121665 * pow(121666, -1, PRIME) % PRIME
_ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)


class Point(NamedTuple):
    """A point in extended coordinates: x = X/Z, y = Y/Z, XY = TZ."""

    x: int
    y: int
    z: int
    t: int


IDENTITY = Point(0, 1, 1, 0)


def decode(data: bytes) -> Point | None:
    """Read a point. None for anything but the one canonical encoding of a point on the curve."""
    if len(data) != 32:
        return None
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if y >= PRIME:
        return None
    above, below = (y * y - 1) % PRIME, (_D * y * y + 1) % PRIME
    x = above * pow(below, 3, PRIME) * pow(above * pow(below, 7, PRIME), (PRIME - 5) // 8, PRIME) % PRIME
    if (below * x * x - above) % PRIME:
        x = x * _ROOT_OF_MINUS_ONE % PRIME
        if (below * x * x - above) % PRIME:
            return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = PRIME - x
    return Point(x, y, 1, x * y % PRIME)


def encode(point: Point) -> bytes:
    """Write a point in 32 bytes."""
    over = pow(point.z, -1, PRIME)
    x, y = point.x * over % PRIME, point.y * over % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def add(first: Point, second: Point) -> Point:
    """Add two points; they may be the same."""
    a = (first.y - first.x) * (second.y - second.x) % PRIME
    b = (first.y + first.x) * (second.y + second.x) % PRIME
    c = 2 * _D * first.t * second.t % PRIME
    d = 2 * first.z * second.z % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return Point(e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def double(point: Point) -> Point:
    """Add a point to itself, in fewer steps."""
    a, b = point.x * point.x, point.y * point.y
    h, g = a + b, a - b
    e = h - (point.x + point.y) ** 2
    f = 2 * point.z * point.z + g
    return Point(e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def multiply(times: int, point: Point) -> Point:
    """Add a point to itself so many times; `times` is not negative."""
    sum_ = IDENTITY
    for bit in f"{times:b}":
        sum_ = double(sum_)
        if bit == "1":
            sum_ = add(sum_, point)
    return sum_


def is_identity(point: Point) -> bool:
    """Whether a point is the neutral one."""
    return point.x % PRIME == 0 and (point.y - point.z) % PRIME == 0


def is_prime_order(data: bytes) -> bool:
    """Whether bytes are the canonical encoding of a point of the prime-order group other than the identity."""
    point = decode(data)
    return point is not None and not is_identity(point) and is_identity(multiply(ORDER, point))
