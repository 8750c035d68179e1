"""Strict YAML: every scalar stays text, every key has its place, and no text can be read in two ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.agreement.yaml_tree import MAX_BYTES, MAX_DEPTH, MAX_FAULTS, Faults, Node, parse
from safeconduct.kernel.errors import Fault
from tests.builders import place, unfit


def read(data: str | bytes) -> tuple[Node | None, list[Fault], int]:
    faults = Faults("a.yaml")
    tree = parse(data.encode() if isinstance(data, str) else data, faults)
    assert [complaint for fault in faults.found for complaint in unfit(fault)] == []
    return tree, faults.found, faults.left_out


def plain(data: str | bytes) -> object:
    tree, found, _ = read(data)
    assert found == []
    assert tree is not None
    return tree.plain()


def faults(data: str | bytes) -> list[Fault]:
    return read(data)[1]


def places(data: str | bytes) -> list[tuple[str, int, int]]:
    return [(fault.code, fault.line, fault.column) for fault in faults(data)]


@pytest.mark.parametrize(
    "word",
    "NO no on off yes Yes true False null ~ 012 0o17 0x1F 1e3 1_000 .inf .nan 12:30:00 2025-10-13 1.0 = <<".split(),
)
def test_every_scalar_stays_text(word: str) -> None:
    assert plain(f"key: {word}") == {"key": word}
    assert plain(f"- {word}") == [word]
    assert plain(f"{word}: value") == {word: "value"}


def test_an_empty_value_is_empty_text() -> None:
    assert plain("a:\nb: ''\nc: {}\nd: []") == {"a": "", "b": "", "c": {}, "d": []}


def test_keys_keep_the_order_of_the_file() -> None:
    assert list(plain("z: 1\na: 2\nm: 3")) == ["z", "a", "m"]


def test_every_key_and_value_knows_its_place() -> None:
    tree, _, _ = read("one: {two: deux}\nlist:\n  - first\n  - 'שני'\n")
    one_key, one = tree.value["one"]
    two_key, two = one.value["two"]
    items = tree.value["list"][1].value
    assert [(node.line, node.column) for node in (one_key, one, two_key, two)] == [(1, 1), (1, 6), (1, 7), (1, 12)]
    assert [(node.line, node.column) for node in items] == [(3, 5), (4, 5)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_as_one_line(end: str) -> None:
    text = end.join(["a: 1", "b: 2", "b: 3"])
    assert places(text) == [("SC001", 3, 1)]
    assert plain(end.join(["a: |", "  one", "  two"])) == {"a": "one\ntwo"}


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert plain(b"\xef\xbb\xbfkey: value") == {"key": "value"}
    assert places(b"\xef\xbb\xbfkey: 1\nkey: 2") == [("SC001", 2, 1)]
    assert places(b"\xef\xbb\xbfkey: \x01") == [("SC013", 1, 6)]
    tree, _, _ = read(b"\xef\xbb\xbfkey: value")
    assert (tree.value["key"][0].column, tree.value["key"][1].column) == (1, 6)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &mark value", "the anchor &mark is refused"),
        ("a: &mark [x]", "the anchor &mark is refused"),
        ("a: &mark {x: y}", "the anchor &mark is refused"),
        ("&mark a: value", "the anchor &mark is refused"),
        ("a: *mark", "the alias *mark is refused"),
        ("*mark : a", "the alias *mark is refused"),
        ("[*mark]", "the alias *mark is refused"),
        ("a: !secret value", "the tag !secret is refused"),
        ("a: !!int 5", "the tag tag:yaml.org,2002:int is refused"),
        (
            "a: !!python/object/apply:os.system [ls]",
            "the tag tag:yaml.org,2002:python/object/apply:os.system is refused",
        ),
        ("a: !secret {b: c}", "the tag !secret is refused"),
        ("a: ! value", "the tag ! is refused"),
    ],
)
def test_anchors_aliases_and_tags_are_refused(text: str, words: str) -> None:
    assert [(fault.code, fault.message) for fault in faults(text)] == [("SC001", words)]


def test_all_refused_features_are_reported_with_their_places() -> None:
    text = "a: &one 1\nb: *one\nc: !x 3\nb: 4\n"
    assert places(text) == [("SC001", 1, 4), ("SC001", 2, 4), ("SC001", 3, 4), ("SC001", 4, 1)]


def test_a_key_that_stands_twice_names_the_line_of_the_first() -> None:
    text = "a:\n  weapons: 1\n  other: 2\n  weapons: 3\n"
    [fault] = faults(text)
    assert fault.text() == (
        "a.yaml:4:3: SC001 the key 'weapons' stands here again; it stands first at line 2\n    keep one of the two"
    )


def test_one_key_may_stand_in_two_mappings() -> None:
    assert plain("a: {x: 1}\nb: {x: 2}") == {"a": {"x": "1"}, "b": {"x": "2"}}


@pytest.mark.parametrize("text", ["? [a, b]\n: c", "? {a: b}\n: c", "{[a]: b}", "{{a: b}: c}"])
def test_a_list_or_mapping_is_no_key(text: str) -> None:
    assert [(fault.code, fault.message) for fault in faults(text)] == [("SC014", "a list or mapping stands as a key")]


def test_what_stands_after_a_wrong_key_is_read_as_ever() -> None:
    tree, found, _ = read("? [a, {b: c}]\n: {d: e}\nlast: 1\nlast: 2\n")
    assert [fault.code for fault in found] == ["SC014", "SC001"]
    assert tree.plain() == {"": {"d": "e"}, "last": "1"}


def test_a_second_document_is_refused_where_it_begins() -> None:
    assert plain("---\na: 1\n...\n") == {"a": "1"}
    assert places("a: 1\n---\nb: 2\n") == [("SC013", 2, 1)]
    assert faults("a: 1\n---\nb: 2\n")[0].message == "a second document begins here"


@pytest.mark.parametrize("data", ["", "\n \n", "# only a remark\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(data: str | bytes) -> None:
    [fault] = faults(data)
    assert (fault.code, fault.message) == ("SC013", "the file is empty")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a: שלום".encode() + b"\xff", ("SC010", 1, 8)),
        (b"first: 1\nsecond: caf\xe9", ("SC010", 2, 12)),
        ("a: 1".encode("utf-16"), ("SC010", 1, 1)),
        (b"a: \xed\xa0\x80", ("SC010", 1, 4)),
        (b"a: \xc0\xaf", ("SC010", 1, 4)),
        (b"a: 1\r\nb: \xf4\x90\x80\x80", ("SC010", 2, 4)),
    ],
)
def test_a_byte_that_is_not_utf8_has_its_place(data: bytes, expected: tuple[str, int, int]) -> None:
    assert places(data) == [expected]


@pytest.mark.parametrize("char", ["\0", "\x01", "\x1b", "\x7f", "\x80", "\x9f", "\ufffe", "\uffff"])
@pytest.mark.parametrize("before", ["a: ", "first: שלום\na: ", "# " + "é" * 70_000 + "\na: "])
def test_an_invisible_character_has_its_place(char: str, before: str) -> None:
    text = before + "x" + char + "y: 1\n"
    [fault] = faults(text)
    assert (fault.code, fault.line, fault.column) == ("SC013", *place(text, char))
    assert "invisible" in fault.remedy


UNSEEN = ["\u00ad", "\u061c", "\u115f", "\u180e", "\u200b", "\u2028", "\u202e", "\u2066", "\u3164", "\ufeff", "\uffa0", "\ufff9",
          "\U000e0001", "\U000e0041", "\U000e007f", "\U000e0100"]  # fmt: skip


@pytest.mark.parametrize("char", UNSEEN)
@pytest.mark.parametrize("before", ["", "a: ", "first: שלום\na: ", "# "])
def test_a_character_that_nobody_sees_has_its_place(char: str, before: str) -> None:
    text = before + "x" + char + "y: 1\n"
    [fault] = faults(text)
    assert (fault.code, fault.line, fault.column) == ("SC025", *place(text, char))
    assert f"U+{ord(char):04X}" in fault.message


@pytest.mark.parametrize("char", [*UNSEEN, "\0", "\x07", "\x1b", "\x7f", "\x85"])
@pytest.mark.parametrize("text", ['a: 1\nb: ["x{}y"]\n', 'a: 1\n"x{}y": 1\n'])
def test_what_is_not_seen_is_found_where_it_is_written_as_an_escape(char: str, text: str) -> None:
    text = text.format(f"\\U{ord(char):08X}")
    [fault] = faults(text)
    assert (fault.code, fault.line, fault.column) == ("SC025", *place(text, '"x'))


@pytest.mark.parametrize("word", ["נֶפֶש", "مى\u200cخواهم", "a\u200fb", "ﻣﻌﺎ", "ﬁ", "각"])
def test_what_languages_need_is_let_through(word: str) -> None:
    assert plain(f'a: {word}\nb: "x\\t\\ny"\n') == {"a": word, "b": "x\t\ny"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: 1\n", (2, 1)),
        ("a: [1, 2\n", (2, 1)),
        ("a: 'open\n", (2, 1)),
        ("a: b: c\n", (1, 5)),
        ("a: 1\n  b: 2\n", (2, 4)),
        ("- a\nb: 1\n", (2, 1)),
        ('a: "\\ud800"\n', (1, 7)),
        ('a: "\\q"\n', (1, 5)),
        ("%YAML 9.9\n---\na: 1\n", (1, 1)),
        ("a: @x\n", (1, 4)),
        ("}", (1, 1)),
    ],
)
def test_broken_yaml_has_its_place(text: str, expected: tuple[int, int]) -> None:
    [fault] = faults(text)
    assert (fault.code, fault.line, fault.column) == ("SC013", *expected)
    assert fault.message.startswith("not YAML: ")


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    head = b"a: b\n# "
    assert plain(head + b"x" * (MAX_BYTES - len(head))) == {"a": "b"}
    assert places(head + b"x" * (MAX_BYTES - len(head) + 1)) == [("SC011", 1, 1)]
    assert places(head + b"x" * 5_000_000) == [("SC011", 1, 1)]


@pytest.mark.parametrize(
    "data",
    [
        "[" * 50_000,
        "{" * 50_000,
        "{a: " * 50_000,
        "[{" * 25_000,
        "- " * 50_000,
        "? " * 50_000,
        "a: " + "[" * 50_000 + "]" * 50_000,
        "a: " + "{b: " * 50_000 + "c" + "}" * 50_000,
        "".join(" " * depth + "a:\n" for depth in range(2_000)),
        "".join(" " * depth + "-\n" for depth in range(2_000)),
    ],
    ids=lambda data: data[:12].replace("\n", " "),
)
def test_deep_nesting_is_refused_and_never_followed(data: str) -> None:
    tree, found, left_out = read(data)
    assert tree is None
    assert (found[-1].code, left_out) == ("SC012", 0)
    assert len(found) <= MAX_DEPTH + 2


def test_values_may_be_nested_as_deep_as_the_limit() -> None:
    assert faults("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert [fault.code for fault in faults("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))] == ["SC012"]


def test_an_alias_bomb_stays_small() -> None:
    names = [f"l{number}" for number in range(60)]
    lines = ["l: &l [x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]" for before, name in zip(["l", *names], names, strict=False)
    ]
    tree, found, left_out = read("\n".join(lines))
    assert {fault.code for fault in found} == {"SC001"}
    assert (len(found), len(found) + left_out) == (MAX_FAULTS, 1 + 60 * 10)
    assert tree.plain()["l59"] == [""] * 9


def test_the_first_hundred_faults_are_kept_and_the_rest_are_counted() -> None:
    _, found, left_out = read("".join(f"k{number}: !t x\n" for number in range(250)))
    assert ([fault.line for fault in found], left_out) == (list(range(1, 101)), 150)


def test_a_remedy_is_only_looked_for_where_the_fault_is_kept() -> None:
    asked: list[int] = []
    kept = Faults("a.yaml")
    for number in range(MAX_FAULTS + 50):
        kept.add("SC002", "wrong", line=1, column=1, remedy=lambda number=number: asked.append(number) or "look")
    assert (len(asked), kept.left_out, kept.found[0].remedy) == (MAX_FAULTS, 50, "look")


def test_a_message_quotes_a_book_in_short() -> None:
    kept = Faults("a.yaml")
    kept.add("SC016", "x" * 1_000_000, line=1, column=1, remedy="y" * 1_000_000, path="z" * 1_000_000)
    assert [unfit(fault) for fault in kept.found] == [[]]


@given(st.binary(max_size=200))
def test_any_bytes_give_a_tree_or_a_fault_with_its_place(data: bytes) -> None:
    tree, found, _ = read(data)
    assert tree is not None or found


SIGNS = [*"abc :-?[]{},#&*!|>'\"%@\\\n\t\r0~<=.", "- ", ": ", "\n  ", "---\n", "é", "\x85", "\u2028", "\ufeff", "\x01"]


@given(st.lists(st.sampled_from(SIGNS), max_size=60).map("".join))
def test_any_signs_of_yaml_give_a_tree_or_a_fault_with_its_place(text: str) -> None:
    tree, found, _ = read(text)
    assert tree is not None or found
    assert all(fault.line >= 1 and fault.column >= 1 for fault in found)
