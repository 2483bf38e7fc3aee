"""The launch page: who goes, when their email leaves, what went wrong with its press, and a test email to oneself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.planning.launch.departing.departures import departures_of
from service.planning.launch.departing.who import EVERYONE, Who, read_who
from service.planning.launch.ready import ready_gifts
from service.planning.launch.told.troubles import troubles_of
from service.recipients.models import Recipient
from service.workspaces.models import User
from tests.console import Console
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_fact,
    make_gift,
    make_job,
    make_match_run,
    make_product,
    make_recipient,
)
from tests.service.planning.givers.two_givers import two_givers

NIGHT_IN_PRAGUE = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)
"""A Wednesday: 04:00 in Prague, 12:00 in Tokyo."""


@dataclass(frozen=True)
class Scene:
    browser: Console
    base: str
    campaign: Campaign
    people: list[Recipient]
    gifts: list[RecipientGift]


@pytest.fixture
def scene(sales: User) -> Scene:
    """An approved campaign: two people in Prague at one company, one in Tokyo at another."""
    with transaction() as session:
        campaign = make_campaign(
            session, sales.workspace_id, status="approved", expires_at=utc_now() + timedelta(days=40)
        )
        run = make_match_run(session, campaign)
        campaign.approved_match_run_id, campaign.approved_at = run.id, AT
        vltava, hikari = (make_account(session, sales.workspace_id, name) for name in ("Vltava", "Hikari"))
        people, gifts = [], []
        for row, (account, country) in enumerate(((vltava, "CZ"), (vltava, "CZ"), (hikari, "JP")), start=2):
            people.append(make_recipient(session, account, country=country))
            join(session, campaign, people[-1], row)
            gifts.append(make_gift(session, campaign, people[-1], make_product(session, sales.workspace_id)))
    return Scene(Console(sales), f"/campaigns/{campaign.id}", campaign, people, gifts)


def test_departures_say_where_it_is_night_and_who_is_away_and_who_gets_none(scene: Scene) -> None:
    with transaction() as session:
        second = session.get_one(Recipient, scene.people[1].id)
        make_fact(session, second, "away", "2026-03-09/2026-03-13", valid_from=date(2026, 3, 1))
    with reading() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        found = departures_of(session, campaign, [gift.id for gift in scene.gifts], NIGHT_IN_PRAGUE)
    assert [(row.countries, row.people, row.local, row.why) for row in found.rows] == [
        (("JP",), 1, "Wed 11 March, 12:00", ""),
        (("CZ",), 1, "Wed 11 March, 08:00", "Waits for their morning"),
        (("CZ",), 1, "Sat 14 March, 09:00", "Held until they’re back"),
    ]
    assert [row.day_off for row in found.rows] == [False, False, True]


def test_whoever_wants_no_mail_is_told_before_the_launch(scene: Scene) -> None:
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).unsubscribed_at = AT
    with reading() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        [row] = departures_of(session, campaign, [scene.gifts[0].id], NIGHT_IN_PRAGUE).rows
    assert (row.is_never, row.why) == (True, "They want no more gifts")


@pytest.mark.parametrize(
    ("form", "chosen", "answer"),
    [
        ({"size": "7"}, {}, (7, EVERYONE)),
        ({"who": "everyone", "size": "never read"}, {}, (None, EVERYONE)),
        ({"who": "companies"}, {"companies": ["acc_1", "acc_1"]}, (None, Who(account_ids=("acc_1",)))),
        ({"who": "people"}, {"people": ["gft_1", "gft_2"]}, (None, Who(gift_ids=("gft_1", "gft_2")))),
    ],
)
def test_a_wave_is_whom_the_form_names(form: dict[str, str], chosen: dict[str, list[str]], answer: object) -> None:
    assert read_who(form, chosen) == answer


def test_companies_that_are_ticked_beside_another_choice_are_asked_about() -> None:
    with pytest.raises(InvalidInput, match="You ticked companies"):
        read_who({"who": "first", "size": "3"}, {"companies": ["acc_1"]})


@pytest.mark.parametrize(
    "form", [{}, {"size": "two"}, {"size": "٣"}, {"who": "companies"}, {"who": "people", "size": "3"}]
)
def test_a_wave_of_nobody_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        read_who(form, {})


def test_some_companies_are_launched_by_the_two_presses_and_the_others_wait(scene: Scene) -> None:
    page = scene.browser.get(f"{scene.base}/launch").text
    assert 'name="size" inputmode="numeric" value="3"' in page
    hikari = scene.people[2].account_id
    asked = scene.browser.post(f"{scene.base}/launch", who="companies", companies=hikari).text
    assert "Launch 1 person?" in asked
    assert f'<input type="hidden" name="companies" value="{hikari}">' in asked
    seen = asked.split('name="seen" value="')[1].split('"')[0]
    assert scene.browser.post(f"{scene.base}/launch", who="companies", companies=hikari, seen=seen).status_code == 303
    with reading() as session:
        waves = {gift_id: wave for gift_id, wave in session.execute(select(RecipientGift.id, RecipientGift.wave))}
        left = ready_gifts(session, session.get_one(Campaign, scene.campaign.id), None)
    assert [waves[gift.id] for gift in scene.gifts] == [None, None, 1]
    assert set(left) == {scene.gifts[0].id, scene.gifts[1].id}


def test_a_wave_is_picked_by_name_from_those_who_could_be_launched(scene: Scene) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[1].id).hold_reason = "dietary_unknown"
    answer = scene.browser.get(f"{scene.base}/launch/people")
    assert answer.status_code == 200
    assert "2 people could be launched" in answer.text
    ticks = answer.text.split('name="people" value="')[1:]
    assert [tick.split('"')[0] for tick in ticks] == [scene.gifts[0].id, scene.gifts[2].id]


def test_a_company_of_another_campaign_launches_nobody(scene: Scene) -> None:
    answer = scene.browser.post(f"{scene.base}/launch", who="companies", companies="acc_of_others")
    assert answer.status_code == 409
    assert "Nobody you chose can be launched" in answer.text


def test_each_thing_that_went_wrong_has_its_reason_and_its_press(scene: Scene) -> None:
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).status = "running"
        mailed, filmed, fine = (session.get_one(RecipientGift, gift.id) for gift in scene.gifts)
        for gift in (mailed, filmed, fine):
            gift.status, gift.launched_at, gift.wave = "created", AT, 1
        session.add(
            MailMessage(
                id="msg_1", workspace_id=mailed.workspace_id, gift_id=mailed.id, recipient_id=mailed.recipient_id,
                kind="invitation", idempotency_key="k", state="failed", error_code="address_invalid", created_at=AT,
            )
        )  # fmt: skip
        make_job(
            session, "content.video", filmed.id, campaign_id=filmed.campaign_id, workspace_id=filmed.workspace_id,
            state="dead", last_error_type="font_missing", last_error="We have no font with 𠮷.",
        )  # fmt: skip
    with reading() as session:
        found = troubles_of(session, session.get_one(Campaign, scene.campaign.id))
    told = {line.gift.id: (line.word, line.why.split(".")[0], line.fix) for line in found.lines}
    assert told == {
        scene.gifts[0].id: ("Not sent", "We can’t send to this address", "send"),
        scene.gifts[1].id: ("Film not made", "We have no font with 𠮷", "make"),
    }
    page = scene.browser.get(f"{scene.base}/launch").text
    assert "2 of 3 people" in page
    assert "1 campaign needs" in scene.browser.get("/").text or "One campaign needs" in scene.browser.get("/").text

    fix = f"{scene.base}/launch/fix"
    assert scene.browser.post(fix, act="send", gift=scene.gifts[0].id).status_code == 303
    assert scene.browser.post(fix, act="make", gift=scene.gifts[1].id).status_code == 303
    assert scene.browser.post(fix, act="make", gift=scene.gifts[1].id).status_code == 409
    assert scene.browser.post(fix, act="send", gift=scene.gifts[2].id).status_code == 404
    assert scene.browser.post(fix, act="dance", gift=scene.gifts[2].id).status_code == 422
    with reading() as session:
        assert session.get_one(MailMessage, "msg_1").state == "queued"
        assert session.scalars(select(Job.state).where(Job.kind == "content.video")).one() == "pending"
        assert troubles_of(session, session.get_one(Campaign, scene.campaign.id)).total == 0


def test_what_went_wrong_in_another_campaign_is_not_mended_from_here(scene: Scene) -> None:
    with transaction() as session:
        other = make_campaign(session, scene.campaign.workspace_id, status="running")
        elsewhere = make_gift(session, other, session.get_one(Recipient, scene.people[0].id), None, launched_at=AT)
    assert scene.browser.post(f"{scene.base}/launch/fix", act="make", gift=elsewhere.id).status_code == 404


def test_what_went_wrong_for_somebody_whom_a_colleague_gives_to_is_theirs_to_mend(database: str) -> None:
    two = two_givers()
    gift = two.scene.gifts[0]
    with transaction() as session:
        job = session.scalars(select(Job).where(Job.kind == "content.video", Job.subject_id == gift.id)).one()
        job.state = "dead"
    fix = f"/campaigns/{gift.campaign_id}/launch/fix"
    for user, answer, state in ((two.nora, 404, "dead"), (two.manager, 303, "pending")):
        assert Console(user).post(fix, act="make", gift=gift.id).status_code == answer
        with reading() as session:
            assert session.get_one(Job, job.id).state == state


def test_what_will_happen_is_told_in_figures_before_it_is_asked(scene: Scene) -> None:
    page = scene.browser.get(f"{scene.base}/launch").text
    table = page.partition('aria-label="What will happen"')[2].partition("</table>")[0]
    lines = dict(
        re.findall(r'<th scope="row"[^>]*>([^<]+).*?data-l="How many"[^>]*><div>([^<]*)</div>', table, re.DOTALL)
    )
    spent = sum(gift.price_minor for gift in scene.gifts)
    assert lines["Set aside for gifts"] == f"€{spent / 100:,.2f}"
    assert lines["Pages, statements and films made"] == "3 of each"
    assert (lines["Emails with an invitation"], lines["Reminders"]) == ("3", "at most 3")
    assert "One, after 5 days, only to people who haven’t pressed anything" in table
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).unsubscribed_at = AT
    again = scene.browser.get(f"{scene.base}/launch").text
    assert "at most 2" in again


def test_the_brand_card_is_among_what_was_looked_at(scene: Scene) -> None:
    assert "Brand card" in scene.browser.get(f"{scene.base}/launch").text
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        campaign.brand = {**campaign.brand, "card": {"never": [next(iter(campaign.message["en"].split()))]}}
    assert "Not kept" in scene.browser.get(f"{scene.base}/launch").text
