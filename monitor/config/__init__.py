"""`vigie.yaml`, read once, believed ever after."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from monitor.config.faults import Faults
from monitor.config.outline import Outline, Place, sketch
from monitor.config.proof import prove
from monitor.config.schema import schema
from monitor.config.settings import (
    ALL,
    Authority,
    CanaryConfig,
    Config,
    EvidenceConfig,
    FetchConfig,
    LegalConfig,
    Retention,
    SourceConfig,
    TriageConfig,
    WebConfig,
)
from monitor.config.starter import starter
from monitor.config.tree import MOST_CHARACTERS, Node, read
from monitor.errors import ConfigError, Fault

__all__ = [
    "ALL",
    "Authority",
    "CanaryConfig",
    "Config",
    "EvidenceConfig",
    "FetchConfig",
    "LegalConfig",
    "Outline",
    "Place",
    "Retention",
    "SourceConfig",
    "TriageConfig",
    "WebConfig",
    "load",
    "outline",
    "parse",
    "schema",
    "starter",
]


def load(path: Path, environ: Mapping[str, str]) -> Config:
    """The configuration in the file at *path*. Raises ConfigError with every fault in it, in file order."""
    return parse(_text(path), file=str(path), environ=environ)


def parse(text: str, *, file: str, environ: Mapping[str, str]) -> Config:
    """The configuration that *text* is. A relative store stands in $STATE_DIRECTORY, else beside *file*."""
    root, faults = _root(text, file)
    return prove(root, faults, environ, _home(file, environ))


def outline(path: Path, environ: Mapping[str, str]) -> Outline:
    """What the file at *path* says without its secrets, its plugs and its rules: enough to read the diary."""
    root, faults = _root(_text(path), str(path))
    return sketch(root, faults, _home(str(path), environ))


def _root(text: str, file: str) -> tuple[Node, Faults]:
    root, found = read(text, file)
    faults = Faults(file, found)
    if root is None:
        if not found:
            faults.place(1, 1, "the file is empty", "vigie init writes a first one")
        raise ConfigError(faults.ordered())
    return root, faults


def _home(file: str, environ: Mapping[str, str]) -> Path:
    states = environ.get("STATE_DIRECTORY", "").split(":")
    return Path(states[0] or Path(file).parent)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(4 * MOST_CHARACTERS + 1)
    except OSError as error:
        hint = (
            "vigie init writes a first one" if isinstance(error, FileNotFoundError) else "name a file that you may read"
        )
        raise _hopeless(path, f"cannot be read: {error.strerror}", hint=hint) from None
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise _hopeless(path, "not text in UTF-8", *place, hint="save it as UTF-8 in your editor") from None


def _hopeless(path: Path, what: str, line: int = 0, col: int = 0, *, hint: str) -> ConfigError:
    return ConfigError((Fault(str(path), line, col, what, hint),))
