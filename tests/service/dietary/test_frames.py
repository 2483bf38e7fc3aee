"""Every allergen, diet and material, in every language, in the sentences that people put such words into."""

from __future__ import annotations

import json
from typing import Final

import pytest

from service.dietary.detect import detect
from service.dietary.lexicon import KINDS, VOCABULARY
from service.dietary.read_diet import read_diet
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Diet

BITS: Final = {"allergens": ALLERGENS, "diets": DIETS, "materials": MATERIALS}
ALSO_KEPT: Final = {"gluten": Diet.GLUTEN_FREE}
"""Whoever has no gluten follows the diet."""
LABELS: Final = 40
"""14 allergens, 10 diets, 16 materials."""
FRAMES: Final = {
    "en": (
        "allergic to {}", "no {}", "{} allergy", "can't have {}", "{}?", "w/o {}", "never {}", "don't send her {}", "{}: no",
        "{} makes her ill", "nothing with {}", "not allergic to {}", "anything but {}",
    ),
    "ru": (
        "аллергия на {}", "без {}", "{}?", "не {}", "нельзя {}", "никаких {}", "не переносит {}", "не дарить ей {}", "{}: нет",
        "ничего с {}", "всё, кроме {}", "осторожно, {}",
    ),
    "is": (
        "ofnæmi fyrir {}", "ekkert {}", "{}?", "borðar ekki {}", "forðast {}", "ekki gefa henni {}", "{}: nei", "ekkert með {}",
        "allt nema {}", "þolir ekki {}", "án {}", "aldrei {}",
    ),
    "cs": (
        "alergie na {}", "bez {}", "{}?", "ne {}", "nesmí {}", "žádné {}", "vyhýbá se {}", "pozor na {}", "{}: ne", "nic s {}",
        "vše kromě {}", "nedávat {}",
    ),
    "ro": (
        "alergie la {}", "fără {}", "{}?", "nu {}", "nu are voie {}", "evită {}", "nu suportă {}", "atenție la {}", "{}: nu",
        "nimic cu {}", "orice, mai puțin {}", "nu-i da {}",
    ),
    "ar": (
        "حساسية من {}", "بدون {}", "{}؟", "لا {}", "ممنوع {}", "يتجنب {}", "لا يتحمل {}", "احذر {}", "{}: لا", "لا شيء مع {}",
        "كل شيء إلا {}", "خالي من {}",
    ),
    "ja": (
        "{}アレルギー", "{}なし", "{}？", "{}は食べない", "{}不可", "{}NG", "{}抜き", "{}を避ける", "{}に注意", "{}厳禁",
        "{}：なし", "{}以外", "{}アレルギーなし",
    ),
}  # fmt: skip


@pytest.mark.parametrize("locale", FRAMES)
def test_what_somebody_names_is_avoided_or_asked_about_and_never_lost(locale: str) -> None:
    vocabulary = json.loads(VOCABULARY.read_text(encoding="utf-8"))
    tried, lost = 0, []
    for kind in KINDS:
        for name, bit in BITS[kind].items():
            label = vocabulary[kind][name][locale]["label"]
            also = ALSO_KEPT.get(name, Diet(0))
            for frame in FRAMES[locale]:
                text = frame.format(label)
                reading = read_diet(text)
                named = {"allergens": reading.avoid, "diets": reading.follow, "materials": reading.materials}[kind]
                tried += 1
                kept = (
                    reading.ask
                    or bool(reading.unknown_words)
                    or (reading.known and bool(named & bit or reading.follow & also))
                )
                if not kept or detect(text) is None:
                    lost.append(text)
    assert lost == []
    assert tried == LABELS * len(FRAMES[locale])
