"""What a log is to whoever reads it: places in order, checkpoints, tiles and a few files. Nothing that is read is believed."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from safeconduct.record.faults import Bad
from safeconduct.record.standing import Replay
from safeconduct.record.tiles import Tile


class Place(NamedTuple):
    """One place of a log as it was found. `body` is None where it is not here."""

    index: int
    leaf: bytes
    body: bytes | None


class StoredTile(NamedTuple):
    """A tile as it was found, where, and the hash of the subtree below it if that is stored too."""

    tile: Tile
    data: bytes
    where: str
    root: bytes | None = None


class Source(Protocol):
    """A log that can be read. `holds_bodies` says that every body that was not redacted has to be here.

    `holds_leaves` is False where only the hashes of the tree are given. `origin` is what the place itself says it is, empty if it
    says nothing.
    """

    kind: str
    name: str
    origin: str
    holds_bodies: bool
    holds_leaves: bool

    def size(self) -> int:
        """Give how many leaves there are."""
        ...

    def places(self, first: int = 0) -> Iterator[Place]:
        """Give the places of the log from an index on. Raises Bad where a file cannot be read."""
        ...

    def leaf_at(self, index: int) -> str:
        """Say where a leaf stands, for whoever has to look at it."""
        ...

    def body_at(self, index: int) -> str:
        """Say where a body stands."""
        ...

    def notes(self) -> Iterator[tuple[str, bytes]]:
        """Give every checkpoint with its cosignatures, the smallest first, and where it stands."""
        ...

    def tiles(self) -> Iterator[StoredTile]:
        """Give every stored tile."""
        ...

    def file(self, path: str) -> bytes | None:
        """Give another file of a published log, such as `keys`; None where there is none."""
        ...

    def beside(self, replay: Replay | None) -> Iterator[Bad]:
        """Give what is wrong with what only this kind of place has, such as columns of a table. `replay` has read the log."""
        ...
