"""Can a server listen where it was asked to? Asked before it is started, so that whoever starts it is told why it cannot."""

import socket

from safeconduct.kernel.errors import SafeconductError


class CannotServe(SafeconductError):
    """Nothing can be served as asked."""

    code = "cannot-serve"
    exit_status = 2


def port_of(address: str, port: int, *, remedy: str) -> int:
    """Return a port that can be listened on, a free one for 0. Raises CannotServe, with the remedy, where it is taken."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CannotServe(f"cannot listen on {address}, port {port}: {error.strerror or error}", remedy=remedy) from error
        return int(probe.getsockname()[1])
