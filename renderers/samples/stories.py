"""Stories to draw without a database: real products of the sample catalog, people who do not exist.

`SAMPLE_STORIES` maps a short name to a story; between them they hold every language, both directions of writing, food and not
food, a long name, and somebody whose name nobody knows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from renderers.context import (
    Brand,
    Charity,
    GiftFacts,
    Links,
    LiveFilm,
    LiveOffer,
    LivePage,
    Money,
    PastGift,
    Person,
    ReasonCode,
    ReasonFact,
    Sender,
    Source,
    Story,
)
from renderers.cues import Chapter, Cues, Zone
from renderers.language.places import place
from renderers.language.translations import ASSETS, resolve
from renderers.microsite.player import player
from renderers.product.marks import safety_of
from renderers.relation import Remembered

NOW: Final = datetime(2027, 4, 21, 9, 30, tzinfo=UTC)
_HOST: Final = "https://handpicked.example"
_SAMPLES: Final = ASSETS / "samples"


def _read(name: str) -> Any:
    return json.loads((_SAMPLES / name).read_text(encoding="utf-8"))


_CAMPAIGN: Final = _read("campaign.json")
_PRODUCTS: Final[Mapping[str, Any]] = {product["sku"]: product for product in _read("catalog.json")["products"]}


def gift_facts(sku: str, locale: str) -> GiftFacts:
    """A product of the sample catalog as a reader of this locale is told of it. Raises KeyError for a SKU that is not in it."""
    product = _PRODUCTS[sku]
    words = product["texts"].get(resolve(locale), product["texts"]["en"])
    return GiftFacts(
        product_id=f"prd_{sku}",
        sku=sku,
        name=words["name"],
        line=words["line"],
        inside=words["inside"],
        category=product["category"],
        price=Money(product["price_minor"], product["currency"]),
        lead_days=product["lead_days"],
        image=f"products/{sku}",
        image_alt=words["name"],
        locale=locale if locale in product["texts"] else "en",
        safety=safety_of(
            product["kind"], product["allergens"], product["diets"], product["materials"], product["min_age"]
        ),
    )


def _links(gift_id: str) -> Links:
    page = f"{_HOST}/gift/{gift_id}"
    return Links(
        page=f"{_HOST}/g/{gift_id}/9vK2mQ7xR4tY8wZ1",
        personal=f"{_HOST}/g/{gift_id}/9vK2mQ7xR4tY8wZ1/for-you",
        statement=f"{page}/statement",
        privacy=f"{page}/privacy",
        unsubscribe=f"{page}/privacy#channels",
        help="mailto:help@handpicked.example",
        office=f"{_HOST}/office/7KQ4-M2XT-R9AB-44TT",
    )


def _known(code: ReasonCode, value: str, source: Source, days: int = 49) -> ReasonFact:
    return ReasonFact(f"fct_{code}_{value.replace(' ', '_')}", code, value, source, NOW - timedelta(days=days))


def _charity(entry: Mapping[str, Any], locale: str) -> Charity:
    line: Mapping[str, str] = entry["line"]
    language = locale if locale in line else "en"
    return Charity(entry["key"], entry["name"], line[language], language)


def _sender(locale: str) -> Sender:
    told: Mapping[str, Any] = _CAMPAIGN["sender"]
    titles: Mapping[str, str] = {**told.get("titles", {}), "en": told["title"]}
    language = locale if locale in titles else "en"
    plain = {name: words for name, words in told.items() if name != "titles"}
    return Sender(**plain | {"title": titles[language], "title_locale": language, "city": place(locale, told["city"])})


def _story(person: Person, sku: str, others: tuple[str, ...], reasons: tuple[ReasonFact, ...]) -> Story:
    locale = resolve(person.locale)
    gift_id = f"gft_{person.locale}_{sku}"
    words = _CAMPAIGN["message"]
    return Story(
        gift_id=gift_id,
        number="HP-2027-04-21-7KQ4",
        state="open",
        person=person,
        sender=_sender(locale),
        brand=Brand(_CAMPAIGN["brand"]["name"], _CAMPAIGN["brand"]["site"], {"ember": _CAMPAIGN["brand"]["ember"]}),
        occasion=_CAMPAIGN["occasion"][locale],
        message=words[locale],
        copy_locale=locale,
        gift=gift_facts(sku, locale),
        alternatives=tuple(gift_facts(other, locale) for other in others),
        reasons=reasons,
        charities=tuple(_charity(charity, locale) for charity in _CAMPAIGN["charities"]),
        past_gifts=(
            PastGift(
                NOW - timedelta(days=160), gift_facts("HP-0006", locale).name, "accepted", Money(2000, "EUR"), locale
            ),
        ),
        remembered=Remembered(
            gift_facts("HP-0006", locale).name, locale, NOW - timedelta(days=160), is_for_mail=False, was_swapped=False
        ),
        considered=113,
        issued_at=NOW,
        open_until=NOW + timedelta(days=23),
        decided_at=None,
        undo_until=None,
        is_swapped=False,
        links=_links(gift_id),
    )


_JANA_KNOWN: Final = (
    _known("diet", "vegan", "asked"),
    _known("interest", "running", "asked"),
    _known("used_up", "used up", "observed", 160),
    _known("place", "Praha", "imported", 2),
    _known("interest", "chocolate", "inferred", 1),
)
_NOT_FOOD: Final = ("HP-0159", "HP-0313", "HP-0357", "HP-0247")


SAMPLE_STORIES: Final[Mapping[str, Story]] = {
    "jana": _story(
        Person("en", "Jana", "Jana Nováková", "Vltava Instruments", "Praha"), "HP-0025", _NOT_FOOD, _JANA_KNOWN
    ),
    "jana-cs": _story(
        Person("cs", "Jana", "Jana Nováková", "Vltava Instruments", "Praha"), "HP-0025", _NOT_FOOD, _JANA_KNOWN
    ),
    "darya": _story(
        Person("ru", "Дарья", "Дарья Кузнецова", "Алатау Софт", "Алматы"),
        "HP-0260",
        ("HP-0357", "HP-0313", "HP-0291", "HP-0236"),
        (_known("interest", "calligraphy", "asked"), _known("not_food", "unknown", "inferred", 2)),
    ),
    "thordis": _story(
        Person("is", "Þórdís", "Þórdís Ægisdóttir", "Hafblik ehf.", "Reykjavík"),
        "HP-0335",
        ("HP-0159", "HP-0324", "HP-0236", "HP-0346"),
        (_known("interest", "knitting", "asked"), _known("allergen", "nuts", "imported", 2)),
    ),
    "stefan": _story(
        Person("ro", "Ștefan", "Ștefan Ionescu", "Carpați Mobilă", "Brașov"),
        "HP-0051",
        ("HP-0137", "HP-0302", "HP-0328", "HP-0379"),
        (_known("interest", "tea", "imported", 2), _known("diet", "gluten_free", "asked")),
    ),
    "amal": _story(
        Person("ar", "أمل", "أمل حداد", "Gulf Horizon Trading", "دبي"),
        "HP-0297",
        ("HP-0247", "HP-0193", "HP-0303", "HP-0390"),
        (_known("interest", "gardening", "asked"), _known("diet", "halal", "asked")),
    ),
    "misaki": _story(
        Person("ja", "美咲", "田中 美咲", "北風精機", "大阪"),
        "HP-0198",
        ("HP-0247", "HP-0304", "HP-0181", "HP-0357"),
        (_known("interest", "tea", "imported", 2),),
    ),
    "long-name": _story(
        Person("en", "Anna-Katharina", "Anna-Katharina von Lichtenberg-Hohenfels", "Elbtal Werkzeuge GmbH", "Dresden"),
        "HP-0037",
        _NOT_FOOD,
        (_known("interest", "chocolate", "imported", 2), _known("price_policy", "max 25 EUR", "imported", 2)),
    ),
    "no-name": _story(
        Person("en", None, None, "Vltava Instruments", None),
        "HP-0247",
        ("HP-0159", "HP-0313", "HP-0357", "HP-0291"),
        (_known("not_food", "unknown", "imported", 2),),
    ),
}


SAMPLE_FILM: Final = LiveFilm(
    Cues(
        20.0,
        (
            Chapter("opening", "For you", 0.0, 2.8),
            Chapter("why", "Why this one", 2.8, 6.0),
            Chapter("gift", "The gift", 6.0, 9.6),
            Chapter("inside", "What is in it", 9.6, 13.0),
            Chapter("swap", "Rather something else?", 13.0, 15.6),
            Chapter("yours", "Yes or no", 15.6, 20.0),
        ),
        (Zone("accept", 15.6, 20.0), Zone("others", 13.0, 15.6), Zone("ask", 18.2, 20.0)),
    ),
    "Jana Nováková\nSomething chosen for one person.\n\nYours, if you say yes.\n",
)
"""What a page knows of a film once it is there; in English, whoever reads."""


def sample_offers(story: Story) -> tuple[LiveOffer, ...]:
    """Its other gifts a moment after the reader asked for them; the last of them has just gone."""
    *there, gone = story.alternatives
    return (*(LiveOffer(gift, True, None) for gift in there), LiveOffer(gone, False, NOW + timedelta(days=12)))


def sample_live(story: Story) -> LivePage:
    """An open page with a question on it and its film made."""
    return LivePage(
        base_path=f"/gift/{story.gift_id}",
        nonce="5fW3oDq1",
        reader="greeted",
        state="open",
        hold_reason=None,
        question="interest",
        address_wanted=False,
        address_known=False,
        undo_for=None,
        notice=None,
        address_errors={},
        address_values={},
        film=player(story, SAMPLE_FILM),
        statement_ready=True,
    )
