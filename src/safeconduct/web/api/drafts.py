"""A text that is being written is read and checked, as on its page, and nothing of it is kept."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Field, Schema

from safeconduct.checks.engines.outline import outline
from safeconduct.checks.finding import Finding, Severity
from safeconduct.checks.opening import check_case
from safeconduct.kernel.errors import Fault
from safeconduct.web.api.operation import operation
from safeconduct.web.api.problems import OF_HTTP, Problem
from safeconduct.web.draft.reading import MOST_SHOWN, plain_lines, read, too_long


class Draft(Schema):
    """A text in the format of agreements."""

    model_config = {"extra": "forbid"}  # noqa: RUF012
    text: str = Field(description="The text, in YAML, as it would stand in a file.")


class Found(msgspec.Struct, frozen=True):
    """What a rule finds: where, what, why, what to do."""

    code: str
    name: str
    severity: str
    path: str
    line: int
    column: int
    message: str
    remedy: str
    trace: tuple[str, ...]
    answered: str


class Checked(msgspec.Struct, frozen=True):
    """What is found in a text. `sound`: it can be read; only then do the rules run. `more`: findings beyond those given."""

    sound: bool
    agreement: str
    hash: str
    faults: tuple[Fault, ...]
    faults_left_out: int
    errors: int
    warnings: int
    findings: tuple[Found, ...]
    more: int
    undecided: tuple[str, ...]


@operation("POST", "/drafts/check", name="draft_check", gives=Checked, tag="drafts")
def draft_check(request: HttpRequest, draft: Draft) -> Checked:
    """Check a text as it is written.

    A text with faults is no error of the request: the answer lists them with line and column. Nothing is kept.
    """
    written = plain_lines(draft.text)
    if too_long(written):
        raise Problem(OF_HTTP[413], "A text of at most 1 MB is read here.")
    found = read(written)
    findings = tuple(map(_found, found.findings[:MOST_SHOWN]))
    source = found.checked.versions[-1].source if found.checked is not None else None
    named, digest = (source.model.id, source.hash) if source else ("", "")
    return Checked(source is not None, named, digest, found.faults, found.left_out, found.count(Severity.ERROR),
                   found.count(Severity.WARNING), findings, len(found.findings[MOST_SHOWN:]), found.undecided)  # fmt: skip


def _found(one: Finding) -> Found:
    return Found(one.code, one.name, one.severity.value, one.path, one.line, one.column, one.message, one.remedy, one.trace,
                 one.allowed or one.acknowledged)  # fmt: skip


class Step(msgspec.Struct, frozen=True):
    """Something of the text, and what it waits for. `either`: one of those marked so is enough."""

    of: str
    state: str
    waits: tuple[dict[str, Any], ...]
    why: str


@operation("GET", "/waits", name="waits", gives=list[Step], tag="drafts")
def waits(request: HttpRequest) -> list[Step]:
    """Give what waits for what in the agreement that is shown."""
    text, _lines = check_case(request.shown.case)  # type: ignore[attr-defined]
    return [Step(step.ref, step.state.value, tuple({"on": wait.on, "either": wait.either} for wait in step.waits), step.why)
            for step in outline(text)]  # fmt: skip
