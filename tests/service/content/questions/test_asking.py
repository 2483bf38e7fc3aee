"""The gift page puts one question, says before the tap what it changes, and what it says comes true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from renderers.markup.readable import readable
from service.contact.caps import note_contact, question_free_from
from service.contact.may_write import may_write_at
from service.contact.models import Contact, ContactLimit
from service.content.produce import produce_job
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.candidate import candidate_for
from service.gifting.models import GiftEvent, RecipientGift
from service.jobs.models import Job
from service.recipients.asking.put import put_question
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact, Question, Recipient
from service.recipients.questions import KINDS, QUESTIONS, QuestionKind
from tests.factories import make_fact
from tests.service.content.leases import do
from tests.service.content.reading import enter, everything, nonce_on, press, scene_now
from tests.service.gifting.scene import Scene
from tests.statements import sent

DAY = timedelta(days=1)
OUR_OWN = [
    pytest.param(kind, marks=[] if kind == "taste" else pytest.mark.slow)
    for kind in KINDS
    if not QUESTIONS[kind].is_signal
]


def stands(scene: Scene, kind: QuestionKind) -> RecipientGift:
    """The scene's first gift, with this question standing on its page."""
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        person = lock_person(session, gift.recipient_id)
        person.locale = "en"
        put_question(session, person, gift.id, kind, utc_now())
    return scene.gifts[0]


def asked_on(client: FlaskClient, gift: RecipientGift) -> list[str]:
    page = client.get(f"/gift/{gift.id}").text
    return [kind for kind in KINDS if f'name="question" value="{kind}"' in page]


def facts() -> set[tuple[str, str, str]]:
    with reading() as session:
        rows = session.scalars(select(ProfileFact).where(ProfileFact.withdrawn_at.is_(None)))
        return {(fact.kind, fact.value, fact.source) for fact in rows}


@pytest.mark.parametrize("kind", OUR_OWN)
def test_one_question_with_what_it_changes_and_a_way_to_skip_it(client: FlaskClient, kind: QuestionKind) -> None:
    gift = stands(scene_now(), kind)
    said = " ".join(readable(enter(client, gift)).split())
    assert asked_on(client, gift) == [kind]
    assert ("What it changes:" in said, "I’d rather not say" in said) == (True, True)

    assert press(client, gift, "answer", question=kind, answer="unsaid").location.endswith("?notice=skipped#done")
    assert (facts(), asked_on(client, gift)) == (set(), [])
    with reading() as session:
        row = session.scalars(select(Question)).one()
        assert (row.kind, row.answered_at, row.skipped_at is None) == (kind, None, False)


def test_looking_asks_nobody_and_writes_nothing(client: FlaskClient) -> None:
    gift = stands(scene_now(), "taste")
    enter(client, gift)
    before = everything()
    with sent() as statements:
        assert asked_on(client, gift) == ["taste"]
    assert everything() == before
    assert sum("contact" in one for one in statements) == 2, (
        "by the look that a drawn page needs, and by the page in full"
    )


def test_after_an_answer_no_other_question_for_fourteen_days_over_all_campaigns(client: FlaskClient) -> None:
    scene = scene_now(people=1)
    gift = stands(scene, "taste")
    enter(client, gift)
    press(client, gift, "answer", question="taste", answer="sweet")
    stands(scene, "channel")
    assert asked_on(client, gift) == []

    with transaction() as session:
        row = session.scalars(select(Contact)).one()
        assert row.purpose == "page_question"
        kept = session.get_one(RecipientGift, gift.id)
        assert question_free_from(session, kept.workspace_id, kept.recipient_id) == row.at + 14 * DAY
        row.at -= 14 * DAY
    assert asked_on(client, gift) == ["channel"]

    with transaction() as session:
        session.add(ContactLimit(workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, question_days=60))
    assert asked_on(client, gift) == []


def test_a_question_by_mail_counts_with_those_of_the_page_and_the_other_way_round(client: FlaskClient) -> None:
    scene = scene_now()
    gift = stands(scene, "taste")
    enter(client, gift)
    with transaction() as session:
        note_contact(session, session.get_one(RecipientGift, gift.id), "msg_asked", "question", utc_now() - 13 * DAY)
    assert asked_on(client, gift) == []
    with transaction() as session:
        session.scalars(select(Contact)).one().at -= DAY
    assert asked_on(client, gift) == ["taste"]

    press(client, gift, "answer", question="taste", answer="both")
    with transaction() as session:
        person = session.get_one(Recipient, gift.recipient_id)
        make_fact(session, person, "diet", "none", source="asked")
        answer = may_write_at(session, person, utc_now(), "question")
        assert (answer.later, answer.not_before is not None and answer.not_before > utc_now() + 13 * DAY) == (
            "question_cap",
            True,
        )
        # It was no message: an invitation need not wait for it.
        assert may_write_at(session, person, utc_now(), "invitation").later != "message_cap"


def test_a_doubt_about_food_is_asked_whatever_was_asked_before(client: FlaskClient) -> None:
    gift = stands(scene_now(), "taste")
    enter(client, gift)
    press(client, gift, "answer", question="taste", answer="sweet")
    press(client, gift, "decline", words="no nuts please")
    press(client, gift, "undo")
    assert asked_on(client, gift) == ["diet"]


def test_a_taste_counts_for_the_next_choice_and_todays_gift_stays(client: FlaskClient) -> None:
    scene = scene_now()
    gift = stands(scene, "taste")
    enter(client, gift)
    press(client, gift, "answer", question="taste", answer="sweet")
    press(client, gift, "answer", question="taste", answer="savoury")

    assert facts() == {("taste", "savoury", "asked")}
    with reading() as session:
        kept = session.get_one(RecipientGift, gift.id)
        candidate = candidate_for(session, scene.campaign, kept, utc_now().date())
        assert (candidate.interests, kept.product_id) == ({"cooking": 0.5}, scene.products[0].id)
        assert session.scalars(select(Job).where(Job.kind == "gifting.redecide")).all() == []


def test_an_allergy_is_kept_and_the_gift_looked_at_at_once_and_no_takes_nothing_away(client: FlaskClient) -> None:
    scene = scene_now()
    gift = stands(scene, "allergens")
    with transaction() as session:
        make_fact(session, session.get_one(Recipient, gift.recipient_id), "allergen", "milk")
    enter(client, gift)
    press(client, gift, "answer", question="allergens", answer="no_allergy")
    assert facts() == {("allergen", "milk", "imported")}

    answer = press(client, gift, "answer", question="allergens", answer="nuts")
    assert answer.location.endswith("?notice=answered_allergens_told#done")
    assert facts() == {("allergen", "milk", "imported"), ("allergen", "nuts", "asked")}
    with reading() as session:
        assert session.scalars(select(Job).where(Job.kind == "gifting.redecide")).one().subject_id == gift.id
    assert press(client, gift, "answer", question="allergens", answer="told").location.endswith("answer_invalid#done")


def test_an_age_is_kept_and_the_gift_looked_at_at_once(client: FlaskClient) -> None:
    gift = stands(scene_now(), "age")
    enter(client, gift)
    press(client, gift, "answer", question="age", answer="yes")
    assert facts() == {("adult", "yes", "asked")}
    with reading() as session:
        assert session.scalars(select(Job).where(Job.kind == "gifting.redecide")).one().subject_id == gift.id


def test_while_somebody_is_away_no_mail_leaves(client: FlaskClient) -> None:
    gift = stands(scene_now(), "away")
    enter(client, gift)
    today = utc_now().date()
    days = {"from": today.isoformat(), "until": (today + 9 * DAY).isoformat()}
    answer = press(client, gift, "answer", question="away", answer="dates", **days)
    assert answer.location.endswith("?notice=answered_away#done")
    with reading() as session:
        person = session.get_one(Recipient, gift.recipient_id)
        assert may_write_at(session, person, utc_now(), "delivery_news").later == "away"
        assert may_write_at(session, person, utc_now(), "recall").is_now
    press(client, gift, "answer", question="away", answer="here")
    assert facts() == set()


def test_days_that_cannot_be_are_refused_with_what_to_do_and_nothing_is_kept(client: FlaskClient) -> None:
    gift = stands(scene_now(), "away")
    said = {"nonce": nonce_on(enter(client, gift)), "question": "away", "answer": "dates"}
    today = utc_now().date()
    for first, last in ((1, 0), (-9, -1), (0, 400), (None, 3)):
        days = {"from": "soon" if first is None else str(today + first * DAY), "until": str(today + last * DAY)}
        answer = client.post(f"/gift/{gift.id}/answer", data=said | days)
        assert answer.location.endswith("?notice=dates_invalid#done")
    assert "year-month-day" in client.get(answer.location).text
    assert (facts(), asked_on(client, gift)) == (set(), ["away"])


def test_with_a_link_only_no_mail_leaves_any_more_except_for_safety(client: FlaskClient) -> None:
    gift = stands(scene_now(), "channel")
    enter(client, gift)
    press(client, gift, "answer", question="channel", answer="link")
    with reading() as session:
        person = session.get_one(Recipient, gift.recipient_id)
        assert may_write_at(session, person, utc_now(), "reply").never == "channel"
        assert may_write_at(session, person, utc_now(), "safety_notice").is_now
    press(client, gift, "answer", question="channel", answer="mail")
    assert facts() == {("channel", "mail", "asked")}


def test_a_language_is_the_one_of_the_next_page(client: FlaskClient) -> None:
    gift = stands(scene_now(), "language")
    enter(client, gift)
    press(client, gift, "answer", question="language", answer="is")
    assert '<html lang="is"' in client.get(f"/gift/{gift.id}").text
    assert asked_on(client, gift) == []


def test_what_no_button_says_is_refused_and_changes_nothing(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    nonce, before = nonce_on(enter(client, gift)), facts()
    for kind in KINDS:
        said = {"nonce": nonce, "question": kind, "answer": "perhaps"}
        assert client.post(f"/gift/{gift.id}/answer", data=said).location.endswith("answer_invalid#done")
    with reading() as session:
        assert session.scalars(select(Question)).all() == []
        assert session.scalars(select(GiftEvent).where(GiftEvent.kind == "gift.preference_answered")).all() == []
    assert facts() == before


def test_drawing_the_page_chooses_its_question_and_an_answered_one_is_never_put_again(client: FlaskClient) -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    with transaction() as session:
        product = session.merge(scene.others[0])
        product.interests = ["tea"]
        make_fact(session, session.get_one(Recipient, gift.recipient_id), "diet", "none", source="asked")
    do(produce_job, "content.microsite", gift.id)
    enter(client, gift)
    assert asked_on(client, gift) == ["interest"]

    press(client, gift, "answer", question="interest", answer="calm")
    with transaction() as session:
        person = lock_person(session, gift.recipient_id)
        put_question(session, person, gift.id, "interest", utc_now())
        for row in session.scalars(select(Contact)):
            row.at -= 30 * DAY
    assert asked_on(client, gift) == []
