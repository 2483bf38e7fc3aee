"""Whatever is written, an answer comes, and it says nothing but what may be said."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from service.conversation.concierge.reply import said
from service.conversation.concierge.vocabulary import FILE
from tests.service.conversation.concierge.asking import CHOCOLATE, ask, known

LOADED = json.loads(FILE.read_text("utf-8"))
CUES = sorted({phrase.rstrip("*") for locales in LOADED.values() for phrases in locales.values() for phrase in phrases})
ORDERS = sorted({one for phrases in LOADED["!orders"].values() for one in phrases if not one.endswith("*")})
TEXTS = st.lists(st.one_of(st.sampled_from(CUES), st.text(max_size=8)), max_size=12).map(" ".join)


@settings(max_examples=20, deadline=None)
@given(TEXTS)
def test_no_text_gets_a_price_that_is_hidden_or_a_quote_that_is_not_the_gifts(text: str) -> None:
    answer = ask(text, known(gift=replace(CHOCOLATE, price=None), is_price_shown=False))
    rows = {
        "Contains",
        "May contain",
        "Free of",
        "Not stated",
        "Suitable",
        "Not suitable",
        "Not certified",
        "Not confirmed",
    }
    own = {CHOCOLATE.inside, CHOCOLATE.use, CHOCOLATE.keep, "Arrives 3 working days after it’s ordered"}
    for line in answer.quote.split("\n"):
        assert not line or line in own or any(line.startswith(row) for row in rows)
    assert said(answer, "en")


@settings(max_examples=20, deadline=None)
@given(TEXTS, st.sampled_from(ORDERS), TEXTS)
def test_an_order_to_a_machine_always_goes_to_a_person(before: str, order: str, after: str) -> None:
    answer = ask(f"{before}. {order}. {after}", known())
    assert (answer.kind, answer.hands_over, answer.quote) == ("handed_over", True, "")
