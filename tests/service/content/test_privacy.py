from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from service.config import settings
from service.content.models import RenditionRow
from service.content.shred import shred_job
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.jobs.models import Job
from service.recipients.models import DeliveryAddress, ProfileFact, Recipient
from tests.factories import AT, make_fact
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
    path = f"/gift/{scene.gifts[0].id}/privacy"
    nonce = nonce_on(client.get(path).text)
    return client.post(path, data={"nonce": nonce} | fields).location


def test_the_page_lists_every_fact_and_no_more_of_the_address_than_its_owner_needs(client: FlaskClient) -> None:
    scene, _ = known(client)
    page = client.get(f"/gift/{scene.gifts[0].id}/privacy").text

    assert "Jana Nováková" in page
    assert "Praha, Česko" in page
    assert "čeština" in page
    assert "•••@example.com" in page
    assert scene.people[0].email is not None
    assert scene.people[0].email not in page


def test_a_corrected_diet_is_what_they_told_us_and_is_decided_for_again(client: FlaskClient) -> None:
    scene, facts = known(client)

    assert change(client, scene, act="correct", fact=facts["diet"], value="halal") == (
        f"/gift/{scene.gifts[0].id}/privacy?notice=corrected#done"
    )
    with reading() as session:
        rows = session.scalars(select(ProfileFact).where(ProfileFact.kind == "diet")).all()
        assert {(row.value, row.source, row.withdrawn_at is None) for row in rows} == {
            ("vegan", "imported", False),
            ("halal", "asked", True),
        }
        assert session.scalars(select(Job.subject_id).where(Job.kind == "gifting.redecide")).all() == [
            scene.gifts[0].id
        ]


def test_a_deleted_interest_is_no_reason_any_more_and_the_page_is_drawn_again(client: FlaskClient) -> None:
    scene, facts = known(client)
    change(client, scene, act="erase", fact=facts["interest"])

    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).content_version == 2
        assert session.scalars(select(Job).where(Job.kind == "gifting.redecide")).all() == []


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


def test_an_order_that_has_not_left_fails_with_its_address_and_is_paid_back(client: FlaskClient) -> None:
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
        assert money(session, scene.campaign) == (0, 0)
        assert session.scalars(select(DeliveryAddress.body)).all() == [None]
