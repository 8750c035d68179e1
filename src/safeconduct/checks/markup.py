"""Pieces of a printed page: words of an agreement as HTML, escaped, each language in its own direction."""

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from safeconduct.kernel.text import Text, direction


def words(text: str) -> str:
    """Give plain words, whatever letters they have, so that they do not turn what stands beside them."""
    return f"<bdi>{escape(' '.join(text.split()))}</bdi>"


def prose(text: str) -> str:
    """Give a sentence: its words in `backticks` as words of the file."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return words(text)
    inside = (f"<code>{escape(part)}</code>" if n % 2 else escape(part) for n, part in enumerate(parts))
    return f"<bdi>{' '.join(''.join(inside).split())}</bdi>"


def tongues(text: Text) -> str:
    """Give a text in each of its languages, each as a paragraph in its own direction."""
    return by_language(text.versions)


def by_language(versions: dict[str, str]) -> str:
    """Give words by language, each as a paragraph in its own direction."""
    return "".join(
        f'<p lang="{escape(language)}" dir="{direction(language)}">{escape(" ".join(said.split()))}</p>'
        for language, said in versions.items()
    )


def items(lines: Iterable[str], *, tag: str = "ul") -> str:
    """Give lines that are HTML already as a list; nothing for no lines."""
    inside = "".join(f"<li>{line}</li>" for line in lines)
    return f"<{tag}>{inside}</{tag}>" if inside else ""


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Give a table whose cells are HTML already."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def page(title: str, *parts: str) -> str:
    """Give a whole page that needs nothing beside it: no script, no address, its styles inside."""
    style = (files("safeconduct.checks") / "paper.css").read_text(encoding="utf-8")
    return "\n".join((
        '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>",
        *(part for part in parts if part),
        "</main>\n</body>\n</html>\n",
    ))  # fmt: skip
