"""What every test folder shares. Nothing here may need Django: the core's tests run without it."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no failure: no test of ours measures time. The same text gives the same answer every time, so `make test`
# draws the same examples again; `make soak` draws new ones.
settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow],
                          derandomize=not os.environ.get("SAFECONDUCT_NEW_EXAMPLES"))  # fmt: skip
settings.load_profile("project")


def chromium() -> str | None:
    """Return the Chromium to use, or None where there is none."""
    return os.environ.get("SAFECONDUCT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium() is not None:
        return
    # `make test` tries to install one and passes on why it could not.
    reason = os.environ.get("SAFECONDUCT_NO_CHROMIUM") or "no chromium found (on Debian: apt-get install chromium)"
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=reason))
