"""The sender's own subject and their brand card, as the builder reads them."""

from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.planning.form_faults import FormFaults, faults_of
from service.planning.message.create import create_campaign
from service.planning.message.form.read_form import read_builder, show_builder
from service.workspaces.actor import system
from tests.factories import AT, make_workspace
from tests.service.planning.message.form.test_read_form import FORM

OWN = {
    "subject_en": "A small thank-you, {given_name|for you}",
    "subject_cs": "Malé poděkování",
    "card_never": "exclusive, deal,  limited ,deal",
    "card_names": "F&L",
}


def wrong_with(**fields: str) -> dict[str | None, str]:
    with pytest.raises(FormFaults) as caught:
        read_builder(FORM | fields, None)
    return dict(faults_of(caught.value))


def test_subjects_and_card_are_kept_with_the_brand_and_shown_again(database: str) -> None:
    form = read_builder(FORM | OWN, None)
    assert form.brand["subjects"] == {"en": OWN["subject_en"], "cs": OWN["subject_cs"]}
    assert form.brand["card"] == {"never": ["exclusive", "deal", "limited"], "names": ["F&L"]}
    with transaction() as session:
        campaign = create_campaign(session, form, system(make_workspace(session).id), AT)
        shown = show_builder(campaign)
    assert shown["subject_cs"] == "Malé poděkování"
    assert shown["card_never"] == "exclusive, deal, limited"
    again = read_builder(shown, None).brand
    assert [again[part] for part in ("subjects", "card")] == [form.brand[part] for part in ("subjects", "card")]


def test_a_form_without_the_fields_changes_nothing_and_empty_ones_end_them(database: str) -> None:
    with transaction() as session:
        kept = create_campaign(session, read_builder(FORM | OWN, None), system(make_workspace(session).id), AT)
        assert read_builder(FORM, kept).brand == kept.brand
        emptied = read_builder(FORM | dict.fromkeys(OWN, ""), kept).brand
    assert not {"subjects", "card"} & set(emptied)


def test_a_subject_has_at_most_fifty_letters_and_the_sentence_says_how_many_it_has() -> None:
    assert read_builder(FORM | {"subject_en": "x" * 50}, None).brand["subjects"] == {"en": "x" * 50}
    assert wrong_with(subject_en="x" * 51) == {
        "subject_en": "Use at most 50 letters, counting a name as 3; this has 51."
    }


@pytest.mark.parametrize(
    "words", ["For {gift_name}", "Hello {given_nam}", "Hello {given_name", "For our vegan friends"]
)
def test_a_subject_that_names_the_gift_or_food_or_is_not_well_formed_is_refused(words: str) -> None:
    assert list(wrong_with(subject_en=words)) == ["subject_en"]


def test_a_card_has_at_most_twenty_words() -> None:
    assert list(wrong_with(card_never=", ".join(f"word{number}" for number in range(21)))) == ["card_never"]
    assert list(wrong_with(card_names="x" * 41)) == ["card_names"]
