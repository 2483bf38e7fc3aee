"""Where a line of Japanese, Chinese or Thai may end: between phrases, as a reader would pause, and never inside a word."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

import budoux

_KANA: Final = ("HIRAGANA", "KATAKANA")
_TRADITIONAL: Final = ("zh-Hant", "zh-TW", "zh-HK")


def phrases(text: str, locale: str) -> tuple[str, ...]:
    """The text in phrases, in order; whole where its script puts spaces between words or its language is not known."""
    model = _model_for(text, locale)
    return tuple(_parser(model).parse(text)) if model else (text,)


def _model_for(text: str, locale: str) -> str | None:
    names = [unicodedata.name(letter, "") for letter in text]
    if any(name.startswith("THAI") for name in names):
        return "th"
    if not any(name.startswith(("CJK", *_KANA)) for name in names):
        return None
    if locale.startswith("ja") or any(name.startswith(_KANA) for name in names):
        return "ja"
    if locale.startswith("zh"):
        return "zh-hant" if locale.startswith(_TRADITIONAL) else "zh-hans"
    return None


@cache
def _parser(model: str) -> budoux.Parser:
    match model:
        case "th":
            return budoux.load_default_thai_parser()
        case "ja":
            return budoux.load_default_japanese_parser()
        case "zh-hant":
            return budoux.load_default_traditional_chinese_parser()
    return budoux.load_default_simplified_chinese_parser()
