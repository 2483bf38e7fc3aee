"""What we know about you: every fact with its source, each to be corrected, erased or kept to oneself.

The page's forms post to `<base_path>/privacy` with the hidden `nonce` and an `act`:

    correct        `fact`: its id, `value`: what is true (a key for diet, allergen and material, words for the rest)
    erase          `fact`
    keep_private   `fact`
    forget_address nothing else
    unsubscribe    nothing else
    viewing_…      nothing else; see `viewing`
    withdraw_food  `confirm` = yes, else nothing happens
    erase_me       `confirm` = yes, else nothing happens

Where `correct` or `erase` would take away what somebody must not be given, the page answers with a second form that names it, see
`confirm`, and that one sends `confirm`: the id of every fact it named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final, get_args

from markupsafe import Markup

from renderers.context import TAPS, Brand, LanguageNote, Money, Person, QuestionKind, Reader, Sender, Source
from renderers.errors import TemplateError
from renderers.language import dates, vocabulary
from renderers.language.money import money
from renderers.language.translations import keys, text
from renderers.microsite.framed import framed
from renderers.microsite.own.viewing import UNSEEN, Viewing
from renderers.microsite.own.why import WhyGift, WhyNow
from renderers.microsite.slots import NEVER
from renderers.relation import NONE_OF_THESE, Motive

CALLED: Final = "called"
"""How somebody is addressed. Where they have not told it, the line says how we do, and is no fact."""
SOUND: Final = "sound"
"""How their name is said, spelled for readers of English. While nobody told it the value is `BY_TABLE`, or empty: not known."""
BY_TABLE: Final = "table"
GROUPS: Final = {
    "diet": ("diet", "allergen", "material"),
    "likes": (
        "interest",
        "dislike",
        "motive",
        "taste",
        "for_whom",
        "size",
        "has_already",
        "wish",
        "rather",
        "close_to",
    ),
    "who": (
        "name",
        CALLED,
        SOUND,
        "email",
        "company",
        "region",
        "language",
        "policy",
        "limit",
        "place",
        "channel",
        "away",
        "adult",
    ),
}
_KEYED: Final = frozenset({"diet", "allergen", "material", "interest", "rather", "close_to"})
"""Kinds whose values are words of ours, written small for use within a sentence."""
_EMAIL: Final = frozenset({"mail", "email"})
_MADE_UP: Final = frozenset({CALLED, SOUND})
"""Lines that stand there also while nobody has told anything."""
_SET: Final = frozenset({"text", "card"})
"""Ways that no question offers, only the page of settings."""
_FIXED: Final = {"none": "nothing", "ask": "ask", "withheld": "withheld", "yes": "yes", "no": "no"}


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One line. `value` is a key for diet, allergen, material, interest, motive, channel and adult, ISO days joined by /
    for away, traits joined by , and > for rather (what is liked more first), else words."""

    id: str
    kind: str
    value: str
    source: Source
    known_since: datetime
    until: datetime | None
    seen_by_sender: bool
    is_private: bool
    can_change: bool
    """False for what the service cannot do without, such as the address this was sent to: that is erased with the person."""
    can_erase: bool = True
    """False for a question of ours that is open: it is answered, not deleted."""
    can_fix: bool = True
    """False where another is told instead, as days away are."""
    is_readable: bool = True
    """False where what was kept is damaged or holds nothing to see: the line says so, and can be put right or deleted."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One list that the reader came with. `source` is in its sender's words, "" where it cannot be read; `food`: (how, when) they
    told what they eat, as the list has it, how being form, mail, call or person."""

    source: str
    stated_at: datetime
    food: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """`notice`: corrected, erased, private, unsubscribed, invalid, the act of a press on their viewing, or None."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    facts: tuple[KnownFact, ...]
    address_known: bool
    is_unsubscribed: bool
    notice: str | None
    may_tell: bool = False
    """Whether more about food and materials can be told here, as an answer to the question about them."""
    language: LanguageNote | None = None
    basis: str = "unsaid"
    """Why the sender says it may write to them: agreed, customer, none or unsaid."""
    origins: tuple[Origin, ...] = ()
    why_gift: WhyGift | None = None
    """None where nothing is chosen for them."""
    why_now: WhyNow | None = None
    """None where nothing was decided about messages to them yet."""
    viewing: Viewing = UNSEEN
    address_kept: bool = False
    """Whether an address is kept for their next gift, because they said so."""
    may_withdraw: bool = False
    """Whether anything is known of what they eat or avoid, so that consent to it can be taken back."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is printed; `choices` are keys and labels to correct it with, empty where words are typed."""

    fact: KnownFact
    label: str
    value: str
    use: str
    choices: tuple[tuple[str, str], ...]
    hint: str | None
    """How the value is to be written; None where that is plain."""
    typed: str
    """What stands in the field before anybody types."""


def privacy_page(page: PrivacyPage) -> bytes:
    """The page as HTML, proofed. Raises TemplateError for a kind of fact that has no name, ProofFailed like a drawing."""
    locale = page.person.locale
    html = framed(
        "microsite/privacy.html",
        page,
        "privacy page",
        groups=_groups(locale, page.facts),
        allergens=vocabulary.allergen_keys(),
        diets=vocabulary.diet_keys(),
        never=tuple(NEVER),
        never_label=lambda key: vocabulary.materials(locale, NEVER[key]),
        act=lambda name: _hidden(page, name),
        known=sum(fact.kind not in _MADE_UP or fact.can_erase for fact in page.facts),
        notice=page.notice if f"privacy.notice.{page.notice}" in keys("privacy") else None,
    )
    return html.encode()


def value_words(locale: str, fact: KnownFact) -> str:
    """A fact's value as the reader would say it."""
    if not fact.is_readable:
        return text(locale, "privacy.value.unreadable")
    if fact.kind == CALLED and not fact.value:
        return text(locale, "privacy.value.unnamed")
    if fact.kind == SOUND and fact.source == "inferred":
        return text(locale, "privacy.value.sound_known" if fact.value == BY_TABLE else "privacy.value.sound_unknown")
    if fact.kind in ("diet", "adult") and fact.value in _FIXED:
        return text(locale, f"privacy.value.{_FIXED[fact.value]}")
    say = _SAYINGS.get(fact.kind)
    return fact.value if say is None else say(locale, fact.value)


def _groups(locale: str, facts: tuple[KnownFact, ...]) -> list[tuple[str, list[Row]]]:
    unknown = {fact.kind for fact in facts} - {kind for kinds in GROUPS.values() for kind in kinds}
    if unknown:
        raise TemplateError(f"There is no name for facts of kind {', '.join(sorted(unknown))}.", where="privacy page")
    groups = [(name, [_row(locale, fact) for fact in facts if fact.kind in kinds]) for name, kinds in GROUPS.items()]
    return [(name, rows) for name, rows in groups if rows]


def _row(locale: str, fact: KnownFact) -> Row:
    return Row(
        fact,
        text(locale, f"privacy.kind.{fact.kind}"),
        _capital(value_words(locale, fact)) if fact.kind in _KEYED else value_words(locale, fact),
        text(locale, f"privacy.use.{_use(fact)}"),
        _choices(locale, fact.kind),
        text(locale, "privacy.hint.sound") if fact.kind == SOUND else None,
        "" if not fact.is_readable or (fact.kind == SOUND and fact.source == "inferred") else fact.value,
    )


def _use(fact: KnownFact) -> str:
    """What it is used for; a motive that they did not tell themselves counts for nothing."""
    return "motive_noted" if fact.kind == "motive" and fact.source != "asked" else fact.kind


def _choices(locale: str, kind: str) -> tuple[tuple[str, str], ...]:
    if kind == "diet":
        none = ("none", text(locale, "privacy.value.nothing"))
        return (none, *((key, vocabulary.diet(locale, key)) for key in vocabulary.followed_keys()))
    if kind == "allergen":
        return tuple((key, vocabulary.allergen(locale, key)) for key in vocabulary.allergen_keys())
    if kind == "material":
        return tuple((key, vocabulary.material(locale, key)) for key in vocabulary.material_keys())
    if kind in ("motive", "taste"):
        offered = (*get_args(Motive), NONE_OF_THESE) if kind == "motive" else TAPS["taste"]
        return tuple((key, _SAYINGS[kind](locale, key)) for key in offered)
    if kind == "adult":
        return tuple((key, text(locale, f"privacy.value.{key}")) for key in ("yes", "no"))
    return ()


def _hidden(page: PrivacyPage, act: str) -> Markup:
    return Markup('<input type="hidden" name="nonce" value="{}"><input type="hidden" name="act" value="{}">').format(
        page.nonce, act
    )


def _motive(locale: str, key: str) -> str:
    """A motive in the words of the question that it answers, also where that is asked in other words by now."""
    said = f"microsite.ask.{key}"
    return text(locale, said) if said in keys("microsite") else key


def _channel(locale: str, key: str) -> str:
    """The way we write, by its name."""
    if key in _SET:
        return text(locale, f"preferences.reach.{key}")
    return text(locale, "privacy.kind.email") if key in _EMAIL else _tap("channel", locale, key)


def _tap(kind: QuestionKind, locale: str, key: str) -> str:
    """An answer in the words of the button that gave it; what no button says stands as it was kept."""
    return text(locale, f"question.{kind}.{key}") if key in TAPS[kind] else key


def _age(locale: str, age: str) -> str:
    """The age that somebody is known to have reached."""
    return text(locale, "privacy.value.aged", age=age)


def _thing(_: str, words: str) -> str:
    """A kind of thing: in its person's words, or as the catalog writes it."""
    return words.replace("_", " ")


def _rather(locale: str, value: str) -> str:
    """Rather these than those."""
    to, away = (
        vocabulary.listed(locale, [_trait(locale, trait) for trait in side.split(",")]) for side in value.split(">")
    )
    return text(locale, "privacy.value.rather", to=to, away=away)


def _close_to(locale: str, value: str) -> str:
    """What a note is near to, by name; how near is for the choice alone."""
    return vocabulary.listed(locale, [_trait(locale, one.partition("=")[0]) for one in value.split(",")])


def _trait(locale: str, trait: str) -> str:
    """What a product is about, or its category, by its name."""
    kind, _, name = trait.partition(":")
    return vocabulary.interest(locale, name) if kind == "interest" else _thing(locale, name)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _days_away(locale: str, span: str) -> str:
    days = [date.fromisoformat(day) for day in span.split("/")]
    return dates.span(locale, days[0], days[-1])


def _limit(locale: str, value: str) -> str:
    """A limit as a sum of money."""
    minor, currency = value.split(" ")
    return money(locale, Money(int(minor), currency))


def _place(locale: str, place: str) -> str:
    return text(locale, f"terms.place.{place}")


def _policy(locale: str, value: str) -> str:
    return text(locale, "privacy.value.no_gifts") if value == "no_gifts" else value


_SAYINGS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "diet": vocabulary.diet,
    "allergen": vocabulary.allergen,
    "material": vocabulary.material,
    "interest": vocabulary.interest,
    "motive": _motive,
    "wish": vocabulary.interest,
    "channel": _channel,
    "taste": partial(_tap, "taste"),
    "for_whom": partial(_tap, "for_whom"),
    "adult": _age,
    "away": _days_away,
    "dislike": _thing,
    "has_already": _thing,
    "limit": _limit,
    "policy": _policy,
    "place": _place,
    "rather": _rather,
    "close_to": _close_to,
}
