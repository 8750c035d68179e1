"""The table of `safeconduct read`: the paragraphs of a document, and what is drafted from it, for people."""

from typing import TYPE_CHECKING

from safeconduct.cli.output import say, wrapped

if TYPE_CHECKING:
    from safeconduct.intake.document import Document, Span
    from safeconduct.intake.draft import Draft, Reading, Source

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


def drafts_told(document: "Document", reading: "Reading") -> None:
    """Write what was drafted, and what was not read."""
    say(f"drafted by {reading.engine}; a person files, and what is filed says only that the source said it", "")
    for draft in reading.drafts:
        say(*_lines(document, draft))
    for unread in reading.unread:
        block = document.block_at(unread.span)
        where = f"paragraph {block.number}{f' on page {block.page}' if block.page else ''}, " if block else ""
        say(f"not read ({unread.why}): {where}characters {unread.span.start} to {unread.span.end}")
    say("")


def _lines(document: "Document", draft: "Draft") -> list[str]:
    from safeconduct.intake.unseen import shown

    def words(span: "Span") -> str:
        return shown(" ".join(document.words(span).split()))

    chain = " > ".join(_named(one) for one in draft.chain) or "the document itself"
    cue = f" ({words(draft.cue)})" if draft.cue else ""
    inside = "" if draft.parent is None else f", inside {draft.parent}"
    to = f", to {draft.addressee}" if draft.addressee else ""
    lines = [f"{draft.number:4}  {chain}: {'NOT ' if draft.polarity == '-' else ''}{draft.stance}{cue}{to}{inside}"]
    told = (("what", [words(draft.content)]), ("how many", [words(one.span) for one in draft.quantities]),
            ("when", [words(one.span) + (f" = {one.start} up to {one.end}" if one.start else "") for one in draft.times]),
            ("where", [words(one.span) for one in draft.places]), ("points", [one.point for one in draft.points]))  # fmt: skip
    return lines + [wrapped(f"{name}: {'; '.join(values)}", indent="      ", hang="  ") for name, values in told if values]


def _named(source: "Source") -> str:
    from safeconduct.intake.unseen import shown

    words = shown(" ".join(source.words.split())) or "not named"
    return f"{words} [{source.actor}]" if source.actor else words
