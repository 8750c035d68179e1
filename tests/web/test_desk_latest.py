"""The desk finds the last acts of an organisation, and of others on what concerns it, in one way back through the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from safeconduct.record.book import IN_EFFECT, Standing
from safeconduct.secretariat.docket import Docket, Kept
from safeconduct.web.accounts.models import Account
from safeconduct.web.desk.latest import OTHERS, OWN, is_of_the_agreement, latest
from safeconduct.web.shell.worked import worked
from tests.web.conftest import client
from tests.web.record import record_of, served

EXAMPLE = "aceh-2005"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE)


@pytest.fixture(autouse=True)
def at_work(folder: Path) -> Iterator[None]:
    with served(folder):
        yield


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """How often it was asked of each place of the log how the act there stands."""
    found, asked = Counter[int](), Docket.kept

    def kept(self: Docket, index: int) -> Kept:
        found[index] += 1
        return asked(self, index)

    monkeypatch.setattr(Docket, "kept", kept)
    return found


@pytest.mark.parametrize("org", ["gam", "goi"])
def test_it_finds_what_the_whole_log_says(org: str) -> None:
    with worked() as record:
        docket = record.desk.docket
        norms = {name for name, norm in record.case.agreement.obligations.items() if org in (*norm.who, *norm.to)}
        whole = list(docket.all())
        found = latest(docket, org, norms)
    own = [kept for kept in whole if kept.org == org and is_of_the_agreement(kept)]
    others = [kept for kept in whole if kept.org != org and getattr(kept.act, "of", "") in norms]
    assert (list(found.own), list(found.of_others)) == (own[: -OWN - 1 : -1], others[: -OTHERS - 1 : -1])
    assert (len(found.own), len(found.of_others)) > (0, 0)


def test_the_desk_asks_of_no_act_twice(looked_at: Counter[int]) -> None:
    asking = client()
    asking.force_login(Account.objects.create(username="gam-1", org="gam", made_up=True))
    asking.get("/home")  # what is new to a seat is found, and kept
    looked_at.clear()
    assert asking.get("/desk/").status_code == 200
    assert [place for place, times in looked_at.items() if times > 1] == []


def test_it_goes_no_further_back_than_it_has_to(looked_at: Counter[int]) -> None:
    class Long:
        """A log in which one's own acts and those of others take turns."""

        size = 10_000

        def org(self, index: int) -> str:
            return "gam" if index % 2 else "goi"

        def kept(self, index: int) -> Kept:
            looked_at[index] += 1
            act: Any = type("Act", (), {"of": "duty"})()
            return Kept(index, self.org(index), act, Standing(index, IN_EFFECT))

    found = latest(Long(), "gam", {"duty"})  # type: ignore[arg-type]
    assert (len(found.own), len(found.of_others), sum(looked_at.values())) == (OWN, OTHERS, OWN + OTHERS)
