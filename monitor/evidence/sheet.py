"""The sheet to read: what was said, what was captured and until when one may act, as a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos
from fpdf.fonts import TTFFont

from monitor.evidence.dossier import Case, Deadline, Dossier
from monitor.evidence.words import words_of
from monitor.links import Exhibit
from monitor.model import Score
from monitor.text import clean, cut

FONTS = (  # with more letters than the fonts of every reader have; the first pair that this machine has
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
    ("/usr/share/fonts/dejavu/DejaVuSans.ttf", "/usr/share/fonts/dejavu/DejaVuSans-Bold.ttf"),
)
INK, PALE, RULE = (25, 28, 33), (105, 110, 118), (205, 208, 213)
LONGEST = 6_000  # characters of one text; all of it is in the files
_FOREIGN = re.compile(r"[^\x20-\x7e\xa0-\xff\n–—‘’“”„…•€œŒ]")


class Paper(FPDF):
    """An A4 page with a number at its foot, and a font that has the letters it is given or says which it lacks."""

    def __init__(self, language: str) -> None:
        super().__init__(format="A4")
        self.words = words_of(language)
        self.set_margins(18, 16, 18)
        self.set_auto_page_break(auto=True, margin=18)
        self.face, self.known = self._font()
        self.lacking = False
        self.add_page()

    def _font(self) -> tuple[str, frozenset[int] | None]:
        for plain, bold in FONTS:
            if Path(plain).is_file() and Path(bold).is_file():
                self.add_font("sheet", "", plain)
                self.add_font("sheet", "B", bold)
                font = self.fonts["sheet"]
                assert isinstance(font, TTFFont)
                return "sheet", frozenset(font.cmap)
        return "Helvetica", None

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font(self.face, "", 7)
        self.set_text_color(*PALE)
        self.cell(0, 4, self.fit(self.words["page"].format(page=self.page_no())), align="R")

    def fit(self, text: str) -> str:
        """*text* in letters that the font has; the others as their numbers."""
        if self.known is None:
            fitted = _FOREIGN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
        else:
            fitted = "".join(c if c == "\n" or ord(c) in self.known else f"[U+{ord(c):04X}]" for c in text)
        self.lacking |= fitted != text
        return fitted

    def put(self, text: str, size: float = 9, *, bold: bool = False, pale: bool = False, space: float = 0) -> None:
        """A paragraph, and some *space* behind it."""
        self.set_font(self.face, "B" if bold else "", size)
        self.set_text_color(*(PALE if pale else INK))
        self.multi_cell(
            0,
            size * 0.5,
            self.fit(clean(text)),
            align="L",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
            wrapmode=_wrap(text),
        )
        if space:
            self.ln(space)

    def heading(self, text: str) -> None:
        self.ln(2.5)
        self.put(text, 11, bold=True)
        self.set_draw_color(*RULE)
        self.line(self.l_margin, self.get_y() + 0.6, self.w - self.r_margin, self.get_y() + 0.6)
        self.ln(2)

    def fact(self, name: str, value: str) -> None:
        """A name, and beside it what it is."""
        if self.will_page_break(10):
            self.add_page()
        top = self.get_y()
        self.set_font(self.face, "", 8)
        self.set_text_color(*PALE)
        self.multi_cell(42, 4.2, self.fit(name), align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)
        lines = self.multi_cell(42, 4.2, self.fit(name), dry_run=True, output="LINES")
        below = top + 4.2 * len(lines if isinstance(lines, list) else [])
        self.set_xy(self.l_margin + 44, top)
        self.set_text_color(*INK)
        self.set_font(self.face, "", 8.5)
        self.multi_cell(
            0,
            4.2,
            self.fit(clean(value)),
            align="L",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
            wrapmode=_wrap(value),
        )
        self.set_y(max(self.get_y(), below))


def _wrap(text: str) -> WrapMode:
    """An address or a hash has no place where a line may end."""
    return WrapMode.WORD if " " in text else WrapMode.CHAR


def sheet(dossier: Dossier, fingerprint: str) -> bytes:
    """The PDF of *dossier*, which was signed by the key with this *fingerprint*."""
    paper = Paper(dossier.language)
    words = paper.words
    paper.set_creation_date(dossier.made_at)
    paper.set_title(words["title"])
    paper.set_lang(dossier.language)
    paper.put(words["title"], 20, bold=True, space=1)
    zone = ZoneInfo(dossier.timezone)
    made = _when(dossier.made_at, zone)
    paper.put(words["subtitle"].format(count=len(dossier.cases), made=made), 9, pale=True, space=1)
    paper.put(words["aid"], 9, bold=True, space=1)
    for case in dossier.cases:
        _case(paper, case, zone)
    _seals(paper, dossier)
    paper.heading(words["how"])
    paper.put(words["how_told"].format(fingerprint=fingerprint), 8.5, space=1)
    paper.heading(words["environment"])
    for name, value in dossier.environment.items():
        paper.fact(name, value)
    if paper.lacking:
        paper.ln(2)
        paper.put(words["unprintable"], 7.5, pale=True)
    return bytes(paper.output())


def _case(paper: Paper, case: Case, zone: ZoneInfo) -> None:
    words, mention = paper.words, case.mention
    item = mention.item
    paper.heading(words["mention"].format(id=mention.id, brand=mention.brand))
    facts = {
        "source": mention.source,
        "address": item.url,
        "author": item.author,
        "published": _when(item.published, zone),
        "seen": _when(mention.seen_at, zone),
        "gone": _when(item.gone, zone),
    }
    for name, value in facts.items():
        if value or name != "gone":
            paper.fact(words[name], value or words["unknown"])
    for name, score in (("insult", mention.insult), ("accusation", mention.accusation)):
        paper.fact(words[name], _score(score, words))
    if case.hold:
        told = {"at": _when(case.hold.at, zone), "who": case.hold.who, "why": case.hold.why}
        paper.put(words["hold"].format(**told), 9, bold=True)
    paper.ln(1)
    paper.put(words["text"], 8, pale=True)
    paper.put(cut(item.prose, LONGEST) or words["erased_words"], 9.5, space=1)
    paper.put(words["clocks"], 9.5, bold=True)
    for deadline in case.deadlines:
        _deadline(paper, deadline)
    if not case.deadlines:
        paper.put(words["no_clock"], 8.5)
    paper.ln(1)
    paper.put(words["exhibits"], 9.5, bold=True, space=0.5)
    _table(paper, case.exhibits)
    for exhibit in case.exhibits:
        _shown(paper, exhibit)


def _score(score: Score, words: dict[str, str]) -> str:
    label = words.get(score.label, score.label)
    cues = ", ".join(dict.fromkeys(reason.cue for reason in score.reasons))
    return f"{label} ({words['because']} {cues})" if cues and score.label != "none" else label


def _deadline(paper: Paper, deadline: Deadline) -> None:
    words = paper.words
    told = {
        "action": words.get(f"action_{deadline.action}", deadline.action),
        "country": deadline.country,
        "last": deadline.last_day.isoformat(),
        "left": deadline.left,
        "started": deadline.started.isoformat(),
        "proof": words.get(f"proof_{deadline.proof}", deadline.proof),
        "law": deadline.law,
    }
    paper.put(words["clock" if deadline.left >= 0 else "over"].format(**told), 8.5)
    notes = [deadline.note, "" if deadline.certain else words["uncertain"], deadline.source]
    paper.put("\n".join(filter(None, notes)), 7.5, pale=True, space=0.8)


def _table(paper: Paper, exhibits: Iterable[Exhibit]) -> None:
    words = paper.words
    paper.set_font(paper.face, "", 7.5)
    paper.set_text_color(*INK)
    with paper.table(
        col_widths=(14, 30, 26, 18, 86),
        line_height=4,
        text_align="LEFT",
        borders_layout="HORIZONTAL_LINES",
        padding=0.6,
    ) as table:
        heads = ("number", "at", "kind", "answer", "record")
        table.row([paper.fit(words[f"exhibit_{name}"]) for name in heads])
        for each in exhibits:
            kind = words.get(f"kind_{each.link.kind}", each.link.kind)
            status = str(each.told.get("status") or "") if each.record else words["erased"]
            cells = (str(each.link.number), f"{each.link.at:%Y-%m-%d %H:%M:%S}", kind, status, each.link.record)
            table.row([paper.fit(cell) for cell in cells])
    paper.ln(1.5)


def _shown(paper: Paper, exhibit: Exhibit) -> None:
    words, told = paper.words, exhibit.told
    at = f"{exhibit.link.at:%Y-%m-%d %H:%M:%S} UTC"
    if told.get("change"):
        paper.put(words["change"].format(at=at), 8, pale=True)
        paper.put(cut(str(told["change"]), LONGEST), 8.5, space=1)
    elif exhibit.text and exhibit.link.kind != "heard":
        paper.put(words["said"].format(at=at), 8, pale=True)
        paper.put(cut(exhibit.text, LONGEST // 4), 8.5, space=1)
    if exhibit.picture:
        paper.put(words["picture"].format(at=at), 8, pale=True)
        paper.image(BytesIO(exhibit.picture), w=110, h=150, keep_aspect_ratio=True)
        paper.ln(1)


def _seals(paper: Paper, dossier: Dossier) -> None:
    words = paper.words
    paper.heading(words["chain"])
    if dossier.links:
        first, last = dossier.links[0], dossier.links[-1]
        paper.put(words["chain_told"].format(first=first.number, last=last.number, digest=last.digest), 8.5, space=1)
    paper.put(words["stamps"], 9.5, bold=True)
    for token in dossier.tokens:
        at = f"{token.at:%Y-%m-%d %H:%M:%S} UTC"
        paper.put(words["stamp"].format(link=token.link, authority=token.authority, at=at), 8.5)
    if not dossier.tokens:
        paper.put(words["no_stamps"], 8.5)


def _when(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S} {zone.key}" if moment else ""
