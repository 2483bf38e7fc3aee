"""The page of a company: its people, gifts, rules, money, conversations and history, each as far as whoever looks may see it."""

from __future__ import annotations

import re
from html import unescape

from service.brain.deciding.models import NextDecision
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.events import EventKind, add_event
from service.gifting.models import RecipientGift
from service.planning.account.read import AccountPage, read_account
from service.planning.givers.owners import names_of
from service.recipients.gift_policy import set_rules
from service.recipients.models import Account, Recipient
from service.workspaces.models import User
from tests.console import Console
from tests.factories import join, make_campaign, make_fact, make_gift, make_product, make_recipient, make_user
from tests.service.planning.givers.test_givers import waiting_letter
from tests.service.planning.givers.two_givers import BRUNO, Two, two_givers


def whole(page: AccountPage) -> dict[str, object]:
    return {
        "people": sorted((row.giver, [(cell.product, cell.gift.status) for cell in row.gifts], dict(row.spent), row.cap_minor)
                   for row in page.people.items),
        "spend": [(sum_.currency, sum_.kept_minor, sum_.open_minor) for sum_ in page.spend],
        "alike": (page.alike.gifts, page.alike.different, page.alike.is_kept),
        "threads": [(line.letters, line.since is not None) for line in page.threads],
        "timeline": [(line.name != "", line.what) for line in page.timeline],
        "campaigns": [name for _, name in page.campaigns],
    }  # fmt: skip


def read(two: Two, user: User) -> AccountPage:
    with reading() as session:
        actor = two.actor(user)
        return read_account(
            session, actor, two.scene.gifts[0].account_id, None, names_of(session, actor.workspace_id), utc_now()
        )


def company(two: Two) -> str:
    """Bruno's person has kept their gift and written; a colleague there is Ines's, and has one open."""
    gift = two.scene.gifts[0]
    waiting_letter(two)
    with transaction() as session:
        at = utc_now()
        row = session.get_one(RecipientGift, gift.id)
        row.status, row.decided_at, row.launched_at = "accepted", at, at
        body = {
            "status": "accepted",
            "product_id": row.product_id,
            "price_minor": 4400,
            "is_reserved": True,
            "stock": {},
        }
        add_event(session, row, EventKind.ACCEPTED, body, at)
        account = session.get_one(Account, gift.account_id)
        set_rules(
            account,
            {"yearly_cap_minor": 10_000, "cap_minor": None, "currency": "EUR", "no_food": True},
            two.manager.id,
            at,
        )
        campaign = session.get_one(Campaign, gift.campaign_id)
        other = make_recipient(session, account, "Oto", giver_id=two.ines.id)
        join(session, campaign, other, 9).giver_id = two.ines.id
        product = make_product(session, account.workspace_id, "Linen scarf")
        make_gift(session, campaign, other, product, status="notified", is_reserved=True, launched_at=at)
        make_fact(session, session.get_one(Recipient, gift.recipient_id), "diet", "vegan", source="asked")
        session.add(NextDecision(
            id="dec_1", workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, at=at, cause="asked", kind="thank",
            way="mail", why="best", chance=0.5, context=1.0, worth=1.0, lever=1.0, score=0.5, probability=1.0,
            model_version="prior", is_random=False, made_from={}, said={},
        ))  # fmt: skip
        return account.id


def test_a_manager_reads_all_of_it(database: str) -> None:
    two = two_givers()
    account_id = company(two)
    assert whole(read(two, two.manager)) == {
        "people": [
            (BRUNO, [("Gift 0", "accepted")], {"EUR": 4400}, 10_000),
            ("Ines Quiroga", [("Linen scarf", "notified")], {"EUR": 4400}, 10_000),
        ],
        "spend": [("EUR", 4400, 4400)],
        "alike": (2, 2, True),
        "threads": [(1, True)],
        "timeline": [(True, "accepted the gift")],
        "campaigns": ["Spring thank-you"],
    }
    page = re.sub(r"\s+", " ", unescape(Console(two.manager).get(f"/accounts/{account_id}").text))
    for words in ("Linen scarf", "€44", "of €100", "Ingrid Solheim", "Thank", "accepted the gift", "Waits for you"):
        assert words in page, words
    assert "vegan" not in page.lower()


def test_a_seller_reads_only_of_the_people_they_give_to(database: str) -> None:
    two = two_givers()
    account_id = company(two)
    assert whole(read(two, two.bruno)) == {
        "people": [(BRUNO, [("Gift 0", "accepted")], {"EUR": 4400}, 10_000)],
        "spend": [("EUR", 4400, 0)],
        "alike": (1, 1, True),
        "threads": [(1, True)],
        "timeline": [(True, "accepted the gift")],
        "campaigns": [],
    }
    page = Console(two.bruno).get(f"/accounts/{account_id}").text
    assert not any(words in page for words in ("Linen scarf", "Oto", "Quiroga"))
    with transaction() as session:
        stranger = make_user(session, two.scene.workspace_id, "seller", name="Nobody Here")
    assert Console(stranger).get(f"/accounts/{account_id}").status_code == 404


def test_two_colleagues_with_the_same_gift_are_told(database: str) -> None:
    two = two_givers()
    company(two)
    with transaction() as session:
        for gift in session.query(RecipientGift).filter_by(account_id=two.scene.gifts[0].account_id):
            gift.product_family = None if gift.id == two.scene.gifts[0].id else "scarf"
    assert whole(read(two, two.manager))["alike"] == (2, 1, False)


def test_a_manager_chooses_who_gives_to_a_company(database: str) -> None:
    two = two_givers()
    account_id = company(two)
    assert Console(two.bruno).post(f"/accounts/{account_id}/giver", to=two.ines.id).status_code == 403
    assert Console(two.manager).post(f"/accounts/{account_id}/giver", to=two.ines.id).status_code == 303
    assert "Given to by Ines Quiroga" in Console(two.manager).get(f"/accounts/{account_id}").text
    refused = Console(two.manager).post(f"/accounts/{account_id}/giver", to="usr_nobody")
    assert (refused.status_code, "works here" in refused.text) == (422, True)


def test_money_of_two_currencies_is_never_one_sum(database: str) -> None:
    two = two_givers()
    account_id = company(two)
    with transaction() as session:
        gift = session.get_one(RecipientGift, two.scene.gifts[0].id)
        person = session.get_one(Recipient, gift.recipient_id)
        other = make_campaign(session, gift.workspace_id, currency="USD", status="running", seller_id=two.bruno.id)
        join(session, other, person, 2).giver_id = two.bruno.id
        product = make_product(session, gift.workspace_id, "Copper kettle", currency="USD")
        make_gift(session, other, person, product, status="notified", is_reserved=True, launched_at=utc_now())
        session.query(RecipientGift).filter_by(campaign_id=other.id).update({"currency": "USD", "price_minor": 1000})
    (row,) = read(two, two.bruno).people.items
    assert dict(row.spent) == {"EUR": 4400, "USD": 1000}
    page = unescape(Console(two.bruno).get(f"/accounts/{account_id}").text)
    assert "€44.00 and US$10.00" in page
