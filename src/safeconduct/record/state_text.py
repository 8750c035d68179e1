"""The state of a replay as lines of text, so that two programs can compare what they made of one log."""

from collections.abc import Iterator
from hashlib import sha256

from safeconduct.record.book import UNSEEN
from safeconduct.record.effects import State
from safeconduct.record.keyring import Closed


def state_lines(digest: bytes, size: int, state: State) -> Iterator[str]:
    """Give the lines, each kind of line sorted. Section 9 of `docs/spec/record.md` says what they hold."""
    keyring = state.keyring
    yield "safeconduct state/v1"
    yield f"log {keyring.origin} {digest.hex()} {size} {_index(state.complete_at)}"
    for policies in keyring.policies:
        hashes = (sha256(text.encode()).hexdigest() for text in (policies.witnessed, policies.sealed))
        yield f"policies {policies.since} {' '.join(hashes)}"
    for kid, key in sorted(keyring.keys.items()):
        revoked = ",".join(map(_closed, keyring.revocations(kid))) or "-"
        closed = f"{revoked} {_closed(key.compromised)} {_index(key.suspended.index if key.suspended else -1)} {_index(key.over)}"
        yield f"key {kid.hex()} {key.public.hex()} {key.org} {key.role} {key.since} {closed}"
    for kid, chain in sorted(state.chains.items()):
        if not chain.next and not chain.held:
            continue
        yield f"chain {kid.hex()} {chain.next} {'-' if chain.head is None else chain.head.hex() or '-'}"
        yield from (f"held {kid.hex()} {seq} {chain.held[seq].act_id.hex()}" for seq in sorted(chain.held))
        yield from (f"given-up {kid.hex()} {first} {last}" for first, last in chain.given_up)
    for matter, signed in sorted(state.pending.items()):
        yield from (f"waiting {matter.hex()} {one.index}" for one in signed)
    yield from (f"spoilt {act_id.hex()}" for act_id in sorted(state.spoilt))
    for order in state.erasures.orders:
        yield f"order {order.since} {' '.join(sorted(order.done)) or '-'}"
    unseen = 0
    for index, code, since in state.book.special_codes():
        unseen += code == UNSEEN
        yield f"act {index} {code} {since}"
    yield f"unseen {unseen}"


def _index(index: int) -> str:
    return "-" if index < 0 else str(index)


def _closed(closed: Closed | None) -> str:
    return "-" if closed is None else f"{closed.index}:{'-' if closed.last_good is None else closed.last_good}"
