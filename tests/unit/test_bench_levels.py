"""What the benchmark asks of the engines and their peers: that it is what it says, on small texts. Never how long it takes."""

from pathlib import Path

import pytest

from bench import peer_clingo
from bench.agreement_text import agreement_text, duties
from bench.levels import agree, each_go, graph_of, interleaved, level_1, text_of
from bench.measure import Limit
from bench.peer_declare import events
from bench.peers import declare_version
from bench.planted_text import CHOICES, choices_text, circles_text
from bench.processes import cut_short
from safeconduct.checks.deep import check, choices, unsure
from safeconduct.checks.engines.graph import Waits


def ring(*lengths: int) -> Waits:
    graph = Waits()
    for n, length in enumerate(lengths):
        nodes = [graph.node(f"done:{n}.{step}") for step in range(length)]
        for node, after in zip(nodes, nodes[1:] + nodes[:1], strict=True):
            graph.wait(node, [after])
    graph.wait(graph.node("done:behind"), [0])
    graph.node("done:free")
    return graph.close()


def test_level_1_gives_what_comes_about_and_the_smallest_circle_of_each_part() -> None:
    answer = level_1(ring(4, 3))
    assert (answer.reached.order, sorted(map(len, answer.circles))) == ((8,), [3, 4])


@pytest.mark.parametrize("size", [12, 50])
def test_the_clean_text_has_no_circle(size: int) -> None:
    assert level_1(graph_of(agreement_text(size))).circles == []


def test_as_many_circles_are_planted_as_asked_for() -> None:
    graph = graph_of(circles_text(60, [4, 5, 6]))
    about = [{graph.name(node).partition(".")[0] for node in circle} for circle in level_1(graph).circles]
    assert sorted(map(len, about)) == [4, 5, 6]


def test_planting_changes_only_what_the_planted_duties_wait_for() -> None:
    texts = [agreement_text(60), circles_text(60, [4, 5]), choices_text(60, 6)]
    rest = [[line for line in text.splitlines() if not line.startswith("    after:")] for text in texts]
    assert rest == [rest[0]] * 3


def test_every_choice_is_left_to_level_2_and_there_are_as_many_as_asked_for() -> None:
    text = text_of(choices_text(1000, CHOICES))
    chosen = choices(text)
    assert (len(text.agreement.obligations), len(chosen), {len(routes) for routes in chosen.values()}) == (1000, CHOICES, {2})
    assert set(chosen) - set(unsure(text, chosen)) == set()


def test_two_planted_choices_lock_up_together() -> None:
    pytest.importorskip("clingo", reason="the solver is an optional extra")
    answer = check(text_of(choices_text(60, 6)), seconds=60)
    assert (len(answer.found), answer.undecided) == (1, "")


def test_clingo_answers_the_same_question() -> None:
    pytest.importorskip("clingo", reason="the solver is an optional extra")
    assert peer_clingo.installed()
    found = peer_clingo.solve(peer_clingo.facts(ring(4, 3)))
    assert found == (frozenset({8}), frozenset({4, 5, 6}))
    for content in (agreement_text(12), circles_text(60, [4, 5, 6]), choices_text(60, 6)):
        graph = graph_of(content)
        assert agree(level_1(graph), peer_clingo.solve(peer_clingo.facts(graph)))


def test_another_answer_of_the_peer_is_noticed() -> None:
    answer = level_1(ring(4, 3))
    same = peer_clingo.Solved(frozenset({8}), frozenset({4, 5, 6}))
    others = [same._replace(done=frozenset()), same._replace(circle=frozenset(range(4))), same._replace(circle=frozenset())]
    assert [agree(answer, one) for one in (same, *others)] == [True, False, False, False]


def test_every_question_is_asked_in_every_round_and_once_before() -> None:
    asked = list[str]()
    # No go is too short here, so each round asks once.
    found = interleaved({"one": lambda: asked.append("one"), "other": lambda: asked.append("other")}, 2, shortest=0)
    assert (asked, {name: len(seconds) for name, seconds in found.items()}) == (["one", "other"] * 3, {"one": 2, "other": 2})


def test_what_is_short_is_done_again_and_the_time_is_that_of_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    now, goes = [0.0], list[int]()

    def go() -> None:
        goes.append(1)
        now[0] += 0.5

    monkeypatch.setattr("bench.levels.time.process_time", lambda: now[0])
    assert (each_go(go, shortest=2.0), len(goes)) == (0.5, 4)


def test_a_limit_is_the_most_or_the_least() -> None:
    kept = [Limit(what="", against="", measured=10, limit=limit, unit="x", at_least=least).kept
            for least in (False, True) for limit in (9, 10, 11)]  # fmt: skip
    assert kept == [False, True, True, True, True, False]


def test_a_check_that_stopped_itself_is_noticed() -> None:
    last = b"1 errors and 0 warnings are open; 0 answered for.\n"
    ends = [last, last + b"There was no time for: SC951. They are not decided.\n",
            last + b"Whether choices of routes lock up together is not decided within 1 seconds.\n",
            b"They are not decided.\n\n\n" + last]  # fmt: skip
    assert [cut_short(end) for end in ends] == [False, True, True, False]


def test_the_peer_of_status_is_given_the_acts_about_a_norm() -> None:
    about = b'{"of": "release_0003", "type": "obligation.claimed/1", "recorded": "2026-03-01T00:00:00+00:00", "id": "a"}\n'
    assert events([about, b'{"type": "source.added/1", "recorded": "2026-03-01T00:00:00+00:00"}\n']) == [
        ("release_0003", "obligation.claimed/1", "2026-03-01T00:00:00+00:00")]  # fmt: skip


def test_a_peer_that_is_not_installed_has_no_version(tmp_path: Path) -> None:
    assert declare_version(tmp_path / "python") == ""


def test_there_are_duties_enough_for_every_planted_circle() -> None:
    with pytest.raises(StopIteration):
        circles_text(len(duties(12)), [7, 6])
