"""Every saved answer is read as what stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.saved import golden, golden_files


@pytest.mark.parametrize("path", golden_files(), ids=lambda path: path.name)
def test_a_saved_answer_means_what_stands_beside_it(path: Path) -> None:
    saved = golden(path)

    assert saved.read() == saved.page
