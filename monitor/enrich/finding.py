"""One of six words for what was said, from the two legal scores and the tone, and the ground of law it may touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitor.enrich.accusation import hear_accusation
from monitor.enrich.agreement import SHARE, WORD_OF, agreed, believed, follow, opposed
from monitor.enrich.insult import grounds_of, hear_insult
from monitor.enrich.scale import on_scale
from monitor.enrich.scene import Scene, judged_scene
from monitor.enrich.second import STANCES, Chances, second_opinion, weighed
from monitor.enrich.stance import stance_of
from monitor.enrich.toward import CALLED, manner
from monitor.enrich.verdicts import LIKELY, POSSIBLE, Heard
from monitor.model import NO_FINDING, Finding, Lexicon, Mention, Score, Span

NOBODY: Mapping[str, tuple[Lexicon, ...]] = {}
AS_USUAL: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """What was said, and the *opinion* that had a part in it, once the rules were heard; None where there is none."""

    finding: Finding
    insult: Score
    accusation: Score
    opinion: Chances | None


def judge(
    mention: Mention,
    lexicons: Mapping[str, tuple[Lexicon, ...]] = NOBODY,
    shares: Mapping[str, float] = AS_USUAL,
) -> Mention:
    """The mention with both legal scores and what they make together, and with the tone that the words and the second
    opinion agree on, on the scale of all. *lexicons* are the teams' own words, by brand; *shares* what the second
    opinion has of the tone, by language, where it is not what is usual."""
    own = lexicons.get(mention.brand, ())
    scene = judged_scene(mention.item.prose, mention.language, mention.spans, mention.brand, own)
    if not scene:
        return mention.but(sentiment=on_scale(mention.sentiment))
    heard = told(scene, mention.sentiment.value)
    tone, finding = _at_one(mention, scene, heard, shares.get(mention.language, SHARE))
    return mention.but(sentiment=on_scale(tone), insult=heard.insult, accusation=heard.accusation, finding=finding)


def _at_one(mention: Mention, scene: Scene, heard: Told, share: float) -> tuple[Score, Finding]:
    """The tone and the finding, of which never one is blame and the other praise."""
    words, finding, opinion = mention.sentiment, heard.finding, heard.opinion
    tone, word = words, finding.label
    if opinion and mention.item.rating is None:  # stars are the author's own word
        tone = agreed(words, opinion, scene, word if word in STANCES else "", share)
        called = manner(mention.item.prose, mention.spans) == CALLED
        if opposed(tone, word) and not believed(words, tone, opinion, share, called=called):
            tone = follow(tone, word, opinion, scene)
    if opposed(tone, word):
        word = WORD_OF[tone.label]
        finding = replace(finding, label=word, grounds=_grounds(scene, word))
    return tone, finding


def finding_of(
    prose: str,
    language: str,
    *,
    spans: tuple[Span, ...] = (),
    target: str = "",
    sentiment: float = 0.0,
    lexicons: tuple[Lexicon, ...] = (),
) -> Finding:
    """*spans* are where the brand stands in the prose, *target* its name where they are not known."""
    scene = judged_scene(prose, language, spans, target, lexicons)
    return told(scene, sentiment).finding if scene else NO_FINDING


def told(scene: Scene, sentiment: float) -> Told:
    """By the rules, then by the second opinion."""
    insult, accusation = hear_insult(scene), hear_accusation(scene)
    excuses = insult.excuses | accusation.excuses
    opinion = second_opinion(scene, sentiment)
    if opinion:
        opinion = opinion.after(insult, accusation)
        accusation = weighed(accusation, scene, opinion, "accusation")
        if insult.score.label != "none" or accusation.score.label != "likely":
            # Beside a fact that a rule heard, contempt that none heard would be shown in the words of the fact.
            insult = weighed(insult, scene, opinion, "insult")
    word = _word(scene, insult, accusation, sentiment, excuses, opinion)
    return Told(_finding(scene, word, insult, accusation), insult.score, accusation.score, opinion)


def _finding(scene: Scene, word: str, insult: Heard, accusation: Heard) -> Finding:
    return Finding(
        label=word,
        unsure=_contested(scene, insult, accusation),
        grounds=_grounds(scene, word),
        aggravated=grounds_of(scene, insult),
        aim=insult.aim or accusation.aim,
        held_back=(*insult.held, *accusation.held),
    )


def _word(
    scene: Scene,
    insult: Heard,
    accusation: Heard,
    sentiment: float,
    excuses: frozenset[str],
    opinion: Chances | None,
) -> str:
    insults, accuses = insult.score.label != "none", accusation.score.label != "none"
    if insults or accuses:
        return "both" if insults and accuses else "insult" if insults else "accusation"
    return opinion.stance() if opinion else stance_of(scene, sentiment, excuses)


def _contested(scene: Scene, insult: Heard, accusation: Heard) -> bool:
    """A score in the band where a court may go one way or the other, or a word on which courts went both ways.

    *Escroc*, *malhonnête*, *arnaque* alone were opinion here and insult or defamation there; beside a precise fact, or
    a curse, nobody doubts.
    """
    if POSSIBLE <= insult.score.value < LIKELY or POSSIBLE <= accusation.score.value < LIKELY:
        return True
    if not scene.says("contested") or scene.says("curse", "slur", "irony_price"):
        return False
    return accusation.score.value < LIKELY and not insult.excuses and not accusation.excuses


def _grounds(scene: Scene, word: str) -> tuple[str, ...]:
    """Of French law, for what is said in French."""
    if scene.vocabulary.language != "fr":
        return ()
    if word == "criticism":
        return ("denigrement",) if scene.says("product", "filth", "boycott") else ()
    return {"insult": ("injure",), "accusation": ("diffamation",), "both": ("injure", "diffamation")}.get(word, ())
