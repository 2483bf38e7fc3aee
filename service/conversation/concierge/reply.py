"""What is answered to what was understood, from the gift's own facts and our own rules alone.

Contents are quoted from the table of what is in the gift, unknown as unknown, and nothing is called safe. What is not known, not
sure, about somebody else or an order to a machine is handed to the giver at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from renderers.context import GiftFacts, Money
from renderers.language import dates
from renderers.language.joins import joins
from renderers.language.money import money
from renderers.language.translations import text
from service.conversation.concierge.quote import quote_all, quote_marks
from service.conversation.concierge.values import Answer, Known, Line, Topic, Understood

_ANSWERABLE: Final = frozenset({"open"})
_ON_ITS_WAY: Final = frozenset({"accepted", "ordered", "shipped", "delivered"})
_UNDOABLE: Final = frozenset({"accepted", "donated", "declined"})


def reply(asked: Understood, known: Known) -> Answer:
    """One answer, always: the last resort is to say that it does not know and who will answer."""
    return _refused(asked, known) or _about_contents(asked, known) or _about_the_rest(asked, known)


def _refused(asked: Understood, known: Known) -> Answer | None:
    """What is answered by nobody but a person, whatever else is asked beside it."""
    if "orders" in asked.guards:
        return _hand_over(known, "unknown", is_private=asked.names_marks or "advice" in asked.guards)
    if "others" in asked.guards:
        return _hand_over(known, "others", is_private=asked.names_marks)
    return _hand_over(known, "urgent", is_private=True) if "urgent" in asked.guards else None


def _about_contents(asked: Understood, known: Known) -> Answer | None:
    if asked.asks_for_others or (asked.topics == ("swap",) and not asked.names_marks):
        return _offers(asked, known)
    if asked.names_marks or "advice" in asked.guards or asked.topics == ("contents",):
        return _contents(asked, known)
    return None


def _about_the_rest(asked: Understood, known: Known) -> Answer:
    if not asked.topics:
        return _passed_on(known) if asked.is_thanks else _hand_over(known, "unknown")
    if not asked.is_sure or len(asked.topics) > 1:
        return _hand_over(known, "unknown")
    return _TOPICS[asked.topics[0]](known) or _hand_over(known, "unknown")


def said(answer: Answer, locale: str) -> str:
    """The answer's sentences in one language. Raises ProofFailed or TemplateError as `text` does."""
    gap = joins(locale)["gap"]
    return gap.join(text(locale, f"thread.auto.{line.key}", **line.values) for line in answer.lines)


def _hand_over(known: Known, key: str, *, is_private: bool = False) -> Answer:
    return Answer("handed_over", (Line(key), _giver(known)), hands_over=True, is_private=is_private)


def _giver(known: Known) -> Line:
    return Line("answers", {"name": known.giver})


def _passed_on(known: Known) -> Answer:
    return Answer("passed_on", (Line("passed_on", {"name": known.giver}),))


def _contents(asked: Understood, known: Known) -> Answer:
    """The table, where there is one: the rows that name what was asked for, or all of it."""
    is_private = asked.names_marks or "advice" in asked.guards
    if known.gift is None:
        return _hand_over(known, "unknown", is_private=is_private)
    extra = [topic for topic in asked.topics if topic not in {"contents", "swap"}]
    if asked.names_marks:
        quote = quote_marks(known.gift, known.locale, asked.avoid, asked.follow, asked.materials)
        is_open = quote.is_unknown or not asked.is_sure or bool(extra)
    elif not asked.is_sure and "advice" not in asked.guards:
        return _hand_over(known, "unknown")
    else:
        quote, is_open = quote_all(known.gift, known.locale), "advice" in asked.guards or bool(extra)
    lines = [Line("says") if quote.words else Line("unknown")]
    if quote.is_unknown and quote.words:
        lines.append(Line("not_stated"))
    if "advice" in asked.guards:
        lines.append(Line("no_advice"))
    if is_open:
        lines.append(_giver(known))
    return Answer(
        "contents",
        tuple(lines),
        source="contents" if quote.words else "",
        quote=quote.words,
        quote_locale=known.locale,
        hands_over=is_open,
        act="tell" if is_private else "",
        is_private=is_private,
    )


def _offers(asked: Understood, known: Known) -> Answer:
    """Other gifts, by the same guard as a button. What may not be swapped any more is said."""
    if known.gift is None or known.state not in _ANSWERABLE or not asked.is_sure:
        return _hand_over(known, "unknown", is_private=asked.names_marks)
    if not known.may_swap:
        return Answer("policy", (Line("no_swaps"),), source="swaps", is_private=asked.names_marks)
    return Answer("offers", (Line("offers"),), source="swaps", proposes=True, is_private=asked.names_marks)


def _value(known: Known) -> Answer | None:
    if known.gift is None:
        return None
    if known.gift.price is None or not known.is_price_shown:
        if not known.has_statement:
            return None
        return Answer("policy", (Line("value_hidden"),), source="value", act="statement")
    return Answer("facts", (Line("value", {"sum": _sum(known.gift.price, known.locale)}),), source="value")


def _delivery(known: Known) -> Answer | None:
    if known.gift is None:
        return None
    if known.state == "open":
        if known.gift.lead_days <= 0:
            return None
        lead = text(known.locale, "microsite.fact.lead", count=known.gift.lead_days)
        return Answer("delivery", (Line("delivery_open"),), source="delivery", quote=lead, quote_locale=known.locale)
    if known.state == "accepted" and not known.address_known and not known.gift.by_email:
        return Answer("delivery", (Line("delivery_address"),), source="delivery", act="gift")
    if known.state in _ON_ITS_WAY:
        return Answer("delivery", (Line(f"delivery_{known.state}"),), source="delivery")
    return None


def _address(known: Known) -> Answer | None:
    if known.state not in _ANSWERABLE | _ON_ITS_WAY:
        return None
    by_email = known.gift is not None and known.gift.by_email
    key = "address_mailed" if by_email else "address_known" if known.address_known else "address"
    return Answer("delivery", (Line(key, {"company": known.company}),), source="delivery")


def _use(known: Known) -> Answer | None:
    return _own_words(known, "use", known.gift.use if known.gift else None)


def _keep(known: Known) -> Answer | None:
    return _own_words(known, "keep", known.gift.keep if known.gift else None)


def _own_words(known: Known, source: str, words: str | None) -> Answer | None:
    if known.gift is None or words is None:
        return None
    return Answer("facts", (Line("says"),), source=source, quote=words, quote_locale=known.gift.locale)


def _age(known: Known) -> Answer | None:
    if known.gift is None or known.gift.safety.min_age is None:
        return None
    quote = text(known.locale, "microsite.safe.min_age", count=known.gift.safety.min_age)
    return Answer("facts", (Line("says"),), source="contents", quote=quote, quote_locale=known.locale)


def _deadline(known: Known) -> Answer | None:
    if known.state not in _ANSWERABLE:
        return None
    return Answer("policy", (Line("deadline", {"day": dates.until(known.locale, known.open_until)}),), source="terms")


def _undo(known: Known) -> Answer | None:
    if known.state in _ANSWERABLE:
        return Answer("policy", (Line("undo_before"),), source="terms")
    if known.state in _UNDOABLE and known.undo_until is not None:
        return Answer("policy", (Line("undo_now"),), source="terms", act="gift")
    return None


def _donate(known: Known) -> Answer | None:
    if known.state not in _ANSWERABLE or not known.has_charities:
        return None
    return Answer("policy", (Line("donate"),), source="terms", act="gift")


def _decline(known: Known) -> Answer | None:
    if known.state not in _ANSWERABLE:
        return None
    return Answer("policy", (Line("decline", {"company": known.company}),), source="terms", act="gift")


def _rule(key: str, source: str, act: str = "") -> Callable[[Known], Answer | None]:
    """An answer that is the same for everybody: what our pages promise."""
    return lambda known: Answer(
        "policy", (Line(key, {"company": known.company, "name": known.giver}),), source=source, act=act
    )


def _statement(known: Known) -> Answer | None:
    return _rule("statement", "statement", "statement")(known) if known.has_statement else None


_TOPICS: Final[Mapping[Topic, Callable[[Known], Answer | None]]] = {
    "contents": lambda _known: None,
    "swap": lambda _known: None,
    "value": _value,
    "delivery": _delivery,
    "address": _address,
    "obligation": _rule("obligation", "terms"),
    "source": _rule("source", "data", "data"),
    "data": _rule("data", "data", "data"),
    "sender_sees": _rule("data", "data", "data"),
    "unsubscribe": _rule("unsubscribe", "data", "stop"),
    "erase": _rule("erase", "data", "erase"),
    "donate": _donate,
    "decline": _decline,
    "undo": _undo,
    "deadline": _deadline,
    "use": _use,
    "keep": _keep,
    "statement": _statement,
    "giver": _rule("giver", "giver"),
    "reason": _rule("reason", "reasons", "gift"),
    "age": _age,
    "automatic": _rule("automatic", "automatic"),
    "film": _rule("film", "film", "gift"),
    "stop_parcel": lambda _known: None,
    "mistake": lambda _known: None,
}


def _sum(amount: Money, locale: str) -> str:
    return money(locale, amount)


def texts_of(gift: GiftFacts) -> Iterator[str]:
    """The gift's own texts, whose words tell nothing of what is asked."""
    yield from (gift.name, gift.line, gift.category)
