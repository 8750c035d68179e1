"""The table of pages: who may open each. Read from the addresses and their doors."""

import os
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.web.settings")
django.setup()

from safeconduct.web.shell.doors import doors, pages  # noqa: E402


def rows() -> Iterator[tuple[str, ...]]:
    """Give a row for each page: its address, its name, its door."""
    known = doors()
    for name, route in sorted(pages(), key=lambda found: found[1]):
        yield f"`/{route}`", f"`{name}`", f"`{known[name]}`"
