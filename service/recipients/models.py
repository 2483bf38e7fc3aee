"""Accounts and people. The only tables that hold personal values of recipients, all of them encrypted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted, partial_index
from service.folding import searched_text


def _searched(context: Any) -> str:
    """The default of `searched`."""
    return searched_text(context.get_current_parameters()["name"])


class Account(Base):
    """A target company. `name_key` is its name folded, so that one company spelled twice is one account."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name_key"),
        CheckConstraint("relationship IN ('prospect', 'customer', 'partner')", name="relationship"),
        CheckConstraint("lifecycle IN ('new', 'active', 'renewal', 'lapsed')", name="lifecycle"),
        CheckConstraint("worth IN ('low', 'middle', 'high')", name="worth"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    name: Mapped[str]
    name_key: Mapped[str]
    searched: Mapped[str] = mapped_column(default=_searched, server_default=text("''"))
    """The words of its name as `folding.searched_text` writes them, for a search in SQL."""
    country: Mapped[str]
    gift_policy: Mapped[dict[str, Any]]
    """The rules in force: {no_gifts, no_food, no_alcohol, consumables_only, public_sector: bool, cap_minor, yearly_cap_minor: int |
    None, currency}. Written by `gift_policy` alone, from what lists say and what a person set."""
    listed_policy: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What all lists together say, in the same shape."""
    set_policy: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What a person set: {rule: {value, settled, since, by, at}}; see `gift_policy`."""
    proposed_policy: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What somebody at the company says its rule is, in force until a person of the sender's confirms or lifts it: {rule: {value,
    on: ISO day}}. Nothing in it tells who said so."""
    stated_policy: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """All that the company said of its own rules, by its office or its file, as `stated.rules` has it; {} for nothing."""
    policy_changed_at: Mapped[datetime | None]
    """When the rules in force changed last; a plan that is older has to be made anew."""
    relationship: Mapped[str | None]
    """What the company is to the sender, where a list said so: prospect, customer or partner."""
    lifecycle: Mapped[str | None]
    """Where it stands with the sender, where a list said so: new, active, renewal or lapsed."""
    worth: Mapped[str | None] = mapped_column(default=None)
    """How much it is worth to the sender, where a list said so: low, middle or high."""
    giver_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"), default=None, index=True)
    """Who of the sender's people gives to everybody here who has no giver of their own; None: nobody was chosen."""
    created_at: Mapped[datetime]


class Recipient(Base):
    """A person at an account, remembered between campaigns. An erased person keeps only the row and its ids."""

    __tablename__ = "recipient"
    __table_args__ = (
        UniqueConstraint("workspace_id", "email_hash"),
        Index("ix_recipient_workspace_id_searched_as", "workspace_id", "searched_as"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    email_hash: Mapped[str]
    email: Mapped[str | None] = mapped_column(Encrypted)
    given_name: Mapped[str | None] = mapped_column(Encrypted)
    family_name: Mapped[str | None] = mapped_column(Encrypted)
    called: Mapped[str | None] = mapped_column(Encrypted, default=None)
    """How the person wants to be addressed, in their own words ("Dr Nováková"); nobody but them writes or reads it."""
    called_at: Mapped[datetime | None] = mapped_column(default=None)
    """When they told it."""
    name_told_at: Mapped[datetime | None] = mapped_column(default=None)
    """When they told us their name themselves; no list overwrites it from then on."""
    job_title: Mapped[str | None] = mapped_column(Encrypted)
    city: Mapped[str | None] = mapped_column(Encrypted)
    owner: Mapped[str | None] = mapped_column(Encrypted)
    """Who of the sender's people knows this person, as the last list that says so names them."""
    giver_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"), default=None, index=True)
    """Who of them gives to this person: whom a list named, where that is one colleague, or whom somebody chose. None: their
    company's, if there is one."""
    country: Mapped[str]
    locale: Mapped[str]
    searched_as: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Under which generation of the workspace's keys their `RecipientTag`s stand; 0: nobody finds them yet."""
    basis: Mapped[str | None]
    """Why they may be written to by mail, as the last list or seller that said so has it: agreed, customer (or partner), none; None
    where nobody has said, which counts as none."""
    unsubscribed_at: Mapped[datetime | None]
    stopped_with_gift_id: Mapped[str | None] = mapped_column(default=None)
    """The gift whose answer alone stopped the invitations: undone with it. None where the person asked for it themselves."""
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RecipientTag(Base):
    """One beginning of a word that a person is found by, as a keyed mark; `search/tags` says which, decision 46 what it reveals."""

    __tablename__ = "recipient_tag"
    __table_args__ = ({"sqlite_with_rowid": False},)

    tag: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), primary_key=True, index=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))


class ProfileFact(Base):
    """One thing known about a recipient. Asked beats observed beats imported beats inferred.

    `value` by kind: diet, allergen, material, interest: a key; diet "none" says that the person avoids and follows nothing, diet
    "ask" that a note was ambiguous and the person must be asked first; dislike and has_already: a category or archetype; adult:
    "yes"/"no"; away: "2027-01-03/2027-01-20", both days included; limit: "2500 EUR", the most
    that a gift may cost; policy: "no_gifts"; place: home, office or pickup, where their gifts are to go; rather: what a swap says,
    as `wishes/rather` writes it; close_to: what a note is near to, as `wishes/close_to` does.
    """

    __tablename__ = "profile_fact"
    __table_args__ = (
        CheckConstraint("source IN ('asked', 'observed', 'imported', 'inferred')", name="source"),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
        CheckConstraint("withdrawn_by IN ('person', 'seller', 'list')", name="withdrawn_by"),
        CheckConstraint("condition IN ('told', 'confirmed', 'agreed', 'mark')", name="condition"),
        CheckConstraint("(condition IS NULL) = (condition_on IS NULL)", name="condition_dated"),
        CheckConstraint("(condition = 'agreed') = (condition_how IS NOT NULL)", name="condition_how"),
        partial_index("ix_profile_fact_calendar_id", "calendar_id", where="calendar_id IS NOT NULL"),
        partial_index("ix_profile_fact_told_motive", "created_at", where="kind = 'motive' AND source = 'asked'"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str] = mapped_column(Encrypted)
    source: Mapped[str]
    confidence: Mapped[float]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    kept_private: Mapped[bool] = mapped_column(default=False)
    """True where the person asked that this is not named as a reason."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    """Who took it away: the `person`, a `seller`, or a later `list` (no dietary fact that is not said again)."""
    created_at: Mapped[datetime]
    calendar_id: Mapped[str | None]
    """The calendar that says it, which alone takes it back; None for whatever no calendar said."""
    condition: Mapped[str | None]
    """On which condition a dietary fact is kept: its person `told` it, `confirmed` by an answer what others had said, or `agreed`,
    as whoever uploaded their list states. A `mark` of ours ("ask", "withheld") tells nothing of them and needs none. None: nobody
    has stated one yet; of other kinds always None."""
    condition_on: Mapped[date | None]
    """The day on which they told it or agreed."""
    condition_how: Mapped[str | None]
    """How they agreed, as their list states: form, mail, call or person."""
    condition_wording: Mapped[str | None]
    """The sentence that stood beside the form in which they told it, by key and number; None where none stood there."""
    condition_locale: Mapped[str | None]
    """The language in which they read it."""


class ListStatement(Base):
    """What whoever uploaded a list stated of it once: why its people may be written to, where it comes from, and on which condition
    it says what they eat. The same statement again is the same row."""

    __tablename__ = "list_statement"
    __table_args__ = (
        UniqueConstraint("workspace_id", "said_hash"),
        CheckConstraint("basis IN ('agreed', 'customer', 'none')", name="basis"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    said_hash: Mapped[str]
    """Keyed, of all that is stated."""
    basis: Mapped[str]
    source: Mapped[str] = mapped_column(Encrypted)
    """In the words of whoever uploaded it."""
    food: Mapped[dict[str, Any]]
    """{"told": [[how, ISO day]]} for columns whose people told it themselves and agreed; {} where no such column was kept."""
    said_by: Mapped[str | None]
    """The user; None for the installation."""
    by_key: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it came in by the API, with a key, and not with a list."""
    said_at: Mapped[datetime]


class PersonSource(Base):
    """That a person came with a list, and what it gives as their own basis. They can read it on their page."""

    __tablename__ = "person_source"
    __table_args__ = (
        UniqueConstraint("recipient_id", "statement_id"),
        CheckConstraint("basis IN ('agreed', 'customer', 'none')", name="basis"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    statement_id: Mapped[str] = mapped_column(ForeignKey("list_statement.id"))
    basis: Mapped[str]
    food: Mapped[dict[str, Any]]
    """{"told": [[how, ISO day]]} of the statement's conditions that concern this person; {} where the list says nothing of what
    they eat."""
    said_at: Mapped[datetime]


class Question(Base):
    """One question put to a recipient; never repeated once answered or skipped, unless a new contradiction opens it again."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("recipient_id", "kind"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    kind: Mapped[str]
    """One of `questions.KINDS`."""
    gift_id: Mapped[str | None]
    """The id of the gift on whose page it stands: it was chosen to be asked there, or something about that gift is ambiguous."""
    asked_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    """When a doubt opened it last; None where nothing is in doubt and it is asked only while nothing is known."""
    answered_at: Mapped[datetime | None]
    skipped_at: Mapped[datetime | None]


class ContactWish(Base):
    """How a person wants to be written to, beside their channel (a fact) and how often (`contact.models.ContactLimit`)."""

    __tablename__ = "contact_wish"

    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    body: Mapped[str] = mapped_column(Encrypted)
    """JSON, see `wishes/wishes.Wishes`."""
    before: Mapped[str | None] = mapped_column(Encrypted)
    """JSON of every choice as it was before the last change, which one press brings back; None once that was done."""
    changed_at: Mapped[datetime]


class TextNumber(Base):
    """The telephone number that a person gave for text messages; nobody else can give one. It is kept only while that is their
    way."""

    __tablename__ = "text_number"

    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    number: Mapped[str] = mapped_column(Encrypted)
    """E.164."""
    number_hash: Mapped[str] = mapped_column(index=True)
    """Keyed: by it a message that comes from the number is known to be theirs."""
    given_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When they typed the code that was sent there. None: given before codes were sent; nothing goes to it until they have."""
    refused_at: Mapped[datetime | None]
    """When the gateway said that nothing reaches it. The person confirming a number again ends that."""


class DietarySaying(Base):
    """What a list said about one person's food, as a keyed hash: the same words again say nothing new and ask nothing again."""

    __tablename__ = "dietary_saying"
    __table_args__ = (UniqueConstraint("recipient_id", "text_hash"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    text_hash: Mapped[str]
    created_at: Mapped[datetime]


class DeliveryAddress(Base):
    """Where one gift goes. Never shown to the sender; erased after delivery plus the stated period."""

    __tablename__ = "delivery_address"
    __table_args__ = (
        UniqueConstraint("gift_id"),
        partial_index("ix_delivery_address_to_erase", "erase_after", where="body IS NOT NULL"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"))
    body: Mapped[str | None] = mapped_column(Encrypted)
    """JSON of `postal/addresses.Address`."""
    carrier: Mapped[str | None]
    """Who brings the parcel, as ops named them; goes with the address, as the number does."""
    tracking: Mapped[str | None] = mapped_column(Encrypted)
    """The carrier's number for the parcel: with it anybody can see where it goes."""
    erase_after: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class PersonalLine(Base):
    """What the giver writes to this person alone in one campaign; in the merge language, proofed before it is kept."""

    __tablename__ = "personal_line"
    __table_args__ = (CheckConstraint("source IN ('typed', 'list')", name="source"),)

    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), primary_key=True, index=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    words: Mapped[str] = mapped_column(Encrypted)
    source: Mapped[str]
    at: Mapped[datetime]
