"""A campaign that runs, as its pages show it: what an act would release, the act itself, and what it left."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.accept import accept_gift
from service.gifting.ask_first import ask_first
from service.gifting.decline import decline_gift
from service.gifting.expire import expire_gifts
from service.gifting.guard import safety_now
from service.gifting.live import live_gift
from service.gifting.lock_in import lock_in, unlock
from service.gifting.models import RecipientGift
from service.gifting.renew_link import renew_link
from service.gifting.reserve import launch_gifts
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.outreach.occasions.resend import resend
from service.outreach.occasions.write_down import write_down
from service.planning.running.extend import _redraw, extend
from service.planning.running.people import Standing, list_people, standing_of
from service.recipients.answers import answer_diet, skip
from service.security.links import is_link_token, link_token
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import AT, make_rendition, make_user, owner_of
from tests.service.gifting.scene import Scene, money, set_scene

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Open:
    """A scene and somebody who sends it."""

    scene: Scene
    user: User
    browser: Console

    @property
    def base(self) -> str:
        return f"/campaigns/{self.scene.campaign.id}"

    def path(self, number: int = 0) -> str:
        return f"{self.base}/running/{self.scene.gifts[number].id}"


def opened(people: int = 1, **values: object) -> Open:
    with transaction() as session:
        scene = set_scene(session, people=people, **values)  # type: ignore[arg-type]
        user = make_user(session, scene.workspace_id, "manager")
        session.get_one(Campaign, scene.campaign.id).seller_id = user.id
    return Open(scene, user, Console(user))


def seen_on(page: str) -> str:
    return re.findall(r'name="seen" value="([0-9a-f]+)"', page)[0]


def test_the_page_says_what_is_released_before_the_press_and_undo_is_offered_after_it() -> None:
    one = opened(people=2)
    page = html.unescape(one.browser.get(one.path()).text)
    assert "Set aside now" in page
    assert "Take them out, release €44.00" in page
    gone = one.browser.post(f"{one.path()}/take_out", seen=seen_on(page), why="left_company")
    assert gone.location == f"{one.base}/running?done={one.scene.gifts[0].id}"
    after = html.unescape(one.browser.get(f"{one.base}/running?show=out").text)
    assert "They’re out. What was set aside for them is released." in after
    assert f'action="{one.path()}/undo"' in after
    with reading() as session:
        assert money(session, one.scene.campaign) == (4400, 0)
    assert one.browser.post(f"{one.path()}/undo").status_code == 303
    with reading() as session:
        assert money(session, one.scene.campaign) == (8800, 0)


def test_a_gift_that_changed_since_the_page_was_opened_is_left_alone() -> None:
    one = opened()
    seen = seen_on(one.browser.get(one.path()).text)
    with transaction() as session:
        session.execute(update(RecipientGift).values(status="opened"))
    refused = one.browser.post(f"{one.path()}/take_out", seen=seen, why="asked")
    assert refused.status_code == 409
    assert "has changed since you opened this page" in refused.text
    with reading() as session:
        assert session.get_one(RecipientGift, one.scene.gifts[0].id).status == "opened"


def test_after_a_yes_the_page_asks_for_the_reason_that_the_person_reads() -> None:
    one = opened()
    with transaction() as session:
        session.execute(update(RecipientGift).values(status="accepted", opened_at=AT, decided_at=AT))
    page = one.browser.get(one.path()).text
    assert page.count('type="radio" name="reason"') == 4
    refused = one.browser.post(f"{one.path()}/take_out", seen=seen_on(page), why="budget")
    assert refused.status_code == 422
    assert "Choose the reason that they will read" in refused.text
    assert (
        one.browser.post(f"{one.path()}/take_out", seen=seen_on(page), why="budget", reason="ended").status_code == 303
    )


def test_cancelling_one_gift_names_the_other_and_both_sums_and_gives_exactly_that() -> None:
    one = opened()
    page = html.unescape(one.browser.get(f"{one.path()}?act=cancel").text)
    assert "Set aside for the other" in page
    assert "+ €40.00" in page
    assert one.browser.post(f"{one.path()}/exchange", seen=seen_on(page), why="mistake").status_code == 303
    with reading() as session:
        gift = session.get_one(RecipientGift, one.scene.gifts[0].id)
        assert gift.product_id in {product.id for product in one.scene.others}
        assert (gift.price_minor, money(session, one.scene.campaign)) == (4000, (4000, 0))
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "gift.exchanged")).one()
        assert (line.body["released_minor"], line.body["reserved_minor"]) == (4400, 4000)


def test_cancelling_is_refused_where_another_gift_would_come_than_was_shown() -> None:
    one = opened()
    seen = seen_on(one.browser.get(f"{one.path()}?act=cancel").text)
    with transaction() as session:
        session.execute(update(Product).where(Product.price_minor == 4000).values(price_minor=4100))
    assert one.browser.post(f"{one.path()}/exchange", seen=seen, why="mistake").status_code == 409


def test_a_read_only_colleague_sees_no_act_and_another_seller_no_campaign() -> None:
    one = opened()
    with transaction() as session:
        other = Console(make_user(session, one.scene.workspace_id, "seller"))
    assert other.get(f"{one.base}/running").status_code == 404
    assert other.post(f"{one.path()}/take_out", why="asked").status_code == 404


def test_a_locked_gift_is_left_by_colleagues_and_unlocked_again() -> None:
    one = opened()
    with transaction() as session:
        gift = session.get_one(RecipientGift, one.scene.gifts[0].id)
        lock_in(session, gift, owner_of(one.scene.workspace_id), AT)
        lock_in(session, gift, owner_of(one.scene.workspace_id), AT)
        assert gift.stays_planned
    seen = seen_on(one.browser.get(one.path()).text)
    refused = one.browser.post(f"{one.path()}/take_out", seen=seen, why="asked")
    assert refused.status_code == 409
    assert "Unlock it first" in html.unescape(refused.text)
    with transaction() as session:
        gift = session.get_one(RecipientGift, one.scene.gifts[0].id)
        unlock(session, gift, owner_of(one.scene.workspace_id), AT)
        assert not gift.stays_planned
        acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
        assert acts == ["gift.locked", "gift.unlocked"]


def test_a_new_link_ends_the_old_one_and_its_mail_waits_until_it_is_drawn() -> None:
    one = opened()
    now = utc_now()
    gift_id = one.scene.gifts[0].id
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        gift.status = "notified"
        session.add(_invitation(gift))
        renew_link(session, gift, owner_of(one.scene.workspace_id), now)
        assert (gift.link_version, gift.content_version) == (2, 2)
        assert not is_link_token(link_token("gift", gift_id, 1), "gift", gift_id, gift.link_version)
        kinds = set(session.scalars(select(Job.kind).where(Job.subject_id == gift_id, Job.version == 2)))
        assert {"content.mail", "content.microsite", "content.statement", "outreach.resend"} <= kinds
        resend(session, gift_id=gift_id, version=2)
        mails = select(MailMessage.idempotency_key).where(MailMessage.kind == "invitation")
        assert session.scalars(mails).all() == [f"invitation:{gift_id}"]
        make_rendition(session, gift, "mail", content_version=2)
        for _ in range(2):
            resend(session, gift_id=gift_id, version=2)
        assert sorted(session.scalars(mails)) == [f"invitation:{gift_id}", f"invitation:{gift_id}:2"]
        resend(session, gift_id=gift_id, version=1)
        assert len(session.scalars(mails).all()) == 2
        assert money(session, one.scene.campaign) == (4400, 0)


def _invitation(gift: RecipientGift) -> MailMessage:
    return MailMessage(
        id="msg_1", workspace_id=gift.workspace_id, gift_id=gift.id, recipient_id=gift.recipient_id, kind="invitation",
        idempotency_key=f"invitation:{gift.id}", state="sent", created_at=AT,
    )  # fmt: skip


def test_kept_open_longer_nothing_expires_and_pages_are_drawn_again() -> None:
    one = opened(expires_at=utc_now() + timedelta(days=2))
    until = (utc_now() + timedelta(days=9)).date()
    page = html.unescape(one.browser.get(f"{one.base}/extend").text)
    assert "Stays set aside" in page
    assert "€44.00" in page
    assert one.browser.post(f"{one.base}/extend", until=until.isoformat()).status_code == 303
    with reading() as session:
        campaign = session.get_one(Campaign, one.scene.campaign.id)
        assert campaign.expires_at.date() == until
        job = session.scalars(select(Job).where(Job.kind == "planning.show_new_day")).one()
        assert (job.subject_id, job.version) == (campaign.id, until.toordinal())
    assert expire_gifts(utc_now() + timedelta(days=3)) == 0
    with transaction() as session:
        _redraw(session, [one.scene.gifts[0].id])
        assert session.get_one(RecipientGift, one.scene.gifts[0].id).content_version == 2
    assert expire_gifts(utc_now() + timedelta(days=11)) == 1


@pytest.mark.parametrize(
    ("until", "sentence"),
    [("", "Choose a day, such as"), ("2020-01-01", "after the one on which"), ("2030-01-01", "within the next 180 days")],
)  # fmt: skip
def test_a_day_that_is_no_later_day_is_told_at_the_field(until: str, sentence: str) -> None:
    one = opened(expires_at=utc_now() + timedelta(days=2))
    refused = one.browser.post(f"{one.base}/extend", until=until)
    assert refused.status_code == 422
    assert sentence in html.unescape(refused.text)


def test_what_is_over_is_not_kept_open() -> None:
    one = opened(expires_at=AT)
    with transaction() as session, pytest.raises(Conflict, match="has ended"):
        campaign = session.get_one(Campaign, one.scene.campaign.id)
        extend(session, campaign, (AT + timedelta(days=5)).date(), owner_of(one.scene.workspace_id), AT)
    with transaction() as session:
        session.get_one(Campaign, one.scene.campaign.id).status = "closed"
    assert one.browser.get(f"{one.base}/extend").status_code == 409


def test_asked_first_the_page_asks_before_anything_else_and_the_gift_stays() -> None:
    one = opened()
    with transaction() as session:
        gift = session.get_one(RecipientGift, one.scene.gifts[0].id)
        ask_first(session, gift, owner_of(one.scene.workspace_id), AT)
        assert live_gift(session, gift, AT).question == "diet"
        assert (gift.product_id, money(session, one.scene.campaign)) == (one.scene.products[0].id, (4400, 0))
        answer_diet(session, one.scene.people[0], ["vegan"], [], AT)
        with pytest.raises(Conflict, match="We don’t ask it again"):
            ask_first(session, gift, owner_of(one.scene.workspace_id), AT)
        assert safety_now(session, one.scene.campaign, gift, AT) == "safe"


def test_who_skipped_the_question_is_not_asked_again() -> None:
    one = opened()
    with transaction() as session:
        skip(session, one.scene.people[0], "diet", AT)
        gift = session.get_one(RecipientGift, one.scene.gifts[0].id)
        with pytest.raises(Conflict, match="We don’t ask it again"):
            ask_first(session, gift, owner_of(one.scene.workspace_id), AT)


def test_an_act_that_is_none_is_not_found() -> None:
    one = opened()
    assert one.browser.post(f"{one.path()}/burn").status_code == 404


def test_the_running_page_counts_answers_and_money_and_says_where_each_email_is() -> None:
    one = opened(people=3)
    with transaction() as session:
        yes, no, back = (session.get_one(RecipientGift, gift.id) for gift in one.scene.gifts)
        for gift in (yes, no):
            gift.status = "opened"
        session.flush()
        accept_gift(session, yes, AT)
        decline_gift(session, no, None, AT)
        for gift in (yes, no, back):
            write_down(session, gift, "invitation", AT)
        back.delivery_status, no.delivery_status = "undeliverable", "delivered"
    with reading() as session:
        found = standing_of(session, session.get_one(Campaign, one.scene.campaign.id))
    assert found == Standing(3, 2, 1, 0, found.reserved_minor, 0, found.released_minor)
    assert found.reserved_minor + found.released_minor == 3 * 4400
    page = one.browser.get(f"{one.base}/running").text
    for words in (
        "2 of 3",
        "1 of 2",
        "no swaps so far",
        "€0.00 charged so far",
        "Came back",
        "Received by their server",
    ):
        assert words in page, words


def test_those_who_have_set_out_come_before_those_who_wait(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=3, launched=False)
        assert launch_gifts(session, scene.campaign, [scene.gifts[1].id], 1, AT).missing == ()
        session.refresh(scene.campaign)
        page = list_people(session, scene.campaign, "all", None, owner_of(scene.workspace_id))
    assert page.items[0].gift.id == scene.gifts[1].id
