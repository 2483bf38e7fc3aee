"""Once a colleague gives to somebody who has set out, whoever sends the campaign neither reads of them nor acts for them."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.letters.ready_letter import is_as_drawn
from service.outreach.models import MailMessage
from service.planning.givers.reassign import reassign
from service.recipients.models import Recipient
from service.workspaces.models import User
from tests.console import Console
from tests.factories import AT, make_match_run
from tests.service.content.shelf import put_rendition
from tests.service.planning.givers.two_givers import BRUNO, INES, two_givers


def test_the_sender_neither_reads_nor_acts_for_a_colleagues_people_and_their_giver_does(database: str) -> None:
    two = two_givers()
    with transaction() as session:
        for person, name in zip(two.scene.people, ("Zyxwina", "Qworpel"), strict=True):
            row = session.get_one(Recipient, person.id)
            row.given_name, row.email = name, f"{name.lower()}@vltava.example"
    first, second = two.scene.gifts
    campaign = f"/campaigns/{two.scene.campaign.id}"
    crm = f"/crm{campaign}"
    for path in (f"{campaign}/running", f"{crm}/people.vcf", f"{crm}/hubspot-people.csv", f"{crm}/meetings.ics"):
        told = {user.name: Console(user).get(path) for user in (two.nora, two.manager)}
        assert [answer.status_code for answer in told.values()] == [200, 200], path
        assert not any(name in told[two.nora.name].text.lower() for name in ("zyxwina", "qworpel")), path
    assert "qworpel" in Console(two.manager).get(f"{crm}/hubspot-people.csv").text
    assert "Qworpel" in Console(two.manager).get(f"{campaign}/running").text
    for gift, giver, colleague in ((first, two.bruno, two.ines), (second, two.ines, two.bruno)):
        pages = [
            f"{campaign}/running/{gift.id}",
            f"{campaign}/running/{gift.id}/by-hand",
            f"{campaign}/gifts/{gift.id}/page",
        ]
        answers = [[Console(user).get(page).status_code for page in pages] for user in (giver, two.nora, colleague)]
        assert answers == [[200] * 3, [404] * 3, [404] * 3]
        assert Console(two.nora).post(f"{campaign}/running/{gift.id}/link").status_code == 404
        assert Console(two.nora).get(f"{campaign}/gifts/{gift.id}/page/body").status_code == 404
    done = Console(two.bruno).post(f"{campaign}/running/{first.id}/link")
    assert (done.status_code, done.location) == (303, f"/people/{first.recipient_id}")


@pytest.mark.parametrize("set_out", [True, False])
def test_people_plan_and_launch_name_nobody_whom_a_colleague_gives_to_once_they_have_set_out(
    database: str, set_out: bool
) -> None:
    two = two_givers(set_out=set_out)
    with transaction() as session:
        for person, name in zip(two.scene.people, ("Zyxwina", "Qworpel"), strict=True):
            session.get_one(Recipient, person.id).given_name = name
        campaign = session.get_one(Campaign, two.scene.campaign.id)
        make_match_run(session, campaign)
        campaign.approved_at, campaign.approved_by = AT, two.manager.id
        session.get_one(RecipientGift, two.scene.gifts[0].id).hold_reason = "dietary_unknown"
    base = f"/campaigns/{two.scene.campaign.id}"
    for path in ("/people", "/plan", "/plan.csv", "/plan/print", "/launch", "/message/letters"):
        for user, sees in ((two.nora, not set_out), (two.manager, True)):
            answer = Console(user).get(base + path)
            assert answer.status_code == 200, path
            assert [name in answer.text for name in ("Zyxwina", "Qworpel")] == [sees] * 2, (path, user.name)
    drawer = f"{base}/plan?change={two.scene.gifts[1].id}"
    assert Console(two.nora).get(drawer).status_code == (404 if set_out else 200)
    assert Console(two.manager).get(drawer).status_code == 200


def test_the_launch_page_says_that_a_giver_has_left_before_anything_more_leaves_in_their_name(database: str) -> None:
    two = two_givers()
    path = f"/campaigns/{two.scene.campaign.id}/launch"
    assert "has left" not in Console(two.manager).get(path).text
    with transaction() as session:
        session.get_one(User, two.bruno.id).disabled_at = AT
    page = Console(two.manager).get(path).text
    assert page.count("has left, or can’t send any more") == 1
    assert f"{BRUNO} has left" in page
    assert "1 person of this campaign still hears from them" in page
    with transaction() as session:
        session.execute(update(RecipientGift).values(status="delivered"))
    assert "has left" not in Console(two.manager).get(path).text


def test_no_letter_leaves_in_an_earlier_givers_name(database: str) -> None:
    two = two_givers()
    gift_id = two.scene.gifts[0].id
    put_rendition(two.scene.gifts[0], "mail", "ab" * 32, {"body": ("text/html", b"<p>Hello</p>")})
    message = MailMessage(kind="invitation")
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        assert is_as_drawn(session, message, gift, BRUNO)
        reassign(session, [gift.recipient_id], two.ines.id, two.actor(two.bruno), AT)
        gift = session.get_one(RecipientGift, gift_id, populate_existing=True)
        assert not is_as_drawn(session, message, gift, BRUNO)
        # Its words are still the earlier giver's, until they are drawn anew.
        assert not is_as_drawn(session, message, gift, INES)
        assert is_as_drawn(session, MailMessage(kind="reminder"), gift, INES)
    with reading() as session:
        gift = session.get_one(RecipientGift, gift_id)
    put_rendition(gift, "mail", "cd" * 32, {"body": ("text/html", b"<p>Hello</p>")})
    with reading() as session:
        assert is_as_drawn(session, message, session.get_one(RecipientGift, gift_id), INES)
