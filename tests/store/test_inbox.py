"""The inbox: what came and is not in the log waits with its reason."""

from __future__ import annotations

import pytest

from safeconduct.record.body import act_id
from safeconduct.store import inbox as inbox_of
from safeconduct.store.inbox import REFUSED, WAITING, Arrived, Inbox
from safeconduct.store.log import Log
from tests.store.acts import Device


def test_acts_wait_once_with_the_latest_reason_until_they_are_taken_out(log: Log, device: Device) -> None:
    inbox, acts = Inbox(log.database), device.acts(5)
    assert (inbox.put(acts, came_with=b"b" * 32, now=1), inbox.put(acts[:2], came_with=b"c" * 32, now=2)) == (5, 0)
    inbox.put(acts[4:], came_with=b"", now=3, state=REFUSED, why="no such key is registered")
    inbox.remove([act_id(acts[0].body)])
    expected = sorted(Arrived(act_id(act.body), act.leaf, act.body, b"b" * 32, 1, WAITING, "") for act in acts[1:4])
    assert inbox.page(WAITING) == expected
    assert inbox.page(WAITING, limit=2) + inbox.page(WAITING, expected[1].act_id) == expected
    assert [(each.envelope, each.why) for each in inbox.page(REFUSED)] == [(acts[4].leaf, "no such key is registered")]


def full(monkeypatch: pytest.MonkeyPatch, **most: int) -> None:
    """Leave room for few: of one key, in all, or bytes."""
    for name, limit in most.items():
        monkeypatch.setattr(inbox_of, name, dict.fromkeys((WAITING, REFUSED), limit))


def test_one_key_does_not_fill_it_for_others(log: Log, device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    full(monkeypatch, OF_ONE_KEY=3)
    inbox, acts = Inbox(log.database), device.acts(5)
    assert (inbox.has_room(acts), inbox.has_room(acts[:3])) == (False, True)
    assert (inbox.put(acts, came_with=b"", now=1), inbox.put(acts, came_with=b"", now=2)) == (3, 0)
    other = Device("another").acts(2)
    assert (inbox.has_room(other), inbox.put(other, came_with=b"", now=1), inbox.count(WAITING)) == (True, 2, 5)
    # What waits takes no room from what was refused, and makes room when it is taken out.
    assert inbox.put(acts[3:], came_with=b"", now=1, state=REFUSED) == 2
    inbox.remove([act_id(acts[0].body)])
    assert inbox.has_room(device.acts(1))


@pytest.mark.parametrize("most", [{"IN_ALL": 3}, {"BYTES": 2_000}])
def test_it_is_bounded_in_all_and_in_bytes(log, device, monkeypatch, most: dict[str, int]) -> None:
    full(monkeypatch, **most)
    inbox = Inbox(log.database)
    for _ in range(5):
        inbox.put(device.acts(4), came_with=b"", now=1)
        inbox.put(Device("another").acts(4), came_with=b"", now=1)
    assert inbox.count(WAITING) <= 3 or sum(len(one.body) for one in inbox.page(WAITING)) <= 2_000
    assert not inbox.has_room(device.acts(40))


def test_what_waited_and_is_refused_stays_only_as_far_as_there_is_room(log, device, monkeypatch) -> None:
    inbox, acts = Inbox(log.database), device.acts(5)
    inbox.put(acts, came_with=b"", now=1)
    full(monkeypatch, OF_ONE_KEY=2)
    inbox.put(acts, came_with=b"", now=2, state=REFUSED, why="the signature is not that of the key")
    assert (inbox.count(WAITING), inbox.count(REFUSED)) == (0, 2)
