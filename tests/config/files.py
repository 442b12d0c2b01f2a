"""A small vigie.yaml, and what is wrong with others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from monitor import config
from monitor.cli.tongue import book
from monitor.config import Config
from monitor.errors import ConfigError, Fault

SLACK = "https://hooks.slack.com/services/T0PLANTED/B0PLANTED/pl4ntedS3cretW0rd"
ENVIRON: Mapping[str, str] = {"SLACK_URL": SLACK}
GOOD = """\
brands:
  - name: Velluno
sources:
  - url: https://courrier.example/rss
targets:
  - name: team
    way: slack
    address: {secret: slack_url}
"""


def believe(text: str, environ: Mapping[str, str] = ENVIRON) -> Config:
    return config.parse(text, file="vigie.yaml", environ=environ)


def faults(text: str, environ: Mapping[str, str] = ENVIRON) -> tuple[Fault, ...]:
    """What is wrong with *text*: each in words that stand in the French tables of the command line too."""
    with pytest.raises(ConfigError) as refused:
        believe(text, environ)
    told = [words for fault in refused.value.faults for words in (fault.what, fault.hint) if words]
    assert not [words for words in told if book().say(words) is None], "add it to monitor/text/french/config.toml"
    return refused.value.faults
