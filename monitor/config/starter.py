"""The first vigie.yaml of a new team, with a word on every line that they will want to change."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from monitor.config.secrets import variable
from monitor.text import cut, one_line

_TEMPLATES = {
    "en": """\
# What we watch, where people talk, and who is told.
# After a change, run: vigie check. It lists every mistake with its line and column.

# The brand. Its name and its aliases are looked for, whatever their capitals and accents.
brands:
  - name: {brand}
    aliases: []          # products, nicknames, misspellings: [Acme Pro, Acmé]
    languages: [fr, en]  # in which people speak of it
    competitors: []      # whose share of voice stands beside its own; watch them as brands too

# Places where people talk. Without `kind`, a place is a feed (RSS, Atom, JSON Feed).
# Further keys: every (15m), weight (0 to 10), about (brands that everything there speaks of).
sources:
{feeds}
# Who is told. The address is a secret: it never stands here. It is looked for in
#   $CREDENTIALS_DIRECTORY/{secret}, then in the file that ${variable}_FILE names, then in ${variable}.
targets:
  - name: team
    way: {way}
    address: {{secret: {secret}}}
    language: {language}
    level: warning       # the smallest level worth a message: warning or crisis

# The clock of messages and reports.
timezone: {timezone}
""",
    "fr": """\
# Ce que l'on surveille, où l'on en parle, et qui est prévenu.
# Après un changement, lancez : vigie check. Chaque erreur y est listée, avec sa ligne et sa colonne.

# La marque. On cherche son nom et ses alias, quels que soient les majuscules et les accents.
brands:
  - name: {brand}
    aliases: []          # produits, surnoms, fautes fréquentes : [Acme Pro, Acmé]
    languages: [fr, en]  # les langues dans lesquelles on en parle
    competitors: []      # dont la part de voix figure à côté de la sienne ; suivez-les aussi comme marques

# Les lieux où l'on parle. Sans `kind`, un lieu est un flux (RSS, Atom, JSON Feed).
# Autres clés : every (15m), weight (0 à 10), about (les marques dont tout y parle).
sources:
{feeds}
# Qui est prévenu. L'adresse est un secret : elle n'est jamais écrite ici. On la cherche dans
#   $CREDENTIALS_DIRECTORY/{secret}, puis dans le fichier que nomme ${variable}_FILE, puis dans ${variable}.
targets:
  - name: team
    way: {way}
    address: {{secret: {secret}}}
    language: {language}
    level: warning       # à partir de quel niveau prévenir : warning ou crisis

# L'heure des messages et des rapports.
timezone: {timezone}
""",
}
_TIMEZONES = {"en": "UTC", "fr": "Europe/Paris"}


def starter(
    brand: str, feeds: Sequence[tuple[str, str]], target_way: str, secret_name: str, language: str = "en"
) -> str:
    """The text of a first vigie.yaml, commented in *language* (en or fr). *feeds*: names and addresses."""
    language = language if language in _TEMPLATES else "en"
    names: set[str] = set()
    return _TEMPLATES[language].format(
        brand=_quoted(cut(one_line(brand), 100)),
        feeds="".join(_feed(name, url, names) for name, url in feeds),
        way=_quoted(target_way),
        secret=secret_name,
        variable=variable(secret_name),
        language=language,
        timezone=_TIMEZONES[language],
    )


def _feed(name: str, url: str, names: set[str]) -> str:
    """A feed, under its title where it has one of its own."""
    name = cut(one_line(name), 100)
    if not name or name in names:
        return f"  - url: {_quoted(url)}\n"
    names.add(name)
    return f"  - name: {_quoted(name)}\n    url: {_quoted(url)}\n"


def _quoted(text: str) -> str:
    """*text* between quotes on one line, whatever is in it."""
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9).strip()
