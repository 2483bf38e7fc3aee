"""Something is wrong with a gift that arrived: an incident of each kind, from the person's press to ops, and the recall of a batch.
Every request of the browsers is answered by the product itself, without a server."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from renderers.language.translations import LOCALES
from service.db.connect import transaction
from tests.console import Console, console_app
from tests.factories import make_user
from tests.journeys.seen import HERE, Seen
from tests.service.content.reading import link
from tests.service.safety.problems.hands import in_their_hands, reports
from tests.service.safety.recalled import Hands, gift, work

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


def person(browser: Browser, hands: Hands, state: str = "delivered") -> Seen:
    seen = Seen(browser, console_app().test_client())
    seen.client.get(f"{link(gift(hands, state))}/for-you")
    return seen


def of_ops(browser: Browser, hands: Hands) -> Seen:
    with transaction() as session:
        return Seen(browser, Console(make_user(session, hands.workspace_id, "ops")).client)


def path(hands: Hands, state: str = "delivered") -> str:
    return f"/gift/{hands.gifts[state]}/problem"


def test_it_is_broken_and_another_one_comes(browser: Browser) -> None:
    hands = in_their_hands()
    reader = person(browser, hands)
    reader.page.goto(f"{HERE}/gift/{hands.gifts['delivered']}/where?language=en")
    reader.page.get_by_role("link", name="Something’s wrong with it").click()
    reader.look(f"{path(hands)}?language=en", "problem", "It arrived broken")
    reader.visitor.press("Send me another one")
    expect(reader.page.get_by_role("heading", name="Another one is on its way to being packed")).to_be_visible()
    reader.look(path(hands), "problem-replaced", "the same address")
    of_ops(browser, hands).look("/ops/incidents", "incidents-broken", "Gets another one")
    assert reports() == [("broken", "none", "L 2041", "replaced")]
    assert reader.visitor.complaints == []


def test_the_page_in_every_language(browser: Browser) -> None:
    hands = in_their_hands()
    reader = person(browser, hands)
    for language in LOCALES:
        reader.glance(f"{path(hands)}?language={language}", f"problem-{language}", language)


def test_it_is_not_what_they_agreed_to_and_goes_back(browser: Browser) -> None:
    hands = in_their_hands()
    reader, ops = person(browser, hands), of_ops(browser, hands)
    reader.page.goto(f"{HERE}{path(hands)}?language=en")
    reader.visitor.press("Send it back")
    reader.look(path(hands), "problem-wrong", "It’s going back")
    ops.look("/ops/incidents", "incidents-wrong", "Asked how to send it back")
    ops.visitor.press("With the supplier")
    expect(ops.page.get_by_text("Recorded. The stock and the money follow.")).to_be_visible()
    reader.look(path(hands), "problem-returned", "It’s back with us")
    assert reports() == [("wrong", "supplier", "L 2041", "returned")]


def test_it_made_somebody_ill_and_a_batch_is_recalled(browser: Browser) -> None:
    hands = in_their_hands("accepted", "ordered", "shipped", "delivered")
    reader, ops = person(browser, hands), of_ops(browser, hands)
    reader.page.goto(f"{HERE}{path(hands)}?language=en")
    reader.visitor.press("It made me ill")
    reader.look(path(hands), "problem-ill", "Thank you for telling us")
    ops.look("/ops", "ops-ill", "A gift is stopped for everyone until someone in Ops has looked into it.")
    ops.look("/ops/incidents", "incidents-ill", "It made someone ill")
    ops.page.get_by_role("link", name="Look into it").click()
    ops.look(ops.page.url.removeprefix(HERE), "ill", "Stopped for everyone since")
    ops.look("/ops/pick-list", "pick-list-halted", "stopped for everyone until someone has checked it")
    ops.page.go_back()
    ops.page.get_by_label("I looked at the item or one of the same batch").check()
    ops.visitor.press("Let it go on")
    expect(ops.page.get_by_text("It goes on. Orders that waited for it are made now.")).to_be_visible()
    assert reports() == [("ill", "none", "L 2041", "cleared")]
    assert ops.visitor.complaints == []


def test_a_batch_is_recalled_and_who_was_not_reached_gets_a_card(browser: Browser) -> None:
    hands = in_their_hands("shipped", "delivered")
    ops = of_ops(browser, hands)
    ops.page.goto(f"{HERE}/gifts/{hands.product_id}/recall")
    ops.page.get_by_label("Only one batch?").fill("L2041")
    ops.visitor.press("Count it")
    ops.look(ops.page.url.removeprefix(HERE), "recall-batch", "Recall batch L2041 of Date and sour cherry truffles?")
    for label in ("Spoiled or contaminated with germs", "The value, paid to them", "A safe gift instead"):
        ops.page.get_by_label(label).check()
    ops.page.get_by_label("What is wrong, in plain English").fill("It may be spoiled and make people ill.")
    ops.page.get_by_label("Brand or maker, as shown on the product").fill("Månefjell")
    ops.page.get_by_label("Where people can ask, free of charge").fill("+47 800 12 345")
    ops.visitor.press("Recall it: open 0 boxes, draft 2 notices")
    work()
    address = f"/gifts/{hands.product_id}/recall"
    ops.look(address, "recalled-batch", "2 people have it and haven’t been told yet.")
    ops.visitor.press("Send to 2 people")
    work()
    ops.look(address, "recalled-batch-sent", "Not reached")
    assert ops.visitor.complaints == []
