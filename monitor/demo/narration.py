"""What the storyteller says between the lines, in English and in French."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.demo.dialects import PARIS
from monitor.demo.story import moment

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A turn of the story: *at* this long after its start; heading and a sentence, by language.

    At the one with a *namesake*, a text that is not of the brand is shown, and the query that knows it; at the *legal*
    one, what is known of an insult and of an accusation.
    """

    at: timedelta
    heading: dict[str, str]
    sentence: dict[str, str]
    namesake: bool = False
    legal: bool = False


CHAPTERS = (
    Chapter(
        moment("1 06:00"),
        {"en": "Day 1 · calm", "fr": "Jour 1 · le calme"},
        {
            "en": "A bakery chain on an ordinary day: a few words an hour, kind and less kind. Nobody is woken.",
            "fr": "Une chaîne de boulangeries, un jour ordinaire : quelques mots par heure, aimables ou non. Personne "
            "n'est réveillé.",
        },
    ),
    Chapter(
        moment("1 17:00"),
        {"en": "Day 1, evening · a namesake", "fr": "Jour 1, le soir · un homonyme"},
        {
            "en": "Valmy is a quay, a mill and a battle as well. The brand's query says which one is meant; "
            "vigie query explain says the query:",
            "fr": "Valmy est aussi un quai, un moulin et une bataille. La requête de la marque dit duquel on parle ; "
            "vigie query explain dit la requête :",
        },
        namesake=True,
    ),
    Chapter(
        moment("2 07:00"),
        {"en": "Day 2 · an event", "fr": "Jour 2 · un évènement"},
        {
            "en": "A new brioche, the Nuage, goes on sale. Many more voices, nearly all of them happy: "
            "much talk is no crisis.",
            "fr": "Une nouvelle brioche, la Nuage, est en vente. Bien plus de voix, presque toutes heureuses : "
            "beaucoup de bruit n'est pas une crise.",
        },
    ),
    Chapter(
        moment("2 18:30"),
        {"en": "Day 2, evening · a press dispatch", "fr": "Jour 2, le soir · une dépêche"},
        {
            "en": "One unfriendly dispatch is pasted everywhere. Copies of one text count as one voice.",
            "fr": "Une dépêche hostile est recopiée partout. Les copies d'un même texte comptent pour une seule voix.",
        },
    ),
    Chapter(
        moment("3 06:40"),
        {"en": "Day 3 · a crisis", "fr": "Jour 3 · une crise"},
        {
            "en": "Customers fall ill, refunds are refused, tempers flare. Insults and accusations are pointed out "
            "with their words.",
            "fr": "Des clients sont malades, on refuse de les rembourser, le ton monte. Insultes et accusations sont "
            "signalées, mots à l'appui.",
        },
    ),
    Chapter(
        moment("3 12:30"),
        {"en": "Day 3, noon · the brand answers", "fr": "Jour 3, midi · la marque répond"},
        {
            "en": "The batch is withdrawn, everybody is refunded. Voices soften; when it has stayed calm, the "
            "incident is closed.",
            "fr": "Le lot est retiré, chacun est remboursé. Le ton s'adoucit ; quand le calme a duré, l'incident est "
            "clos.",
        },
    ),
    Chapter(
        moment("3 20:00"),
        {"en": "Day 3, evening · the legal desk", "fr": "Jour 3, le soir · le bureau juridique"},
        {
            "en": "What insults or accuses was captured at first sight, and looked at again. One of each: its clock, "
            "its signed pack, a notice that quotes it. An aid, not legal advice.",
            "fr": "Ce qui injurie ou accuse a été relevé dès la première vue, puis revu. Un exemple de chaque : son "
            "délai, son dossier signé, une notification qui le cite. Une aide, pas un avis juridique.",
        },
        legal=True,
    ),
)

WORDS = {
    "en": {
        "title": "vigie · a demonstration",
        "intro": "Three days, told fast. All servers below are real and on this machine; the people, the papers "
        "and the brands are invented.",
        "world": "places",
        "chat": "Slack look-alike",
        "mailbox": "mailbox",
        "store": "diary",
        "legend": "each mention:",
        "positive": "positive",
        "neutral": "neutral",
        "negative": "negative",
        "insult": "insult",
        "accusation": "accusation",
        "possible": "possible",
        "likely": "likely",
        "edited": "edited:",
        "left_alone": "left alone:",
        "moved": "moved for good, to",
        "back": "answers again",
        "opened": "INCIDENT OPENED",
        "escalated": "IT IS GETTING WORSE",
        "resolved": "INCIDENT RESOLVED",
        "late": "not told yet, will be tried again",
        "told": "told",
        "attempt": "attempt",
        "subject": "Subject:",
        "summary": "What happened",
        "promises": "What had to hold",
        "kept": "The diary and its configuration are in",
        "inbox": "The inbox, as it stands now:",
        "login": "  name: {name}   password: {password}   (Ctrl-C ends)",
        "polls": "polls",
        "unchanged": "nothing new (answered 304)",
        "failed": "failed polls",
        "mentions": "mentions",
        "edits": "edited afterwards",
        "negatives": "negative",
        "insults": "insults (possible or likely)",
        "accusations": "accusations (possible or likely)",
        "incidents": "incidents opened / resolved",
        "alerts": "alerts",
        "delivery": "delivered to {target}",
        "deliveries": "{sent} messages, {attempts} attempts",
        "delay": "heard after publication (p50 / p95)",
        "delays": "{half} / {most}",
        "time": "time",
        "lasted": "{hours} h of story in {seconds:.1f} s",
        "clock": "last day to act: {day} ({left} days left), {law}",
        "captures": "captured",
        "pack": "{name}: {files} files, {links} links of the chain; whole: vigie evidence verify",
        "broken": "{name}: NOT whole",
        "notice": "notice to the host, article 16 of the DSA (draft)",
        "proven": "an insult and an accusation have their clock, a pack that verifies, and a notice",
        "opened_one": "one crisis was opened, and only one",
        "told_once": "every target was told exactly once of each alert that concerns it",
        "resolved_all": "every incident was resolved",
        "launch_silent": "nobody was woken before the crisis: not by the launch, not by the copied dispatch",
    },
    "fr": {
        "title": "vigie · démonstration",
        "intro": "Trois jours en accéléré. Les serveurs ci-dessous sont réels, sur cette machine ; les gens, "
        "les journaux et les marques sont inventés.",
        "world": "lieux",
        "chat": "sosie de Slack",
        "mailbox": "boîte aux lettres",
        "store": "journal de bord",
        "legend": "chaque mention :",
        "positive": "positive",
        "neutral": "neutre",
        "negative": "négative",
        "insult": "insulte",
        "accusation": "accusation",
        "possible": "possible",
        "likely": "probable",
        "edited": "modifié :",
        "left_alone": "laissé de côté :",
        "moved": "a déménagé pour de bon, vers",
        "back": "répond de nouveau",
        "opened": "INCIDENT OUVERT",
        "escalated": "LA SITUATION S'AGGRAVE",
        "resolved": "INCIDENT RÉSOLU",
        "late": "pas encore prévenu, on réessaiera",
        "told": "prévenu",
        "attempt": "essai",
        "subject": "Objet :",
        "summary": "Ce qui s'est passé",
        "promises": "Ce qui devait tenir",
        "kept": "Le journal de bord et sa configuration sont dans",
        "inbox": "La boîte de réception, telle qu'elle est maintenant :",
        "login": "  nom : {name}   mot de passe : {password}   (Ctrl-C pour finir)",
        "polls": "relèves",
        "unchanged": "rien de neuf (dont 304)",
        "failed": "relèves manquées",
        "mentions": "mentions",
        "edits": "modifiées après coup",
        "negatives": "négatives",
        "insults": "insultes (possibles ou probables)",
        "accusations": "accusations (possibles ou probables)",
        "incidents": "incidents ouverts / résolus",
        "alerts": "alertes",
        "delivery": "remis à {target}",
        "deliveries": "{sent} messages, {attempts} essais",
        "delay": "entendu après publication (p50 / p95)",
        "delays": "{half} / {most}",
        "time": "durée",
        "lasted": "{hours} h d'histoire en {seconds:.1f} s",
        "clock": "dernier jour pour agir : {day} ({left} jours restants), {law}",
        "captures": "relevés",
        "pack": "{name} : {files} fichiers, {links} maillons de la chaîne ; intact : vigie evidence verify",
        "broken": "{name} : PAS intact",
        "notice": "notification à l'hébergeur, article 16 du DSA (projet)",
        "proven": "une injure et une accusation ont leur délai, un dossier qui se vérifie et une notification",
        "opened_one": "une crise a été ouverte, et une seule",
        "told_once": "chaque destinataire a reçu une seule fois chaque alerte qui le concerne",
        "resolved_all": "tous les incidents ont été résolus",
        "launch_silent": "personne n'a été réveillé avant la crise : ni par le lancement, ni par la dépêche recopiée",
    },
}


def clock_words(now: datetime, language: str) -> str:
    """ "Thu 09:40" or "jeu. 09:40", as a clock in Paris shows it."""
    local = now.astimezone(PARIS)
    day = DAYS[language][local.weekday()][:3]
    return f"{day}{'.' if language == 'fr' else ''} {local:%H:%M}"
