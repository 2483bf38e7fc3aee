"""Once a colleague gives to somebody who has set out, whoever sends the campaign neither reads of them nor acts for them."""

from __future__ import annotations

from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.letters.ready_letter import is_as_drawn
from service.outreach.models import MailMessage
from service.planning.givers.reassign import reassign
from service.recipients.models import Recipient
from tests.console import Console
from tests.factories import AT
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
