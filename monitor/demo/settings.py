"""The vigie.yaml of the demonstration: what a bakery's communication team would write."""

from __future__ import annotations

from pathlib import Path

from monitor.demo.story import BRAND, COMPETITOR

_TEXT = """\
# The configuration of the demonstration. Everything it speaks to is on this machine.
timezone: Europe/Paris
store: '{store}'

brands:
  - name: {brand}
    aliases: [BriocheValmy, Brioches Valmy]
    # Valmy is a quay, a mill and a battle as well: alone, it counts near a word of the trade and far from theirs.
    # What it says in plain words:  vigie query explain --brand "{brand}"
    query: >-
      "brioche valmy" OR briochevalmy OR "brioches valmy" OR
      valmy NOT NEAR/4 list:namesakes NEAR/8 (brioche* OR boulanger* OR bakery)
    competitors: [{competitor}]
  - name: {competitor}

lists:
  namesakes: [quai, moulin, bataille, station, collège, club, AS]

sources:
  - name: journal
    url: {world}/journal/rss.xml
    every: 30m
    weight: 2
  - name: news
    url: {world}/news/atom.xml
    every: 30m
    weight: 2
  - name: blog
    url: {world}/blog/comments/feed/
    every: 30m
  - name: avis
    kind: reviews
    url: {world}/avis/brioche-valmy
    about: [{brand}]
    every: 20m
  - name: api
    kind: json
    url: {world}/api/comments.json
    items: comments
    id: uuid
    text: body
    author: user.handle
    published: created_at
    link: permalink
    language: lang
    next: next
    every: 20m
  - name: forum
    url: {forum}/forum/feed.json  # by another name: while it asks us to wait, the others need not
    every: 20m
  - name: carnet
    url: {world}/carnet/rss
    every: 2h
  - name: magazine
    url: {world}/magazine/atom.xml
    every: 2h

rules:
  - kind: unusual  # far more complaints than is usual for this brand
    name: unusual
    level: crisis
  - kind: threshold  # and a plain number, while it still learns what is usual
    name: many complaints
    level: warning
    at_least: 10
    within: 1h
    voices: 5

legal:
  countries: [FR]
  company: Brioche Valmy
  name: Camille Renard
  email: juridique@brioche-valmy.example
  targets: [direction]

targets:
  - name: equipe
    way: slack
    address: {webhook}
    language: fr
    timezone: Europe/Paris
    level: warning
  - name: direction
    way: email
    address: mailto://127.0.0.1:{smtp}?from=vigie@lookout.example&to=direction@brioche-valmy.example
    language: en
    timezone: Europe/London
    level: crisis
"""


def config_text(world_url: str, webhook_url: str, smtp_port: int, store_path: Path | str) -> str:
    """The configuration as text, for the real loader."""
    return _TEXT.format(
        world=world_url,
        forum=world_url.replace("127.0.0.1", "localhost"),
        webhook=webhook_url,
        smtp=smtp_port,
        store=str(store_path).replace("'", "''"),
        brand=BRAND,
        competitor=COMPETITOR,
    )
