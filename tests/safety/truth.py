"""What is true in a small world, kept apart from the product: what was said about each person, and what each product is.

Nothing here reads the product's rows or calls its rules. The sayings below are written with their meaning beside them, so that a
reader that loses a word disagrees with this page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

Fact = tuple[Literal["diet", "allergen", "material"], str]
_ANIMAL: Final = ("leather", "wool", "silk", "down", "horn", "pearl", "beeswax", "other_animal", "pigskin")
_COVERED: Final[Mapping[str, frozenset[str]]] = {
    "vegan": frozenset({"vegetarian", "dairy_free"}),
    "halal": frozenset({"no_alcohol"}),
}
"""A list that now says the wider diet does not deny the narrower one."""
_KEPT_OUT: Final[Mapping[str, tuple[str, ...]]] = {
    "vegan": _ANIMAL,
    "halal": ("pigskin", "alcohol"),
    "kosher": ("pigskin", "alcohol"),
}
_NO_DRINK: Final = frozenset({"halal", "no_alcohol"})


@dataclass(frozen=True, slots=True)
class Saying:
    """One way in which a list speaks of somebody's food: its cells, the facts in them, and what they leave open.

    `opens`: the person has to be asked, so that until then nothing is eaten and `facts` bind all the same. `settled`: the cells are
    a whole answer. Neither: silence.
    """

    diet: str
    allergies: str
    note: str
    facts: frozenset[Fact]
    settled: bool = False
    opens: bool = False


def _saying(
    diet: str, *facts: Fact, allergies: str = "", note: str = "", settled: bool = False, opens: bool = False
) -> Saying:
    return Saying(diet, allergies, note, frozenset(facts), settled, opens)


VEGAN: Final[Fact] = ("diet", "vegan")
HALAL: Final[Fact] = ("diet", "halal")
NUTS: Final[Fact] = ("allergen", "nuts")
MILK: Final[Fact] = ("allergen", "milk")
DAIRY_FREE: Final[Fact] = ("diet", "dairy_free")
WOOL: Final[Fact] = ("material", "wool")
SCENT: Final[Fact] = ("material", "scent")
NICKEL: Final[Fact] = ("material", "nickel")

SAYINGS: Final[tuple[Saying, ...]] = (
    _saying(""),
    _saying("unknown"),
    _saying("", note="met at the fair in Berlin"),
    _saying("none"),  # of two columns one is empty: it has not answered what it asked
    _saying("eats everything", allergies="No", settled=True),
    _saying("nut allergy; vegan", NUTS, VEGAN, settled=True),
    _saying("vegan", VEGAN, settled=True),
    _saying("vegan", VEGAN, NUTS, allergies="nuts", settled=True),
    _saying("No", VEGAN, allergies="vegan", settled=True),
    _saying("", NUTS, allergies="Nussallergie", settled=True),
    _saying("halal", HALAL, settled=True),
    _saying("dairy free, no wool", DAIRY_FREE, WOOL, settled=True),
    _saying("lactose intolerance", DAIRY_FREE, settled=True),
    _saying("nuts?", NUTS, opens=True),
    _saying("maybe vegan", VEGAN, opens=True),
    _saying("can't eat everything", opens=True),
    _saying("none", NUTS, note="Severe nut allergy!", opens=True),
    _saying("vegan", VEGAN, NUTS, note="no nuts please", opens=True),
    _saying("", DAIRY_FREE, note="doesn't eat dairy", opens=True),
    _saying("vegetarian", ("diet", "vegetarian"), note="not vegan any more", opens=True),
    _saying("none", note="food allergies", opens=True),
    _saying("fragrance free", SCENT),
    _saying("nickel allergy", NICKEL),
)
"""What lists say. Each stands for a fault once made with its kind: a word lost, a column dropped, a doubt taken for a no."""

AGES: Final[Mapping[str, int | None]] = {"": None, "yes": 18, "21+": 21, "17": None, "25": 25}
"""What stands under "18 or over", and the age that somebody has reached by it."""

ANSWERS: Final[tuple[frozenset[Fact], ...]] = (
    frozenset(),
    frozenset({NUTS}),
    frozenset({VEGAN}),
    frozenset({MILK, HALAL}),
    frozenset({WOOL, VEGAN}),
    frozenset({SCENT}),
)
"""What people answer where they are asked; nothing at all is an answer too."""

TEXTS: Final[tuple[tuple[str, frozenset[Fact]], ...]] = (
    ("chess", frozenset()),
    ("books and long walks", frozenset()),
    ("anything without nuts, I am allergic", frozenset({NUTS})),
    ("Jsem alergická na ořechy", frozenset({NUTS})),
    ("ich bin vegan", frozenset({VEGAN})),
    ("no dairy for me", frozenset({DAIRY_FREE})),
)
"""What people write where nobody asked for food, and what it says about it."""


@dataclass(slots=True)
class Person:
    """What has been said about one person and was not rightly taken back."""

    email: str
    company: str
    given_name: str
    told: set[Fact] = field(default_factory=set)
    """By themselves."""
    listed: set[Fact] = field(default_factory=set)
    """By lists."""
    doubted: set[Fact] = field(default_factory=set)
    """By words that leave something open: they bind as well, and a gift on its way waits for the answer."""
    open: bool = False
    settled: bool = False
    age_from: int | None = None
    heard: set[tuple[str, str, str]] = field(default_factory=set)
    """Sayings of lists that were taken in before: the same words again say nothing new."""

    @property
    def facts(self) -> set[Fact]:
        return self.told | self.listed | self.doubted

    def without_doubts(self) -> Person:
        """The same person as if no question were open."""
        return replace(self, doubted=set(), open=False)

    def hear_list(self, saying: Saying, age: str) -> None:
        """A list speaks: about food it can add, and open a question; it never takes anything away. Of age the latest counts."""
        self.age_from = AGES[age]
        key = (saying.diet, saying.allergies, saying.note)
        if key in self.heard:
            return
        if saying.settled or saying.opens or saying.facts:
            self.heard.add(key)
        denies = saying.settled and bool(self.facts - _covered_by(saying.facts))
        (self.doubted if saying.opens else self.listed).update(saying.facts)
        self.settled |= saying.settled
        self.open |= saying.opens or denies

    def hear_text(self, facts: frozenset[Fact]) -> None:
        """Their own words, written where nobody asked: a question, and the stricter reading until it is answered."""
        if facts:
            self.doubted |= facts
            self.open = True

    def answer(self, facts: set[Fact]) -> None:
        """Their own answer. Nothing at all denies what lists said; what they told before stays until they take it away by name."""
        if not facts:
            self.listed.clear()
            self.doubted.clear()
        self.told |= facts
        self.open, self.settled = False, True

    def take_away(self, fact: Fact) -> None:
        """The second press on a page of their own."""
        self.told.discard(fact)
        self.listed.discard(fact)
        self.doubted.discard(fact)


def _covered_by(facts: frozenset[Fact]) -> set[Fact]:
    said: set[Fact] = set(facts)
    for kind, key in facts:
        if kind == "diet":
            said |= {("diet", with_it) for with_it in _COVERED.get(key, ())}
    return said


def contradiction(product: Mapping[str, Any], person: Person, recalled: bool) -> str | None:
    """Why this product must not reach this person, or None. `product` is an entry of a catalog file."""
    return next(_contradictions(product, person, recalled), None)


def _contradictions(product: Mapping[str, Any], person: Person, recalled: bool) -> Iterator[str]:
    if recalled:
        yield "it was recalled"
    needed = max(18 if product["alcohol"] else 0, product["min_age"] or 0)
    if needed and (person.age_from is None or person.age_from < needed):
        yield f"it asks for the age of {needed}"
    eaten = product["kind"] != "neither"
    for kind, key in sorted(person.facts):
        if kind == "material":
            yield from _marked(product, "materials", key, "absent")
        elif eaten:
            yield from _marked(product, f"{kind}s", key, "suited" if kind == "diet" else "absent")
        if kind == "diet":
            for material in _KEPT_OUT.get(key, ()):
                yield from _marked(product, "materials", material, "absent")
            if product["alcohol"] and key in _NO_DRINK:
                yield f"alcohol, for {key}"
    if eaten and person.open:
        yield "the person has not answered yet"
    if eaten and not person.settled and not _for_everybody(product):
        yield "nothing is known about what they eat"


def _marked(product: Mapping[str, Any], part: str, key: str, safe: str) -> Iterator[str]:
    if product[part][key] != safe:
        yield f"{key} is {product[part][key]}"


def _for_everybody(product: Mapping[str, Any]) -> bool:
    return (
        not product["alcohol"]
        and set(product["allergens"].values()) == {"absent"}
        and all(product["diets"][key] == "suited" for key in ("vegan", "halal", "kosher", "no_alcohol"))
    )
