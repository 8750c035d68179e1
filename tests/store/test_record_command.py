"""`safeconduct record`, `mirror` and `publish` as they are typed, over files."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import time
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from safeconduct.bootstrap.exercise import Exercise
from safeconduct.bootstrap.folder import RecordFolder
from safeconduct.bootstrap.log_door import door_of
from safeconduct.bootstrap.training import WINDOW, Training
from safeconduct.cli.main import main
from safeconduct.mirror.by_hand import REPLIES
from safeconduct.record import ed25519, jsonform
from safeconduct.record.audit import audit
from safeconduct.record.body import EMPTY_ROOT, Body, act_id, parse_body, write_body
from safeconduct.record.genesis import parse_genesis
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.record.proof import parse_proof
from safeconduct.record.signed_file import SignedAct, parse_signed, write_signed
from safeconduct.record.sources import open_source
from safeconduct.secretariat.public import few
from safeconduct.store.alarms import Alarm
from safeconduct.store.open import open_store
from safeconduct.store.reading import Reading
from safeconduct.store.sqlite import SqliteDatabase
from tests.mirrors import ask
from tests.store.postgres import Server

NOW = 4_000_000_000
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder; gives its exit status and what it said."""
    monkeypatch.chdir(tmp_path)

    def command(line: str) -> tuple[int, str]:
        status = main(line.split())
        told = capsys.readouterr()
        return status, " ".join((told.out + told.err).split())

    return command


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exercise and a record that has begun, made once."""
    folder = tmp_path_factory.mktemp("begun")
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        assert main("record exercise training --example minsk-ii-2015".split()) == 0
        assert main("record begin server --exercise training".split()) == 0
    return folder


@pytest.fixture
def begun(run: Run, template: Path, tmp_path: Path) -> Run:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    settings = tmp_path / "server" / "record.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(str(template), str(tmp_path)), encoding="utf-8")
    return run


def acts(*, count: int = 3, name: str = "acts.jsonl") -> list[dict[str, object]]:
    """Take acts of the packaged example, which its agreement allows."""
    from safeconduct.agreement.casefile import open_case

    file = open_case(example="minsk-ii-2015").acts_file
    assert file is not None
    found = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()][:count]
    Path(name).write_text("".join(json.dumps(act) + "\n" for act in found), encoding="utf-8")
    return found


def genesis_digest() -> bytes:
    return parse_genesis(jsonform.parse(Path("training/genesis.json").read_bytes().strip())).digest


# ---- an exercise, acts ----


def test_an_exercise_says_that_it_is_one_and_its_keys_open(run: Run) -> None:
    status, said = run("record exercise training --example minsk-ii-2015")
    assert (status, "FOR TRAINING ONLY" in said) == (0, True)
    assert "training" in Path("training/sheet.html").read_text(encoding="utf-8").lower()
    assert {path.name for path in Path("training/ukraine").iterdir()} == {
        "device.key", "mirror.key", "phrase", "root-0.key", "root-1.key", "root-2.key", "witness.key"}  # fmt: skip
    assert oct(Path("training/ukraine").stat().st_mode)[-3:] == "700"
    assert run("keys show training/ukraine/device.key")[0] == 0
    status, said = run("record exercise training --example minsk-ii-2015")
    assert (status, "is not empty" in said) == (6, True)


def test_acts_are_signed_by_whoever_says_them_and_recorded_once(begun: Run) -> None:
    found = acts(count=6)
    status, said = begun("record add server acts.jsonl --exercise training")
    assert (status, "Recorded: 6 acts." in said) == (0, True)
    status, said = begun("record add server acts.jsonl --exercise training")
    assert (status, "Recorded: 0 acts; 6 were there already." in said) == (0, True)
    source = open_source(Path("server"))
    bodies = [parse_body(place.body) for place in source.places() if place.body and b'"id"' in place.body]
    expected = ["recorder" if act.get("basis") == "reported" else act["actor"] for act in found]
    assert [(body.org, body.act["id"]) for body in bodies] == list(zip(expected, (act["id"] for act in found), strict=True))
    status, said = begun(f"record show server --act {found[0]['id']}")
    assert (status, "in effect" in said, "not yet: the next checkpoint covers it" in said) == (0, True, True)


def test_a_line_that_is_refused_stops_and_says_where(begun: Run) -> None:
    found = acts(count=3)
    found[1] = found[1] | {"actor": "nobody"}
    Path("acts.jsonl").write_text("\n".join(json.dumps(act) for act in found), encoding="utf-8")
    status, said = begun("record add server acts.jsonl --exercise training")
    assert (status, "Recorded: 1 acts." in said, "acts.jsonl:2:" in said) == (4, True, True)
    for wrong in ("{", "[]", '{"type": "noop.padded/1"', '"x"'):
        Path("wrong.jsonl").write_text(wrong, encoding="utf-8")
        status, said = begun("record add server wrong.jsonl --exercise training")
        assert (status, "wrong.jsonl:1:" in said) == (4, True)


def test_a_checkpoint_waits_for_a_quarter_of_an_hour(begun: Run) -> None:
    assert "Signed: " in begun("record checkpoint server")[1]
    assert "Nothing has come" in begun("record checkpoint server")[1]
    acts()
    begun("record add server acts.jsonl --exercise training")
    assert "Nothing was signed" in begun("record checkpoint server")[1]
    assert "Signed: " in begun("record checkpoint server --at-once")[1]
    found = audit(open_source(Path("server")), genesis_digest(), now=NOW)
    assert (found.sound, found.size % 64, found.best and found.best.size) == (True, 0, found.size)


@pytest.mark.parametrize(("line", "status", "said"), [
    ("record begin server", 3, "name the agreement"), ("record begin server --exercise nowhere", 3, "cannot read"),
    ("record show nowhere", 3, "no folder of a record"), ("record add server acts.jsonl", 3, "exercise"),
    ("record begin again --example minsk-ii-2015 --genesis nothing.json", 3, "nothing.json"),
    ("record exercise other", 3, "name the agreement"), ("record push server", 3, "mirrors.toml"),
    ("record restore again --from server", 3, "paper"), ("record show server --act nothing", 3, "no act"),
    ("mirror init m --as ukrane --exercise training", 3, "ukraine"), ("mirror init m --as ukraine", 3, "--genesis"),
    ("mirror init m --as ukraine --genesis training/genesis.json", 3, "paper"),
    ("mirror show server", 3, "no folder of a mirror"),
    ("publish public --from server --without-projection", 3, "nothing was shown"),
    (f"mirror init m --as ukraine --genesis training/genesis.json --digest {'ab' * 32}", 3, "not the first act"),
])  # fmt: skip
def test_what_is_missing_or_wrong_is_said(begun: Run, line: str, status: int, said: str) -> None:
    acts()
    got, told = begun(line)
    assert (got, said in told) == (status, True), told
    assert not Path("again").exists()
    assert not Path("m").exists()


def test_a_record_is_begun_once(begun: Run) -> None:
    status, said = begun("record begin server --exercise training")
    assert (status, "is there already" in said) == (6, True)


# ---- mirrors ----


def test_a_stick_carries_a_round_to_a_mirror_and_back(begun: Run) -> None:
    begun("record checkpoint server")
    Path("server/mirrors.toml").write_text("[[mirror]]\norg = 'osce'\n", encoding="utf-8")
    assert begun("mirror init osce --exercise training --as osce")[0] == 0
    assert begun("record push server --for osce --write requests.sheaf")[0] == 0
    status, said = begun("mirror take osce requests.sheaf --out replies.sheaf")
    assert (status, "4 of 4 requests done" in said) == (0, True)
    assert begun("mirror take osce requests.sheaf --out replies.sheaf")[0] == 6
    status, said = begun("record push server --for osce --read replies.sheaf")
    assert (status, "osce: 1 signature, every entry is there" in said) == (0, True)
    assert "witness/osce" not in begun("record show server")[1]
    assert audit(open_source(Path("osce")), genesis_digest(), now=NOW).sound
    assert Path("replies.sheaf").read_bytes().startswith(REPLIES)
    status, said = begun("record push server --for osce --read requests.sheaf")
    assert (status, "this is no such file" in said) == (3, True)


def test_a_mirror_is_begun_with_the_words_on_paper_and_keys_of_its_own(begun: Run) -> None:
    Path("phrase").write_text("six words that nobody guesses\n", encoding="utf-8")
    line = f"mirror init own --as ukraine --genesis training/genesis.json --digest {genesis_digest().hex()} --pass-file phrase"
    status, said = begun(line)
    assert (status, said.count("No policy of the first act names")) == (0, 2)
    assert {"witness.key", "mirror.key", "mirror.toml", "genesis.json"} < {path.name for path in Path("own").iterdir()}
    assert Path("own/witness.key").read_bytes() != Path("own/mirror.key").read_bytes()
    assert begun(line)[0] == 6


def test_a_mirror_without_its_keys_leaves_no_folder_behind(begun: Run) -> None:
    status, said = begun("mirror init own --as ukraine --exercise training --witness-key nowhere --mirror-key nowhere")
    assert (status, "nowhere" in said, Path("own").exists()) == (3, True, False)


def test_a_lost_record_is_made_again_and_signs_nothing_before_it_has_asked(begun: Run) -> None:
    acts()
    begun("record add server acts.jsonl --exercise training")
    begun("record checkpoint server")
    Path("server/mirrors.toml").write_text("[[mirror]]\norg = 'osce'\n", encoding="utf-8")
    begun("mirror init osce --exercise training --as osce")
    begun("record push server --for osce --write requests.sheaf")
    begun("mirror take osce requests.sheaf --out replies.sheaf")
    before = open_source(Path("server")).size()
    status, said = begun("record restore again --exercise training --from osce")
    assert (status, f"{before} acts" in said, "new device" in said) == (0, True, True)
    status, said = begun("record checkpoint again")
    assert (status, "Nothing was signed" in said) == (6, True)
    assert begun("record restore again --exercise training --from osce")[0] == 6
    status, said = begun("record restore third --exercise training --from nowhere")
    assert (status, Path("third").exists()) == (3, False)


# ---- publishing ----


def test_what_is_published_is_named_by_an_act_and_read_by_anyone(begun: Run) -> None:
    acts()
    begun("record add server acts.jsonl --exercise training")
    status, said = begun("publish public --from server --at-once")
    assert (status, "The file `projection` is the one" in said) == (0, True)
    folder = Path("public")
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    beside = {"checkpoint", "genesis", "keys", "policy", "policy-sealed", "lists/index"}
    named = {"projection", "projection.act", "projection.proof"}
    assert files == beside | named | {f"tile/0/000.p/{shown_size()}"}
    data = (folder / "projection").read_bytes()
    bodies = [parse_body(place.body) for place in open_source(Path("server")).places() if place.body]
    (act,) = [body.act for body in bodies if body.act["type"] == "projection.published/1"]
    assert (act["digest"], act["size"]) == (sha256(data).hexdigest(), jsonform.parse(data)["size"])
    found = audit(open_source(folder), genesis_digest(), now=NOW)
    assert (found.sound, found.hashes) == (True, True)
    assert f"the act at {act['size'] - 1} names" in found.projection
    with zipfile.ZipFile("public.zip", "w") as archive:
        for name in files:
            archive.write(folder / name, name)
    assert audit(open_source(Path("public.zip")), genesis_digest(), now=NOW).sound
    again = {name: (folder / name).stat().st_mtime_ns for name in files}
    assert begun("publish public --from server --without-projection")[0] == 0
    assert {name: (folder / name).stat().st_mtime_ns for name in files} == again


def shown_size() -> int:
    return int(Path("public/checkpoint").read_text(encoding="utf-8").split("\n")[1])


def test_a_projection_waits_until_it_is_time_for_a_checkpoint(begun: Run) -> None:
    begun("record checkpoint server")
    before = open_source(Path("server")).size()
    status, said = begun("publish public --from server")
    assert (status, "The next time" in said, Path("public/projection").exists()) == (0, True, False)
    assert open_source(Path("server")).size() == before


def test_publishing_says_that_only_the_log_has_signed_where_mirrors_could(begun: Run) -> None:
    assert "readers see it as recorded" not in begun("publish public --from server --at-once")[1]
    Path("server/mirrors.toml").write_text("", encoding="utf-8")
    status, said = begun("publish public --from server --without-projection")
    assert (status, "readers see it as recorded" in said, "record push server" in said) == (0, True, True)


def test_nothing_that_is_published_tells_how_many_acts_fill_the_log_up(begun: Run) -> None:
    for number, count in enumerate((3, 12, 40)):
        acts(count=count)
        begun("record add server acts.jsonl --exercise training --as-made")
        assert begun("publish public --from server --at-once")[0] == 0
        proof = parse_proof(Path("public/projection.proof").read_bytes())
        body = parse_body(Path("public/projection.act").read_bytes())
        # Its place, its number, what it says of the log, and what its device had seen: all as if nothing filled the log up.
        assert (proof.index + 1, body.seq, body.act["size"]) == (shown_size(), number, shown_size())
        assert (shown_size() % 64, body.seen_size % 64) == (0, 0)
    names = {str(path.relative_to("public")) for path in Path("public").rglob("*") if path.is_file()}
    widths = {int(name.rpartition("/")[2]) for name in names if ".p/" in name and name.startswith("tile/0/")}
    assert {width % 64 for width in widths} == {0}
    assert [name for name in names if name.startswith(("tile/entries", "bodies"))] == []
    times = {path.stat().st_mtime for path in Path("public").rglob("*")}
    noted = {one.made for one in Reading(SqliteDatabase(Path("server/log.db"))).checkpoints()}
    assert times <= noted


def test_who_fills_the_log_up_and_publishes_with_one_key_gives_no_proof(begun: Run) -> None:
    settings = Path("server/record.toml")
    lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if not line.startswith("publish_key")), encoding="utf-8")
    status, said = begun("publish public --from server --at-once")
    assert (status, "Its proof is not published" in " ".join(said.split())) == (0, True)
    assert not Path("public/projection.proof").exists()
    assert "not shown to be that of the log" in audit(open_source(Path("public")), genesis_digest(), now=NOW).projection


def test_leaves_are_published_for_a_closed_circle_with_a_word_on_what_they_tell(begun: Run) -> None:
    acts()
    begun("record add server acts.jsonl --exercise training")
    assert begun("publish public --from server --at-once")[0] == 0
    status, said = begun("publish circle --from server --without-projection --leaves")
    assert (status, "which key signed each act" in " ".join(said.split())) == (0, True)
    found = audit(open_source(Path("circle")), genesis_digest(), now=NOW)
    assert (found.sound, found.hashes, found.by_list, sum(found.signers.values())) == (True, False, True, found.size)
    status, said = begun("publish circle --from server --without-projection")
    assert (status, "holds leaves" in said) == (6, True)
    assert begun("publish public --from server --without-projection --leaves")[0] == 0
    assert audit(open_source(Path("public")), genesis_digest(), now=NOW).by_list


def test_a_changed_projection_is_found(begun: Run) -> None:
    begun("publish public --from server --at-once")
    for name, code in (("projection", "projection.digest"), ("projection.act", "projection.act")):
        path = Path("public") / name
        data = path.read_bytes()
        path.write_bytes(data.replace(b'"training":true', b'"training":false').replace(b'"seq":0', b'"seq":1'))
        found = audit(open_source(Path("public")), genesis_digest(), now=NOW)
        assert [(one.code, one.where) for one in found.faults] == [(code, name)]
        path.write_bytes(data)
    proof = Path("public/projection.proof")
    lines = proof.read_bytes().split(b"\n")
    proof.write_bytes(b"\n".join([*lines[:2], lines[2].replace(b"index ", b"index 1"), *lines[3:]]))
    found = audit(open_source(Path("public")), genesis_digest(), now=NOW)
    assert [one.where.partition(",")[0] for one in found.faults] == ["projection.proof"]


def test_bodies_are_public_only_where_the_settings_say_so(begun: Run) -> None:
    acts()
    begun("record add server acts.jsonl --exercise training")
    begun("record checkpoint server")
    settings = Path("server/record.toml")
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + 'public = ["figure.*", "statement.*"]\n', encoding="utf-8")
    status, said = begun("publish public --from server --without-projection")
    assert (status, "no bodies are written" in said, Path("public/bodies").exists()) == (0, True, False)
    begun("publish circle --from server --without-projection --leaves")
    found = [parse_body(place.body).act["type"] for place in open_source(Path("circle")).places() if place.body]
    assert found != []
    assert {kind.split(".")[0] for kind in found} <= {"figure", "statement"}
    for wrong in ("offer.*", "*", "key.registered/1", "genesis.signed/1", "person.*"):
        settings.write_text(text + f'public = ["{wrong}"]\n', encoding="utf-8")
        assert begun("publish other --from server --without-projection")[0] == 3


def test_a_programme_shows_no_small_count_and_no_child_outside(run: Run) -> None:
    from safeconduct.agreement.casefile import open_case

    file = open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"]).case_acts_file
    assert file is not None
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)[:250]
    Path("acts.jsonl").write_text("".join(lines), encoding="utf-8")
    run("record exercise training --example gaza-2025 --with drafts/rafah-passage.yaml")
    run("record begin server --exercise training")
    status, said = run("record add server acts.jsonl --exercise training")
    assert (status, "acts.jsonl:13: movement.begun/1 is refused" in said, "Recorded: 12 acts" in said) == (4, True, True)
    status, said = run("record add server acts.jsonl --exercise training --as-made")
    assert (status, "Recorded: 238 acts; 12 were there already." in said) == (0, True)
    assert "without effect: refused by their own rules" in run("record show server")[1]
    assert run("publish public --from server --at-once")[0] == 0
    shown = jsonform.parse(Path("public/projection").read_bytes())["programme"]
    counts = [*shown["people"].values(), *shown["weapons"].values()]
    assert [count for count in counts if isinstance(count, int) and count < 5] == []
    assert {count for count in counts if not isinstance(count, int)} <= {"<5", "not shown"}
    assert {"care", "age"} & shown["people"].keys() == set()
    assert any(count != "<5" for count in counts)


def test_few_people_are_not_counted_outside() -> None:
    assert [few(count) for count in (0, 1, 4, 5, 400)] == ["<5", "<5", "<5", 5, 400]


# ---- without an exercise's folder, and in PostgreSQL ----


def signed_elsewhere(names: list[str]) -> list[str]:
    """Sign the first act, and the operator's device, with root keys of the exercise, as files to carry."""
    training = Training(Path("training"))
    seeds = {(org, number): training.seed(org, f"root-{number}") for org in names for number in (0, 1)}
    files, heads = [], dict[tuple[str, int], tuple[int, str]]()
    own = {("operator", "device", 0): training.seed("operator", "device")}
    registration = Exercise(training.genesis_act, training.genesis, own, WINDOW).registration("operator")
    found = [(training.genesis_act, key) for key in seeds] + [(registration, ("operator", number)) for number in (0, 1)]
    for act, key in found:
        seq, prev = heads.get(key, (0, ""))
        kid = kid_of(ed25519.public_of(seeds[key])).hex()
        body = write_body(Body(training.genesis.act.origin, key[0], kid, seq, prev, 0, EMPTY_ROOT,
                               "2026-03-01T08:00:00+00:00", act, (), bytes([len(files)]) * 16))  # fmt: skip
        heads[key] = seq + 1, act_id(body).hex()
        files.append(f"{len(files):02}.act")
        Path(files[-1]).write_bytes(write_signed(SignedAct(sign_leaf(seeds[key], act_id(body)), body)))
    return files


def test_a_record_is_begun_with_acts_that_were_signed_elsewhere(run: Run) -> None:
    run("record exercise training --example minsk-ii-2015")
    training = Training(Path("training"))
    files = signed_elsewhere([org.id for org in training.genesis.act.organisations])
    real = "--genesis training/genesis.json --example minsk-ii-2015 --log-key training/operator/log.key"
    device = "--device training/operator/device.key"
    status, said = run(f"record begin server {real} {device} --signed {' '.join(files[:-3])}")
    assert (status, "not signed by every organisation yet" in said) == (0, True)
    status, said = run(f"record take server {' '.join(files[-3:])}")
    assert (status, said.count("key.registered/1"), "waiting" in said) == (0, 2, False)
    status, said = run("record checkpoint server --pass-file training/operator/phrase")
    assert (status, "Signed: 64 acts" in said) == (0, True)
    found = audit(open_source(Path("server")), genesis_digest(), now=NOW)
    assert (found.sound, found.standings) == (True, {"in_effect": 64})
    Path("wrong").write_text("another phrase than this\n", encoding="utf-8")
    assert run("record checkpoint server --pass-file wrong --at-once")[0] == 3


def test_a_record_in_postgresql_is_worked_on_by_the_same_commands(run: Run, postgres: Server) -> None:
    url = postgres.url()
    acts()
    run("record exercise training --example minsk-ii-2015")
    assert run(f"record begin server --exercise training --database {url}")[0] == 0
    assert run("record add server acts.jsonl --exercise training")[0] == 0
    assert "Signed: 64 acts" in run("record checkpoint server")[1]
    Path("server/mirrors.toml").write_text("[[mirror]]\norg = 'osce'\n", encoding="utf-8")
    run("mirror init osce --exercise training --as osce")
    run("record push server --for osce --write requests.sheaf")
    run("mirror take osce requests.sheaf --out replies.sheaf")
    assert "osce: 1 signature, every entry is there" in run("record push server --for osce --read replies.sheaf")[1]
    assert run("publish public --from server --at-once")[0] == 0
    assert audit(open_source(Path("public")), genesis_digest(), now=NOW).sound
    other = postgres.url()
    status, said = run(f"record restore again --exercise training --from osce --database {other}")
    assert (status, "64 acts" in said) == (0, True)
    assert not Path("server/log.db").exists()


# ---- an alarm of the second reading ----


def test_an_alarm_stops_checkpoints_and_the_door_until_it_is_cleared(begun: Run) -> None:
    folder = RecordFolder(Path("server"))
    with contextlib.closing(open_store(folder.url)) as database:
        door = door_of(folder)
        assert ask(door, "GET", "/checkpoint").status == 404
        with database.writing() as writer:
            writer.add("alarm", Alarm._fields, [Alarm(0, NOW, "body 3", "one digest", "another")])
        answer = ask(door, "GET", "/checkpoint")
    assert (answer.status, b"body 3: expected one digest, got another" in answer.body) == (503, True)
    for line in ("record checkpoint server", "record serve server"):
        status, said = begun(line)
        assert (status, "00:00, body 3: expected one digest, got another" in said) == (7, True)
    assert "ALARM of 2 Oct 2096" in begun("record show server")[1]
    status, said = begun("record reread server")
    assert (status, "nothing differs" in said, "safeconduct record reread STORE --clear" in said) == (0, True, True)
    assert begun("record checkpoint server")[0] == 7
    status, said = begun("record reread server --clear")
    assert (status, "Cleared: 1 alarm." in said) == (0, True)
    assert begun("record checkpoint server")[0] == 0
    assert "ALARM" not in begun("record show server")[1]


# ---- acts that the log might refuse ----


def test_an_act_is_handed_in_and_its_refusal_is_shown_to_a_third_person(
    begun: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    training = Training(Path("training"))
    org = next(one.id for one in training.genesis.of_role("guarantor"))
    assert begun(f"mirror init guarantor --exercise training --as {org}")[0] == 0
    assert begun("record checkpoint server")[0] == 0
    Path("server/mirrors.toml").write_text(f'[[mirror]]\norg = "{org}"\n', encoding="utf-8")

    def carried(number: int) -> tuple[int, str]:
        assert begun(f"record push server --for {org} --write {number}.requests")[0] == 0
        assert begun(f"mirror take guarantor {number}.requests --out {number}.replies")[0] == 0
        return begun(f"record push server --for {org} --read {number}.replies")

    assert carried(1)[0] == 0
    write_key_signed(training, org, Path("act.signed"))
    status, said = begun("mirror receipt guarantor act.signed --out act.receipt")
    assert (status, "Written: act.receipt" in said) == (0, True), said
    status, said = begun("verify act.receipt --genesis training/genesis.json")
    assert (status, "A RECEIPT." in said) == (0, True), said
    act = parse_signed(Path("act.signed").read_bytes())
    name = act_id(act.body).hex()
    assert f"the act {name}; should be in the log by" in begun("mirror show guarantor")[1]
    assert begun(f"mirror show guarantor --refused {name[:16]} --out early.refused")[0] != 0
    assert not Path("early.refused").exists()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 25 * 3600)
    acts()
    assert begun("record add server acts.jsonl --exercise training")[0] == 0
    assert begun("record checkpoint server --at-once")[0] == 0
    assert carried(2)[0] == 0
    assert "NOT IN THE LOG, and due since" in begun("mirror show guarantor")[1]
    status, said = begun(f"mirror show guarantor --refused {name[:16]} --out act.refused")
    assert (status, "Written: act.refused" in said) == (0, True), said
    status, said = begun("verify act.refused --genesis training/genesis.json")
    assert (status, "REFUSED. The log did not take this act" in said, name in said) == (0, True, True), said
    data = bytearray(Path("act.refused").read_bytes())
    # A line of a key that the reader does not know may say anything; every other byte counts.
    for at in [*range(0, 280, 17), *range(data.rindex(b"hashes "), len(data), 37)]:
        data[at] ^= 1
        Path("changed.refused").write_bytes(data)
        assert begun("verify changed.refused --genesis training/genesis.json")[0] != 0, at
        data[at] ^= 1
    assert begun("record take server act.signed")[0] == 0
    assert begun("mirror receipt guarantor act.signed --out again.receipt")[0] == 0


def write_key_signed(training: Training, org: str, path: Path) -> None:
    """Sign an act with the device of an organisation, as it would on its own machine."""
    seed = training.seed(org, "device")
    kid = kid_of(ed25519.public_of(seed))
    body = Body(training.genesis.act.origin, org, kid.hex(), 0, "", 0, EMPTY_ROOT, "2026-11-23T10:00:00+00:00",
                {"type": "noop.padded/1"}, (), b"\1" * 16)  # fmt: skip
    data = write_body(body)
    path.write_bytes(write_signed(SignedAct(sign_leaf(seed, act_id(data)), data)))
