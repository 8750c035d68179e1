"""What to do about what a check found, in one sentence each: by the code of a fault, or by the first part of it."""

from safeconduct.record.faults import Bad

_KEEP = "Keep the files as they are, make no checkpoint from them, and compare with a mirror"

REMEDIES = {
    "source.absent": "Look at the spelling of the path.",
    "source.empty": "Name the folder that holds `checkpoint`, the zip of it, or the file log.db.",
    "source.unknown": "Name a store (log.db), a published folder or its zip, a bundle, a proof, or evidence of a fork.",
    "source.store": f"{_KEEP}. If a server is running on this file, try again, or check a copy of it.",
    "source.zip": "Fetch the zip again. If it stays so, whoever serves it has a damaged or a changed copy.",
    "source.lists": "Fetch the folder again. If it stays so, ask whoever publishes it, or take a newer version of this program.",
    "source.missing": "Fetch the folder again, whole. If the file stays away, ask a mirror for it.",
    "source": f"{_KEEP}.",
    "genesis.differs": "Compare the words again with the sheet in your safe. If they are right, this is another log.",
    "genesis.missing": "Give the list of keys and the genesis act beside it, or a copy of the log with the first body.",
    "genesis": "Ask a mirror for the first act of the log, and compare its digest with the paper.",
    "audit.shorter": f"{_KEEP}: acts were taken out, or the copy is not whole.",
    "audit.body": "Ask a mirror for the body. If nobody has it, say so in writing: the log proves that it was there.",
    "audit.redaction": f"{_KEEP}: its organisation and a guarantor, or all others, have to sign before a body may go.",
    "audit.tile": "Tiles can be made again from the leaves. The acts are not touched by this.",
    "audit": f"{_KEEP}.",
    "keys.missing": "Fetch the file `keys` from where the log is published.",
    "keys": "Ask a second mirror for its file `keys`, and compare. Nothing in it is signed.",
    "policy": "Fetch the policy again. The one that counts is set by the genesis act or by an act of the log.",
    "note": "Fetch the checkpoint again. If it stays so, ask its signers for it: one byte of a signed text was changed.",
    "checkpoint": "Look whether policy, paper and log belong together. If they do, the log has not signed this.",
    "projection.root": "Fetch the folder again. If it stays so, keep it: the log may have forked.",
    "projection": "Fetch the folder again. If it stays so, ask a mirror which projection the log names.",
    "kept.newer": "Fetch the log again. If it stays so, show the guarantors the checkpoint that you keep: acts were taken away.",
    "kept.fork": "Keep both files. Send the evidence to every guarantor and every party: it can be checked by anyone.",
    "kept": "Look whether the file that you keep belongs to this log.",
    "proof": "Ask for a new proof of the act.",
    "verify.policy": "Take the file `policy` of the published folder, or better the file `genesis`: --genesis FILE.",
    "verify.log_key": "The key of the log stands in the genesis act, under `log`.",
    "verify.act": "Give more digits of the id, or the index of the act.",
    "verify.index": "Indexes count from 0.",
    "verify.hashes": "Ask whoever tells you of the act for its proof; parties and guarantors can write one from their mirror.",
    "verify.paper": "Type the sixteen words of the sheet, or its 64 digits, or name a file with the genesis act.",
    "verify": "Look whether proof, body and keys belong to the same act.",
    "words": "Type the sixteen words as they are printed, with spaces between them.",
    "bundle": "Ask the sender for the bundle again.",
    "evidence": "Ask for the file again: as it is, it shows nothing about the log.",
    "receipt": "Ask whoever gave the receipt for it again: as it is, it says nothing.",
    "refusal.early": "Wait until the guarantor has signed a checkpoint after the agreed time. Until then nothing is shown.",
    "refusal.there": "Nothing was refused: ask the log or a mirror for the proof of the act.",
    "refusal": "Ask the guarantor for the file again: as it is, it shows no refusal.",
    "leaf": "Ask for the file again. A leaf has one form only.",
    "body": "Ask for the body again. A body has one spelling only.",
    "json": "Ask for the file again. It has one spelling only, so even a space makes it another file.",
    "act": "Ask a mirror for the same act, and compare. One with other fields has no place in a record.",
    "key": "Ask a mirror for the same file, and compare. A log with such a key cannot be one that was begun by the rules.",
    "replay": f"{_KEEP}.",
    "spelling": "Ask for the file again. Numbers and bytes have one spelling only.",
    "packed": "Ask the sender for the bundle again.",
    "cosignature": "Fetch the checkpoint again. If it stays so, ask that cosigner for its line.",
    "file": "Look at the path, and whether you may read it.",
}


def remedy(bad: Bad) -> str:
    """Say what to do about a fault."""
    family = bad.code.partition(".")[0]
    return REMEDIES.get(bad.code) or REMEDIES.get(family) or "Ask whoever gave you the file for it again."
