"""Start the pages on this machine.

They are served without encryption, so this refuses to listen on an address that others can reach.
"""

import ipaddress
import os
import socket
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from safeconduct.kernel.errors import SafeconductError


class CannotServe(SafeconductError):
    """The pages cannot be served as asked."""

    code = "cannot-serve"
    exit_status = 2


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    example: str = "",
    file: Path | str | None = None,
    acts: Path | str | None = None,
    with_files: Iterable[Path | str] = (),
    home: Path | str | None = None,
) -> None:
    """Serve the pages of an example or of a file until interrupted. `home` is the folder with the accounts.

    Without it this is a demonstration: accounts of made-up people, in a folder that goes when the server stops.

    Raises CannotServe for an address that is not of this machine or is taken, Invalid for a faulty file.
    """
    address = _loopback(host)
    _free(address, port)
    os.environ["SAFECONDUCT_EXAMPLE"] = example
    os.environ["SAFECONDUCT_FILE"] = str(Path(file).resolve()) if file else ""
    os.environ["SAFECONDUCT_ACTS"] = str(Path(acts).resolve()) if acts else ""
    # A file that is not found as given may lie in the folder of the case, so it stays as it was written.
    found = [str(Path(path).resolve()) if Path(path).is_file() else str(path) for path in with_files]
    os.environ["SAFECONDUCT_WITH"] = os.pathsep.join(found)
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.web.settings"
    with TemporaryDirectory(prefix="safeconduct-", ignore_cleanup_errors=True) as made:
        os.environ["SAFECONDUCT_HOME"] = str(home or made)
        os.environ["SAFECONDUCT_DEMO"] = "" if home else "yes"
        _run(address, port)


def _run(address: str, port: int) -> None:
    from safeconduct.web.shell.case import of_files

    shown = of_files()  # a fault in the files is reported here, before any worker starts

    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    if settings.DEMO:
        from safeconduct.web.accounts.made_up import people

        people(shown.agreement)

    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        "safeconduct.web.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_enabled=False,
    )
    server.serve()


def _loopback(host: str) -> str:
    name = "127.0.0.1" if host == "localhost" else host.strip("[]")
    try:
        if ipaddress.ip_address(name).is_loopback:
            return name
    except ValueError:
        pass
    raise CannotServe(
        f"{host!r} is not an address of this machine alone; the pages are not encrypted, so nobody else may reach them",
        remedy="leave --host out, or write --host 127.0.0.1",
    )


def _free(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise CannotServe(
                f"cannot listen on {address}, port {port}: {reason}", remedy=f"write --port {port + 1}"
            ) from error
