"""Which words of a page in Arabic or Hebrew are in Latin letters, though nobody quotes them?

What is quoted says so: it stands in `bdi` or `code`, or names a language or a direction of its own, or is set apart by isolating
marks. Addresses, places of a file and the numbers that a text gives its points are quoted too. Everything else is the page's own,
and has to be in its language.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from safeconduct.web.shell import wording

APART = re.compile("\u2068[^\u2068\u2069]*\u2069")
WORD = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’-]+")
IDS = re.compile(r"SYN-[0-9A-Z]+|SC\d{3} [a-z-]+|\{\w+\}|\.tlog-proof|ML-DSA-44|keys(?=\.)|[a-z]+(?:_[a-z]+)+|Gaza Maps")
"""Numbers of cases, rules by code and name, what a script fills in later, files and methods of the record, ids of an agreement
that its wording names, and who has drawn a line."""
QUOTING = {"bdi", "code", "pre", "kbd", "samp", "script", "style", "title", "textarea"}
QUOTING_CLASSES = {"address", "where", "place-name"}
ALONE = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SAME = {"UTC", "PDF", "JSON", "YAML", "API", "MB", "kB", "KB", "safeconduct", "OpenAPI", "SHA", "HTML", "CSV", "GeoJSON", "JSONL",
        "QR", "UTF", "MapLibre", "Debian", "English", "Ed", "JavaScript", "CBOR", "COSE", "PIN", "zip", "OpenStreetMap", "ODbL",
        "IDDRS"}  # fmt: skip
"""Names that are the same in every language."""
LANGUAGES = {word for name in wording._OWN_NAMES.values() for word in name.split()}
"""Languages by their own names."""


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "html":
            self.language = own.get("lang") or ""
        if tag in ALONE:
            return
        self.open.append((tag, tag not in ("html", "svg") and (tag in QUOTING or self._quotes(own))))

    def _quotes(self, own: dict[str, str | None]) -> bool:
        if ("lang" in own and own["lang"] != self.language) or own.get("dir") in ("auto", "ltr"):
            return True
        return not QUOTING_CLASSES.isdisjoint((own.get("class") or "").split()) or (own.get("href") or "").startswith("/point/")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(quotes for _tag, quotes in self.open):
            return
        while APART.search(data):
            data = APART.sub(" ", data)
        words = [word for word in WORD.findall(IDS.sub(" ", data)) if word not in SAME | LANGUAGES]
        if words:
            self.found.append(" ".join(data.split()))


def latin(page: str) -> list[str]:
    """Return the texts of a page with Latin words of their own."""
    words = _Words()
    words.feed(page)
    return list(dict.fromkeys(words.found))
