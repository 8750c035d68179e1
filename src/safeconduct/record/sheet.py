"""The sheet of paper that everything else rests on: the digest of the genesis act, for the safe of every signatory.

As lines of text and as one printed page, in English, Arabic or Hebrew. The digest stands on it as words, as digits and as a
QR code. Who holds the sheet needs to trust no program, no server and no other side.
"""

from html import escape
from typing import NamedTuple

from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis, warnings
from safeconduct.record.leaf import kid_of
from safeconduct.record.policy import Policy
from safeconduct.record.sheet_words import LABELS, RIGHT_TO_LEFT
from safeconduct.record.words import words_of

CODE, TRAINING_CODE = "SCG:", "SCGT:"
"""What the QR code begins with. A code for training must not pass for one that counts."""


class Row(NamedTuple):
    """One organisation on the sheet."""

    name: str
    role: str
    keys: tuple[str, ...]


class Sheet(NamedTuple):
    """What stands on the sheet, apart from its labels."""

    origin: str
    training: bool
    words: tuple[str, ...]
    digits: tuple[str, ...]
    code: str
    rows: tuple[Row, ...]
    log_key: str
    agreement: str
    witnessed: str
    sealed: str
    attachments: str
    warnings: tuple[str, ...]


def sheet_of(genesis: Genesis) -> Sheet:
    """Give what the sheet of a genesis act says. Organisations stand in the order of the act."""
    act, digest = genesis.act, genesis.digest.hex()
    rows = tuple(Row(org.name, org.role, tuple(kid_of(public).hex() for public in org.roots)) for org in act.organisations)
    names = {org.id: org.name for org in act.organisations}
    return Sheet(
        act.origin, act.training, tuple(words_of(genesis.digest).split("\n")),
        tuple(" ".join(digest[at : at + 4] for at in range(line, line + 32, 4)) for line in (0, 32)), code_of(genesis), rows,
        kid_of(genesis.log.public).hex(), act.agreement.hex(), in_words(genesis.witnessed), in_words(genesis.sealed),
        names[act.attachments], warnings(genesis),
    )  # fmt: skip


def code_of(genesis: Genesis) -> str:
    """Give the text of the QR code: letters and digits that need the fewest squares."""
    return (TRAINING_CODE if genesis.act.training else CODE) + genesis.digest.hex().upper()


def digest_of_code(text: str, *, prefix: str = CODE) -> bytes:
    """Read the digest from the text of a QR code. Raises Bad for another prefix, so that training does not pass for real."""
    said, digits = text[: len(prefix)], text[len(prefix) :]
    if said != prefix or len(digits) != 64 or set(digits) - set("0123456789ABCDEF"):
        raise Bad("sheet.code", "not the code of such a sheet", expected=f"{prefix} and 64 digits", got=ascii(text[:80]))
    return bytes.fromhex(digits)


def in_words(policy: Policy) -> str:
    """Say whom a policy asks: `3 of (a, b, c, d)`, `none`."""
    groups = {group.name: group for group in policy.groups}

    def name(one: str) -> str:
        if one not in groups:
            return ascii(one)[1:-1]
        group = groups[one]
        return f"{group.threshold} of ({', '.join(map(name, group.members))})"

    return name(policy.quorum)


def as_text(sheet: Sheet, language: str = "en") -> str:
    """Give the sheet as lines of text."""
    say = LABELS[language]
    lines = [say["title"], ""]
    lines += [say["training"], ""] if sheet.training else []
    lines += [say["what"], "", f"{say['log']}: {sheet.origin}", "", f"{say['digest']}:"]
    lines += [f"    {line}" for line in sheet.words] + [""] + [f"    {line}" for line in sheet.digits] + [f"    {sheet.code}"]
    lines += ["", f"{say['who']}:"]
    for row in sheet.rows:
        lines.append(f"  - {row.name} ({say[row.role]}): {' · '.join(row.keys)}")
    lines += ["", *(f"{label}: {value}" for label, value in _facts(sheet, say)), "", f"{say['do']}:"]
    lines += [f"  {number}. {say[f'do{number}']}" for number in range(1, 5)]
    if sheet.warnings:
        lines += ["", f"{say['know']}:", *(f"  - {warning}" for warning in sheet.warnings)]
    return "\n".join(lines) + "\n"


def _facts(sheet: Sheet, say: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return ((say["agreement"], sheet.agreement), (say["log_key"], sheet.log_key), (say["witnessed"], sheet.witnessed),
            (say["sealed"], sheet.sealed), (say["attachments"], sheet.attachments))  # fmt: skip


def as_page(sheet: Sheet, language: str = "en") -> str:
    """Give the sheet as a page of its own that any browser prints: no script, no address, its styles inside."""
    say, direction = LABELS[language], "rtl" if language in RIGHT_TO_LEFT else "ltr"
    rows = "".join(
        f"<tr><td><bdi>{escape(row.name)}</bdi><br><small>{say[row.role]}</small></td>"
        f'<td dir="ltr">{"<br>".join(f"<code>{key}</code>" for key in row.keys)}</td><td class="room"></td></tr>'
        for row in sheet.rows
    )
    facts = "".join(f"<dt>{label}</dt><dd><bdi>{escape(value)}</bdi></dd>" for label, value in _facts(sheet, say))
    words = "<br>".join(sheet.words)
    steps = "".join(f"<li>{say[f'do{number}']}</li>" for number in range(1, 5))
    known = "".join(f'<li lang="en" dir="ltr">{escape(warning)}</li>' for warning in sheet.warnings)
    parts = [
        f"<h1>{say['title']}</h1>", f'<p class="training">{say["training"]}</p>' if sheet.training else "",
        f'<p>{say["what"]}</p><p>{say["log"]}: <bdi class="mono">{escape(sheet.origin)}</bdi></p>',
        f'<section class="digest"><div><h2>{say["digest"]}</h2><p class="words" dir="ltr" lang="zxx">{words}</p>'
        f'<p class="mono" dir="ltr">{"<br>".join(sheet.digits)}</p></div>{_qr(sheet.code)}</section>',
        f"<h2>{say['who']}</h2><table><thead><tr><th>{say['organisation']}</th><th>{say['keys']}</th><th>{say['hand']}</th></tr>"
        f"</thead><tbody>{rows}</tbody></table><dl>{facts}</dl>",
        f"<h2>{say['do']}</h2><ol>{steps}</ol>", f"<h2>{say['know']}</h2><ul>{known}</ul>" if known else "",
    ]  # fmt: skip
    return (f'<!doctype html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{say["title"]}</title>\n'
            f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n" + "\n".join(part for part in parts if part)
            + "\n</main>\n</body>\n</html>\n")  # fmt: skip


def _qr(code: str) -> str:
    # Only this page needs it, and the verifier is shipped without it.
    import segno

    drawn = segno.make(code, error="q", micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)
    return f'<figure dir="ltr"><div class="qr">{drawn}</div><figcaption class="mono">{code[:12]}…</figcaption></figure>'


_STYLE = """
@page { size: A4; margin: 9mm 12mm }
main { max-inline-size: 186mm; margin-inline: auto; padding: 4mm }
@media print { main { padding: 0 } }
body { margin: 0; color: #000; background: #fff }
body { font: 9.5pt/1.3 "Noto Sans", "Noto Naskh Arabic", "Noto Sans Hebrew", sans-serif }
h1 { font-size: 15pt; margin-block: 0 1.5mm }
h2 { font-size: 10.5pt; margin-block: 2.5mm 1mm }
.digest h2 { margin-block-start: 0 }
p { margin-block: 0 1.5mm }
.training { border: 1mm solid #000; padding: 2mm; font-weight: 700 }
.digest { display: flex; flex-wrap: wrap; gap: 6mm; align-items: center; border: 0.4mm solid #000; padding: 2mm 4mm }
.words { font: 700 16pt/1.4 "Noto Sans Mono", "DejaVu Sans Mono", monospace }
.mono, code { font-family: "Noto Sans Mono", "DejaVu Sans Mono", monospace; font-size: 9pt; overflow-wrap: anywhere }
figure { margin: 0; text-align: center } .qr svg { inline-size: 36mm; block-size: 36mm; display: block }
table { inline-size: 100%; border-collapse: collapse }
th, td { border: 0.2mm solid #000; padding: 0.8mm 2mm; text-align: start; vertical-align: top; line-height: 1.15 }
.room { inline-size: 50% }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.5mm 4mm; margin-block: 2mm }
dl { font-size: 8.5pt }
dd { margin: 0; overflow-wrap: anywhere }
ol, ul { margin-block: 0; padding-inline-start: 6mm }
""".replace("\n", " ").strip()
