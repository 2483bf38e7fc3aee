"""A few people in every state that a sweep looks for, and whatever else it ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.brain.deciding.models import NextDecision
from service.brain.events.models import PersonEvent
from service.brain.experiments.models import Assignment, Experiment
from service.brain.offers.models import Offer
from service.catalog.models import PendingGifts
from service.content.models import FilmPreview
from service.gifting.decline import decline_gift
from service.gifting.events import EventKind, add_event
from service.gifting.models import RecipientGift, SetAside, Wait
from service.gifting.show_others import show_others
from service.outreach.models import MailMessage, MailReturn
from service.planning.people.away.models import AwayCalendar
from service.planning.people.models import PendingUpload
from service.recipients.afterwards.models import Rating, ThankYou
from service.recipients.disputes.models import LineDispute
from service.recipients.letters.models import Letter
from service.recipients.models import DeliveryAddress, Recipient
from service.recipients.numbers.models import NumberCheck
from service.recipients.person_tasks.models import PersonTask
from service.recipients.postal.addresses import Address, save_address
from service.recipients.postal.models import KeptAddress, MailedCode
from service.recipients.quiet.models import QuietRule
from service.recipients.requests.models import DataRequest
from service.recipients.special.models import SpecialRead
from service.recipients.stated.models import CompanyPolicy
from service.security.ids import new_id
from service.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookMessage, WebhookSource
from tests.factories import (
    AT,
    make_account,
    make_campaign,
    make_fact,
    make_job,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.service.gifting.scene import Scene, set_scene

PEOPLE = 5
"""In each campaign."""
LATE = AT + timedelta(days=60)


def mail(session: Session, gift: RecipientGift, kind: str, state: str) -> str:
    message_id = new_id("msg")
    session.add(
        MailMessage(
            id=message_id, workspace_id=gift.workspace_id, gift_id=gift.id, recipient_id=gift.recipient_id, kind=kind,
            idempotency_key=f"{kind}:{gift.id}", state=state, created_at=AT, sent_at=AT,
        )
    )  # fmt: skip
    return message_id


def address(session: Session, gift: RecipientGift, erase_after: datetime | None) -> None:
    save_address(
        session, workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, gift_id=gift.id,
        address=Address("Jana", "Na Příkopě 1", "110 00", "Praha", "CZ", None, None), at=AT,
    )  # fmt: skip
    session.execute(update(DeliveryAddress).where(DeliveryAddress.gift_id == gift.id).values(erase_after=erase_after))


def live(session: Session) -> Scene:
    """A running campaign with people to remind, answers to settle, offers to end."""
    scene = set_scene(session, PEOPLE, 2, other_stock=50, expires_at=LATE + timedelta(days=30))
    for gift in scene.gifts:
        show_others(session, gift, AT)
        mail(session, gift, "invitation", "sent")
        mail(session, gift, "question", "sending")
        mail(session, gift, "chosen_again", "queued")
        mail(session, gift, "safety_notice", "shown")
        address(session, gift, AT)
        session.add(
            MailedCode(
                gift_id=gift.id, workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, body="A", sent_at=AT,
                erase_after=AT,
            )
        )  # fmt: skip
        session.add(
            KeptAddress(
                recipient_id=gift.recipient_id, workspace_id=gift.workspace_id, body="{}", kept_at=AT, erase_after=AT
            )
        )
    session.execute(
        update(RecipientGift)
        .where(RecipientGift.campaign_id == scene.campaign.id)
        .values(status="notified", check_hash=None)
    )
    return scene


def ending(session: Session) -> Scene:
    """One that ends within three days: gifts nobody has answered."""
    return set_scene(session, PEOPLE, 0, expires_at=LATE + timedelta(days=2))


def over(session: Session) -> Scene:
    """One that has ended: gifts nobody answered."""
    scene = set_scene(session, PEOPLE, 0, expires_at=AT + timedelta(days=30))
    for gift in scene.gifts:
        mail(session, gift, "invitation", "sent")
    return scene


def closed(session: Session) -> None:
    """A closed one, whose gifts have all ended but whose addresses have no clock."""
    scene = set_scene(session, PEOPLE, 0, launched=False, status="closed", expires_at=LATE + timedelta(days=30))
    teller = make_user(session, scene.workspace_id, "seller")
    endpoint = WebhookEndpoint(
        id=new_id("whk"), workspace_id=scene.workspace_id, url="https://hooks.example.com/", events=["*"], secret="s",
        created_at=AT,
    )  # fmt: skip
    source = WebhookSource(id=new_id("src"), workspace_id=scene.workspace_id, kind="crm", secret="s", created_at=AT)
    session.add_all((endpoint, source))
    session.flush()
    for gift in scene.gifts:
        session.add(
            CompanyPolicy(
                id=new_id("cpy"), workspace_id=gift.workspace_id, account_id=gift.account_id, origin="office",
                gift_id=gift.id, rules={}, said_at=AT - timedelta(days=1300), ended_at=AT - timedelta(days=1200),
                end="taken_out",
            )
        )  # fmt: skip
        session.add(
            QuietRule(
                id=new_id("qui"), workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, reason="mourning",
                origin="person", source="A card", begins_at=AT - timedelta(days=410), ends_at=AT - timedelta(days=400),
                set_at=AT - timedelta(days=410),
            )
        )  # fmt: skip
        gift.status = "canceled"
        returned = MailReturn(
            id=new_id("ret"), workspace_id=gift.workspace_id, message_id=mail(session, gift, "invitation", "sent"),
            kind="delayed", at=AT - timedelta(days=150),
        )  # fmt: skip
        session.flush()
        session.add(returned)
        address(session, gift, None)
        session.add(
            AwayCalendar(
                id=new_id("cal"), workspace_id=gift.workspace_id, account_id=gift.account_id,
                url="https://calendar.example.com/a.ics", spans=[], asked_at=AT, created_at=AT,
            )
        )  # fmt: skip
        session.add(
            WebhookDelivery(
                id=new_id("msg"), workspace_id=gift.workspace_id, endpoint_id=endpoint.id, kind="gift.opened",
                subject_id=gift.id, body="{}", state="delivered", tries=[], created_at=AT - timedelta(days=30),
            )
        )  # fmt: skip
        session.add(
            WebhookMessage(
                id=new_id("inm"), workspace_id=gift.workspace_id, source_id=source.id, external_id=gift.id,
                kind="meeting.held", digest="d", state="done", at=AT - timedelta(days=30),
            )
        )  # fmt: skip
        session.add(
            PersonEvent(
                id=new_id("evt"), workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, kind="site_look",
                external_id=gift.id, code="prices", at=AT - timedelta(days=400), taken_at=AT,
            )
        )  # fmt: skip
        session.add(
            NumberCheck(
                id=new_id("nck"), workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, number=None,
                number_hash=gift.id, state="ended", tries_left=0, asked_at=AT - timedelta(days=9),
            )
        )  # fmt: skip
        session.add(
            Offer(
                id=new_id("ofr"), workspace_id=gift.workspace_id, code=gift.id, kind="news", texts={},
                url="https://fjordloom.example/", since=AT.date() - timedelta(days=9),
                until=AT.date() - timedelta(days=1), made_at=AT,
            )
        )  # fmt: skip
        session.add(
            NextDecision(
                id=new_id("dcs"), workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, cause="due",
                at=AT - timedelta(days=400), kind="nothing", way="none", why="nothing_to_do", chance=1.0, context=1.0,
                worth=0.22, lever=1.0, score=0.22, model_version="v", probability=1.0, is_random=False, made_from={}, said={},
            )
        )  # fmt: skip
        session.add(
            Letter(
                id=new_id("ltr"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
                recipient_id=gift.recipient_id, writer="person", came_by="page", body="Thank you", once_key=gift.id,
                at=AT - timedelta(days=400),
            )
        )  # fmt: skip
        session.add(
            Rating(
                id=new_id("rat"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
                recipient_id=gift.recipient_id, kind="ces", state="answered", answer="7", asked_at=AT - timedelta(days=40),
            )
        )  # fmt: skip
        session.add(
            ThankYou(
                gift_id=gift.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id,
                recipient_id=gift.recipient_id, body="Thank you", at=AT - timedelta(days=400),
            )
        )  # fmt: skip
        session.add(
            LineDispute(
                id=new_id("dis"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
                recipient_id=gift.recipient_id, reason="amount", state="closed", outcome="withdrawn", note="44, not 40",
                opened_by=teller.id, opened_at=AT - timedelta(days=400), closed_at=AT - timedelta(days=400),
            )
        )  # fmt: skip
        session.add(
            PersonTask(
                gift_id=gift.id, workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, outcome="nobody",
                opened_at=AT - timedelta(days=400), done_at=AT - timedelta(days=400),
            )
        )  # fmt: skip
        session.add(
            DataRequest(
                id=new_id("dsr"), workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, kind="export", outcome="done",
                asked_at=AT, due_at=AT, noted_at=AT, done_at=AT - timedelta(days=1200),
            )
        )  # fmt: skip
        session.add(
            Wait(
                gift_id=gift.id, workspace_id=gift.workspace_id, product_id=gift.product_id, until=AT, state="waiting",
                changed_at=AT,
            )
        )  # fmt: skip
        session.add(
            SetAside(
                gift_id=gift.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, pieces=[], amount_minor=0,
                unserved=[], is_taken=False,
            )
        )  # fmt: skip
        session.add(
            FilmPreview(
                id=new_id("prv"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
                who=gift.id, story_hash="s", input_hash=gift.link_hash, files={}, created_at=AT,
            )
        )  # fmt: skip
        session.add(
            PendingGifts(
                id=new_id("gsh"), workspace_id=gift.workspace_id, filename="gifts.csv", body="", answers="", created_at=AT
            )
        )  # fmt: skip
        session.add(
            PendingUpload(
                id=new_id("upl"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, filename="people.csv",
                state="checked", created_at=AT,
            )
        )  # fmt: skip


def arrived(session: Session) -> None:
    """One whose gifts have been with their people for ten days."""
    scene = set_scene(session, PEOPLE, 0, expires_at=LATE + timedelta(days=30))
    for gift in scene.gifts:
        gift.status = "delivered"
        body = {
            "status": "delivered",
            "product_id": gift.product_id,
            "price_minor": 0,
            "is_reserved": False,
            "stock": {},
        }
        add_event(session, gift, EventKind.DELIVERED, body, LATE - timedelta(days=10))


def known(session: Session) -> None:
    """What people eat, long known; what nobody stated a condition for; looks at it."""
    scene = set_scene(session, people=PEOPLE, others=0)
    later = make_account(session, scene.workspace_id, "Sumava")
    long_ago = AT - timedelta(days=400)
    for one in scene.people:
        person = session.get_one(Recipient, one.id)
        old = make_recipient(session, later)
        make_fact(session, old, "allergen", "nuts", created_at=long_ago)
        make_recipient(session, later).created_at = long_ago
        make_fact(session, person, "diet", "vegan", condition=None, condition_on=None, condition_how=None)
        session.add(
            SpecialRead(
                id=new_id("spr"), workspace_id=scene.workspace_id, recipient_id=person.id, read_by=None, place="person",
                fact_ids=[], at=AT - timedelta(days=400),
            )
        )  # fmt: skip


def deleted(session: Session) -> None:
    """Drafts that were deleted long ago."""
    workspace = make_workspace(session)
    for _ in range(PEOPLE):
        make_campaign(session, workspace.id, status="draft", deleted_at=AT)


def declined(session: Session) -> None:
    """One with answers to settle, and jobs that ended or died long ago and belong to no campaign."""
    scene = set_scene(session, PEOPLE, 0, expires_at=LATE + timedelta(days=30))
    for gift in scene.gifts:
        for state, days in (("done", 0), ("dead", 150)):
            finished = AT - timedelta(days=days)
            make_job(
                session, "content.shred", f"{gift.id} {state}", state=state, finished_at=finished,
                workspace_id=gift.workspace_id,
            )  # fmt: skip
        decline_gift(session, gift, None, AT)


def answered(session: Session) -> None:
    """One whose people said yes, told what they would enjoy, and were happy, all of it days ago; drawn for an experiment."""
    scene = set_scene(session, PEOPLE, 0, expires_at=LATE + timedelta(days=30))
    experiment = Experiment(
        id=new_id("xpr"), workspace_id=scene.workspace_id, name="Films", hypothesis="Films are better.", kind="film",
        metric="kept", base_percent=60, smallest_points=10, planned=800, shares={"film": 50, "page": 50}, holdout=0,
        holdouts=[], settings={}, covers_all=False, counts_drawn=False, state="running", created_at=AT, started_at=AT,
    )  # fmt: skip
    session.add(experiment)
    session.flush()
    said = LATE - timedelta(days=3)
    for person, gift in zip(scene.people, scene.gifts, strict=True):
        gift.status, gift.decided_at, gift.undo_until = "accepted", said, LATE + timedelta(days=1)
        body = {"status": "accepted", "product_id": gift.product_id, "price_minor": 0, "is_reserved": True, "stock": {}}
        add_event(session, gift, EventKind.ACCEPTED, body, LATE - timedelta(hours=2))
        make_fact(session, person, "motive", "sport", source="asked", created_at=said)
        session.add(
            Assignment(
                workspace_id=scene.workspace_id, experiment_id=experiment.id, recipient_id=person.id,
                campaign_id=scene.campaign.id, arm="film", probability=0.5, holdout=0, drawn_at=AT,
            )
        )  # fmt: skip
        session.add(
            Rating(
                id=new_id("rat"), workspace_id=scene.workspace_id, campaign_id=scene.campaign.id, gift_id=gift.id,
                recipient_id=person.id, kind="csat", state="answered", answer="5", asked_at=said, answered_at=said,
            )
        )  # fmt: skip
