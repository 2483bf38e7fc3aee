"""Every table that holds a row of a person or of their gift: what of it is in their copy, or why it is not, and what an erasure
leaves of it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXPORTED: Final[Mapping[str, str]] = {
    "contact": "messages",
    "contact_limit": "preferences",
    "contact_wish": "preferences",
    "delivery_address": "addresses",
    "donation_booking": "donations",
    "film_event": "film",
    "person_event": "events",
    "gift": "gifts",
    "gift_event": "history",
    "gift_wait": "waits",
    "letter": "letters",
    "line_dispute": "disputes",
    "mail_message": "mails",
    "meeting_answer": "meetings",
    "named_charity": "charities",
    "number_check": "numbers",
    "parcel": "parcels",
    "person_source": "consents",
    "profile_fact": "facts",
    "question": "questions",
    "rating": "ratings",
    "recall_notice": "recalls",
    "statement_version": "statements",
    "text_number": "preferences",
    "use_consent": "use",
    "thank_you": "thanks",
}
"""Table -> the section of the copy that tells of it."""
KEPT_OUT: Final[Mapping[str, str]] = {
    "assignment": "Which of two ways of writing to them they were drawn for, by chance: a code, and how probable it was.",
    "campaign_recipient": "A place in a sender’s plan; what comes of it is among the gifts once it is launched.",
    "capped_message": "Codes: which message was kept back for a better one; what was sent is among the messages.",
    "card_code": "A keyed hash of a code that stands on a card.",
    "decision_record": "Codes, ids and figures of a choice; its facts are in the copy, and its reason stands on the gift’s page.",
    "drawn_term": "What follows from that draw: a code.",
    "dietary_saying": "A keyed hash of a text that was read; what was understood of it is among the facts.",
    "film_preview": "Drawn for the sender before a launch and dropped within a day.",
    "gift_alternative": "Ids of gifts that they could swap to; the gift’s page shows them.",
    "incident": "What ops has to do about an item; what was told of it is among the messages.",
    "money_entry": "The sender’s ledger: sums and an id.",
    "outcome": "That they met the sender or bought, and the day, as the sender knows it.",
    "next_decision": "Codes, ids and figures of what was best at a moment; what was sent is among the messages.",
    "offer_event": "That one of the sender’s offers stood in a message: ids; the message is among the messages.",
    "person_task": "What sales have to clear up once somebody said that a gift isn’t theirs; that they said so is in the history.",
    "recipient_tag": "Keyed marks of words that are in the copy, for searching.",
    "rendition": "Files drawn from what is in the copy; their links open them.",
    "set_aside": "What is kept ready for any likely answer; nothing of it is theirs.",
    "soft_hold": "Items set aside for some minutes while somebody chooses.",
}
"""Table -> why it is not in the copy."""
STAYS: Final[Mapping[str, str]] = {
    "assignment": "An id, a code and a chance, so that an experiment adds up.",
    "campaign_recipient": "An id in a sender’s plan, so that figures add up.",
    "capped_message": "Ids and codes: that a message was kept back.",
    "card_code": "A keyed hash; it opens nothing any more.",
    "contact": "Ids and codes: that something was sent, and when.",
    "decision_record": "Ids and figures, so that a plan can be proven.",
    "drawn_term": "An id and a code.",
    "delivery_address": "The row, empty: that it was erased, and when.",
    "donation_booking": "What was paid to whom; no person is in it.",
    "gift": "Ids, states and sums, so that the accounts add up.",
    "gift_alternative": "Ids of products.",
    "gift_event": "Ids and codes, from which states and sums are proven.",
    "gift_wait": "Ids, codes and days: that an item was waited for.",
    "incident": "Ids and codes: an item that somebody has to deal with.",
    "line_dispute": "Without its words: ids and codes, so that a statement can be followed.",
    "mail_message": "Ids and codes: that something was sent, and when.",
    "money_entry": "Sums and ids.",
    "named_charity": "Without its name: an accepted one, since a gift’s money went by it.",
    "next_decision": "Ids, codes and figures, so that a decision can be proven; nothing they told is in it.",
    "parcel": "What was packed, by batch, so that a recall finds it.",
    "person_task": "Ids and codes: that a list was wrong is nobody’s own.",
    "outcome": "An id, a code and a day, so that an experiment adds up.",
    "recall_notice": "Ids and moments: that somebody was warned.",
    "set_aside": "Ids of products and a sum.",
    "soft_hold": "Ids of products, for some minutes.",
}
"""Table whose rows stay after an erasure -> what they still say, without a personal value. Every other loses its rows."""
