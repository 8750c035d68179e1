"""The signing sheet as PDF, with the typesetter of the optional extra `paper`.

The words of a text reach the typesetter as data, so that nothing in them is a command. Letters that no font of this machine
has would be printed as boxes: then nothing is printed, and the reason is given.
"""

from importlib.resources import as_file, files
from typing import Any

import msgspec

from safeconduct.kernel.errors import Fault, Invalid

FAMILIES = {
    "Libertinus Serif": ("latin", "cyrillic", "greek"),
    "Noto Serif": ("latin", "cyrillic", "greek"),
    "Noto Naskh Arabic": ("arabic",),
    "Noto Sans Arabic": ("arabic",),
    "Amiri": ("arabic",),
    "Noto Serif Hebrew": ("hebrew",),
    "Noto Sans Hebrew": ("hebrew",),
    "David CLM": ("hebrew",),
    "DejaVu Sans": ("latin", "cyrillic", "greek", "arabic", "hebrew"),
}
"""Families that are looked for, in this order, and the letters each has."""

_RANGES = {"arabic": (0x600, 0x6FF), "hebrew": (0x590, 0x5FF), "cyrillic": (0x400, 0x4FF), "greek": (0x370, 0x3FF)}
_READ = 0x24F
"""Up to here every family has the letters; above, only those of `_RANGES` and signs of writing."""
_SIGNS = (0x2000, 0x22FF)


def printed(facts: dict[str, Any]) -> bytes:
    """Give the sheet as PDF. Raises Invalid (SC030) when the typesetter or a font is missing."""
    try:
        import typst
    except ImportError as error:
        raise _cannot("the typesetter is not installed", "pip install 'safeconduct[paper]', or print the HTML page") from error
    known = set(typst.Fonts().families())
    families = [family for family in FAMILIES if family in known]
    lacking = _scripts(facts) - {script for family in families for script in FAMILIES[family]}
    if lacking:
        raise _cannot(f"no font for letters that are {', '.join(sorted(lacking))} is installed",
                      "install the Noto fonts, or print the HTML page")  # fmt: skip
    inputs = {"facts": msgspec.json.encode(facts).decode(), "families": msgspec.json.encode(families).decode()}
    with as_file(files("safeconduct.checks") / "sheet.typ") as template:
        return bytes(typst.compile(template, format="pdf", sys_inputs=inputs, pdf_standards="ua-1"))


def _scripts(value: object) -> set[str]:
    """Give the scripts that a text needs beside plain Latin."""
    if isinstance(value, dict):
        return {script for part in value.values() for script in _scripts(part)}
    if isinstance(value, list):
        return {script for part in value for script in _scripts(part)}
    found = set()
    for point in {ord(letter) for letter in value} if isinstance(value, str) else set():
        if point > _READ and not _SIGNS[0] <= point <= _SIGNS[1]:
            name = next((one for one, (first, last) in _RANGES.items() if first <= point <= last), "")
            found.add(name or f"like U+{point:04X}")
    return found


def _cannot(message: str, remedy: str) -> Invalid:
    return Invalid([Fault(code="SC030", message=f"cannot print: {message}", remedy=remedy)])
