"""Amendments: joining a text with the one it amends, by the hash it names."""

from datetime import datetime
from typing import Any, NamedTuple

from msgspec.structs import asdict

from safeconduct.agreement.model import SECTIONS, Agreement, Amendment
from safeconduct.agreement.reader import Source, in_file_order, text_hash
from safeconduct.agreement.references import check_names, check_references, fault_at
from safeconduct.agreement.shapes import Reading
from safeconduct.agreement.yaml_tree import Faults
from safeconduct.kernel.errors import Invalid, VerificationFailed


class Version(NamedTuple):
    """One version of the text: read, and in force from a moment on (None: from the start)."""

    source: Source
    start: datetime | None = None
    released: frozenset[str] = frozenset()
    title: str = ""
    redefined: frozenset[str] = frozenset()


def join(base: Source, amendment: Source) -> Source:
    """Give the agreement as it reads with the amendment.

    Raises VerificationFailed when the amendment names another text, Invalid (SC018, SC101, SC901) when it redefines an
    id without saying so or refers to what neither text has.
    """
    agreement, change = base.model, amendment.model
    assert isinstance(agreement, Agreement)
    assert isinstance(change, Amendment)
    faults = Faults(amendment.file)
    ctx = Reading(faults)
    ctx.references, ctx.units, ctx.positions = (
        amendment.reading.references, amendment.reading.units, amendment.reading.positions
    )  # fmt: skip
    ctx.root, ctx.head, ctx.unseen = amendment.reading.root, amendment.reading.head, amendment.reading.unseen
    if change.amends.agreement != agreement.id:
        fault_at(ctx, "SC901", "amends.agreement",
                 f"it amends {change.amends.agreement!r}; the base is {agreement.id!r}",
                 "give the base it was written for")  # fmt: skip
        raise Invalid(faults.found)
    if change.amends.hash != base.hash:
        raise VerificationFailed(
            step=f"{amendment.file}: hash of the text it amends ({agreement.id})",
            expected=change.amends.hash,
            got=base.hash,
            remedy="the base has changed since the amendment was written; read both, then name the new hash",
        )
    merged = _merge(agreement, change, ctx)
    index = check_references(merged, ctx)
    standing = _standing(base, change)
    check_names(index, merged, standing)
    if faults or standing.faults:
        found = in_file_order(faults) + in_file_order(standing.faults)
        raise Invalid(found, left_out=faults.left_out + standing.faults.left_out)
    ctx.references = standing.references + ctx.references
    plain = {"base": base.plain, "amendment": amendment.plain}
    anew = tuple(f"{section}.{name}" for section in SECTIONS for name in getattr(change, section))
    unseen = {path for path in base.unseen if not _under(path, anew)} | amendment.unseen
    return Source(base.file, merged, plain, text_hash(plain), {**base.origins, **amendment.origins}, ctx, frozenset(unseen))


def _under(path: str, entries: tuple[str, ...]) -> bool:
    return ".".join(path.split(".")[:2]).partition("[")[0] in entries


def _standing(base: Source, change: Amendment) -> Reading:
    # What the base says and the amendment leaves in force must still find what it names.
    ctx = Reading(Faults(base.file))
    anew = tuple(f"{section}.{name}" for section in SECTIONS for name in getattr(change, section))
    ctx.references = [found for found in base.reading.references if not _under(found[3], anew)]
    return ctx


def _merge(agreement: Agreement, change: Amendment, ctx: Reading) -> Agreement:
    fields: dict[str, Any] = asdict(agreement)
    for section in (*SECTIONS, "units", "sources"):
        mine, theirs = getattr(agreement, section), getattr(change, section)
        for name in theirs:
            if name in mine and name not in change.replaces and section not in ("units", "sources"):
                fault_at(ctx, "SC018", f"{section}.{name}", f"{name!r} is already defined in {agreement.id}",
                         f"choose another id, or add {name} under `replaces:`")  # fmt: skip
        fields[section] = {**mine, **theirs}
    fields["acknowledged"] = (*agreement.acknowledged, *change.acknowledged)
    if change.programme is not None:
        fields["programme"] = change.programme
    anew = {name for section in SECTIONS for name in getattr(change, section)}
    for name in change.replaces:
        if name not in anew and agreement.find(name) is not None:
            fault_at(ctx, "SC015", "replaces", f"{name!r} stands under `replaces:` and is not defined in this file",
                     "define it here, or take it off the list")  # fmt: skip
    return Agreement(**fields)
