"""From where does somebody come, as the machine in front has told it, and who counts as one?"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address


def read_forwarded(header: str) -> tuple[str, str]:
    """Give (address, scheme) of the last part of a `Forwarded` header (RFC 7239): what the machine in front has written."""
    pairs = (pair.partition("=") for pair in header.rpartition(",")[2].split(";"))
    told = {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}
    return _without_port(told.get("for", "")), told.get("proto", "").lower()


def _without_port(node: str) -> str:
    if node.startswith("["):
        return node[1:].partition("]")[0]
    return node.partition(":")[0] if node.count(":") == 1 else node


def one_of(address: str) -> IPv4Address | IPv6Address | None:
    """Give what somebody is counted by; None for what is no address.

    Whoever has one IPv6 address has the rest of its /64 too, so they count as one.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        return found.ipv4_mapped or IPv6Network((int(found) >> 64 << 64, 64)).network_address
    return found


def counted(address: str) -> str:
    """Give the same as text; nothing for what is no address."""
    found = one_of(address)
    return str(found) if found is not None else ""
