"""Words that make a danger sound smaller, in every language."""

from __future__ import annotations

import json

import pytest

from renderers.language.translations import CATALOGS, LOCALES
from renderers.product.recall import Hazard
from service.safety.recalls.read_recall import HAZARDS
from service.safety.soothing import soothing_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This is a voluntary recall.", ("voluntary",)),
        ("We act voluntarily, as a PRECAUTION.", ("voluntarily", "PRECAUTION")),
        ("A discretionary measure.", ("discretionary",)),
        ("In rare situations it breaks.", ("In rare situations",)),
        ("It can break in  very\nrare cases.", ("in very rare cases",)),
        ("In specific situations it may heat up.", ("In specific situations",)),
        ("There have been no reported accidents.", ("no reported accidents",)),
        ("No injuries.", ("No injuries",)),
        ("Nobody has been hurt.", ("Nobody has been hurt",)),
        ("Out of an abundance of caution.", ("abundance of caution",)),
        ("It is unlikely, so please don’t worry.", ("unlikely", "don’t worry")),
        ("Это добровольная мера предосторожности.", ("добровольная", "предосторожности")),
        ("В редких случаях он ломается.", ("В редких случаях",)),
        ("Никто не пострадал.", ("Никто не пострадал",)),
        ("Dobrovolné stažení z preventivních důvodů.", ("Dobrovolné", "preventivních")),
        ("Ve vzácných případech praskne.", ("Ve vzácných případech",)),
        ("Nebyly hlášeny žádné úrazy.", ("Nebyly hlášeny žádné úrazy",)),
        ("O rechemare voluntară, din precauție.", ("voluntară", "din precauție")),
        ("În situații rare se sparge.", ("În situații rare",)),
        ("Niciun accident nu a fost raportat.", ("Niciun accident",)),
        ("Þetta er gert í varúðarskyni.", ("varúðarskyni",)),
        ("Í sjaldgæfum tilvikum brotnar hún.", ("Í sjaldgæfum tilvikum",)),
        ("Engin slys hafa orðið.", ("Engin slys",)),
        ("هذا استدعاء طوعيّ.", ("طوعي",)),
        ("في حالات نادرة قد ينكسر.", ("في حالات نادرة",)),
        ("لم يُبلَّغ عن إصابات.", ("لم يبلغ عن إصابات",)),
        ("自主回収です。", ("自主",)),
        ("まれに発熱します。事故は報告されていません。", ("まれに", "事故は報告されていません")),
    ],
)
def test_what_soothes_is_named(text: str, found: tuple[str, ...]) -> None:
    assert soothing_words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Batch 0321 was filled on a line for milk chocolate.",
        "The glass can break and cut hands. Three people were hurt.",
        "It can catch fire while it is charged.",
        "Стекло может треснуть и порезать руки.",
        "Sklo může prasknout a pořezat ruce.",
        "Sticla se poate sparge și poate tăia mâinile.",
        "Glerið getur sprungið og skorið hendur.",
        "قد ينكسر الزجاج ويجرح اليدين.",
        "ガラスが割れて手を切ることがあります。",
    ],
)
def test_a_danger_told_as_it_is_passes(text: str) -> None:
    assert soothing_words(text) == ()


@pytest.mark.parametrize("locale", LOCALES)
def test_our_own_sentences_about_dangers_soothe_nobody(locale: str) -> None:
    recall = json.loads((CATALOGS / f"{locale}.safety.json").read_text("utf-8"))["safety"]["recall"]
    said = {**recall["danger"], **recall["todo"], **recall["remedy"]}
    assert {name: soothing_words(words) for name, words in said.items() if soothing_words(words)} == {}
    hazards: set[Hazard] = set(HAZARDS)
    assert hazards == set(recall["danger"]) - {"title"}
