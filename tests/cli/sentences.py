"""Finds in the code the sentences that it can tell somebody at a terminal, {} for what is filled in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from monitor import errors

HOUSE = Path(errors.__file__).parent
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
FAULTS = {"Fault", "mistake", "at", "place", "warn", "warn_place", "NoSecret", "_Refused"}
TOLD = ERRORS | FAULTS | {"BadParameter", "ValueError", "misunderstood", "unlike", "Damage", "trouble", "refused"}
NAMED = ("hint", "what", "error")
TABLES = ("refusals", "_REFUSED", "_ADVICE")  # of sentences, from which errors take theirs
DEEP = 3  # names that stand for other names


def errors_of(*rooms: str) -> dict[str, str]:
    """What errors and faults of these rooms (all, if none is named) say, each with its place."""
    found: dict[str, str] = {}
    for path in sorted(HOUSE.rglob("*.py")):
        room = path.relative_to(HOUSE).parts[0].removesuffix(".py")
        if rooms and room not in rooms:
            continue
        tree = ast.parse(path.read_text())
        values = _values(tree)
        for said, line in _tabled(values):
            found.setdefault(said, f"{path.relative_to(HOUSE)}:{line}")
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if _is_logged(call.func):
                continue
            told = call.args if _name(call.func) in TOLD else []
            for argument in (*told, *(each.value for each in call.keywords if each.arg in NAMED)):
                for said in _said(argument, values):
                    found.setdefault(said, f"{path.relative_to(HOUSE)}:{call.lineno}")
    return {said: place for said, place in found.items() if _worded(said)}


def calls_of(name: str, room: str = "cli", place: int = 0) -> dict[str, str]:
    """The first argument of every call of *name* in a room (or that at another *place*), and those by the name
    `empty`."""
    found: dict[str, str] = {}
    for path in sorted((HOUSE / room).rglob("*.py")):
        tree = ast.parse(path.read_text())
        values = _values(tree)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == name):
            for argument in (
                *call.args[place : place + 1],
                *(each.value for each in call.keywords if each.arg == "empty"),
            ):
                for said in _said(argument, values):
                    for line in said.split("\n"):
                        found.setdefault(line.strip(" "), f"{path.relative_to(HOUSE)}:{call.lineno}")
    return {said: place for said, place in found.items() if any(map(str.isalpha, said.replace("{}", "")))}


def _tabled(values: dict[str, list[ast.expr]]) -> Iterator[tuple[str, int]]:
    for table in (value for name in TABLES for value in values.get(name, [])):
        nodes = table.values if isinstance(table, ast.Dict) else [table]
        for each in (each for node in nodes for each in ast.walk(node)):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield each.value, each.lineno


def _worded(said: str) -> bool:
    """Whether it is a sentence, and no name of something."""
    bare = said.replace("{}", "")
    return " " in bare.strip() and any(each.isalpha() for each in bare)


def _is_logged(function: ast.expr) -> bool:
    """The log is in English."""
    return isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "journal"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _values(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What each name stands for, anywhere in the module."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Tuple)
            and isinstance(node.value, ast.Tuple)
        ):
            for target, value in zip(node.targets[0].elts, node.value.elts, strict=False):
                found.setdefault(getattr(target, "id", ""), []).append(value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found.setdefault(node.target.id, []).append(node.value)
    return found


def _said(node: ast.expr, values: dict[str, list[ast.expr]], depth: int = 0) -> Iterator[str]:
    """Each text that *node* may be."""
    if isinstance(node, ast.Constant):
        yield from [node.value] if isinstance(node.value, str) else []
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*_said(node.body, values, depth), *_said(node.orelse, values, depth))
    elif isinstance(node, ast.BoolOp):
        for each in node.values:
            yield from _said(each, values, depth)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = list(_said(node.left, values, depth)), list(_said(node.right, values, depth))
        yield from ("".join(pair) for pair in product(left, right))
    elif isinstance(node, ast.Name) and depth < DEEP:
        for each in values.get(node.id, []):
            yield from _said(each, values, depth + 1)
    elif isinstance(node, ast.Dict):
        for each in node.values:
            yield from _said(each, values, depth + 1)
    elif isinstance(node, ast.Subscript):
        yield from _said(node.value, values, depth)
