"""The command line: one exit status for each family of errors, the same told in text and in JSON, nothing written."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct import __version__
from safeconduct.agreement.casefile import examples, open_case
from safeconduct.cli import schema as schema_command
from safeconduct.cli.main import COMMANDS, main
from safeconduct.kernel.errors import Conflict, NotPermitted, Refused, SafeconductError
from tests.builders import act_line, agreement_text, amendment_text

AT = ("--at", "2026-03-20T12:00:00+01:00")
READING = ("check", "status", "owes", "timeline", "why")


class Done(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    def call(*words: object) -> Done:
        try:
            status = main([str(word) for word in words])
        except SystemExit as stop:
            status = int(stop.code or 0)
        return Done(status, *capsys.readouterr())

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "agreement.yaml").write_text(agreement_text(), encoding="utf-8")
    (tmp_path / "acts.jsonl").write_bytes(
        act_line() + act_line(id="v1", type="obligation.confirmed/1", actor="mission", amount=30)
    )
    return tmp_path


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / "agreement.yaml"


def words_of(command: str, *case: object) -> list[object]:
    # The small text of these tests has gaps that the rules find; here only its form is asked about.
    own = {"why": ["weapons"], "check": ["--form-only"]}.get(command, [])
    return [command, *case, *own, *(AT if command != "check" else ())]


# --- what is answered


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize("form", ["text", "json"])
def test_every_command_answers_for_a_file(run: Callable[..., Done], file: Path, command: str, form: str) -> None:
    done = run(*words_of(command, file), "--format", form)
    assert (done.status, done.err) == (0, "")
    assert (done.data if form == "json" else done.out).__len__() > 0


@pytest.mark.parametrize("example", examples())
@pytest.mark.parametrize("command", ["check", "status", "owes", "timeline"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_every_command_answers_for_an_example(run: Callable[..., Done], example: str, command: str, form: str) -> None:
    done = run(command, "--example", example, "--format", form)
    # Real accords have gaps: the checker finds some in each, and says so by its status.
    assert (done.status, done.err) == (8 if command == "check" else 0, "")
    assert done.out.count("Traceback") == 0
    if form == "json":
        assert isinstance(done.data, dict)


def test_check_says_what_it_holds(run: Callable[..., Done], file: Path) -> None:
    source = open_case(file=file).source
    assert run("check", "--form-only", file, "--format", "json").data == {
        "agreement": "norrland",
        "title": "Ceasefire of Norrland",
        "hash": source.hash,
        "wording": "draft",
        "amendments": [],
        "sections": {
            "texts": 1, "parties": 2, "bodies": 1, "points": 1, "anchors": 1, "categories": 1, "obligations": 2,
            "decisions": 1, "holes": 1,
        },
        "acts": 2,
        "features": 0,
        "faults": [],
    }  # fmt: skip
    assert f"hash {source.hash}" in run("check", "--form-only", file).out


def test_the_two_forms_tell_the_same(run: Callable[..., Done], file: Path) -> None:
    text, data = run("status", file, *AT).out, run("status", file, *AT, "--format", "json").data
    assert "30" in text
    assert [norm["id"] for norm in data["norms"]] == ["weapons", "release"]
    assert all(f"{norm['id']}: {norm['title']}" in text for norm in data["norms"])


KINDS = ["text", "party", "body", "point", "anchor", "phase", "place", "category", "obligation", "prohibition",
         "entitlement", "power", "exchange", "objection", "test", "decision", "guarantee", "hole", "subject",
         "question"]  # fmt: skip


@pytest.mark.parametrize("example", examples())
@pytest.mark.parametrize("kind", KINDS)
def test_why_answers_for_an_entry_of_every_kind(run: Callable[..., Done], example: str, kind: str) -> None:
    agreement = open_case(example=example).agreement
    names = [name for found, name, _ in agreement.entries() if found == kind][:1]
    for name in names:
        text, data = (run("why", "--example", example, name, "--format", form) for form in ("text", "json"))
        assert (text.status, data.status, data.data["id"], data.data["kind"]) == (0, 0, name, kind)
        assert name in text.out


def test_why_answers_for_a_clause_and_for_a_tranche(run: Callable[..., Done], file: Path) -> None:
    for name, kind in (("p1.a", "point"), ("weapons.first", "obligation"), ("weapons.last", "obligation")):
        done = run("why", file, name, *AT, "--format", "json")
        assert (done.status, done.data["id"], done.data["kind"]) == (0, name, kind)


def test_examples_are_listed(run: Callable[..., Done]) -> None:
    assert [item["name"] for item in run("examples", "--format", "json").data] == examples()
    assert "safeconduct status --example aceh-2005" in run("examples").out


def test_the_schema_is_printed(run: Callable[..., Done]) -> None:
    assert run("schema").data["title"] == "safeconduct agreement, format 1"
    assert run("schema", "--amendment").data["title"] == "safeconduct amendment, format 1"


def test_an_amendment_is_read_with_the_text(run: Callable[..., Done], folder: Path, file: Path) -> None:
    digest = open_case(file=file).source.hash
    (folder / "second.yaml").write_text(amendment_text(digest, releases="[weapons]"))
    done = run("check", "--form-only", file, "--with", "second.yaml", "--format", "json")
    assert (done.status, done.data["amendments"]) == (0, ["Second text"])
    assert "read with the amendment: Second text" in run("check", file, "--with", folder / "second.yaml").out


# --- what is refused


MISTAKES: list[tuple[list[str], str, str, str]] = [
    (["check"], "SC030", "no agreement was named", "--example NAME"),
    (["status", "{file}", "--example", "aceh-2005"], "SC030", "both a file", "give one of the two"),
    (["check", "--example", "aceh2005"], "SC030", "no example is called 'aceh2005'", "did you mean 'aceh-2005'?"),
    (["check", "--example", "zzz"], "SC030", "no example is called 'zzz'", f"known here: {', '.join(examples())}"),
    (["check", "--example", "../x"], "SC030", "no example is called '../x'", f"known here: {', '.join(examples())}"),
    (["check", "{folder}/missing.yaml"], "SC030", "cannot open: No such file", "give the path of a file"),
    (["check", "{file}", "--acts", "{folder}/missing"], "SC030", "cannot open: No such file", "--acts FILE"),
    (["check", "{file}", "--acts", "{folder}"], "SC030", "cannot open: Is a directory", "--acts FILE"),
    (["check", "{file}", "--with", "missing.yaml"], "SC030", "cannot open: No such file", "give the path of a file"),
    (["why", "{file}", "weapon"], "SC101", "nothing in norrland is called 'weapon'", "did you mean 'weapons'?"),
    (["why", "{file}", "zzz"], "SC101", "nothing in norrland is called 'zzz'", "known here: p1, signature"),
    (["why", "{file}", "weapons."], "SC101", "nothing in norrland is called 'weapons.'", "did you mean 'weapons'?"),
    (["why", "{file}", "weapons.third"], "SC101", "nothing in norrland is called 'weapons.third'", "'weapons'?"),
    (["why", "{file}", "rifles"], "SC101", "nothing in norrland is called 'rifles'", ""),
    (["why", "{file}", ""], "SC101", "nothing in norrland is called ''", "known here"),
    (["why", "{file}"], "SC030", "give a file and one ID", "such as: safeconduct why"),
    (["why", "--example", "aceh-2005"], "SC030", "give one ID", "such as: safeconduct why"),
    (["why", "{file}", "weapons", "--example", "aceh-2005"], "SC030", "give one ID", "such as: safeconduct why"),
    (["why"], "SC030", "give a file and one ID", "such as: safeconduct why"),
    (["status", "{file}", "--as", "nrth"], "SC101", "no organisation is called 'nrth'", "did you mean 'north'?"),
    (["owes", "{file}", "--as", "locals"], "SC101", "no organisation is called 'locals'", "north, south, mission"),
    (["why", "{file}", "weapons", "--as", "x"], "SC101", "no organisation is called 'x'", "north, south, mission"),
    (["status", "{file}", "--at", "2026-03-20T12:00"], "SC004", "--at '2026-03-20T12:00' is not a time", "its zone"),
    (["status", "{file}", "--at", "2026-03-20"], "SC004", "--at '2026-03-20' is not a time", "its zone"),
    (["status", "{file}", "--at", "now"], "SC004", "--at 'now' is not a time", "its zone"),
    (["status", "{file}", "--at", ""], "SC004", "--at '' is not a time", "its zone"),
    (["status", "{file}", "--at", "0001-01-01T00:00:00+14:00"], "SC004", "the year 1 is not between", "its zone"),
    (["status", "{file}", "--at", "9999-12-31T23:59:59-14:00"], "SC004", "the year 9999 is not between", "its zone"),
    (["owes", "{file}", "--known-by", "2026-03-20T12:00"], "SC004", "--known-by '2026-03-20T12:00' is not", "its zone"),
    (["timeline", "{file}", "--known-by", "x"], "SC004", "--known-by 'x' is not a time", "its zone"),
    (["demo", "{folder}/missing.yaml"], "SC030", "cannot open: No such file", "give the path of a file"),
]


@pytest.mark.parametrize(("words", "code", "message", "remedy"), MISTAKES)
def test_a_wrong_word_is_told_in_text_and_in_json(
    run: Callable[..., Done], folder: Path, words: list[str], code: str, message: str, remedy: str
) -> None:
    given = [word.format(file=folder / "agreement.yaml", folder=folder) for word in words]
    text = run(*given)
    assert (text.status, text.out) == (3, "")
    assert f"{code} " in text.err
    assert message in text.err
    assert remedy in text.err
    assert text.err.endswith("1 fault. Nothing was changed.\n")
    assert not text.err.startswith(":")
    data = run(*given, "--format", "json")
    assert (data.status, data.err) == (3, "")
    [fault] = data.data["error"]["faults"]
    assert (fault["code"], message in fault["message"], remedy in fault["remedy"]) == (code, True, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["chek"], "invalid choice: 'chek'"),
        (["check", "--nope"], "unrecognized arguments: --nope"),
        (["check", "a", "b"], "unrecognized arguments: b"),
        (["check", "a", "--format", "xml"], "invalid choice: 'xml'"),
        (["status", "a", "--at"], "expected one argument"),
        (["demo", "--port", "x"], "invalid int value: 'x'"),
    ],
)
def test_words_that_are_no_command_leave_status_2(run: Callable[..., Done], words: list[str], told: str) -> None:
    done = run(*words)
    assert (done.status, done.out, told in done.err) == (2, "", True)


def test_help_and_version(run: Callable[..., Done]) -> None:
    assert run("--version") == (0, f"safeconduct {__version__}\n", "")
    shown = run("--help")
    assert (shown.status, [name for name in COMMANDS if name not in shown.out]) == (0, [])
    for name in COMMANDS:
        assert run(name, "--help").status == 0


def test_a_faulty_agreement_leaves_status_3_with_every_fault(
    run: Callable[..., Done], folder: Path, file: Path
) -> None:
    file.write_text(agreement_text(wording="daft", holes="{route: {what: x, owner: nrth}}"), encoding="utf-8")
    for command in READING:
        text = run(*words_of(command, file))
        assert (text.status, text.out) == (3, "")
        assert text.err.splitlines() == [
            f"{file}:4:10: SC016 'daft' is not one of the words of this key",
            "    at wording",
            "    did you mean 'draft'?",
            f"{file}:28:33: SC101 no party or body is called 'nrth'",
            "    at holes.route.owner",
            "    did you mean 'north'?",
            "2 faults. Nothing was changed.",
        ]
        data = run(*words_of(command, file), "--format", "json")
        assert (data.status, data.err) == (3, "")
        assert data.data["error"]["code"] == "invalid"
        assert [(fault["code"], fault["line"], fault["column"]) for fault in data.data["error"]["faults"]] == [
            ("SC016", 4, 10),
            ("SC101", 28, 33),
        ]


def test_faulty_acts_leave_status_3(run: Callable[..., Done], folder: Path, file: Path) -> None:
    (folder / "acts.jsonl").write_bytes(act_line() + act_line().rstrip()[:-9] + b"\n" + b"x\n" * 200)
    for command in READING:
        text = run(*words_of(command, file))
        assert text.status == 3
        assert text.err.startswith(f"{folder / 'acts.jsonl'}:2:")
        assert text.err.endswith("... and 101 more of the same kind\n201 faults. Nothing was changed.\n")
        data = run(*words_of(command, file), "--format", "json")
        assert (data.status, len(data.data["error"]["faults"]), data.data["error"]["left_out"]) == (3, 100, 101)


def test_an_amendment_of_another_text_leaves_status_7(run: Callable[..., Done], folder: Path, file: Path) -> None:
    (folder / "second.yaml").write_text(amendment_text("sha256:" + "0" * 64))
    digest = open_case(file=file).source.hash
    for command in READING:
        text = run(*words_of(command, file, "--with", "second.yaml") if command != "why" else
                   [command, file, "weapons", "--with", "second.yaml"])  # fmt: skip
        assert (text.status, text.out) == (7, "")
        assert text.err == (
            f"second.yaml: hash of the text it amends (norrland): expected sha256:{'0' * 64}, got {digest}\n"
            "the base has changed since the amendment was written; read both, then name the new hash\n"
        )
    data = run("check", "--form-only", file, "--with", "second.yaml", "--format", "json")
    assert (data.status, data.data["error"]["code"]) == (7, "verification-failed")


@pytest.mark.parametrize(("error", "status"), [(Refused, 4), (NotPermitted, 5), (Conflict, 6), (SafeconductError, 1)])
def test_every_family_of_errors_has_its_status(
    run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch, error: type[SafeconductError], status: int
) -> None:
    def fail(_options: object) -> int:
        raise error("it may not be", remedy="ask the mission")

    monkeypatch.setattr(schema_command, "run", fail)
    assert run("schema") == (status, "", "it may not be\nask the mission\n")


# --- what is shown to whom


def test_a_title_cannot_move_the_cursor(run: Callable[..., Done], file: Path) -> None:
    file.write_text(agreement_text(title='"Peace\\e[2J\\r\\x9b and \\a quiet"'), encoding="utf-8")
    done = run("check", "--form-only", file)
    assert (done.status, done.out) == (3, "")
    assert "SC025 the character U+001B is refused" in done.err
    assert "\x1b" not in done.err
    file.write_text(agreement_text(**{'"\\e[2J"': "x"}), encoding="utf-8")
    assert "\x1b" not in run("check", "--form-only", file).err
    file.write_text(agreement_text(title="سلام שלום – 和平"), encoding="utf-8")
    assert run("check", "--form-only", file).out.startswith("سلام שלום – 和平: no fault")


def test_a_file_whose_name_is_no_text_is_told(run: Callable[..., Done], folder: Path) -> None:
    name = os.fsdecode(b"\xff\xfe.yaml")
    assert run("check", name).status == 3
    done = run("check", name, "--format", "json")
    assert (done.status, done.data["error"]["faults"][0]["code"]) == (3, "SC030")
    try:
        (folder / name).write_text(agreement_text(), encoding="utf-8")
    except OSError:
        return  # a file system that holds names to UTF-8
    done = run("why", folder / name, "weapons", *AT, "--format", "json")
    assert (done.status, done.data["id"]) == (0, "weapons")


def test_nothing_is_written_by_any_command(
    run: Callable[..., Done], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "second.yaml").write_text(amendment_text(open_case(file="agreement.yaml").source.hash))
    (folder / "broken.yaml").write_text("{{{")

    def everything() -> dict[str, tuple[bytes, int]]:
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}

    before = everything()
    for form in ("text", "json"):
        for command in READING:
            assert run(*words_of(command, "agreement.yaml"), "--format", form).status == 0
            assert run(*words_of(command, "broken.yaml"), "--format", form).status == 3
        assert run("status", "agreement.yaml", "--with", "second.yaml", *AT, "--format", form).status == 0
        assert run("examples", "--format", form).status == 0
    assert run("schema").status == 0
    assert run("demo", "broken.yaml").status == 3
    assert everything() == before


# --- as a program


PROGRAM = (sys.executable, "-m", "safeconduct.cli.main")


def start(*words: object, unbuffered: bool = False, **options: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONUNBUFFERED", "PYTHONUTF8")}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", **options.pop("env", {})}
    if unbuffered:
        environment["PYTHONUNBUFFERED"] = "1"
    return subprocess.run([*PROGRAM, *map(str, words)], env=environment, check=False, **options)


@pytest.mark.parametrize("unbuffered", [False, True])
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["schema"], 0),
        (["check", "--form-only", "--example", "aceh-2005"], 0),
        (["check", "--example", "nothing", "--format", "json"], 3),
    ],
)
def test_a_reader_that_goes_away_is_no_error(words: list[str], status: int, unbuffered: bool) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = start(*words, unbuffered=unbuffered, stdout=writing, stderr=subprocess.PIPE)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (status, b"")


def test_the_made_up_log_of_a_finding_is_saved_and_shows_it(run: Callable[..., Done], tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    assert run("check", "--example", "minsk-ii-2015", "--save-logs", folder).status == 8
    [log] = folder.glob("*-SC301-*.acts.jsonl")
    blocked = log.name.removesuffix(".acts.jsonl").partition("SC301-")[2]
    at = "2015-12-01T00:00:00+02:00"
    norms = run("status", "--example", "minsk-ii-2015", "--acts", log, "--at", at, "--format", "json").data["norms"]
    assert next(norm["life"] for norm in norms if norm["id"] == blocked) == "dormant"
    again = run("check", "--example", "minsk-ii-2015", "--save-logs", folder)
    assert (again.status, "name a folder that is not there yet" in again.err) == (3, True)


def test_a_terminal_that_knows_few_letters_gets_escapes(file: Path) -> None:
    file.write_text(agreement_text(title="Fred שלום"), encoding="utf-8")
    done = start("check", "--form-only", file, env={"PYTHONIOENCODING": "ascii"}, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Fred \\u05e9\\u05dc\\u05d5\\u05dd: no fault")


def test_the_program_leaves_the_status(file: Path) -> None:
    assert start("check", "--form-only", file, capture_output=True).returncode == 0
    assert start("check", file.parent / "missing.yaml", capture_output=True).returncode == 3
    assert start("chek", capture_output=True).returncode == 2


def test_a_checked_agreement_needs_nothing_from_around_it(file: Path, tmp_path: Path) -> None:
    done = start(
        "check",
        "--form-only",
        file,
        capture_output=True,
        cwd=tmp_path,
        env={"HOME": "/nonexistent", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )
    assert (done.returncode, done.stderr) == (0, b"")


# --- whatever is thrown at it


WORDS = st.sampled_from(
    [*COMMANDS, "weapons", "--example", "aceh-2005", "--at", "--format", "json", "--as", "north", "--with", "x", ""]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS | st.text(max_size=5), max_size=4))
def test_any_words_leave_a_status(run: Callable[..., Done], folder: Path, words: list[str]) -> None:
    if "demo" in words:
        words = [word for word in words if word != "demo"]
    assert run(*words).status in (0, 2, 3, 8)


# --- pages for a printer


@pytest.mark.parametrize("words", [("check", "--format", "html"), ("sign",)])
def test_a_page_is_written_as_it_says_it_is(run: Callable[..., Done], file: Path, words: tuple[str, ...]) -> None:
    file.write_text(agreement_text(title='"שלום – 和平"'), encoding="utf-8")
    done = run(*words, file)
    assert (done.err, done.out.startswith("<!doctype html>"), done.out.endswith("</html>\n")) == ("", True, True)
    assert "שלום – 和平" in done.out
    told = start(*words, file, env={"PYTHONIOENCODING": "ascii"}, capture_output=True)
    assert told.stdout.decode() == done.out


def test_a_page_of_findings_needs_the_rules(run: Callable[..., Done], file: Path) -> None:
    done = run("check", "--form-only", "--format", "html", file)
    assert done.status == 3
    assert "a page of findings needs the rules" in done.err


def test_the_signing_sheet_is_printed_also_where_errors_are_open(run: Callable[..., Done]) -> None:
    done = run("sign", "--example", "gaza-2025")
    assert done.status == 0
    assert "Whoever signs this text signs it with what is open." in done.out
