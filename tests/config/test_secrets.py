from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import config
from monitor.config.secrets import scrub
from monitor.errors import ConfigError
from tests.config.files import GOOD, SLACK, believe, faults

SOURCE = "- url: https://courrier.example/rss"
KEY = "pl4nted-k3y/with+odd=chars"
WITH_KEY = GOOD.replace(
    "  - url: https://courrier.example/rss\n",
    "  - url: https://courrier.example/rss\n    headers: {authorization: {secret: news.key}}\n",
)


def planted(text: str, environ: Mapping[str, str]) -> str:
    """All that can be seen of what comes of *text*: the configuration, or every form of its refusal."""
    try:
        believed = config.parse(text, file="vigie.yaml", environ=environ)
    except ConfigError as error:
        chain: list[BaseException | None] = [error.__cause__, error.__context__]
        return " ".join(map(repr, [error, error.args, error.faults, *chain])) + str(error)
    return f"{believed!r} {believed!s} {believed.targets} {believed.sources} {believed.warnings}"


def test_a_secret_comes_from_the_credentials_first_then_from_a_file_then_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "slack_url").write_text("https://a.example/credential\n")
    (tmp_path / "elsewhere").write_text("https://a.example/file\n")
    (tmp_path / "elsewhere").chmod(0o600)
    everywhere = {
        "CREDENTIALS_DIRECTORY": str(tmp_path),
        "SLACK_URL_FILE": str(tmp_path / "elsewhere"),
        "SLACK_URL": "https://a.example/variable",
    }
    fewer = {key: value for key, value in everywhere.items() if key != "CREDENTIALS_DIRECTORY"}
    fewest = {"SLACK_URL": everywhere["SLACK_URL"]}

    found = [believe(GOOD, environ).targets[0].address for environ in (everywhere, fewer, fewest)]

    assert [address.rpartition("/")[2] for address in found] == ["credential", "file", "variable"]


def test_a_missing_secret_names_the_three_places_where_it_was_looked_for() -> None:
    (fault,) = faults(GOOD, {})

    assert (fault.line, fault.col) == (8, 23)
    assert fault.what == ("secret slack_url is not in $CREDENTIALS_DIRECTORY/slack_url, $SLACK_URL_FILE or $SLACK_URL")


def test_a_secret_with_dots_and_dashes_has_a_variable_too() -> None:
    believed = believe(WITH_KEY, {"SLACK_URL": SLACK, "NEWS_KEY": KEY})

    assert ("authorization", KEY) in believed.sources[0].source.request("").headers


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file that $SLACK_URL_FILE names is empty"),
        (b" \n", "the file that $SLACK_URL_FILE names is empty"),
        (b"\xff\xfe", "the file that $SLACK_URL_FILE names is not text in UTF-8"),
        (b"https://a.example/1\nhttps://a.example/2\n", "the file that $SLACK_URL_FILE names holds more than one line"),
        (b"x" * 100_000, "the file that $SLACK_URL_FILE names is longer than 64,000 characters"),
    ],
)
def test_a_file_that_holds_no_secret_is_refused_in_words_without_it(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    (fault,) = faults(GOOD, {"SLACK_URL_FILE": str(path)})

    assert fault.what.startswith(what)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a b", "a/b", "é", "'1'", "''"])
def test_a_name_that_could_be_a_path_is_no_name_of_a_secret(name: str) -> None:
    (fault,) = faults(GOOD.replace("slack_url", name), {"CREDENTIALS_DIRECTORY": "/"})

    assert fault.what.startswith("a secret's name is made of letters")


def test_a_secret_put_where_its_file_should_be_named_is_not_shown() -> None:
    (fault,) = faults(GOOD, {"SLACK_URL_FILE": SLACK})

    assert fault.what.startswith("the file that $SLACK_URL_FILE names cannot be read")
    assert "pl4nted" not in str(fault)


def test_a_secret_file_that_everybody_can_read_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(SLACK)
    path.chmod(0o644)
    (warning,) = believe(GOOD, {"SLACK_URL_FILE": str(path)}).warnings

    assert (warning.line, warning.col) == (8, 23)
    assert str(warning).endswith("can read the file that $SLACK_URL_FILE names; chmod 600 it")


@pytest.mark.parametrize(
    "text",
    [
        WITH_KEY,
        WITH_KEY + "wat: 1\n",
        WITH_KEY.replace("headers: {", "headers: {b: 1, "),
        WITH_KEY.replace("headers: {authorization: {secret: news.key}}", "headers: {secret: news.key}"),
        WITH_KEY.replace("url: https://courrier.example/rss", "url: {secret: news.key}"),
        WITH_KEY.replace("way: slack", "way: email"),
        WITH_KEY.replace("way: slack", "way: apprise"),
        WITH_KEY.replace("way: slack", "way: slack\n    timezone: {secret: slack_url}"),
        WITH_KEY.replace("{secret: slack_url}", "{secret: news.key}"),
        WITH_KEY.replace("{secret: slack_url}", f"{{secret: '{SLACK}'}}"),
        GOOD.replace("{secret: slack_url}", KEY),
        GOOD.replace("{secret: slack_url}", f"!tag {KEY}"),
        GOOD.replace(SOURCE, "- {kind: json, url: 'https://a.example', text: {secret: news.key}}"),
        GOOD.replace(SOURCE, "- {kind: json, url: 'https://a.example', best: {secret: news.key}}"),
        GOOD.replace(SOURCE, "- {url: 'https://a.example', name: {secret: news.key}}"),
        GOOD.replace(SOURCE, "- {url: 'https://a.example', about: {secret: news.key}}"),
        GOOD.replace(SOURCE, "- {url: 'https://a.example', kind: {secret: news.key}}"),
    ],
)  # fmt: skip
def test_planted_secrets_are_never_seen(text: str) -> None:
    seen = planted(text, {"SLACK_URL": SLACK, "NEWS_KEY": KEY})

    assert "pl4nted" not in seen
    assert "PLANTED" not in seen


@pytest.mark.parametrize("kind", ["Chatty", "Gossip"])
def test_a_third_party_that_quotes_its_options_does_not_make_us_tell_them(kind: str) -> None:
    text = GOOD.replace(SOURCE, f"- {{kind: 'tests.config.third_party:{kind}', board: {{secret: news.key}}}}")
    seen = planted(text, {"SLACK_URL": SLACK, "NEWS_KEY": KEY})

    assert "no board is called" in seen
    assert "pl4nted" not in seen.lower()


def test_a_secret_is_no_part_of_the_digest_that_tells_changes() -> None:
    before, after = (believe(WITH_KEY, {"SLACK_URL": SLACK, "NEWS_KEY": key}).sources[0] for key in ("old", "new"))

    assert before.digest == after.digest


@given(st.text(), st.lists(st.text(min_size=4), max_size=3))
def test_what_is_scrubbed_holds_no_secret_any_more(text: str, secrets: list[str]) -> None:
    cleaned = scrub(text + "".join(secrets), secrets)

    assert not [secret for secret in secrets if secret in cleaned.replace("•••", "")]
