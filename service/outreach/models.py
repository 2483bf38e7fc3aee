"""Mail that goes out, once, and the recalls that some of it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, partial_index
from service.recipients.models import Recipient

MailKind = Literal[
    "invitation",
    "question",
    "reminder",
    "swap_offer",
    "how_is_it",
    "welcome",
    "reply",
    "delivery_news",
    "withdrawn",
    "chosen_again",
    "safety_notice",
    "recall",
    "donation_note",
]
"""Each is a purpose of `contact.rules`, which says what it waits for and what it passes, or has one of those (`purpose`)."""
LEFT: Final = ("sent", "shown")
"""States of a mail that has gone to its person, as far as we can know."""


SENDING: Final = literal_column("'sending'", String)
"""The word of a partial index: a database uses it only where the query says the same word, not a parameter."""


JOB_OF: Final[Mapping[str, str]] = {"mail": "outreach.send", "text": "outreach.text"}
"""Way that a message leaves by -> the kind of job that sends it."""


class MailMessage(Base):
    """One message to one recipient, by mail or as a text message (`way`). `sending` is committed before the server is called; a
    crash in between becomes `unknown`.

    `shown`: it stands in the outbox page only, since no mail server is configured, or since it is a sandbox's.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        Index("ix_mail_message_state_workspace_id_created_at", "state", "workspace_id", "created_at"),
        Index("ix_mail_message_workspace_id_created_at", "workspace_id", "created_at"),
        partial_index("ix_mail_message_about_id", "about_id", where="about_id IS NOT NULL"),
        partial_index("ix_mail_message_sending", "id", where="state = 'sending'"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'shown', 'unknown', 'failed', 'suppressed')", name="state"
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    kind: Mapped[str]
    """One of MailKind."""
    about_id: Mapped[str | None]
    """What a mail is about besides its gift: an incident, a notice of a recall, a letter of its thread, the offer that
    stands in a reminder, or which of the first messages it is."""
    way: Mapped[str] = mapped_column(default="mail", server_default=text("'mail'"))
    """A `contact.wishes.ways.Way`, as the person has chosen it; asked again at the moment of sending."""
    idempotency_key: Mapped[str]
    state: Mapped[str]
    error_code: Mapped[str | None]
    """Why it ended as it did."""
    wait_code: Mapped[str | None]
    """Why a queued mail has not left yet: what `contact.may_write` put it off for, or what the mail server said."""
    wait_until: Mapped[datetime | None]
    """When it is looked at again."""
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it could not be handed over since it was written, or since somebody sent it again."""
    first_failed_at: Mapped[datetime | None]
    """When that was for the first time; `patience.LONGEST` later it is given up."""
    sending_token: Mapped[str | None]
    """Whose `sending` it is. Only that attempt knows what the server answered, whatever has become of its job."""
    addressed_to: Mapped[str | None]
    """Keyed hash of the address that it was handed to the mail server for: what comes back later speaks of that address. None:
    it never was, or left before this was kept, or its person was erased."""
    handed_over_at: Mapped[datetime | None]
    """When its link was given to somebody to hand over by themselves; it then never leaves by mail."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def went_to(message: MailMessage, person: Recipient) -> bool:
    """Whether the mail was handed over for the address that the person has now. One of which that was not kept counts as theirs."""
    return message.addressed_to is None or message.addressed_to == person.email_hash


class MailQueue(Base):
    """Whether mail can leave this installation at all: one row for its mail server, `reason` set while it does not.

    One mail is then tried at growing intervals, and the first that the server answers opens the queue for all.
    """

    __tablename__ = "mail_queue"

    id: Mapped[str] = mapped_column(primary_key=True)
    server: Mapped[str]
    """A keyed hash of the server's address and our sender: with other settings nothing is known any more."""
    reason: Mapped[str | None]
    since: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)


class MailReturn(Base):
    """What became known of one mail after it had left: one row a kind, whatever repeats itself. Ids and codes only."""

    __tablename__ = "mail_return"
    __table_args__ = (
        UniqueConstraint("message_id", "kind"),
        Index("ix_mail_return_at", "at"),
        CheckConstraint(
            "kind IN ('hard_bounce', 'refused', 'soft_bounce', 'delayed', 'delivered', 'complaint', 'auto_reply', 'reply', "
            "'unclear')",
            name="kind",
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("mail_message.id"))
    kind: Mapped[str]
    code: Mapped[str | None]
    """The enhanced status code (RFC 3463) that said so, where one did."""
    at: Mapped[datetime]
    """When it was first told."""


class CardCode(Base):
    """A short code that opens one gift's page: printed on a card, or read out. The code itself is kept nowhere."""

    __tablename__ = "card_code"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    """Keyed."""
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    link_version: Mapped[int]
    """Of the link that it stands for; a newer one ends it."""
    made_at: Mapped[datetime]


class ReturnCount(Base):
    """How many messages came in on a day (UTC), by kind, and whether they could be matched to a message of ours, or to a number."""

    __tablename__ = "return_count"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    is_matched: Mapped[bool] = mapped_column(primary_key=True)
    number: Mapped[int]


class Recall(Base):
    """A product, or one batch of it, taken back for good: nobody gets it any more, and who has it is told.

    `hazard` and `remedies` are codes that have their sentences in every language; `texts` are the recaller's own words, locale ->
    what is wrong, with English always among them.
    """

    __tablename__ = "recall"
    __table_args__ = (
        CheckConstraint(
            "hazard IN ('allergen', 'spoiled', 'foreign_body', 'injury', 'fire', 'choking', 'chemical', 'other')",
            name="hazard",
        ),
        CheckConstraint("(hazard = 'allergen') = (allergen IS NOT NULL)", name="allergen_named"),
        CheckConstraint("reach IN ('product', 'batch')", name="reach"),
        CheckConstraint("reach = 'product' OR batch IS NOT NULL", name="batch_named"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    hazard: Mapped[str]
    allergen: Mapped[str | None]
    """The allergen's key that the list of contents does not name; set exactly where that is the hazard."""
    brand: Mapped[str]
    batch: Mapped[str | None]
    """As it stands on the product; None: every piece."""
    reach: Mapped[str] = mapped_column(default="product", server_default=text("'product'"))
    """`batch`: the rest of the product goes on. `product`: none of it is, whatever batch the notice names."""
    remedies: Mapped[list[str]]
    contact: Mapped[str]
    """A telephone number or an address where people ask free of charge."""
    texts: Mapped[dict[str, Any]]
    opened_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """When somebody first pressed "Send": from then on the words stand, and whoever else turns out to have it is told at once."""


class RecallNotice(Base):
    """One person's notice of a recall: drafted by itself, sent by somebody's press, confirmed by the person's own."""

    __tablename__ = "recall_notice"
    __table_args__ = (UniqueConstraint("recall_id", "gift_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recall_id: Mapped[str] = mapped_column(ForeignKey("recall.id"))
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    message_id: Mapped[str | None] = mapped_column(ForeignKey("mail_message.id"), index=True)
    """The mail it went out with; None while it is a draft."""
    drafted_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    """When the mail came back, as a report said or ops saw."""
    confirmed_at: Mapped[datetime | None]
    """When the person pressed that they have read it."""
    card_printed_at: Mapped[datetime | None]
    """When it was printed as a card, for whom no mail reaches."""
    card_left_at: Mapped[datetime | None]
    """When somebody said that the card was posted or handed over."""


class SenderPace(Base):
    """How many messages that we begin left one sending domain for one mailbox provider on a day. No person is in it."""

    __tablename__ = "sender_pace"

    domain: Mapped[str] = mapped_column(primary_key=True)
    """Ours."""
    provider: Mapped[str] = mapped_column(primary_key=True)
    """A keyed hash; "" in the row of a domain that had sent for long before anybody counted."""
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class Distrust(Base):
    """Somebody pressed "I don't trust this": of a gift of ours, whose link is closed since, or of something that is not ours."""

    __tablename__ = "distrust"
    __table_args__ = (
        CheckConstraint("kind IN ('gift', 'forged')", name="kind"),
        CheckConstraint("(kind = 'gift') = (gift_id IS NOT NULL)", name="gift"),
        partial_index("ix_distrust_open", "at", where="settled_at IS NULL"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspace.id"), index=True)
    """None for what is not ours: nobody knows whose name was used."""
    gift_id: Mapped[str | None] = mapped_column(ForeignKey("gift.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
