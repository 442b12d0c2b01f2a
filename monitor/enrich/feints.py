"""What looks like a name for somebody and is none: vermin, titles, goods, a morning, strangers."""

from __future__ import annotations

from monitor.enrich.scene import Scene

ARTICLES = frozenset("un une des de d que qu les tous le la l du vos".split())
SEEN = frozenset(
    "there y found saw seen full crawling vu vus vue trouve trouvent pleine plein infeste infestee "
    "more rid against fini finis finies contre anti debarrasse".split()
)
THINGS = frozenset("this that it ce c ca".split())
RIDING = frozenset("en a sur on in with avec".split())  # `an idiot on a scooter`
INDEFINITE = frozenset("un une a an some des certain".split())


def joined(scene: Scene, at: int) -> bool:
    return scene.reading.clauses[at - 1] == scene.reading.clauses[at]


def infests(scene: Scene, at: int) -> bool:
    """`There are rats in the kitchen`, `on a trouvé des cafards`: vermin, and no name for anybody."""
    before = range(max(scene.sentence(at).start, at - 4), at)
    found = any(scene.texts[place] in SEEN for place in before)
    return found and scene.texts[at] in scene.vocabulary.triggers


def titled(scene: Scene, at: int) -> bool:
    """`The Bastard Executioner`, `Liar's Tongue`: capitals within a sentence make a title of it."""
    written, after = scene.reading.written(at), at + 1
    if not at or not written[0].isupper() or written.isupper():
        return False
    after += scene.texts[after : after + 1] == ("s",)
    return any(_capital(scene, place) for place in (at - 1, after) if 0 < place < len(scene))


def _capital(scene: Scene, at: int) -> bool:
    """A word of a title: no first word of a sentence, no part of the brand's name, and not cried out."""
    written = scene.reading.written(at)
    named = "brand" in scene.tags[at] or scene.reading.sentences[at - 1] != scene.reading.sentences[at]
    return written[0].isupper() and len(written) > 1 and not written.isupper() and not named and joined(scene, at)


def sold(scene: Scene, at: int) -> bool:
    """`Les gourdes vendues chez Orsel` are sold there, and no traitors."""
    bought = scene.texts[at].startswith("vendu") and at > 0 and joined(scene, at)
    return bought and scene.tags[at - 1].isdisjoint({"quite", "be", "pack", "thick", "exclaim", "spoken", "article"})


def stresses(scene: Scene, at: int) -> bool:
    """`A stupid ass commercial`: what follows is stupid, and nobody is an ass."""
    after = at + 1
    if scene.texts[at] not in {"ass", "arse"} or not at or after >= len(scene) or not joined(scene, after):
        return False
    known = scene.tags[after]
    return "thick" in scene.tags[at - 1] and (not known or bool(known & {"product", "goods", "covered", "name"}))


def species(scene: Scene, kind: int) -> bool:
    """`Toutes les espèces de singes` are no insult."""
    return scene.texts[kind] == "especes" and kind > 0 and scene.texts[kind - 1] in {"les", "des", "aux", "d", "ces"}


def let_go(scene: Scene, at: int) -> bool:
    """*Lâchés* is no *lâches*: what is read without accents is looked at once more."""
    return scene.texts[at].startswith("lache") and "é" in scene.reading.written(at)


def of_a_thing(scene: Scene, last: int) -> bool:
    """`A bastard of a morning`, `saleté de pluie`."""
    place = last + 1
    if place >= len(scene) or scene.texts[place] not in {"of", "de", "d"} or "brand" in scene.tags[place]:
        return False
    after = range(place + 1, min(len(scene), place + 3))
    return scene.has(after, "fate")


def likens(scene: Scene, last: int) -> bool:
    """`What an ass like Snoop thinks`: the name that follows tells who is meant."""
    after = last + 2
    if after >= len(scene) or scene.texts[last + 1] not in {"like", "comme"}:
        return False
    return "name" in scene.tags[after] or (scene.vocabulary.language == "en" and not scene.tags[after])


def asks_who(scene: Scene, copula: int) -> bool:
    """`Who was the idiot that asked?`: nobody whom the speaker knows."""
    asks = copula - 1
    if asks < 0 or scene.texts[asks] not in {"who", "qui"}:
        return False
    return asks == scene.clause(copula).start or not scene.tags[asks - 1]


def _exists(scene: Scene, head: int) -> bool:
    """`Il y a toujours un connard pour ...`, `there is always some prick who ...`."""
    before = scene.texts[max(0, head - 5) : head - 1]
    return ("there" in before or "y" in before) and not {"que", "only", "but"} & {*before}


def stranger(scene: Scene, head: int, last: int) -> bool:
    """`Some idiot parked here`, `un abruti m'a doublé`: an indefinite name that does something is nobody we know."""
    if head and scene.texts[head - 1] in INDEFINITE and _exists(scene, head):
        return True
    if head == 0 or scene.texts[head - 1] not in INDEFINITE or last + 1 >= len(scene) or not joined(scene, last + 1):
        return False
    last += 2 * (scene.texts[last + 1] in RIDING and last + 3 < len(scene))
    last += scene.texts[last + 1] in INDEFINITE and last + 2 < len(scene)
    tags = scene.tags[last + 1]
    acts = bool(tags & {"auxiliary", "have", "not"}) and not tags & {"belongs", "brand"}
    follows = scene.texts[last + 1]
    if follows == "a" and scene.texts[head - 1] == "des":
        return False
    acts = acts or follows in {"m", "me", "s", "se", "a", "ont", "qui", "who"} or follows in scene.vocabulary.triggers
    acts = acts or (scene.vocabulary.language == "en" and follows.endswith("ed"))
    return acts and not scene.has(range(max(0, head - 3), head - 1), "be", "exclaim", "point")


def of_it(scene: Scene, clause: range) -> bool:
    """`C'est minable`, `it was pathetic`, `tout est raté`: of what happened."""
    if not scene.has(clause, "be"):
        return False
    return scene.texts[clause.start] in THINGS or ARTICLES.isdisjoint(scene.texts[clause.start : clause.stop])
