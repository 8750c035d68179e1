"""The table of pages: who may open each. Read from the addresses and their doors."""

from collections.abc import Iterator

from safeconduct.web.shell.doors import doors, pages


def rows() -> Iterator[tuple[str, ...]]:
    """Give a row for each page: its address, its name, its door."""
    known = doors()
    for name, route in sorted(pages(), key=lambda found: found[1]):
        yield f"`/{route}`", f"`{name}`", f"`{known[name]}`"
