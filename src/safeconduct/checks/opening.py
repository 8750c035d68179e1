"""From files to a text under check."""

from collections.abc import Sequence
from pathlib import Path

from safeconduct.agreement.amend import Version, join
from safeconduct.agreement.casefile import Case
from safeconduct.agreement.reader import Source, read_agreement, read_amendment, read_bytes
from safeconduct.checks.text import CheckedText


def check_files(path: Path, with_files: Sequence[Path] = ()) -> tuple[CheckedText, dict[str, list[str]]]:
    """Give the text of an agreement file, with amendments, and the lines of each file. Raises Invalid."""
    data = read_bytes(path)
    base = read_agreement(data, file=str(path))
    versions, sources, lines = [Version(base)], [base], {str(path): data.decode().splitlines()}
    for other in with_files:
        data = read_bytes(other)
        amendment = read_amendment(data, file=str(other))
        versions.append(Version(join(versions[-1].source, amendment), None, frozenset(amendment.model.releases)))
        sources.append(amendment)
        lines[str(other)] = data.decode().splitlines()
    return CheckedText(tuple(versions), tuple(sources)), lines


def check_case(case: Case) -> tuple[CheckedText, dict[str, list[str]]]:
    """Give the text of a case that is already open, and the lines of each of its files."""
    sources: tuple[Source, ...] = (case.source, *case.amendments)
    lines = {source.file: read_bytes(path).decode().splitlines() for source, path in zip(sources, case.texts, strict=True)}
    return CheckedText(case.versions, sources), lines
