"""The questions before and after signing, as commands: diff, check --live, simulate."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from safeconduct.cli.main import main
from tests.builders import SECTIONS, act_line, agreement_text, amendment_text

AT = ("--at", "2026-03-08T12:00:00+01:00")
RAFAH = ("--example", "gaza-2025", "--with", "drafts/rafah-passage.yaml")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*words: object) -> tuple[int, str, str]:
        status = main([str(word) for word in words])
        return (status, *capsys.readouterr())

    return call


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "agreement.yaml"
    path.write_text(agreement_text(), encoding="utf-8")
    (tmp_path / "acts.jsonl").write_bytes(
        act_line() + act_line(id="v1", type="obligation.confirmed/1", actor="mission", amount=30)
    )
    return path


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new.yaml"
    later = SECTIONS["obligations"].replace("within: 10 days", "within: 5 days").replace("20 persons", "25 persons")
    path.write_text(agreement_text(obligations=later), encoding="utf-8")
    return path


# --- diff


def test_diff_tells_norms_findings_and_the_effect_on_the_log(run, old: Path, new: Path) -> None:
    status, out, err = run("diff", old, new, *AT)
    assert (status, err) == (0, "")
    assert "changed: obligation weapons: hand in rifles" in out
    assert "- within 10 days of “signature”" in out
    assert "+ within 5 days of “signature”" in out
    assert "EFFECT ON 2 ACTS, AS OF 8 Mar 2026 12:00 +01:00" in out
    assert "- in force, 30 of 100" in out
    assert "+ overdue, 30 of 100, 2 days late" in out


def test_diff_of_a_text_with_itself_says_that_nothing_differs(run, old: Path) -> None:
    assert run("diff", old, old)[1].endswith("\nNothing differs.\n")
    answer = json.loads(run("diff", old, old, "--format", "json")[1])
    assert (answer["same"], answer["norms"], answer["effect"]["norms"]) == (True, [], [])


def test_diff_of_one_text_with_its_amendment(run, old: Path, tmp_path: Path) -> None:
    code = json.loads(run("check", old, "--format", "json", "--form-only")[1])["hash"]
    path = tmp_path / "second.yaml"
    path.write_text(amendment_text(code, releases="[release]"), encoding="utf-8")
    answer = json.loads(run("diff", old, "--with", path, *AT, "--format", "json")[1])
    assert [(one["id"], one["how"]) for one in answer["norms"]] == [("release", "released")]
    assert [(one["id"], one["new"]["life"]) for one in answer["effect"]["norms"]] == [("release", "released")]
    assert answer["new"]["amendments"] == ["Second text"]
    assert json.loads(run("diff", old, "--with", path, "--old-with", path, "--format", "json")[1])["same"] is True


def test_diff_of_the_example_with_its_draft(run) -> None:
    status, out, _ = run("diff", *RAFAH)
    assert status == 0
    assert "added: entitlement safe_exit: Leave the tunnels safely" in out
    assert "SC501 limbo (error) at categories.cut_off_fighters" in out


def test_diff_asks_for_two_texts(run, old: Path) -> None:
    for words in ((), (old,), (old, old, old), ("--example", "gaza-2025", old, old)):
        status, _, err = run("diff", *words)
        assert (status, "two texts are compared" in err) == (3, True)


def test_diff_reads_a_log_that_names_what_only_the_new_text_has(run, old: Path, tmp_path: Path) -> None:
    more = SECTIONS["obligations"] + "\n  extra: {title: extra, clause: p1, who: south, verified_by: {any: mission}}"
    new, log = tmp_path / "more.yaml", tmp_path / "log.jsonl"
    new.write_text(agreement_text(obligations=more), encoding="utf-8")
    log.write_bytes(act_line(of="extra", amount=None, unit=None, type="obligation.confirmed/1", actor="mission"))
    answer = json.loads(run("diff", old, new, "--acts", log, *AT, "--format", "json")[1])
    (extra,) = answer["effect"]["norms"]
    assert (extra["id"], extra["old"], extra["new"]["life"]) == ("extra", None, "fulfilled")
    assert answer["effect"]["counted_now"] == ["c1"]


# --- check --live


def test_live_says_what_can_still_be_done(run, old: Path) -> None:
    status, out, err = run("check", old, "--live", *AT)
    assert (status, err) == (0, "")
    assert "The text has no phases." in out
    assert "CAN STILL BE DONE (2)" in out


def test_live_says_which_phase_cannot_open_and_gives_status_8(run) -> None:
    status, out, _ = run("check", *RAFAH, "--live")
    assert status == 8
    assert "Next phase, announced but not agreed in the texts: no, not as things stand." in out
    assert "can change that together by amending the text" in " ".join(out.split())
    answer = json.loads(run("check", *RAFAH, "--live", "--format", "json")[1])
    assert [one["can_open"] for one in answer["phases"]] == [False]


def test_live_finds_a_circle_that_a_suspension_made(run, tmp_path: Path) -> None:
    content = agreement_text(
        holes=None, decisions=None, powers="\n  stop: {title: suspend the patrol, clause: p1, who: north, affects: patrol}",
        obligations="""
  patrol: {title: patrol, clause: p1, who: north, to: south, verified_by: {any: mission}}
  leave:
    title: leave
    clause: p1
    who: north
    to: south
    after: {any: [{verified: patrol}, {verified: arms}]}
    verified_by: {any: mission}
  arms: {title: arms, clause: p1, who: south, to: north, after: {verified: leave}, verified_by: {any: mission}}""",
    )  # fmt: skip
    file = tmp_path / "agreement.yaml"
    file.write_text(content, encoding="utf-8")
    (tmp_path / "acts.jsonl").write_bytes(
        act_line(type="suspension.declared/1", actor="north", of="patrol", power="stop", amount=None, unit=None)
    )
    status, out, _ = run("check", file, "--live", *AT)
    assert status == 8
    assert "SC307 residual-circle" in out
    assert "“patrol” is suspended. North can change that by ending the suspension." in " ".join(out.split())


def test_live_is_no_page(run, old: Path) -> None:
    status, _, err = run("check", old, "--live", "--format", "html")
    assert (status, "text or JSON" in err) == (3, True)


# --- simulate


def test_simulate_says_first_that_it_is_made_up(run, old: Path) -> None:
    status, out, err = run("simulate", old, "--late", "weapons=9", "--default", "north")
    assert (status, err) == (0, "")
    assert out.startswith("Made up: a model of the text, not a forecast.")
    assert "else 7 days after it opens" in " ".join(out.split())
    assert "1: “hand in rifles” is 9 days late" in out
    assert "2: North does nothing any more: stands still" in out


def test_simulate_goes_on_from_a_moment(run, old: Path) -> None:
    plain = json.loads(run("simulate", old, *AT, "--format", "json")[1])
    assert plain["start"].startswith("2026-03-08T12:00")
    amounts = [act["amount"] for act in plain["runs"][0]["acts"] if act.get("of") == "weapons" and "tally" not in act]
    assert sum(amounts) > 0
    assert all(act["note"].startswith("Made up") for act in plain["runs"][0]["acts"])


def test_simulate_draws_into_a_new_file_and_never_over_one(run, old: Path, tmp_path: Path) -> None:
    drawn = tmp_path / "runs.svg"
    assert run("simulate", old, "--svg", drawn)[0] == 0
    assert ElementTree.fromstring(drawn.read_text(encoding="utf-8")).tag.endswith("svg")
    assert run("simulate", old, "--format", "svg")[1] == drawn.read_text(encoding="utf-8")
    before = drawn.read_bytes()
    status, _, err = run("simulate", old, "--svg", drawn, "--late", "weapons=3")
    assert (status, "is there already" in err, drawn.read_bytes() == before) == (6, True, True)
    assert run("simulate", old, "--svg", tmp_path / "none" / "x.svg")[0] == 3


def test_simulate_many_runs_gives_counts_and_ranges(run, old: Path) -> None:
    words = ("simulate", old, "--seed", "4", "--runs", "9", "--late-up-to", "5")
    status, out, _ = run(*words)
    assert status == 0
    assert "9 runs from seed 4" in out
    assert out == run(*words)[1]
    assert out != run("simulate", old, "--seed", "5", "--runs", "9", "--late-up-to", "5")[1]
    (plain,) = json.loads(run(*words, "--format", "json")[1])["chances"]
    assert plain["runs"] == 9
    assert "completed" not in json.dumps(plain)


WRONG = [("--late", "weapons=x"), ("--default", "west"), ("--refuse", "north"), ("--ruling", "weapons=for"), ("--days", "-1"),
         ("--seed", "1", "--runs", "0"), ("--seed", "1", "--late-up-to", "99999"), ("--seed", "1", "--format", "svg"),
         ("--until", "tomorrow")]  # fmt: skip


@pytest.mark.parametrize("words", WRONG)
def test_simulate_refuses_what_it_cannot_suppose(run, old: Path, words: tuple[str, ...]) -> None:
    status, out, err = run("simulate", old, *words)
    assert (status, out) == (3, "")
    assert err.strip()


def test_what_is_left_is_an_agreement_file(tmp_path, capsys):
    assert main(["residual", "--example", "gaza-2025"]) == 0
    left = tmp_path / "left.yaml"
    left.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["check", "--form-only", str(left)]) == 0
