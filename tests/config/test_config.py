from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import config
from monitor.cli.tongue import book
from monitor.config import ALL, CanaryConfig, Retention, WebConfig
from monitor.crisis import Policy, Threshold, Unusual
from monitor.enrich import Models
from monitor.errors import ConfigError
from monitor.fetch import Limits, Pace
from monitor.model import Brand, Level, Lexicon
from tests.config.files import ENVIRON, GOOD, SLACK, believe

CONFIG = Path(__file__).parents[2] / "config"
SOURCE = "  - url: https://courrier.example/rss\n"


def with_source(*lines: str) -> str:
    return GOOD.replace(SOURCE, SOURCE + "".join(f"    {line}\n" for line in lines))


def test_three_short_parts_are_enough_and_the_rest_has_its_defaults() -> None:
    believed = believe(GOOD)

    assert believed.brands == (Brand("Velluno"),)
    assert believed.rules == (Unusual(),)
    assert believed.policy == Policy()
    assert believed.retention == Retention(timedelta(days=365), timedelta(days=1095), timedelta(days=90))
    assert (believed.fetch.limits, believed.fetch.pace) == (Limits(), Pace())
    assert believed.web == WebConfig("127.0.0.1", 8377, "")
    assert (believed.languages, believed.timezone, believed.warnings) == (("fr", "en"), "UTC", ())
    (target,) = believed.targets
    assert (target.name, target.way, target.address, target.level) == ("team", "slack", SLACK, Level.WARNING)


def test_a_brand_brings_its_own_words() -> None:
    brand = """
    lexicon:
      fr: {words: {cata: -3, au top: 2.5}, insults: {vellunard: 0.8}}
      any: {allowed: Bâtard}
"""
    (brand_,) = believe(GOOD.replace("name: Velluno\n", f"name: Velluno{brand}", 1)).brands

    assert brand_.lexicons == (
        Lexicon("fr", (("cata", -3), ("au top", 2.5)), insults=(("vellunard", 0.8),)),
        Lexicon("", allowed=("Bâtard",)),
    )


@pytest.mark.parametrize(
    ("lexicon", "what"),
    [
        ("{fr: {words: {cata: -5}}}", "must be at least -4"),
        ("{fr: {insults: {cata: 2}}}", "must be at most 1"),
        ("{french: {words: {cata: -1}}}", "not the code of a language"),
        ("{fr: {word: {cata: -1}}}", "did you mean 'words'"),
    ],
)
def test_words_of_a_brand_that_cannot_be_meant_are_faults(lexicon: str, what: str) -> None:
    with pytest.raises(ConfigError) as refused:
        believe(GOOD.replace("name: Velluno\n", f"name: Velluno\n    lexicon: {lexicon}\n", 1))

    assert what in str(refused.value.faults[0])


def test_models_of_one_s_own_stand_beside_the_file() -> None:
    assert believe(GOOD).scoring == Models()
    assert believe(f"{GOOD}scoring: {{heads: heads}}\n").scoring == Models(Path("heads"))


def test_a_source_says_how_it_is_watched() -> None:
    (source,) = believe(with_source("every: 90s", "weight: 3", "about: Velluno", "backfill: all")).sources

    assert (source.name, source.kind) == ("courrier.example/rss", "feed")
    assert (source.every, source.weight, source.about) == (timedelta(seconds=90), 3.0, ("Velluno",))
    assert source.backfill == ALL
    assert source.source.request("").url == "https://courrier.example/rss"


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("1s", timedelta(seconds=1)),
        ("90 s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("1.5h", timedelta(minutes=90)),
        ("7d", timedelta(days=7)),
        ("'2w'", timedelta(weeks=2)),
    ],
)
def test_durations_have_units(written: str, length: timedelta) -> None:
    assert believe(with_source(f"every: {written}")).sources[0].every == length


@pytest.mark.parametrize(
    ("written", "size"), [("500kB", 500_000), ("1.5MB", 1_500_000), ("1 MiB", 2**20), ("20000B", 20_000)]
)
def test_sizes_have_units(written: str, size: int) -> None:
    assert believe(GOOD + f"fetch: {{limits: {{wire: {written}}}}}\n").fetch.limits.wire == size


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        ("{floor: 1h}", Pace(timedelta(hours=1), timedelta(days=1), timedelta(hours=1))),
        ("{ceiling: 1m}", Pace(timedelta(minutes=1), timedelta(minutes=1), timedelta(minutes=1))),
        ("{start: 2d}", Pace(timedelta(minutes=5), timedelta(days=2), timedelta(days=2))),
        ("{floor: 1s, start: 2s, ceiling: 3s}", Pace(timedelta(seconds=1), timedelta(seconds=3), timedelta(seconds=2))),
    ],
)
def test_the_paces_that_are_not_given_make_room_for_those_that_are(pace: str, expected: Pace) -> None:
    assert believe(GOOD + f"fetch: {{pace: {pace}}}\n").fetch.pace == expected


def test_limits_of_time_are_seconds_for_the_fetcher() -> None:
    limits = believe(GOOD + "fetch: {limits: {total: 1m, pause: 0, redirects: 0}}\n").fetch.limits

    assert (limits.total, limits.pause, limits.redirects) == (60.0, 0.0, 0)


@pytest.mark.parametrize(
    ("listen", "host", "port"),
    [("localhost:80", "localhost", 80), ("'[::1]:8377'", "::1", 8377), ("off", "", 0), ("'off'", "", 0)],
)
def test_the_door_of_the_web_pages(listen: str, host: str, port: int) -> None:
    assert believe(GOOD + f"web: {{listen: {listen}}}\n").web == WebConfig(host, port)


def test_rules_take_the_place_of_the_two_that_are_there_without_them() -> None:
    rules = believe(
        GOOD + "rules: [{kind: threshold, at_least: 3, within: 2h, level: crisis, brands: Velluno}]\n"
    ).rules

    assert rules == (Threshold(brands=("Velluno",), level=Level.CRISIS, at_least=3, within=timedelta(hours=2)),)


@pytest.mark.parametrize("missing", ["rules: []\n", ""])
def test_a_watch_that_wakes_nobody_is_allowed_and_warned_of(missing: str) -> None:
    text = GOOD + missing if missing else GOOD.partition("targets:")[0]
    (warning,) = believe(text).warnings

    assert "nobody will" in warning.what


def test_a_place_that_is_watched_twice_is_warned_of() -> None:
    (warning,) = believe(GOOD.replace(SOURCE, SOURCE + SOURCE.replace("- ", "- weight: 2\n    "))).warnings

    assert (warning.line, warning.hint) == (5, "the first is at line 4")
    assert warning.what == "the same place a second time: what is said there counts twice"


@pytest.mark.parametrize(("second", "warned"), [("VELLUNO", True), ("Vellunó", True), ("Velluno 2", False)])
def test_two_brands_that_one_word_names_are_warned_of(second: str, warned: bool) -> None:
    told = believe(GOOD.replace("sources:", f"  - name: {second}\nsources:")).warnings

    assert [(each.line, each.hint.partition(";")[0]) for each in told] == [(3, "the first is at line 2")] * warned
    assert not [each for each in told if not (book().say(each.what) and book().say(each.hint))], "say it in French"


def test_brands_that_their_queries_tell_apart_may_have_like_names() -> None:
    assert not believe(GOOD.replace("sources:", "  - {name: VELLUNO, query: velluno river}\nsources:")).warnings


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        (f"slack, address: {SLACK}", True),
        ("slack, channel: C0123ABC, address: xoxb-12345678901-pl4ntedpl4ntedpl4nted", True),
        ("webhook, address: 'https://a.example/x#whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'", True),
        ("email, address: 'mailtos://ann:pl4nted@smtp.example?from=v@a.example&to=p@a.example'", True),
        ("email, address: 'mailto://smtp.example:25?from=v@a.example&to=p@a.example'", False),
        ("apprise, address: 'json://localhost:9'", False),
    ],
    ids=str,
)
def test_a_secret_in_the_file_is_warned_of_and_not_repeated(address: str, warned: bool) -> None:
    text = GOOD.partition("targets:")[0] + f"targets:\n  - {{name: team, way: {address}}}\n"

    told = believe(text).warnings

    assert [each.what for each in told] == ["a secret stands in this file, where whoever reads it finds it"] * warned
    assert "pl4nted" not in "".join(map(str, told))


def test_a_name_that_is_not_given_is_the_address_and_never_another_s() -> None:
    text = GOOD.replace(
        SOURCE, SOURCE + "  - url: https://courrier.example/rss/?page=2\n  - {name: x, url: 'http://x.example'}\n"
    )

    assert [source.name for source in believe(text).sources] == ["courrier.example/rss", "courrier.example/rss 2", "x"]


def test_the_digest_changes_with_the_options_and_with_nothing_else() -> None:
    def digest(*lines: str) -> str:
        return believe(with_source(*lines)).sources[0].digest

    assert digest() == digest("weight: 2", "name: other", "every: 3h", "backfill: 3", "kind: feed")
    assert digest() != digest("headers: {a: b}")
    assert digest("headers: {a: b, c: d}") == digest("headers: {c: d, a: b}")


def test_the_store_stands_beside_the_file_unless_the_service_has_a_place_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "vigie.yaml"
    path.write_text(GOOD)
    service = {**ENVIRON, "STATE_DIRECTORY": "/var/lib/vigie:/var/lib/other"}

    assert config.load(path, ENVIRON).store == tmp_path / "vigie.db"
    assert config.load(path, service).store == Path("/var/lib/vigie/vigie.db")
    path.write_text(GOOD + "store: /srv/diary.db\n")
    assert config.load(path, service).store == Path("/srv/diary.db")


def test_a_third_party_s_kind_needs_nothing_of_ours() -> None:
    text = GOOD.replace(SOURCE, "  - {kind: 'tests.config.third_party:Forum', board: soap, since: 3h, tags: a}\n")
    (source,) = believe(text).sources

    assert source.kind == "tests.config.third_party:Forum"
    assert source.source.request("").url == "https://forum.example/soap?since=10800&tags=a&mode=new"


@pytest.mark.parametrize(
    ("kind", "options", "what"),
    [
        ("Forum", "board: soap, mode: odd", "expected new or hot"),
        ("Forum", "board: soap, limit: few", "expected a whole number, found text"),
        ("Forum", "board: ''", "these options do not fit: a board has a name"),
        ("Fenced", "board: soap", "the terms of this place only tolerate being asked"),
        ("Loose", "", "this kind: an option of type .* cannot be written in the file"),
        ("Greedy", "", "this kind: Greedy has an option named 'weight', which means something else here"),
    ],
)
def test_what_a_third_party_s_kind_refuses_is_a_fault_like_any_other(kind: str, options: str, what: str) -> None:
    text = GOOD.replace(SOURCE, f"  - {{kind: 'tests.config.third_party:{kind}', {options}}}\n")
    with pytest.raises(ConfigError, match=what) as refused:
        believe(text)
    assert len(refused.value.faults) == 1


def test_a_place_that_only_tolerates_us_is_asked_once_its_terms_were_read() -> None:
    entry = "  - {kind: 'tests.config.third_party:Fenced', board: soap, accept_terms: true}\n"

    assert believe(GOOD.replace(SOURCE, entry)).sources[0].accept_terms


# ------------------------------------------------------------------ files


def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(ConfigError) as refused:
            config.load(path, {})
        (fault,) = refused.value.faults
        assert (fault.file, fault.line) == (str(path), 0)
        assert fault.what.startswith("cannot be read: ")


def test_a_file_in_another_encoding_is_pointed_at(tmp_path: Path) -> None:
    path = tmp_path / "vigie.yaml"
    path.write_bytes(b"brands:\n  - name: Caf\xe9\n")
    with pytest.raises(ConfigError) as refused:
        config.load(path, {})
    (fault,) = refused.value.faults

    assert (fault.line, fault.col, fault.what) == (2, 14, "not text in UTF-8")


# ------------------------------------------------------------------ what we hand out


def test_a_canary_flies_every_hour_and_is_told_to_targets_that_there_are() -> None:
    assert believe(GOOD).canary == CanaryConfig(timedelta(hours=1), ())
    told = believe(GOOD + "canary: {every: 10m, targets: team}\n").canary
    assert told == CanaryConfig(timedelta(minutes=10), ("team",))
    assert not believe(GOOD + "canary: {every: 0s}\n").canary.every
    with pytest.raises(ConfigError, match="unknown target 'tam'"):
        believe(GOOD + "canary: {targets: [tam]}\n")


def test_the_example_is_in_order() -> None:
    environ = {
        "SLACK_TOKEN": "xoxb-1234567890-abc",
        "FORUM_KEY": "Bearer abc",
        "PRESS_MAIL": "mailtos://user:password@smtp.example?from=vigie@velluno.example&to=press@velluno.example",
        "ON_CALL": "ntfy://topic",
    }
    believed = config.load(CONFIG / "vigie.example.yaml", environ)

    assert [brand.name for brand in believed.brands] == ["Velluno", "Ostrelle", "Bragance & Fils"]
    assert {source.kind for source in believed.sources} == {"feed", "reviews", "json"}
    assert {target.language for target in believed.targets} == {"fr", "en"}
    assert believed.warnings == ()


def test_the_schema_that_editors_use_is_that_of_the_code() -> None:
    assert json.loads((CONFIG / "vigie.schema.json").read_text()) == config.schema(), (
        "write it anew: vigie schema > config/vigie.schema.json"
    )
    assert (CONFIG / "vigie.example.yaml").read_text().startswith("# yaml-language-server: $schema=vigie.schema.json\n")


def test_the_schema_knows_the_options_of_every_kind_and_says_what_they_are_for() -> None:
    kinds = {
        case["if"]["properties"]["kind"].get("const"): case["then"].get("properties", {})
        for case in config.schema()["properties"]["sources"]["items"]["allOf"]
    }

    assert {"feed", "json", "reviews"} <= set(kinds)
    assert all(option["description"] for options in kinds.values() for option in options.values())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "brand", ["Velluno", 'L\'"Été": {x} #1', "no", "12\n- x", "\u2028a\u202e", "🎉" * 20 + "x" * 200]
)
def test_what_init_writes_is_in_order_whatever_the_brand_is_called(brand: str, language: str) -> None:
    feeds = [("Le Courrier: à la une", "https://courrier.example/rss"), ("", "https://b.example/x?a=1&b={2}")]
    feeds.append(("Le Courrier: à la une", "https://courrier.example/comments"))
    text = config.starter(brand, feeds, "slack", "slack_url", language)
    believed = believe(text)

    assert len(believed.sources) == 3
    assert believed.targets[0].language == language
    assert believed.warnings == ()
