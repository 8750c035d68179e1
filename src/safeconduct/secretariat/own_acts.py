"""Would one of the record's own acts do anything, if an organisation signed it with a key? Asked before it is signed.

The record says whose signatures such an act takes. Asked here as well: does an act that closes a key, or orders that something is
erased, speak of the organisation's own? About what others hold it would stand in the log for ever, and do nothing.
"""

from safeconduct.record.authority import Signer, is_asked
from safeconduct.record.key_acts import ErasureOrdered, KeyCompromised
from safeconduct.record.standing import Replay

OwnAct = KeyCompromised | ErasureOrdered


def concerns(replay: Replay, own: OwnAct, org: str) -> bool:
    """Whether an act is about a key of an organisation, or about something that it attached."""
    if isinstance(own, ErasureOrdered):
        return org in replay.state.touched(own)
    key = replay.state.keyring.get(own.kid)
    return key is not None and key.org == org


def is_wanted(replay: Replay, own: OwnAct, kid: bytes) -> bool:
    """Whether the signature of a key, as the next act of the log, brings an act nearer to its effect."""
    state = replay.state
    return is_asked(own, Signer(kid, state.chain(kid).next, replay.size), state.keyring, state.touched(own))
