"""How a receipt, and the refusal of an act that was handed in, are told."""

from collections.abc import Iterator, Sequence

from safeconduct.record.receipt import Receipt
from safeconduct.record.refusal import Refusal
from safeconduct.record.telling import when


def receipt_lines(receipt: Receipt, signers: Sequence[str]) -> Iterator[str]:
    """Tell a receipt."""
    yield "A RECEIPT. It shows that the act was handed in, not yet that it was refused."
    yield from _act(receipt, signers)


def refusal_told(found: Refusal) -> Iterator[str]:
    """Tell what the file of a refusal shows, by whose word, and what it does not show."""
    receipt, names = found.receipt, ", ".join(found.signers)
    yield "REFUSED. The log did not take this act within the time that was agreed."
    yield from _act(receipt, found.signers)
    yield f"At        {when(found.at)} the log had {found.size:,} acts, signed by the log and cosigned by {names}"
    yield f"Checked   the leaf is not among the {found.since:,} that came after the receipt; their hashes make the signed root"
    yield ""
    yield f"By the word of {names}: both times, and that the act was not among the first {receipt.size:,}."
    yield "If the act does stand in the log, whoever keeps it can show so with one proof. Why it was not taken is not shown."


def receipt_data(receipt: Receipt) -> dict[str, object]:
    """Give a receipt for programs."""
    leaf = receipt.signed
    return {"act": leaf.act_id.hex(), "key": leaf.kid.hex(), "log": receipt.origin, "handed_in": receipt.at, "due": receipt.due,
            "before": receipt.size}  # fmt: skip


def _act(receipt: Receipt, signers: Sequence[str]) -> Iterator[str]:
    leaf = receipt.signed
    yield ""
    yield f"Act       {leaf.act_id.hex()}"
    yield f"Key       {leaf.kid.hex()}; the signature was checked by whoever gave the receipt, who knows the key"
    yield f"Log       {receipt.origin}, in which it was not among {receipt.size:,} acts"
    yield f"Handed in {when(receipt.at)}, by the word of {', '.join(signers)}"
    yield f"Due       {when(receipt.due)}"
