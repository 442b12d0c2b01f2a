from email.message import EmailMessage

import pytest

from monitor.demo import pictures
from monitor.demo.narration import CHAPTERS, WORDS, clock_words
from monitor.demo.story import START
from monitor.model import NO_SCORE, Item, Mention, Reason, Score, Span

PROSE = "Brioche Valmy : bande d'escrocs, c'est infect."
LIKELY = Score(0.9, "likely", 0.9, (Reason(16, 31, "escroc", 0.9),))
NEGATIVE = Score(-0.75, "negative", 0.8, (Reason(39, 45, "infect", -2.0),))


def _mention(sentiment: Score = NEGATIVE, *, insult: Score = NO_SCORE, accusation: Score = NO_SCORE) -> Mention:
    item, spans = Item("1", text=PROSE), (Span(0, 13, "x"),)
    return Mention(
        item, "Brioche Valmy", "avis", START, spans, sentiment=sentiment, insult=insult, accusation=accusation
    )


@pytest.mark.parametrize(
    ("mention", "coloured", "plain"),
    [
        (_mention(), "●", "-"),
        (_mention(Score(0.5, "positive")), "●", "+"),
        (_mention(Score(0.0, "neutral")), "●", "."),
        (_mention(insult=LIKELY), "!", "!"),
        (_mention(insult=LIKELY, accusation=LIKELY), "#", "#"),
    ],
)
def test_a_mention_is_one_bead(mention: Mention, coloured: str, plain: str) -> None:
    assert pictures.beads([mention], coloured=True).plain == coloured
    assert pictures.beads([mention], coloured=False).plain == plain


@pytest.mark.parametrize(
    ("value", "label", "drawn"),
    [
        (-0.75, "negative", "−0.75 ▰▰▰▰▰▰▱▱"),
        (0.0, "neutral", "+0.00 ▱▱▱▱▱▱▱▱"),
        (1.0, "positive", "+1.00 ▰▰▰▰▰▰▰▰"),
    ],
)
def test_a_score_is_a_figure_and_a_bar(value: float, label: str, drawn: str) -> None:
    assert pictures.bar(Score(value, label)).plain == drawn


def test_the_brand_and_the_offending_words_are_marked_where_they_stand() -> None:
    text = pictures.highlighted(_mention(insult=LIKELY))
    marked = {text.plain[span.start : span.end]: str(span.style) for span in text.spans}

    assert marked["Brioche Valmy"] == "bold cyan"
    assert marked["bande d'escrocs"] == pictures.FLAGS["insult"]
    assert marked["infect"] == "red"


def test_words_of_a_score_that_accuses_nobody_stay_unmarked() -> None:
    text = pictures.highlighted(_mention(insult=Score(0.1, "none", 0.9, LIKELY.reasons)))

    assert pictures.FLAGS["insult"] not in {str(span.style) for span in text.spans}


def test_an_insult_is_told_with_its_words() -> None:
    assert "insulte" in pictures.flags(_mention(insult=LIKELY), WORDS["fr"]).plain
    assert "« bande d'escrocs »" in pictures.flags(_mention(insult=LIKELY), WORDS["fr"]).plain
    assert pictures.flags(_mention(), WORDS["fr"]).plain == ""


def test_what_people_say_is_never_taken_for_markup() -> None:
    mention = Mention(Item("1", text="[bold red]hello[/] [link=x]y"), "x", "api", START)

    assert pictures.highlighted(mention).plain == "[bold red]hello[/] [link=x]y"


def test_a_slack_payload_is_shown_as_its_reader_sees_it() -> None:
    payload = {
        "text": "fallback",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Crise &amp; cie"}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "Depuis 08:00"}]},
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "*1.* &lt;infect&gt; (<https://x.example/a?b|lire>)"},
            },
            {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Ouvrir"}}]},
            {"type": "image"},
        ],
    }

    assert pictures.chat(payload).plain == "Crise & cie\nDepuis 08:00\n1. <infect> (lire)\n[ Ouvrir ]"


def test_a_payload_without_blocks_is_its_text() -> None:
    assert pictures.chat({"text": "Tout &lt;va&gt; bien"}).plain == "Tout <va> bien"


def test_a_letter_is_its_text_part() -> None:
    mail = EmailMessage()
    mail.set_content("Bonjour\n")
    mail.add_alternative("<p>Hello</p>", subtype="html")

    assert pictures.letter(mail) == "Bonjour"
    assert pictures.letter(EmailMessage()) == ""


def test_both_languages_say_everything() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()
    assert all(chapter.heading.keys() == chapter.sentence.keys() == WORDS.keys() for chapter in CHAPTERS)


def test_clocks_show_the_time_of_paris() -> None:
    assert clock_words(START, "en") == "Tue 06:00"
    assert clock_words(START, "fr") == "mar. 06:00"
