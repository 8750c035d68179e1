"""Amendments: joining a text with the one it amends, by the hash it names."""

from typing import Any

from msgspec.structs import asdict

from safeconduct.agreement.model import SECTIONS, Agreement, Amendment, Content
from safeconduct.agreement.reader import Source, in_file_order
from safeconduct.agreement.references import check_references
from safeconduct.agreement.shapes import Reading
from safeconduct.agreement.yaml_tree import Faults
from safeconduct.kernel.canonical import digest
from safeconduct.kernel.errors import Fault, Invalid, VerificationFailed


def join(base: Source, amendment: Source) -> Source:
    """Give the agreement as it reads with the amendment.

    Raises VerificationFailed when the amendment names another text, Invalid (SC018, SC101, SC901) when it redefines an
    id without saying so or refers to what neither text has.
    """
    agreement, change = base.model, amendment.model
    assert isinstance(agreement, Agreement)
    assert isinstance(change, Amendment)
    if change.amends.agreement != agreement.id:
        raise Invalid([Fault(code="SC901", file=amendment.file, path="amends.agreement",
                             message=f"it amends {change.amends.agreement!r}; the base is {agreement.id!r}",
                             remedy="give the base it was written for")])  # fmt: skip
    if change.amends.hash != base.hash:
        raise VerificationFailed(
            step=f"{amendment.file}: hash of the text it amends ({agreement.id})",
            expected=change.amends.hash,
            got=base.hash,
            remedy="the base has changed since the amendment was written; read both, then name the new hash",
        )
    faults = Faults(amendment.file)
    merged = _merge(agreement, change, amendment, faults)
    ctx = Reading(faults)
    ctx.references, ctx.units = amendment.reading.references, amendment.reading.units
    ctx.positions = amendment.reading.positions
    check_references(merged, ctx)
    _check_ids(change, merged, amendment, faults)
    if faults:
        raise Invalid(in_file_order(faults), left_out=faults.left_out)
    plain = {"base": base.plain, "amendment": amendment.plain}
    return Source(base.file, merged, plain, digest(plain), {**base.origins, **amendment.origins}, ctx)


def _merge(agreement: Agreement, change: Amendment, source: Source, faults: Faults) -> Agreement:
    fields: dict[str, Any] = asdict(agreement)
    for section in (*SECTIONS, "units", "sources"):
        mine, theirs = getattr(agreement, section), getattr(change, section)
        for name in theirs:
            if name in mine and name not in change.replaces and section not in ("units", "sources"):
                line, column = source.reading.positions.get(f"{section}.{name}", (1, 1))
                faults.add("SC018", f"{name!r} is already defined in {agreement.id}", line=line, column=column,
                           path=f"{section}.{name}",
                           remedy=f"choose another id, or add {name} under `replaces:`")  # fmt: skip
        fields[section] = {**mine, **theirs}
    return Agreement(**fields)


def _check_ids(change: Amendment, merged: Content, source: Source, faults: Faults) -> None:
    for field in ("replaces", "releases"):
        for name in getattr(change, field):
            if merged.find(name) is None:
                faults.add("SC101", f"nothing is called {name!r}", path=field, line=1, column=1)
