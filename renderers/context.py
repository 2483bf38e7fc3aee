"""What a renderer is given: frozen, plain and complete. One Story serves page, film, statement and mail of one gift.

Money is integer minor units with its ISO 4217 currency; moments are aware datetimes in UTC; locales are BCP 47 (`cs`, `ru`, `ar`).
A value that is not known is None and has its own sentence in every template; an empty string is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from renderers.checked.values import Checked, OfficeSaid
from renderers.cues import VOICELESS, Cues, Voiced
from renderers.material import FilmMaterial
from renderers.parcel.terms import ORDINARY_TERMS, AddressTerms
from renderers.relation import Daypart, Lifecycle, Motive, Relationship, Remembered, Stage, stage_of

Source = Literal["asked", "observed", "imported", "inferred"]
ReasonCode = Literal[
    "interest", "motive", "diet", "allergen", "dislike", "place", "not_food", "used_up", "price_policy"
]
Reader = Literal["greeted", "unnamed", "not_me"]
"""Who looks at a page: `greeted` came by a link marked personal, `unnamed` some other way, `not_me` said that it is not theirs."""
QuestionKind = Literal[
    "diet", "interest", "allergens", "age", "away", "channel", "language", "taste", "for_whom", "size"]  # fmt: skip
TAPS: Final[Mapping[QuestionKind, tuple[str, ...]]] = {
    "allergens": ("no_allergy", "nuts", "milk", "gluten", "eggs", "told"),
    "age": ("yes", "no"),
    "away": ("here", "dates"),
    "channel": ("mail", "link"),
    "language": ("en", "ru", "is", "cs", "ro", "ar", "ja"),
    "taste": ("sweet", "savoury", "both", "neither"),
    "for_whom": ("self", "somebody"),
    "size": ("XS", "S", "M", "L", "XL", "XXL"),
}
"""What one tap may answer to a question. What is eaten and what is enjoyed have lists of their own."""
DeclineReason = Literal[
    "gift_policy", "value_too_high", "dietary", "not_interested", "already_have", "wrong_person", "privacy", "other"]  # fmt: skip
CancelReason = Literal["unavailable", "ended", "mistake", "rules"]
"""Why the sender cancels a gift after a yes, as its person reads it."""
SwapLimit = Literal["within_20", "within_10", "not_dearer", "none"]
"""What a gift may be swapped for, by its value beside that of the gift first chosen."""
FilmState = Literal["made", "on_play", "refused"]
GiftState = Literal[
    "held", "open", "accepted", "donated", "declined", "expired", "canceled", "ordered", "shipped", "delivered", "returned",
    "failed"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of `currency` (ISO 4217)."""

    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class ValueStep:
    """How the value of one gift differs from that of another; `by` is None where prices are hidden."""

    direction: Literal["less", "more"]
    by: Money | None


@dataclass(frozen=True, slots=True)
class Person:
    """The recipient as they may be addressed; no name: none is known. `called`: how they told us to, None for somebody else."""

    locale: str
    given_name: str | None
    full_name: str | None
    company: str
    city: str | None
    called: str | None = None
    sound: str | None = None  # how the name in their wordmark is said, spelled for readers of English (`respelled`)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who gives, as the papers name them: person, company, address and the company's registration.

    `title_locale` is the language of the job title: English where the sender gave none of the reader's.
    """

    name: str
    title: str
    company: str
    street: str
    city: str
    registration: str
    title_locale: str = "en"


@dataclass(frozen=True, slots=True)
class Brand:
    """The giver's look. Tokens are CSS colours by token name; a renderer checks their contrast before it uses them."""

    name: str
    site: str
    tokens: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """What the gift is made of or gives off, whether it is eaten or not. Every material key stands in exactly one of the four."""

    contains: tuple[str, ...] = ()
    may_contain: tuple[str, ...] = ()
    free_of: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyFacts:
    """What the gift is, never what the person eats.

    Allergen and diet keys are all empty for what is neither food nor for skin; materials are told of everything.
    """

    is_consumable: bool
    contains: tuple[str, ...]
    may_contain: tuple[str, ...]
    free_of: tuple[str, ...]
    unknown: tuple[str, ...]
    suits: tuple[str, ...]
    does_not_suit: tuple[str, ...]
    not_certified: tuple[str, ...]
    min_age: int | None
    materials: MaterialFacts = MaterialFacts()


@dataclass(frozen=True, slots=True)
class GiftFacts:
    """One product as it is told in the reader's language. `image` is a path below assets/images without size and ending.

    `locale` is the language its texts are in: English where its maker gave none of the reader's. `price` is None where the giver
    hides it: then only the statement is given it.
    """

    product_id: str
    sku: str
    name: str
    line: str
    inside: str
    category: str
    price: Money | None
    lead_days: int
    image: str
    image_alt: str
    locale: str
    safety: SafetyFacts
    inscription: str | None = None
    """What stands on it for this person, already merged; None where nothing does. A picture with a place for it draws it there."""
    use: str | None = None
    keep: str | None = None
    """How to use and how to keep it, a line each in its maker's words; None where nobody has said."""
    place: str | None = None
    """Whose place for an inscription its picture has: "shapes/mug" or "products/HP-0050" (`product/places`); None for a photo."""
    by_email: bool = False


@dataclass(frozen=True, slots=True)
class ReasonFact:
    """One reason for the choice. `code` names the sentence in the translations, `value` the key inserted (an interest, a diet)."""

    fact_id: str
    code: ReasonCode
    value: str
    source: Source
    known_since: datetime


@dataclass(frozen=True, slots=True)
class Charity:
    """One that a gift's worth can go to: its key in the campaign, its name, and a line about it.

    `locale` is the language of the line: English where the sender wrote none of the reader's.
    """

    key: str
    name: str
    line: str
    locale: str


@dataclass(frozen=True, slots=True)
class PastGift:
    """A gift of an earlier campaign: when, what, what became of it, and its price."""

    on: datetime
    name: str
    state: str
    price: Money
    locale: str = "en"
    """The language of its name."""


@dataclass(frozen=True, slots=True)
class Links:
    """Absolute URLs. `page` opens the gift without naming anybody: the QR code carries it, since papers are passed on.

    `personal` opens the same page and marks its reader as the recipient: it goes into their own mail and nowhere else.
    """

    page: str
    personal: str
    statement: str
    privacy: str
    unsubscribe: str
    help: str
    office: str | None = None
    """Where an ethics office answers; it stands on the statement alone. None for whoever only looks ahead."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Why the sender says it may write: `customer`, `agreed` or `unsaid`; `source` in its own words, None where it named none."""

    basis: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything one gift's page, film, statement and mail are made of. `number`: of its statement, e.g. HP-2026-11-22-7KQ4."""

    gift_id: str
    number: str
    state: GiftState
    person: Person
    sender: Sender
    brand: Brand
    occasion: str
    message: str
    """The sender's note, already merged."""
    copy_locale: str
    """The language of occasion and message: English where the sender wrote none of the reader's."""
    gift: GiftFacts
    alternatives: tuple[GiftFacts, ...]
    reasons: tuple[ReasonFact, ...]
    """What the page may say. The film and the mail use only interests that were asked or imported, never a diet."""
    charities: tuple[Charity, ...]
    past_gifts: tuple[PastGift, ...]
    considered: int
    """How many products were looked at for this person."""
    issued_at: datetime
    open_until: datetime
    decided_at: datetime | None
    undo_until: datetime | None
    is_swapped: bool
    links: Links
    motive: Motive | None = None
    """What moves the person. It chooses words and scenes, as do the next two."""
    relationship: Relationship | None = None
    lifecycle: Lifecycle | None = None
    remembered: Remembered | None = None
    personal_line: str | None = None
    """What the giver wrote to this person alone, already merged."""
    daypart: Daypart | None = None
    """When the page was first opened, where the film is made after that."""
    swap_limit: SwapLimit = "within_20"
    swaps_once: bool = False
    is_price_shown: bool = True
    """Where it is False no price is in the story, unless it is for a statement."""
    beside_first: ValueStep | None = None
    """How the gift's value differs from that of the one first chosen for the person, where we had to choose again."""
    origin: Origin | None = None
    """Where the reader's address came from. Only the first mail says so."""
    state_at: datetime | None = None
    """When the gift came into its state, where that was neither its issue nor the answer."""
    subject: str | None = None
    """The sender's own subject of the invitation, already merged; None where ours stands there."""
    has_film: bool = True
    """Whether page and mail lead to the film; it is not shown to whoever was drawn to get the page alone."""
    is_value: bool = False
    """Whether it tells of a sum that was donated in place of a gift."""
    material: FilmMaterial | None = None
    """The giver's own clip, logo, voice, paper and music, where they brought any. Only films look at it."""
    checked: Checked | None = None
    """How its reader finds out whether it is real; None for samples."""
    office: OfficeSaid | None = None
    passed_on: bool = False
    """Only statements tell these two: what an office answered, and that its reader gave it to a colleague."""

    @property
    def stage(self) -> Stage | None:
        """How its reader stands with the giver."""
        return stage_of(self.relationship, self.lifecycle)

    @property
    def may_swap(self) -> bool:
        """Whether the reader may swap the gift at all, or once more."""
        return self.swap_limit != "none" and not (self.swaps_once and self.is_swapped)


@dataclass(frozen=True, slots=True)
class LiveOffer:
    """An alternative at this moment: `is_available` False keeps the card in place with its reason."""

    gift: GiftFacts
    is_available: bool
    back_on: datetime | None
    beside_present: ValueStep | None = None
    """How its value differs from that of the gift the reader has now."""


@dataclass(frozen=True, slots=True)
class LiveFilm:
    """A film for its player: what that needs, and the transcript, a paragraph a scene. `state` is made; on_play where it will be
    made when somebody plays it; refused where it could not be made."""

    cues: Cues
    transcript: str
    state: FilmState = "made"
    voice: Voiced = VOICELESS


@dataclass(frozen=True, slots=True)
class LanguageNote:
    """What a page says of its own language.

    `other` (BCP 47) is the reader's, which we lack; or, while they are `reading` in one that they chose, that of their film,
    statement and emails.
    """

    says: Literal["lacking", "reading"]
    other: str


@dataclass(frozen=True, slots=True)
class LivePage:
    """What may have changed since the page was drawn; spliced in at every GET. All form actions are paths below `base_path`."""

    base_path: str
    nonce: str
    """Must come back with every answer (hidden field `nonce`)."""
    reader: Reader
    state: GiftState
    hold_reason: str | None
    question: QuestionKind | None
    address_wanted: bool
    address_known: bool
    undo_for: timedelta | None
    """How much longer the answer can be undone; None where it can’t."""
    notice: str | None
    """A code of `microsite.notice`, such as swapped, lost_race or chosen_again."""
    address_errors: Mapping[str, str]
    """Field -> code of what is wrong."""
    address_values: Mapping[str, str]
    film: bytes | None
    """The section that plays it, as `player` drew it; None while the film is being made."""
    statement_ready: bool
    offer: bytes | None = None
    """The section of the offer that fits best, as `offers` drew it; None where there is none."""
    donation_noted: bool = False
    """Whether the note of its donation is there to be opened."""
    gives: bool = False
    """While nothing is chosen: whether a sum is set aside that the reader can have donated."""
    value: Money | None = None
    """That sum, where the giver tells values."""
    chosen_again: bool = False
    """The reader said yes before, and the gift was stopped since it was no longer safe; who told us what is told to nobody."""
    ran_out: bool = False
    """There was none left to pack of the gift the reader said yes to."""
    kept_until: datetime | None = None
    """Until when an accepted gift waits for its address."""
    checked_again: bool = False
    """The reader said yes, and whether it is still safe for them is being looked at, or waits for their answer."""
    language: LanguageNote | None = None
    in_doubt: bool = True
    """A question about food is one of safety: something is not clear, or nothing can be chosen without the answer."""
    rating: str | None = None
    """The one question about how it went, csat or ces; None where none is asked."""
    waits: Literal["open", "choosing", "nothing", "skipped"] = "open"
    """While nothing is chosen: what became of the question."""
    is_first_look: bool = False
    """Whether this browser has not seen the page before: only then the wordmark moves."""
    address_terms: AddressTerms = ORDINARY_TERMS
    passed_on: bool = False
    is_read_only: bool = False  # the browser keeps nothing to ask for anything by
    is_still: bool = False  # whether its reader stopped a page that waits from refreshing


@dataclass(frozen=True, slots=True)
class Rendition:
    """What a renderer made and proof passed. `files` holds at least "body"; a name maps to (media type, bytes)."""

    kind: str
    files: Mapping[str, tuple[str, bytes]]
    text: str
    """Every word a person can read or hear in it, as proofed."""
    has_synthetic_voice: bool = False

    @property
    def body(self) -> bytes:
        """The bytes of its main file."""
        return self.files["body"][1]
