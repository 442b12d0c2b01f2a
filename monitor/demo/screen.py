"""What the watcher sees: lines, frames and a table, in colour on a terminal and plain elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.box import HEAVY, ROUNDED, SIMPLE
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from monitor.demo import pictures
from monitor.demo.desk import Received
from monitor.demo.legal import Brief
from monitor.demo.narration import WORDS, Chapter, clock_words
from monitor.model import Alert, AlertKind, Delivery, DeliveryState, Mention
from monitor.poll import Polled
from monitor.text.french import book

TONES = {AlertKind.OPENED: "red", AlertKind.ESCALATED: "red", AlertKind.RESOLVED: "green"}
INDENT = (0, 0, 0, 11)
READING = {"title": 2.0, "chapter": 2.0, "line": 0.06, "mention": 0.6, "news": 0.35, "message": 2.9}  # seconds


class Screen:
    """Prints the story. *reading* collects the seconds that a person needs for what was printed."""

    def __init__(self, console: Console, language: str) -> None:
        self.console = console
        self.language = language
        self.words = WORDS[language]
        self.reading = 0.0
        self.framed = console.is_terminal
        self.coloured = console.is_terminal and not console.no_color

    def title(self, world: str, chat: str, mailbox: str, store: str) -> None:
        words = self.words
        self._heading(words["title"])
        self._print(Text(words["intro"]))
        for name, where in (("world", world), ("chat", chat), ("mailbox", mailbox), ("store", store)):
            self._print(Text.assemble(f"  {words[name]:<20}", (where, "cyan")))
        self._print(self._legend())
        self._read("title")

    def chapter(self, chapter: Chapter) -> None:
        self._print(Text())
        self._heading(chapter.heading[self.language])
        self._print(Text(chapter.sentence[self.language], style="italic"))
        self._read("chapter")

    def polls(self, now: datetime, polled: Sequence[Polled]) -> None:
        """One line for what a round of polls brought."""
        brought = " ".join(f"{poll.source} +{len(poll.mentions)}" for poll in polled if poll.mentions)
        mentions = [mention for poll in polled for mention in poll.mentions]
        beads = pictures.beads(mentions, coloured=self.coloured)
        self._print(Text.assemble((self._time(now), "bright_black"), f" {brought:<44} ", beads))
        self._read("line")

    def mention(self, mention: Mention) -> None:
        item = mention.item
        stars = f" {'★' * int(item.rating.value)}" if item.rating else ""
        about = f" {mention.source} · {item.author} · {mention.language}{stars}"
        head = Text.assemble(pictures.bar(mention.sentiment), (about, "bright_black"))
        for line in (head + pictures.flags(mention, self.words), pictures.highlighted(mention)):
            self._print(Padding(line, INDENT) if self.framed else Text(" " * INDENT[3]) + line)
        self._read("mention")

    def namesake(self, now: datetime, explained: str, text: str) -> None:
        """What the query asks for, in words, and a text that has the name and is not what is asked for."""
        for line in explained.splitlines():
            self._print(Text(f"{' ' * INDENT[3]}{line}", style="bright_black"))
        self._note(now, "∅", f"{self.words['left_alone']} {text}", "yellow")
        self._read("chapter")

    def brief(self, now: datetime, brief: Brief) -> None:
        """What is known of one grave mention: its clock, its captures, its pack, and how its notice begins."""
        words, case, outcome = self.words, brief.case, brief.outcome
        self.mention(case.mention)
        for clock in case.deadlines[:1]:
            told = {"day": clock.last_day, "left": clock.left, "law": clock.law}
            self._note(now, "⚖", words["clock"].format(**told), "yellow")
        kinds = ", ".join(f"{exhibit.link.number} {exhibit.link.kind}" for exhibit in case.exhibits)
        self._note(now, "⛓", f"{words['captures']}: {kinds}", "cyan")
        told = {"name": brief.path.name, "files": outcome.files, "links": outcome.links}
        whole = "broken" if outcome.damages else "pack"
        self._note(
            now, "✗" if outcome.damages else "✓", words[whole].format(**told), "red" if outcome.damages else "green"
        )
        quoted = next((line for line in brief.notice.text.splitlines() if line.startswith("> ")), "")
        self._note(now, "✉", f"{words['notice']} {quoted}", "cyan")
        self._read("chapter")

    def edited(self, now: datetime, before: str, mention: Mention) -> None:
        self._note(now, "✎", f"{mention.source} · {self.words['edited']} {before}", "cyan")
        self.mention(mention)

    def trouble(self, now: datetime, source: str, what: str) -> None:
        self._note(now, "✗", f"{source} · {self._told(what)}", "yellow")

    def _told(self, what: str) -> str:
        """What went wrong, in the language of the story."""
        return what if self.language != "fr" else book().told(what) or what

    def recovery(self, now: datetime, source: str) -> None:
        self._note(now, "✓", f"{source} · {self.words['back']}", "green")

    def moved(self, now: datetime, source: str, url: str) -> None:
        self._note(now, "→", f"{source} · {self.words['moved']} {url}", "cyan")

    def alert(self, now: datetime, alert: Alert) -> None:
        figures = alert.verdict.figures
        minutes = round(figures.window / timedelta(minutes=1))
        told = f"{self.words[alert.kind.value]} · {alert.verdict.brand}"
        why = f" · {alert.verdict.rule}: {figures.negatives} {self.words['negatives']} / {minutes} min"
        tone = TONES.get(alert.kind, "cyan")
        line = Text.assemble((f" {told} ", f"bold white on {tone}"), "" if tone == "green" else why)
        self._print(Text.assemble((self._time(now), "bright_black"), " ", line))
        self._read("news")

    def delivery(self, now: datetime, delivery: Delivery) -> None:
        attempt = f"{self.words['attempt']} {delivery.attempts}"
        if delivery.state is DeliveryState.SENT:
            self._note(now, "✓", f"{delivery.target} · {self.words['told']} ({attempt})", "green")
        else:
            self._note(
                now,
                "✗",
                f"{delivery.target} · {self.words['late']} ({attempt}) · {self._told(delivery.error)}",
                "yellow",
            )

    def message(self, received: Received, tone: AlertKind) -> None:
        """A message as its reader gets it."""
        if received.mail is not None:
            mail = received.mail
            heading = f"{mail['From']} → {mail['To']}"
            subject = Text.assemble((f"{self.words['subject']} ", "bright_black"), (str(mail["Subject"]), "bold"))
            self._frame(heading, Text("\n\n").join([subject, Text(pictures.letter(mail))]), TONES.get(tone, "cyan"))
        elif received.chat is not None:
            self._frame("# veille-valmy · vigie", pictures.chat(received.chat), TONES.get(tone, "cyan"))
        self._read("message")

    def summary(self, rows: Sequence[tuple[str, str]], held: dict[str, bool], kept: str) -> None:
        self._print(Text())
        self._heading(self.words["summary"])
        table = Table(box=SIMPLE if self.framed else None, show_header=False, padding=(0, 1))
        table.add_column()
        table.add_column(justify="right", style="bold")
        for name, value in rows:
            table.add_row(name, value)
        self._print(table)
        self._print(Text(self.words["promises"], style="bold"))
        for name, kept_word in held.items():
            sign, style = ("✓", "green") if kept_word else ("✗", "bold red")
            self._print(Text.assemble((f"  {sign} ", style), self.words[name]))
        if kept:
            self._print(Text(f"{self.words['kept']} {kept}"))

    def invite(self, address: str, name: str, password: str) -> None:
        """Where the pages are, and how one comes in."""
        self._print(Text())
        self._print(Text.assemble((f"{self.words['inbox']} ", "bold"), (address, "bold cyan")))
        self._print(Text(self.words["login"].format(name=name, password=password)))

    def _legend(self) -> Text:
        sign = pictures.LETTERS if not self.coloured else dict.fromkeys(pictures.COLOURS, "●")
        legend = Text(f"  {self.words['legend']:<20}")
        for label, colour in pictures.COLOURS.items():
            legend.append(f"{sign[label]} ", colour).append(f"{self.words[label]}  ")
        return (
            legend.append("! ", "red")
            .append(f"{self.words['insult']}  ")
            .append("# ", "red")
            .append(self.words["accusation"])
        )

    def _note(self, now: datetime, sign: str, what: str, style: str) -> None:
        self._print(Text.assemble((self._time(now), "bright_black"), (f" {sign} ", style), what))
        self._read("news")

    def _heading(self, words: str) -> None:
        self._print(Rule(Text(words, style="bold"), style="bright_black") if self.framed else Text(f"=== {words} ==="))

    def _frame(self, heading: str, content: Text, tone: str) -> None:
        if self.framed:
            box = HEAVY if tone == "red" else ROUNDED
            self._print(Padding(Panel(content, title=heading, title_align="left", border_style=tone, box=box), (0, 4)))
            return
        for line in (heading, *content.plain.split("\n")):
            self._print(Text(f"           | {line}"))

    def _print(self, what: Text | Rule | Padding | Table) -> None:
        plain = isinstance(what, Text) and not self.framed
        self.console.print(what, soft_wrap=plain, highlight=False)

    def _time(self, now: datetime) -> str:
        return clock_words(now, self.language)

    def _read(self, what: str) -> None:
        self.reading += READING[what]
