"""Sentences of one language as somebody reads them, with the values of the sample stories in them, and without the English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Final, NamedTuple

from renderers.context import Story
from renderers.language import dates, vocabulary
from renderers.language.money import money
from renderers.language.names import greeting_name
from renderers.language.translations import babel_locale, fields, resolve, text
from renderers.samples.stories import SAMPLE_STORIES
from workshop.readback.entries import Entry

PLACES: Final = {
    "after": "on the pages after the answer, or in the email that asks how the gift is",
    "arrival": "on the page about the parcel, or in the email that it has left",
    "common": "on several pages",
    "decline": "on the pages for declining and donating, or in the donation note",
    "film": "beside the film",
    "mail": "in an email",
    "microsite": "on the gift page",
    "offers": "on the page with everything the sender has for them",
    "others": "on the pages with other gifts",
    "parcel": "on the page about the parcel, or on the card in it",
    "preferences": "on the page of settings, its export and erasure, a printed card, or in the first email",
    "privacy": "on the page about what we know",
    "question": "in a question on the gift page",
    "safety": "in a warning about safety",
    "sms": "in a text message",
    "statement": "in the statement",
    "tell": "on the page for telling us something",
    "thread": "on the page of the conversation with the giver, or in its emails",
    "video": "in the film",
}
"""Surface -> where its sentences are, as a back-reader is told; one that is missing here is on several pages."""
_NO_SENTENCES: Final = frozenset({"catalog", "campaign", "dietary", "interests"})
_PRODUCTS: Final = "catalog.products."
_ONE_IN: Final = 8
"""One sentence in so many is a product's, since those outnumber all others."""
_COUNTS: Final = (1, 2, 3, 5, 11, 21, 113)
_NAMES_THE_READER: Final = (".greeting", "microsite.title")


class Example(NamedTuple):
    """A sentence with its values: its key, where it stands, the heading above it (or none), and what is read."""

    key: str
    place: str
    heading: str | None
    said: str


def sample(entries: Mapping[str, Entry], language: str, count: int, seed: int) -> list[Example]:
    """`count` sentences by chance, the same for the same seed; all of them where there are fewer."""
    chance = Random(seed)  # noqa: S311 a choice of what to read keeps no secret
    sentences = [key for key, entry in entries.items() if entry.is_translated and _is_sentence(key)]
    products = [key for key in entries if key.startswith(_PRODUCTS) and key.endswith(".line")]
    of_products = min(count // _ONE_IN, len(products))
    chosen = chance.sample(sentences, min(count - of_products, len(sentences))) + chance.sample(products, of_products)
    chance.shuffle(chosen)
    return [_example(entries, language, key, chance) for key in chosen]


def spoken(language: str, key: str, count: int = 5) -> str:
    """One sentence of the catalogues with a value in each of its fields. Raises KeyError for a field we have no value for."""
    story = next(story for story in SAMPLE_STORIES.values() if resolve(story.person.locale) == language)
    values: dict[str, object] = {name: _value(story, key, name) for name in fields(language, key) - {"count"}}
    return text(language, key, **values, count=count)


def _is_sentence(key: str) -> bool:
    return key.split(".", maxsplit=1)[0] not in _NO_SENTENCES and ".date." not in key


def _example(entries: Mapping[str, Entry], language: str, key: str, chance: Random) -> Example:
    surface, count = key.split(".", maxsplit=1)[0], chance.choice(_COUNTS)
    if key.startswith(_PRODUCTS):
        name = entries[key.removesuffix("line") + "name"].said[language]
        return Example(key, "below a product's name", name, entries[key].said[language])
    heading = f"{key.rpartition('.')[0]}.title"
    title = entries[heading].said[language] if heading in entries and heading != key else None
    return Example(key, PLACES.get(surface, PLACES["common"]), title, spoken(language, key, count))


def _value(story: Story, key: str, name: str) -> object:
    if name == "name":
        return _name(story, key)
    if name == "value":
        return _VALUE_OF.get(key.rpartition(".")[2], _interest)(story)
    value = _VALUES[name]
    return value(story) if callable(value) else value


def _name(story: Story, key: str) -> str:
    is_reader = key.endswith(_NAMES_THE_READER)
    return (greeting_name(story.person) if is_reader else None) or story.sender.name


def _interest(story: Story) -> str:
    return vocabulary.interest(story.person.locale, "gardening")


def _allergens(story: Story) -> str:
    return vocabulary.allergens(story.person.locale, ("nuts", "sesame"))


def _materials(story: Story) -> str:
    return vocabulary.materials(story.person.locale, ("leather", "wool"))


def _diet(story: Story) -> str:
    return vocabulary.diet(story.person.locale, "vegan")


def _day(story: Story) -> str:
    return dates.day(story.person.locale, story.open_until)


def _sentence(key: str) -> Callable[[Story], str]:
    return lambda story: text(story.person.locale, key)


_VALUE_OF: Final[Mapping[str, Callable[[Story], str]]] = {
    "allergen": _allergens,
    "contains": _allergens,
    "diet": _diet,
    "unsuited": _diet,
    "place": lambda story: str(story.person.city),
}
"""The last part of a key that says `{value}` -> what stands there; elsewhere it is an interest."""
_VALUES: Final[Mapping[str, Callable[[Story], object] | str | int]] = {
    "account": lambda story: story.person.company,
    "address": "help@handpicked.example",
    "allergen": _allergens,
    "archive": _sentence("microsite.foot.archive"),
    "share": "75",
    "batch": "L 2704",
    "away": _interest,
    "brand": lambda story: story.brand.name,
    "code": "482913",
    "host": "offers.example.com",
    "city": lambda story: story.sender.city,
    "company": lambda story: story.sender.company,
    "contact": "+44 20 7946 0018",
    "phone": "+44 20 7946 0018",
    "where": "gifts.example.com/check",
    "currency": "EUR",
    "day": _day,
    "diet": _diet,
    "diets": _diet,
    "digits": "3f2a 9c1b 77aa 00ff",
    "gift": lambda story: story.gift.name,
    "giver": lambda story: story.sender.company,
    "help": "help@handpicked.example",
    "hour": "10:30",
    "issuer": "gifts.example",
    "language": lambda story: str(babel_locale(story.person.locale).languages["pl"]),
    "least": lambda story: money(story.person.locale, story.gift.price),
    "link": _sentence("microsite.safe.changed_link"),
    "marks": _allergens,
    "materials": _materials,
    "moment": _day,
    "most": lambda story: money(story.person.locale, story.gift.price),
    "number": lambda story: story.number,
    "page": 2,
    "pages": 3,
    "pdf": "PDF",
    "product": lambda story: story.gift.name,
    "sender": lambda story: story.sender.company,
    "sentence": _sentence("sms.invitation"),
    "sku": lambda story: story.gift.sku,
    "source": "Spring fair 2027",
    "statement": _sentence("microsite.foot.statement"),
    "street": lambda story: story.sender.street,
    "sum": lambda story: money(story.person.locale, story.gift.price),
    "time": "10:30",
    "to": lambda story: vocabulary.interest(story.person.locale, "chess"),
    "title": lambda story: story.sender.title,
    "what": _allergens,
    "words": "JN",
    "age": 18,
    "years": 18,
    "zone": "Europe/Prague",
}
"""Field -> what stands there."""
