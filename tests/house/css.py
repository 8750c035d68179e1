"""Find style rules that name a physical side.

Pages are read from right to left and from left to right, so the styles say `inline-start` and `inline-end`.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.rules import files

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(r"(?<![\w-])([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])", re.IGNORECASE)
_PHYSICAL_PROPERTY = re.compile(
    r"^(?:left|right|(?:scroll-)?(?:margin|padding)-(?:left|right)"
    r"|border-(?:left|right)(?:-(?:color|style|width))?"
    r"|border-(?:top|bottom)-(?:left|right)-radius)$"
)
_SIDED_VALUE = set(
    "text-align text-align-last float clear caption-side justify-content justify-items justify-self".split()
)
_SIDE = re.compile(r"(?<![\w-])(?:left|right)(?![\w-])")
# With four values the second is the right side and the fourth the left: they must be the same.
_FOUR_SIDES = set("margin padding inset border-width border-style border-color scroll-margin scroll-padding".split())


def physical_directions(root: Path) -> list[str]:
    """Return one line for each declaration under root that means left or right instead of start or end."""
    found = []
    for path in files(root):
        if path.suffix == ".css":
            found += [f"{path.relative_to(root)}:{line}" for line in _in_sheet(path.read_text(encoding="utf-8"))]
    return found


def _in_sheet(sheet: str) -> list[str]:
    # Comments are blanked rather than cut, so that line numbers stay right.
    sheet = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), sheet)
    return [
        f"{sheet.count(chr(10), 0, match.start()) + 1}: {name}: {value}"
        for match in _DECLARATION.finditer(sheet)
        for name, value in [(match[1].lower(), match[2].strip().lower())]
        if _is_physical(name, value)
    ]


def _is_physical(name: str, value: str) -> bool:
    if _PHYSICAL_PROPERTY.match(name):
        return True
    if name in _SIDED_VALUE:
        return bool(_SIDE.search(value))
    if name in _FOUR_SIDES:
        parts = _top_level_parts(value.replace("!important", ""))
        return len(parts) == 4 and parts[1] != parts[3]
    return False


def _top_level_parts(value: str) -> list[str]:
    """Split at spaces that are not inside brackets."""
    parts, depth = [""], 0
    for sign in value:
        depth += (sign == "(") - (sign == ")")
        if sign.isspace() and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part for part in parts if part]
