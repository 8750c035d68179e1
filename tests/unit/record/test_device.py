"""The folder of a device: one chain, that no copy goes on with, and nothing deleted before a witnessed proof of it is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from safeconduct.record import device as device_module
from safeconduct.record import keyfile
from safeconduct.record.body import EMPTY_ROOT, parse_body
from safeconduct.record.bundle import open_bundle
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.device import OUTBOX, Device, make_device
from safeconduct.record.faults import Bad
from safeconduct.record.keyfile import Cost, list_beside, parse_key, seal_key
from safeconduct.record.note import add_lines
from safeconduct.record.reply import Placed, Proved, Reply, check_reply, parse_reply, write_reply
from safeconduct.record.tree import Frontier, inclusion_path, leaf_hash, node_hash
from safeconduct.record.vkey import COSIGNATURE, verifier_of, write_vkey
from tests.bundles import reader_kid, reader_private, step
from tests.signed_log import ORIGIN, genesis_act, kid, public, seed
from tests.signed_log import Device as Made

LABEL, AT, NOW = "north device 0", "2026-11-23T10:00:00+02:00", 1_790_000_000
WITNESS = f"{ORIGIN}/witness"
WITNESSED = (f"witness one {write_vkey(verifier_of(WITNESS, COSIGNATURE, public('guarantor witness 0')))}\n"
             "group all all one\nquorum all\n")  # fmt: skip


def key_at(folder: Path, label: str = LABEL, *, role: str = "device") -> Path:
    path = folder / f"{label.replace(' ', '-')}.key"
    path.write_bytes(seal_key(seed(label), "twelve letters", org="north", role=role, cost=Cost(1, 2**23)))
    list_beside(path).write_text(keyfile.LIST_HEAD)
    return path


def made(folder: Path, label: str = LABEL, name: str = "site") -> Device:
    key = key_at(folder, label)
    return make_device(folder / name, key=key, file=parse_key(key.read_bytes()), genesis_act=genesis_act(witnessed=WITNESSED),
                       readers={reader_kid(): public("operator sealing 0")})  # fmt: skip


def sign(device: Device, count: int, label: str = LABEL) -> list[device_module.Kept]:
    return device.sign([(step(f"step-{number}"), AT) for number in range(count)], seed=seed(label))


def reply_for(leaves: list[bytes], *, witnesses: tuple[str, ...] = ("guarantor witness 0",), name: str = kid(LABEL).hex(),
              before: int = 3) -> bytes:  # fmt: skip
    """Give a reply for leaves that stand behind some others in a log."""
    every = [b"another %d" % number for number in range(before)] + leaves
    hashes = [leaf_hash(each) for each in every]
    frontier = Frontier()
    frontier.extend(hashes)

    def nodes(level: int, index: int) -> bytes:
        if not level:
            return hashes[index]
        return node_hash(nodes(level - 1, 2 * index), nodes(level - 1, 2 * index + 1))

    note = sign_checkpoint(Checkpoint(ORIGIN, len(every), frontier.root()), seed("operator log 0"))
    text = note.split(b"\n\n")[0] + b"\n"
    note = add_lines(note, [cosign(text, WITNESS, seed(one), at=NOW) for one in witnesses])
    placed = [Placed(leaf, at, inclusion_path(nodes, at, len(every))) for at, leaf in enumerate(every) if at >= before]
    return write_reply(Reply(ORIGIN, name, note, tuple(placed)))


def proved(device: Device, data: bytes) -> Proved:
    return check_reply(parse_reply(data), origin=ORIGIN, device=device.settings.kid, policy=device.genesis.witnessed,
                       log=device.genesis.log, now=NOW)  # fmt: skip


def code_of(what: object, *words: object, **options: object) -> str:
    with pytest.raises(Bad) as caught:
        what(*words, **options)  # type: ignore[operator]
    return caught.value.code


def test_acts_are_signed_as_one_chain_and_come_out_in_a_bundle(tmp_path: Path) -> None:
    device = made(tmp_path)
    sign(device, 2)
    sign(Device(device.path), 3)
    data = Device(device.path).bundle(seed=seed(LABEL))
    found = open_bundle(data, public=public(LABEL), kid=reader_kid(), private=reader_private())
    bodies = [parse_body(act.body) for act in found.acts]
    assert [(body.seq, body.act["id"], body.at, body.seen_root) for body in bodies] == [
        (number, f"step-{number if number < 2 else number - 2}", AT, EMPTY_ROOT) for number in range(5)]  # fmt: skip
    assert Device(device.path).last.seq == 4


def test_a_key_that_signed_elsewhere_or_signs_no_acts_gets_no_folder(tmp_path: Path) -> None:
    used = key_at(tmp_path)
    keyfile.append_to_list(list_beside(used), keyfile.Last(0, "0" * 64))
    log = key_at(tmp_path, "north officer 0", role="log")
    for key, expected in ((used, "device.used"), (log, "device.role")):
        assert code_of(make_device, tmp_path / "site", key=key, file=parse_key(key.read_bytes()), genesis_act=genesis_act(),
                       readers={"00" * 8: bytes(32)}) == expected  # fmt: skip
    assert not (tmp_path / "site").exists()


def test_a_copy_of_the_folder_does_not_go_on_with_the_chain(tmp_path: Path) -> None:
    device = made(tmp_path)
    sign(device, 1)
    shutil.copytree(device.path, tmp_path / "copy")
    copy = Device(tmp_path / "copy")
    assert code_of(sign, copy, 1) == "device.copied"
    assert len(Device(tmp_path / "copy").kept) == 1
    assert sign(device, 1)[0].seq == 1


def test_a_folder_that_was_put_back_is_noticed_by_the_list_beside_its_key(tmp_path: Path) -> None:
    device = made(tmp_path)
    sign(device, 1)
    before = (device.path / OUTBOX).read_bytes()
    sign(device, 1)
    (device.path / OUTBOX).write_bytes(before)
    assert code_of(sign, Device(device.path), 1) == "device.behind"


def test_another_machine_is_another_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = made(tmp_path)
    monkeypatch.setattr(Path, "read_text", _other_machine(Path.read_text))
    assert code_of(sign, device, 1) == "device.copied"


def _other_machine(read: object) -> object:
    def text(self: Path, *words: object, **options: object) -> str:
        return "another\n" if str(self) == "/etc/machine-id" else read(self, *words, **options)  # type: ignore[operator]

    return text


def test_a_machine_that_stopped_in_the_middle_loses_nothing_and_uses_no_number_twice(tmp_path: Path) -> None:
    device = made(tmp_path)
    sign(device, 2)
    beside = list_beside(device.key)
    lines = beside.read_text().splitlines(keepends=True)
    beside.write_text("".join(lines[:-1]))  # in the outbox, not in the list yet
    with (device.path / OUTBOX).open("ab") as file:
        file.write(b"0oRYKaQB")  # the next was being written
    again = sign(Device(device.path), 1)
    assert ([one.seq for one in again], [one.seq for one in Device(device.path).kept]) == ([2], [0, 1, 2])
    assert beside.read_text().splitlines()[:3] == [line.strip() for line in lines]


def test_the_key_of_another_device_signs_nothing_here(tmp_path: Path) -> None:
    device = made(tmp_path)
    assert code_of(sign, device, 1, "north device 1") == "device.key"
    assert Device(device.path).last.seq == -1


def test_an_act_that_no_body_can_hold_leaves_everything_as_it_was(tmp_path: Path) -> None:
    device = made(tmp_path)
    acts = [(step("good"), AT), ({"type": "step.taken/1", "half": 0.5}, AT)]
    assert code_of(device.sign, acts, seed=seed(LABEL)) == "json.kind"
    assert (Device(device.path).kept, device.last.seq) == ([], -1)


def test_only_what_is_proved_is_forgotten_and_the_chain_goes_on(tmp_path: Path) -> None:
    device = made(tmp_path)
    kept = sign(device, 4)
    assert device.forget() == 0
    data = reply_for([one.act.leaf for one in kept[:3]])
    assert (device.accept(proved(device, data), data), device.accept(proved(device, data), data)) == (3, 0)
    assert [one.index for one in Device(device.path).kept] == [3, 4, 5, -1]
    assert (device.forget(), device.forget()) == (3, 0)
    again = Device(device.path)
    assert ([one.seq for one in again.kept], again.seen[0]) == ([3], 6)
    fresh = sign(again, 1)[0]
    assert (fresh.seq, parse_body(fresh.act.body).prev, parse_body(fresh.act.body).seen_size) == (4, kept[3].act_id, 6)
    # The same reply once more: what was forgotten is still known to be ours.
    assert again.accept(proved(again, data), data) == 0
    assert [path.read_bytes() for path in (device.path / "replies").iterdir()] == [data]


def test_what_stands_behind_an_act_without_a_proof_stays_with_it(tmp_path: Path) -> None:
    device = made(tmp_path)
    kept = sign(device, 3)
    data = reply_for([kept[0].act.leaf, kept[2].act.leaf])
    device.accept(proved(device, data), data)
    assert (device.forget(), [one.seq for one in device.kept]) == (1, [1, 2])


def test_a_checkpoint_that_no_witness_has_seen_proves_nothing(tmp_path: Path) -> None:
    device = made(tmp_path)
    kept = sign(device, 1)
    assert code_of(proved, device, reply_for([kept[0].act.leaf], witnesses=())) == "reply.grade"


def test_a_reply_with_a_wrong_path_or_for_another_device_is_refused(tmp_path: Path) -> None:
    device = made(tmp_path)
    kept = sign(device, 2)
    data = reply_for([one.act.leaf for one in kept])
    found = parse_reply(data)
    swapped = found._replace(placed=(found.placed[0]._replace(leaf=kept[1].act.leaf),))
    assert code_of(proved, device, write_reply(swapped)) == "reply.path"
    assert code_of(proved, device, write_reply(found._replace(device="00" * 8))) == "reply.other"
    assert code_of(proved, device, write_reply(found._replace(log="other.example"))) == "reply.other"


def test_a_reply_that_was_changed_is_refused(tmp_path: Path) -> None:
    data = reply_for([Made(LABEL, "north").sign(step("one")).leaf])
    assert parse_reply(data).device == kid(LABEL).hex()
    for wrong in (data[:-1], data + b"x", b"x" + data, data.replace(b'"count":1', b'"count":2'), b""):
        with pytest.raises(Bad):
            parse_reply(wrong)


def test_an_act_of_the_key_that_the_folder_never_had_closes_it(tmp_path: Path) -> None:
    device = made(tmp_path)
    kept = sign(device, 1)
    other = Made(LABEL, "north").sign(step("elsewhere"))
    data = reply_for([kept[0].act.leaf, other.leaf])
    assert code_of(device.accept, proved(device, data), data) == "device.foreign"
    again = Device(device.path)
    assert code_of(sign, again, 1) == "device.closed"
    assert again.forget() == 0
    # What it has signed can still be carried away.
    assert open_bundle(again.bundle(seed=seed(LABEL)), public=public(LABEL), kid=reader_kid(), private=reader_private()).acts


def test_a_made_up_leaf_closes_nothing(tmp_path: Path) -> None:
    device = made(tmp_path)
    kept = sign(device, 1)
    data = reply_for([kept[0].act.leaf[:-1] + bytes([kept[0].act.leaf[-1] ^ 1])])
    other = Made(LABEL, "north").sign(step("elsewhere"))
    wrong = reply_for([other.leaf[:-1] + bytes([other.leaf[-1] ^ 1])])
    assert code_of(device.accept, proved(device, wrong), wrong) == "device.reply"
    assert (device.settings.closed, len(sign(device, 1))) == ("", 1)
    assert parse_reply(data).placed[0].index == 3


@pytest.mark.parametrize("name", ["device", "outbox", "genesis"])
def test_a_damaged_folder_says_what_is_damaged(tmp_path: Path, name: str) -> None:
    device = made(tmp_path)
    sign(device, 2)
    path = device.path / name
    data = path.read_bytes()
    path.write_bytes(data[:30] + b"!" + data[31:])
    with pytest.raises(Bad):
        Device(device.path)
