"""How mentions, scores and messages look on a terminal; nothing is printed here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import EmailMessage
from html import unescape
from typing import Any

from rich.text import Text

from monitor.model import Mention, Score
from monitor.text import clean

LONGEST = 330
CELLS = 8
COLOURS = {"positive": "green", "neutral": "bright_black", "negative": "red"}
LETTERS = {"positive": "+", "neutral": ".", "negative": "-"}
FLAGS = {"insult": "bold white on red", "accusation": "bold black on yellow"}
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")
_BOLD = re.compile(r"\*([^*\n]+)\*")


def beads(mentions: Iterable[Mention], *, coloured: bool) -> Text:
    """One sign for each mention: how it sounds, and whether it insults (!) or accuses (#)."""
    string = Text()
    for mention in mentions:
        label = mention.sentiment.label
        sign = "#" if _flagged(mention.accusation) else "!" if _flagged(mention.insult) else ""
        string.append(sign or ("●" if coloured else LETTERS[label]), style=COLOURS[label])
    return string


def bar(score: Score) -> Text:
    """A score from -1 to 1 as a figure and as a bar."""
    full = round(abs(score.value) * CELLS)
    figure = f"{score.value:+.2f} ".replace("-", "−")
    style = COLOURS[score.label]
    return Text.assemble((figure, f"bold {style}"), ("▰" * full, style), ("▱" * (CELLS - full), "bright_black"))


def highlighted(mention: Mention) -> Text:
    """What was said, with the brand in bold, and the words that made the scores in their colours."""
    prose = mention.item.prose
    text = Text(prose.replace("\n", " "), style="default")
    for span in mention.spans:
        text.stylize("bold cyan", span.start, span.end)
    for reason in mention.sentiment.reasons:
        text.stylize(COLOURS["positive" if reason.weight > 0 else "negative"], reason.start, reason.end)
    for name, score in (("insult", mention.insult), ("accusation", mention.accusation)):
        for reason in score.reasons if _flagged(score) else ():
            text.stylize(FLAGS[name], reason.start, reason.end)
    text.truncate(LONGEST, overflow="ellipsis")
    return text


def flags(mention: Mention, words: dict[str, str]) -> Text:
    """Insult and accusation, how sure we are, and the very words."""
    told = Text()
    for name, score in (("insult", mention.insult), ("accusation", mention.accusation)):
        if _flagged(score):
            told.append("  ")
            told.append(f" {words[name]} ", style=FLAGS[name])
            told.append(f" {words[score.label]}")
            told.append(f" « {_cue(mention, score)} »" if score.reasons else "", style="italic")
    return told


def chat(payload: dict[str, Any]) -> Text:
    """A Slack payload as its reader sees it."""
    lines = [line for block in payload.get("blocks", ()) for line in _block(block)]
    return Text("\n").join(lines or [Text(_unescaped(str(payload.get("text", ""))))])


def letter(mail: EmailMessage) -> str:
    """The text of an e-mail."""
    body = mail.get_body(("plain",))
    return clean(body.get_content()) if body else ""


def _block(block: dict[str, Any]) -> list[Text]:
    match block.get("type"):
        case "header":
            return [Text(_unescaped(block["text"]["text"]), style="bold")]
        case "section":
            return [_mrkdwn(block["text"]["text"])]
        case "context":
            return [_mrkdwn(element["text"], style="bright_black") for element in block["elements"]]
        case "actions":
            return [
                Text(f"[ {_unescaped(element['text']['text'])} ]", style="reverse") for element in block["elements"]
            ]
        case _:
            return []


def _mrkdwn(source: str, style: str = "") -> Text:
    bare = _LINK.sub(r"\2", source)
    text = Text(_unescaped(_BOLD.sub(r"\1", bare)), style=style)
    for strong in _BOLD.findall(bare):
        text.highlight_words([_unescaped(strong)], "bold")
    return text


def _unescaped(text: str) -> str:
    return clean(unescape(text))


def _flagged(score: Score) -> bool:
    return score.label != "none"


def _cue(mention: Mention, score: Score) -> str:
    strongest = max(score.reasons, key=lambda reason: reason.weight)
    return " ".join(mention.item.prose[strongest.start : strongest.end].split())
