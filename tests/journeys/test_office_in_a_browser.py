"""An ethics office answers by the code on a statement, with the keys alone and within a minute; its pages in every language."""

from __future__ import annotations

from time import monotonic

import pytest
from playwright.sync_api import Browser, expect

from renderers.language.translations import LOCALES
from service.conversation.office.answer import answer_as_office, read_form
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.gifting.office_code import office_code
from service.recipients.models import Account, Recipient
from tests.console import Console, console_app
from tests.factories import make_user
from tests.journeys.seen import HERE, Seen
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.usefixtures("database")]
A_MINUTE = 60.0


def type_at(office: Seen, selector: str) -> None:
    """Tabs on until the focus is there."""
    for _ in range(40):
        office.page.keyboard.press("Tab")
        if office.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"The Tab key never reaches {selector}.")


def test_an_office_answers_with_the_keys_alone_within_a_minute(browser: Browser) -> None:
    scene = scene_now(people=1)
    office = Seen(browser, console_app().test_client())
    # What a process needs before its first page is no part of the office's minute.
    assert office.client.get(f"/office/{office_code(scene.gifts[0].id)}").status_code == 200
    office.page.goto(f"{HERE}/office?language=en")
    began, keys = monotonic(), office.page.keyboard
    type_at(office, "input[name=code]")
    keys.type(office_code(scene.gifts[0].id).lower().replace("-", " "))
    keys.press("Enter")
    expect(office.page.get_by_role("heading", level=1)).to_have_text("Answer to this gift statement")
    type_at(office, "input[name=answer]")
    keys.press("ArrowDown")  # from “no answer”, the last one, round to the first
    assert office.page.evaluate("document.activeElement.value") == "keep"
    type_at(office, "input[name=limit]")
    keys.type("30")
    type_at(office, "input[name=no_alcohol]")
    keys.press("Space")
    type_at(office, "form.office button")
    keys.press("Enter")
    expect(office.page.locator("#done")).to_contain_text("Answered and saved")
    assert monotonic() - began < A_MINUTE
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        rules = session.get_one(Account, gift.account_id).gift_policy
        assert (gift.office_answer, rules["cap_minor"], rules["no_alcohol"]) == ("keep", 3000, True)
    assert (office.visitor.complaints, office.visitor.barriers(), office.visitor.too_wide()) == ([], [], [])


def answered() -> Scene:
    scene = scene_now(people=1)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        form = read_form({"answer": "share", "limit": "30", "no_alcohol": "yes"}, gift.currency)
        answer_as_office(session, gift, form, "nonce", utc_now())
    return scene


def test_its_pages_in_every_language_and_both_lights(browser: Browser) -> None:
    scene = answered()
    office = Seen(browser, console_app().test_client())
    path = f"/office/{office_code(scene.gifts[0].id)}"
    for language in LOCALES:
        office.glance(f"{path}?language={language}", f"office-{language}", language)
        office.glance(f"/office?language={language}", f"office-code-{language}", language)
    for scheme, width in (("light", 1280), ("dark", 320), ("dark", 1280)):
        office.page.goto(f"{HERE}{path}?language=en&notice=both")
        assert office.visitor.barriers_at(scheme, width) == []
    office.look(f"{path}?language=en&notice=both", "office", "Answered and saved")


def test_gifts_that_wait_for_a_second_person_in_the_console(browser: Browser) -> None:
    scene = scene_now(people=2, launched=False)
    with transaction() as session:
        manager = make_user(session, scene.workspace_id, "manager")
        for person, title in zip(scene.people, ("Head of Procurement", "Šéfredaktorka"), strict=True):
            session.get_one(Recipient, person.id).job_title = title
    seen = Seen(browser, Console(manager).client)
    seen.look(f"/campaigns/{scene.campaign.id}/officials", "officials", "2 gifts wait for a second person")
    seen.look("/rules/sectors", "sectors", "Officials and others with limits of their own")


def test_what_the_company_says_itself_in_the_console(browser: Browser) -> None:
    scene = answered()
    with transaction() as session:
        manager = make_user(session, scene.workspace_id, "manager")
    seen = Seen(browser, Console(manager).client)
    account = scene.gifts[0].account_id
    seen.look(f"/accounts/{account}/policy", "policy", "What the company says itself")
    seen.look("/rules", "rules", "€30 a gift")
