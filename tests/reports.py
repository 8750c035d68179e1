"""Made-up reports for tests: a text becomes a document with a block for each paragraph, the first one a headline."""

import hashlib
import re
from datetime import datetime

from safeconduct.intake.document import Block, Document, Span
from safeconduct.intake.draft import Draft

_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")


def report(text: str, *, created: datetime | None = datetime(2025, 11, 6, 6, 40), language: str = "en") -> Document:  # noqa: DTZ001
    """Give a document of paragraphs that are parted by an empty line."""
    spans = [Span(*match.span()) for match in _PARAGRAPH.finditer(text)]
    blocks = tuple(
        Block(number=n, span=span, kind="headline" if n == 1 and len(spans) > 1 else "body", language=language)
        for n, span in enumerate(spans, 1)
    )
    return Document(
        sha256=hashlib.sha256(text.encode()).hexdigest(), media_type="text/plain", text=text, blocks=blocks, created=created
    )


def told(document: Document, draft: Draft) -> tuple[str, str, str, str]:
    """Give a draft in short: the chain, the cue, the stance with its polarity, and what was said."""
    cue = document.words(draft.cue) if draft.cue else ""
    return " > ".join(link.words for link in draft.chain), cue, draft.stance + draft.polarity, document.words(draft.content)
