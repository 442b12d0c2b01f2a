from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import Config
from monitor.errors import ConfigError
from tests.config.files import GOOD, believe

KEYS = [
    "brands",
    "sources",
    "rules",
    "targets",
    "fetch",
    "web",
    "store",
    "name",
    "url",
    "kind",
    "every",
    "secret",
    "way",
]
WORDS = st.sampled_from(["feed", "15m", "slack", "threshold", "no", "0x1", "https://a.example", "", "~", "all", "1:30"])
LEAVES = WORDS | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
TREES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=25,
)


# The first slip that leaves a target whole loads the libraries behind it.
PATIENT = settings(deadline=None, max_examples=60)


def is_believed_or_refused(text: str) -> None:
    """Nothing else comes out; faults stand in file order, and within the file."""
    try:
        assert isinstance(believe(text), Config)
    except ConfigError as error:
        places = [(fault.line, fault.col) for fault in error.faults]
        assert places
        assert places == sorted(places)
        assert all(line <= len(text) + 2 for line, _ in places)


@PATIENT
@given(st.text())
def test_any_text_is_believed_or_refused(text: str) -> None:
    is_believed_or_refused(text)


@PATIENT
@given(st.text(alphabet="ab:-[]{}&*!|>'\"%@#?,~ \n\t0.<=\\", max_size=60))
def test_any_tangle_of_signs_is_believed_or_refused(text: str) -> None:
    is_believed_or_refused(text)


@PATIENT
@given(TREES)
def test_any_tree_is_believed_or_refused(tree: Any) -> None:
    is_believed_or_refused(yaml.safe_dump(tree, allow_unicode=True))


@PATIENT
@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.text(max_size=12))
def test_a_good_file_with_any_slip_is_believed_or_refused(at: int, gone: int, slip: str) -> None:
    is_believed_or_refused(GOOD[:at] + slip + GOOD[at + gone :])
