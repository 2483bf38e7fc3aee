from __future__ import annotations

import pytest

from service.planning.people.lists.cells.names import placeholders, read_name, read_part, read_whole
from service.sheets.refusals import CellError


@pytest.mark.parametrize("name", ["Þórdís Ægisdóttir", "أمل حداد", "Null", "Nan", "O'Brien-Łuczak", "山田"])
def test_a_name_is_kept_as_the_person_writes_it(name: str) -> None:
    assert read_name(f" {name} ") == name


def test_an_empty_name_is_no_name_and_an_endless_one_is_refused() -> None:
    assert read_name("  ") is None
    with pytest.raises(CellError, match="this one has 10000"):
        read_name("a" * 10_000)


@pytest.mark.parametrize(
    ("text", "country", "given", "family"),
    [
        ("Testa, Ada", "DE", "Ada", "Testa"),
        ("TESTB, BEN (EXT)", "DE", "BEN", "TESTB"),
        ("van der Berg, Jan", "NL", "Jan", "van der Berg"),
        ("Testa , Ada Maria", "IT", "Ada Maria", "Testa"),
        ("حداد، أمل", "AE", "أمل", "حداد"),
        ("Smith, Dr. John", "US", "John", "Smith"),
        ("Doe, John, MBA", "US", "John", "Doe"),
        ("King, Martin Luther, Jr.", "US", "Martin Luther", "King Jr."),
        ("Martin King, Jr.", "US", "Martin", "King Jr."),
        ("Ada Testa, PhD", "US", "Ada", "Testa"),
        ("Dr. Ada Testa", "DE", "Ada", "Testa"),
        ("J. R. Smith", "US", "J. R.", "Smith"),
        ("J.R. Smith", "US", "J.R.", "Smith"),
        ("JP Smith", "US", None, "JP Smith"),
        ("Anna LI", "DE", "Anna", "LI"),
        ("Prof. Dr. Ing. Ada Testa", "DE", "Ada", "Testa"),
        ("MUDr. Jan Novák, CSc.", "CZ", "Jan", "Novák"),
        ("Herr Müller", "DE", None, "Müller"),
        ("г-н Иванов", "RU", None, "Иванов"),
        ("Paní Marie Malá", "CZ", "Marie", "Malá"),
        ("د. أمل حداد", "AE", "أمل", "حداد"),
        ("Иванова Анна Петровна", "RU", "Анна", "Иванова"),
        ("Анна Петровна Иванова", "RU", "Анна", "Иванова"),
        ("Иванова Анна", "RU", "Анна", "Иванова"),
        ("田中 美咲", "JP", "美咲", "田中"),
        ("田中 美咲 様", "JP", "美咲", "田中"),
        ("田中美咲", "JP", None, "田中美咲"),
        ("Tanaka Misaki", "JP", None, "Tanaka Misaki"),
        ("김 민수", "KR", "민수", "김"),
        ("Nguyễn Văn An", "VN", None, "Nguyễn Văn An"),
        ("Nagy Anna", "HU", None, "Nagy Anna"),
        ("NAGY Anna", "HU", "Anna", "NAGY"),
        ("Ada TESTA", "FR", "Ada", "TESTA"),
        ("DE LA CRUZ Maria", "ES", "Maria", "DE LA CRUZ"),
        ("MARIA LOPEZ", "ES", "MARIA", "LOPEZ"),
        ("Sigrún Jónsdóttir", "IS", "Sigrún", "Jónsdóttir"),
        ("Ludwig van Beethoven", "DE", "Ludwig", "van Beethoven"),
        ("Pan Wei", "CN", None, "Pan Wei"),
        ("Mr Null", "US", None, "Null"),
        ("Cher", "US", None, "Cher"),
        ("ada@lumen.example", "US", None, None),
    ],
)
def test_a_whole_name_is_taken_apart_as_it_is_written_or_left_whole(
    text: str, country: str, given: str | None, family: str | None
) -> None:
    reading = read_whole(text, country)
    assert (reading.given, reading.family) == (given, family)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Dr. Ada", "Ada"),
        ("Ing. Petr", "Petr"),
        ("Testa, PhD", "Testa"),
        ("Testa Ph.D.", "Testa"),
        ("Dr.", None),
        ("Herr", "Herr"),
        ("Ma", "Ma"),
        ("Ing-Marie", "Ing-Marie"),
        ("Null", "Null"),
        ("J.", "J."),
    ],
)
def test_a_part_of_a_name_is_freed_of_titles_and_of_nothing_else(text: str, part: str | None) -> None:
    assert read_part(text) == part


@pytest.mark.parametrize(
    ("cells", "often", "empty"),
    [
        (("(No value)", "Testa", ""), (), (True, False, False)),
        (("Christopher", "Null", ""), (), (False, False, False)),
        (("Nan", "Goldin", ""), (), (False, False, False)),
        (("null", "null", ""), (), (True, True, False)),
        (("Test", "Test", ""), (), (True, True, False)),
        (("", "", "Null Null"), (), (False, False, True)),
        (("None", "Testa", ""), ("None",), (True, False, False)),
        (("None", "Testa", ""), (), (False, False, False)),
        (("", "", "#N/A"), (), (False, False, True)),
        (("", "Null", ""), (), (False, False, False)),
    ],
)
def test_what_exports_write_for_nothing_is_told_from_people_called_null(
    cells: tuple[str, str, str], often: tuple[str, ...], empty: tuple[bool, bool, bool]
) -> None:
    assert placeholders(*cells, often) == empty
