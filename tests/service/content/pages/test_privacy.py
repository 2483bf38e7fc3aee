from __future__ import annotations

import re
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from service.config import settings
from service.content.delete_drawn_files import shred_job
from service.content.models import RenditionRow
from service.content.pages import privacy
from service.content.pages.privacy import known_page
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.incidents import settle_piece
from service.gifting.models import Incident, RecipientGift
from service.gifting.settle import settle_decided
from service.jobs.models import Job
from service.planning.workspace.person import read_person
from service.recipients.answers import is_in_doubt
from service.recipients.facts.doubt import open_doubt
from service.recipients.models import DeliveryAddress, ProfileFact, Recipient
from service.workspaces.actor import system
from tests.factories import AT, make_fact, owner_of
from tests.line_ends import loose
from tests.service.content.leases import do
from tests.service.content.reading import enter, everything, nonce_on, scene_now
from tests.service.content.shelf import put_rendition
from tests.service.gifting.scene import Scene, ledger, money, stock
from tests.service.gifting.test_settle import ADDRESS, OVER


def known(client: FlaskClient) -> tuple[Scene, dict[str, str]]:
    """A person with an interest and a diet, on the page that lists them; fact ids by kind."""
    scene = scene_now()
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        facts = {
            "interest": make_fact(session, person, "interest", "chess", source="asked").id,
            "diet": make_fact(session, person, "diet", "vegan").id,
        }
    enter(client, scene.gifts[0])
    return scene, facts


def change(client: FlaskClient, scene: Scene, **fields: str) -> str | None:
    return first_press(client, scene, **fields).location


def first_press(client: FlaskClient, scene: Scene, **fields: str) -> TestResponse:
    path = f"/gift/{scene.gifts[0].id}/privacy"
    nonce = nonce_on(client.get(path).text)
    return client.post(path, data={"nonce": nonce} | fields)


def second_press(client: FlaskClient, page: TestResponse) -> TestResponse:
    """Sends the form of the page that names what falls, as it is."""
    action = re.search(r'<form method="post" action="([^"]+)"', page.text[page.text.index("box-danger") :])
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    assert action is not None
    return client.post(action[1], data=MultiDict(fields))


def test_the_page_lists_every_fact_and_no_more_of_the_address_than_its_owner_needs(client: FlaskClient) -> None:
    scene, _ = known(client)
    page = client.get(f"/gift/{scene.gifts[0].id}/privacy").text

    assert "Jana Nováková" in page
    assert "Praha, Česko" in page
    assert "čeština" in page
    assert "•••@example.com" in page
    assert scene.people[0].email is not None
    assert scene.people[0].email not in page


def test_a_corrected_diet_is_what_they_told_us_and_is_decided_for_again_once_it_was_named(client: FlaskClient) -> None:
    scene, facts = known(client)
    before = everything()
    page = first_press(client, scene, act="correct", fact=facts["diet"], value="halal")
    assert (page.status_code, everything()) == (200, before)
    assert all(words in page.text for words in ("seznamu firmy", "veganská strava", "Místo toho", "strava halal"))

    came = second_press(client, page).location
    assert str(came).startswith(f"/gift/{scene.gifts[0].id}/told/")
    assert "<strong>Opraveno:</strong> strava halal." in loose(client.get(str(came)).text)
    with reading() as session:
        rows = session.scalars(select(ProfileFact).where(ProfileFact.kind == "diet")).all()
        assert {(row.value, row.source, row.withdrawn_at is None) for row in rows} == {
            ("vegan", "imported", False),
            ("halal", "asked", True),
        }
        assert session.scalars(select(Job.subject_id).where(Job.kind == "gifting.redecide")).all() == [
            scene.gifts[0].id
        ]


def test_what_they_told_us_falls_only_by_a_second_press_that_names_it(client: FlaskClient) -> None:
    scene, _ = known(client)
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        nuts = make_fact(session, person, "allergen", "nuts", source="asked").id
    before = everything()
    page = first_press(client, scene, act="erase", fact=nuts)
    assert (page.status_code, everything()) == (200, before)
    assert "Víme od vás: skořápkové plody." in page.text
    assert "skořápkové plody" in page.text
    assert f'href="/gift/{scene.gifts[0].id}/privacy">Ne, nechat</a>' in page.text
    assert "nuts" not in str(page.location)

    came = client.get(str(second_press(client, page).location)).text
    assert "<strong>Odebráno:</strong> skořápkové plody." in loose(came)
    with reading() as session:
        row = session.get_one(ProfileFact, nuts)
        assert (row.withdrawn_by, row.withdrawn_at is None) == ("person", False)
        assert session.scalars(select(Job.subject_id).where(Job.kind == "gifting.redecide")).all() == [
            scene.gifts[0].id
        ]


def test_a_form_of_another_page_or_another_fact_is_no_second_press(client: FlaskClient) -> None:
    scene, facts = known(client)
    before = everything()
    for fields in (
        {"confirm": "yes"},
        {"confirm": facts["interest"]},
        {"confirm": facts["diet"], "nonce": "1795338000.aa"},
    ):
        answer = first_press(client, scene, act="erase", fact=facts["diet"], **fields)
        assert answer.status_code == 200 or str(answer.location).endswith("notice=invalid#done")
    assert everything() == before


def test_a_question_that_is_open_can_be_answered_here_and_not_deleted(client: FlaskClient) -> None:
    scene, _ = known(client)
    with transaction() as session:
        open_doubt(session, session.get_one(Recipient, scene.people[0].id), "imported", AT)
        ask = session.scalars(select(ProfileFact).order_by(ProfileFact.created_at.desc()).limit(9)).all()
        (fact_id,) = (row.id for row in ask if row.value == "ask")
    page = client.get(f"/gift/{scene.gifts[0].id}/privacy").text
    assert page.count(f'name="fact" value="{fact_id}"') == 1
    assert str(change(client, scene, act="erase", fact=fact_id)).endswith("notice=invalid#done")

    assert str(change(client, scene, act="correct", fact=fact_id, value="halal")).startswith(
        f"/gift/{scene.gifts[0].id}/told/"
    )
    with reading() as session:
        assert not session.scalar(is_in_doubt(scene.people[0].id).select())


def test_a_correction_that_speaks_of_food_opens_the_question_and_the_gift_is_looked_at_again(
    client: FlaskClient,
) -> None:
    scene, facts = known(client)
    change(client, scene, act="correct", fact=facts["interest"], value="cooking, but no nuts")

    with reading() as session:
        person = scene.people[0].id
        assert session.scalar(is_in_doubt(person).select())
        found = {(row.kind, row.value, row.source) for row in session.scalars(select(ProfileFact))}
        assert {("allergen", "nuts", "inferred"), ("diet", "ask", "asked")} <= found
        assert session.scalars(select(Job.subject_id).where(Job.kind == "gifting.redecide")).all() == [
            scene.gifts[0].id
        ]
    page = client.get(f"/gift/{scene.gifts[0].id}").text
    assert page.index('value="diet"') < page.index('<article class="hero">')


def test_the_page_says_of_each_fact_who_else_reads_it_just_as_the_console_does(client: FlaskClient) -> None:
    scene, _ = known(client)
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        for kind, value in (("material", "wool"), ("motive", "calm"), ("size", "M"), ("adult", "yes")):
            make_fact(session, person, kind, value, source="asked")
    page = client.get(f"/gift/{scene.gifts[0].id}/privacy").text
    with reading() as session:
        shown = read_person(session, owner_of(scene.workspace_id), scene.people[0].id, AT.date()).facts
    assert [fact.title for fact in shown] == ["Likes", "Diet"]
    for told in ("vlna", "lidná hodina", ">M<"):
        row = page[page.index(told) :].split("</tr>")[0]
        assert "to vidí" not in row


def test_a_deleted_interest_is_no_reason_any_more_and_the_page_is_drawn_again(client: FlaskClient) -> None:
    scene, facts = known(client)
    change(client, scene, act="erase", fact=facts["interest"])

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.content_version, gift.product_id) == (2, scene.products[0].id)
        assert session.scalars(select(Job.state).where(Job.kind == "gifting.redecide")).all() == ["done"]


def test_a_name_is_put_right_in_the_persons_own_words_or_taken_away(client: FlaskClient) -> None:
    scene, _ = known(client)
    change(client, scene, act="correct", fact="name", value="  Jana   N. ")
    with reading() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        assert (person.given_name, person.family_name) == ("Jana N.", None)

    change(client, scene, act="erase", fact="name")
    assert "Jana" not in client.get(f"/gift/{scene.gifts[0].id}/privacy").text


def test_nonsense_and_other_peoples_facts_are_refused_and_change_nothing(client: FlaskClient) -> None:
    scene, facts = known(client)
    other, others = known(client)
    client.get(f"/gift/{scene.gifts[0].id}")
    enter(client, scene.gifts[0])
    before = everything()
    for fields in (
        {"act": "correct", "fact": facts["diet"], "value": "sunlight"},
        {"act": "erase", "fact": others["diet"]},
        {"act": "erase_me"},
        {"act": "dance"},
    ):
        assert change(client, scene, **fields) == f"/gift/{scene.gifts[0].id}/privacy?notice=invalid#done"

    assert everything() == before
    assert other.workspace_id != scene.workspace_id


def test_no_more_gifts_means_from_now_on(client: FlaskClient) -> None:
    scene, _ = known(client)

    assert str(change(client, scene, act="unsubscribe")).endswith("notice=unsubscribed#done")
    with reading() as session:
        assert session.get_one(Recipient, scene.people[0].id).unsubscribed_at is not None


def test_erasing_takes_every_value_stops_the_gift_and_leaves_the_money_adding_up(client: FlaskClient) -> None:
    scene, _ = known(client)
    put_rendition(scene.gifts[0], "video", "cd" * 32, {"body": ("video/mp4", b"film")})
    change(client, scene, act="erase_me", confirm="yes")

    with reading() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        assert (person.email, person.given_name, person.family_name, person.job_title, person.city) == (None,) * 5
        assert session.scalars(select(ProfileFact)).all() == []
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, stock(session, scene.products[0]), money(session, scene.campaign)) == (
            "canceled",
            5,
            (0, 0),
        )
        assert ledger(session, gift) == [("reserved", 4400), ("released", 4400)]
    assert client.get(f"/gift/{scene.gifts[0].id}").status_code == 410
    assert client.get(f"/gift/{scene.gifts[0].id}/privacy").status_code == 410


def test_what_was_drawn_is_deleted_by_the_job_that_erasing_asks_for(client: FlaskClient) -> None:
    scene, _ = known(client)
    put_rendition(scene.gifts[0], "video", "cd" * 32, {"body": ("video/mp4", b"film")})
    change(client, scene, act="erase_me", confirm="yes")
    with reading() as session:
        job = session.scalars(select(Job).where(Job.kind == "content.shred")).one()
    do(shred_job, "content.shred", job.subject_id)

    with reading() as session:
        assert session.scalars(select(RenditionRow)).all() == []
    assert list(settings().renditions_dir.rglob("*.*")) == []


def test_an_order_that_has_not_left_fails_with_its_address_and_is_paid_back_once_ops_say_where_its_piece_is(
    client: FlaskClient,
) -> None:
    scene, _ = known(client)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        gift.product_id, gift.original_product_id = scene.others[0].id, scene.others[0].id
        session.flush()
        accept_gift(session, gift, AT)
        give_address(session, gift, ADDRESS, AT)
    settle_decided(OVER)
    change(client, scene, act="erase_me", confirm="yes")

    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == "failed"
        assert money(session, scene.campaign) == (0, 4400)
        assert session.scalars(select(DeliveryAddress.body)).all() == [None]
    with transaction() as session:
        settle_piece(session, session.scalars(select(Incident)).one(), "supplier", system(scene.workspace_id), OVER)
        assert money(session, scene.campaign) == (0, 0)


SEEN_BY = [
    ("diet", "vegan", "imported"), ("diet", "halal", "asked"), ("allergen", "nuts", "imported"),
    ("allergen", "nuts", "asked"), ("allergen", "soy", "inferred"), ("material", "wool", "asked"),
    ("interest", "tea", "imported"), ("interest", "hiking", "asked"), ("dislike", "mugs", "asked"),
    ("motive", "calm", "asked"), ("adult", "yes", "asked"), ("has_already", "candle", "observed"),
]  # fmt: skip


def test_what_the_person_is_told_of_who_reads_a_fact_is_what_the_sender_is_shown(database: str) -> None:
    scene = scene_now()
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        for kind, value, source in SEEN_BY:
            make_fact(session, person, kind, value, source=source)
        make_fact(session, person, "interest", "chess", source="asked", kept_private=True)
    with reading() as session, patch.object(privacy, "privacy_page") as page:
        known_page(session, session.get_one(RecipientGift, scene.gifts[0].id), utc_now(), None, "greeted")
        shown = {
            fact.id for fact in read_person(session, owner_of(scene.workspace_id), person.id, utc_now().date()).facts
        }
        rows = {row.id: row for row in session.scalars(select(ProfileFact))}
    told_seen = {
        rows[fact.id].value for fact in page.call_args.args[0].facts if fact.id in rows and fact.seen_by_sender
    }

    assert told_seen == {rows[fact_id].value for fact_id in shown}
    assert told_seen == {"vegan", "nuts", "tea", "hiking", "mugs", "candle"}


def test_taking_back_the_consent_needs_its_tick_then_forgets_all_and_says_so_in_one_line(client: FlaskClient) -> None:
    scene, facts = known(client)
    told = second_press(client, first_press(client, scene, act="correct", fact=facts["diet"], value="halal")).location
    before = everything()
    assert str(change(client, scene, act="withdraw_food")).endswith("/privacy?notice=invalid#done")
    assert everything() == before

    came = change(client, scene, act="withdraw_food", confirm="yes")
    assert str(came).endswith("/privacy?notice=withdrawn#done")
    page = loose(client.get(f"/gift/{scene.gifts[0].id}/privacy?notice=withdrawn").text)
    assert page.count("Dokud nám to neřeknete znovu") == 2
    assert "veganská" not in page.replace(page[page.find('id="tell"') :], "")
    assert 'value="withdraw_food"' not in page
    assert client.get(f"/gift/{scene.gifts[0].id}").status_code == 200
    assert client.get(f"/gift/{scene.gifts[0].id}/tell").status_code == 200
    assert client.get(str(told)).status_code in {200, 302, 303}
    assert client.get(f"/gift/{scene.gifts[0].id}/export").status_code == 200
    with reading() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        assert session.scalar(is_in_doubt(person.id).select())
        seen = read_person(session, owner_of(scene.workspace_id), person.id, AT.date())
        assert [fact.title for fact in seen.facts] == ["Likes"]
