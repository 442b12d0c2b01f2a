"""What is pushed, as it stands in vigie.yaml."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import config
from monitor.config import Config
from monitor.errors import ConfigError
from monitor.sources import Door, Tapped
from monitor.sources.overheard import Unasked

DOCS = (Path(__file__).parents[2] / "docs" / "sources.md").read_text()
SECRETS = {"MASTO": "a token", "MAIL": "a password", "FORM": "a secret of ours", "HUB": "another secret"}


def believed(sources: str, more: str = "") -> Config:
    return config.parse(
        f"brands: [{{name: Valmy}}]\nsources:\n  - {{{sources}}}\n{more}", file="vigie.yaml", environ={}
    )


def faults(sources: str) -> str:
    with pytest.raises(ConfigError) as caught:
        believed(sources)
    return str(caught.value)


def test_the_example_in_the_docs_is_believed() -> None:
    (example,) = re.findall(r"```yaml\n(web:.*?)```", DOCS, re.DOTALL)

    found = config.parse(f"brands: [{{name: Valmy}}]\n{example}", file="vigie.yaml", environ=SECRETS)

    assert [type(source.stream).__name__ for source in found.sources] == [
        "Jetstream",
        "MastodonStream",
        "Mailbox",
        "Webhook",
        "WebSub",
    ]
    assert [source.name for source in found.sources if source.asked] == ["masto-live", "blog"]


def test_a_line_that_goes_on_by_itself_is_never_asked() -> None:
    (source,) = believed("name: live, kind: jetstream").sources

    assert isinstance(source.stream, Tapped)
    assert isinstance(source.source, Unasked)
    assert not source.asked


def test_what_a_stream_may_miss_is_asked_for_every_quarter_of_an_hour_or_as_you_wish() -> None:
    hub = "kind: websub, url: 'https://blog.example/feed', secret: long enough"

    assert believed(hub).sources[0].every == timedelta(minutes=15)
    assert believed(f"{hub}, every: 1h").sources[0].every == timedelta(hours=1)
    assert isinstance(believed(hub).sources[0].stream, Door)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("kind: jetstrem", "did you mean 'jetstream'?"),
        ("kind: jetstream, url: 'https//x'", "it begins with wss://"),
        ("kind: imap, server: mail.example, user: me", "password"),
        ("kind: imap, server: mail.example, user: me, password: x, security: perhaps", "tls, starttls or none"),
        ("kind: webhook, secret: short", "keeps nobody out"),
        ("kind: websub, url: blog, secret: long enough", "not the address of something on the web"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(source: str, words: str) -> None:
    told = faults(source)

    assert words in told
    assert "vigie.yaml:3:" in told


@pytest.mark.parametrize(
    ("source", "more", "words"),
    [
        ("kind: webhook, secret: long enough", "web: {listen: off}", "nobody is at the door"),
        ("kind: websub, url: 'https://blog.example/feed', secret: long enough", "", "where we are"),
    ],
)
def test_a_door_to_which_nobody_can_come_is_warned_of(source: str, more: str, words: str) -> None:
    assert any(words in str(warning) for warning in believed(source, more).warnings)


def test_a_secret_of_a_stream_is_never_shown() -> None:
    found = believed("kind: imap, server: mail.example, user: me, password: hush hush")

    assert "hush" not in repr(found)
