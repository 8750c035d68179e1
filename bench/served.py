"""What the board costs through everything that stands before it, the porch included, beside a plain Django page behind a server.

Unlike in `pages`, both come over the network of this machine, and the processor time is that of every process of each server.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from bench.processes import Failed

HERE = Path(__file__).resolve().parent
TURNS = 60
"""Times that each page is asked for in a round."""
_TICKS = os.sysconf("SC_CLK_TCK")
_LONGEST = 180


def through_the_server(nodes: int, rounds: int, env: Mapping[str, str]) -> float:
    """Give how much the board costs beside a plain page of as many nodes and bytes. Failed where none answers."""
    ports = [_free(), _free()]
    safeconduct = Path(sys.executable).with_name("safeconduct")
    commands = [[str(safeconduct), "demo", "--port", str(ports[0])],
                [sys.executable, str(HERE / "peer_server.py"), str(ports[1])]]  # fmt: skip
    here = {**env, "PYTHONPATH": str(HERE.parent)}
    running = [subprocess.Popen(command, env=here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    try:
        size = _ask(ports[0], "/", 1)
        addresses = ("/", f"/plain/{nodes}/{size}/0")
        _ask(ports[1], addresses[1], 1)
        _quiet(running[0].pid)  # a demonstration goes on making its record for a while
        costs: tuple[list[float], list[float]] = ([], [])
        for _ in range(rounds):
            for n, address in enumerate(addresses):
                before = _cpu(running[n].pid)
                _ask(ports[n], address, TURNS)
                costs[n].append(_cpu(running[n].pid) - before)
        return round(median(costs[0]) / median(costs[1]), 2)
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(timeout=60)


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _ask(port: int, address: str, turns: int) -> int:
    """Ask so often on one connection, waiting for a server that is still beginning. Gives the bytes of the last answer."""
    until, size = time.monotonic() + _LONGEST, 0
    while time.monotonic() < until:
        asking = http.client.HTTPConnection("localhost", port, timeout=60)
        try:
            for _ in range(turns):
                asking.request("GET", address)
                answer = asking.getresponse()
                size = len(answer.read())
                if answer.status != http.HTTPStatus.OK:
                    raise Failed(f"{address} was answered with {answer.status}")
            return size
        except OSError:
            time.sleep(0.5)
        finally:
            asking.close()
    raise Failed(f"nothing answers at {address}")


def _quiet(pid: int) -> None:
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until:
        before = _cpu(pid)
        time.sleep(3)
        if _cpu(pid) - before < 0.1:
            return


def _cpu(pid: int) -> float:
    """Give the processor time of a process and of those that it began, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / _TICKS
    children = {int(name) for task in Path(f"/proc/{pid}/task").iterdir() for name in (task / "children").read_text().split()}
    return own + sum(map(_cpu, children))
