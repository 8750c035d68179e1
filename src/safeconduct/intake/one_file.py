"""One file that came in: kept as it is, taken apart, read; and whatever goes wrong with it, it ends with an answer.

Who reads many files uses this in each of its processes: nothing that one file holds stops the next one.
"""

from collections.abc import Callable
from hashlib import sha256

import msgspec

from safeconduct.intake.bringing_in import Brought, brought
from safeconduct.intake.document import Document
from safeconduct.intake.draft import Reading
from safeconduct.intake.engine import Engine
from safeconduct.intake.errors import cannot_bring_in
from safeconduct.intake.made import Declared
from safeconduct.intake.originals import Originals
from safeconduct.intake.reading import Gazetteer, Limits, read
from safeconduct.kernel.errors import Fault, Invalid


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file. `readings` has one for each document, or none where no agreement was named."""

    name: str
    sha256: str
    documents: tuple[Document, ...] = ()
    readings: tuple[Reading, ...] = ()
    refused: tuple[Fault, ...] = ()


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """How files are read: with which agreement and engine, and where originals are kept. `known` names documents to leave out."""

    declared: Declared = Declared()
    gazetteer: Gazetteer | None = None
    engine: Engine | None = None
    originals: Originals | None = None
    limits: Limits = Limits()
    known: Callable[[str], bool] | None = None

    def take(self, data: bytes, *, name: str, media_type: str = "") -> Taken:
        """Read one file."""
        digest = sha256(data).hexdigest()
        try:
            if self.originals is not None:
                self.originals.keep(data, name=name)
            found = brought(data, name=name, media_type=media_type, declared=self.declared)
            documents = tuple(one for one in found.documents if self.known is None or not self.known(one.sha256))
            readings = tuple(map(self._reading, documents)) if self.gazetteer is not None else ()
        except Invalid as refusal:
            return Taken(name=name, sha256=digest, refused=tuple(refusal.faults))
        except Exception as error:
            # A file of a stranger may find what nobody thought of. It is told by its kind, and the next file is read.
            refusal = cannot_bring_in(f"this program stumbled over it ({type(error).__name__})", name=name,
                                      remedy="save its text as a .txt file, and tell who looks after this program")  # fmt: skip
            return Taken(name=name, sha256=digest, refused=tuple(refusal.faults))
        return Taken(name=name, sha256=digest, documents=documents, readings=readings, refused=_told(found))

    def _reading(self, document: Document) -> Reading:
        if self.gazetteer is None:
            raise ValueError("no agreement was named")
        return read(document, gazetteer=self.gazetteer, engine=self.engine, limits=self.limits)


def _told(found: Brought) -> tuple[Fault, ...]:
    pages = [cannot_bring_in(f"page {', '.join(map(str, one.unread_pages))} of the PDF holds no text: a picture of a page",
                             name=one.name, remedy="have a person type or check its words, and bring that in as text").faults[0]
             for one in found.documents if one.unread_pages]  # fmt: skip
    return (*found.refused, *pages)
