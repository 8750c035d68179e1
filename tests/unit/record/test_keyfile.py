"""Keys on disk: opened by their pass phrase alone, never written over, never signing one number twice."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import ed25519, jsonform, keyfile
from safeconduct.record.faults import Bad
from safeconduct.record.keyfile import (
    Cost,
    Last,
    append_to_list,
    list_beside,
    open_key,
    parse_key,
    read_list,
    seal_key,
    write_new,
)
from safeconduct.record.sealing import sealing_private, sealing_public
from safeconduct.record.signed_file import SignedAct, parse_signed, write_signed
from tests.signed_log import SignedLog, public, seed

CHEAP = Cost(1, 2**23)
PHRASE = "six plain words of one's own"
SEALED = seal_key(seed("north root 0"), PHRASE, org="north", role="root", cost=CHEAP)


def changed(**fields: object) -> bytes:
    value = jsonform.parse(SEALED[len(keyfile.HEAD) : -1])
    return keyfile.HEAD + jsonform.write(value | fields) + b"\n"


def test_a_key_comes_back_with_its_pass_phrase() -> None:
    file = parse_key(SEALED)
    assert (file.org, file.role, file.public, file.cost) == ("north", "root", public("north root 0"), CHEAP)
    assert open_key(file, PHRASE) == seed("north root 0")


def test_the_private_key_does_not_stand_in_the_file() -> None:
    for form in (seed("north root 0"), seed("north root 0").hex().encode(), PHRASE.encode()):
        assert form not in SEALED


def test_two_files_of_one_key_share_no_secret_part() -> None:
    other = parse_key(seal_key(seed("north root 0"), PHRASE, org="north", role="root", cost=CHEAP))
    file = parse_key(SEALED)
    assert {other.salt, other.nonce, other.box} & {file.salt, file.nonce, file.box} == set()


@pytest.mark.parametrize("phrase", ["", PHRASE + " ", PHRASE.upper()])
def test_another_pass_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(Bad) as caught:
        open_key(parse_key(SEALED), phrase)
    assert caught.value.code == "keyfile.phrase"


def test_a_pass_phrase_is_one_however_its_letters_are_typed() -> None:
    sealed = seal_key(seed("north root 0"), "caf\u00e9 caf\u00e9 caf\u00e9", org="north", role="root", cost=CHEAP)
    assert open_key(parse_key(sealed), "cafe\u0301 cafe\u0301 cafe\u0301") == seed("north root 0")


def test_a_short_pass_phrase_is_refused() -> None:
    with pytest.raises(Bad, match="too short"):
        seal_key(seed("north root 0"), "eleven char", org="north", role="root", cost=CHEAP)


@pytest.mark.parametrize("fields", [{"org": "south"}, {"role": "officer"}, {"public": public("south root 0").hex()}])
def test_a_key_cannot_be_given_another_label(fields: dict[str, str]) -> None:
    with pytest.raises(Bad) as caught:
        open_key(parse_key(changed(**fields)), PHRASE)
    assert caught.value.code == "keyfile.changed"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        keyfile.HEAD,
        SEALED[:-1],
        SEALED + b"\n",
        SEALED.replace(b"argon2id", b"argon2xx"),
        changed(mem=2**40),
        changed(mem=1),
        changed(ops=0),
        changed(ops=True),
        changed(salt="00"),
        changed(box="AB" * 80),
        changed(role="king"),
        changed(extra=1),
        b"x" * 5000,
    ],
)
def test_what_is_no_key_file_is_refused(data: bytes) -> None:
    with pytest.raises(Bad):
        parse_key(data)


@given(st.binary(max_size=300), st.booleans())
def test_nothing_but_bad_leaves_the_readers(data: bytes, headed: bool) -> None:
    for head, reader in ((keyfile.HEAD, parse_key), (b"safeconduct act/v1\n", parse_signed)):
        with pytest.raises(Bad):
            reader((head if headed else b"") + data)


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "north.key"
    write_new(path, SEALED)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (SEALED, 0o600)
    with pytest.raises(FileExistsError):
        write_new(path, b"other")
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        write_new(dangling, b"other")
    assert (path.read_bytes(), sorted(one.name for one in tmp_path.iterdir())) == (SEALED, ["dangling", "north.key"])


def test_a_disk_without_links_gets_the_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(keyfile.os, "link", refuse)
    write_new(tmp_path / "a", b"1")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a", b"2")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a", b"1")]


def test_the_list_gives_the_last_act(tmp_path: Path) -> None:
    path = list_beside(tmp_path / "north.key")
    path.write_text(keyfile.LIST_HEAD)
    assert (path.name, read_list(path.read_text())) == ("north.key.signed", Last(-1, ""))
    for seq in range(3):
        append_to_list(path, Last(seq, f"{seq}" * 64))
    assert read_list(path.read_text()) == Last(2, "2" * 64)


def test_a_list_may_begin_where_an_older_one_ended() -> None:
    assert read_list(keyfile.LIST_HEAD + f"41 {'a' * 64}\n") == Last(41, "a" * 64)


@pytest.mark.parametrize("rest", ["0 " + "a" * 64, "0 short\n", f"0 {'a' * 64}\n2 {'b' * 64}\n", f"x {'a' * 64}\n", "\n"])
def test_a_list_that_is_not_whole_is_refused(rest: str) -> None:
    with pytest.raises(Bad, match="damaged"):
        read_list(keyfile.LIST_HEAD + rest)


def test_a_signed_act_travels_in_a_file() -> None:
    log = SignedLog()
    one, two = (log.device("north root 0").sign(log.genesis) for _ in range(2))
    assert parse_signed(write_signed(SignedAct(*one))) == SignedAct(*one)
    with pytest.raises(Bad, match="another body"):
        parse_signed(write_signed(SignedAct(one.leaf, two.body)))


def test_what_is_sealed_to_a_registered_key_is_opened_with_it() -> None:
    from nacl.public import PrivateKey, PublicKey, SealedBox

    box = SealedBox(PublicKey(sealing_public(public("north sealing 0")))).encrypt(b"content")
    assert SealedBox(PrivateKey(sealing_private(seed("north sealing 0")))).decrypt(box) == b"content"
    # The map of RFC 7748: u = (1 + y) / (1 - y).
    p = 2**255 - 19
    y = int.from_bytes(public("north sealing 0"), "little") & (2**255 - 1)
    assert sealing_public(public("north sealing 0")) == ((1 + y) * pow(1 - y, -1, p) % p).to_bytes(32, "little")
    with pytest.raises(Bad):
        sealing_public(ed25519._IDENTITY)
