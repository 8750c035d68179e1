"""Sign the acts of every packaged example as a log, and pack it as `record.zip` beside them. `--check` only compares.

They are published with their leaves and bodies, since they are exercises and their pages show every act. The keys are the
published keys of tests, the genesis act says that it is an exercise, and everything is made from the files alone: the same files
give the same bytes. Times are those of the acts. The guarantors and the parties cosign at the time of the last act that a
checkpoint covers.
"""

import argparse
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from safeconduct.agreement.casefile import Case, open_case  # noqa: E402
from safeconduct.bootstrap.exercise import OPERATOR, RECORDER, Exercise, make_exercise, mirror_name, roles_of, witness_name  # noqa: E402
from safeconduct.bootstrap.records import StoredRecords, open_desk  # noqa: E402
from safeconduct.record import ed25519  # noqa: E402
from safeconduct.record.body import Body, act_id, write_body  # noqa: E402
from safeconduct.record.checkpoint import parse_checkpoint, sign_checkpoint  # noqa: E402
from safeconduct.record.cosignature import cosign  # noqa: E402
from safeconduct.record.leaf import kid_of, sign_leaf  # noqa: E402
from safeconduct.record.note import parse_note  # noqa: E402
from safeconduct.record.test_keys import seed_for  # noqa: E402
from safeconduct.secretariat.opening import case_acts_of  # noqa: E402
from safeconduct.secretariat.reading import signed_at  # noqa: E402
from safeconduct.store.checkpoints import Checkpoints  # noqa: E402
from safeconduct.store.examine import Signed  # noqa: E402
from safeconduct.store.publish import Shows, publish  # noqa: E402

EXAMPLES = HERE.parent / "src" / "safeconduct" / "examples"
EVERY = 512
"""Acts between two checkpoints."""


class Log(NamedTuple):
    """One log to make: where its zip goes, the case, and the lines of its acts in order."""

    target: Path
    case: Case
    acts: list[dict[str, Any]]


def logs() -> Iterator[Log]:
    """Give the log of every example, and of every draft that has acts of its own."""
    for folder in sorted(path.parent for path in EXAMPLES.glob("*/agreement.yaml")):
        case = open_case(example=folder.name)
        lines = (folder / "acts.jsonl").read_bytes().splitlines()
        yield Log(folder / "record.zip", case, _in_order(_lines(lines)))
        for draft in sorted((folder / "drafts").glob("*.acts.jsonl")):
            text = draft.with_name(draft.name.replace(".acts.jsonl", ".yaml"))
            with_draft = open_case(example=folder.name, with_files=[text])
            case_acts_of(with_draft)
            yield Log(draft.with_name(draft.name.replace(".acts.jsonl", ".record.zip")), with_draft,
                      _in_order(_lines(draft.read_bytes().splitlines())))  # fmt: skip


def _lines(lines: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines if line.strip()]


def _in_order(acts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(acts, key=lambda act: datetime.fromisoformat(act["recorded"]))


class Signer:
    """Signs the acts of a log one after the other, each with the key of whoever says it."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.chains: dict[bytes, tuple[int, str]] = {}
        self.seen: tuple[int, bytes] = (0, sha256(b"").digest())

    def sign(self, org: str, role: str, number: int, act: dict[str, Any], at: str) -> Signed:
        """Sign the next act of a key."""
        seed = self.exercise.seeds[org, role, number]
        kid = kid_of(ed25519.public_of(seed))
        seq, prev = self.chains.get(kid, (0, ""))
        nonce = sha256(f"{kid.hex()} {seq}".encode()).digest()[:16]
        body = write_body(Body(self.exercise.genesis.act.origin, org, kid.hex(), seq, prev, *self.seen, at, act, (), nonce))
        self.chains[kid] = seq + 1, act_id(body).hex()
        return Signed(sign_leaf(seed, act_id(body)), body)


def exercise_of(case: Case, acts: list[dict[str, Any]], name: str) -> Exercise:
    """Give the exercise of a case, with the published keys."""
    roles = roles_of(case.agreement)
    places = {org: place for place, org in enumerate(roles)}
    return make_exercise(
        roles, origin=f"safeconduct.example/{name}", agreement=case.versions[0].source.hash.removeprefix("sha256:"),
        window=(f"{acts[0]['recorded'][:4]}-01-01T00:00:00+00:00", f"{int(acts[-1]['recorded'][:4]) + 1}-12-31T00:00:00+00:00"),
        seed_for=lambda org, role, number: seed_for(f"example {role} {3 * places[org] + number}"),
    )  # fmt: skip


def made(log: Log) -> tuple[bytes, dict[str, int]]:
    """Sign a log, publish it and pack it. Gives the zip, and how many acts stand how."""
    case, acts = log.case, log.acts
    own_name = log.target.name.removesuffix("record.zip").removesuffix(".")
    exercise = exercise_of(case, acts, own_name or log.target.parent.name)
    signer, first = Signer(exercise), signed_at(acts[0])
    with TemporaryDirectory() as folder:
        desk = open_desk(Path(folder) / "log.db", exercise.genesis, case)
        records = desk.records
        assert isinstance(records, StoredRecords)
        orgs = [org for org, _, number in exercise.seeds if number == 0 and (org, "root", 0) in exercise.seeds]
        orgs = list(dict.fromkeys(orgs))
        founding = [signer.sign(org, "root", number, exercise.act, first) for org in orgs for number in (0, 1)]
        speakers = [org for org in orgs if org in {_speaker(act) for act in acts} | {OPERATOR}]
        founding += [signer.sign(org, "root", number, exercise.registration(org), first) for org in speakers for number in (0, 1)]
        desk.take_in(founding)
        checkpoints = Checkpoints(records.log, sign=lambda head: sign_checkpoint(head, exercise.seeds[OPERATOR, "log", 0]),
                                  noops=lambda count, writer: ())  # fmt: skip
        _checkpoint(checkpoints, signer, first)
        for start in range(0, len(acts), EVERY):
            part = acts[start : start + EVERY]
            desk.take_in([signer.sign(_speaker(act), "device", 0, act, signed_at(act)) for act in part])
            _checkpoint(checkpoints, signer, signed_at(part[-1]))
        docket = desk.catch_up()
        counts: dict[str, int] = {}
        for kept in docket.all():
            counts[kept.standing.code] = counts.get(kept.standing.code, 0) + 1
        out = Path(folder) / "public"
        publish(records.reading, out, genesis=exercise.genesis, genesis_act=exercise.act,
                keyring=docket.replay.state.keyring, size=docket.size, shows=Shows.LEAVES, public=lambda body: True)  # fmt: skip
        records.close()
        return _packed(out), counts


def _speaker(act: dict[str, Any]) -> str:
    return RECORDER if act.get("basis") == "reported" else str(act["actor"])


def _checkpoint(checkpoints: Checkpoints, signer: Signer, at: str) -> None:
    seeds, origin, now = signer.exercise.seeds, signer.exercise.genesis.act.origin, int(datetime.fromisoformat(at).timestamp())
    stored = checkpoints.make(now=now)
    head = parse_note(stored.note).text
    sealed = signer.exercise.genesis.sealed
    for org, role, _ in seeds:
        if role in ("witness", "mirror"):
            name = (witness_name if role == "witness" else mirror_name)(origin, org)
            known = [one.verifier for one in sealed.witnesses if one.verifier.name == name]
            if known:
                checkpoints.add_cosignature(stored.size, cosign(head, name, seeds[org, role, 0], now), known, now=now)
    signer.seen = stored.size, parse_checkpoint(head).root


def _packed(folder: Path) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return data.getvalue()


def _content(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main(argv: list[str] | None = None) -> int:
    """Make every zip, or say which would change."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 if a file would change")
    options = parser.parse_args(argv)
    changed = 0
    for log in logs():
        data, counts = made(log)
        # The files are compared, not the zips: how small a file becomes depends on the library that packs it.
        same = log.target.is_file() and _content(log.target.read_bytes()) == _content(data)
        changed += not same
        if not same and not options.check:
            log.target.write_bytes(data)
        print(f"{log.target.relative_to(EXAMPLES)}: {len(data):,} bytes, {counts}{'' if same else ', changed'}")
    return int(bool(changed and options.check))


if __name__ == "__main__":
    sys.exit(main())
