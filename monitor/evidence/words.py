"""The words of packs, sheets and recipes, in English and in French."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "fr")


@cache
def words_of(language: str) -> dict[str, str]:
    """All words of a language: one of LANGUAGES."""
    file = files("monitor.evidence") / "texts" / f"{language}.toml"
    told: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))
    return told
