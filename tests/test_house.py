"""Keeps the floors of the house: who may know whom, which room owns which library, and where time is told."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "monitor"

# Floor 0 knows nothing but the standard library; a room knows the floors below its own, never its neighbours.
FLOORS: dict[str, int] = {
    "errors": 0,
    "model": 0,
    "text": 0,
    "links": 0,
    "keys": 0,
    "fetch": 1,
    "sources": 1,
    "match": 1,
    "enrich": 1,
    "store": 1,
    "crisis": 1,
    "notify": 1,
    "report": 1,
    "law": 1,
    "evidence": 1,
    "privacy": 1,
    "notices": 1,
    "config": 2,
    "reading": 3,
    "measure": 3,
    "aftermath": 4,
    "alarm": 4,
    "byhand": 4,
    "lookout": 4,
    "securing": 4,
    "forgetting": 4,
    "replay": 5,
    "budget": 6,
    "sifting": 4,
    "searching": 4,
    "diary": 4,
    "delays": 4,
    "asking": 4,
    "poll": 5,
    "postman": 5,
    "pipeline": 6,
    "pulse": 5,
    "turns": 5,
    "rounds": 5,
    "sight": 4,
    "workers": 5,
    "template": 6,
    "journal": 6,
    "ground": 7,
    "streams": 7,
    "legal": 7,
    "canary": 7,
    "daemon": 8,
    "web": 8,
    "cli": 10,
    "demo": 9,
    "__main__": 11,
    "__init__": 0,
}

# One library, one room. If a library dies, one room is repainted.
OWNERS: dict[str, str] = {
    "httptools": "fetch",
    "httpx": "fetch",
    "websockets": "fetch",
    "imapclient": "fetch",
    "feedparser": "sources",
    "listparser": "sources",
    "jmespath": "sources",
    "lark": "match",
    "ahocorasick_rs": "match",
    "re2": "match",
    "vaderSentiment": "enrich",
    "vaderSentiment_fr": "enrich",
    "py3langid": "enrich",
    "numpy": "enrich",
    "torch": "enrich",
    "transformers": "enrich",
    "sqlite_utils": "store",
    "apprise": "notify",
    "slack_sdk": "notify",
    "PIL": "report",
    "xlsxwriter": "report",
    "warcio": "evidence",
    "cryptography": "evidence",
    "rfc3161_client": "evidence",
    "fpdf": "evidence",
    "pydantic_core": "config",
    "yaml": "config",
    "apscheduler": "daemon",
    "fastapi": "web",
    "starlette": "web",
    "argon2": "web",
    "uvicorn": "web",
    "prometheus_client": "web",
    "typer": "cli",
    "click": "cli",
    "aiosmtpd": "demo",
}
SHARED = {
    "rich": {"cli", "demo"},  # what a person sees in a terminal
    "jinja2": {"notify", "web"},  # what a person reads in a letter and on a page
    "babel": {"notify", "web"},
    "pydantic": {"config", "web"},  # what is believed of a file, and of what a program sends
}

UPPER = {
    "daemon",
    "ground",
    "rounds",
    "streams",
    "web",
    "cli",
    "demo",
    "journal",
    "workers",
    "__main__",
}  # where the clock and the door are
FORBIDDEN_BELOW = {"now", "utcnow", "today", "environ", "getenv", "print", "sleep", "input"}

# Where somebody else's code runs, or a task of ours may break without taking the watch with it.
BROAD_EXCEPTS = {
    "config/faults.py:attempt": 1,
    "reading.py:guest": 1,
    "daemon/tasks.py:guarded": 1,
    "streams/switchboard.py:_listen": 1,
    "cli/__init__.py:_run": 1,  # a bug is told in one line: nobody who watches a brand has to read a traceback
}


def modules() -> list[Path]:
    return sorted(HOUSE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def imports(path: Path) -> Iterator[str]:
    """The full names of all that a module imports, wherever it does."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: an import is an address"
            assert node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_room_knows_the_floors_below_and_never_its_neighbours(path: Path) -> None:
    here = room(path)
    for imported in imports(path):
        if not imported.startswith("monitor."):
            continue
        there = imported.split(".")[1]
        if there == "__version__" or there == here:
            continue
        assert FLOORS[there] < FLOORS[here], f"{here} (floor {FLOORS[here]}) imports {imported} (floor {FLOORS[there]})"


@pytest.mark.parametrize("path", modules(), ids=name)
def test_one_library_lives_in_one_room(path: Path) -> None:
    for imported in imports(path):
        library = imported.split(".")[0]
        if library == "monitor" or library in sys.stdlib_module_names:
            continue
        owners = SHARED.get(library) or {OWNERS.get(library, f"nobody: give {library} a room in this test")}
        assert room(path) in owners, f"{name(path)} imports {imported}, which lives in {owners}"


@pytest.mark.parametrize("path", [path for path in modules() if room(path) not in UPPER], ids=name)
def test_the_clock_the_environment_and_the_terminal_are_upstairs(path: Path) -> None:
    for node in ast.walk(tree(path)):
        called = node.func if isinstance(node, ast.Call) else None
        words = (
            {called.id}
            if isinstance(called, ast.Name)
            else {called.attr}
            if isinstance(called, ast.Attribute)
            else set()
        )
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"os", "time"}:
            words.add(node.attr)
        forbidden = words & FORBIDDEN_BELOW
        assert not forbidden, f"{name(path)}:{getattr(node, 'lineno', 0)} uses {forbidden}: `now` is an argument"


def test_a_broad_except_stands_only_where_it_is_named() -> None:
    found: dict[str, int] = {}
    for path in modules():
        for function in ast.walk(tree(path)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                caught = node.type if isinstance(node, ast.ExceptHandler) else None
                if isinstance(node, ast.ExceptHandler) and (
                    caught is None or (isinstance(caught, ast.Name) and caught.id == "Exception")
                ):
                    place = f"{name(path)}:{function.name}"
                    found[place] = found.get(place, 0) + 1

    assert found == BROAD_EXCEPTS


@pytest.mark.parametrize("path", modules(), ids=name)
def test_every_room_has_a_sign_on_its_door(path: Path) -> None:
    sign = ast.get_docstring(tree(path))

    assert sign, f"{name(path)} does not say what it is for"
    assert sign[0].isupper() or not sign[0].isalpha(), f"{name(path)}: a sign is a sentence"


def test_no_room_is_called_after_nothing() -> None:
    empty_names = {
        "utils",
        "helpers",
        "common",
        "core",
        "base",
        "manager",
        "managers",
        "handler",
        "handlers",
        "services",
    }

    assert not [name(path) for path in modules() if empty_names & set(path.relative_to(HOUSE).with_suffix("").parts)]
