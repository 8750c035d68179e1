"""A PostgreSQL server for the tests alone: made in a temporary folder, reached over a socket in it, thrown away at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path

_OWNER = "postgres"
_ROOM = 3 * 2**30
"""Bytes that a server with a database for each test may take, with much to spare."""


def why_not() -> str:
    """Say why no server can be started here; empty if one can."""
    if found := os.environ.get("SAFECONDUCT_NO_POSTGRES"):
        return found
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        return f"no driver for PostgreSQL: {' '.join(str(error).split())}"
    if programs() is None:
        return "no PostgreSQL server found (on Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and not (_known(_OWNER) and shutil.which("runuser")):
        return f"PostgreSQL does not run as root, and there is no user {_OWNER} to run it as"
    return ""


def programs() -> Path | None:
    """Give the folder of the newest server's programs."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb") if path.parts[-3].isdigit()]
    if found:
        return max(found, key=lambda path: int(path.parts[-2]))
    at = shutil.which("initdb")
    return Path(at).resolve().parent if at and shutil.which("pg_ctl") else None


def _known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _fast_place() -> Path | None:
    # A server that crashes loses nothing that is in memory, and these tests cut no power.
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return memory if roomy else None


class Server:
    """A running server. `url()` gives an empty database in it."""

    def __init__(self, place: Path | None = None) -> None:
        bin_ = programs()
        assert bin_ is not None
        self._bin, self._numbers = bin_, count(1)
        self.folder = Path(tempfile.mkdtemp(prefix="safeconduct-pg-", dir=place or _fast_place()))
        if os.geteuid() == 0:
            shutil.chown(self.folder, _OWNER, _OWNER)
        self._do("initdb", "--auth=trust", "--username=tester", "--encoding=UTF8", "--no-locale", "-D", "data")
        self.start()

    def _do(self, program: str, *words: str) -> None:
        as_owner = ["runuser", "-u", _OWNER, "--"] if os.geteuid() == 0 else []
        # Output goes to a file: the server keeps what it is given open, and a pipe would never end.
        with (self.folder / f"{program}.log").open("ab") as said:
            done = subprocess.run([*as_owner, str(self._bin / program), *words], cwd=self.folder, stdin=subprocess.DEVNULL,
                                  stdout=said, stderr=said, check=False)  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}:\n{(self.folder / f'{program}.log').read_text()[-2000:]}")

    def start(self) -> None:
        """Start the server and wait until it answers; after a crash this also recovers it."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c max_connections=60"
        self._do("pg_ctl", "start", "-w", "-t", "120", "-D", "data", "-l", "server.log", "-o", options)

    def stop_at_once(self) -> None:
        """Stop the server as a crash would: nothing is finished, nothing is written back."""
        self._do("pg_ctl", "stop", "-m", "immediate", "-D", "data")

    def start_again(self) -> None:
        """Start the server anew, whether it still runs or gave up."""
        with suppress(RuntimeError):
            self.stop_at_once()
        self.start()

    def url(self, place: Path | None = None) -> str:
        """Make an empty database, with its tables in a folder if one is given, and give its address."""
        import psycopg

        name = f"log{next(self._numbers)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            if place is not None and os.geteuid() == 0:
                shutil.chown(place, _OWNER, _OWNER)
            if place is not None:
                connection.execute(f"CREATE TABLESPACE {name} LOCATION '{place}'")
            connection.execute(f"CREATE DATABASE {name}{f' TABLESPACE {name}' if place is not None else ''}")
        return self._address(name)

    def drop(self, url: str) -> None:
        """Drop a database that lies in a place of its own, before that place goes."""
        import psycopg

        name = url.removeprefix("postgresql://tester@/").partition("?")[0]
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            connection.execute(f"DROP TABLESPACE {name}")

    def _address(self, name: str) -> str:
        return f"postgresql://tester@/{name}?host={self.folder}"

    def remove(self) -> None:
        """Stop the server and delete everything it had."""
        try:
            self.stop_at_once()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
