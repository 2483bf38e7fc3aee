"""A seller sees the campaigns they send and the people of those: on every page, list, search, download and in every drawer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.db.base import utc_now
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry
from tests.console import Console, console_app
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_findable,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.house.who_may import BEHIND_A_LINK, BY_KEY, OPEN

pytestmark = pytest.mark.usefixtures("database")
THEIRS = ("Petr’s spring round", "Bryndis", "Jonsdottir", "Hvalfjordur Data", "bryndis@hvalfjordur.example")
"""What nobody may read who does not send that campaign: its name, its person, their company and address."""
NAMES_ONE = {"campaign_id", "recipient_id", "gift_id", "account_id"}


class Sellers:
    """Nora and Petr sell in one workspace, each with a campaign, a person at their own company, and one at a company of both."""

    def __init__(self) -> None:
        with transaction() as session:
            workspace = make_workspace(session)
            self.nora = make_user(session, workspace.id, "seller", name="Nora Whitfield")
            self.petr = make_user(session, workspace.id, "seller", name="Petr Dusek")
            self.manager = make_user(session, workspace.id, "manager", name="Ingrid Solheim")
            shared = make_account(session, workspace.id, "Vltava Robotics")
            own = make_account(session, workspace.id, "Carpat Logistics")
            other = make_account(session, workspace.id, "Hvalfjordur Data")
            chess, bowl = make_product(session, workspace.id), make_product(session, workspace.id, "Bowl, mended")
            self.mine = self._ids(session, self.nora, "Nora’s round", own, ("Stefan", "Ionescu"), chess)
            self.theirs = self._ids(session, self.petr, "Petr’s spring round", other, ("Bryndis", "Jonsdottir"), chess)
            mine, theirs = (session.get_one(Campaign, one["campaign_id"]) for one in (self.mine, self.theirs))
            # Colleagues at one company, one of each seller: the second may not be given what the first has.
            amal = make_recipient(session, shared, "Amal", family_name="Haddad")
            bryndis = make_recipient(session, shared, "Bryndis", family_name="Jonsdottir", email="b@vltava.example")
            make_findable(session, amal, bryndis)
            join(session, mine, amal, 3)
            join(session, theirs, bryndis, 3)
            self.drawer = make_gift(session, mine, amal, chess).id
            make_gift(session, theirs, bryndis, bowl, status="notified", is_reserved=True, launched_at=utc_now())

    def _ids(self, session, seller, name, account, person, product) -> dict[str, str]:  # type: ignore[no-untyped-def]
        later = utc_now() + timedelta(days=30)
        campaign = make_campaign(session, account.workspace_id, name=name, seller_id=seller.id, status="running",
                                 approved_at=utc_now(),
                                 sender={"name": seller.name, "title": "AE", "company": "F", "street": "N 7",
                                         "city": "Oslo", "registration": "0"}, expires_at=later)  # fmt: skip
        make_match_run(session, campaign)
        email = f"{person[0].lower()}@{account.name.split()[0].lower()}.example"
        recipient = make_recipient(session, account, person[0], family_name=person[1], email=email)
        make_findable(session, recipient)
        join(session, campaign, recipient)
        gift = make_gift(session, campaign, recipient, product, status="notified", is_reserved=True,
                         launched_at=utc_now())  # fmt: skip
        return {"campaign_id": campaign.id, "recipient_id": recipient.id, "gift_id": gift.id, "account_id": account.id,
                "product_id": product.id, "who": gift.id, "system": "hubspot",
                "what": "people"}  # fmt: skip


def _routes() -> Iterator[tuple[str, Rule]]:
    """Every page and act of the console that names a campaign, gift, person or company, or nothing at all."""
    for rule in console_app().url_map.iter_rules():
        if (
            rule.endpoint in OPEN
            or rule.rule.startswith((*BEHIND_A_LINK, BY_KEY))
            or rule.endpoint == "workspaces.leave"
        ):
            continue
        for method in rule.methods & {"GET", "POST"}:
            if _named(rule) & NAMES_ONE or not _named(rule):
                yield method, rule


def _named(rule: Rule) -> set[str]:
    """What stands in the path itself; the rest is the same on every visit."""
    return rule.arguments - set(rule.defaults or ())


def _path(rule: Rule, *known: dict[str, str]) -> str:
    ids = {"upload_id": "upl_x", "statement_id": "stm_x", "message_id": "mail_x", "mark": "shipped", "user_id": "usr_x",
           "invitation_id": "inv_x", "notice_id": "rcn_x", "incident_id": "inc_x", "name": "statement.pdf",
           "file": "film.mp4", "act": "cancel"}  # fmt: skip
    for one in known:
        ids |= one
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: ids[found[1]], rule.rule)


def test_nothing_of_another_sellers_campaign_is_there_by_any_route() -> None:
    sellers = Sellers()
    browser = Console(sellers.nora)
    answers = {}
    for method, rule in _routes():
        if _named(rule) & NAMES_ONE:
            sent = browser.get if method == "GET" else browser.post
            answers[f"{method} {rule.rule}"] = sent(_path(rule, sellers.theirs)).status_code
    assert {route: status for route, status in answers.items() if status not in {403, 404}} == {}
    assert sum(status == 404 for status in answers.values()) >= 35


def test_their_gift_is_not_reached_through_ones_own_campaign() -> None:
    sellers = Sellers()
    browser = Console(sellers.nora)
    own = f"/campaigns/{sellers.mine['campaign_id']}"
    gift, person = sellers.theirs["gift_id"], sellers.theirs["recipient_id"]
    answers = [
        browser.get(f"{own}/plan?change={gift}"),
        browser.post(f"{own}/plan/{gift}", product_id=sellers.theirs["product_id"]),
        browser.get(f"{own}/gifts/{gift}/page"),
        browser.get(f"{own}/gifts/{gift}/page/body"),
        browser.get(f"{own}/gifts/{gift}/statement"),
        browser.get(f"{own}/gifts/{gift}/statement/body"),
        browser.get(f"{own}/film?who={gift}"),
        browser.post(f"{own}/film", who=gift),
        browser.get(f"{own}/film/{gift}/film.mp4"),
        browser.get(f"{own}/message/letters/{person}"),
        browser.get(f"{own}/message/letters/{person}/mail"),
        browser.get(f"{own}/accounts/{sellers.theirs['account_id']}/statement"),
        browser.post(f"{own}/accounts/{sellers.theirs['account_id']}/statement"),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert not [answer.text for answer in answers if any(word in answer.text for word in THEIRS)]


def test_no_page_of_ones_own_says_anything_of_theirs() -> None:
    sellers = Sellers()
    browser = Console(sellers.nora)
    told, shown = {}, 0
    for method, rule in _routes():
        if method == "GET":
            answer = browser.get(_path(rule, sellers.mine))
            shown += answer.status_code == 200
            told[rule.rule] = [word for word in THEIRS if word.encode() in answer.data]
    drawer = browser.get(f"/campaigns/{sellers.mine['campaign_id']}/plan?change={sellers.drawer}")
    found = browser.post("/people", q="bryndis")
    told["drawer"], told["search"] = ([word for word in THEIRS if word in page.text] for page in (drawer, found))
    assert {route: words for route, words in told.items() if words} == {}
    assert (drawer.status_code, found.status_code) == (200, 200)
    assert shown >= 18


def test_control_the_manager_reads_all_of_it_on_the_same_pages() -> None:
    sellers = Sellers()
    browser = Console(sellers.manager)
    for path, word in {
        "/": "Petr’s spring round",
        "/people": "Bryndis",
        "/results": "Petr’s spring round",
        "/statements": "Petr’s spring round",
        f"/people/{sellers.theirs['recipient_id']}": "Jonsdottir",
        f"/campaigns/{sellers.theirs['campaign_id']}/plan": "Bryndis",
    }.items():
        assert (path, word in browser.get(path).text) == (path, True)
    assert "Bryndis" in browser.post("/people", q="bryndis").text
    assert "2 things begin with" in browser.post("/search", q="jonsd").text


def test_a_person_in_two_campaigns_is_seen_with_ones_own_gift_alone() -> None:
    sellers = Sellers()
    with transaction() as session:
        theirs = session.get_one(Campaign, sellers.theirs["campaign_id"])
        gift = session.get_one(RecipientGift, sellers.mine["gift_id"])
        person = session.get_one(Recipient, gift.recipient_id)
        join(session, theirs, person, 9)
        make_gift(session, theirs, person, make_product(session, theirs.workspace_id, "Copper kettle"))
    page = Console(sellers.nora).get(f"/people/{person.id}").text
    assert ("Nora’s round" in page, "Petr’s spring round" in page, "Copper kettle" in page) == (True, False, False)


def test_a_new_campaign_begins_with_ones_own_words_never_theirs() -> None:
    sellers = Sellers()
    with transaction() as session:
        theirs = session.get_one(Campaign, sellers.theirs["campaign_id"])
        theirs.created_at = utc_now()
        theirs.message = {"en": "Petr’s very own words."}
    browser = Console(sellers.nora)
    assert "Petr’s very own words." not in browser.get("/campaigns/new").text
    again = browser.post("/campaigns/new", copied_from=sellers.theirs["campaign_id"], part="words")
    assert (again.status_code, "Petr’s" in again.text) == (422, False)


def test_a_campaign_that_is_handed_on_changes_eyes() -> None:
    sellers = Sellers()
    path = f"/campaigns/{sellers.theirs['campaign_id']}/plan"
    assert [Console(user).get(path).status_code for user in (sellers.nora, sellers.petr)] == [404, 200]
    handed = f"/campaigns/{sellers.theirs['campaign_id']}/seller"
    nobody = Console(sellers.manager).post(handed, seller="usr_nobody")
    assert (nobody.status_code, "Choose a colleague who can send campaigns." in nobody.text) == (422, True)
    assert Console(sellers.manager).post(handed, seller=sellers.nora.id).status_code == 303
    with transaction() as session:
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "campaign.handed_over")).one()
    assert (line.user_id, line.subject_id) == (sellers.manager.id, sellers.theirs["campaign_id"])
    assert line.body == {"from": sellers.petr.id, "to": sellers.nora.id}
    assert [Console(user).get(path).status_code for user in (sellers.nora, sellers.petr)] == [200, 404]


def test_an_actor_without_a_user_sees_no_campaign() -> None:
    sellers = Sellers()
    with transaction() as session:
        for role in ("seller", None):
            nobody = Actor(sellers.nora.workspace_id, None, role)  # type: ignore[arg-type]
            assert session.scalars(select(Campaign).where(campaigns_of(nobody))).all() == []
