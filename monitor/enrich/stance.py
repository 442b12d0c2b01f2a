"""Blame, praise or plain news, where nothing touches the law: the words that settle it, then the tone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from monitor.enrich.excuses import impersonated, official, only_a_place
from monitor.enrich.scene import Scene

FELT = 0.3  # of sentiment, from which on it decides where no word of ours does
NEAR = 4  # words before another in which a negation turns it
NEWS = ("victim", "warn", "acquit", "deny", "fiction")
OTHERS = frozenset({"another subject"})
LIGHT = frozenset({"of a product", "friendly swearing", "a figure of speech", "a request"})
THANKS = {("thanks", "to"), ("grace", "a"), ("grace", "au")}
CONTEMPT = ("curse", "label", "scorn", "weak", "bad", "failure")
FEELINGS = frozenset({"good", "bad"})
TURNS = frozenset({"but", "mais", "however", "pourtant", "cependant"})

Felt = tuple[int, int]  # praise and blame, in words


def stance_of(scene: Scene, sentiment: float, excuses: frozenset[str]) -> str:
    """`criticism`, `neutral` or `praise`."""
    warned = scene.says("warn") or impersonated(scene)
    if not excuses and not warned and (_boycotts(scene) or (scene.says("threat") and scene.says("me"))):
        return "criticism"
    if excuses == OTHERS:
        return _of_others(scene)
    good, bad = _balance(scene)
    if _asks(scene) and bad < 1:
        return "neutral"
    if warned or _is_news(scene, excuses):
        return "praise" if good > bad and scene.says("me") and not scene.says("warn") else "neutral"
    if scene.says("myself") and good == bad:
        return "neutral"
    if bad > good or _ironic(scene):
        return "criticism"
    if good > bad:
        return "praise"
    if bad:
        return "criticism" if sentiment <= 0.2 else "praise"
    if (
        only_a_place(scene)
        or scene.says("curse", "scorn", "label", "slur")
        or (scene.says("notice") and not scene.says("me"))
    ):
        return "neutral"
    return "criticism" if sentiment <= -FELT else "praise" if sentiment >= FELT else "neutral"


def _boycotts(scene: Scene) -> bool:
    """Also in one word with the name: #BoycottOrsel."""
    tagged = "boycott" in " ".join(scene.texts) and any(text.startswith("boycott") for text in scene.texts)
    return tagged or scene.says("boycott")


def _is_news(scene: Scene, excuses: frozenset[str]) -> bool:
    """A trial, a theft suffered, a warning, a tale: told of, whatever its words sound like."""
    if excuses - LIGHT:
        return True
    if scene.says("judge") and official(scene, range(len(scene))):
        return True
    if scene.says("other") and scene.says("curse", "scorn", "label"):
        return not scene.says("good", "bad")
    return scene.says(*NEWS) and not scene.says("me")


def _of_others(scene: Scene) -> str:
    """Somebody else was insulted or accused: only what the brand's own clause says counts."""
    clauses = _near(scene)
    near = [at for at, clause in enumerate(scene.reading.clauses) if clause in clauses]
    if _asks(scene) or scene.has(near, "curse", "scorn", "label", "other"):
        return "neutral"
    felt = _felt(scene, near).values()
    good, bad = sum(each[0] for each in felt), sum(each[1] for each in felt)
    return "praise" if good > bad else "criticism" if bad > good and scene.says("me") else "neutral"


# ------------------------------------------------------------------ praise against blame


def _balance(scene: Scene) -> Felt:
    """Praise and blame in the clauses that name the brand; in the whole text where they hold none. What is said of
    those it is compared with counts for neither."""
    if not scene.says("good", "bad", "leave", "unlike"):
        return 0, 0
    aside = _aside(scene)
    better, worse = _compared(scene, aside)
    better += 3 * _would_lack(scene) + _thanked(scene)
    felt = _felt(scene, (at for at in range(len(scene)) if at not in aside))
    names = [at for at in scene.named if at not in aside]
    for places in _weighty(scene, felt, names[-1] if names else len(scene)):
        good, bad = better + sum(felt[at][0] for at in places), worse + sum(felt[at][1] for at in places)
        if good != bad:
            return good, bad
    return good, bad


def _weighty(scene: Scene, felt: Collection[int], name: int) -> Iterator[Collection[int]]:
    """Of what is *felt*, that which decides; then what decides where that settles nothing, and so on. *name* is where
    the brand is named last."""
    turn, near = _turn(scene), _near(scene)
    close = [at for at in felt if scene.reading.clauses[at] in near]
    yield [at for at in close if at > turn]
    yield close
    yield [at for at in close if at > name]  # `thanks to Lumeo for mending what Orsel had botched`
    yield [at for at in felt if at > turn]
    yield felt


def _near(scene: Scene) -> frozenset[int]:
    """The clauses that name the brand."""
    return frozenset(scene.reading.clauses[at] for at in scene.named)


def _turn(scene: Scene) -> int:
    """Where the last *but* stands, after which a text says what it means; far behind its end where there is none."""
    turns = [at for at, text in enumerate(scene.texts) if text in TURNS]
    return turns[-1] if turns and turns[-1] else len(scene)


def _aside(scene: Scene) -> frozenset[int]:
    """What is said of others: `unlike Lumeo, slow and dull`, `not like those clowns`, up to where the brand comes."""
    places: set[int] = set()
    for at, tags in enumerate(scene.tags):
        if "unlike" in tags:
            sentence = scene.sentence(at)
            brand = scene.first(range(at, sentence.stop), "brand")
            end = scene.clause(brand).start if brand >= 0 else sentence.stop
            places |= {*range(at, max(end, at + scene.reach[at]))} if brand != at + scene.reach[at] else set()
    return frozenset(places)


def _compared(scene: Scene, aside: frozenset[int]) -> tuple[int, int]:
    """Whoever is unlike the bad ones is good; whoever is left for others is not."""
    better = worse = 0
    if aside:
        bad = scene.has(range(min(aside), max(aside) + 1), *CONTEMPT)
        good = not bad and any(praise for praise, _ in _felt(scene, aside).values())
        better, worse = int(bad), int(good)
    for at, tags in enumerate(scene.tags):
        if "leave" in tags:
            after = range(at + scene.reach[at], min(len(scene), at + scene.reach[at] + 3))
            worse += 3 * scene.has(after, "brand")
    return better, worse


def _would_lack(scene: Scene) -> bool:
    """`Without Orsel my holiday would have been a disaster`."""
    return any(at and scene.texts[at - 1] in {"without", "sans"} for at in scene.named)


def _thanked(scene: Scene) -> bool:
    """`No more rats thanks to Orsel`, `grâce à Orsel`."""
    return any(scene.texts[max(0, at - 2) : at] in THANKS for at in scene.named)


def _felt(scene: Scene, places: Iterable[int]) -> dict[int, Felt]:
    """What each word among *places* adds to praise and to blame; the other way, where it is denied."""
    felt = ((at, scene.tags[at]) for at in places if not FEELINGS.isdisjoint(scene.tags[at]))
    return {at: _meant(scene, at, "good" in tags, "bad" in tags) for at, tags in felt}


def _meant(scene: Scene, at: int, good: bool, bad: bool) -> Felt:
    reach = scene.reach[at]
    if not scene.has(range(at, at + reach), "not", "never") and _denied(scene, at):
        return reach * bad, reach * good
    return good * reach, bad * reach


def _denied(scene: Scene, at: int) -> bool:
    clause = scene.clause(at)
    return scene.has(range(max(clause.start, at - NEAR), at), "not")


def _ironic(scene: Scene) -> bool:
    """Cheers for a failure that nobody mended: irony, which has no words of its own."""
    return scene.says("cheer") and scene.says("failure") and not scene.says("solved")


def _asks(scene: Scene) -> bool:
    if "?" not in scene.reading.prose:
        return False
    if scene.reading.marks[-1] == "?" and scene.sentence(0).stop == len(scene) and not scene.says("good", "bad", "me"):
        return True
    return scene.says("question") or any(
        mark == "?" and {"auxiliary", "be"} & scene.tags[_clause_start(scene, at)]
        for at, mark in enumerate(scene.reading.marks)
    )


def _clause_start(scene: Scene, at: int) -> int:
    return scene.clause(at).start
