"""Where the configuration is, and the diary that it names."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from monitor import config
from monitor.cli.show import warned
from monitor.config import Config, Outline
from monitor.errors import ConfigError, Fault, StoreError
from monitor.store import Store

ConfigPath = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="The configuration; otherwise $VIGIE_CONFIG, ./vigie.yaml, ~/.config/vigie/vigie.yaml, "
        "/etc/vigie/vigie.yaml.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]


def now() -> datetime:
    return datetime.now(UTC)


def find_config(given: Path | None) -> Path:
    """The configuration to use. Raises ConfigError when there is none anywhere."""
    if given:
        return given
    looked_at = list(_usual_places())
    found = next((path for path in looked_at if path.is_file()), None)
    if not found:
        places = ", ".join(map(str, looked_at))
        raise ConfigError((Fault("vigie.yaml", 0, 0, f"not found: looked for {places}", "write one with: vigie init"),))
    return found


def _usual_places() -> Iterator[Path]:
    if named := os.environ.get("VIGIE_CONFIG"):
        yield Path(named)
        return
    yield Path("vigie.yaml")
    for directory in filter(None, os.environ.get("CONFIGURATION_DIRECTORY", "").split(":")):
        yield Path(directory) / "vigie.yaml"
    home = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("HOME", "") + "/.config"
    yield Path(home) / "vigie" / "vigie.yaml"
    yield Path("/etc/vigie/vigie.yaml")


def load_config(given: Path | None) -> Config:
    """The configuration, believed; what is allowed and unwise is said on standard error."""
    believed = config.load(find_config(given), os.environ)
    for warning in believed.warnings:
        print(warned(warning), file=sys.stderr)
    return believed


def load_outline(given: Path | None) -> Outline:
    """What the configuration says to whoever only reads the diary, and was given no secret."""
    return config.outline(find_config(given), os.environ)


@contextmanager
def open_store(path: Path, *, alone: bool = False, must_exist: bool = True) -> Iterator[Store]:
    """The diary at *path*, closed afterwards."""
    if must_exist and not path.exists():
        raise StoreError(
            f"there is no store at {path.absolute()} yet",
            hint="make it with `vigie run` or `vigie poll`; if a service keeps it, set STATE_DIRECTORY=/var/lib/vigie",
        )
    store = Store(path, now=now(), alone=alone)
    try:
        yield store
    finally:
        store.close()
