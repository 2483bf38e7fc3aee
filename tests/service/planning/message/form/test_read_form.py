"""The builder's form, there and back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations

import pytest

from service.db.connect import transaction
from service.errors import InvalidInput
from service.planning.form_faults import FormFaults, faults_of
from service.planning.message.create import create_campaign
from service.planning.message.form.read_form import field_of, read_amount, read_builder, show_builder
from service.workspaces.actor import system
from tests.factories import AT, make_workspace

FORM = {
    "name": "Spring thank-you",
    "sender_name": "Nora Whitfield",
    "sender_title": "Account Executive",
    "sender_company": "Fjord & Loom AS",
    "sender_street": "Nedre gate 7",
    "sender_city": "0551 Oslo",
    "sender_registration": "Org. no. 000 000 000",
    "brand_name": "Fjord & Loom",
    "brand_site": "fjordloom.example",
    "occasion_en": "a year together",
    "message_en": "Thank you for a year of patience.",
    "message_cs": "Děkujeme za rok trpělivosti.",
    "charity_1_name": "Clean Rivers",
    "charity_1_line": "A day of work on a river bank.",
    "budget": "9,000.00",
    "currency": "EUR",
    "band_min": "10",
    "band_max": "45.50",
    "uniqueness": "account",
    "undo_hours": "24",
    "deliver_on": "2026-12-15",
    "expires_on": "2026-12-20",
}


def test_a_whole_form_is_read() -> None:
    form = read_builder(FORM, None)
    assert (form.budget_minor, form.band_min_minor, form.band_max_minor) == (900_000, 1000, 4550)
    assert (form.deliver_on, form.expires_at) == (date(2026, 12, 15), datetime(2026, 12, 20, 22, tzinfo=UTC))
    assert form.message == {"en": "Thank you for a year of patience.", "cs": "Děkujeme za rok trpělivosti."}
    assert form.charities == [{"key": "clean_rivers", "name": "Clean Rivers", "line": "A day of work on a river bank."}]


def test_limits_that_are_left_empty_are_none_and_those_given_are_kept() -> None:
    form = read_builder(FORM | {"account_budget": "", "yearly_cap": "100", "public_cap": "0"}, None)
    assert (form.account_budget_minor, form.yearly_cap_minor, form.public_cap_minor) == (None, 10_000, 0)
    with pytest.raises(InvalidInput) as caught:
        read_builder(FORM | {"account_budget": "plenty"}, None)
    assert caught.value.param == "account_budget"


def test_swaps_are_within_a_fifth_as_often_as_people_like_and_prices_are_shown_unless_the_form_says_otherwise() -> None:
    form = read_builder(FORM, None)
    assert (form.swap_limit, form.swap_floor_minor, form.swaps_once, form.price_shown) == (
        "within_20", None, False, True,
    )  # fmt: skip
    asked = {"swap_limit": "not_dearer", "swap_floor": "20", "swaps": "once", "price_asked": "yes"}
    form = read_builder(FORM | asked, None)
    assert (form.swap_limit, form.swap_floor_minor, form.swaps_once, form.price_shown) == (
        "not_dearer", 2000, True, False,
    )  # fmt: skip
    assert read_builder(FORM | asked | {"price_shown": "yes"}, None).price_shown


@pytest.mark.parametrize(
    ("typed", "param"),
    [
        ({"swap_floor": "45.51"}, "swap_floor"),
        ({"swap_floor": "some"}, "swap_floor"),
        ({"swap_limit": "any"}, "swap_limit"),
    ],
)
def test_a_rule_for_swaps_that_cannot_be_is_refused_by_its_field(typed: dict[str, str], param: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_builder(FORM | typed, None)
    assert caught.value.param == param


@pytest.mark.usefixtures("database")
def test_limits_are_shown_as_they_were_written() -> None:
    with transaction() as session:
        swaps = {"swap_limit": "none", "swaps": "once", "price_asked": "yes", "swap_floor": "12"}
        form = read_builder(FORM | swaps | {"account_budget": "250.00", "yearly_cap": "100"}, None)
        campaign = create_campaign(session, form, system(make_workspace(session).id), AT)
        shown = show_builder(campaign)
    assert (shown["account_budget"], shown["yearly_cap"], shown["public_cap"]) == ("250.00", "100.00", "")
    assert (shown["swap_limit"], shown["swaps"], shown["swap_floor"], shown["price_shown"]) == (
        "none",
        "once",
        "12.00",
        "",
    )


@pytest.mark.usefixtures("database")
def test_what_the_form_does_not_show_stays() -> None:
    with transaction() as session:
        campaign = create_campaign(session, read_builder(FORM, None), system(make_workspace(session).id), AT)
        campaign.brand = {**campaign.brand, "ember": "#0f5c4a"}
        campaign.charities = [
            {"key": "rivers", "name": {"en": "Clean Rivers", "cs": "Čisté řeky"}, "line": {"en": "A day."}}
        ]
        shown = show_builder(campaign)
        again = read_builder(shown, campaign)
    assert again.brand["ember"] == "#0f5c4a"
    assert again.charities == campaign.charities
    assert again.budget_minor == campaign.budget_minor
    assert show_builder(campaign)["expires_on"] == "2026-12-20"


@pytest.mark.parametrize(
    ("field", "text", "param"),
    [
        ("name", "", "name"),
        ("sender_street", "", "sender_street"),
        ("message_en", " ", "message_en"),
        ("budget", "much", "budget"),
        ("band_min", "-3", "band_min"),
        ("currency", "XXX", "currency"),
        ("uniqueness", "never", "uniqueness"),
        ("films", "never", "films"),
        ("undo_hours", "a day", "undo_hours"),
        ("deliver_on", "soon", "deliver_on"),
        ("expires_on", "", "expires_on"),
        ("charity_1_name", "", "charity_1_name"),
        ("sender_titles_cs", "x" * 121, "sender_titles_cs"),
    ],
)
def test_a_wrong_field_is_named_as_the_form_names_it(field: str, text: str, param: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_builder({**FORM, field: text}, None)
    assert refused.value.param == param


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (
            "message_en",
            "Thank you, {given_nme}.",
            "There is no field {given_nme}. There are {greeting_name}, {given_name}, ",
        ),
        (
            "message_cs",
            "Děkujeme,\nmilá {given_name.",
            "Write a field as {name} or {name|fallback}. (line 2, column 6)",
        ),
        ("message_en", "Thank you [[from {city}", "This [[ is never closed with ]]. (line 1, column 11)"),
        ("message_en", "Thank you, %(name)s.", "There is an unresolved token: “Thank you, %(name)s.”."),
        ("message_en", "Dear , thank you.", "There is punctuation after nothing: “Dear , thank you.”."),
        (
            "occasion_en",
            "a year with {company}",
            "There is no field {company}. No fields can be used here. (line 1, column 13)",
        ),
    ],
)
def test_copy_that_could_not_be_merged_is_refused_with_its_place_when_it_is_saved(
    field: str, text: str, sentence: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_builder({**FORM, field: text}, None)
    assert refused.value.param == field
    assert refused.value.sentence.startswith(sentence)


@pytest.mark.usefixtures("database")
def test_a_title_and_the_charities_are_kept_in_every_language_they_were_written_in() -> None:
    told = FORM | {
        "sender_titles_cs": "obchodní manažerka",
        "charity_1_name_cs": "Čisté řeky",
        "charity_1_line_cs": "Den práce na břehu řeky.",
        "charity_1_line_ar": " ",
    }
    with transaction() as session:
        campaign = create_campaign(session, read_builder(told, None), system(make_workspace(session).id), AT)
        shown = show_builder(campaign)
        again = read_builder(shown | {"charity_1_line_ja": "川辺で一日働きます。"}, campaign)
    assert campaign.sender["titles"] == {"cs": "obchodní manažerka"}
    assert campaign.charities == [
        {
            "key": "clean_rivers",
            "name": {"en": "Clean Rivers", "cs": "Čisté řeky"},
            "line": {"en": "A day of work on a river bank.", "cs": "Den práce na břehu řeky."},
        }
    ]
    assert {name: shown[name] for name in told if told[name].strip() and "charity" in name} == {
        name: words for name, words in told.items() if words.strip() and "charity" in name
    }
    assert again.charities[0]["key"] == "clean_rivers"
    assert again.charities[0]["line"]["ja"] == "川辺で一日働きます。"


@pytest.mark.parametrize(
    ("typed", "param", "sentence"),
    [
        ({"charity_2_line_cs": "Sází stromy."}, "charity_2_name", "The charity needs a name in English."),
        (
            {"charity_1_line": "", "charity_1_line_cs": "Sází stromy."},
            "charity_1_line",
            "Write this sentence in English too: readers of other languages fall back to it.",
        ),
        ({"charity_1_line_ja": "木" * 201}, "charity_1_line_ja", "Use at most 200 characters."),
        (
            {"charity_1_line_cs": "Sází {stromy}."},
            "charity_1_line_cs",
            "There is an unresolved token: “Sází {stromy}.”.",
        ),
    ],
)
def test_a_charity_that_somebody_could_not_read_is_refused(typed: dict[str, str], param: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_builder(FORM | typed, None)
    assert (refused.value.param, refused.value.sentence) == (param, sentence)


def test_the_brand_s_colours_are_read_and_wrong_ones_refused() -> None:
    assert read_builder({**FORM, "brand_ember": " #0F5C4A"}, None).brand["ember"] == "#0f5c4a"
    with pytest.raises(InvalidInput, match="such as #0f5c4a") as refused:
        read_builder({**FORM, "brand_paper": "red; }"}, None)
    assert refused.value.param == "brand_paper"


@pytest.mark.parametrize(
    ("text", "minor"),
    [("9,000.00", 900_000), ("9 000,00", 900_000), ("9000", 900_000), ("1.234,5", 123_450), ("0.05", 5), ("28", 2800)],
)
def test_amounts_are_read_as_people_write_them(text: str, minor: int) -> None:
    assert read_amount(text, "EUR", "budget") == minor


@pytest.mark.parametrize("text", ["", "9,00,0", "€9", "1.2345", "1e3"])
def test_an_amount_that_could_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_amount(text, "EUR", "budget")


def test_a_field_of_the_campaign_has_its_name_in_the_form() -> None:
    assert [field_of(name) for name in ("expires_at", "budget_minor", "sender.city", None)] == [
        "expires_on",
        "budget",
        "sender_city",
        "form",
    ]


def test_whom_it_is_for_and_when_films_are_drawn_are_as_before_where_nobody_says() -> None:
    form = read_builder(FORM, None)
    assert (form.purpose, form.films) == ("mixed", "ahead")


@pytest.mark.usefixtures("database")
def test_whom_it_is_for_and_when_films_are_drawn_are_shown_as_they_were_chosen() -> None:
    with transaction() as session:
        form = read_builder(FORM | {"purpose": "renewal", "films": "opened"}, None)
        shown = show_builder(create_campaign(session, form, system(make_workspace(session).id), AT))
    assert (shown["purpose"], shown["films"]) == ("renewal", "opened")


def test_a_purpose_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Choose who it’s for: mixed, hello, welcome, thanks") as caught:
        read_builder(FORM | {"purpose": "everybody"}, None)
    assert caught.value.param == "purpose"


def test_everything_that_is_missing_is_told_at_once_by_name_in_the_order_of_the_form() -> None:
    with pytest.raises(FormFaults) as refused:
        read_builder(
            FORM | {"name": "", "message_en": "", "budget": "", "band_min": "60", "expires_on": " ", "sender_city": ""},
            None,
        )
    assert [(fault.param, fault.sentence) for fault in refused.value.faults] == [
        ("name", "Give the campaign a name."),
        ("message_en", "Write the message in English; other languages fall back to it."),
        ("budget", "Enter your budget, such as 6,800.00."),
        ("band_min", "The lowest price is above the highest. Swap the two amounts."),
        ("expires_on", "Choose the last day people can answer."),
        ("sender_city", "Enter the sender’s postcode and city."),
    ]


NEEDED = sorted(set(FORM) - {"message_cs", "charity_1_name", "charity_1_line", "brand_site"})


def test_whatever_is_left_empty_is_each_named_and_nothing_else() -> None:
    for missing in (*combinations(NEEDED, 1), *combinations(NEEDED, 2), tuple(NEEDED)):
        faults = faults_of(_refusal(FORM | dict.fromkeys(missing, "")))
        assert set(faults) == set(missing)
        assert all(sentence.endswith(".") and "String" not in sentence for sentence in faults.values())


def _refusal(form: dict[str, str]) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        read_builder(form, None)
    return refused.value


def test_the_occasion_goes_without_the_word_that_stands_before_it() -> None:
    assert _refusal(FORM | {"occasion_en": "For the holidays"}).sentence.startswith("Leave out the “for”")
    assert read_builder(FORM | {"occasion_en": "fortune and luck"}, None).occasion["en"] == "fortune and luck"
