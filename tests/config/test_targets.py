from __future__ import annotations

from datetime import time, timedelta

import pytest

from monitor import config
from monitor.errors import ConfigError
from monitor.model import Escalation, Level, Quiet, Rhythm

HOOK = "https://hooks.slack.com/services/T/B/x"
FILE = """\
brands: [{{name: Velluno, products: [Velluno Pay]}}, {{name: Velluno Pay}}]
sources: [{{url: "https://courrier.example/rss"}}]
targets:
  - {{name: press, way: slack, address: {address}, {wishes}}}
  - {{name: on call, way: slack, address: "{hook}", direct: no}}
"""


def believe(wishes: str, address: str = f'"{HOOK}"') -> config.Config:
    return config.parse(FILE.format(wishes=wishes, address=address, hook=HOOK), file="vigie.yaml", environ={})


def test_a_night_an_escalation_and_a_digest_are_read() -> None:
    believed = believe(
        'quiet: 22:00-07:00, escalate: {to: on call, after: 15m}, digest: weekly, digest_at: "07:30", '
        "digest_empty: yes, quiet_level: crisis"
    )
    press, on_call = believed.targets

    assert press.quiet == Quiet(time(22), time(7), Level.CRISIS)
    assert press.escalate == Escalation("on call", timedelta(minutes=15))
    assert (press.digest, press.digest_at, press.digest_empty) == (Rhythm.WEEKLY, time(7, 30), True)
    assert (press.direct, on_call.direct) == (True, False)
    assert believed.brands[0].products == ("Velluno Pay",)


def test_what_is_not_wanted_is_not_there() -> None:
    press, _ = believe("digest: off, language: fr").targets

    assert (press.quiet, press.escalate, press.digest, press.lives) == (None, None, Rhythm.OFF, False)


def test_a_channel_makes_it_a_bot() -> None:
    press, _ = believe("channel: C0123ABC", address="xoxb-1234567890-abc").targets

    assert press.lives
    assert "xoxb" not in repr(press)


@pytest.mark.parametrize(
    ("wishes", "what"),
    [
        ("quiet: at night", "not the hours of a night"),
        ("quiet: 22:00-25:00", "not a time of day"),
        ("quiet: 22:00-22:00", "end when they begin"),
        ("digest_at: 08:00", "not a time of day"),
        ("digest: hourly", "expected off, daily or weekly"),
        ("escalate: {to: on cal, after: 15m}", "unknown target 'on cal'; did you mean 'on call'?"),
        ("escalate: {to: press, after: 15m}", "would escalate to itself"),
        ("escalate: {to: on call, after: 3s}", "must be at least 1m"),
        ("channel: C0123ABC", "its address is not understood"),
        ("chanel: C0123ABC", "did you mean 'channel'?"),
    ],
)
def test_a_mistake_is_told_at_its_place(wishes: str, what: str) -> None:
    with pytest.raises(ConfigError) as raised:
        believe(wishes)

    told = "\n".join(map(str, raised.value.faults))
    assert what in told
    assert "vigie.yaml:4:" in told


def test_a_product_that_is_no_brand_is_a_mistake() -> None:
    with pytest.raises(ConfigError, match="unknown brand 'Velluno Pai'"):
        config.parse(
            FILE.format(wishes="language: fr", address=f'"{HOOK}"', hook=HOOK).replace(
                "[Velluno Pay]", "[Velluno Pai]"
            ),
            file="vigie.yaml",
            environ={},
        )
