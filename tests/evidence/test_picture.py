"""A captured page is drawn from its own bytes, and its drawing asks nobody."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from PIL import Image

from monitor.evidence.picture import browser, drawn
from monitor.model import Reply, Request
from tests.site import site


def page(html: str, kind: str = "text/html; charset=utf-8") -> Reply:
    url = "https://x.example/a"
    return Reply(Request(url), url, 200, (("content-type", kind),), html.encode(), datetime(2026, 5, 4, tzinfo=UTC))


@pytest.mark.browser
async def test_a_page_is_drawn_without_asking_anybody() -> None:
    if not browser():
        pytest.skip("no Chromium here: apt-get install chromium")
    with site() as place:
        html = (
            f"<body style='background:#00ff00'><h1>Voilà</h1><img src='{place.url}/pixel.png'>"
            "<iframe src='file:///etc/passwd'></iframe>"
            f"<script>document.body.innerHTML = ''; fetch('{place.url}/script')</script>"
        )
        picture = await drawn(page(html))

    drawing = Image.open(io.BytesIO(picture)).convert("RGB")
    assert drawing.size == (1200, 1600)
    assert drawing.getpixel((1100, 1500)) == (0, 255, 0)
    assert place.asked == []


async def test_what_is_no_page_is_not_drawn() -> None:
    assert await drawn(page("{}", "application/json")) == b""
    assert await drawn(page("")) == b""
