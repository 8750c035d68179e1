"""How are the pages told how a request came: from where, whether encrypted to here, and why its body was not read?"""

from enum import StrEnum


class Unread(StrEnum):
    """Why a body was not read."""

    SLOW = "slow"
    BUSY = "busy"
    MUCH = "much"
    UNSAID = "unsaid"


def came(*, address: str, encrypted: bool, unread: Unread | None, length: int) -> str:
    """Write it as the value of one field; `length` is what the client has said."""
    told = {"from": address, "over": "https" if encrypted else "http"}
    if unread is not None:
        told |= {"unread": unread.value, "length": str(length)}
    return ";".join(f"{name}={value}" for name, value in told.items())


def read_came(text: str) -> dict[str, str]:
    """Read it again."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name: value for name, _, value in pairs if name}
