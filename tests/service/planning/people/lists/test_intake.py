from __future__ import annotations

from datetime import date

import pytest

from service.config import ASSETS
from service.dietary.vocabulary import Allergen, Diet
from service.errors import InvalidInput
from service.planning.people.lists.cells.read_cells import PolicyReading
from service.planning.people.lists.intake import read_upload

HEADER = (
    "Company;First name;Last name;Work email;Country;Dietary / allergies;"
    "Interests;Away from;Away to;Gift policy;Notes;18+"
)


def upload(  # type: ignore[no-untyped-def]
    *rows: str, corrections: dict[tuple[int, str], str] | None = None, skip: tuple[int, ...] = ()
):
    data = "\n".join((HEADER, *rows)).encode()
    return read_upload(data, "people.csv", corrections, skip)  # type: ignore[arg-type]


def test_a_good_row_becomes_a_person() -> None:
    read = upload(
        "Vltava; Jana ;Nováková;jana@example.com;Česko;vegan, bez ořechů;running;2027-01-03;2027-01-09;"
        "max 25 EUR;already has: mug;yes"
    )
    assert not read.has_errors
    [(number, person)] = read.people
    assert number == 2
    assert (person.company, person.given_name, person.family_name) == ("Vltava", "Jana", "Nováková")
    assert (person.country, person.locale, person.email) == ("CZ", "cs", "jana@example.com")
    assert (person.avoid, person.follow) == (Allergen.NUTS, Diet.VEGAN)
    assert (person.diet_known, person.diet_ask) == (True, False)
    assert person.interests == ("running",)
    assert person.has_already == ("mug",)
    assert person.away == (date(2027, 1, 3), date(2027, 1, 9))
    assert person.policy == PolicyReading(cap_minor=2500, currency="EUR")
    assert person.adult is True


def test_every_wrong_cell_of_a_row_has_its_own_sentence() -> None:
    read = upload(";Jana;Nováková;jana at example.com;Czehcia;vegtarian;;soon;;no gift;;maybe")
    [row] = read.bad_rows
    assert row.number == 2
    assert row.person is None
    assert {cell.title for cell in row.errors} == {
        "Company",
        "Work email",
        "Country",
        "Dietary / allergies",
        "Away from",
        "Gift policy",
        "18 or over",
    }
    assert all(cell.error for cell in row.errors)


def test_an_unknown_diet_word_is_an_error_whose_likely_answer_is_to_ask() -> None:
    [row] = upload("Vltava;Jana;N;jana@example.com;CZ;flubberfree;;;;;;").bad_rows
    [cell] = row.errors
    assert "flubberfree" in (cell.error or "")
    assert cell.suggestion == "ask"


def test_a_diet_with_a_question_mark_is_a_question_and_no_error() -> None:
    [(_, person)] = upload("Vltava;Jana;N;jana@example.com;CZ;nuts?;;;;;;").people
    assert person.diet_ask
    assert person.avoid == Allergen.NUTS  # the stricter reading, until the person answers


def test_the_same_person_twice_is_told_with_both_rows() -> None:
    read = upload("Vltava;Jana;N;jana@example.com;CZ;;;;;;;", "Vltava;J.;N;Jana@Example.com;CZ;;;;;;;")
    [row] = read.bad_rows
    assert row.number == 3
    assert row.errors[0].error == "The same person is in row 2. Each person gets one gift, so skip one of the rows."
    assert (row.repeats, read.repeated_rows) == (2, (3,))


JANA = "Vltava;Jana;N;jana@example.com;CZ;;;;;;;"
TWICE = (JANA, "Vltava;J.;N;JANA@example.com;Nowhere;flubber;falconry;;;;;", "Vltava;Jan;N;jan@example.com;CZ;;;;;;;")


def test_a_skipped_row_that_repeats_somebody_is_left_out_with_all_its_mistakes() -> None:
    read = upload(*TWICE, skip=(3,))
    assert not read.has_errors
    assert [(number, person.given_name) for number, person in read.people] == [(2, "Jana"), (4, "Jan")]
    assert (read.skipped, read.repeated_rows, read.unknown_interests) == (((3, 2),), (), ())


def test_a_repeat_with_a_diet_of_its_own_is_not_a_plain_one() -> None:
    first = "Vltava;Jana;N;jana@example.com;CZ;vegan;;;;;;"
    diets = ("", " Vegan ", "vegan, nuts", "none")
    read = upload(first, *(first.replace("vegan", diet) for diet in diets))
    assert (read.repeated_rows, read.plain_repeats) == ((3, 4, 5, 6), (3, 4))


def test_a_row_that_repeats_nobody_cannot_be_skipped_away() -> None:
    read = upload(*TWICE, skip=(2, 3, 4))
    assert [number for number, _ in read.people] == [2, 4]


def test_a_skipped_row_counts_again_once_the_first_is_somebody_else() -> None:
    rows = (JANA, "Vltava;Jan;N;jana@example.com;CZ;;;;;;;")
    read = upload(*rows, corrections={(2, "email"): "other@example.com"}, skip=(3,))
    assert [person.email for _, person in read.people] == ["other@example.com", "jana@example.com"]
    assert read.skipped == ()


@pytest.mark.parametrize(("title", "place"), [("Company", 0), ("Interests", 6), ("Notes", 10)])
def test_a_cell_that_is_too_long_is_told_with_its_row_and_length_and_can_be_mended(title: str, place: int) -> None:
    cells = ["Vltava", "Jana", "N", "jana@example.com", "CZ", "", "", "", "", "", "", ""]
    cells[place] = "x" * 2_001
    read = upload("Vltava;Jan;N;jan@example.com;CZ;;;;;;;", ";".join(cells))
    [row] = read.bad_rows
    assert row.number == 3
    assert [(cell.title, cell.error, len(cell.raw)) for cell in row.errors] == [
        (title, "2,001 characters is too long; the limit is 2,000. Shorten it.", 2_000)
    ]
    [field] = [cell.field for cell in row.errors]
    mended = upload("Vltava;Jan;N;jan@example.com;CZ;;;;;;;", ";".join(cells), corrections={(3, field): "running"})
    assert not mended.has_errors


def test_a_cell_of_exactly_the_longest_length_is_read() -> None:
    assert not upload(f"Vltava;Jana;N;jana@example.com;CZ;;;;;;{'x' * 2_000};").has_errors


def test_an_answer_on_the_page_may_be_no_longer_than_a_cell() -> None:
    row = "Vltava;Jana;N;jana@example.com;CZ;;;;;;;"
    [bad] = upload(row, corrections={(2, "notes"): "x" * 3_000}).bad_rows
    assert [cell.error for cell in bad.errors] == ["3,000 characters is too long; the limit is 2,000. Shorten it."]


def test_corrections_mend_single_cells_and_leave_the_rest() -> None:
    rows = ("Vltava;Jana;N;jana@example.com;CZ;flubberfree;;;;;;", "Vltava;Jan;N;jan@example.com;CZ;;;;;;;")
    assert upload(*rows).has_errors
    mended = upload(*rows, corrections={(2, "diet"): "ask"})
    assert not mended.has_errors
    assert [person.diet_ask for _, person in mended.people] == [True, False]


def test_dates_the_wrong_way_round_are_refused() -> None:
    [row] = upload("Vltava;Jana;N;jana@example.com;CZ;;;2027-02-01;2027-01-01;;;").bad_rows
    assert [cell.title for cell in row.errors] == ["Away to"]


def test_missing_columns_are_named() -> None:
    with pytest.raises(InvalidInput, match="Missing column: Work email and Country"):
        read_upload(b"Company,First name\nVltava,Jana\n", "p.csv")


def test_a_file_of_headings_only_holds_nobody() -> None:
    assert upload().has_errors
    assert upload().people == ()


def test_one_whole_name_is_taken_apart_only_where_no_parts_are_given() -> None:
    data = b"Name,Company,Work email,Country\nJana Nov,Vltava,jana@example.com,CZ\nCher,Vltava,cher@example.com,CZ\n"
    people = [person for _, person in read_upload(data, "p.csv").people]
    assert [(person.given_name, person.family_name) for person in people] == [("Jana", "Nov"), (None, "Cher")]


def test_the_sample_is_messy_but_valid_and_the_broken_one_tells_all_its_mistakes() -> None:
    sample = read_upload((ASSETS / "samples" / "recipients.csv").read_bytes(), "recipients.csv")
    assert (len(sample.people), sample.has_errors, sample.account_count) == (1000, False, 100)
    broken = read_upload((ASSETS / "samples" / "broken.csv").read_bytes(), "broken.csv")
    assert {cell.title for row in broken.bad_rows for cell in row.errors} >= {
        "Company",
        "Work email",
        "Country",
        "Dietary / allergies",
        "Gift policy",
    }


@pytest.mark.parametrize("answer", ["ask", "", "none", "unknown", "-"])
def test_whatever_is_typed_over_a_dietary_cell_takes_nothing_of_it_away(answer: str) -> None:
    row = "Vltava;Jana;N;jana@example.com;CZ;flubberfree, nuts;;;;;;"
    [(_, person)] = upload(row, corrections={(2, "diet"): answer}).people
    assert (person.diet_known, person.diet_ask, person.avoid) == (False, True, Allergen.NUTS)
    assert person.dietary_text.splitlines()[0] == "flubberfree, nuts"


def test_a_typed_diet_adds_to_what_the_cell_said() -> None:
    row = "Vltava;Jana;N;jana@example.com;CZ;vegtarrian, nuts;;;;;;"
    [(_, more)] = upload(row, corrections={(2, "diet"): "vegetarian, nuts, fish"}).people
    assert (more.avoid, more.diet_ask) == (Allergen.NUTS | Allergen.FISH, False)
    [(_, less)] = upload(row, corrections={(2, "diet"): "vegetarian"}).people
    assert (less.avoid, less.diet_known, less.diet_ask) == (Allergen.NUTS, False, True)


def test_a_note_that_is_typed_anew_keeps_what_the_file_said_about_food() -> None:
    row = "Vltava;Jana;N;jana@example.com;CZ;vegan;;;;;no fish, no nuts;"
    [(_, person)] = upload(row, corrections={(2, "notes"): "nice"}).people
    assert person.avoid == Allergen.FISH | Allergen.NUTS
    assert person.diet_ask


def test_a_row_that_is_left_out_leaves_what_it_says_about_food_to_its_person() -> None:
    first = "Vltava;Jana;N;jana@example.com;CZ;vegan;;;;;;"
    again = "Vltava;J.;N;JANA@example.com;CZ;nuts;;;;;;"
    read = upload(first, again, skip=(3,))
    [(number, person)] = read.people
    assert (number, person.follow, person.avoid) == (2, Diet.VEGAN, Allergen.NUTS)
    assert (person.diet_known, person.diet_ask) == (False, True)
    assert person.dietary_text == "vegan\nnuts"
    assert [(one.row, one.code) for one in read.questions] == [(2, "dietary_words")]


def test_a_row_left_out_that_says_nothing_new_changes_nothing() -> None:
    first = "Vltava;Jana;N;jana@example.com;CZ;vegan, nuts;;;;;;"
    read = upload(first, first.replace("vegan, nuts", "nuts"), first, skip=(3, 4))
    [(_, person)] = read.people
    assert (person.diet_known, person.diet_ask, read.questions) == (True, False, ())


def test_a_repeat_whose_note_speaks_of_food_is_not_a_plain_one() -> None:
    first = "Vltava;Jana;N;jana@example.com;CZ;vegan;;;;;;"
    read = upload(first, first.replace(";;;;;;", ";;;;;no nuts;"))
    assert (read.repeated_rows, read.plain_repeats) == ((3,), ())


def test_what_a_note_says_of_food_goes_nowhere_else() -> None:
    row = "Vltava;Jana;N;jana@example.com;CZ;;no nuts, running;;;;no milk. already has: mug. dislikes: eggs, socks;"
    read = upload(row)
    [(_, person)] = read.people
    assert (person.interests, read.unknown_interests) == (("running",), ())
    assert person.has_already == ("mug",)
    assert "milk" not in person.dislikes


@pytest.mark.parametrize("diet", ["flubberfree, nuts", "nuts" + " " * 2_000 + "x"])
def test_a_row_left_out_whose_diet_nobody_can_read_makes_a_question_all_the_same(diet: str) -> None:
    first = "Vltava;Jana;N;jana@example.com;CZ;none;;;;;;"
    [(_, person)] = upload(first, first.replace("none", diet), skip=(3,)).people
    assert (person.avoid, person.diet_known, person.diet_ask) == (Allergen.NUTS, False, True)


def test_a_row_left_out_leaves_what_stands_beyond_its_header_to_its_person() -> None:
    first = "Vltava;Jana;N;jana@example.com;CZ;vegan;;;;;;"
    [(_, person)] = upload(first, f"{first};no shellfish", skip=(3,)).people
    assert person.diet_ask
    assert Allergen.CRUSTACEANS in person.avoid


def test_a_diet_too_long_to_read_is_not_forgotten_when_something_else_is_typed() -> None:
    row = f"Vltava;Jana;N;jana@example.com;CZ;no nuts{' and so on' * 300};;;;;;"
    [(_, person)] = upload(row, corrections={(2, "diet"): "vegan"}).people
    assert (person.follow, person.avoid, person.diet_ask) == (Diet.VEGAN, Allergen.NUTS, True)


def test_an_interest_that_is_typed_anew_keeps_what_the_file_said_about_food() -> None:
    row = f"Vltava;Jana;N;jana@example.com;CZ;vegan;allergic to fish {'x' * 2_000};;;;;"
    [(_, person)] = upload(row, corrections={(2, "interests"): "running"}).people
    assert (person.interests, person.avoid, person.diet_ask) == (("running",), Allergen.FISH, True)
