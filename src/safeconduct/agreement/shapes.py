"""The shapes of the format: each reads a node, describes itself as JSON Schema, and names itself for people.

A model field is written `Annotated[type, shape, "one sentence for the reference"]`. The same annotation drives the
reader, the JSON Schema and the reference page, so they cannot drift apart.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Any

import msgspec

from safeconduct.agreement.definitions import Definitions
from safeconduct.agreement.reading import Reading
from safeconduct.agreement.yaml_tree import Node
from safeconduct.kernel import moments, quantity
from safeconduct.kernel.suggest import did_you_mean
from safeconduct.kernel.text import Text

UNSTATED = "unstated"
"""The word for what the text leaves unsaid. It is data: an agreement that names nobody says so."""

UNSEEN = "unseen"
"""The word for what whoever encodes a text has not seen of it. Nobody can say that such a text is silent."""

MISSING = object()

_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Shape(ABC):
    """Base of all shapes. `read` gives the value, or MISSING after noting a fault."""

    name = "text"

    @abstractmethod
    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        """Read a node."""

    @abstractmethod
    def schema(self, defs: Definitions) -> dict[str, Any]:
        """Give this shape as JSON Schema; records go into `defs`."""


def _scalar(node: Node, ctx: Reading, path: str, wanted: str) -> str | None:
    if isinstance(node.value, str):
        return node.value
    found, marks = ("a list", "brackets or dashes") if isinstance(node.value, list) else ("a mapping", "braces or keys")
    ctx.faults.add("SC014", f"{found} stands where {wanted} was expected", node=node, path=path,
                   remedy=f"write {wanted} without {marks}")  # fmt: skip
    return None


class Parsed(Shape):
    """A scalar read by a function that raises ValueError with a sentence for the author. `kind`: what it names, if it does."""

    def __init__(self, name: str, parse: Callable[[str], Any], *, code: str = "SC016", pattern: str = "", kind: str = "") -> None:
        self.name, self.parse, self.code, self.pattern, self.kind = name, parse, code, pattern, kind

    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        text = _scalar(node, ctx, path, self.name)
        if text is None:
            return MISSING
        try:
            return self.parse(text)
        except ValueError as error:
            ctx.faults.add(self.code, f"{text!r} is not {self.name}", node=node, path=path, remedy=str(error))
            return MISSING

    def schema(self, defs: Definitions) -> dict[str, Any]:
        if defs.ids.get(self.kind):
            return defs.reference([self.kind])
        return {"type": "string", "pattern": self.pattern} if self.pattern else {"type": ["string", "number", "boolean"]}


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise ValueError("write a whole number without sign or separators")
    return int(text)


def _flag(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError("write yes or no")
    return text == "yes"


PLAIN = Parsed("a line of text", str)
UNIT = Parsed("a line of text", str, kind="unit")
WHOLE = Parsed("a whole number", _whole, pattern="")
FLAG = Parsed("yes or no", _flag)
TIME = Parsed("a date", moments.parse_written_time, code="SC004",
              pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$")  # fmt: skip
DURATION = Parsed("a duration", moments.parse_duration, pattern=r"^[0-9]{1,6} +(minute|hour|day|week|month)s?$")
SHARE = Parsed("a share", quantity.parse_share, pattern=r"^[0-9]{1,3}(\.[0-9]{1,4})?%$")


class QuantityShape(Shape):
    """`20 persons`: a whole number and a unit that the agreement declares."""

    name = "a quantity"

    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        text = _scalar(node, ctx, path, self.name)
        if text is None:
            return MISSING
        try:
            value = quantity.parse_quantity(text)
        except quantity.BareNumber as error:
            ctx.faults.add("SC003", f"the amount {text!r} has no unit", node=node, path=path, remedy=str(error))
        except quantity.NegativeQuantity as error:
            ctx.faults.add("SC017", str(error), node=node, path=path,
                           remedy="amounts count from zero; write a ceiling as 'at most 5 persons'")  # fmt: skip
        except ValueError as error:
            ctx.faults.add("SC016", f"{text!r} is not a quantity", node=node, path=path, remedy=str(error))
        else:
            ctx.units.append((value.unit, node, path))
            return value
        return MISSING

    def schema(self, defs: Definitions) -> dict[str, Any]:
        return defs.amount()


QUANTITY = QuantityShape()


class Words(Shape):
    """One word of a closed list."""

    def __init__(self, words: type[StrEnum]) -> None:
        self.words = words
        self.name = " | ".join(word.value for word in words)

    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        text = _scalar(node, ctx, path, "one word")
        if text is None:
            return MISSING
        try:
            return self.words(text)
        except ValueError:
            known = [word.value for word in self.words]
            remedy = partial(did_you_mean, text, known, otherwise="known here: " + ", ".join(known))
            ctx.faults.add("SC016", f"{text!r} is not one of the words of this key", node=node, path=path,
                           remedy=remedy)  # fmt: skip
            return MISSING

    def schema(self, defs: Definitions) -> dict[str, Any]:
        return {"enum": [word.value for word in self.words]}


class TextShape(Shape):
    """Words for people: plain text, or a mapping of language code to text."""

    name = "text, or text by language"

    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        if isinstance(node.value, str):
            return Text({ctx.language: node.value})
        if not isinstance(node.value, dict) or not node.value:
            found = "a list" if isinstance(node.value, list) else "an empty mapping"
            ctx.faults.add("SC014", f"{found} stands where {self.name} was expected", node=node, path=path,
                           remedy="write the text, or text by language, as {en: ..., ar: ..., he: ...}")  # fmt: skip
            return MISSING
        versions = {}
        for key, (key_node, value) in node.value.items():
            if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", key):
                ctx.faults.add("SC002", f"{key!r} is not a language code", node=key_node, path=f"{path}.{key}",
                               remedy="write text by language, such as {en: ..., ar: ..., he: ...}")  # fmt: skip
            elif (words := _scalar(value, ctx, f"{path}.{key}", "text")) is not None:
                versions[key] = words
        return Text(versions)

    def schema(self, defs: Definitions) -> dict[str, Any]:
        words = {"type": ["string", "number", "boolean"]}
        codes = {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$"}
        by_language = {"type": "object", "minProperties": 1, "propertyNames": codes, "additionalProperties": words}
        return {"anyOf": [words, by_language]}


TEXT = TextShape()


class RefTo(Shape):
    """The id of something defined in the file, of one of the given kinds."""

    def __init__(self, *kinds: str, unstated: bool = False, tranches: bool = False) -> None:
        self.kinds, self.unstated = kinds, unstated
        self.sought = (*kinds, "tranche") if tranches else kinds
        self.name = "id of " + " or ".join(kinds) + (" (or unstated)" if unstated else "")

    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        text = _scalar(node, ctx, path, "an id")
        if text is None:
            return MISSING
        if text in (UNSTATED, UNSEEN):
            if self.unstated:
                return _left_open(text, node, ctx, path)
            ctx.faults.add("SC016", f"this key cannot be left {text}", node=node, path=path,
                           remedy=f"give the id of a {' or '.join(self.kinds)}, or leave the key out")  # fmt: skip
            return MISSING
        ctx.references.append((self.sought, text, node, path))
        return text

    def schema(self, defs: Definitions) -> dict[str, Any]:
        return defs.reference(self.sought, *([UNSTATED, UNSEEN] if self.unstated else []))


def _left_open(word: str, node: Node, ctx: Reading, path: str) -> str:
    # Both words mean that the value is not known, and are worked with alike; which of them it was is kept beside it.
    if word == UNSEEN:
        ctx.unseen.append((path.partition("[")[0], node))
    return UNSTATED


class ListOf(Shape):
    """A list; where `lone` is set a single value may stand for a list of one."""

    def __init__(self, shape: Shape, *, lone: bool = False) -> None:
        self.shape, self.lone = shape, lone
        self.name = f"{shape.name}, or a list of them" if lone else f"list of: {shape.name}"

    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        if not isinstance(node.value, list):
            if self.lone:
                value = self.shape.read(node, ctx, path)
                return MISSING if value is MISSING else (value,)
            ctx.faults.add("SC014", "a list was expected here", node=node, path=path,
                           remedy="begin each line with a dash, or write [a, b]")  # fmt: skip
            return MISSING
        values = [self.shape.read(part, ctx, f"{path}[{n}]") for n, part in enumerate(node.value)]
        return tuple(value for value in values if value is not MISSING)

    def schema(self, defs: Definitions) -> dict[str, Any]:
        items = self.shape.schema(defs)
        many = {"type": "array", "items": items}
        return {"anyOf": [items, many]} if self.lone else many


def refs(*kinds: str, unstated: bool = False) -> ListOf:
    """Give the shape of one id or a list of ids."""
    return ListOf(RefTo(*kinds, unstated=unstated), lone=True)


class MapOf(Shape):
    """A mapping of ids to values. With `keys` the ids are those of a kind, defined elsewhere."""

    def __init__(self, shape: Shape, *, keys: str = "") -> None:
        self.shape, self.keys = shape, keys
        self.name = f"id: {shape.name}"

    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        if not isinstance(node.value, dict):
            ctx.faults.add("SC014", "a mapping of ids was expected here", node=node, path=path,
                           remedy="write each entry as `id: ...`")  # fmt: skip
            return MISSING
        values = {}
        for key, (key_node, value_node) in node.value.items():
            here = f"{path}.{key}"
            if not _ID.fullmatch(key):
                ctx.faults.add("SC016", f"{key!r} is not an id", node=key_node, path=here,
                               remedy="ids begin with a small letter and hold small letters, digits and _")  # fmt: skip
                continue
            if key in (UNSTATED, UNSEEN):
                ctx.faults.add("SC018", f"{key!r} is the format's own word and names nothing", node=key_node,
                               path=here, remedy="choose another id")  # fmt: skip
                continue
            ctx.positions[here] = (key_node.line, key_node.column)
            value = self.shape.read(value_node, ctx, here)
            if value is not MISSING:
                values[key] = value
        return values

    def schema(self, defs: Definitions) -> dict[str, Any]:
        names = defs.reference([self.keys]) if defs.ids.get(self.keys) else {"pattern": f"^{_ID.pattern}$"}
        return {"type": "object", "propertyNames": names, "additionalProperties": self.shape.schema(defs)}


class OrUnstated(Shape):
    """The word `unstated` or `unseen`, a word with a meaning of its own, or the given shape."""

    def __init__(self, shape: Shape, *words: str) -> None:
        self.shape, self.words = shape, words
        self.name = " or ".join([f"{shape.name} (or unstated)", *words])

    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        if node.value in (UNSTATED, UNSEEN):
            return _left_open(str(node.value), node, ctx, path)
        return node.value if node.value in self.words else self.shape.read(node, ctx, path)

    def schema(self, defs: Definitions) -> dict[str, Any]:
        return {"anyOf": [*({"const": word} for word in (UNSTATED, UNSEEN, *self.words)), self.shape.schema(defs)]}


class Record(Shape):
    """A mapping with the keys of one model class."""

    def __init__(self, model: type[msgspec.Struct]) -> None:
        self.model = model
        self.name = model.__name__
        self._fields: dict[str, tuple[Shape, str, bool]] | None = None

    @property
    def fields(self) -> Mapping[str, tuple[Shape, str, bool]]:
        """Give field name -> (shape, sentence, required), in the order of the class."""
        if self._fields is None:
            required = len(self.model.__struct_fields__) - len(self.model.__struct_defaults__)
            hints: dict[str, Any] = {}
            for cls in reversed(self.model.__mro__):
                hints.update(cls.__dict__.get("__annotations__", {}))  # noqa: RUF063 - inspect takes 8 ms to load
            self._fields = {}
            for number, name in enumerate(self.model.__struct_fields__):
                shape, sentence = hints[name].__metadata__
                no_default = number < required or self.model.__struct_defaults__[number - required] is msgspec.NODEFAULT
                self._fields[name] = (shape, sentence, no_default)
        return self._fields

    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        if not isinstance(node.value, dict):
            some = ", ".join(list(self.fields)[:3])
            ctx.faults.add("SC014", f"a mapping was expected here, with keys such as {some}", node=node, path=path,
                           remedy="write `key: value` lines, or {key: value, ...}")  # fmt: skip
            return MISSING
        values, complete = {}, True
        if not path:
            ctx.head = values
        fields = self.fields
        for key, (key_node, value_node) in node.value.items():
            found = fields.get(key)
            if found is None:
                ctx.faults.add("SC002", f"unknown key {key!r} in {self.name}", node=key_node,
                               path=f"{path}.{key}" if path else key,
                               remedy=partial(did_you_mean, key, fields, otherwise="see `safeconduct schema`"))  # fmt: skip
                continue
            value = found[0].read(value_node, ctx, f"{path}.{key}" if path else key)
            if value is MISSING:
                complete = False
            else:
                values[key] = value
        for key, (_, sentence, required) in fields.items():
            if required and key not in node.value:
                ctx.faults.add("SC015", f"{self.name} needs the key {key!r}", node=node, path=path or key,
                               remedy=sentence)  # fmt: skip
                complete = False
        return self.model(**values) if complete else MISSING

    def schema(self, defs: Definitions) -> dict[str, Any]:
        if self.name not in defs:
            defs[self.name] = {}
            properties = {key: {"description": sentence, **shape.schema(defs)}
                          for key, (shape, sentence, _) in self.fields.items()}  # fmt: skip
            defs[self.name] = {
                "type": "object",
                "description": (self.model.__doc__ or "").strip(),
                "properties": properties,
                "required": [key for key, (_, _, required) in self.fields.items() if required],
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{self.name}"}


class OneOf(Shape):
    """A mapping that holds exactly one leading key of a choice, each leading to its own record."""

    def __init__(self, name: str, choices: Callable[[], Mapping[str, Record]]) -> None:
        self.name, self._choices = name, choices

    def read(self, node: Node, ctx: Reading, path: str) -> Any:
        choices = self._choices()
        if not isinstance(node.value, dict):
            ctx.faults.add("SC014", f"{self.name} is a mapping that begins with one of: {', '.join(choices)}",
                           node=node, path=path, remedy="such as {verified: an_obligation}")  # fmt: skip
            return MISSING
        leading = [key for key in node.value if key in choices]
        if len(leading) == 1:
            return choices[leading[0]].read(node, ctx, path)
        if leading:
            ctx.faults.add("SC014", f"{self.name} holds {' and '.join(leading)}; one of them at a time", node=node,
                           path=path, remedy="nest them, such as {all: [{...}, {...}]}")  # fmt: skip
        else:
            word = next(iter(node.value), "")
            known = f"known here: {', '.join(choices)}"
            ctx.faults.add("SC002", f"{word!r} cannot begin {self.name}", node=node, path=path,
                           remedy=partial(did_you_mean, word, choices, otherwise=known))  # fmt: skip
        return MISSING

    def schema(self, defs: Definitions) -> dict[str, Any]:
        key = self.name.rpartition(" ")[2].capitalize()  # an address may hold no space
        if key not in defs:
            defs[key] = {}
            defs[key] = {"anyOf": [record.schema(defs) for record in self._choices().values()]}
        return {"$ref": f"#/$defs/{key}"}
