"""What is stated of one act, in every case that the specification names, and what of it is not known."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.record.audit import Checked, check
from safeconduct.record.faults import Bad
from safeconduct.record.folder_file import FolderSource, published_log
from safeconduct.record.proof import write_proof
from safeconduct.record.published import parse_keys
from safeconduct.record.statement import UNKNOWN, Statement
from safeconduct.record.verify import find, state_act, verify_act
from safeconduct.record.verify_proof import verify_proof
from tests.cosigned_log import FIRST, NOON, NOW, checkpoint, cosigned
from tests.signed_log import kid

LOG = cosigned()
GENESIS = LOG.log.replay.genesis
FIRST_FILES = {"checkpoint": LOG.notes[FIRST]}


def source(*, bodies: bool = True, **changes: bytes) -> FolderSource:
    files = {**LOG.files(bodies=bodies), **changes}
    return published_log(files.get, "folder")


class BothCheckpoints(FolderSource):
    """A folder that remembers the first checkpoint too, as a store does."""

    def notes(self) -> Any:
        yield "first", LOG.notes[FIRST]
        yield from super().notes()


def checked(*, both: bool = False, bodies: bool = True) -> Checked:
    files = LOG.files(bodies=bodies)
    found = BothCheckpoints(files.get, "folder", LOG.size) if both else published_log(files.get, "folder")
    return check(found, LOG.digest, now=NOW)


def stated(name: str | int, **options: bool) -> Statement:
    index = LOG.named[name] if isinstance(name, str) else name
    return state_act(checked(**options), index, now=NOW)


def test_an_act_in_effect_with_everything_that_is_shown_of_it() -> None:
    found = stated("seen", both=True)
    act = LOG.log.acts[LOG.named["seen"]]
    assert found._replace(steps=()) == Statement(
        act.act_id.hex(), "x.said/1", "south", 20, 44, kid("south officer 0").hex(), "valid", "in_effect", "", "witnessed",
        ("guarantor-witness", "recorder-witness"),
        ("example-witness", "north-witness", "north-mirror", "south-witness", "south-mirror"),
        "2026-11-23T10:00:00+02:00", NOON, NOON + 3660, "present", NOW - NOON - 3660, (), "south", FIRST, True,
        LOG.log.genesis["origin"], True, True,
    )  # fmt: skip
    assert len(found.steps) == 6


@pytest.mark.parametrize(
    ("name", "key_status", "standing"),
    [
        ("unseen", "valid", "in_effect"),
        ("revoked_before", "valid", "in_effect"),
        ("revoked", "revoked", "disputed"),
        ("first_of_two", "valid", "in_effect"),
        ("second_of_two", "valid", "equivocation"),
        ("compromised_before", "valid", "in_effect"),
        ("compromised", "disputed", "disputed"),
        ("out_of_scope", "out_of_scope", "out_of_scope"),
    ],
)
def test_the_key_at_that_index(name: str, key_status: str, standing: str) -> None:
    found = stated(name)
    assert (found.key_status, found.standing, found.shown) == (key_status, standing, True)


def test_a_redacted_body_says_by_which_act() -> None:
    found = stated("redacted")
    by = LOG.named["redaction"]
    assert found.body == f"redacted by the act at {by}, {LOG.log.acts[by].act_id.hex()}"
    assert (found.standing, found.key_status, found.kind, found.org) == ("redacted", "valid", UNKNOWN, "south")


def without(*indexes: int) -> Checked:
    """Check the folder with some bodies not published."""
    files = LOG.files()
    parts = [b"" if index in indexes else LOG.body(index) for index in range(LOG.size)]
    files["bodies/000.p/44"] = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return check(published_log(files.get, "folder"), LOG.digest, now=NOW)


def test_a_missing_body_is_missing_and_nothing_is_said_of_what_it_said() -> None:
    index = LOG.named["seen"]
    found = state_act(without(index), index, now=NOW)
    assert (found.body, found.kind, found.standing, found.claimed, found.seen_size) == ("missing", UNKNOWN, "unseen", "", -1)
    assert (found.org, found.key_status, found.grade) == ("south", "valid", "witnessed")


@pytest.mark.parametrize(
    # Without one of the two nobody here sees two acts with one number.
    ("name", "expected"), [("first_of_two", "valid"), ("compromised", UNKNOWN), ("revoked_before", "valid"), ("revoked", UNKNOWN)]
)
def test_without_its_number_a_key_that_was_closed_may_have_been_good_or_not(name: str, expected: str) -> None:
    index = LOG.named[name]
    assert state_act(without(index), index, now=NOW).key_status == expected


def test_the_grade_is_that_of_the_best_checkpoint_that_covers_the_act() -> None:
    assert (stated("unseen", both=True).grade, stated("seen", both=True).grade) == ("sealed", "witnessed")
    assert stated("unseen", both=True).missing == ()
    assert stated("unseen").grade == "witnessed"


def test_the_bounds_are_those_that_can_be_shown() -> None:
    # Two of the three guarantors had cosigned the first checkpoint a minute after the first of them.
    assert stated("unseen", both=True).not_after == NOON + 60
    assert stated("unseen").not_after == NOON + 3660
    # The signer had seen the first checkpoint. When that was cosigned is known only to who has it.
    assert (stated("seen", both=True).not_before, stated("seen", both=True).seen_fits) == (NOON, True)
    assert (stated("seen").not_before, stated("seen").seen_fits) == (-1, True)
    assert (stated("unseen").not_before, stated("unseen").seen_size) == (-1, 0)


def test_a_checkpoint_that_the_log_never_had_bounds_nothing_and_is_told() -> None:
    found = stated("strange", both=True)
    assert (found.not_before, found.seen_fits, found.seen_size) == (-1, False, FIRST)
    assert any("THIS LOG NEVER HAD" in step for step in found.steps)
    assert checked().audit.strange == ((LOG.named["strange"], FIRST),)


def test_an_act_that_no_checkpoint_covers_has_no_grade() -> None:
    class Later(BothCheckpoints):
        def notes(self) -> Any:
            yield "first", LOG.notes[FIRST]

    found = check(Later(LOG.files().get, "folder", LOG.size), LOG.digest, now=NOW)
    state = state_act(found, 30, now=NOW)
    assert (state.grade, state.not_after, state.checkpoint_age, state.cosigners) == ("none", -1, -1, ())
    assert state_act(found, 3, now=NOW).grade == "sealed"


def test_a_cosignature_from_the_future_counts_for_nothing() -> None:
    found = check(source(), LOG.digest, now=NOON + 3600 - 601)
    assert found.audit.best is not None
    assert (found.audit.best.grade, found.audit.best.ahead) == ("recorded", ("guarantor-witness", "recorder-witness"))
    assert state_act(found, 3, now=NOON).not_after == -1


def test_by_the_list_alone_key_and_standing_are_not_known() -> None:
    found = stated("revoked", bodies=False)
    assert (found.key_status, found.standing, found.body, found.kind) == (UNKNOWN, UNKNOWN, "missing", UNKNOWN)
    assert (found.organisation, found.grade, found.not_after) == ("north", "witnessed", NOON + 3660)
    assert any("closed from 24 on, by the list" in step for step in found.steps)


def test_nothing_is_stated_of_a_log_that_is_not_sound() -> None:
    files = LOG.files()
    files["tile/0/000.p/44"] = bytes(32 * 44)
    with pytest.raises(Bad, match=r"tile/0/000\.p/44"):
        verify_act(published_log(files.get, "folder"), 3, LOG.digest, now=NOW)
    assert verify_act(source(), 3, LOG.digest, now=NOW).index == 3


def test_an_act_is_found_by_its_index_or_the_beginning_of_its_id() -> None:
    act = LOG.log.acts[21].act_id.hex()
    assert (find(source(), "21"), find(source(), act[:12].upper()), find(source(), act)) == (21, 21, 21)
    for wrong in ("44", "zz", "00000000000000"):
        with pytest.raises(Bad):
            find(source(), wrong)
    with pytest.raises(Bad, match="44 acts of this log"):
        find(source(), "")


# ---- proofs ----


def proof(index: int, *, size: int = LOG.size, leaf: bytes | None = None, note: bytes | None = None) -> bytes:
    return write_proof(index, LOG.tree.inclusion(index, size), note or LOG.notes[size], leaf or LOG.log.acts[index].leaf)


def prove(index: int, data: bytes | None = None, **changes: Any) -> Statement:
    assert GENESIS is not None
    given = {"policy": GENESIS.witnessed, "sealed": GENESIS.sealed, "genesis": GENESIS, "keys": parse_keys(LOG.files()["keys"]),
             "body": LOG.log.acts[index].body, "now": NOW} | changes  # fmt: skip
    return verify_proof(data or proof(index), **given)


def test_every_act_has_a_proof_that_holds() -> None:
    for index in range(LOG.size):
        found = prove(index)
        assert (found.shown, found.index, found.body) == (True, index, "present")
        assert (found.key_status, found.standing) == (UNKNOWN, UNKNOWN)
    assert prove(3, proof(3, size=FIRST)).grade == "sealed"
    assert prove(3).grade == "witnessed"


def test_a_proof_under_too_few_cosignatures_shows_not_enough() -> None:
    alone = checkpoint(LOG.tree, LOG.size, (("guarantor", "witness"),), NOON)
    found = prove(3, proof(3, note=alone))
    assert (found.shown, found.grade, found.not_after, found.cosigners) == (False, "recorded", -1, ("guarantor-witness",))


def test_a_proof_without_the_key_shows_not_enough() -> None:
    found = prove(20, keys=None)
    assert (found.shown, found.organisation) == (False, UNKNOWN)
    # A root key stands in the genesis act itself.
    root = prove(0, keys=None)
    assert (root.shown, root.organisation) == (True, "north")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"data": proof(20, leaf=LOG.log.acts[21].leaf)}, "proof.inclusion"),
        ({"body": LOG.log.acts[21].body}, "verify.body"),
        ({"body": LOG.log.acts[20].body.replace(b"south", b"north")}, "verify.body"),
        ({"data": proof(20).replace(b"index 20", b"index 21")}, "proof.inclusion"),
        ({"data": b"\n".join(line for line in proof(20).split(b"\n") if not line.startswith(b"extra"))}, "verify.leaf"),
    ],
)
def test_a_proof_that_does_not_hold_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Bad) as caught:
        prove(20, **changes)
    assert caught.value.code == code


def test_a_key_that_the_list_has_only_later_is_refused() -> None:
    keys = parse_keys(LOG.files()["keys"])
    signer = kid("south officer 0")
    with pytest.raises(Bad) as caught:
        prove(20, keys=keys | {signer: keys[signer]._replace(since=21)})
    assert caught.value.code == "keys.early"
