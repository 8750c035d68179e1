"""Bundles come into a stored log, in any order, twice, changed or held back: nothing is lost, nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.agreement.amend import Version
from safeconduct.bootstrap.exercise import Exercise, make_exercise, witness_name
from safeconduct.bootstrap.importing import BATCH, Imported, gap_of, import_bundle, make_reply
from safeconduct.bootstrap.records import StoredRecords, open_desk
from safeconduct.kernel.errors import Conflict, Refused
from safeconduct.record import ed25519
from safeconduct.record.attachment import seal_attachment
from safeconduct.record.body import EMPTY_ROOT, Attached, Body, act_id, write_body
from safeconduct.record.bundle import Act, write_bundle
from safeconduct.record.checkpoint import sign_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.record.note import parse_note
from safeconduct.record.person_keys import PersonKey, seal_person_key
from safeconduct.record.reply import check_reply, parse_reply
from safeconduct.record.sealing import sealing_private, sealing_public
from safeconduct.record.vkey import COSIGNATURE, verifier_of
from safeconduct.secretariat.desk import Desk
from safeconduct.store import inbox as inbox_of
from safeconduct.store.checkpoints import Checkpoints
from safeconduct.store.examine import Signed
from safeconduct.store.inbox import REFUSED, WAITING, Inbox
from tests import pilot

HASH, NOW = "cd" * 32, 1_790_000_000
AT = "2026-03-05T08:00:00+00:00"
ROLES = {"alpha": ("Alpha", "party"), "bravo": ("Bravo", "party"), "mediator": ("Mediator", "guarantor"),
         "panel": ("Panel", "other"), "operator": ("Operator", "operator")}  # fmt: skip
SEALING = b"\x07" * 31 + b"\x01"


def seed_for(org: str, role: str, number: int) -> bytes:
    """Give a key that is the same in every run."""
    return act_id(f"made up: {org} {role} {number}".encode())


EXERCISE: Exercise = make_exercise(ROLES, origin="exercise.example/two-sites", agreement=HASH, seed_for=seed_for,
                                   window=("2026-01-01T00:00:00+00:00", "2026-12-31T00:00:00+00:00"))  # fmt: skip
READER = kid_of(ed25519.public_of(SEALING)).hex()


class Site:
    """A device of an organisation, without a network."""

    def __init__(self, org: str, number: int = 0) -> None:
        self.org, self.seed = org, seed_for(org, "device", number)
        self.public = ed25519.public_of(self.seed)
        self.kid = kid_of(self.public)
        self.acts: list[Act] = []

    def sign(self, act: dict[str, object], *, seen: tuple[int, bytes] = (0, EMPTY_ROOT), att: tuple[Attached, ...] = (),
             at: str = AT, seq: int | None = None) -> Act:  # fmt: skip
        number = len(self.acts) if seq is None else seq
        prev = act_id(self.acts[number - 1].body).hex() if number else ""
        nonce = act_id(f"{self.org} {len(self.acts)} {act}".encode())[:16]
        data = write_body(Body(EXERCISE.genesis.act.origin, self.org, self.kid.hex(), number, prev, *seen, at, act, att, nonce))
        made = Act(sign_leaf(self.seed, act_id(data)), data)
        if seq is None:
            self.acts.append(made)
        return made

    def steps(self, count: int, label: str = "step") -> None:
        for number in range(count):
            self.sign(step(self.org, f"{label}-{self.kid.hex()}-{number}"))

    def bundle(self, first: int = 0, end: int | None = None, **options: object) -> bytes:
        readers = {READER: sealing_public(ed25519.public_of(SEALING))}
        return write_bundle(self.acts[first:end], seed=self.seed, **{"readers": readers} | options)  # type: ignore[arg-type]


def step(org: str, name: str) -> dict[str, object]:
    return {"type": "step.taken/1", "id": name, "happened": AT, "recorded": AT, "actor": org, "says": "a step"}


def screening(name: str, outcome: str) -> dict[str, object]:
    return {"type": "screening.decided/1", "id": name, "happened": AT, "recorded": AT, "actor": "panel", "post": "panel_legal",
            "case": "SYN-0001", "outcome": outcome, "synthetic": True}  # fmt: skip


def registration(site: Site, role: str = "device", seed: bytes = b"") -> dict[str, object]:
    seeds = {(site.org, role, 0): seed or site.seed}
    return EXERCISE._replace(seeds=seeds).registration(site.org, role)


class Begun(NamedTuple):
    """A record that has begun, with the root keys' chains."""

    desk: Desk
    roots: dict[str, list[Site]]
    keys: Path = Path("no keys come")

    @property
    def records(self) -> StoredRecords:
        assert isinstance(self.desk.records, StoredRecords)
        return self.desk.records

    def by_roots(self, org: str, act: dict[str, object]) -> list[Signed]:
        return [Signed(*root.sign(act)) for root in self.roots[org]]

    def register(self, *sites: Site) -> None:
        self.desk.take_in([one for site in sites for one in self.by_roots(site.org, registration(site))])

    def bring(self, data: bytes) -> Imported:
        return import_bundle(self.desk, data, kid=READER, private=sealing_private(SEALING), now=NOW,
                             keys=self.keys)  # fmt: skip

    def state(self) -> dict[str, tuple[str, str]]:
        """Give how each act of an agreement or a programme stands, by its act id."""
        book = self.desk.catch_up().replay.state.book
        return {book.act_id(kept.index).hex(): kept.standing.code for kept in self.desk.docket.all() if kept.org}


def begin(url: str) -> Begun:
    text = Version(SimpleNamespace(hash=f"sha256:{HASH}"))
    case = SimpleNamespace(versions=(text,), agreement=pilot.agreement())
    desk = open_desk(url, EXERCISE.genesis, case)
    roots = {}
    for org in ROLES:
        roots[org] = [Site(org), Site(org)]
        for number, root in enumerate(roots[org]):
            root.seed = EXERCISE.seeds[org, "root", number]
            root.public = ed25519.public_of(root.seed)
            root.kid = kid_of(root.public)
    begun = Begun(desk, roots)
    desk.take_in([one for org in ROLES for one in begun.by_roots(org, EXERCISE.act)])
    return begun


@pytest.fixture
def begun(url: str) -> Iterator[Begun]:
    found = begin(url)
    yield found
    found.records.close()


@pytest.fixture
def site(begun: Begun) -> Site:
    found = Site("alpha")
    begun.register(found)
    return found


def test_a_bundle_comes_in_once_however_often_it_is_brought(begun: Begun, site: Site) -> None:
    site.steps(5)
    data, before = site.bundle(), begun.records.reading.size()
    first, second = begun.bring(data), begun.bring(data)
    assert (first.new, first.known, first.standings, first.gap) == (5, 0, {"in_effect": 5}, None)
    assert (second.new, second.known, second.kept) == (0, 5, first.kept)
    assert begun.records.reading.size() == before + 5


def test_ten_thousand_acts_come_in_at_once_and_stand_in_their_order(begun: Begun, site: Site) -> None:
    site.steps(10_000)
    found = begun.bring(site.bundle())
    assert (found.new, found.standings) == (10_000, {"in_effect": 10_000})
    rows = begun.records.reading.by_device(site.kid, limit=10_001)
    assert [(row.seq, row.act_id) for row in rows] == [(seq, act_id(act.body)) for seq, act in enumerate(site.acts)]


def test_bundles_that_overlap_add_only_what_is_new(begun: Begun, site: Site) -> None:
    site.steps(6)
    begun.bring(site.bundle(0, 4))
    found = begun.bring(site.bundle(2, 6))
    assert (found.new, found.known, begun.desk.records.head(site.kid).seq) == (2, 2, 5)


def test_a_bundle_that_was_held_back_leaves_a_gap_that_is_shown(begun: Begun, site: Site) -> None:
    site.steps(6)
    found = begun.bring(site.bundle(4, 6))
    assert (found.standings, found.gap) == ({"held": 2}, (0, 3, 2))
    again = begun.bring(site.bundle(1, 4))
    assert (again.standings, again.gap) == ({"held": 3}, (0, 0, 5))
    last = begun.bring(site.bundle(0, 1))
    assert (last.gap, set(begun.state().values())) == (None, {"in_effect"})


def test_two_acts_with_one_number_are_both_kept_as_evidence(begun: Begun, site: Site) -> None:
    site.steps(3)
    begun.bring(site.bundle())
    other = Site("alpha")
    other.acts = site.acts[:1]
    other.steps(2, "other")
    found = begun.bring(other.bundle(1))
    assert (found.new, found.standings) == (2, {"equivocation": 2})
    state = begun.state()
    # What stood stands, and from then on the key is closed.
    assert [state[act_id(act.body).hex()] for act in (*site.acts, *other.acts[1:])] == ["in_effect"] * 3 + ["equivocation"] * 2


def test_what_the_rules_refuse_is_recorded_without_effect_and_says_why(begun: Begun, site: Site) -> None:
    site.sign(screening("a", "eligible") | {"actor": "alpha"})
    site.sign(step("alpha", "one"))
    found = begun.bring(site.bundle())
    assert (found.new, found.standings) == (2, {"no_effect": 1, "in_effect": 1})
    assert "may not take this step" in found.kept[0].standing.because


def test_two_sites_that_decided_differently_are_contested_in_either_order(begun: Begun) -> None:
    one, other = Site("panel"), Site("panel", 1)
    begun.register(one, other)
    one.sign(screening("a", "eligible"))
    other.sign(screening("b", "excluded"))
    begun.bring(other.bundle())
    found = begun.bring(one.bundle())
    assert (found.new, found.standings) == (1, {"contested": 1})
    assert sorted(begun.state().values()) == ["contested", "contested"]


def test_an_act_that_is_not_validly_signed_keeps_no_other_out(begun: Begun, site: Site) -> None:
    site.steps(3)
    wrong = site.acts[1].leaf[:-1] + bytes([site.acts[1].leaf[-1] ^ 1])
    whole = list(site.acts)
    site.acts[1] = Act(wrong, site.acts[1].body)
    found = begun.bring(site.bundle())
    assert (found.new, found.standings, len(found.refused), found.gap) == (2, {"in_effect": 1, "held": 1}, 1, (1, 1, 1))
    kept = Inbox(begun.records.log.database).page(REFUSED)
    assert [(one.envelope, one.body) for one in kept] == [(wrong, whole[1].body)]
    site.acts = whole
    assert begun.bring(site.bundle()).gap is None


def test_a_bundle_of_another_log_a_changed_one_and_one_for_others_change_nothing(begun: Begun, site: Site) -> None:
    site.steps(2)
    data, size = site.bundle(), begun.records.reading.size()
    with pytest.raises(Bad):
        begun.bring(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(Bad):
        begun.bring(site.bundle(readers={"00" * 8: sealing_public(ed25519.public_of(SEALING))}))
    with pytest.raises(Bad, match="did not sign this header"):
        begun.bring(_swapped(data, site.bundle(0, 1)))
    with pytest.raises(Refused, match="belongs to the log"):
        begun.bring(data.replace(b'"log":"exercise.example/two-sites"', b'"log":"exercise.example/two-sitez"'))
    assert (begun.records.reading.size(), Inbox(begun.records.log.database).count(WAITING)) == (size, 0)


def _swapped(one: bytes, other: bytes) -> bytes:
    """Put the signature of another bundle of the same device under a header."""
    lines, others = one.split(b"\n", 3), other.split(b"\n", 3)
    return b"\n".join((*lines[:2], others[2], lines[3]))


def test_acts_of_a_key_that_nobody_registered_wait_and_come_in_when_it_is(begun: Begun, site: Site) -> None:
    stranger = Site("bravo")
    stranger.steps(3)
    found = begun.bring(stranger.bundle())
    assert (found.waiting, found.new, begun.bring(stranger.bundle()).waiting) == (3, 0, 3)
    assert begun.desk.records.head(stranger.kid) is None
    begun.register(stranger)
    site.steps(1)
    next_one = begun.bring(site.bundle())
    assert (next_one.new, next_one.from_before) == (1, 3)
    assert (Inbox(begun.records.log.database).page(WAITING), begun.desk.records.head(stranger.kid).seq) == ([], 2)


def test_an_attachment_comes_with_its_act_or_with_a_repeat(begun: Begun, site: Site, tmp_path: Path) -> None:
    begun, key, salt = begun._replace(keys=tmp_path / "subjects.keys"), bytes(32), bytes(range(32))
    content, c = seal_attachment(key, salt, b"a photo")
    keys = [seal_person_key(PersonKey(c, b"person", key, salt), ed25519.public_of(SEALING))]
    site.sign(step("alpha", "one"), att=(Attached(c, len(content), "image/jpeg", "photo"),))
    # Nothing is taken in that a key does not show to be what the act stands for: it would keep out what is.
    for attachments in ({c: content[:-1]}, {c: bytes(len(content))}, {}):
        for some in (keys, []):
            begun.bring(site.bundle(attachments=attachments, keys=some))
            assert begun.records.reading.attachment(c) is None
    begun.bring(site.bundle(attachments={c: content}))
    assert begun.records.reading.attachment(c) is None
    begun.bring(site.bundle(attachments={c: content, bytes(32): b"of nobody"}, keys=keys))
    assert (begun.records.reading.attachment(c), begun.records.reading.attachment(bytes(32))) == (content, None)


def checkpoints(begun: Begun) -> Checkpoints:
    return Checkpoints(begun.records.log, sign=lambda head: sign_checkpoint(head, EXERCISE.seeds["operator", "log", 0]),
                       noops=lambda count, writer: ())  # fmt: skip


def cosigned(begun: Begun, org: str) -> None:
    """Let a witness sign the newest checkpoint."""
    seed, name = EXERCISE.seeds[org, "witness", 0], witness_name(begun.records.origin, org)
    newest = begun.records.reading.newest()
    line = cosign(parse_note(newest.note).text, name, seed, at=NOW)
    verifier = verifier_of(name, COSIGNATURE, ed25519.public_of(seed))
    checkpoints(begun).add_cosignature(newest.size, line, [verifier], now=NOW)


def test_a_reply_proves_what_witnesses_have_seen_and_nothing_else(begun: Begun, site: Site) -> None:
    site.steps(3)
    found = begun.bring(site.bundle())
    assert make_reply(begun.desk, found, now=NOW) is None
    checkpoints(begun).make(now=NOW)
    cosigned(begun, "alpha")  # a party, which the policy does not ask
    assert make_reply(begun.desk, found, now=NOW) is None
    site.steps(1, "later")
    both = begun.bring(site.bundle())
    cosigned(begun, "mediator")
    proved = check_reply(parse_reply(make_reply(begun.desk, both, now=NOW)), origin=begun.records.origin, device=site.kid.hex(),
                         policy=EXERCISE.genesis.witnessed, log=EXERCISE.genesis.log, now=NOW)  # fmt: skip
    assert [leaf.act_id for leaf, _ in proved.leaves] == [act_id(act.body) for act in site.acts[:3]]
    assert [index for _, index in proved.leaves] == [one.index for one in found.kept]
    checkpoints(begun).make(now=NOW)
    cosigned(begun, "mediator")
    assert len(parse_reply(make_reply(begun.desk, both, now=NOW)).placed) == 4


def test_an_import_that_was_cut_off_is_done_again(begun: Begun, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.steps(2 * BATCH + 10)
    data, keep, calls = site.bundle(), begun.records.log.keep, []

    def stopped(acts: object, **options: object) -> object:
        calls.append(acts)
        if len(calls) == 2:
            raise OSError("the power went")
        return keep(acts, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(begun.records.log, "keep", stopped)
        with pytest.raises(OSError, match="the power went"):
            begun.bring(data)
    found = begun.bring(data)
    assert (found.known, found.new, found.standings) == (BATCH, BATCH + 10, {"in_effect": 2 * BATCH + 10})


# ---- any order ----


def pieces() -> tuple[list[Site], list[tuple[int, int, int]]]:
    """Give four sites and their bundles as (site, first, end). Two of the panel decide the same thing differently."""
    sites = [Site("alpha"), Site("bravo"), Site("panel"), Site("panel", 1)]
    for site in sites:
        site.steps(2)
    sites[2].sign(screening("a", "eligible"))
    sites[3].sign(screening("b", "excluded"))
    for site in sites:
        site.steps(1, "last")
    return sites, [(number, first, end) for number in range(4) for first, end in ((0, 2), (2, 4))]


SITES, PIECES = pieces()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(PIECES))), again=st.lists(st.integers(0, len(PIECES) - 1), max_size=3))
def test_no_order_of_bundles_changes_what_is_in_effect(tmp_path_factory: pytest.TempPathFactory, order: list[int],
                                                       again: list[int]) -> None:  # fmt: skip
    begun = begin(str(tmp_path_factory.mktemp("any") / "log.db"))
    begun.register(*SITES)
    for which in (*order, *again):
        number, first, end = PIECES[which]
        begun.bring(SITES[number].bundle(first, end))
    state = begun.state()
    names = {act_id(act.body).hex(): (number, seq) for number, site in enumerate(SITES) for seq, act in enumerate(site.acts)}
    expected = {place: "contested" if place in ((2, 2), (3, 2)) else "in_effect" for place in names.values()}
    assert {names[act]: code for act, code in state.items()} == expected
    assert all(gap_of(begun.desk, site.kid) is None for site in SITES)
    begun.records.close()


def test_what_does_depend_on_the_order_of_the_log(tmp_path: Path) -> None:
    """Of two acts with one id the first is called by the id alone. Both have effect; no answer of two readers depends on it."""
    found, called = [], []
    for number, order in enumerate(((0, 1), (1, 0))):
        begun = begin(str(tmp_path / f"{number}.db"))
        sites = [Site("alpha"), Site("bravo")]
        begun.register(*sites)
        for site in sites:
            site.sign(step(site.org, "same"))
        for which in order:
            begun.bring(sites[which].bundle())
        found.append([begun.state()[act_id(site.acts[0].body).hex()] for site in sites])
        docket = begun.desk.catch_up()
        indexes = [docket.replay.state.book.by_id[act_id(site.acts[0].body)] for site in sites]
        called.append([docket.kept(index).called for index in indexes])
        assert called[-1][order[1]] == f"same@{indexes[order[1]]}"
        begun.records.close()
    assert found == [["in_effect", "in_effect"]] * 2
    assert [names.index("same") for names in called] == [0, 1]


def test_acts_of_keys_that_nobody_registered_do_not_fill_the_inbox(begun: Begun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(inbox_of.OF_ONE_KEY, WAITING, 2)
    stranger = Site("bravo")
    stranger.steps(3)
    with pytest.raises(Conflict, match=r"no room for its 3 acts.*2 acts of one may wait.*Nothing was changed") as refused:
        begun.bring(stranger.bundle())
    assert refused.value.what_to_do() == "register the key first, then import the bundle"
    assert Inbox(begun.records.log.database).count(WAITING) == 0
    begun.register(stranger)
    assert begun.bring(stranger.bundle()).new == 3


def test_acts_with_a_wrong_signature_are_kept_as_evidence_only_as_far_as_there_is_room(
    begun: Begun, site: Site, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(inbox_of.OF_ONE_KEY, REFUSED, 2)
    site.steps(6)
    site.acts = [Act(act.leaf[:-1] + bytes([act.leaf[-1] ^ 1]), act.body) for act in site.acts]
    found = begun.bring(site.bundle())
    assert (found.new, [one.endswith("kept as evidence") for one in found.refused]) == (0, [False] * 2 + [True] * 4)
    assert Inbox(begun.records.log.database).count(REFUSED) == 2
