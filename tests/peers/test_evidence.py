"""A real WordPress publishes an accusation, edits it, deletes it: the pack has the three states, and stands alone."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from monitor.evidence.verify import verify
from tests.evidence.authority import authority
from tests.legal.test_bailiff import checked, packed
from tests.legal.watch import desk
from tests.peers.watch import wanted
from tests.peers.wordpress import wordpress

pytestmark = pytest.mark.peers

COMMENT = "Valmy : des escrocs, ils volent leurs clients et falsifient les factures."
ARTICLE = "La direction de Valmy a détourné 40 000 euros et falsifié ses factures, ce sont des escrocs."
MILDER = "La direction de Valmy aurait, selon un client, commis des erreurs de facturation."
FLIPS = 120


async def test_what_a_real_site_publishes_edits_and_deletes_is_proven(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    wanted()
    with wordpress(tmp_path) as blog, authority(tmp_path / "tsa") as time:
        blog.run("switch_theme('twentytwentyone');")
        article = blog.run(
            f"echo wp_insert_post(['post_title' => 'Valmy', 'post_content' => '{ARTICLE}', "
            "'post_status' => 'publish', 'post_author' => 1]);"
        )
        blog.say("Inès", COMMENT)
        sources = [
            {"name": "articles", "url": f"{blog.url}/feed/", "backfill": "all"},
            {"name": "comments", "url": blog.feed, "backfill": "all"},
        ]
        evidence = {"authorities": [{"url": time.url, "roots": str(time.roots)}]}
        async with desk(tmp_path, sources, datetime.now(UTC), evidence=evidence) as told:
            await told.poll()
            mentions = {mention.source: mention for mention in told.mentions()}
            assert set(mentions) == {"articles", "comments"}
            comment = mentions["comments"].item.url.rpartition("-")[2]
            sights: dict[str, list[str]] = {"articles": [], "comments": []}

            async def look(**later: float) -> None:
                seen = {each.mention: each.look.sight.value for each in await told.look(**later)}
                assert all(not stamp.error for stamp in await told.bailiff.stamp(told.now))
                for source, mention in mentions.items():
                    sights[source] += [seen[mention.id]] if mention.id in seen else []

            await look()
            await look(minutes=15)
            blog.run(f"wp_update_post(['ID' => {article}, 'post_content' => '{MILDER}']);")
            blog.run(f"wp_update_comment(['comment_ID' => {comment}, 'comment_content' => '{MILDER}']);")
            await look(hours=1)
            blog.run(f"wp_trash_post({article}); wp_trash_comment({comment});")
            await look(hours=4)
            await look(hours=6)
            await look(hours=24)

            numbers = [mention.id for mention in mentions.values()]
            content = packed(told, *numbers, language="fr", roots={time.url: time.roots})
            count = len(told.store.chain.links())

    expected = ["seen", "same", "edited", "missing", "missing", "gone"]
    assert sights == {"articles": expected, "comments": expected}
    outcome = verify(content)
    assert outcome.damages == ()
    assert (outcome.links, outcome.unproven) == (count, ())
    assert outcome.stamps >= 5
    with zipfile.ZipFile(BytesIO(content)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt")]
        exchanges = [archive.read(name) for name in archive.namelist() if name.endswith(".warc")]
    for words in (COMMENT, ARTICLE, MILDER):
        assert any(words in text for text in texts), words
    assert any(b"HTTP/1.1 404 Not Found" in exchange for exchange in exchanges)

    by_hand = checked(content, tmp_path / "elsewhere")
    assert by_hand.returncode == 0, by_hand.stderr

    dice = random.Random(11)
    for _ in range(FLIPS):
        place = dice.randrange(len(content))
        spoilt = content[:place] + bytes([content[place] ^ (1 << dice.randrange(8))]) + content[place + 1 :]
        named = {each.name for each in verify(spoilt).damages}
        assert named
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if place < archive.start_dir:
                whose = next(each for each in reversed(archive.infolist()) if each.header_offset <= place)
                assert whose.filename in named
    figures(
        f"WordPress: {count} links, {outcome.files} files, {outcome.stamps} timestamps by openssl; "
        f"{FLIPS} flipped bytes of {len(content)}, each found and named"
    )
