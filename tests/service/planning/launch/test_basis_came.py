"""Who was launched and not written to for want of a basis is written to with the next wave once there is one, and the page says so
by name."""

from __future__ import annotations

import html
from datetime import date
from typing import get_args

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.contact.departures import departure
from service.contact.may_write import Never
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.mail_labels import NEVER as OUTBOX_WORDS
from service.outreach.models import MailMessage
from service.outreach.occasions.basis_came import KIND, write_after_all
from service.outreach.occasions.invite import invite
from service.planning.launch import waves
from service.planning.launch.departing.departures import NEVER, departures_of
from service.planning.launch.departing.schedule import Leave
from service.planning.launch.departing.who import Who
from service.planning.launch.ready import companies_ready, ready_gifts
from service.planning.launch.set_out import launch_wave
from service.planning.launch.told.troubles import send_invitation_again, troubles_of
from service.planning.launch.waves import request_launch
from service.planning.people.without_basis import set_basis
from service.planning.running.labels import NEVER_WORDS
from service.recipients.models import Recipient
from service.workspaces.actor import Actor
from tests.console import Console
from tests.factories import AT, make_match_run, make_user
from tests.service.planning.launch.test_without_basis import campaign_with

pytestmark = pytest.mark.usefixtures("database")
_OF_THE_PERSON = {"erased", "unsubscribed", "suppressed", "no_address", "no_number", "channel", "topic", "no_basis"}


def launched(*more: tuple[str, str, str | None], basis: str | None = "agreed") -> Campaign:
    """Ute in Germany was launched in wave 1, and her basis was gone when her invitation was written; `more` people are ready."""
    campaign = campaign_with(("Ute", "DE", basis), *more)
    with transaction() as session:
        made = session.get_one(Campaign, campaign.id)
        run = make_match_run(session, made)
        made.approved_match_run_id, made.expires_at = run.id, utc_now().replace(year=2030)
        session.execute(update(RecipientGift).values(match_run_id=run.id))
        gift = gift_of(session, "Ute")
        gift.wave = 1
    launch_wave(transaction, campaign.id, 1, utc_now())
    with transaction() as session:
        set_person(session, "Ute", basis="none")
        invite(session, gift_id=gift_of(session, "Ute").id)
    return campaign


def gift_of(session: Session, name: str) -> RecipientGift:
    """Names are encrypted, so no query finds one."""
    rows = session.execute(select(RecipientGift, Recipient).join(Recipient, Recipient.id == RecipientGift.recipient_id))
    return next(gift for gift, person in rows if person.given_name == name)


def set_person(session: Session, name: str, **values: object) -> None:
    person = gift_of(session, name).recipient_id
    session.execute(update(Recipient).where(Recipient.id == person).values(**values))


def agrees(campaign: Campaign, name: str = "Ute") -> None:
    with transaction() as session:
        owner = Actor(campaign.workspace_id, make_user(session, campaign.workspace_id).id, "owner")
        set_basis(session, gift_of(session, name).recipient_id, "agreed", owner, AT)


def launch_next(campaign: Campaign, leave: Leave | None = None) -> int:
    with transaction() as session:
        found = session.get_one(Campaign, campaign.id)
        owner = Actor(campaign.workspace_id, make_user(session, campaign.workspace_id).id, "owner")
        return request_launch(session, found, None, owner, utc_now(), leave=leave)


def mails() -> list[tuple[str, str | None]]:
    with reading() as session:
        return [(one.state, one.error_code) for one in session.scalars(select(MailMessage).order_by(MailMessage.id))]


def asked_for() -> list[Job]:
    with reading() as session:
        return list(session.scalars(select(Job).where(Job.kind == KIND)))


def test_whose_basis_comes_later_is_written_to_with_the_next_wave() -> None:
    campaign = launched(("Mia", "DE", "agreed"))
    assert mails() == [("suppressed", "no_basis")]
    agrees(campaign)
    assert mails() == [("suppressed", "no_basis")], "nobody is written to by the way"
    assert launch_next(campaign) == 2
    [job] = asked_for()
    with transaction() as session:
        assert write_after_all(session, message_id=job.subject_id)
        assert gift_of(session, "Ute").delivery_status == "scheduled"
        sends = select(Job.version).where(Job.kind == "outreach.send", Job.subject_id == job.subject_id)
        assert session.scalars(sends).all() == [1]
    assert mails() == [("queued", None)]
    with transaction() as session:
        assert not write_after_all(session, message_id=job.subject_id), "run again it sends nothing twice"


def test_without_a_basis_the_next_wave_asks_for_nobody() -> None:
    campaign = launched(("Mia", "DE", "agreed"))
    launch_next(campaign)
    assert asked_for() == []


def test_the_hour_of_the_wave_is_theirs_too() -> None:
    campaign = launched(("Mia", "DE", "agreed"))
    agrees(campaign)
    on = date(2029, 3, 14)
    launch_next(campaign, Leave(on, 9))
    assert [job.run_at for job in asked_for()] == [departure("DE", on, 9)]


@pytest.mark.parametrize(
    ("column", "ends"), [("unsubscribed_at", "unsubscribed"), ("erased_at", "erased"), ("basis", "no_basis")]
)
def test_what_speaks_against_it_in_the_moment_is_seen_and_told(column: str, ends: str) -> None:
    campaign = launched(("Mia", "DE", "agreed"))
    agrees(campaign)
    launch_next(campaign)
    [job] = asked_for()
    with transaction() as session:
        value = "none" if column == "basis" else AT
        set_person(session, "Ute", **{column: value})
        assert not write_after_all(session, message_id=job.subject_id)
    assert mails() == [("suppressed", ends)]


def test_the_page_names_them_and_a_press_writes_to_one_alone() -> None:
    campaign = launched()
    with transaction() as session:
        seller = make_user(session, campaign.workspace_id, "manager")
    base = f"/campaigns/{campaign.id}/launch"
    before = html.unescape(Console(seller).get(base).text)
    assert "Once you say on their page why you may write to them, they’re emailed with the next wave." in before
    agrees(campaign)
    after = html.unescape(Console(seller).get(base).text)
    assert "Goes with the next wave" in after
    assert "Ute" in after
    with reading() as session:
        gift_id = gift_of(session, "Ute").id
    assert Console(seller).post(f"{base}/fix", act="send", gift=gift_id).status_code == 303
    assert mails() == [("queued", None)]
    with reading() as session:
        assert troubles_of(session, session.get_one(Campaign, campaign.id)).total == 0


def test_a_press_without_a_basis_changes_nothing() -> None:
    campaign = launched()
    with transaction() as session, pytest.raises(Conflict, match="still may not be emailed"):
        owner = Actor(campaign.workspace_id, None, "owner")
        found = session.get_one(Campaign, campaign.id)
        send_invitation_again(session, found, gift_of(session, "Ute").id, owner, AT)
    assert mails() == [("suppressed", "no_basis")]


def test_companies_to_choose_from_count_exactly_who_could_be_launched() -> None:
    campaign = campaign_with(
        ("Ute", "DE", "none"), ("Mia", "DE", "agreed"), ("Jana", "CZ", None), ("Uwe", "DE", "customer")
    )
    with transaction() as session:
        gift_of(session, "Uwe").hold_reason = "dietary_unknown"
    with reading() as session:
        found = companies_ready(session, session.get_one(Campaign, campaign.id))
    assert [(name, people) for _, name, people in found] == [("Company 3", 1), ("Company 4", 1)]


def test_of_many_who_are_ready_only_the_wave_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = campaign_with(*((name, "CZ", None) for name in ("Jana", "Petr", "Eva")))
    with transaction() as session:
        found = session.get_one(Campaign, campaign.id)
        run = make_match_run(session, found)
        found.approved_match_run_id = run.id
        session.execute(update(RecipientGift).values(match_run_id=run.id))
    limits: list[int | None] = []

    def heard(session: Session, of: Campaign, limit: int | None, only: Who) -> list[str]:
        limits.append(limit)
        return ready_gifts(session, of, limit, only)

    monkeypatch.setattr(waves, "ready_gifts", heard)
    with transaction() as session:
        owner = Actor(campaign.workspace_id, make_user(session, campaign.workspace_id).id, "owner")
        request_launch(session, session.get_one(Campaign, campaign.id), 1, owner, utc_now())
        assert session.scalars(select(RecipientGift.wave).order_by(RecipientGift.wave)).all().count(1) == 1
    assert limits == [1]


def test_every_reason_why_no_mail_goes_has_words_wherever_one_is_shown() -> None:
    codes = {code for one in get_args(Never) for code in (get_args(one) or (one,))}
    assert set(NEVER) == _OF_THE_PERSON
    assert set(NEVER_WORDS) == set(OUTBOX_WORDS) == codes


def test_who_lacks_a_basis_is_told_of_in_words_before_the_launch() -> None:
    campaign = campaign_with(("Ute", "DE", "none"))
    with reading() as session:
        [row] = departures_of(session, session.get_one(Campaign, campaign.id), [gift_of(session, "Ute").id], AT).rows
    assert (row.is_never, row.why) == (True, "No email without consent: they’re reached by a printed card")
