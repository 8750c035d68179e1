"""What is wrong with a file, in the language of the page: every fault that the core can name, all of it or nothing of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.utils import translation

import safeconduct
from safeconduct.agreement import shapes
from safeconduct.agreement.casefile import open_case
from safeconduct.agreement.model import Agreement, Amendment
from safeconduct.agreement.reader import read_agreement
from safeconduct.checks.opening import check_files
from safeconduct.kernel.errors import Fault, Invalid, VerificationFailed
from safeconduct.web.shell.fault_remedies import REMEDIES, REQUIRED
from safeconduct.web.shell.fault_words import MESSAGES, READER
from safeconduct.web.shell.faults import say_fault
from safeconduct.web.shell.unreadable import unreadable
from tests.web.test_draft_said import CODE, FIXTURES, ON_READING
from tests.web.test_lacking import LATIN, of_its_own
from tools.words import LANGUAGES

ROOT = Path(safeconduct.__file__).parent
READERS = [
    *("agreement/" + name for name in ("yaml_tree", "shapes", "references", "fits", "reader", "amend", "space", "casefile",
                                       "act_text", "act_log", "act_file")),
    "kernel/moments", "kernel/quantity", "kernel/suggest", "secretariat/case_acts",
]  # fmt: skip
"""Where a file is read that the pages show: an agreement, its amendments, places, acts, the acts of its programme."""
NAMING = {"add", "fault_at", "Fault", "did_you_mean", "partial", "ValueError", "BareNumber", "NegativeQuantity",
          "ShareNotWhole"}  # fmt: skip
NO_FAULT = {"a whole day has no hour", "{} ({})"}
"""What no reader of a file ever comes to, and a path."""
FORMATS = re.compile(r"\b(UTF-8|YAML|JSON|GeoJSON|RFC|IANA|safeconduct)\b")
"""These are called the same in every language."""


def written(node: ast.expr) -> str:
    """Return a text with `{}` for whatever is filled in; empty for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(one.value if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return ""


def of_faults(source: str) -> Iterator[str]:
    """Give the sentences that a module says of a fault."""
    for node in ast.walk(ast.parse(source)):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [*node.args, *(one.value for one in node.keywords)] if called in NAMING else []
        elif isinstance(node, ast.Tuple) and len(node.elts) == 4 and re.fullmatch(r"SC\d{3}", written(node.elts[0])):
            given = node.elts[2:]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_ADVICE":
            given = node.value.values  # type: ignore[attr-defined]
        for one in given:
            if " " in (said := written(one)).strip() and said not in NO_FAULT:
                yield said


def is_known(said: str) -> bool:
    """Whether one of the sentences of the pages can be this one, whatever is filled in."""
    form = re.compile(".+".join(map(re.escape, said.split("{}"))), re.DOTALL)
    plain = [one.replace("{{", "{").replace("}}", "}") for one in (*MESSAGES, *REMEDIES, *READER)]
    around = [re.compile(".+".join(map(re.escape, re.split(r"\{\w+\}", one))), re.DOTALL) for one in plain]
    return any(map(form.fullmatch, plain)) or any(one.fullmatch(said) for one in around if one.pattern.strip(".+"))


@pytest.mark.parametrize("reader", READERS)
def test_every_fault_that_is_said_where_files_are_read_is_known(reader):
    said = dict.fromkeys(of_faults((ROOT / f"{reader}.py").read_text(encoding="utf-8")))
    assert [one for one in said if not is_known(one)] == []


def test_a_new_fault_is_found_unknown():
    source = 'ctx.faults.add("SC016", f"{text!r} has no wheels", remedy="add two wheels")'
    assert [one for one in of_faults(source) if not is_known(one)] == ["{} has no wheels", "add two wheels"]


def required(shape: shapes.Shape, seen: dict[int, shapes.Shape]) -> Iterator[str]:
    """Give what the reference says of each key that a format requires."""
    if id(shape) in seen:
        return
    seen[id(shape)] = shape
    if isinstance(shape, shapes.Record):
        for inner, sentence, is_required in shape.fields.values():
            if is_required:
                yield sentence
            yield from required(inner, seen)
    if isinstance(shape, shapes.OneOf):
        for record in shape._choices().values():
            yield from required(record, seen)
    for value in vars(shape).values():
        if isinstance(value, shapes.Shape):
            yield from required(value, seen)


def test_every_key_that_the_format_requires_is_explained():
    seen: dict[int, shapes.Shape] = {}
    found = {one for model in (Agreement, Amendment) for one in required(shapes.Record(model), seen)}
    assert found == set(REQUIRED)


def in_english(faults: tuple[Fault, ...], language: str) -> list[str]:
    """Return the faults that are not said in a language, or with English of its own."""
    with translation.override(language):
        said = [(fault, say_fault(fault)) for fault in faults]
    return [f"{fault.message} | {fault.remedy}" for fault, own in said
            if own is None or LATIN.search(of_its_own(FORMATS.sub("", CODE.sub("", " ".join(own)))))]


@pytest.mark.parametrize("rule", sorted(ON_READING))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_faults_of_each_bad_fixture_are_said_in_the_language(language, rule):
    other = FIXTURES / f"{rule.lower()}_bad_with.yaml"
    with pytest.raises(Invalid) as caught:
        check_files(FIXTURES / f"{rule.lower()}_bad.yaml", [other] if other.is_file() else [], None)
    assert in_english(caught.value.faults, language) == []


GOOD = (FIXTURES / "sc201_good.yaml").read_text(encoding="utf-8")
SPOILED = {
    "empty": "", "a list": "[1, 2]", "cut off": GOOD + "\nobligations: {a: [", "a tab": GOOD + "\n\tx: 1",
    "another version": GOOD.replace("safeconduct: 1", "safeconduct: 7"), "hidden": GOOD + "# \u202e\n",
    "two documents": GOOD + "\n---\nsafeconduct: 1\n", "a colon": GOOD + "\na: b: c\n",
    "no title": re.sub(r"(?m)^title:.*\n", "", GOOD), "a number": GOOD + "\nunits: 5\n",
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_faults_of_a_spoiled_text_are_said_in_the_language(language, name):
    with pytest.raises(Invalid) as caught:
        read_agreement(SPOILED[name].encode(), file="agreement.yaml")
    assert in_english(tuple(caught.value.faults), language) == []


ACTS = {
    "no act": b"{", "a list": b"[]", "no type": b"{}", "unknown type": b'{"type":"war.begun/1"}',
    "no fields": b'{"type":"obligation.confirmed/1"}', "a number for a text": b'{"type":"obligation.confirmed/1","id":5}',
    "no zone": b'{"type":"obligation.confirmed/1","id":"a","happened":"2025-11-06","recorded":"2025-11-06","actor":"x","of":"y"}',
    "nobody": b'{"type":"obligation.confirmed/1","id":"a","happened":"2025-11-06T12:00:00Z","recorded":"2025-11-06T12:00:00Z",'
              b'"actor":"x","of":"y"}',
    "not UTF-8": b'{"type":"\xff"}',
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_faults_of_spoiled_acts_are_said_in_the_language(language, name, tmp_path):
    (tmp_path / "acts.jsonl").write_bytes(ACTS[name] + b"\n")
    with pytest.raises(Invalid) as caught:
        open_case(example="gaza-2025", acts=tmp_path / "acts.jsonl").status()
    assert in_english(tuple(caught.value.faults), language) == []


def test_a_fault_that_is_not_known_stays_as_it_is():
    with translation.override("he"):
        assert say_fault(Fault(code="SC016", message="the file has no wheels", remedy="write it once")) is None
        assert say_fault(Fault(code="SC016", message="the file is empty", remedy="add two wheels")) is None
    with translation.override("en"):  # the core speaks for itself
        assert say_fault(Fault(code="SC013", message="the file is empty")) is None


SAID = {"en": "nothing is called &#x27;bravo&#x27;", "he": "אין דבר בשם <code>bravo</code>",
        "ar": "لا شيء اسمه <code>bravo</code>"}  # fmt: skip


@pytest.mark.parametrize(("language", "says"), SAID.items())
def test_the_page_of_files_that_cannot_be_read_says_each_fault_with_its_place(language, says):
    wrong = Invalid([Fault(code="SC101", message="nothing is called 'bravo'", remedy="define it", file="a.yaml", line=3,
                           column=5)])  # fmt: skip
    with translation.override(language):
        answer = unreadable(RequestFactory().get("/"), wrong)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "a.yaml:3:5" in page
    assert says in page
    assert ('lang="en" dir="ltr">' in page.partition("<main")[2]) is False


def test_a_changed_base_is_told_too():
    wrong = VerificationFailed(step="b.yaml: hash of the text it amends (a)", expected="11", got="22",
                               remedy="the base has changed since the amendment was written; read both, then name the new hash")
    with translation.override("he"):
        page = unreadable(RequestFactory().get("/"), wrong).content.decode()
    assert "<code>11</code>" in page
    assert "<code>22</code>" in page
    assert 'lang="en"' not in page
