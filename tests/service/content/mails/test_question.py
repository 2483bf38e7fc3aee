"""The question about food and materials on a gift's page, what may be written beside a refusal, and the second press."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from renderers.microsite.slots import NEVER as OFFERED
from service.db.connect import reading, transaction
from service.dietary.vocabulary import MATERIALS
from service.recipients.answers import answer_diet as told_diet
from service.recipients.facts.doubt import open_doubt
from service.recipients.models import ProfileFact, Recipient
from service.recipients.questions import NEVER
from tests.factories import AT
from tests.service.content.reading import enter, everything, nonce_on, press, scene_now
from tests.service.gifting.scene import Scene


def told_before(scene: Scene) -> str:
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        (fact_id,) = told_diet(session, person, [], ["nuts"], AT).fact_ids
        open_doubt(session, person, "imported", AT)
        return fact_id


def test_a_doubt_is_asked_about_first_on_every_page_and_materials_are_kept(client: FlaskClient) -> None:
    scene = scene_now()
    with transaction() as session:
        open_doubt(session, session.get_one(Recipient, scene.people[0].id), "imported", AT)
    page = enter(client, scene.gifts[0])
    assert page.index('name="question" value="diet"') < page.index('<article class="hero">')
    assert page.count('id="ask"') == 1
    nonce = nonce_on(page)
    answer = {"nonce": nonce, "question": "diet", "answer": "told", "never": ["leather", "scents"]}
    assert client.post(f"/gift/{scene.gifts[0].id}/answer", data=answer).location.endswith("?notice=answered#done")

    with reading() as session:
        facts = session.scalars(select(ProfileFact).where(ProfileFact.withdrawn_at.is_(None)))
        assert {(fact.kind, fact.value, fact.source) for fact in facts} == {
            ("material", key, "asked") for key in ("leather", "pigskin", "scent", "fragrance_allergens")
        }
    assert 'value="diet"' not in client.get(f"/gift/{scene.gifts[0].id}").text


def test_nothing_at_all_after_something_was_told_is_asked_once_more_by_name(client: FlaskClient) -> None:
    scene = scene_now()
    fact_id = told_before(scene)
    enter(client, scene.gifts[0])
    before = everything()
    page = press(client, scene.gifts[0], "answer", question="diet", answer="everything")
    assert (page.status_code, page.location, everything()) == (200, None, before)
    assert f'name="confirm" value="{fact_id}"' in page.text
    assert "skořápkové plody" in page.text

    again = press(client, scene.gifts[0], "answer", question="diet", answer="everything", confirm=fact_id)
    assert again.location.endswith("?notice=answered#done")
    with reading() as session:
        assert [fact.value for fact in session.scalars(select(ProfileFact)) if fact.withdrawn_at is None] == ["none"]


def test_an_answer_beside_what_was_told_before_says_that_both_stand(client: FlaskClient) -> None:
    scene = scene_now()
    told_before(scene)
    page = enter(client, scene.gifts[0])
    data = {"nonce": nonce_on(page), "question": "diet", "answer": "told", "follow": "vegan"}
    answer = client.post(f"/gift/{scene.gifts[0].id}/answer", data=data)

    assert answer.location.endswith("?notice=answered_beside#done")
    assert "co jsme věděli dřív" in client.get(str(answer.location)).text


def test_a_form_without_a_tick_is_no_answer(client: FlaskClient) -> None:
    scene = scene_now()
    told_before(scene)
    enter(client, scene.gifts[0])
    before = everything()
    for fields in ({}, {"follow": "none"}, {"avoid": "nothing"}, {"never": "cats"}):
        answer = press(client, scene.gifts[0], "answer", question="diet", answer="told", **fields)
        assert answer.location is None or answer.location.endswith("?notice=answer_invalid#done")
    assert everything() == before


def test_a_refusal_in_ones_own_words_is_read_and_not_kept(client: FlaskClient) -> None:
    scene = scene_now()
    enter(client, scene.gifts[0])
    words = "Nejím ořechy, jinak děkuji"
    assert press(client, scene.gifts[0], "decline", reason="other", words=words).location.endswith("declined#done")

    with reading() as session:
        facts = {(fact.kind, fact.value, fact.source) for fact in session.scalars(select(ProfileFact))}
        assert facts == {("allergen", "nuts", "inferred"), ("diet", "ask", "asked")}
    assert "jinak" not in str(everything())
    assert 'name="question" value="diet"' in client.get(f"/gift/{scene.gifts[0].id}").text


def test_the_materials_the_question_offers_are_those_it_can_keep() -> None:
    assert set(NEVER) == set(OFFERED)
    assert all(set(said) <= set(NEVER[key]) for key, said in OFFERED.items())
    assert {material for materials in NEVER.values() for material in materials} <= set(MATERIALS)
