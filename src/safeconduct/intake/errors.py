"""Why a document was not brought in, and what to do. The rest of what came with it goes on."""

from safeconduct.kernel.errors import Fault, Invalid


def cannot_bring_in(why: str, *, name: str, remedy: str) -> Invalid:
    """Give the refusal of one document."""
    return Invalid([Fault(code="SC042", message=f"cannot bring in: {why}", file=name, remedy=remedy)])


def needs_extra(what: str, *, name: str) -> Invalid:
    """Give the refusal of a form for which a package is missing."""
    return cannot_bring_in(f"{what} needs packages that are not installed", name=name,
                           remedy="install safeconduct[intake], or bring in its text")  # fmt: skip
