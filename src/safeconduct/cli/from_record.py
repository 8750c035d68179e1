"""What commands of the record share: its extra, its faults as errors with an exit status, files read and written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from safeconduct.kernel.errors import Conflict, Fault, Invalid

LARGEST = 1_000_000
"""Bytes of a file that these commands read."""


@contextmanager
def record_faults(file: str = "", *, remedy: str = "") -> Iterator[None]:
    """Turn a fault of the record into Invalid (SC040), with the file it is in; say how to install what is missing."""
    try:
        # This is the first module that needs a library for signatures.
        import safeconduct.record.ed25519  # noqa: F401
        from safeconduct.record.faults import Bad
    except ImportError as error:
        raise missing_extra(error) from error
    try:
        yield
    except Bad as bad:
        raise Invalid([Fault(code="SC040", file=file, message=str(bad), remedy=remedy)]) from bad
    except ModuleNotFoundError as error:
        raise missing_extra(error) from error


def missing_extra(error: ImportError) -> Invalid:
    """Say how to install what the record needs."""
    return Invalid([Fault(code="SC030", message=f"the record needs the extra `record` ({error.name or error} is missing)",
                          remedy="pip install 'safeconduct[record]'")])  # fmt: skip


def read_file(path: str, *, most: int = LARGEST) -> bytes:
    """Read a small file whole. Raises Invalid where it cannot be read or is too large."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Invalid([Fault(code="SC030", file=path, message=f"cannot read: {error.strerror or error}",
                             remedy="check the name, and that the medium is in")]) from error  # fmt: skip
    if len(data) > most:
        raise Invalid([Fault(code="SC011", file=path, message=f"larger than {most} bytes", remedy="name another file")])
    return data


def write_new_file(path: str, data: bytes, *, mode: int = 0o644, first: Callable[[], None] | None = None) -> None:
    """Write a file that is not there yet. Raises Conflict rather than write over one, Invalid where it cannot be written."""
    from safeconduct.record.keyfile import write_new

    try:
        write_new(Path(path), data, mode=mode, first=first)
    except FileExistsError as error:
        raise Conflict(f"{path} is there already, and no file is written over. Nothing was changed.",
                       remedy="name another file with --out, or move the old one away yourself") from error  # fmt: skip
    except OSError as error:
        raise Invalid([Fault(code="SC030", file=path, message=f"cannot write: {error.strerror or error}",
                             remedy="check the folder, and that the medium is not full or locked")]) from error  # fmt: skip
