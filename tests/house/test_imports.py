"""The rooms import each other only as pyproject.toml allows, and every contract is shown to notice a break."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "safeconduct"
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in LINTER["contracts"]}
CORE = set("kernel agreement checks record passes caseload planning intake access secretariat".split())


def lint(source: Path) -> tuple[int, str]:
    """Run import-linter with this project's contracts over the package below source; return its status and output."""
    environment = {**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo", "--config"]
    done = subprocess.run(
        [*command, ROOT / "pyproject.toml"], cwd=source, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package in which a test may break things."""
    shutil.copytree(
        PACKAGE, tmp_path / "safeconduct", ignore=shutil.ignore_patterns("__pycache__", "static", "examples")
    )
    return tmp_path


def plant(source: Path, module: str, text: str) -> None:
    """Write a module, and make its room where the project has none yet."""
    path = source / "safeconduct" / f"{module}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "__init__.py").touch()
    path.write_text(text, encoding="utf-8")


def test_the_rooms_keep_their_contracts():
    status, output = lint(PACKAGE.parent)
    assert status == 0, output
    assert "0 broken" in output


def test_an_unbroken_copy_keeps_them_too(copy):
    status, output = lint(copy)
    assert status == 0, output


FRAMEWORKS = CONTRACTS["core-without-framework"]["forbidden_modules"]
BREAKS = [
    ("rooms", {"kernel/planted": "import safeconduct.agreement"}),
    ("rooms", {"cli/planted": "", "agreement/planted": "import safeconduct.cli.planted"}),
    ("rooms", {"web/planted": "", "cli/planted": "import safeconduct.web.planted"}),
    ("rooms", {"cli/planted": "", "web/planted": "def late():\n    import safeconduct.cli.planted"}),
    ("rooms", {"record/planted": "", "checks/planted": "from safeconduct.record import planted"}),
    ("rooms", {"attic/planted": ""}),
    ("agreement-and-record", {"record/planted": "import safeconduct.agreement"}),
    ("agreement-and-record", {"checks/planted": "", "passes/planted": "import safeconduct.checks.planted"}),
    *[("core-without-framework", {"kernel/planted": f"import {name}"}) for name in FRAMEWORKS],
    ("core-without-framework", {"agreement/planted": "def late():\n    from django.db import models"}),
    ("core-without-sqlite", {"agreement/planted": "import sqlite3"}),
    ("rooms", {"secretariat/planted": "", "access/planted": "import safeconduct.secretariat.planted"}),
    ("core-without-framework", {"access/planted": "import django"}),
    ("core-without-sqlite", {"access/planted": "def late():\n    import sqlite3"}),
    ("no-circles", {"access/planted": "from . import planted_too", "access/planted_too": "from . import planted"}),
    ("record-alone", {"record/planted": "import safeconduct.kernel.moments"}),
    ("record-alone", {"record/planted": "def late():\n    import msgspec"}),
    ("no-circles", {"kernel/planted": "from . import planted_too", "kernel/planted_too": "from . import planted"}),
    (
        "no-circles",
        {"agreement/planted": "from . import planted_too", "agreement/planted_too": "from . import planted"},
    ),
    (
        "caseload-rooms",
        {
            "caseload/weapons/planted": "",
            "caseload/persons/planted": "from safeconduct.caseload.weapons import planted",
        },
    ),
]


@pytest.mark.parametrize(("contract", "modules"), BREAKS)
def test_a_planted_break_is_noticed(copy, contract, modules):
    for module, text in modules.items():
        plant(copy, module, text + "\n")
    status, output = lint(copy)
    assert status == 1, output
    assert f"{CONTRACTS[contract]['name']} BROKEN" in output


def test_every_contract_has_a_planted_break():
    assert {contract for contract, _ in BREAKS} == set(CONTRACTS)


@pytest.mark.parametrize(
    ("contract", "exempt"), [("core-without-framework", set()), ("core-without-sqlite", {"record"})]
)
def test_each_core_room_that_exists_is_named_in(contract, exempt):
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    expected = {f"safeconduct.{room}" for room in rooms & CORE - exempt}
    assert set(CONTRACTS[contract]["source_modules"]) == expected


def loaded(code: str) -> list[str]:
    """Run code in a fresh interpreter; return which of the heavy packages it has loaded at the end."""
    program = (
        f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\n"
        "heavy = {'django', 'rich', 'granian', 'whitenoise'}\n"
        "print('loaded:', *sorted(heavy & sys.modules.keys()), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()[-1].split()[1:]


def test_checking_an_agreement_loads_no_framework():
    code = "from safeconduct.cli.main import main; main(['check', '--example', 'gaza-2025'])"
    assert loaded(code) == []


def test_a_loaded_framework_is_noticed():
    assert loaded("import django, rich") == ["django", "rich"]
