"""The inbox: what came and is not in the log waits with its reason."""

from __future__ import annotations

from safeconduct.record.body import act_id
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
