"""A small vigie.yaml, and what is wrong with others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from monitor import config
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
    with pytest.raises(ConfigError) as refused:
        believe(text, environ)
    return refused.value.faults
