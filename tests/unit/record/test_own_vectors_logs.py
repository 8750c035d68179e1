"""Our own vectors of whole logs, of a published log and of bundles: each case gets its answer, and the files are as written."""

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from safeconduct.record import sources
from safeconduct.record.audit import audit
from safeconduct.record.body import parse_body
from safeconduct.record.bundle import open_bundle
from safeconduct.record.faults import Bad
from safeconduct.record.grading import grade
from safeconduct.record.key_acts import BodyRedacted, parse_own
from safeconduct.record.leaf import SIZE
from safeconduct.record.policy import parse_policy
from safeconduct.record.proof import check_proof, parse_proof
from safeconduct.record.standing import Replay
from safeconduct.record.state_text import state_lines
from safeconduct.record.words import words_of
from tools import record_vectors_files, record_vectors_logs

FOLDER = Path(__file__).parents[2] / "vectors"
STANDINGS, STATE, LOG, BUNDLES = (
    json.loads((FOLDER / f"{name}.json").read_bytes()) for name in ("standings", "state", "log", "bundles")
)
LOGS = {one["name"]: STANDINGS["begin"] + one["acts"] for one in STANDINGS["logs"]} | {"begin": STANDINGS["begin"]}


@pytest.mark.parametrize("made", [record_vectors_logs, record_vectors_files], ids=["logs", "files"])
def test_the_files_are_what_the_tools_write(made: Any) -> None:
    different = [name for name, content in made.vectors().items() if (FOLDER / name).read_text(encoding="utf-8") != content]
    assert different == []


def test_a_file_that_differs_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert record_vectors_logs.run({"state.json": "{}\n"}, "tools.record_vectors_logs", ["--check"]) == 1
    assert "state.json is not what would be written" in capsys.readouterr().out


# ---- whole logs ----


def read(acts: list[dict[str, Any]], replay: Replay) -> None:
    """Read a log as another program would: from the file alone, comparing after every step."""
    now: dict[int, list[Any]] = {}
    for index, act in enumerate(acts):
        body = None if act["body"] is None else act["body"].encode()
        changed = replay.apply(index, bytes.fromhex(act["leaf"]), body, redacted=redaction(acts, act))
        stands = [[one.index, one.code, one.at] if one.code == "in_effect" else [one.index, one.code] for one in changed]
        assert stands == act["stands"]
        now |= {stands[0]: stands[1] for stands in act["stands"]}
        assert [replay.standing(one).code for one in range(index + 1)] == [now[one] for one in range(index + 1)]
        assert replay.state_digest().hex() == act["state"]


def redaction(acts: list[dict[str, Any]], act: dict[str, Any]) -> BodyRedacted | None:
    if "redacted_by" not in act:
        return None
    own = parse_own(parse_body(acts[act["redacted_by"]]["body"].encode()).act)
    assert isinstance(own, BodyRedacted)
    return own


@pytest.mark.parametrize("name", LOGS)
def test_standings(name: str) -> None:
    read(LOGS[name], Replay(bytes.fromhex(STANDINGS["digest"])))


def test_the_logs_show_every_standing_but_those_that_need_an_agreement() -> None:
    codes = {stands[1] for acts in LOGS.values() for act in acts for stands in act["stands"]}
    assert codes == {"in_effect", "incomplete", "held", "equivocation", "disputed", "out_of_scope", "no_effect", "redacted",
                     "unseen", "not_an_act"}  # fmt: skip


def test_whoever_reads_after_a_redaction_comes_to_the_same_state() -> None:
    first, second = LOGS["redaction"], LOGS["redaction, second reader"]
    assert [act["leaf"] for act in first] == [act["leaf"] for act in second]
    assert (first[-1]["state"], first[-2]["state"] == second[-2]["state"]) == (second[-1]["state"], False)


@pytest.mark.parametrize("case", STANDINGS["refused"], ids=lambda case: case["why"])
def test_first_leaves_of_which_no_log_is_read(case: dict[str, Any]) -> None:
    with pytest.raises(Bad) as caught:
        Replay(bytes.fromhex(case["digest"])).apply(0, bytes.fromhex(case["leaf"]), case["body"] and case["body"].encode())
    assert caught.value.code == case["code"]


@pytest.mark.parametrize("case", STATE["states"], ids=lambda case: f"{case['log']} {case['size']}")
def test_states(case: dict[str, Any]) -> None:
    acts, replay = LOGS[case["log"]][: case["size"]], Replay(bytes.fromhex(STANDINGS["digest"]))
    read(acts, replay)
    assert list(state_lines(replay.digest, replay.size, replay.state)) == case["lines"]
    assert sha256("".join(f"{line}\n" for line in case["lines"]).encode()).hexdigest() == case["digest"] == acts[-1]["state"]


# ---- one published log ----


def content(told: dict[str, Any]) -> bytes | None:
    if "gone" in told:
        return None
    return told["text"].encode() if "text" in told else bytes.fromhex(told["hex"])


FILES = {one["path"]: content(one) for one in LOG["files"]}
DIGEST = bytes.fromhex(LOG["digest"])


def opened(tmp_path: Path, **changed: bytes | None) -> sources.Source:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path, found in (FILES | changed).items():
            if found is not None:
                archive.writestr(path, found)
    (tmp_path / "log.zip").write_bytes(data.getvalue())
    return sources.open_source(tmp_path / "log.zip")


def faults(tmp_path: Path, **changed: bytes | None) -> str:
    """Give the places where a reader says that something is wrong."""
    try:
        found = audit(opened(tmp_path, **changed), DIGEST, now=LOG["now"])
    except Bad as bad:
        return bad.where
    return " ".join(bad.where for bad in found.faults)


def test_the_published_log(tmp_path: Path) -> None:
    found = audit(opened(tmp_path), DIGEST, now=LOG["now"])
    assert (found.faults, found.origin, found.size, found.root.hex()) == ((), LOG["origin"], LOG["size"], LOG["root"])
    assert (found.best and found.best.grade, found.state_digest.hex()) == (LOG["grade"], LOG["state"])
    assert words_of(DIGEST) == LOG["words"]
    entries = FILES[f"tile/entries/000.p/{LOG['size']}"]
    assert entries is not None
    assert [entries[at + 2 : at + 2 + SIZE].hex() for at in range(0, len(entries), SIZE + 2)] == LOG["leaves"]


def test_the_published_log_without_its_bodies(tmp_path: Path) -> None:
    found = audit(opened(tmp_path, **{f"bodies/000.p/{LOG['size']}": None}), DIGEST, now=LOG["now"])
    assert (found.faults, found.by_list, found.size, found.best and found.best.grade) == ((), True, LOG["size"], LOG["grade"])


WITHOUT_LEAVES = {path: None for path in FILES if path.startswith(("tile/entries/", "bodies/"))}


def test_the_published_log_as_everyone_gets_it(tmp_path: Path) -> None:
    found = audit(opened(tmp_path, **WITHOUT_LEAVES), DIGEST, now=LOG["now"])
    assert (found.faults, found.hashes, found.size, found.root.hex()) == ((), True, LOG["size"], LOG["root"])
    assert (found.best and found.best.grade, found.signers) == (LOG["grade"], {})


@pytest.mark.parametrize("case", LOG["kept"], ids=lambda case: case.get("why", "it fits"))
def test_hashes_alone_show_whether_the_log_only_grew(case: dict[str, Any], tmp_path: Path) -> None:
    from safeconduct.record.audit import check

    source = opened(tmp_path, **WITHOUT_LEAVES)
    assert check(source, DIGEST, now=LOG["now"], kept=case["checkpoint"].encode()).audit.sound == case["fits"]


@pytest.mark.parametrize("case", LOG["changed"], ids=lambda case: case["why"])
def test_a_changed_file_is_found(case: dict[str, Any], tmp_path: Path) -> None:
    assert FILES[case["path"]] != content(case)
    assert case["path"] in faults(tmp_path, **{case["path"]: content(case)})


@pytest.mark.parametrize("case", LOG["kept"], ids=lambda case: case.get("why", "it fits"))
def test_a_checkpoint_from_an_earlier_look(case: dict[str, Any], tmp_path: Path) -> None:
    from safeconduct.record.audit import check

    found = check(opened(tmp_path), DIGEST, now=LOG["now"], kept=case["checkpoint"].encode()).audit
    assert found.sound == case["fits"]


@pytest.mark.parametrize("case", LOG["grades"], ids=lambda case: case["grade"])
def test_grades(case: dict[str, Any]) -> None:
    policies = [parse_policy(FILES[name] or b"") for name in ("policy", "policy-sealed")]
    assert grade(case["checkpoint"].encode(), *policies, now=LOG["now"]).grade == case["grade"]


@pytest.mark.parametrize("case", LOG["proofs"], ids=lambda case: str(case["index"]))
def test_proofs(case: dict[str, Any]) -> None:
    proof, leaf = parse_proof(case["proof"].encode()), bytes.fromhex(LOG["leaves"][case["index"]])
    assert (proof.index, proof.extra, leaf[48:80].hex()) == (case["index"], leaf, case["act"])
    sealed = parse_policy(FILES["policy-sealed"] or b"")
    assert check_proof(proof, sha256(b"\x00" + leaf).digest(), sealed, now=LOG["now"]).satisfied


# ---- bundles ----


@pytest.mark.parametrize("reader", BUNDLES["readers"], ids=lambda reader: reader["label"])
@pytest.mark.parametrize("case", BUNDLES["accepted"], ids=lambda case: str(len(case["acts"])))
def test_bundles(case: dict[str, Any], reader: dict[str, str]) -> None:
    found = open_bundle(bytes.fromhex(case["bundle"]), public=bytes.fromhex(BUNDLES["device"]), kid=reader["kid"],
                        private=bytes.fromhex(reader["private"]))  # fmt: skip
    assert [{"leaf": act.leaf.hex(), "body": act.body.decode()} for act in found.acts] == case["acts"]
    assert {c.hex(): sealed.hex() for c, sealed in found.attachments.items()} == case["attachments"]


@pytest.mark.parametrize("case", BUNDLES["refused"], ids=lambda case: case["why"])
def test_bundles_to_refuse(case: dict[str, Any]) -> None:
    reader = BUNDLES["readers"][0]
    with pytest.raises(Bad):
        open_bundle(bytes.fromhex(case["bundle"]), public=bytes.fromhex(BUNDLES["device"]), kid=reader["kid"],
                    private=bytes.fromhex(reader["private"]))  # fmt: skip
