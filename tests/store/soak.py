"""`make soak`: kill an appending process a thousand times, and look after each time whether a confirmed act is lost.

Half of the stores are SQLite files, half are in PostgreSQL where there is one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.store.crashes import kill_again_and_again
from tests.store.postgres import Server, why_not

EACH = 50
"""Kills on one store before the next is made: what is checked grows with the log."""


def main(argv: list[str] | None = None) -> int:
    """Kill and check. An assertion that fails ends it with the seed in the last line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--times", type=int, default=1000, help="kills in all (1000)")
    parser.add_argument("--seed", type=int, default=1, help="first seed; each store takes the next (1)")
    asked = parser.parse_args(argv)
    reason = why_not()
    if reason:
        print(f"SQLite only: {reason}")
    server = None if reason else Server()
    killed = confirmed = 0
    try:
        for seed in range(asked.seed, sys.maxsize):
            if killed >= asked.times:
                break
            times = min(EACH, asked.times - killed)
            with tempfile.TemporaryDirectory(prefix="safeconduct-soak-") as folder:
                url = server.url() if server and seed % 2 == 0 else str(Path(folder) / "log.db")
                print(f"seed {seed}: {'PostgreSQL' if '://' in url else 'SQLite'}, {times} kills ...", flush=True)
                confirmed += kill_again_and_again(url, times, seed)
            killed += times
    finally:
        if server:
            server.remove()
    print(f"{killed} kills, {confirmed} confirmed acts, none lost and none twice.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
