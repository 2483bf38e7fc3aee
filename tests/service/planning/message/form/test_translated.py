"""Words in other languages are in use only as long as they belong to their English; what is copied is named."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.campaigns.wording import in_language
from service.db.connect import reading, transaction
from service.planning.message.form.translated import Waiting, waiting_languages
from service.workspaces.models import User
from tests.console import Console
from tests.factories import join, make_account, make_campaign, make_recipient, make_workspace
from tests.service.planning.message.form.test_read_form import FORM

pytestmark = pytest.mark.usefixtures("database")
OLD = {
    **FORM, "name": "Autumn", "deliver_on": "2999-12-15", "expires_on": "2999-12-20", "occasion_cs": "rok spolu",
    "message_is": "Takk fyrir ár af þolinmæði.", "message_ja": "一年間ありがとうございました。",
}  # fmt: skip
PARTS = ["words", "rules", "look"]
NEW = {**OLD, "name": "Winter", "message_en": "Happy holidays from all of us."}


def campaigns() -> dict[str, Campaign]:
    with reading() as session:
        return {campaign.name: campaign for campaign in session.scalars(select(Campaign))}


def copying() -> str:
    """The builder's address, begun with all that can be copied of the campaign that is there."""
    past = next(iter(campaigns().values()), None)
    return "/campaigns/new?" + "&".join([f"from={past.id if past else ''}", *(f"part={part}" for part in PARTS)])


def begin(sales: User, fields: dict[str, str]) -> Campaign:
    """The builder, begun from the one campaign there is, if any, and sent as a browser sends it: with all the form held."""
    browser = Console(sales)
    page = browser.get(copying()).text
    copied = re.findall(r'name="copied_from" value="([^"]+)"', page)
    held = {"copied_from": copied[0], "part": PARTS} if copied else {}
    answer = browser.post("/campaigns/new", **fields, **held)
    assert answer.status_code == 303, answer.text
    return campaigns()[fields["name"]]


def change(sales: User, campaign: Campaign, fields: dict[str, str]) -> Campaign:
    assert Console(sales).post(f"/campaigns/{campaign.id}/message", **fields).status_code == 303
    return campaigns()[fields["name"]]


def test_a_new_campaign_names_what_it_copied(sales: User) -> None:
    begin(sales, OLD)
    page = Console(sales).get(copying()).text
    assert "Started as a copy of “Autumn”." in page
    assert "Copied: the text, the rules, sender and look, also in Czech, Icelandic, Japanese." in page
    assert "Takk fyrir ár af þolinmæði." in page


def test_translations_of_the_old_english_go_to_nobody_in_a_campaign_with_new_words(sales: User) -> None:
    begin(sales, OLD)
    made = begin(sales, NEW)
    assert made.message == {"en": "Happy holidays from all of us."}
    assert set(made.old_words["message"]) == {"cs", "is", "ja"}
    assert {in_language(made.message, locale) for locale in ("cs-CZ", "is-IS", "ja-JP")} == {
        "Happy holidays from all of us."
    }
    assert (made.occasion["cs"], "occasion" in made.old_words) == ("rok spolu", False)


def test_words_that_belong_to_the_same_english_are_copied_and_in_use(sales: User) -> None:
    begin(sales, OLD)
    made = begin(sales, OLD | {"name": "Again"})
    assert (made.message, made.old_words) == (campaigns()["Autumn"].message, {})


def test_whoever_changes_a_translation_or_says_that_it_fits_puts_it_in_use(sales: User) -> None:
    begin(sales, OLD)
    made = begin(sales, NEW | {"message_cs": "Hezké svátky od nás všech.", "message_is_fits": "fits"})
    assert (set(made.message), set(made.old_words["message"])) == ({"en", "cs", "is"}, {"ja"})
    made = change(sales, made, NEW | {"message_cs": "Hezké svátky od nás všech.", "message_ja_fits": "fits"})
    assert (set(made.message), made.old_words) == ({"en", "cs", "is", "ja"}, {})


@pytest.mark.parametrize("english", ["Something else again.", OLD["message_en"]])
def test_what_waits_goes_on_waiting_whatever_the_english_becomes(sales: User, english: str) -> None:
    begin(sales, OLD)
    made = begin(sales, NEW)
    made = change(sales, made, NEW | {"message_en": english})
    assert (made.message, set(made.old_words["message"])) == ({"en": english}, {"cs", "is", "ja"})


def test_changing_the_english_of_a_campaign_leaves_its_own_translations_waiting(sales: User) -> None:
    made = begin(sales, OLD)
    assert made.old_words == {}
    made = change(sales, made, OLD | {"message_en": "Thank you.", "occasion_en": "a year of work"})
    assert made.old_words == {
        "occasion": {"cs": "rok spolu"},
        "message": {"cs": OLD["message_cs"], "is": OLD["message_is"], "ja": OLD["message_ja"]},
    }
    assert made.occasion == {"en": "a year of work"}


def test_a_translation_that_is_emptied_is_gone(sales: User) -> None:
    made = begin(sales, OLD)
    made = change(sales, made, OLD | {"message_en": "Thank you.", "message_ja": ""})
    assert set(made.old_words["message"]) == {"cs", "is"}


def test_pages_say_which_languages_wait_and_how_many_people_read_english_instead(sales: User) -> None:
    made = begin(sales, OLD)
    with transaction() as session:
        account = make_account(session, sales.workspace_id)
        for row, locale in enumerate(("cs-CZ", "cs", "is", "en"), start=2):
            join(session, session.get_one(Campaign, made.id), make_recipient(session, account, locale=locale), row)
    made = change(sales, made, OLD | {"message_en": "Thank you."})
    with reading() as session:
        assert waiting_languages(session, made) == [
            Waiting("cs", ("message",), 2), Waiting("is", ("message",), 1), Waiting("ja", ("message",), 0),
        ]  # fmt: skip
    browser, base = Console(sales), f"/campaigns/{made.id}/message"
    assert "since 3 translations were written" in browser.get(base).text
    assert "Not in use, because the English has changed since." in browser.get(base).text
    letters = browser.get(f"{base}/letters").text
    assert "<strong>Czech</strong>: the message. 2 people will see the English text until you’ve checked it." in letters


def test_nothing_is_copied_from_another_workspace(sales: User) -> None:
    with transaction() as session:
        theirs = make_campaign(session, make_workspace(session).id, message={"en": "Theirs.", "cs": OLD["message_cs"]})
    browser = Console(sales)
    assert "Started as a copy" not in browser.get("/campaigns/new").text
    assert "Started as a copy" not in browser.get(f"/campaigns/new?from={theirs.id}&part=words").text
    browser.post("/campaigns/new", **OLD, copied_from=theirs.id, part=PARTS)
    assert campaigns()["Autumn"].message["cs"] == OLD["message_cs"]
