"""Strict YAML: a node tree with the position of every key and value, every scalar kept as text.

PyYAML's C parser gives the events; the tree is built here, because the C composer recurses on the machine's stack and
dies on deep nesting. Anchors, aliases, tags, repeated keys and second documents are refused. Nothing is ever turned
into a number, a date or a truth value: the schema does that, where it expects one.
"""

import re
from collections.abc import Callable

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from safeconduct.kernel.errors import Fault

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
MAX_FAULTS = 100

HIDDEN = re.compile("[\u00ad\u061c\u115f\u1160\u180e\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
                    "\U000e0000-\U000e0fff]")  # fmt: skip
"""Characters that nobody sees, or that turn the direction of what stands round them. The marks that Arabic and Hebrew
need (joiners, and the two direction marks) are allowed."""
_ESCAPED = re.compile(HIDDEN.pattern[:-1] + "\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What is refused where it is written as an escape, such as "\\u202e": control characters too, which as such are no YAML."""


class Node:
    """A value of the file. `value` is str, a list of nodes, or a dict of key text to (key node, value node)."""

    __slots__ = ("column", "line", "value")

    def __init__(self, value: "str | list[Node] | dict[str, tuple[Node, Node]]", line: int, column: int) -> None:
        self.value = value
        self.line = line
        self.column = column

    def plain(self) -> object:
        """Give the value without positions."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return {key: node.plain() for key, (_, node) in self.value.items()}


class Faults:
    """Collects faults of one file. Keeps the first hundred and counts the rest."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Fault] = []
        self.left_out = 0

    def add(self, code: str, message: str, *, node: Node | None = None, path: str = "",
            remedy: str | Callable[[], str] = "", line: int = 0, column: int = 0) -> None:  # fmt: skip
        """Note a fault at a node, or at a line and column counted from 1.

        A remedy that takes time to find is given as a function; it is called only for a fault that is kept.
        """
        if len(self.found) >= MAX_FAULTS:
            self.left_out += 1
            return
        if node is not None:
            line, column = node.line, node.column
        advice = remedy if isinstance(remedy, str) else remedy()
        self.found.append(Fault(code=code, message=_short(message), remedy=_short(advice), file=self.file, line=line,
                                column=column, path=_short(path)))  # fmt: skip

    def __bool__(self) -> bool:
        return bool(self.found)


def _short(text: str) -> str:
    # A message quotes what it found, and what it found may be a whole book.
    return text if len(text) <= 500 else f"{text[:300]} ... {text[-100:]}"


def parse(data: bytes, faults: Faults) -> Node | None:
    """Read YAML bytes into a tree. Faults go to `faults`; None means there is no tree to go on with."""
    if len(data) > MAX_BYTES:
        faults.add("SC011", f"the file has more than {MAX_BYTES:,} bytes, the limit", line=1, column=1,
                   remedy="an agreement of a thousand obligations has about 300,000; is this the right file?")  # fmt: skip
        return None
    data = data.removeprefix(b"\xef\xbb\xbf")  # the mark some editors put before UTF-8; it is no part of the text
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place_of(data[: error.start])
        faults.add("SC010", f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8", line=line, column=column,
                   remedy="save the file as UTF-8")  # fmt: skip
        return None
    if hidden := HIDDEN.search(text):
        line, column = text.count("\n", 0, hidden.start()) + 1, hidden.start() - text.rfind("\n", 0, hidden.start())
        faults.add("SC025", f"the character U+{ord(hidden.group()):04X} is refused", line=line, column=column,
                   remedy="it is not seen, or turns the text round it; delete it")  # fmt: skip
        return None
    try:
        return _build(CParser(text), faults)
    except ReaderError as error:
        line, column = _place_of(data[: error.position])
        faults.add("SC013", f"not YAML: {str(error).splitlines()[0]}", line=line, column=column,
                   remedy="remove this character; it is invisible and may have come with a copied text")  # fmt: skip
        return None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        faults.add("SC013", f"not YAML: {said}", line=line, column=column,
                   remedy="check the indentation, the quotes and the colon before this place")  # fmt: skip
        return None


def _place_of(before: bytes) -> tuple[int, int]:
    # Where the decoder and the C reader stop they give a count of bytes; people count lines and characters.
    return before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1


def _build(parser: CParser, faults: Faults) -> Node | None:
    root: Node | None = None
    stack: list[tuple[Node, Node | None]] = []  # open collection, and in a mapping the key that waits for its value
    key: Node | None = None
    documents = 0
    while True:
        event = parser.get_event()
        kind = type(event)
        if kind is ScalarEvent:
            mark = event.start_mark
            node = Node(event.value, mark.line + 1, mark.column + 1)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            mark = event.start_mark
            node = Node({} if kind is MappingStartEvent else [], mark.line + 1, mark.column + 1)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            _, key = stack.pop()
            continue
        elif kind is StreamEndEvent:
            break
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                mark = event.start_mark
                faults.add("SC013", "a second document begins here", line=mark.line + 1, column=mark.column + 1,
                           remedy="one file holds one agreement")  # fmt: skip
                return None
            continue
        elif kind is AliasEvent:
            mark = event.start_mark
            faults.add("SC001", f"the alias *{event.anchor} is refused", line=mark.line + 1, column=mark.column + 1,
                       remedy="write the value out")  # fmt: skip
            node = Node("", mark.line + 1, mark.column + 1)
        else:
            continue
        if kind is not AliasEvent:
            _refuse_features(event, node, faults)
        if not stack:
            root = node
        else:
            holder = stack[-1][0].value
            if isinstance(holder, list):
                holder.append(node)
            elif key is None:
                key = _as_key(node, faults)
            else:
                _put(holder, key, node, faults)
                key = None
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            if len(stack) >= MAX_DEPTH:
                faults.add("SC012", f"values nested deeper than {MAX_DEPTH}", node=node,
                           remedy="no agreement needs this depth; look for a bracket that is never closed")  # fmt: skip
                return None
            stack.append((node, key))
            key = None
    if root is None:
        faults.add("SC013", "the file is empty", line=1, column=1, remedy="see `safeconduct examples`")
    return root


def _refuse_features(event: ScalarEvent, node: Node, faults: Faults) -> None:
    if getattr(event, "style", None) == '"' and (hidden := _ESCAPED.search(event.value)):
        faults.add("SC025", f"the character U+{ord(hidden.group()):04X} is refused", node=node,
                   remedy="it is written as an escape between these quotation marks; take it out")  # fmt: skip
    if event.anchor is not None:
        faults.add("SC001", f"the anchor &{event.anchor} is refused", node=node, remedy="write the value out")
    if event.tag is not None:
        faults.add("SC001", f"the tag {event.tag} is refused", node=node,
                   remedy="leave the tag out; the format says what kind of value stands here")  # fmt: skip


def _as_key(node: Node, faults: Faults) -> Node:
    if isinstance(node.value, str):
        return node
    faults.add("SC014", "a list or mapping stands as a key", node=node, remedy="keys are plain words")
    return Node("", node.line, node.column)


def _put(holder: dict[str, tuple[Node, Node]], key: Node, node: Node, faults: Faults) -> None:
    name = key.value
    assert isinstance(name, str)
    if name in holder:
        first = holder[name][0]
        faults.add("SC001", f"the key {name!r} stands here again; it stands first at line {first.line}", node=key,
                   remedy="keep one of the two")  # fmt: skip
        return
    holder[name] = (key, node)
