"""The brand card is looked for in everything that the sender wrote."""

from __future__ import annotations

from typing import Any

from service.campaigns.models import Campaign
from service.planning.message.card import card_of


def written(**values: Any) -> Campaign:
    brand = {
        "name": "Fjord & Loom",
        "subjects": {"en": "A small thank-you"},
        "card": {"never": ["deal", "sleva"], "names": ["F&L"]},
    }
    texts: dict[str, Any] = {"occasion": {"en": "a year"}, "message": {"en": "Thank you.", "cs": "Děkujeme."}}
    return Campaign(**{"brand": brand, **texts, "old_words": {}, "inscription": None} | values)


def test_what_is_kept_is_said_with_where_it_was_looked_for() -> None:
    ours, never, names = card_of(written())
    assert ours.ours and not ours.broken
    assert (never.rule, never.broken) == ("Never: deal, sleva", ())
    assert never.where == (
        "Your subject, occasion, message, inscription and personal lines, in 2 languages, and our sentences on page, email, film, "
        "statement, questions, conversation, text messages"
    )
    assert (names.rule, names.broken) == ("Your name: Fjord & Loom, never F&L", ())


def test_a_word_is_found_in_every_language_and_also_where_it_waits_for_a_look() -> None:
    campaign = written(
        message={"en": "The best DEAL.", "cs": "Velká slevá pro vás."}, old_words={"occasion": {"cs": "sleva"}}
    )
    assert card_of(campaign)[1].broken == (
        "“deal” in the message, English",
        "“sleva” in the occasion, čeština",
        "“sleva” in the message, čeština",
    )


def test_a_part_of_another_word_breaks_nothing_and_without_a_card_there_is_our_rule_alone() -> None:
    assert card_of(written(message={"en": "A dealer of ideals."}))[1].broken == ()
    assert len(card_of(written(brand={"name": "Fjord & Loom"}))) == 1


def test_a_short_form_of_the_name_is_found_with_its_signs() -> None:
    assert card_of(written(message={"en": "Your friends at F&L."}))[2].broken == ("“F&L” in the message, English",)
