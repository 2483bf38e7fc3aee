"""The form of a recall."""

from __future__ import annotations

import pytest

from service.safety.recalls.read_recall import TEXT_MAX, RecallForm, RecallInvalid, read_recall

FIELDS = {
    "hazard": "allergen",
    "allergen": "milk",
    "details": " Batch 0321 was filled on a line for milk chocolate. ",
    "brand": "Månefjell",
    "batch": "0321",
    "contact": "+47 800 12 345",
}


def test_a_form_that_is_right_is_read_whole() -> None:
    assert read_recall(FIELDS, ["replacement", "refund"]) == RecallForm(
        "allergen", "milk", "Batch 0321 was filled on a line for milk chocolate.", "Månefjell", "0321",
        ("refund", "replacement"), "+47 800 12 345",
    )  # fmt: skip


def test_without_a_batch_every_piece_is_meant_and_another_danger_names_no_allergen() -> None:
    form = read_recall(FIELDS | {"batch": " ", "hazard": "fire"}, ["refund", "repair"])
    assert (form.batch, form.hazard, form.allergen) == (None, "fire", None)


def test_one_remedy_alone_has_to_be_confirmed() -> None:
    with pytest.raises(RecallInvalid) as refused:
        read_recall(FIELDS, ["refund"])
    assert set(refused.value.errors) == {"remedies"}
    assert read_recall(FIELDS | {"only_remedy": "yes"}, ["refund"]).remedies == ("refund",)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"hazard": ""}, "hazard", "Choose the danger."),
        ({"hazard": "boredom"}, "hazard", "Choose the danger."),
        ({"allergen": ""}, "allergen", "Choose the allergen."),
        ({"allergen": "kale"}, "allergen", "Choose the allergen."),
        ({"details": "  "}, "details", "Say in plain words what is wrong and what can happen."),
        ({"details": "x" * (TEXT_MAX + 1)}, "details", "Use at most 1000 characters; this has 1001."),
        ({"details": "{{hazard}} is in it."}, "details", "There is an unresolved token: “{{hazard}} is in it.”."),
        (
            {"details": "A precautionary step."},
            "details",
            "“precautionary” plays down the danger. Leave it out: the law requires you to state the danger as it is.",
        ),
        ({"brand": ""}, "brand", "Enter the brand or maker, as shown on the product."),
        ({"brand": "{{brand}}"}, "brand", "There is an unresolved token: “{{brand}}”."),
        ({"batch": "9" * 121}, "batch", "Use at most 120 characters; this has 121."),
        ({"contact": ""}, "contact", "Say where people can ask, free of charge."),
        (
            {"contact": "Just call us"},
            "contact",
            "Enter a phone number, an email address or a web page (https://…).",
        ),
    ],
)
def test_every_field_says_what_is_wrong_with_it(changed: dict[str, str], field: str, sentence: str) -> None:
    with pytest.raises(RecallInvalid) as refused:
        read_recall(FIELDS | changed, ["refund", "repair"])
    assert dict(refused.value.errors) == {field: sentence}


@pytest.mark.parametrize("contact", ["safety@fjordloom.example", "https://fjordloom.example/recall", "800 12 345"])
def test_people_can_be_sent_to_a_number_a_mail_address_or_a_page(contact: str) -> None:
    assert read_recall(FIELDS | {"contact": contact}, ["refund", "repair"]).contact == contact
