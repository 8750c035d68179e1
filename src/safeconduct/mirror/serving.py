"""Serving one of the doors until interrupted, on this machine alone unless whoever starts it says otherwise."""

import ipaddress
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.mirror.door import Application
from safeconduct.mirror.listening import CannotServe, port_of


def serve(make: Callable[[], Application], *, host: str, port: int, port_file: Path | None, ready: Callable[[str], None]) -> None:
    """Serve what `make` gives. It is called in the process that answers, so that nothing opened is shared with another.

    With port 0 a free port is taken. The port is written to `port_file` and told to `ready` once the door is open.
    """
    try:
        from granian import Granian
        from granian.constants import Interfaces
    except ImportError as error:
        raise Invalid([Fault(code="SC030", message="serving needs granian, which is not installed",
                             remedy="pip install 'safeconduct[mirror]'")]) from error  # fmt: skip
    address = _address(host)
    port = port_of(address, port, remedy="write another --port; 0 takes a free one")
    # The private keys are in the memory of this process. They reach the one that answers without touching a disk.
    multiprocessing.set_start_method("fork", force=True)
    server = Granian("safeconduct", address=address, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=4,
                     websockets=False, log_enabled=False)  # fmt: skip

    def listening() -> None:
        # Whoever waits for the file is not to find the door still shut.
        while not _answers(address, port):
            time.sleep(0.05)
        if port_file is not None:
            unfinished = port_file.with_name(f".{port_file.name}.{os.getpid()}")
            unfinished.write_text(f"{port}\n", encoding="ascii")
            unfinished.replace(port_file)
        ready(f"http://{f'[{address}]' if ':' in address else address}:{port}")

    threading.Thread(target=listening, daemon=True).start()
    def loaded() -> Application:
        # Until the server has set its own, a signal to end is to end this process, also one that came just before.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        if server.interrupt_signal:
            raise SystemExit
        return make()

    server.serve(target_loader=loaded, wrap_loader=False)


def _answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False


def is_own_machine(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    return ipaddress.ip_address(_address(host)).is_loopback


def _address(host: str) -> str:
    name = "127.0.0.1" if host == "localhost" else host.strip("[]")
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        raise CannotServe(f"{host!r} is not an address of a machine", remedy="write --host 127.0.0.1") from None
