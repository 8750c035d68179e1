"""Policies: which are read, what a quorum needs, and how a checkpoint is weighed."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import ed25519
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint, write_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.faults import Bad
from safeconduct.record.note import add_lines, sign_note, verifier_of, write_vkey
from safeconduct.record.policy import Cosigned, parse_policy, weigh
from safeconduct.record.test_keys import seed_for

NOW = 1_800_000_000
NAMES = ("north", "south", "guarantor-1", "guarantor-2", "guarantor-3", "guarantor-4")
LABELS = ("north witness 0", "south witness 0", *(f"guarantor witness {number}" for number in range(4)))
SEEDS = {"log": seed_for("operator log 0")} | {name: seed_for(label) for name, label in zip(NAMES, LABELS, strict=True)}
LOG = verifier_of("log.example", 1, ed25519.public_of(SEEDS["log"]))
HEAD = Checkpoint("log.example", 9, bytes(range(32)))


def key_of(name: str, kind: int = 4) -> str:
    return write_vkey(verifier_of(f"{name}.example", kind, ed25519.public_of(SEEDS[name])))


WITNESSES = "".join(f"witness {name} {key_of(name)}\n" for name in NAMES)
SEALED = f"""# every party, and three of four guarantors
log {write_vkey(LOG)} https://log.example/
{WITNESSES}
group guarantors 3 guarantor-1 guarantor-2 guarantor-3 guarantor-4
group parties all north south
group sealed all guarantors parties
quorum sealed
"""
POLICY = parse_policy(SEALED.encode())


def note_with(names: tuple[str, ...], at: int = NOW) -> bytes:
    lines = [cosign(write_checkpoint(HEAD), f"{name}.example", SEEDS[name], at) for name in names]
    return add_lines(sign_checkpoint(HEAD, SEEDS["log"]), lines)


def test_sealed_asks_for_three_guarantors_and_both_parties() -> None:
    assert POLICY.satisfied(NAMES)
    assert POLICY.satisfied(set(NAMES) - {"guarantor-2"})
    assert not POLICY.satisfied(set(NAMES) - {"guarantor-2", "guarantor-3"})
    assert POLICY.missing({"south", "guarantor-1"}) == ("north", "guarantor-2", "guarantor-3", "guarantor-4")


def test_neither_party_weighs_more_than_the_other() -> None:
    """Give each party the other's key and place in the file: the answers swap and nothing else changes."""
    other = {"north": "south", "south": "north"}
    lines = "".join(f"witness {other.get(name, name)} {key_of(name)}\n" for name in NAMES)
    swapped = parse_policy(SEALED.replace(WITNESSES, lines).replace("all north south", "all south north").encode())
    for absent in other:
        for policy, name in ((POLICY, absent), (swapped, other[absent])):
            assert not policy.satisfied(set(NAMES) - {name})
            assert policy.missing(set(NAMES) - {name}) == (name,)
        without = tuple(name for name in NAMES if name != absent)
        assert weigh(note_with(without), POLICY, now=NOW).missing == (absent,)
        assert weigh(note_with(without), swapped, now=NOW).missing == (other[absent],)


def test_only_witnesses_of_the_quorum_are_asked() -> None:
    policy = parse_policy((WITNESSES + "group parties any north south\ngroup rest any guarantor-1\nquorum parties\n").encode())
    assert policy.asked() == ("north", "south")
    assert not policy.satisfied({"guarantor-1", "rest", "parties"})
    assert policy.satisfied({"south"})
    assert parse_policy(b"quorum none").asked() == ()


def test_a_checkpoint_is_weighed() -> None:
    weighed = weigh(note_with(("south", "guarantor-4")), POLICY, now=NOW)
    assert weighed.cosigned == (Cosigned("south", NOW), Cosigned("guarantor-4", NOW))
    assert (weighed.satisfied, weighed.checkpoint, weighed.log, weighed.ahead) == (False, HEAD, LOG, ())
    assert weighed.missing == ("north", "guarantor-1", "guarantor-2", "guarantor-3")
    assert weigh(note_with(NAMES[:5]), POLICY, now=NOW).satisfied


def test_a_time_far_ahead_does_not_count_and_does_not_spoil_the_note() -> None:
    early = weigh(note_with(NAMES, NOW + 601), POLICY, now=NOW)
    assert (early.satisfied, early.cosigned, early.ahead) == (False, (), NAMES)
    assert weigh(note_with(NAMES, NOW + 600), POLICY, now=NOW).satisfied


def test_a_note_signature_of_a_witness_is_no_cosignature() -> None:
    plain = sign_note(write_checkpoint(HEAD), "north.example", SEEDS["north"]).decode().splitlines(keepends=True)[-1]
    policy = parse_policy((WITNESSES + "quorum north\n").encode())
    weighed = weigh(add_lines(sign_checkpoint(HEAD, SEEDS["log"]), [plain]), policy, now=NOW, log=LOG)
    assert (weighed.satisfied, weighed.cosigned) == (False, ())


def test_a_policy_without_logs_needs_to_be_told_the_log() -> None:
    policy = parse_policy((WITNESSES + "quorum north\n").encode())
    with pytest.raises(Bad):
        weigh(note_with(("north",)), policy, now=NOW)
    assert weigh(note_with(("north",)), policy, now=NOW, log=LOG).satisfied


def test_another_log_given_shuts_out_those_of_the_policy() -> None:
    other = verifier_of("log.example", 1, ed25519.public_of(SEEDS["north"]))
    with pytest.raises(Bad):
        weigh(note_with(NAMES), POLICY, now=NOW, log=other)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("witness north", "no line of a policy"),
        ("WITNESS a b", "no line of a policy"),
        (f"log {key_of('north', 4)}", "a key of this kind"),
        (f"witness x {key_of('north', 1)}", "a key of this kind"),
        (f"witness x {key_of('north')}", "stands in the policy already"),
        (f"log {write_vkey(LOG)}", "stands in the policy already"),
        ("group g 01 north", "one spelling"),
        ("group g \u0661 north", "one spelling"),
        ("group g 3 north south", "1 to 2"),
        ("group g any north north", "or is one already"),
        ("group g any none", "cannot be a member"),
        ("group g any g", "nothing above this line"),
        ("group north any south", "this name is taken"),
        ("group none any south", "this name is taken"),
        ("group g any north\ngroup h any north", "or is one already"),
        ("quorum north\nquorum north", "a second quorum"),
        ("quorum nobody", "nothing above this line"),
        ("quorum\u00a0north", "no line of a policy"),
    ],
)
def test_lines_that_are_refused_say_where(line: str, message: str) -> None:
    with pytest.raises(Bad, match=message) as caught:
        parse_policy(f"log {write_vkey(LOG)}\n{WITNESSES}{line}\n".encode())
    assert caught.value.where.startswith("line ")


def test_a_name_may_be_any_bytes() -> None:
    lines = WITNESSES.encode().replace(b"witness north ", b"witness \xff\xe9 ")
    lines = lines.replace(b"witness south ", "witness sør ".encode())
    policy = parse_policy(lines + b"group g all \xff\xe9 s\xc3\xb8r\nquorum g\n")
    assert policy.satisfied(set(policy.asked()))
    assert "sør" in policy.asked()
    assert not policy.satisfied({"sør"})


def test_groups_may_stand_in_groups_without_end() -> None:
    lines = ["group g0 any north", *(f"group g{number} any g{number - 1}" for number in range(1, 4000)), "quorum g3999"]
    policy = parse_policy((WITNESSES + "\n".join(lines)).encode())
    assert policy.satisfied({"north"})
    assert not policy.satisfied({"south"})
    assert policy.asked() == ("north",)


@given(st.binary(max_size=200) | st.text("logwitnesgroupqum any alltn0123\t\n#+", max_size=200).map(str.encode))
def test_reading_any_bytes_raises_nothing_else(data: bytes) -> None:
    try:
        policy = parse_policy(data)
    except Bad:
        return
    assert policy.quorum == "none" or policy.asked()


def test_a_policy_has_a_size() -> None:
    with pytest.raises(Bad, match="too large"):
        parse_policy(b"quorum none\n#" + b"#" * 262_132)
    assert parse_policy(b"quorum none\n#" + b"#" * 262_131).quorum == "none"
