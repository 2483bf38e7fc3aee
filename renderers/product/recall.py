"""What a recall notice has to say, for the mail and the page alike.

Article 36 of Regulation (EU) 2023/988 on general product safety names the parts: the heading, the product with its picture and
numbers, the danger, what to do at once, the remedies of article 37, where to ask free of charge, and the request to pass it on.
Its English heading is the regulation's own; those of the other languages are ours, not compared with its published translations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from markupsafe import Markup

from renderers.language import dates, vocabulary
from renderers.language.translations import Worded

Hazard = Literal["allergen", "spoiled", "foreign_body", "injury", "fire", "choking", "chemical", "other"]
Remedy = Literal["refund", "replacement", "repair"]
Say = Callable[..., str]
HEADING: Final = "safety.recall.heading"


@dataclass(frozen=True, slots=True)
class RecallFacts:
    """One recall as one person is told of it. Nothing here is about the person: everybody with the product reads the same.

    `allergen` (a dietary key) is set exactly where the hazard is "allergen". `details` is what is wrong in the recaller's own
    words, in `details_locale`: English where nobody wrote them in the reader's language. `batch` None: every piece.
    `image` is a path below assets/images without size and ending, None where the product has no picture.
    """

    product: str
    product_locale: str
    kind: Literal["edible", "skin", "neither"]
    brand: str
    sku: str
    batch: str | None
    image: str | None
    giver: str
    sent_on: datetime | None
    hazard: Hazard
    allergen: str | None
    details: str
    details_locale: str
    remedies: tuple[Remedy, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class Part:
    """One titled part of the notice. `points` are listed under `lines` where there are any.

    `own_words` are the recaller's, in the language `own_locale`.
    """

    key: str
    title: str
    lines: tuple[str, ...]
    points: tuple[str, ...] = ()
    own_words: str | None = None
    own_locale: str | None = None


def parts(locale: str, facts: RecallFacts, say: Say) -> tuple[Part, ...]:
    """Every part in reading order. `say` is `translations.text` or `marked`, bound to the reader's language."""
    tell = _under(say)
    return (
        _product(locale, facts, tell),
        _danger(locale, facts, tell),
        Part(
            "todo",
            tell("todo.title"),
            (tell(f"todo.{facts.kind}"), *(tell(f"todo.{name}") for name in ("keep", "doctor", "pass_on"))),
        ),
        _remedy(facts, tell),
        Part("ask", tell("ask.title"), (tell("ask.text", contact=facts.contact),)),
    )


def _product(locale: str, facts: RecallFacts, tell: Say) -> Part:
    lines = [
        tell("product.name", product=Worded(facts.product, facts.product_locale)),
        tell("product.brand", brand=facts.brand),
        tell("product.sku", sku=facts.sku),
        tell("product.batch", batch=facts.batch) if facts.batch else tell("product.every_batch"),
        tell("product.giver", company=facts.giver),
    ]
    if facts.sent_on is not None:
        lines.append(tell("product.sent", day=dates.full_day(locale, facts.sent_on)))
    return Part("product", tell("product.title"), tuple(lines))


def _danger(locale: str, facts: RecallFacts, tell: Say) -> Part:
    values = {} if facts.allergen is None else {"allergen": vocabulary.allergen(locale, facts.allergen)}
    line = tell(f"danger.{facts.hazard}", **values)
    return Part("danger", tell("danger.title"), (line,), own_words=facts.details, own_locale=facts.details_locale)


def _remedy(facts: RecallFacts, tell: Say) -> Part:
    """Article 37 leaves the choice to the person where more than one remedy is offered."""
    intro = tell("remedy.choose" if len(facts.remedies) > 1 else "remedy.only")
    return Part("remedy", tell("remedy.title"), (intro,), tuple(tell(f"remedy.{name}") for name in facts.remedies))


def _under(say: Say) -> Say:
    def tell(key: str, **values: object) -> str | Markup:
        return say(f"safety.recall.{key}", **values)

    return tell
