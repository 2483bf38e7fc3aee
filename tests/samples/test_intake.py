"""The product's intake must understand the sample spreadsheet as it was meant, row for row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from renderers.language.translations import resolve
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.planning.people.lists.intake import PersonReading, Upload, read_upload

SAMPLES = Path(__file__).parents[2] / "assets" / "samples"
TRUTH: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "truth.json").read_text(encoding="utf-8"))


def upload(name: str) -> Upload:
    return read_upload((SAMPLES / name).read_bytes(), name)


def as_truth(person: PersonReading) -> dict[str, Any]:
    """A reading in the words of the truth file."""
    return {
        "company": person.company,
        "country": person.country,
        "locale": resolve(person.locale),
        "avoid": sorted(key for key, bit in ALLERGENS.items() if bit in person.avoid),
        "follow": sorted(key for key, bit in DIETS.items() if bit in person.follow),
        "materials": sorted(key for key, bit in MATERIALS.items() if bit in person.materials),
        "diet_known": person.diet_known,
        "diet_ask": person.diet_ask,
        "interests": sorted(person.interests),
        "has_already": sorted(person.has_already),
        "away": [day.isoformat() for day in person.away] if person.away else None,
        "adult": person.adult,
        "no_gifts": person.policy.no_gifts,
        "no_food": person.policy.no_food,
        "no_alcohol": person.policy.no_alcohol,
        "consumables_only": person.policy.consumables_only,
        "cap_minor": person.policy.cap_minor,
    }


def test_every_row_of_the_sample_is_read_as_it_was_meant() -> None:
    reading = upload("recipients.csv")
    assert [(row.number, cell.raw, cell.error) for row in reading.bad_rows for cell in row.errors] == []
    assert reading.unknown_interests == ()
    assert reading.unknown_columns == ("CRM ID", "Owner")
    read = {person.email: as_truth(person) for _, person in reading.people}
    assert set(read) == set(TRUTH)
    for email, said in read.items():
        meant = {
            key: sorted(v) if key not in {"away"} and isinstance(v, list) else v for key, v in TRUTH[email].items()
        }
        if said["diet_ask"]:
            # While the question is open the stricter reading holds: all that was meant, and what the doubt may mean.
            for key in ("avoid", "follow"):
                assert set(said.pop(key)) >= set(meant[key]), email
        assert said == {key: meant[key] for key in said}, email


def test_every_row_of_the_broken_sample_but_the_first_names_its_cell() -> None:
    reading = upload("broken.csv")
    assert [(row.number, cell.field) for row in reading.rows for cell in row.errors] == [
        (3, "diet"),
        (4, "email"),
        (5, "email"),
        (6, "away_from"),
        (7, "company"),
        (8, "country"),
        (9, "policy"),
        (10, "away_to"),
        (11, "email"),
    ]


def test_the_single_person_is_read_without_a_question() -> None:
    [(_, person)] = upload("one.csv").people
    assert (person.given_name, person.locale, person.country) == ("Jana", "cs", "CZ")
    assert (person.diet_known, person.follow, person.interests) == (True, DIETS["vegan"], ("trail_running", "tea"))
