"""A text message: who gives, one sentence and the link. It names no gift, no diet and no reason: telephones lie on tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from renderers.context import Sender
from renderers.errors import ProofFailed
from renderers.language.translations import text
from renderers.proof import proof, recording
from renderers.sms.parts import Size, size_of

Told = Literal[
    "invitation",
    "question",
    "reminder",
    "swap_offer",
    "how_is_it",
    "welcome_1",
    "welcome_2",
    "welcome_3",
    "reply",
    "delivery_news",
    "confirmation",
    "withdrawn",
    "chosen_again",
    "safety_notice",
    "recall",
]
"""What it is about; each has its sentence."""
KINDS: Final[tuple[Told, ...]] = get_args(Told)
MOST_PARTS: Final = 4
"""More than so many parts are not sent as one message."""


@dataclass(frozen=True, slots=True)
class TextMessage:
    """What is sent, to the letter, and how long it is."""

    words: str
    size: Size


def text_message(kind: Told, locale: str, sender: Sender, link: str) -> TextMessage:
    """Proofed. `link`: an absolute address without blanks. The company is left out where the message would have too many parts with
    it. Raises ProofFailed, also for one that is too long without it; TemplateError."""
    for frame in ("sms.frame", "sms.frame_short"):
        with recording() as inserted:
            sentence = text(locale, f"sms.{kind}")
            values = {"name": sender.name, "company": sender.company, "sentence": sentence, "link": link}
            words = text(locale, frame, **values)
            proof(words, inserted - {sentence}, "text message")
        size = size_of(words)
        if size.parts <= MOST_PARTS:
            return TextMessage(words, size)
    raise ProofFailed(f"A text message would have {size.parts} parts; it may have {MOST_PARTS}.", where=kind)


def code_message(locale: str, code: str) -> TextMessage:
    """The code for a number that nobody has confirmed yet: it names neither a person nor a giver, since it may reach somebody else.
    Proofed. Raises ProofFailed, TemplateError."""
    with recording() as inserted:
        words = text(locale, "sms.code", code=code)
        proof(words, inserted, "code by text message")
    return TextMessage(words, size_of(words))
