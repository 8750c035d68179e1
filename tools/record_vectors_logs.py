"""The test vectors of whole logs: how every act stands after every step, and the state as text.

They are for other programs, in any language. The same run gives the same bytes. A published log and bundles are written by
`record_vectors_files`.

    PYTHONPATH=src python -m tools.record_vectors_logs             write standings.json and state.json again
    PYTHONPATH=src python -m tools.record_vectors_logs --check     say whether the files are what would be written
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import BodyRedacted, parse_own
from safeconduct.record.standing import Replay
from safeconduct.record.state_text import state_lines
from tests.signed_log import Device, Signed, SignedLog, genesis_act
from tools.record_vectors_stories import STORIES, Hidden, claim
from tools.vector_log import FOLDER, written

Case = dict[str, Any]


def founded() -> SignedLog:
    """Give a log that all organisations have founded. Before the last of them a registration has no effect."""
    return SignedLog().found()


def read(acts: Sequence[Signed], digest: bytes, hidden: Hidden) -> tuple[list[Case], Replay]:
    """Read a log step by step. Gives for each act what a reader needs, and how acts stand after it."""
    replay, steps = Replay(digest), []
    for index, act in enumerate(acts):
        by = hidden.get(index)
        body = None if index in hidden else act.body
        changed = replay.apply(index, act.leaf, body, redacted=_redaction(acts[by]) if by is not None else None)
        step: Case = {"leaf": act.leaf.hex(), "body": None if body is None else body.decode()}
        if by is not None:
            step["redacted_by"] = by
        step["stands"] = [[one.index, one.code, one.at] if one.code == "in_effect" else [one.index, one.code] for one in changed]
        if changed[0].because and changed[0].code != "in_effect":
            step["why"] = changed[0].because
        steps.append(step | {"state": replay.state_digest().hex()})
    return steps, replay


def _redaction(act: Signed) -> BodyRedacted:
    own = parse_own(json.loads(act.body)["act"])
    assert isinstance(own, BodyRedacted)
    return own


def readings() -> list[tuple[str, str, SignedLog, Hidden]]:
    """Give name, sentence and log of every reading of a story."""
    found = []
    for story in STORIES:
        log = founded()
        hidden = story(log) or {}
        name = story.__name__.replace("_", " ")
        found.append((name, " ".join((story.__doc__ or "").split()), log, Hidden()))
        if hidden:
            found.append((f"{name}, second reader", "The same log, with some bodies not given.", log, hidden))
    return found


def standings() -> Case:
    """Give standings.json."""
    begin = founded()
    size = len(begin.acts)
    logs = []
    for name, says, log, hidden in readings():
        steps, _ = read(log.acts, log.digest, hidden)
        assert [step["leaf"] for step in steps[:size]] == [act.leaf.hex() for act in begin.acts]
        logs.append({"name": name, "about": says, "acts": steps[size:]})
    return {
        "about": "What becomes of each act: sections 8, 9 and 11 of docs/spec/record.md, without the rules of an agreement. "
        "README.md says how to read it.",
        "digest": begin.digest.hex(),
        "begin": read(begin.acts, begin.digest, {})[0],
        "logs": logs,
        "refused": refused(begin),
    }


def refused(log: SignedLog) -> list[Case]:
    """List first leaves of which no log is read."""
    root = Device("north root 0", "north")
    first, other = log.acts[0], root.sign(genesis_act(agreement="cd" * 32))
    stranger = Device("north officer 0", "north").sign(log.genesis)
    listed = [
        ("another genesis act than the one on paper", *other),
        ("signed by a key that is no root key of the genesis act", *stranger),
        ("the signature is changed in one bit", first.leaf[:-1] + bytes([first.leaf[-1] ^ 1]), first.body),
        ("the body is not the one that was signed", first.leaf, log.acts[1].body),
        ("its body is not there", first.leaf, None),
        ("not a genesis act", *Device("south root 0", "south").sign(claim("x"))),
        *((why, *root.sign(genesis_act(**change))) for why, change in unsound()),
    ]
    cases = []
    for why, leaf, body in listed:
        digest = log.digest
        if why.startswith("unsound"):
            assert body is not None
            digest = SignedLog(json.loads(body)["act"]).digest
        try:
            Replay(digest).apply(0, leaf, body)
        except Bad as bad:
            given = {"digest": digest.hex(), "leaf": leaf.hex(), "body": None if body is None else body.decode()}
            cases.append(given | {"why": why, "code": bad.code})
            continue
        raise ValueError(f"this is not refused: {why}")
    return cases


def unsound() -> list[tuple[str, Case]]:
    """List changes that make a genesis act unsound, whoever signs it."""
    orgs = genesis_act()["organisations"]
    north = orgs["north"]
    return [
        ("unsound: one party", {"organisations": orgs | {"south": orgs["south"] | {"role": "other"}}}),
        ("unsound: no guarantor holds the attachments", {"attachments": "operator"}),
        ("unsound: two root keys are one", {"organisations": orgs | {"north": north | {"roots": [*north["roots"][:2],
                                            orgs["south"]["roots"][0]]}}}),
        ("unsound: published keys, and not for training", {"training": False}),
        ("unsound: the log's key stands under another origin", {"origin": "record.example/other"}),
        ("unsound: a policy that cannot be read", {"witnessed": "quorum somebody\n"}),
        ("unsound: a key that may not be registered", {"organisations": orgs | {"north": north | {"roots": [*north["roots"][:2],
                                                       "00" * 32]}}}),
        ("unsound: a field too many", {"note": "x"}),
    ]  # fmt: skip


def states() -> Case:
    """Give state.json."""
    begin = founded()
    found = [_state("begin", begin, {}, size) for size in (1, len(begin.acts) - 1, len(begin.acts))]
    found += [_state(name, log, hidden, len(log.acts)) for name, _, log, hidden in readings()]
    return {"about": "The state as text, section 9 of docs/spec/record.md, for the logs of standings.json.", "states": found}


def _state(name: str, log: SignedLog, hidden: Hidden, size: int) -> Case:
    _, replay = read(log.acts[:size], log.digest, hidden)
    lines = list(state_lines(log.digest, size, replay.state))
    return {"log": name, "size": size, "lines": lines, "digest": replay.state_digest().hex()}


def vectors() -> dict[str, str]:
    """Give the content of every file that this tool writes, by name."""
    return {"standings.json": written(standings()), "state.json": written(states())}


def run(made: dict[str, str], module: str, arguments: list[str]) -> int:
    """Write files, or with `--check` compare them. Gives the exit status."""
    old = {name: (FOLDER / name).read_text("utf-8") for name in made if (FOLDER / name).is_file()}
    different = [name for name, text in made.items() if old.get(name) != text]
    for name in different:
        if arguments == ["--check"]:
            print(f"{FOLDER / name} is not what would be written. Run: python -m {module}")
        else:
            (FOLDER / name).write_text(made[name], encoding="utf-8")
            print(f"written: {FOLDER / name}")
    return int(bool(different) and arguments == ["--check"])


if __name__ == "__main__":
    sys.exit(run(vectors(), "tools.record_vectors_logs", sys.argv[1:]))
