"""Letters drafted on the page of a mention: word for word those of a terminal, in both languages, and their fate."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest

from monitor.config import LegalConfig
from monitor.legal.docket import case
from monitor.legal.pleading import draft
from monitor.store import Role
from tests.web.office import NOW, Browser, office_in

LEGAL = LegalConfig(countries=("FR",), company="Bruyère SA", name="Camille Renard", email="legal@bruyere.example")
GRAVE, PLAIN = 2, 3  # mentions: one that insults and accuses, and one that praises


def firm(folder: Path) -> Any:
    return office_in(folder, countries=LEGAL.countries, legal=LEGAL)


async def written(browser: Browser, **words: str) -> str:
    """The address of the letter that was drafted."""
    answer = await browser.post(f"/mentions/{GRAVE}/notices", {"kind": "formal", **words})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def text_of(browser: Browser, address: str) -> str:
    found = re.search(r"<pre[^>]*>(.*?)</pre>", (await browser.get(address)).text, re.DOTALL)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["dsa", "formal", "reply"])
async def test_it_is_word_for_word_what_a_terminal_drafts(tmp_path: Path, kind: str, language: str) -> None:
    with firm(tmp_path) as office:
        browser = await office.at_work("camille", language="fr")
        words = {"kind": kind, "language": language, "to": "Forum SA", "answer": "C'est faux."}
        shown = await text_of(browser, await written(browser, **words))
        told = draft(
            office.store,
            case(office.store, GRAVE, ("FR",), NOW, language),
            kind,
            language=language,
            legal=LEGAL,
            country="FR",
            recipient="Forum SA",
            answer="C'est faux.",
            now=NOW,
            timezone="Europe/Paris",
            who="camille",
        )

    assert shown == told.text
    assert {"fr": "une aide, non un conseil juridique", "en": "an aid, not legal advice"}[language] in shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Formal notice", "Elements of: insult, defamation. An aid, not legal advice.")),
        ("fr", ("Mise en demeure", "Éléments de : injure, diffamation. Une aide, pas un avis juridique.")),
    ],
)
async def test_the_page_warns_as_everywhere(tmp_path: Path, language: str, words: tuple[str, ...]) -> None:
    with firm(tmp_path) as office:
        browser = await office.at_work("camille", language=language)
        page = (await browser.get(await written(browser))).text.replace("\u202f", " ")

    assert all(word in page for word in words)


async def test_it_is_in_the_chain_and_on_the_page_of_its_mention(tmp_path: Path) -> None:
    with firm(tmp_path) as office:
        browser = await office.at_work("camille")
        address = await written(browser, to="Forum SA")
        page = (await browser.get(f"/mentions/{GRAVE}")).text
        (link,) = [each for each, _ in office.store.chain.summary(GRAVE) if each.kind == "notice"]

    assert f'<a href="{address}">Formal notice</a> → Forum SA' in page
    assert link.number


async def test_what_became_of_it_is_written_down_step_by_step(tmp_path: Path) -> None:
    with firm(tmp_path) as office:
        browser = await office.at_work("camille")
        address = await written(browser)
        refused = await browser.post(address, {"state": "appealed"})
        sent = await browser.post(address, {"state": "sent", "word": "RAR 1A 234"})
        page = (await browser.get(address)).text
        notice = office.store.notices.get(1)

    assert (refused.status_code, sent.status_code) == (400, 303)
    assert notice
    assert [(step.state, step.who, step.word) for step in notice.steps][-1] == ("sent", "camille", "RAR 1A 234")
    assert "Sent · camille · RAR 1A 234" in page
    assert re.findall(r'name="state" value="(\w+)"', page) == ["acknowledged", "decided"]


async def test_where_nothing_was_found_no_letter_is_offered_or_drafted(tmp_path: Path) -> None:
    with firm(tmp_path) as office:
        browser = await office.at_work("camille")

        assert "/notices" not in (await browser.get(f"/mentions/{PLAIN}")).text
        assert (await browser.post(f"/mentions/{PLAIN}/notices", {"kind": "dsa"})).status_code == 404
        assert (await browser.post(f"/mentions/{GRAVE}/notices", {"kind": "ransom"})).status_code == 400
        assert (await browser.get("/notices/7")).status_code == 404
        assert office.store.notices.all() == ()


async def test_who_only_looks_reads_and_writes_nothing(tmp_path: Path) -> None:
    with firm(tmp_path) as office:
        browser, viewer = await office.at_work("camille"), await office.at_work("vera", Role.VIEWER)
        address = await written(browser)

        assert (await viewer.get(address)).status_code == 200
        assert "/notices" not in _forms((await viewer.get(f"/mentions/{GRAVE}")).text)
        assert (await viewer.post(f"/mentions/{GRAVE}/notices", {"kind": "dsa"})).status_code == 403
        assert (await viewer.post(address, {"state": "sent"})).status_code == 403


def _forms(page: str) -> str:
    return " ".join(re.findall(r'action="([^"]*)"', page))


async def test_what_somebody_wrote_is_text_in_it(tmp_path: Path) -> None:
    cruel = "Bruyère, bande d'escrocs </pre><script>alert(1)</script>"
    with office_in(tmp_path, (("", cruel),), legal=LEGAL) as office:
        browser = await office.at_work("camille")
        answer = await browser.post("/mentions/1/notices", {"kind": "dsa", "to": cruel})
        page = (await browser.get(answer.headers["location"])).text

    assert "<script>alert" not in page
