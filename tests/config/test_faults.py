from __future__ import annotations

import pytest

from tests.config.files import GOOD, believe, faults

FIVE_MISTAKES = """\
brands:
  - name: Velluno
    querry: velluno
sources:
  - url: https://courrier.example/rss
    every: 15 minutes
    weight: heavy
    about: Veluno
targets:
  - name: team
    way: slack
"""


def test_five_different_mistakes_are_listed_at_once_each_at_its_place() -> None:
    assert [str(fault) for fault in faults(FIVE_MISTAKES)] == [
        "vigie.yaml:3:5: unknown key 'querry'; did you mean 'query'?",
        "vigie.yaml:6:12: not a duration; write a number and its unit: 90s, 15m, 2h or 7d",
        "vigie.yaml:7:13: expected a number, found text",
        "vigie.yaml:8:12: unknown brand 'Veluno'; did you mean 'Velluno'?",
        "vigie.yaml:10:5: missing key 'address'",
    ]


BRAND = "brands: [{name: A}]\n"
SOURCE = "sources: [{url: 'https://a.example/'}]\n"
BOTH = BRAND + SOURCE
TARGET = "targets: [{name: t, way: slack, address: 'https://a.example/x'"


@pytest.mark.parametrize(
    ("text", "place", "what", "hint"),
    [
        # ---- what is no YAML, or too much of it
        ("", (1, 1), "the file is empty", "vigie init writes a first one"),
        ("# nothing\n", (1, 1), "the file is empty", "vigie init writes a first one"),
        ("brands: [\n", (2, 1), "not YAML: ", ""),
        ("brands: [A\n", (1, 9), "not YAML: a bracket that is never closed", "add ] or } where its list ends"),
        ("brands: \"A\n", (1, 9), "not YAML: a quote that is never closed", "add it where its text ends"),
        ("brands:\n- name: 'it's'\n", (2, 13), "not YAML: words after the end of a quoted text", "twice"),
        ("brands:\n  - name: A\n   query: x\n", (3, 4), "not YAML: a line that does not fit the block", "indentation"),
        ("brands:\n- name: A\n query: x\n", (3, 2), "not YAML: a line that does not fit the block", "indentation"),
        ("brands:\n\t- name: A\n", (2, 1), "not YAML: a tab", "indent with spaces, not with tabs"),
        ("brands: a: b\n", (1, 10), "not YAML: mapping values", "a text that contains ': ' needs quotes around it"),
        ("a: \x07", (1, 4), "unprintable character U+0007", "delete it"),
        ("a: b\nc: \ud800", (2, 4), "unprintable character U+D800", "delete it"),
        ("--- {}\n--- {}\n", (2, 1), "a second document begins here", "keep one; delete the line '---'"),
        (BOTH + "store: !!python/name:os.system x",
         (3, 8), "a tag (!) is not allowed here", "delete it, or quote the text"),
        ("a: *b\n", (1, 4), "an alias (*) of nothing that ends before it", "quote the text?"),
        ("a: &a [*a]\n", (1, 8), "an alias (*) of nothing that ends before it", "quote the text?"),
        ("[" * 50, (1, 32), "nested deeper than 30 levels", ""),
        (BOTH + "? [a]\n: b", (3, 3), "a key must be a word", "a text with [ or { needs quotes"),
        (BOTH + "store: a\nstore: b", (4, 1), "'store' is written twice", "first at line 3"),
        ("- a\n", (1, 1), "expected keys and values, found a list", ""),
        # ---- keys
        (BOTH + "webb: x", (3, 1), "unknown key 'webb'", "did you mean 'web'?"),
        (BOTH + "xyz: x", (3, 1), "unknown key 'xyz'", "keys: brands, sources, rules, targets, events, incidents, "),
        (SOURCE, (1, 1), "missing key 'brands'", ""),
        ("brands: []\n" + SOURCE, (1, 9), "must not be empty", ""),
        (BRAND + "sources:", (2, 9), "expected a list, found nothing", "give it a value, or delete the key"),
        ("brands: [{}]\n" + SOURCE, (1, 10), "missing key 'name'", ""),
        (BOTH + "fetch: {limits: {totl: 1s}}", (3, 18), "unknown key 'totl'", "did you mean 'total'?"),
        # ---- values that YAML reads otherwise than people
        ("brands: [{name: no}]\n" + SOURCE, (1, 17), "expected text, found no, which means false", "'no'"),
        ("brands: [{name: 12}]\n" + SOURCE, (1, 17), "expected text, found a number", "put quotes around it"),
        ("brands: [{name: 1:30}]\n" + SOURCE, (1, 17), "expected text, found a word without quotes", "quotes"),
        ("brands: [{name: 0x1F}]\n" + SOURCE, (1, 17), "expected text, found a word without quotes", "quotes"),
        ("brands: [{name: 2026-11-22}]\n" + SOURCE, (1, 17), "expected text, found a word without quotes", "quotes"),
        ("brands: [{name: .inf}]\n" + SOURCE, (1, 17), "expected text, found a word without quotes", "quotes"),
        ("brands: [{name: ~}]\n" + SOURCE, (1, 17), "expected text, found nothing", ""),
        ("brands: [{name: [A]}]\n" + SOURCE, (1, 17), "expected text, found a list", ""),
        ("brands: [{name: ''}]\n" + SOURCE, (1, 17), "must not be empty", ""),
        ("brands: [{name: ' A'}]\n" + SOURCE, (1, 17), "must stand on one line, without blanks at its ends", ""),
        ("brands: [{name: " + "A" * 101 + "}]\n" + SOURCE, (1, 17), "must not be longer than 100 characters", ""),
        # ---- brands
        ("brands: [{name: A}, {name: A}]\n" + SOURCE, (1, 28), "a second brand named 'A'", "first is at line 1"),
        ("brands: [{name: A, languages: [fra1]}]\n" + SOURCE, (1, 32), "not the code of a language", "fr or en"),
        ("brands: [{name: A, aliases: [x, on]}]\n" + SOURCE, (1, 33), "expected text, found on", "'on'"),
        # ---- sources
        (BRAND + "sources: [x]", (2, 11), "expected keys and values, found text", ""),
        (BRAND + "sources: [{kind: feed}]", (2, 11), "missing key 'url'", ""),
        (BRAND + "sources: [{ulr: 'https://a.example'}]", (2, 12), "unknown key 'ulr'", "did you mean 'url'?"),
        (BRAND + "sources: [{kind: fed, url: x}]", (2, 18), "unknown kind 'fed'", "did you mean 'feed'?"),
        (BRAND + "sources: [{kind: qqq, url: x}]", (2, 18), "unknown kind 'qqq'", "kinds: feed, "),
        (BRAND + "sources: [{kind: 'no.such:Thing'}]", (2, 18), "the kind of source 'no.such:Thing' cannot", ""),
        (BRAND + "sources: [{kind: 'pathlib:Path'}]", (2, 18), "'pathlib:Path' is not a source", ""),
        (BRAND + "sources: [{url: 'ftp://a.example'}]", (2, 17), "not the address of something on the web", ""),
        (BRAND + "sources: [{url: 'https://a b'}]", (2, 17), "not the address of something on the web", ""),
        (BRAND + "sources: [{url: 'https://[a/'}]", (2, 17), "not the address of something on the web", ""),
        (BRAND + "sources: [{url: 'https://a:x'}]", (2, 17), "not the address of something on the web", ""),
        (BRAND + "sources: [{url: 'https://a.example', weight: -1}]", (2, 46), "must be at least 0", ""),
        (BRAND + "sources: [{url: 'https://a.example', every: 15}]", (2, 45), "not a duration", "90s, 15m"),
        (BRAND + "sources: [{url: 'https://a.example', every: 0.5s}]", (2, 45), "must be at least 1s", ""),
        (BRAND + "sources: [{url: 'https://a.example', backfill: -1}]", (2, 48), "expected a whole number or all", ""),
        (BRAND + "sources: [{url: 'https://a.example', about: [B]}]", (2, 46), "unknown brand 'B'", "brands: A"),
        (BRAND + "sources: [{url: 'https://a.example', headers: {a: 1}}]", (2, 51), "expected text, found", ""),
        (BRAND + "sources: [{name: a, url: 'https://a.example'}, {name: a, url: 'https://b.example'}]",
         (2, 55), "a second source named 'a'", "the first is at line 2"),
        (BRAND + "sources: [{kind: json, url: 'https://a.example', text: 'a['}]",
         (2, 56), "the option text is no JMESPath expression", ""),
        # ---- rules
        (BOTH + "rules: [{at_least: 3}]", (3, 9), "missing key 'kind'", ""),
        (BOTH + "rules: [{kind: treshold}]", (3, 16), "unknown kind of rule 'treshold'", "'threshold'?"),
        (BOTH + "rules: [{kind: threshold, at_least: ten}]", (3, 37), "expected a whole number, found text", ""),
        (BOTH + "rules: [{kind: threshold, at_least: 0}]", (3, 37), "this rule: at_least and voices", ""),
        (BOTH + "rules: [{kind: threshold, level: calm}]", (3, 34), "expected warning or crisis", ""),
        (BOTH + "rules: [{kind: threshold, brands: [B]}]", (3, 36), "unknown brand 'B'", "brands: A"),
        (BOTH + "rules: [{kind: threshold, within: 400d}]", (3, 9), "this rule can never fire", "retention"),
        # ---- targets
        (BOTH + TARGET + ", language: de}]", (3, 75), "expected en or fr", ""),
        (BOTH + TARGET + ", level: crysis}]", (3, 72), "expected warning or crisis", "'crisis'?"),
        (BOTH + TARGET + ", timezone: Europe/Pari}]",
         (3, 75), "unknown time zone 'Europe/Pari'", "did you mean 'Europe/Paris'?"),
        (BOTH + "targets: [{name: t, way: slak, address: x}]", (3, 26), "unknown way 'slak'", "'slack'?"),
        (BOTH + "targets: [{name: t, way: 'no.such:Way', address: x}]", (3, 26), "way 'no.such:Way' cannot", ""),
        (BOTH + "targets: [{name: t, way: slack, address: ''}]", (3, 42), "must not be empty", ""),
        (BOTH + "targets: [{name: t, way: slack, address: nowhere}]", (3, 42), "target t: its address", ""),
        # ---- the rest
        (BOTH + "incidents: {calm_for: 2 hours}", (3, 23), "not a duration", "write a number and its unit"),
        (BOTH + "incidents: {max_alerts_per_day: 0}", (3, 33), "incidents: max_alerts_per_day counts", ""),
        (BOTH + "retention: {mentions: 3h}", (3, 23), "must be at least 1d", ""),
        (BOTH + "retention: {mentions: 9999999d}", (3, 23), "a duration of more than a hundred years", ""),
        (BOTH + "fetch: {limits: {wire: 8000000}}", (3, 24), "not a size", "500kB, 10MB or 1GB"),
        (BOTH + "fetch: {limits: {wire: 8kB}}", (3, 24), "must be at least 10000", ""),
        (BOTH + "fetch: {allow: [10.0.0.0/33]}", (3, 17), "'10.0.0.0/33' is no network", ""),
        (BOTH + "fetch: {pace: {floor: 2h, ceiling: 1h}}", (3, 15), "expected floor <= start <= ceiling", ""),
        (BOTH + "fetch: {contact: é}", (3, 18), "every site reads this in a header", ""),
        (BOTH + "web: {listen: 8377}", (3, 15), "not an address to listen at", "127.0.0.1:8377"),
        (BOTH + "web: {listen: 'localhost:99999'}", (3, 15), "not an address to listen at", ""),
        (BOTH + "web: {listen: 'localhost:0'}", (3, 15), "not an address to listen at", "or off"),
        (BOTH + "web: {link: vigie.example}", (3, 13), "not the address of a web page", "https://vigie"),
        (BOTH + "store: []", (3, 8), "expected text, found a list", ""),
        (BOTH + "timezone: Mars", (3, 11), "unknown time zone 'Mars'", ""),
        (BOTH + "languages: []", (3, 12), "must not be empty", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(text: str, place: tuple[int, int], what: str, hint: str) -> None:
    (fault,) = faults(text)

    assert (fault.line, fault.col) == place
    assert fault.what.startswith(what)
    assert hint in fault.hint


@pytest.mark.parametrize(
    ("query", "line", "caret"),
    [
        ("query: velluno OR (blog", 3, "(blog"),
        ("query: 'l''avis OR (blog'", 3, "(blog"),
        (r'query: "caf\u00e9 \"x y\" OR (blog"', 3, "(blog"),
        ("query: |\n      velluno OR\n      (blog", 5, "(blog"),
        ("query: >-\n      velluno\n      OR\n\n      (blog", 7, "(blog"),
        ("query: velluno\n      OR (blog", 4, "(blog"),
    ],
)
def test_a_faulty_query_is_pointed_at_whatever_its_quotes(query: str, line: int, caret: str) -> None:
    text = f"brands:\n  - name: Velluno\n    {query}\n{SOURCE}"
    (fault,) = faults(text)
    written = text.splitlines()[line - 1]

    assert fault.line == line
    assert fault.what.startswith("in the query: ")
    assert written.find(caret) + 1 <= fault.col <= len(written) + 1


def test_faults_stand_in_file_order_whatever_order_they_were_found_in() -> None:
    found = faults("timezone: Mars\nwat: 1\nbrands: [{name: no}]\nsources: [{url: x}]\n")

    assert [fault.line for fault in found] == [1, 2, 3, 4]


def test_a_mistake_in_one_place_does_not_hide_those_in_another() -> None:
    rest = "sources: [{kind: fed, weight: 11}, {url: x}]\nfetch: {limits: {totl: 1s}}\nretention: {seen: 1}\n"
    found = faults(BRAND + rest)

    assert [fault.what.split()[0] for fault in found] == ["unknown", "must", "not", "unknown", "not"]


def test_a_brand_that_is_wrong_elsewhere_can_still_be_named() -> None:
    found = faults("brands: [{name: A, querry: a}]\nsources: [{url: 'https://a.example', about: A}]\n")

    assert [fault.what for fault in found] == ["unknown key 'querry'"]


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    (fault,) = faults("\n".join(lines))

    assert fault.what == "more than 400,000 values once aliases are followed"


def test_a_ladder_of_aliases_is_refused_too() -> None:
    lines = ["a0: &a0 []", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 2000))]
    (fault,) = faults("\n".join(lines))

    assert fault.what == "nested deeper than 30 levels once aliases are followed"


def test_aliases_are_welcome_in_reason() -> None:
    believed = believe(
        GOOD.replace("- name: Velluno", "- name: Velluno\n    languages: &ours [fr]") + "languages: *ours\n"
    )

    assert believed.brands[0].languages == believed.languages == ("fr",)


def test_a_file_that_is_far_too_long_is_not_read() -> None:
    (fault,) = faults("#" * 8_000_001)

    assert fault.line == 0
    assert fault.what == "more than 8,000,000 characters"


def test_places_are_counted_without_the_byte_order_mark() -> None:
    (fault,) = faults(f"\ufeff{SOURCE}")

    assert (fault.line, fault.col) == (1, 1)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_are_counted_whatever_ends_them(newline: str) -> None:
    (fault,) = faults(f"{BRAND}{SOURCE}wat: 1\n".replace("\n", newline))

    assert (fault.line, fault.col) == (3, 1)
