"""Who gives: from a list or chosen, named before a launch where nobody does, seen by their giver, handed over with what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.campaigns.givers.models import GiverRequest
from service.campaigns.givers.signature import read_signature, set_signature
from service.campaigns.givers.whose import whom
from service.campaigns.models import Campaign, CampaignRecipient
from service.content.stories.story import story_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, Forbidden, InvalidInput
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.planning.givers.in_campaign import known_to_others, named_in_words, set_givers, without_giver
from service.planning.givers.owners import colleagues_of, hear_owners, names_of, unread_owners
from service.planning.givers.reassign import ChangedMeanwhile, choose_for_company, look_ahead, reassign
from service.planning.givers.requests import ask_for, decide, requests_of
from service.planning.launch.ready import count_ready
from service.planning.launch.set_out import launch_wave
from service.planning.people.lists.cells.personal import read_owner, several_names
from service.recipients.letters.models import Letter
from service.recipients.models import Account, Recipient
from service.sheets.refusals import CellError
from service.workspaces.actor import actor_of
from service.workspaces.models import User
from tests.console import Console
from tests.factories import AT, join, make_campaign, make_match_run, make_user
from tests.service.planning.givers.two_givers import BRUNO, INES, NORA, Two, two_givers


@pytest.mark.parametrize(
    ("said", "is_many"),
    [("Bruno Zapletal", False), ("Zapletal, Bruno", False), ("bruno+crm@fjord.example", False), ("Ana; Petr", True),
     ("Ana Nová, Petr Malý", True), ("Ana and Petr", True), ("Ana & Petr", True), ("José Ortega y Gasset", False),
     ("a@x.example, b@x.example", True), ("Анна и Пётр", True)],
)  # fmt: skip
def test_a_cell_names_one_owner_or_several(said: str, is_many: bool) -> None:
    assert several_names(said) is is_many
    if is_many:
        with pytest.raises(CellError, match="names several people"):
            read_owner(said)
    else:
        assert read_owner(said) == said


def test_an_owner_is_one_colleague_by_name_or_address_or_it_is_said_why_not(database: str) -> None:
    two = two_givers()
    with transaction() as session:
        gone = make_user(session, two.scene.workspace_id, "seller", name="Olga Left", disabled_at=AT)
        team = colleagues_of(session, two.scene.workspace_id)
        found = [
            team.find(said)
            for said in ("bruno ZAPLETAL", "Zapletal, Bruno", two.ines.email, "Olga Left", "Who", "A; B")
        ]
        assert [one.id if isinstance(one, User) else one for one in found] == [
            two.bruno.id, two.bruno.id, two.ines.id, "left", "unknown", "several",
        ]  # fmt: skip
        make_user(session, two.scene.workspace_id, "seller", name=BRUNO)
        assert colleagues_of(session, two.scene.workspace_id).find(BRUNO) == "several"
        assert gone.disabled_at is not None


class _Row:
    def __init__(self, owner: str | None) -> None:
        self.owner = owner


def test_a_list_gives_nobody_away_that_a_colleague_has_but_takes_over_from_who_left(database: str) -> None:
    two = two_givers(set_out=False)
    with transaction() as session:
        first, second = (session.get_one(Recipient, one.id) for one in two.scene.people)
        rows = [(first, _Row(INES)), (second, _Row(BRUNO))]
        hear_owners(session, two.scene.workspace_id, rows)  # type: ignore[arg-type]
        assert (first.giver_id, second.giver_id) == (two.bruno.id, two.ines.id)
        session.get_one(User, two.bruno.id).disabled_at = AT
        session.flush()
        hear_owners(session, two.scene.workspace_id, rows)  # type: ignore[arg-type]
        assert first.giver_id == two.ines.id


def test_whoever_has_no_giver_is_named_and_in_no_wave(database: str) -> None:
    two = two_givers(set_out=False, launched=False, status="approved")
    with transaction() as session:
        campaign = session.get_one(Campaign, two.scene.campaign.id)
        run = make_match_run(session, campaign)
        for gift in two.scene.gifts:
            session.get_one(RecipientGift, gift.id).match_run_id = run.id
        for person in two.scene.people:
            session.get_one(Recipient, person.id).basis = "customer"
        session.flush()
        assert count_ready(session, campaign) == 2
        session.get_one(User, two.bruno.id).disabled_at = AT
        session.get_one(User, two.ines.id).signature = None
        session.flush()
        lacks = without_giver(session, campaign, names_of(session, campaign.workspace_id))
        assert [(one.lack, one.giver) for one in lacks.people] == [("left", BRUNO), ("unsigned", INES)]
        assert (lacks.total, count_ready(session, campaign)) == (2, 0)
        session.get_one(Recipient, two.scene.people[0].id).giver_id = None
        session.get_one(Recipient, two.scene.people[0].id).owner = "Bruno; Ines"
        session.flush()
        lacks = without_giver(session, campaign, names_of(session, campaign.workspace_id))
        assert [one.lack for one in lacks.people] == ["none", "unsigned"]
        assert [(line.said, line.why, line.people) for line in unread_owners(session, campaign)] == [
            ("Bruno; Ines", "several", 1)
        ]
        campaign.givers = "one"
        session.get_one(Recipient, two.scene.people[0].id).giver_id = two.nora.id
        session.flush()
        # A seller sends to nobody whose giver is a colleague.
        lacks = without_giver(session, campaign, names_of(session, campaign.workspace_id))
        assert ([one.lack for one in lacks.people], count_ready(session, campaign)) == (["anothers"], 1)
    page = Console(two.nora).get(f"/campaigns/{two.scene.campaign.id}/launch").text
    assert "1 without one" in page


def test_who_gives_is_written_down_in_the_moment_somebody_sets_out(database: str) -> None:
    two = two_givers(set_out=False, launched=False, status="running")
    with transaction() as session:
        campaign = session.get_one(Campaign, two.scene.campaign.id)
        run = make_match_run(session, campaign)
        for gift in two.scene.gifts:
            row = session.get_one(RecipientGift, gift.id)
            row.match_run_id, row.wave = run.id, 1
        for person in two.scene.people:
            session.get_one(Recipient, person.id).basis = "customer"
    launch_wave(transaction, two.scene.campaign.id, 1, utc_now())
    with reading() as session:
        rows = session.execute(select(CampaignRecipient.giver_id, CampaignRecipient.recipient_id)).all()
        assert {person: giver for giver, person in rows} == {
            two.scene.people[0].id: two.bruno.id, two.scene.people[1].id: two.ines.id
        }  # fmt: skip


def test_a_message_that_names_a_giver_is_launched_for_nobody(database: str) -> None:
    two = two_givers(set_out=False)
    with transaction() as session:
        campaign = session.get_one(Campaign, two.scene.campaign.id)
        assert named_in_words(session, campaign) == ()
        campaign.message = {"en": "Yours, Nora  Whitfield", "cs": "Váš Bruno Zapletal"}
        session.flush()
        assert named_in_words(session, campaign) == (BRUNO, NORA)


def waiting_letter(two: Two, person: int = 0) -> str:
    gift = two.scene.gifts[person]
    with transaction() as session:
        letter = Letter(
            id=f"let_{person}", workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id, writer="person",
            recipient_id=gift.recipient_id, came_by="page", body="Which size?", once_key="k", at=AT, handed_over_at=AT,
        )  # fmt: skip
        session.add(letter)
        return letter.id


def test_a_seller_sees_the_people_they_give_to_and_a_manager_everybody(database: str) -> None:
    two = two_givers()
    for person in (0, 1):
        waiting_letter(two, person)
    first, second = (person.id for person in two.scene.people)
    gift = two.scene.gifts[0].id
    seen = {
        user.name: [
            Console(user).get(path).status_code for path in (f"/people/{first}", f"/people/{second}", f"/inbox/{gift}")
        ]
        for user in (two.bruno, two.ines, two.nora, two.manager)
    }
    assert seen == {
        BRUNO: [200, 404, 200], INES: [404, 200, 404], NORA: [404, 404, 404], "Ingrid Solheim": [200, 200, 200],
    }  # fmt: skip
    base = f"/campaigns/{two.scene.campaign.id}"
    assert Console(two.bruno).get(f"{base}/meetings").status_code == 200
    assert Console(two.bruno).get(f"{base}/gifts/{gift}/page").status_code == 200
    assert Console(two.ines).get(f"{base}/gifts/{gift}/page").status_code == 404
    assert "A colleague gives to this person" in Console(two.nora).get(f"/people/{first}").text
    assert Console(two.bruno).get(f"{base}/launch").status_code == 404


def test_a_hand_over_moves_threads_and_pages_and_says_so_before(database: str) -> None:
    two = two_givers()
    waiting_letter(two)
    at, person, gift_id = utc_now(), two.scene.people[0].id, two.scene.gifts[0].id
    with transaction() as session:
        version = session.get_one(RecipientGift, gift_id).content_version
        with pytest.raises(Forbidden, match="Ask them for the hand-over"):
            look_ahead(session, [person], two.ines.id, two.actor(two.ines), at)
        change = look_ahead(session, [person], two.ines.id, two.actor(two.bruno), at)
        assert (change.open, change.threads, change.ahead, change.closed, change.unsigned) == (1, 1, 0, 0, False)
    page = Console(two.bruno).post("/givers/move", people=person, to=two.ines.id).text
    assert "1 page" in page
    assert "1 conversation" in page
    with transaction() as session:
        with pytest.raises(ChangedMeanwhile):
            reassign(session, [person], two.ines.id, two.actor(two.bruno), at, seen="something else")
        reassign(session, [person], two.ines.id, two.actor(two.bruno), at, seen=change.stamp)
    with reading() as session:
        gift = session.get_one(RecipientGift, gift_id)
        assert story_of(session, gift).sender.name == INES
        assert gift.content_version == version + 1
        drawn = select(Job.kind).where(Job.subject_id == gift_id, Job.version == gift.content_version)
        assert {"content.microsite", "content.statement"} <= set(session.scalars(drawn))
    assert [Console(user).get(f"/inbox/{gift_id}").status_code for user in (two.bruno, two.ines)] == [404, 200]


def test_a_gift_at_rest_keeps_who_gave_it(database: str) -> None:
    two = two_givers()
    with transaction() as session:
        gift = session.get_one(RecipientGift, two.scene.gifts[0].id)
        gift.status, gift.is_reserved = "delivered", False
        change = reassign(session, [gift.recipient_id], two.ines.id, two.actor(two.manager), utc_now())
        assert (change.open, change.closed) == (0, 1)
        session.flush()
        assert story_of(session, gift).sender.name == BRUNO
        assert session.get_one(Recipient, gift.recipient_id).giver_id == two.ines.id


def test_nobody_gives_who_has_left_or_has_not_said_how_they_sign(database: str) -> None:
    two = two_givers()
    people = [two.scene.people[0].id]
    with transaction() as session:
        with pytest.raises(Conflict, match="how they sign"):
            reassign(session, people, two.nora.id, two.actor(two.manager), utc_now())
        session.get_one(User, two.ines.id).disabled_at = AT
        session.flush()
        with pytest.raises(InvalidInput, match="who works here"):
            reassign(session, people, two.ines.id, two.actor(two.manager), utc_now())
        assert session.get_one(Recipient, people[0]).giver_id == two.bruno.id


def test_a_second_seller_is_shown_who_wrote_when_and_what_and_asks_for_the_hand_over(database: str) -> None:
    two, at = two_givers(), utc_now()
    gift = two.scene.gifts[0]
    with transaction() as session:
        session.add(MailMessage(
            id="mail_1", workspace_id=gift.workspace_id, gift_id=gift.id, recipient_id=gift.recipient_id, kind="invitation",
            idempotency_key="one", state="sent", created_at=AT, sent_at=AT,
        ))  # fmt: skip
        own = make_campaign(session, gift.workspace_id, name="Ines’s own", seller_id=two.ines.id)
        person = session.get_one(Recipient, gift.recipient_id)
        join(session, own, person)
        own_id, person_id = own.id, person.id
        known = known_to_others(session, own, two.actor(two.ines), names_of(session, own.workspace_id))
        assert [(one.giver, [(line.kind, line.at, line.by) for line in one.wrote]) for one in known] == [
            (BRUNO, [("invitation", AT, BRUNO)])
        ]
    page = Console(two.ines).get(f"/campaigns/{own_id}/people").text
    assert "is known to a colleague already" in page
    pressed = Console(two.ines).post(f"/campaigns/{own_id}/givers", ask=person_id)
    assert pressed.status_code == 303
    assert Console(two.ines).post(f"/campaigns/{own_id}/givers", ask=person_id).status_code == 303
    with transaction() as session:
        (request,) = session.scalars(select(GiverRequest)).all()
        assert (request.asked_by, request.asked_of) == (two.ines.id, two.bruno.id)
        names = names_of(session, request.workspace_id)
        assert [one.mine for one in requests_of(session, two.actor(two.ines), names)] == [True]
        decide(session, request.id, "given", two.actor(two.bruno), at)
        assert whom(session, session.get_one(Campaign, gift.campaign_id), person_id).id == two.ines.id  # type: ignore[union-attr]
        assert known_to_others(session, session.get_one(Campaign, own_id), two.actor(two.ines), names) == []
        with pytest.raises(Conflict, match="decided already"):
            decide(session, request.id, "kept", two.actor(two.bruno), at)


def test_a_hand_over_from_a_campaign_of_ones_own_moves_its_gift_as_well(database: str) -> None:
    two = two_givers()
    with transaction() as session:
        campaign = session.get_one(Campaign, two.scene.campaign.id)
        campaign.givers, campaign.seller_id = "one", two.bruno.id
        for row in session.scalars(select(CampaignRecipient)):
            row.giver_id = None
        person = session.get_one(Recipient, two.scene.people[0].id)
        person.giver_id = None
        other = make_campaign(session, campaign.workspace_id, name="Other", seller_id=two.ines.id)
        join(session, other, person)
        ask_for(session, other, person.id, two.bruno.id, two.actor(two.ines), AT)
        request = session.scalars(select(GiverRequest)).one()
        decide(session, request.id, "given", two.actor(two.bruno), AT + timedelta(hours=1))
        assert story_of(session, session.get_one(RecipientGift, two.scene.gifts[0].id)).sender.name == INES
        assert story_of(session, session.get_one(RecipientGift, two.scene.gifts[1].id)).sender.name == NORA


def test_who_gives_in_a_campaign_is_chosen_before_anybody_sets_out(database: str) -> None:
    two = two_givers()
    with transaction() as session:
        campaign = session.get_one(Campaign, two.scene.campaign.id)
        with pytest.raises(Conflict, match="who gives stays"):
            set_givers(session, campaign, "one", two.actor(two.manager), AT)
        with pytest.raises(InvalidInput, match="Choose who gives"):
            set_givers(session, campaign, "nobody", two.actor(two.manager), AT)


def test_how_somebody_signs_is_theirs_to_say_or_the_teams_managers(database: str) -> None:
    two = two_givers()
    with transaction() as session:
        with pytest.raises(Forbidden, match="Only they"):
            set_signature(session, two.ines.id, read_signature("Boss", {}, ""), actor_of(two.bruno), AT)
        with pytest.raises(InvalidInput, match="job title"):
            read_signature("  ", {}, "")
        with pytest.raises(InvalidInput, match="no telephone number"):
            read_signature("Boss", {}, "+47 12")
        assert read_signature("Boss", {}, "+47 21 60 04 11").phone == "+4721600411"
    page = Console(two.ines).get(f"/givers/{two.ines.id}").text
    assert "Partner Manager" in page
    bad = Console(two.ines).post(f"/givers/{two.ines.id}", title="Boss", phone="12")
    assert (bad.status_code, "This is no telephone number" in bad.text) == (422, True)
    assert Console(two.ines).post(f"/givers/{two.ines.id}", title="Boss").status_code == 303
    assert Console(two.bruno).get("/givers").status_code == 200
    assert Console(two.nora).get(f"/campaigns/{two.scene.campaign.id}/givers").status_code == 200


def test_everybody_on_a_company_gets_its_giver_unless_they_have_one(database: str) -> None:
    two = two_givers(set_out=False)
    with transaction() as session:
        person = session.get_one(Recipient, two.scene.people[0].id)
        gift = session.get_one(RecipientGift, two.scene.gifts[0].id)
        campaign = session.get_one(Campaign, gift.campaign_id)
        person.giver_id = None
        session.flush()
        assert whom(session, campaign, person.id) is None
        account = session.get_one(Account, person.account_id)
        with pytest.raises(Forbidden):
            choose_for_company(session, account, two.ines.id, two.actor(two.bruno), AT)
        choose_for_company(session, account, two.ines.id, two.actor(two.manager), AT)
        assert whom(session, campaign, person.id).id == two.ines.id  # type: ignore[union-attr]
