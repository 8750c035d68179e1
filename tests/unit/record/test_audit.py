"""A whole log, checked: what is found, where, what is compared with the paper and with what was seen before."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from safeconduct.record import reading
from safeconduct.record.audit import Audit, audit, check
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.evidence import verify_evidence
from safeconduct.record.faults import Bad
from safeconduct.record.findings import MOST, Findings
from safeconduct.record.folder_file import published_log
from safeconduct.record.grading import grade, witnessed_at
from safeconduct.record.grown import Grown
from safeconduct.record.jsonform import write
from safeconduct.record.kept import keep
from safeconduct.record.leaf import parse_leaf, verify_leaf
from safeconduct.record.policy import Cosigned as By
from safeconduct.record.policy import parse_policy
from safeconduct.record.standing import Replay
from safeconduct.record.telling import audit_lines
from safeconduct.record.tree import Frontier, leaf_hash, verify_consistency, verify_inclusion
from safeconduct.record.verify import find
from tests.cosigned_log import FIRST, NOON, NOW, checkpoint, cosigned, folder_of, hashes_of, long_log, policies, said, tree_files
from tests.signed_log import ORIGIN, SignedLog, genesis_act, kid, seed

LOG = cosigned()
GENESIS = LOG.log.replay.genesis
assert GENESIS is not None


def audited(files: dict[str, bytes] | None = None, *, digest: bytes | None = LOG.digest, **changes: bytes) -> Audit:
    return audit(published_log({**(files or LOG.files()), **changes}.get, "folder"), digest, now=NOW)


def codes(found: Audit) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in found.faults]


# ---- what is sound ----


def test_a_sound_log_with_all_that_is_told_of_it() -> None:
    found = audited()
    assert (found.faults, found.origin, found.digest, found.on_paper, found.training) == ((), ORIGIN, LOG.digest, True, True)
    assert (found.size, found.root, found.by_list, found.not_here) == (44, LOG.tree.root(), False, 0)
    assert found.standings == {"in_effect": 39, "redacted": 1, "disputed": 2, "equivocation": 1, "out_of_scope": 1}
    assert found.state_digest == LOG.log.replay.state_digest()


def test_without_the_paper_the_digest_is_that_of_the_log_and_is_said_to_be() -> None:
    found = audited(digest=None)
    assert (found.sound, found.digest, found.on_paper) == (True, LOG.digest, False)


def test_another_paper_is_refused() -> None:
    assert codes(audited(digest=bytes(32))) == [("genesis.differs", "bodies/000.p/44, body 0")]
    assert codes(audited(LOG.files(bodies=False), digest=bytes(32)))[0] == ("genesis.differs", "genesis")


def test_by_the_list_signatures_are_checked_and_counted_by_organisation() -> None:
    found = audited(LOG.files(bodies=False))
    assert (found.sound, found.by_list, found.standings, found.state_digest) == (True, True, {}, b"")
    keys = LOG.log.replay.state.keyring.keys
    orgs = [keys[parse_leaf(act.leaf).kid].org for act in LOG.log.acts]
    assert (found.signers, found.not_here) == ({org: orgs.count(org) for org in orgs}, 44)
    assert found.best is not None
    assert found.best.grade == "witnessed"


def test_without_genesis_and_bodies_only_the_published_policy_speaks() -> None:
    files = LOG.files(bodies=False)
    del files["genesis"]
    found = audited(files, digest=None)
    assert (found.sound, found.digest, found.best and found.best.grade) == (True, b"", "witnessed")
    with_paper = audited(files)
    assert [one.code for one in with_paper.faults] == ["genesis.absent"]


def test_a_leaf_of_a_key_that_the_list_does_not_have_is_named() -> None:
    files = LOG.files(bodies=False)
    entries = [one for one in LOG.log.replay.state.keyring.keys.values() if one.kid != kid("south officer 0")]
    files["keys"] = write({"keys": [{"from": one.since, "kid": one.kid.hex(), "organisation": one.org, "public": one.public.hex()}
                                    for one in entries]})  # fmt: skip
    found = audited(files)
    assert {code for code, _ in codes(found)} == {"keys.unlisted"}
    assert codes(found)[0] == ("keys.unlisted", "tile/entries/000.p/44, entry 17")


def test_bodies_that_are_here_without_those_on_keys_are_compared_with_leaf_and_list() -> None:
    acts = LOG.log.acts
    bodies = [acts[index].body if index in (18, 20) else b"" for index in range(44)]
    some = tree_files(LOG.tree, [act.leaf for act in acts], bodies)
    files = LOG.files(bodies=False) | some
    found = audited(files)
    assert (found.faults, found.by_list, found.not_here) == ((), True, 42)
    exchanged = [bodies[20] if index == 18 else body for index, body in enumerate(bodies)]
    swapped = tree_files(LOG.tree, [act.leaf for act in acts], exchanged)
    assert codes(audited(files | swapped)) == [("replay.body", "bodies/000.p/44, body 18")]
    keys = files["keys"].replace(b'"organisation":"south"', b'"organisation":"north"')
    assert ("keys.other", "bodies/000.p/44, body 20") in codes(audited(files | {"keys": keys}))


# ---- a folder of hashes, as it is published for everyone ----


def test_hashes_alone_show_the_tree_and_the_grade_and_nothing_of_an_act() -> None:
    found = audited(hashes_of(LOG.files()))
    assert (found.sound, found.hashes, found.size, found.root) == (True, True, 44, LOG.tree.root())
    assert (found.signers, found.standings, found.not_here) == ({}, {}, 44)
    assert found.best is not None
    assert found.best.grade == "witnessed"
    lines = list(audit_lines(found))
    assert lines[0] == "THE TREE HOLDS. The hashes of all 44 acts give the root that the log has signed."
    assert any("who signed which act" in line for line in lines)
    with pytest.raises(Bad, match="checked by its proof"):
        find(published_log(hashes_of(LOG.files()).get, "folder"), "3")


def test_hashes_with_another_paper_are_another_log() -> None:
    assert codes(audited(hashes_of(LOG.files()), digest=bytes(32)))[0] == ("genesis.differs", "genesis")


def test_bodies_without_leaves_are_not_taken_for_a_folder_of_hashes() -> None:
    files = {name: data for name, data in LOG.files().items() if not name.startswith("tile/entries/")}
    assert codes(audited(files))[0] == ("source.missing", "tile/entries/000.p/44")


@pytest.mark.parametrize("size", [300, 512, 600])
def test_hashes_of_several_tiles_grow_from_what_a_reader_keeps(size: int) -> None:
    files, kept = hashes_of(long_log(size)), long_log(290)["checkpoint"]
    genesis = {"genesis": write(SignedLog().genesis), "keys": b'{"keys":[]}'}
    log = published_log((files | genesis).get, "folder")
    assert check(log, now=NOW, kept=kept).audit.sound
    strange = checkpoint(LOG.tree, 20, (), NOON)
    forked = check(log, now=NOW, kept=strange).audit
    assert [one.code for one in forked.faults] == ["kept.fork"]


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"])
def test_a_changed_hash_is_found_in_its_tile(name: str) -> None:
    genesis = {"genesis": write(SignedLog().genesis), "keys": b'{"keys":[]}'}
    files = hashes_of(long_log(600)) | genesis
    for at in (0, 40, len(files[name]) - 1):
        data = files[name][:at] + bytes([files[name][at] ^ 1]) + files[name][at + 1 :]
        assert name in codes(audited(files | {name: data}, digest=None))[0][1]
    assert name in codes(audited(files | {name: files[name][:-1]}, digest=None))[0][1]
    del files[name]
    assert ("source.missing", name) in codes(audited(files, digest=None))


# ---- rollback, fork, old checkpoints, policies ----


def test_a_cut_log_is_shorter_than_its_checkpoint() -> None:
    found = audited(long_log(30) | {"checkpoint": long_log(31)["checkpoint"]}, digest=None)
    assert ("source.missing", "tile/0/000.p/31") in codes(found)
    assert ("audit.shorter", "checkpoint") in codes(found)


@pytest.mark.parametrize("sizes", [(300, 290), (300, 257), (512, 300)])
def test_who_has_seen_more_refuses_an_older_log(sizes: tuple[int, int]) -> None:
    newer, older = (long_log(size) for size in sizes)
    found = check(published_log(older.get, "folder"), now=NOW, kept=newer["checkpoint"]).audit
    assert [one.code for one in found.faults] == ["kept.newer"]
    assert check(published_log(newer.get, "folder"), now=NOW, kept=older["checkpoint"]).audit.sound


def test_who_was_shown_another_history_gets_evidence_that_anyone_can_check(tmp_path: Path) -> None:
    other = Grown()
    for index, act in enumerate(LOG.log.acts[:30]):
        other.append(LOG.log.acts[12].leaf if index == 25 else act.leaf)
    kept = tmp_path / "seen"
    for size in (30, 26):
        kept.write_bytes(sign_checkpoint(Checkpoint(ORIGIN, size, other.root(size)), seed("operator log 0")))
        found = check(published_log(LOG.files().get, "folder"), LOG.digest, now=NOW, kept=kept.read_bytes())
        assert [one.code for one in found.audit.faults] == ["kept.fork"]
        said_ = keep(kept, found)
        assert f"{kept}.fork" in said_[-1]
        small, large = verify_evidence((tmp_path / "seen.fork").read_bytes(), GENESIS.log)
        assert (small.size, small.root, large.size, large.root) == (size, other.root(size), 44, LOG.tree.root())


def test_a_kept_checkpoint_of_another_log_is_no_fork() -> None:
    for note in (b"no note", sign_checkpoint(Checkpoint(ORIGIN, 3, bytes(32)), seed("north root 0"))):
        found = check(published_log(LOG.files().get, "folder"), LOG.digest, now=NOW, kept=note).audit
        assert len(found.faults) == 1
        assert not found.faults[0].code.startswith("kept.fork")


def test_the_newest_checkpoint_is_kept_and_an_older_one_does_not_take_its_place(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    keep(path, check(published_log(long_log(290).get, "folder"), now=NOW))
    assert path.read_bytes() == long_log(290)["checkpoint"]
    keep(path, check(published_log(long_log(300).get, "folder"), now=NOW, kept=path.read_bytes()))
    assert path.read_bytes() == long_log(300)["checkpoint"]
    old = check(published_log(long_log(290).get, "folder"), now=NOW, kept=path.read_bytes())
    assert "Kept as it was" in keep(path, old)[-1]
    assert path.read_bytes() == long_log(300)["checkpoint"]


def test_a_policy_that_was_exchanged_is_found_or_not_used() -> None:
    easy = b"quorum none\n"
    assert codes(audited(policy=easy)) == [("policy.differs", "policy")]
    found = audited(LOG.files(bodies=False), policy=easy)
    assert found.notes[0].startswith("policy: not the policy of the genesis act")
    assert found.best is not None
    assert found.best.missing == audited().best.missing  # type: ignore[union-attr]


def test_the_policy_at_a_checkpoint_is_the_one_that_was_set_before_it() -> None:
    witnessed, sealed = policies()
    log = SignedLog(genesis_act(witnessed=witnessed, sealed=sealed)).found()
    log.by_roots({"type": "policy.set/1", "witnessed": "quorum none\n", "sealed": "quorum none\n"}, "north", "south")
    found = audited(folder_of(log, cosigners=(("guarantor", "witness"), ("recorder", "witness"))), digest=log.digest)
    # The new policy asks for nobody, so nobody's word lifts the checkpoint.
    assert (found.faults, found.best and found.best.grade) == ((), "recorded")
    assert found.notes[0].startswith("a line of")


# ---- bodies ----


def test_a_body_that_is_not_here_is_counted_and_no_fault_where_not_all_are_published() -> None:
    found = audited(folder_of(LOG.log, bodies={18: b"", LOG.gone: b""}))
    assert (found.faults, found.not_here) == ((), 1)


def test_a_redaction_that_never_took_effect_does_not_excuse_a_missing_body() -> None:
    log = SignedLog().found()
    officer = log.officer("north officer 0")
    log.officer("south officer 0", types=["y.*"])
    log.sign("north officer 0", said("to be taken out"))
    redaction = {"type": "body.redacted/1", "act": log.acts[16].act_id.hex(), "org": "north", "device": officer.kid.hex(),
                 "seq": 0, "prev": "", "att": []}  # fmt: skip
    log.sign("north officer 0", redaction)
    alone = audited(folder_of(log, bodies={16: b""}), digest=log.digest)
    # One organisation's word is none, so the body is just not here.
    assert (alone.faults, alone.standings["unseen"]) == ((), 1)
    log.sign("south officer 0", redaction)
    found = audited(folder_of(log, bodies={16: b""}), digest=log.digest)
    assert codes(found) == [("audit.redaction", "bodies/000.p/19, body 16")]


def test_an_order_to_erase_names_who_has_not_done_it() -> None:
    from safeconduct.record.body import Attached

    log = SignedLog().found()
    log.officer("north officer 0")
    att = Attached(bytes(32), 100, "image/jpeg", "photo")
    log.sign("north officer 0", said("with a photo"), att=(att,), seq=0, prev="")
    log.device("north officer 0").seq, log.device("north officer 0").prev = 1, log.acts[-1].act_id.hex()
    log.sign("north officer 0", {"type": "erasure.ordered/1", "att": [bytes(32).hex()]})
    assert audited(folder_of(log), digest=log.digest).erasing == ((15, "operator"), (15, "guarantor"))


def test_a_genesis_act_that_not_all_have_signed_is_a_fault() -> None:
    log = SignedLog()
    log.by_roots(log.genesis, "north")
    found = audited(folder_of(log), digest=log.digest)
    assert codes(found) == [("audit.genesis", "tile/entries/000.p/2, entry 0")]


def test_only_so_many_checkpoints_that_never_were_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_STRANGE", 3)
    monkeypatch.setattr(reading, "MOST_FITTING", 1)
    log = SignedLog().found()
    log.officer("north officer 0")
    device = log.device("north officer 0")
    for number in range(12):
        # Every other one names a root that the log had, and one later than itself.
        good = Grown()
        for act in log.acts[: 3 + number]:
            good.append(act.leaf)
        seen = (3 + number, good.root()) if number % 2 else (3 + number, bytes([number] * 32))
        log.sign("north officer 0", said(f"{number}"), seq=device.seq, prev=device.prev, seen_size=seen[0], seen_root=seen[1])
        device.seq, device.prev = device.seq + 1, log.acts[-1].act_id.hex()
    log.sign("north officer 0", said("later"), seq=device.seq, prev=device.prev, seen_size=99, seen_root=bytes(32))
    found = audited(folder_of(log), digest=log.digest)
    assert (found.faults, found.strange) == ((), ((14, 3), (16, 5), (18, 7)))


# ---- the parts ----


def test_the_tree_in_memory_is_that_of_the_frontier_at_every_size() -> None:
    chance = random.Random("grown")
    leaves = [chance.randbytes(146) for _ in range(600)]
    tree, frontier, roots = Grown(), Frontier(), [Frontier().root()]
    for leaf in leaves:
        tree.append(leaf)
        frontier.append(leaf_hash(leaf))
        roots.append(frontier.root())
    assert [tree.root(size) for size in range(601)] == roots
    for index, size in ((0, 1), (3, 600), (599, 600), (255, 257), (256, 512)):
        assert verify_inclusion(leaf_hash(leaves[index]), index, size, tree.inclusion(index, size), roots[size])
    for old, new in ((1, 600), (256, 600), (257, 512), (600, 600)):
        assert verify_consistency(old, new, tree.consistency(old, new), roots[old], roots[new])


def test_faults_are_listed_up_to_a_limit_and_counted_above_it() -> None:
    findings = Findings()
    for number in range(MOST + 5):
        findings.add(Bad("x.y", "wrong", where=str(number)))
    assert (len(findings.faults), findings.left_out, findings.count) == (MOST, 5, MOST + 5)


def test_a_policy_that_asks_for_nobody_lifts_nothing() -> None:
    none = parse_policy(b"quorum none\n")
    found = grade(LOG.notes[FIRST], none, none, now=NOW, log=GENESIS.log)
    assert (found.grade, found.witnessed_at, found.cosigned) == ("recorded", -1, ())


def test_a_policy_is_met_when_the_last_of_enough_has_cosigned() -> None:
    policy = parse_policy(policies()[0].encode())
    names = [one.name for one in policy.witnesses]
    assert witnessed_at([By(names[0], 30), By(names[1], 10), By(names[2], 20)], policy) == 20
    assert witnessed_at([By(names[0], 30)], policy) == -1


def test_the_answer_does_not_depend_on_how_often_it_is_asked() -> None:
    source = published_log(LOG.files().get, "folder")
    assert audit(source, now=NOW) == audit(source, now=NOW)


def test_the_verifier_is_asked_for_every_leaf_once() -> None:
    asked: list[bytes] = []

    def verify(key: bytes, leaf: Any) -> bool:
        asked.append(leaf.act_id)
        return verify_leaf(key, leaf)

    replay = Replay(LOG.digest, verify=verify)
    for index, act in enumerate(LOG.log.acts):
        replay.apply(index, act.leaf, act.body)
    assert sorted(set(asked)) == sorted(act.act_id for act in LOG.log.acts)


