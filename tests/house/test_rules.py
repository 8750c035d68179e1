"""The project keeps its house rules, and each rule is shown to notice a break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.house import rules
from tests.house.css import physical_directions
from tools import faces
from tools.vendor import mismatches

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "safeconduct"
VENDOR = PACKAGE / "web" / "static" / "vendor"


def plant(root: Path, name: str, text: str) -> None:
    """Write a file below root, with its folders."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_no_module_is_longer_than_the_ceiling():
    assert rules.long_modules(PACKAGE) == []


def test_a_module_one_line_too_long_is_noticed(tmp_path):
    plant(tmp_path, "kernel/long.py", "x = 1\n" * 401)
    plant(tmp_path, "kernel/full.py", "x = 1\n" * 400)
    assert rules.long_modules(tmp_path) == ["kernel/long.py: 401 lines, at most 400"]


@pytest.mark.parametrize(
    "rule",
    [rules.drawer_modules, rules.unfinished, rules.machine_paths, rules.registry_hosts],
    ids=lambda r: r.__name__,
)
def test_the_project_keeps(rule):
    assert rule(ROOT) == []


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (rules.drawer_modules, "src/kernel/utils.py", ""),
        (rules.drawer_modules, "tests/helpers.py", ""),
        (rules.unfinished, "src/kernel/act.py", "# TO" + "DO: later\n"),
        (rules.unfinished, "docs/page.md", "FIX" + "ME\n"),
        (rules.machine_paths, "src/kernel/act.py", "open('/ho" + "me/someone/notes')\n"),
        (rules.machine_paths, "Makefile", "cp /wo" + "rk/thing .\n"),
        (rules.machine_paths, "tests/test_a.py", "VECTORS = '../sha" + "red/vectors'\n"),
        (rules.registry_hosts, "requirements/web.txt", "--index-" + "url https://py" + "pi.org/simple\n"),
        (rules.registry_hosts, "package.json", '{"from": "https://registry.npm' + 'js.org/x"}\n'),
    ],
)
def test_a_planted_break_is_noticed(tmp_path, rule, name, text):
    plant(tmp_path, name, text)
    plant(tmp_path, "src/kernel/good.py", "HOMEPAGE = '/homeward/place'\nMETHOD = 'to do'\n")
    found = rule(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(name)


def test_only_the_ci_script_may_name_the_folder_beside_the_checkout(tmp_path):
    plant(tmp_path, ".ci/run", "ls ../sha" + "red/vectors\n")
    assert rules.machine_paths(tmp_path) == []


def test_styles_name_no_physical_side():
    assert physical_directions(PACKAGE / "web") == []


@pytest.mark.parametrize(
    "declaration",
    [
        "margin-left: 1rem",
        "padding-right:0",
        "left: 0",
        "right : 0",
        "text-align:left",
        "text-align: right !important",
        "float: left",
        "clear: right",
        "border-left: 1px solid",
        "border-right-color: red",
        "border-top-left-radius: 2px",
        "scroll-margin-left: 1px",
        "justify-content: left",
        "margin: 0 1rem 0 2rem",
        "inset: 0 auto 0 calc(1px + 2px)",
    ],
)
def test_a_physical_side_in_a_style_is_noticed(tmp_path, declaration):
    plant(tmp_path, "static/own.css", f"/* first line */\n.card {{ color: red; {declaration} }}\n")
    found = physical_directions(tmp_path)
    assert len(found) == 1
    assert found[0].startswith("static/own.css:2: ")


@pytest.mark.parametrize(
    "sheet",
    [
        ".card { margin-inline-start: 1rem; inset-inline-end: 0; text-align: start; float: inline-start }",
        ".card { --left: 1px; margin: 0 1rem 0 1rem; padding: calc(1px + 2px) 3px; transition: left-edge 1s; }",
        "/* margin-left: 1rem; */ .left:hover { color: red }",
        "a:is(.right):not(.left) { border-start-start-radius: 2px; }",
    ],
)
def test_a_logical_style_is_left_alone(tmp_path, sheet):
    plant(tmp_path, "own.css", sheet)
    plant(tmp_path, "vendor/theirs.css", ".card { margin-left: 1rem; }")
    assert physical_directions(tmp_path) == []


def test_vendored_files_are_the_listed_ones():
    assert mismatches(VENDOR) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda folder: next(folder.rglob("*.woff2")).write_bytes(b"changed"), "differs from its listed hash"),
        (lambda folder: next(folder.rglob("LICENSE")).unlink(), "is listed but missing"),
        (lambda folder: (folder / "extra.js").write_text("1"), "extra.js is not listed"),
    ],
    ids=["changed", "missing", "unlisted"],
)
def test_a_wrong_vendored_file_is_noticed(tmp_path, change, expected):
    copy = tmp_path / "vendor"
    shutil.copytree(VENDOR, copy)
    change(copy)
    found = mismatches(copy)
    assert len(found) == 1
    assert expected in found[0]


def test_cut_faces_are_the_listed_ones_and_made_from_the_published_ones():
    assert faces.mismatches(VENDOR.parent) == []


@pytest.mark.parametrize(("path", "expected"), [
    ("faces/arabic-400.woff2", "faces/arabic-400.woff2 differs"),
    (f"vendor/noto-sans-arabic/{faces.published(600)}", "noto-sans-arabic-arabic-600-normal.woff2 differs"),
])  # fmt: skip
def test_a_cut_face_that_does_not_belong_is_noticed(tmp_path, path, expected):
    for folder in ("faces", "vendor"):
        shutil.copytree(VENDOR.parent / folder, tmp_path / folder)
    (tmp_path / path).write_bytes(b"changed")
    found = faces.mismatches(tmp_path)
    assert len(found) == 1
    assert expected in found[0]


def test_requirements_are_pinned_with_hashes_and_name_no_address():
    folder = ROOT / "requirements"
    assert {path.name for path in folder.glob("*.txt")} >= {"core.txt", "web.txt", "test-core.txt", "dev.txt"}
    assert rules.loose_requirements(folder) == []


@pytest.mark.parametrize(
    "entry",
    [
        "msgspec",
        "msgspec==0.20.0",
        "msgspec>=0.20 \\\n    --hash=sha256:" + "0" * 64,
        "msgspec @ https://somewhere.example/msgspec.whl \\\n    --hash=sha256:" + "0" * 64,
        "--index-" + "url https://somewhere.example/simple",
        "-r core.txt",
        "-e .",
    ],
)
def test_a_loose_requirement_is_noticed(tmp_path, entry):
    good = "tzdata==2026.1 ; sys_platform == 'win32' \\\n    --hash=sha256:" + "1" * 64 + "\n"
    plant(tmp_path, "web.txt", good + entry + "\n")
    assert len(rules.loose_requirements(tmp_path)) == 1
