"""docs/sources.md shows the kinds as they are, and a recipe that works."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.sources import KINDS, catalogue, facts, kind
from tests.sources.saved import reply

DOCS = (Path(__file__).parents[2] / "docs" / "sources.md").read_text()


def test_the_table_of_kinds_is_that_of_the_code() -> None:
    shown = re.search(r"<!-- kinds -->\n(.*?)<!-- /kinds -->", DOCS, re.DOTALL)

    assert shown
    assert shown[1] == catalogue.markdown(), "write it anew: vigie sources kinds --markdown"


def blocks() -> list[tuple[str, str]]:
    recipe = DOCS.partition("## A kind of your own")[2]
    return re.findall(r"```(\w+)\n(.*?)```", recipe, re.DOTALL)


def test_the_recipe_is_one_file_one_row_and_one_pair_of_at_most_60_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    (_, code), (_, row), (_, answer), (_, pair) = blocks()
    module = ModuleType("monitor.sources.pinboard")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(sys.modules["monitor.sources"], "pinboard", module, raising=False)
    exec(compile(code, "pinboard.py", "exec"), module.__dict__)
    monkeypatch.setattr("monitor.sources.KINDS", rows := dict(KINDS))
    exec(row, {"KINDS": rows})
    told: dict[str, Any] = {}
    exec(pair, told)

    source = told["SOURCE"]
    assert kind("pinboard") is type(source)
    assert facts(type(source)).formats
    assert source.parse(reply(answer, request=source.request("")), "") == told["PAGE"]
    with pytest.raises(ParseError):
        source.parse(reply("<html><title>Log in</title></html>"), "")
    assert sum(len(text.splitlines()) for _, text in blocks()) <= 60


def test_every_kind_and_option_fits_a_line_of_the_table() -> None:
    for row in catalogue.rows():
        assert row.formats
        assert "\n" not in row.hears + row.formats + row.needs
