"""What a document is, and its paragraphs, as a table for people."""

from typing import TYPE_CHECKING

from safeconduct.cli.output import say

if TYPE_CHECKING:
    from safeconduct.intake.document import Document

_WIDE = 70


def document_told(document: "Document") -> None:
    """Write what a document is, and its paragraphs."""
    from safeconduct.intake.unseen import shown, unseen

    created = document.created
    when = created.strftime("%-d %b %Y" if document.day_only else "%-d %b %Y %H:%M %z") if created else "no day in it"
    say(f"{document.name}  sha256 {document.sha256}",
        f"publisher: {document.publisher or 'not said'}   author: {document.author or 'not said'}   written: {when.strip()}",
        f"language: {document.language or 'not known'}", "")  # fmt: skip
    for block in document.blocks:
        words = shown(" ".join(document.words(block.span)[: 4 * _WIDE].split()))
        short = words if len(words) <= _WIDE else words[:_WIDE] + " ..."
        page = f"p{block.page:<4} " if block.page else ""
        say(f"{block.number:4}  {page}{block.kind:11}  {block.language or '--':2}  {short}")
    foreign = sum(block.language not in ("", "en") for block in document.blocks)
    if foreign:
        say("", f"{foreign} of {len(document.blocks)} paragraphs are not in English. They are left for a person to translate.")
    if hidden := unseen(document.text):
        turning = sum(one.turns for one in hidden)
        say("", f"{len(hidden)} characters are not seen, and {turning} of them turn the order of the text round. They are shown "
            f"as [U+....]; the first is {hidden[0].name} at character {hidden[0].span.start}.")  # fmt: skip
    if document.unread_pages:
        say("", f"Pages without text, not read: {', '.join(map(str, document.unread_pages))}.")
    say("")
