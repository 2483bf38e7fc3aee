"""Lists as companies have them, in seven languages and German, in which nobody speaks about food: not one question about it.

Names, companies, towns, titles and what customer systems keep beside them are full of words that are food somewhere else.
"""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.planning.people.lists.intake import read_upload


@dataclass(frozen=True)
class World:
    """What lists of one language are made of."""

    headings: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    companies: tuple[str, ...]
    titles: tuple[str, ...]
    towns: tuple[str, ...]
    country: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    industries: tuple[str, ...]
    departments: tuple[str, ...]


WORLDS = {
    language: World(**{name: value if name == "country" else tuple(value) for name, value in said.items()})
    for language, said in json.loads(Path(__file__).with_name("worlds.json").read_text("utf-8")).items()
}


def rows_of(world: World, count: int, seed: int) -> str:
    """A list of so many people, the same for the same seed."""
    chance = random.Random(seed)
    file = io.StringIO()
    sheet = csv.writer(file)
    sheet.writerow(world.headings)
    for number in range(count):
        pick = chance.choice
        sheet.writerow(
            (
                pick(world.companies),
                pick(world.given),
                pick(world.family),
                f"person{seed}.{number}@nut-milk.example",
                world.country,
                pick(world.towns),
                pick(world.titles),
                pick(world.notes),
                pick(world.family),
                pick(world.sources),
                pick(world.industries),
                pick(world.departments),
                f"2027-0{chance.randint(1, 9)}-1{chance.randint(0, 9)} 09:30",
                f"{pick(world.towns)} {chance.randint(1, 90)}",
                "https://vegan-milk.example/no-nuts",
                "+420 777 123 456",
                "",
            )
        )
    return file.getvalue()


@pytest.mark.parametrize("language", WORLDS)
def test_nobody_is_asked_about_food_where_nobody_speaks_of_it(language: str) -> None:
    world = WORLDS[language]
    upload = read_upload(rows_of(world, 45, seed=len(language)).encode(), "people.csv")
    assert [cell.error for row in upload.bad_rows for cell in row.errors] == []
    assert [(one.row, one.column, one.sentence) for one in upload.questions] == []
    assert len(upload.people) == 45
    assert {(one.diet_known, one.diet_ask, one.dietary_text) for _, one in upload.people} == {(False, False, "")}


@pytest.mark.parametrize("language", WORLDS)
def test_one_allergy_among_them_is_found(language: str) -> None:
    """The control: the same lists with one note that does speak of food."""
    world = WORLDS[language]
    note = {
        "en": "allergic to nuts", "de": "allergisch gegen Nüsse", "ru": "аллергия на орехи", "cs": "alergie na ořechy",
        "is": "með hnetuofnæmi", "ro": "alergie la nuci", "ar": "حساسية من المكسرات", "ja": "ナッツアレルギー",
    }[language]  # fmt: skip
    lines = rows_of(world, 5, seed=1).splitlines()
    fields = next(csv.reader([lines[3]]))
    fields[7] = note
    file = io.StringIO()
    csv.writer(file).writerow(fields)
    lines[3] = file.getvalue().strip()
    upload = read_upload("\n".join(lines).encode(), "people.csv")
    assert [(one.row, one.column, one.code) for one in upload.questions] == [(4, world.headings[7], "dietary_words")]
