"""What is given once is given once by all processes of a server together, and no longer noted than it has to be."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from safeconduct.web.looks import given
from safeconduct.web.looks.models import Shown
from tests.web.record import tables

_PROGRAM = """
import sys, django
django.setup()
from django.core.management import call_command
from django.utils import timezone
if sys.argv[1] == "tables":
    call_command("migrate", verbosity=0)
else:
    from safeconduct.web.looks.given import first_time
    print("ready", flush=True)
    sys.stdin.readline()
    print([first_time(f"act-{number}", timezone.now()) for number in range(20)])
"""


def process(home: Path, what: str) -> subprocess.Popen[str]:
    """Start a process of a server with its own memory, over the accounts in a folder."""
    values = {**os.environ, "SAFECONDUCT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "safeconduct.web.settings"}
    return subprocess.Popen([sys.executable, "-c", _PROGRAM, what], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                            env=values)  # fmt: skip


def test_of_two_processes_one_is_the_first(tmp_path: Path) -> None:
    assert process(tmp_path, "tables").wait(60) == 0
    both = [process(tmp_path, "show") for _ in range(2)]
    assert [one.stdout.readline().strip() for one in both] == ["ready"] * 2  # type: ignore[union-attr]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    first, second = (one.communicate(timeout=60)[0].strip() for one in both)
    told = [(a, b) for a, b in zip(first.strip("[]").split(", "), second.strip("[]").split(", "), strict=True)]
    assert len(told) == 20
    assert {tuple(sorted(pair)) for pair in told} == {("False", "True")}


def test_it_is_noted_for_longer_than_it_could_be_asked_for_and_no_longer() -> None:
    tables()
    Shown.objects.all().delete()
    now = timezone.now()
    assert [given.first_time("act-1", now), given.first_time("act-1", now + given.GIVEN_FOR)] == [True, False]
    assert given.first_time("act-2", now + given.KEPT_FOR + timedelta(seconds=1))
    assert list(Shown.objects.values_list("name", flat=True)) == ["act-2"]
    Shown.objects.all().delete()
