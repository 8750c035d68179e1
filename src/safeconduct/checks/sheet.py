"""The signing sheet as an HTML page, for a browser and its printer."""

from html import escape
from typing import Any

from safeconduct.checks.markup import by_language, items, page, prose, table, words
from safeconduct.checks.report import head, undecided
from safeconduct.checks.run import Checked
from safeconduct.checks.signing import signing
from safeconduct.checks.text import CheckedText

_LINES = "".join(f'<div><span class="line"></span><span>{what}</span></div>'
                 for what in ("Name and office", "Signature", "Place and day"))  # fmt: skip
_NOTHING = "<p>Nothing.</p>"


def sheet(text: CheckedText, checked: Checked) -> str:
    """Give the signing sheet of a text as a page of its own."""
    facts = signing(text, checked)
    notice = ' class="notice"' if facts["errors"] else ""
    hashed = f'<p>The text with the hash <code class="hash">{facts["hash"]}</code></p>'
    parts = [head(text, "Signing sheet"), f"<p{notice}>{facts['summary']}</p>", undecided(checked), *map(_open, facts["open"])]
    parts += ["<h2>What the parties accept knowingly</h2>", _accepted(facts["accepted"])]
    parts += ["<h2>What was allowed, and why</h2>", _allowed(facts["allowed"])]
    parts += ["<h2>Parts left open in the text</h2>", _holes(facts["holes"])]
    parts += ['<h2 class="newpage">Signatures</h2>', hashed, *map(_room, facts["signatures"])]
    parts += ['<h2 class="newpage">The rules named above</h2>', *map(_rule, facts["rules"])]
    parts += ['<h2 class="newpage">The wording</h2>', *map(_wording, facts["texts"])]
    return page(f"{text.agreement.title}: signing sheet", *parts, f'<p class="soft">{facts["limits"]}</p>')


def _open(group: dict[str, Any]) -> str:
    found = "".join(
        f'<section class="finding {group["severity"]}"><h3><a href="#{rule["code"]}">{rule["code"]}</a> {rule["name"]}'
        f"{_many(rule['findings'])}</h3><ul>{''.join(map(_finding, rule['findings']))}</ul>"
        + "".join(f'<p class="remedy">{prose(remedy)}</p>' for remedy in rule["remedies"])
        + "</section>"
        for rule in group["rules"]
    )
    return f"<h2>{group['heading']}</h2><p>{group['means'] if found else 'None.'}</p>{found}"


def _many(findings: list[dict[str, Any]]) -> str:
    return f" ({len(findings)})" if len(findings) > 1 else ""


def _finding(finding: dict[str, Any]) -> str:
    where = f' <span class="where">({words(finding["where"])})</span>' if finding["where"] else ""
    return f'<li><p class="said">{prose(finding["message"])}{where}</p>{items(map(prose, finding["steps"]), tag="ol")}</li>'


def _accepted(rows: list[dict[str, Any]]) -> str:
    cells = ((f"<strong>{escape(one['rule'])}</strong><br>{words(one['where'])}", prose(one["found"]), by_language(one["words"]),
              words(one["by"])) for one in rows)  # fmt: skip
    return table(("Finding", "What was found", "In their words", "Accepted by"), cells) if rows else _NOTHING


def _allowed(rows: list[dict[str, Any]]) -> str:
    cells = ((f"<strong>{one['rule']}</strong><br>{words(one['where'])}", prose(one["found"]), words(one["reason"]))
             for one in rows)  # fmt: skip
    return table(("Finding", "What was found", "Reason given in the file"), cells) if rows else _NOTHING


def _holes(rows: list[dict[str, Any]]) -> str:
    cells = ((words(one["what"]), words(one["owner"]), words(one["until"]), by_language(one["if_not"])) for one in rows)
    return table(("What is left open", "Who has to close it", "By when", "If not"), cells) if rows else _NOTHING


def _room(signature: dict[str, str]) -> str:
    return (f'<section class="signature"><h3>{words(signature["name"])} <span class="soft">{signature["role"]}</span></h3>'
            f'<div class="lines">{_LINES}</div></section>')  # fmt: skip


def _rule(rule: dict[str, str]) -> str:
    return (f'<section class="rule" id="{rule["code"]}"><h3>{rule["code"]} {rule["name"]}</h3><p>{prose(rule["what"])}</p>'
            f"<p>{prose(rule['why'])}</p></section>")  # fmt: skip


def _wording(document: dict[str, Any]) -> str:
    if not document["points"]:
        return ""
    rows = ((f"<strong>{escape(point['number'])}</strong>", by_language(point["says"]) + _not_given(point["not_given"]))
            for point in document["points"])  # fmt: skip
    return f'<section class="words"><h3>{words(document["title"])}</h3>{table(("Number", "Wording"), rows)}</section>'


def _not_given(why: dict[str, str]) -> str:
    return f"<p><em>Not given.</em></p>{by_language(why)}" if why else ""
