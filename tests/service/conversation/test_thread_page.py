"""The thread on a person's page: what they write is answered at once, or handed to the giver, and both are said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.content.erase import erase_person
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.answers import is_open
from service.recipients.letters import keep
from service.recipients.letters.models import Letter
from service.recipients.models import ProfileFact, Recipient
from tests.service.content.reading import everything, link, nonce_on
from tests.service.conversation.talk import Talk, answers, jobs, letters, quotes, words_of


@pytest.mark.slow
def test_looking_writes_nothing_and_says_that_nobody_has_written(talk: Talk) -> None:
    before = everything()
    page = talk.page()
    assert ("Nobody has written yet." in page, "You and Nora Whitfield" in page) == (True, True)
    assert everything() == before
    assert f'href="/gift/{talk.gift.id}/thread"' in talk.browser.get(f"/gift/{talk.gift.id}").text


def test_a_question_about_milk_is_answered_from_the_table_and_asked_back_first_on_the_page(talk: Talk) -> None:
    letter = talk.say("Is there milk in these? I’d like to share them at work.")
    page = talk.page()
    assert quotes() == ["May contain: milk"]
    assert words_of(page).index("You asked about this: milk.") < words_of(page).rindex("You and Nora Whitfield")
    assert ("From “What’s in it”" in page, "Automatic answer, from the gift’s own facts" in page) == (True, True)
    assert (letter.handed_over_at, letter.is_private) == (None, True)
    assert "doesn’t see what it says" in page
    with reading() as session:
        facts = {(one.kind, one.value, one.source) for one in session.scalars(select(ProfileFact))}
        assert is_open(session, talk.gift.recipient_id, "diet")
    assert {("allergen", "milk", "inferred"), ("diet", "ask", "asked")} <= facts
    assert len(jobs("gifting.redecide")) >= 1


@pytest.mark.slow
def test_yes_is_one_press_and_keeps_it_as_told(talk: Talk) -> None:
    talk.say("Is there milk in these?")
    nonce = nonce_on(talk.browser.get(talk.path).text)
    pressed = talk.browser.post(
        f"/gift/{talk.gift.id}/answer", data={"nonce": nonce, "question": "diet", "answer": "told", "avoid": "milk"}
    )
    assert pressed.status_code == 303
    with reading() as session:
        told = session.scalars(select(ProfileFact).where(ProfileFact.source == "asked", ProfileFact.kind == "allergen"))
        assert [one.value for one in told] == ["milk"]
    assert "You asked about this" not in talk.page()


def test_only_asking_is_one_press_and_leaves_nothing_behind(talk: Talk) -> None:
    talk.say("Is there milk in these?")
    assert talk.press("only_asked").headers["Location"].endswith("/thread?notice=only_asked#done")
    with reading() as session:
        standing = session.scalars(select(ProfileFact).where(ProfileFact.withdrawn_at.is_(None))).all()
        assert [(one.kind, one.value) for one in standing if one.kind in {"allergen", "diet"}] == []
        assert not is_open(session, talk.gift.recipient_id, "diet")
    assert "You asked about this" not in talk.page()


@pytest.mark.slow
def test_only_asking_settles_nothing_else_that_is_in_doubt(talk: Talk) -> None:
    with transaction() as session:
        from service.recipients.facts.heard import hear

        hear(session, session.get_one(Recipient, talk.gift.recipient_id), "vegan?", "imported", utc_now())
    talk.say("Is there milk in these?")
    assert talk.press("only_asked").headers["Location"].endswith("/thread?notice=still_asked#done")
    with reading() as session:
        assert is_open(session, talk.gift.recipient_id, "diet")


@pytest.mark.slow
def test_an_allergy_is_never_only_a_question(talk: Talk) -> None:
    talk.say("Is it safe for my nut allergy?")
    page = talk.page()
    assert quotes() == ["Contains: nuts"]
    assert ("I was only asking" in page, "Answer the question" in page) == (False, True)
    assert talk.press("only_asked").status_code == 409


@pytest.mark.slow
def test_unknown_is_quoted_as_unknown_and_handed_over(talk: Talk) -> None:
    letter = talk.say("Is there soya in it?")
    (answer,) = answers()
    assert quotes() == ["Not stated: soybeans"]
    assert letter.handed_over_at is not None
    assert "The answer will be here, from: Nora Whitfield." in answer["words"]


def test_what_the_facts_do_not_say_is_with_the_giver_at_once(talk: Talk) -> None:
    letter = talk.say("And was the cocoa grown without child labour?")
    page = talk.page()
    assert "The gift’s facts don’t say." in page
    assert "It will come from: Nora Whitfield" in page
    assert (letter.handed_over_at, letter.is_private) == (letter.at, False)
    assert jobs("outreach.tell_giver") == [letter.id]


@pytest.mark.slow
def test_only_the_giver_means_no_automatic_answer(talk: Talk) -> None:
    letter = talk.say("When will it arrive?", to="giver")
    assert answers() == []
    assert letter.handed_over_at == letter.at


@pytest.mark.slow
def test_a_proposed_gift_is_a_button_of_the_same_swap(talk: Talk) -> None:
    talk.say("Can I have something else?")
    page = talk.page()
    assert [one["kind"] for one in answers()] == ["offers"]
    assert "Swap for this: Other 0" in words_of(page)
    nonce = nonce_on(talk.browser.get(talk.path).text)
    product = talk.scene.others[0].id
    answer = talk.browser.post(f"/gift/{talk.gift.id}/swap", data={"nonce": nonce, "product": product})
    assert "notice=swapped" in answer.headers["Location"]
    with reading() as session:
        assert session.get_one(RecipientGift, talk.gift.id).product_id == product


@pytest.mark.slow
def test_what_is_asked_for_without_nuts_is_stated_to_be_without(talk: Talk) -> None:
    with transaction() as session:
        from service.catalog.models import Product

        other = session.get_one(Product, talk.scene.others[0].id)
        other.kind = "edible"
        other.allergens = dict.fromkeys(talk.scene.products[0].allergens, "absent") | {"nuts": "unknown"}
        other.diets = dict.fromkeys(talk.scene.products[0].diets, "suited")
    talk.say("Do you have another gift without nuts?")
    assert talk.scene.others[0].id not in answers()[0]["offers"]


@pytest.mark.slow
def test_a_hidden_price_is_not_told(talk: Talk) -> None:
    from service.campaigns.models import Campaign

    with transaction() as session:
        session.get_one(Campaign, talk.gift.campaign_id).price_shown = False
    talk.say("How much is it worth?")
    assert "44" not in answers()[0]["words"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "notice"),
    [("   ", "Write something first."), ("ř" * 10_000, "A message can have at most 2,000 characters.")],
)
def test_what_cannot_be_sent_stays_in_its_field_and_changes_nothing(talk: Talk, words: str, notice: str) -> None:
    before = everything()
    answer = talk.press("write", words=words)
    assert (answer.status_code, notice in answer.text) == (422, True)
    assert words.strip() in answer.text
    assert everything() == before


@pytest.mark.slow
def test_a_stale_form_keeps_the_words(talk: Talk) -> None:
    answer = talk.browser.post(talk.path, data={"nonce": "1.x", "act": "write", "words": "Is this new?"})
    assert (answer.status_code, "This page was out of date." in answer.text, "Is this new?" in answer.text) == (
        409,
        True,
        True,
    )
    assert letters() == []


@pytest.mark.slow
def test_the_same_form_sent_twice_is_one_letter(talk: Talk) -> None:
    nonce = nonce_on(talk.browser.get(talk.path).text)
    for _ in range(2):
        data = {"nonce": nonce, "act": "write", "words": "When will it arrive?"}
        assert talk.browser.post(talk.path, data=data).status_code == 303
    assert [one.writer for one in letters()] == ["person", "automatic"]


@pytest.mark.slow
def test_more_than_a_day_holds_is_refused_with_the_words_kept(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "MOST_A_DAY", 2)
    for number in range(2):
        talk.say(f"Thank you {number}")
    answer = talk.press("write", words="One more thing")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "86400")
    assert ("We take at most 20 messages a day" in answer.text, "One more thing" in answer.text) == (True, True)


def test_whoever_says_that_it_is_not_theirs_reads_no_letter(talk: Talk) -> None:
    talk.say("A word between us")
    nonce = nonce_on(talk.browser.get(f"/gift/{talk.gift.id}").text)
    talk.browser.post(f"/gift/{talk.gift.id}/not-me", data={"nonce": nonce})
    answer = talk.browser.get(talk.path)
    assert (answer.status_code, "A word between us" in answer.text) == (410, False)


@pytest.mark.slow
def test_a_stranger_reads_and_writes_nothing(talk: Talk) -> None:
    from tests.console import console_app

    stranger = console_app().test_client()
    assert stranger.get(talk.path).status_code == 410
    assert stranger.post(talk.path, data={"act": "write", "words": "hello"}).status_code == 410
    assert letters() == []


@pytest.mark.slow
def test_letting_them_read_it_is_the_writers_own_press(talk: Talk) -> None:
    letter = talk.say("Is it safe for my nut allergy?")
    assert letter.shown_at is None
    assert talk.press("show", letter=letter.id).status_code == 303
    with reading() as session:
        row = session.get_one(Letter, letter.id)
        assert (row.shown_at is not None, row.handed_over_at is not None) == (True, True)
    assert jobs("outreach.tell_giver") == [letter.id, letter.id]
    assert talk.press("show", letter="ltr_nothing").status_code == 404


def test_an_erasure_takes_the_letters_and_the_link(talk: Talk) -> None:
    talk.say("A word between us")
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, talk.gift.recipient_id), utc_now())
    assert letters() == []
    assert talk.browser.get(talk.path).status_code == 410


@pytest.mark.slow
def test_the_thread_can_be_saved_whole(talk: Talk) -> None:
    talk.say("Is there milk in these?")
    saved = talk.browser.get(f"{talk.path}.json").get_json()["letters"]
    assert [(one["writer"], one["words"], one["quoted"]) for one in saved] == [
        ("person", "Is there milk in these?", None),
        ("automatic", "The gift’s facts say:", "May contain: milk"),
    ]


@pytest.mark.slow
def test_words_that_look_like_tags_are_read_as_words(talk: Talk) -> None:
    talk.say("<script>alert('x')</script> {{ secret }} None")
    answer = talk.browser.get(talk.path)
    assert (answer.status_code, "<script>alert" in answer.text) == (200, False)


@pytest.mark.slow
def test_a_live_link_in_a_letter_is_not_kept(talk: Talk) -> None:
    letter = talk.say(f"This one? https://gifts.example{link(talk.gift)} and so on")
    assert letter.body == "This one? … and so on"


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["cs", "ro", "is", "ru", "ja", "ar"])
def test_the_page_is_read_in_every_language(talk: Talk, locale: str) -> None:
    talk.say("Is there milk in these?")
    talk.say("And was the cocoa grown without child labour?")
    answer = talk.browser.get(f"{talk.path}?language={locale}")
    assert (answer.status_code, f'lang="{locale}"' in answer.text) == (200, True)


@pytest.mark.slow
def test_it_stays_to_be_written_in_after_the_end(talk: Talk) -> None:
    from service.campaigns.models import Campaign

    with transaction() as session:
        campaign = session.get_one(Campaign, talk.gift.campaign_id)
        campaign.expires_at = utc_now() - timedelta(days=1)
        session.execute(update(RecipientGift).where(RecipientGift.id == talk.gift.id).values(status="expired"))
    letter = talk.say("When will it arrive?")
    assert letter.handed_over_at is not None
    assert "Pistachio" not in talk.page()
