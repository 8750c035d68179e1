"""From files to a text under check."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from safeconduct.agreement.act_log import read_acts
from safeconduct.agreement.amend import Version, join
from safeconduct.agreement.casefile import Case
from safeconduct.agreement.reader import Source, read_agreement, read_amendment, read_bytes
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.acts import ActBase, FigureReported


def check_files(path: Path, with_files: Sequence[Path] = (),
                acts_file: Path | None = None) -> tuple[CheckedText, dict[str, list[str]]]:  # fmt: skip
    """Give the text of an agreement file, with amendments, and the lines of each file. Raises Invalid.

    The figures reported in a file of acts come with it.
    """
    data = read_bytes(path)
    base = read_agreement(data, file=str(path))
    versions, sources, lines = [Version(base)], [base], {str(path): data.decode().splitlines()}
    for other in with_files:
        data = read_bytes(other)
        amendment = read_amendment(data, file=str(other))
        versions.append(Version(join(versions[-1].source, amendment), None, frozenset(amendment.model.releases)))
        sources.append(amendment)
        lines[str(other)] = data.decode().splitlines()
    acts: Iterator[ActBase] = iter(())
    if acts_file is not None:
        acts = read_acts(read_bytes(acts_file, limit=0).splitlines(), versions[-1].source.model, file=str(acts_file))
    figures = tuple(act for act in acts if isinstance(act, FigureReported))
    return CheckedText(tuple(versions), tuple(sources), figures), lines


def check_case(case: Case, figures: tuple[FigureReported, ...] = ()) -> tuple[CheckedText, dict[str, list[str]]]:
    """Give the text of a case that is already open, and the lines of each of its files."""
    sources: tuple[Source, ...] = (case.source, *case.amendments)
    lines = {source.file: read_bytes(path).decode().splitlines() for source, path in zip(sources, case.texts, strict=True)}
    return CheckedText(case.versions, sources, figures), lines
