"""Who stands behind a gift, and who may say no, at a browser: a company is kept quiet while its gifts run and then no longer, the
gift register is read by whoever looks after ethics and sees nothing else, and somebody asks whether a gift is real. Every request
of the browsers is answered by the product itself, without a server."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from renderers.language.translations import LOCALES
from service.campaigns.models import Campaign
from service.contact.may_write import may_write_at
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.check_code import check_code
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.outreach.checking import views
from service.outreach.models import Distrust
from service.planning.register.download import month_ends
from service.recipients.models import Account, Recipient
from service.recipients.postal.addresses import address_of
from tests.console import Console, console_app
from tests.factories import make_campaign, make_gift, make_product, make_user
from tests.journeys.seen import HERE, Seen
from tests.service.content.reading import link, scene_now
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import bring_to

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.usefixtures("database")]
ETHICS: Final = re.compile(
    r"/(statements(/lines)?|register|rules(/\w+)?|search|you(/[\w-]+)?|what-is-kept(/[\w.-]+)?|api-reference|v1/openapi\.json"
    r"|campaigns/\w+/(accounts/\w+/)?statement(/lines)?)?"
)
"""Where the links lead that somebody of the ethics office is shown, without what is asked behind a question mark: the register,
statements, rules and what is kept, their own pages, and what is public."""
FILES: Final = (".md", ".json")
NOT_FOR_ETHICS: Final = (
    "/people", "/inbox", "/gifts", "/decisions", "/results", "/ops", "/ops/pick-list", "/ops/outbox", "/quiet", "/team",
    "/campaigns/{campaign}", "/campaigns/{campaign}/people", "/campaigns/{campaign}/plan", "/people/{person}",
)  # fmt: skip


def of_role(browser: Browser, scene: Scene, role: str) -> Seen:
    with transaction() as session:
        return Seen(browser, Console(make_user(session, scene.workspace_id, role)).client)


def reader(browser: Browser, gift: RecipientGift) -> Seen:
    seen = Seen(browser, console_app().test_client())
    seen.client.get(f"{link(gift)}/for-you")
    return seen


def at_rest(seen: Seen) -> None:
    assert seen.visitor.complaints == []


def found(scene: Scene, number: int = 0) -> RecipientGift:
    with reading() as session:
        return session.get_one(RecipientGift, scene.gifts[number].id)


def may_hear(scene: Scene) -> bool:
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        person = session.get_one(Recipient, gift.recipient_id)
        return may_write_at(session, person, utc_now(), "reply").later != "quiet"


def test_a_company_is_kept_quiet_while_its_gift_runs_and_then_no_longer(browser: Browser) -> None:
    scene = bring_to("accepted")
    ends = utc_now() + timedelta(days=300)
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).expires_at = ends
        company = session.get_one(Account, scene.gifts[0].account_id).name
    seller, packer = of_role(browser, scene, "manager"), of_role(browser, scene, "ops")
    person = reader(browser, scene.gifts[0])

    seller.look("/quiet", "quiet-nobody", "Nobody is.")
    seller.page.get_by_label("Company", exact=True).fill(company)
    seller.page.get_by_label("Why", exact=True).select_option(label="A tender")
    seller.page.get_by_label("Where you know it from").fill("Their call for bids of 3 May")
    seller.page.get_by_label("Or check again on").fill((utc_now() + timedelta(days=60)).date().isoformat())
    seller.visitor.press("Keep them quiet")
    seller.look("/quiet", "quiet", "Their call for bids of 3 May")

    assert settle_decided(utc_now()) == 0
    assert (found(scene).status, found(scene).hold_reason, may_hear(scene)) == ("accepted", "quiet", False)
    packer.look("/ops/pick-list", "pick-list-quiet", "Nothing")
    page = person.page.goto(f"{HERE}/gift/{scene.gifts[0].id}?language=en")
    assert page is not None
    assert page.status == 200
    expect(person.page.get_by_text("quiet")).to_have_count(0)
    expect(person.page.get_by_text("tender")).to_have_count(0)

    seller.page.goto(f"{HERE}/quiet")
    seller.page.get_by_role("button", name="End it").click()
    expect(seller.page.get_by_text("Nobody is.")).to_be_visible()
    assert settle_decided(utc_now() + timedelta(hours=2)) == 1
    assert (found(scene).status, found(scene).hold_reason, may_hear(scene)) == ("ordered", None, True)
    packer.look("/ops/pick-list", "pick-list-after-quiet", "1 parcel to pack")
    with reading() as session:
        gift, campaign = found(scene), session.get_one(Campaign, scene.campaign.id)
        # Some seconds went by in which they were quiet, and the gift has them back.
        assert gift.open_until is not None
        assert timedelta(0) < gift.open_until - campaign.expires_at < timedelta(minutes=10)
    for seen in (seller, packer):
        at_rest(seen)


def test_the_register_is_read_by_whoever_looks_after_ethics_and_sees_nothing_else(browser: Browser) -> None:
    scene = scene_now(people=2)
    ended = month_ends(utc_now().date())[0]
    then = datetime(ended.year, ended.month, ended.day, 12, tzinfo=UTC)
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        session.get_one(Account, person.account_id).gift_policy = {"yearly_cap_minor": 5_000, "currency": "EUR"}
        campaign = make_campaign(session, scene.workspace_id, status="running", currency="EUR")
        product = make_product(session, scene.workspace_id, "A dear one", price_minor=5_001)
        make_gift(
            session, campaign, person, product, status="delivered", price_minor=5_001, launched_at=then, decided_at=then
        )
        name = str(person.given_name)
    ethics = of_role(browser, scene, "ethics")

    ethics.page.goto(f"{HERE}/")
    led: set[str] = set()
    for _ in range(3):  # as far as links lead that are shown there
        for path in sorted(led | {ethics.page.url.removeprefix(HERE)}):
            if path.endswith(FILES):
                continue
            ethics.page.goto(HERE + path)
            links = ethics.page.locator("a[href^='/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
            led |= {one.partition("?")[0].partition("#")[0] for one in links}
    assert [one for one in sorted(led) if not (one.startswith(("/static", "/accounts")) or ETHICS.fullmatch(one))] == []
    for path in sorted(led):
        assert (path, ethics.client.get(path, follow_redirects=True).status_code) == (path, 200)
    for path in NOT_FOR_ETHICS:
        answer = ethics.client.get(path.format(campaign=scene.campaign.id, person=scene.people[0].id))
        assert (path, answer.status_code) == (path, 403)
    ethics.visitor.complaints.clear()

    ethics.look(f"/register?until={ended.isoformat()}", "register", "€0.01 more")
    expect(ethics.page.get_by_text(name).first).to_be_visible()
    ethics.look(f"/register?of=companies&until={ended.isoformat()}", "register-companies", "Companies")
    ethics.look(f"/register?of=public&until={ended.isoformat()}", "register-public", "No public body")
    ethics.page.goto(f"{HERE}/register?until={ended.isoformat()}")
    with ethics.page.expect_download() as file:
        ethics.visitor.press("The whole register (CSV)")
    assert file.value.suggested_filename == f"gift-register-people-{ended.isoformat()}.csv"
    at_rest(ethics)


def test_somebody_asks_whether_a_gift_is_real_and_closes_its_link(browser: Browser) -> None:
    views._tries.__init__()  # type: ignore[misc]
    scene = scene_now(people=1)
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        person.locale, email = "en", str(person.email)
    code = check_code(scene.gifts[0].id)
    seen = Seen(browser, console_app().test_client())
    for language in LOCALES:
        seen.glance(f"/check?language={language}", f"check-{language}", language)

    seen.page.goto(f"{HERE}/check?language=en")
    asked = {"Code": code[:-1] + ("A" if code[-1] != "A" else "B"), "Email address it was sent to": email}
    verdicts = []
    for shown in (asked, {"Code": code}, {"Code": code, "Email address it was sent to": email}):
        for label, value in shown.items():
            seen.page.get_by_label(label).fill(value)
        seen.visitor.press("Check it")
        verdicts.append(seen.page.get_by_role("heading", level=1).inner_text())
        assert (seen.visitor.too_wide(), seen.visitor.barriers()) == ([], [])
        seen.picture(f"check-verdict-{len(verdicts)}")
        if len(verdicts) == 1:
            seen.page.get_by_label("Email address it was sent to").fill("")
    assert verdicts == ["We don’t know this code", "We know this code", "Yes, this is real"]

    seen.visitor.press("I don’t trust this")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("The link is closed")
    assert console_app().test_client().get(link(scene.gifts[0])).status_code in {404, 410}
    ops = of_role(browser, scene, "ops")
    ops.look("/ops", "ops-distrust", "trust")
    with reading() as session:
        assert [(one.kind, one.gift_id) for one in session.scalars(select(Distrust))] == [("gift", scene.gifts[0].id)]
    for one in (seen, ops):
        at_rest(one)


def test_a_yes_says_where_to_and_whoever_is_bound_by_a_rule_is_offered_the_office_first(browser: Browser) -> None:
    scene = scene_now(people=1)
    gift = scene.gifts[0]
    with transaction() as session:
        session.get_one(Account, gift.account_id).gift_policy = {"cap_minor": 10_000, "currency": "EUR"}
    person = reader(browser, gift)
    person.page.goto(f"{HERE}/gift/{gift.id}?language=en")
    person.page.get_by_role("button", name="Yes, send it to me").first.click()
    person.look(f"/gift/{gift.id}?language=en", "address-places", "A rule on gifts applies to you")
    assert person.page.get_by_role("radio", name="Office").is_checked()
    where = {
        "Name on the parcel": "Jana", "Company, or name of the pick-up point": "Vltava Robotics", "Street address": "Na Příkopě 1",
        "Postcode": "110 00", "Town or city": "Praha",
    }  # fmt: skip
    for label, value in where.items():
        person.page.get_by_label(label).fill(value)
    person.visitor.press("Send it here")
    with reading() as session:
        address = address_of(session, gift.id)
    assert address is not None
    assert (address.place, address.site, address.city) == ("office", "Vltava Robotics", "Praha")
