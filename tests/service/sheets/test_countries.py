from __future__ import annotations

import pytest

from service.sheets.countries import find_country, read_country
from service.sheets.refusals import CellError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CZ", "CZ"),
        ("Czechia", "CZ"),
        ("Česko", "CZ"),
        ("Island", "IS"),
        ("Ísland", "IS"),
        ("Rumania", "RO"),
        ("Россия", "RU"),
        ("UK", "GB"),
    ],
)
def test_a_country_is_known_by_code_and_by_its_name_in_many_languages(text: str, code: str) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Icelnad", "IS"),
        ("Germny", "DE"),
        ("Norwey", "NO"),
        ("Swizerland", "CH"),
        ("Росия", "RU"),
    ],
)
def test_a_misspelled_country_is_refused_with_the_likely_code(text: str, code: str) -> None:
    with pytest.raises(CellError) as refused:
        read_country(text)
    assert refused.value.suggestion == code


@pytest.mark.parametrize("text", ["Czechland", "Wonderland", "Homeland", "Narnia", "Xyz", "I"])
def test_a_country_that_only_resembles_others_is_refused_without_a_guess(text: str) -> None:
    with pytest.raises(CellError) as refused:
        read_country(text)
    assert refused.value.suggestion is None


def test_a_country_as_close_to_two_others_is_refused_without_a_guess() -> None:
    with pytest.raises(CellError) as refused:
        read_country("Slovania")
    assert refused.value.suggestion is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("United States of America", "US"), ("U.S.", "US"), ("U. S. A.", "US"), ("США", "US"), ("米国", "US"), ("SUA", "US"),
        ("Great Britain", "GB"), ("Scotland", "GB"), ("Schottland", "GB"), ("Англия", "GB"), ("イギリス", "GB"), ("U.K.", "GB"),
        ("The Netherlands", "NL"), ("Holland", "NL"), ("Deutschland (BRD)", "DE"), ("DE - Germany", "DE"), ("Germany (DE)", "DE"),
        ("DEU", "DE"), ("CZE", "CZ"), ("JPN", "JP"), ("Czech Republic", "CZ"), ("Česká republika", "CZ"), ("التشيك", "CZ"),
        ("Korea, Republic of", "KR"), ("Republic of Korea", "KR"), ("Republic of China", "TW"), ("NOR", "NO"),
        ("People's Republic of China", "CN"),
        ("Republic of Ireland", "IE"), ("Kingdom of Spain", "ES"), ("Republic of South Africa", "ZA"), ("Republik Moldau", "MD"),
        ("Российская Федерация", "RU"), ("NA", "NA"), ("Namibia", "NA"), ("NO", "NO"), ("Türkiye", "TR"), ("Turkey", "TR"),
        ("日本", "JP"), ("المملكة العربية السعودية", "SA"), ("UAE", "AE"), ("Swaziland", "SZ"), ("Ivory Coast", "CI"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_official_and_its_everyday_names(text: str, code: str) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize("text", ["", " ", "n/a", "Unknown", "-"])
def test_no_country_is_told_as_missing(text: str) -> None:
    with pytest.raises(CellError) as refused:
        read_country(text)
    assert refused.value.code == "country_missing"


@pytest.mark.parametrize("text", ["Congo", "Korea", "LOL", "Europe", "EU"])
def test_what_is_two_countries_or_none_has_to_be_said(text: str) -> None:
    assert find_country(text) is None
