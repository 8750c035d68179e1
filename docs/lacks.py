"""What a row of a table of moves may lack, read from the code of its needs: the codes that an act can come back with.

The needs are functions, and what they answer with stands in them as text. Where a need asks first whether there is an
act at all, only what it says of an act is taken: the rest answers another question, whether a move is open now. The
reading follows functions into one another, across rooms too. It knows what could be said, not when.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from types import FunctionType, ModuleType
from typing import Any

from safeconduct.caseload import moves
from safeconduct.caseload.movements import state as movements
from safeconduct.caseload.weapons import state as weapons
from safeconduct.secretariat.office import Facts
from safeconduct.secretariat.words import WORDS

OF_EVERY_ACT = tuple(moves.WORDS)
"""What any act may lack, whatever it is."""

_ROOMS = ("safeconduct.caseload", "safeconduct.secretariat.office")


def lacks(row: moves.Move) -> tuple[str, ...]:
    """Give the codes an act of a row can come back with, in the order in which they are asked."""
    found: dict[str, None] = {}
    for need in (row.opens, *row.needs):
        found |= dict.fromkeys(code for code in of(need) if _possible(code, need))
    return tuple(code for code in found if code not in OF_EVERY_ACT)


def of(need: moves.Need) -> tuple[str, ...]:
    """Give the codes that one need, or one part of a need, can answer with."""
    return tuple(dict.fromkeys(_codes(need, set())))


def _possible(code: str, need: Any) -> bool:
    """Leave out what a condition on the stage cannot say, because the stage is one of those it asks for."""
    held = _names(need)
    stages = {str(stage) for stage in held.get("stages", ())}
    if not stages:
        return True
    if code == "other_kind":
        return bool(held.get("kind"))
    if code == "item_not_lost":
        return stages == {weapons.Stage.LOST}
    if code == "item_contained":
        return not stages & {weapons.Stage.SEALED, weapons.Stage.LOST}
    stage = code.partition("_")[2]
    return stage not in stages and not (stage == "begun" and movements.Stage.OPEN in stages)


def _codes(function: Any, seen: set[Any]) -> Iterator[str]:
    if not isinstance(function, FunctionType) or function in seen:
        return
    seen.add(function)
    given = _names(function)
    yield from (value for value in given.values() if isinstance(value, str) and value in WORDS)
    if function.__name__ == "<lambda>":  # its lines hold more than itself
        return
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    names = {**function.__globals__, **given}
    texts = _texts(tree, names)
    for node in _of_an_act(_body(tree)):
        for part in _parts(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value in WORDS:
                yield part.value
            elif isinstance(part, ast.JoinedStr) and isinstance(part.values[0], ast.Constant):
                yield from (code for end in texts if (code := f"{part.values[0].value}{end}") in WORDS)
            elif isinstance(part, ast.Name | ast.Attribute):
                yield from _followed(part, names, seen)


def _followed(part: ast.Name | ast.Attribute, names: Mapping[str, Any], seen: set[Any]) -> Iterator[str]:
    value = _value(part, names)
    if isinstance(value, Mapping) and value and all(code in WORDS for code in value.values()):
        yield from value.values()
    elif isinstance(value, FunctionType) and value.__module__.startswith(_ROOMS):
        yield from _codes(value, seen)


def _value(part: ast.Name | ast.Attribute, names: Mapping[str, Any]) -> Any:
    if isinstance(part, ast.Name):
        return names.get(part.id)
    if isinstance(part.value, ast.Attribute) and part.value.attr == "facts":
        return getattr(Facts, part.attr, None)
    if isinstance(part.value, ast.Name) and part.value.id == "self":
        return getattr(Facts, part.attr, None)
    owner = _value(part.value, names) if isinstance(part.value, ast.Name) else None
    return getattr(owner, part.attr, None) if isinstance(owner, ModuleType) else None


def _names(function: Any) -> dict[str, Any]:
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return {name: cell.cell_contents for name, cell in cells}


def _texts(tree: ast.AST, names: Mapping[str, Any]) -> list[str]:
    """Give every text of a function, and of the words it names: what the end of a code may be put together from."""
    found = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    kinds = {value for node in ast.walk(tree) if isinstance(node, ast.Name)
             and isinstance(value := names.get(node.id), type) and issubclass(value, Enum)}  # fmt: skip
    return found + [str(word) for kind in kinds for word in kind]


def _body(tree: ast.Module) -> list[ast.stmt]:
    first = tree.body[0]
    return first.body if isinstance(first, ast.FunctionDef) else tree.body


def _of_an_act(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements that are reached when there is an act."""
    for statement in body:
        if isinstance(statement, ast.If):
            says = _about_the_act(statement.test)
            if says is not False:
                yield ast.Expr(statement.test)
                yield from _of_an_act(statement.body)
            if says is not True:
                yield from _of_an_act(statement.orelse)
            elif isinstance(statement.body[-1], ast.Return):
                return
        elif isinstance(statement, ast.For | ast.With):
            yield ast.Expr(statement.iter) if isinstance(statement, ast.For) else ast.Pass()
            yield from _of_an_act(statement.body)
        elif isinstance(statement, ast.Match):
            for case in statement.cases:
                yield from _of_an_act(case.body)
        else:
            yield statement


def _about_the_act(test: ast.expr) -> bool | None:
    """Say whether a test holds for every act (True), for none (False), or depends (None)."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return False if any(_about_the_act(part) is False for part in test.values) else None
    match test:
        case ast.Compare(left=ast.Name(id="act") | ast.Attribute(attr="act"), ops=[op], comparators=[ast.Constant(value=None)]):
            return isinstance(op, ast.IsNot)
    return None


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Give what a statement is made of: nothing that is only compared or looked up, and nothing for when there is no act."""
    yield node
    if isinstance(node, ast.Compare | ast.SetComp | ast.DictComp):
        children: Iterable[ast.AST] = ()
    elif isinstance(node, ast.IfExp):
        says = _about_the_act(node.test)
        children = [part for part, reached in ((node.test, says is None), (node.body, says is not False),
                                               (node.orelse, says is not True)) if reached]  # fmt: skip
    else:
        children = ast.iter_child_nodes(node)
    for child in children:
        yield from _parts(child)


def sentence(code: str) -> str:
    """Give the sentence of a code, with what is filled in set apart."""
    return WORDS[code].replace("{", "*").replace("}", "*")
