"""Which font draws which letter, and what is said where none does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from renderers.errors import FetchRefused, FontMissing
from renderers.lettering import fonts
from renderers.lettering.fonts import Role, face, missing_letters, require_letters, webfont
from renderers.runtime.cache import CHECKOUT, keep_in


@pytest.fixture
def only_packaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine that has our packages and no other font."""
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", (tmp_path,))
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    fonts.further_files.cache_clear()
    fonts._uncovered.cache_clear()
    fonts._file_for.cache_clear()


@pytest.mark.parametrize(
    "name",
    [
        "Jana Nováková",
        "Þórdís Ægisdóttir",
        "Ștefan Țuțea",
        "Дарья Кузнецова",
        "Ελένη Παπαδοπούλου",
        "أمل حداد",
        "Nguyễn Thị Ánh",
        "אלון כהן",
        "आरव शर्मा",
        "สมชาย ใจดี",
        "王伟 王偉",
        "佐藤 美咲 さくら サクラ",
        "김민준",
        "👩‍👩‍👧 🇨🇿 1️⃣ 👍🏽",
        "Աննա ანა",
    ],
)
def test_the_packaged_fonts_have_every_letter_of_the_names_we_promise(only_packaged: None, name: str) -> None:
    assert missing_letters(name) == ()


def test_letters_without_a_font_are_named_once_and_in_order(only_packaged: None) -> None:
    assert missing_letters("Ms ᏣᎳᏣ") == ("Ꮳ", "Ꮃ")


def test_a_mark_is_missing_where_no_font_has_it_on_that_letter() -> None:
    assert missing_letters("e\u0301 田\u0f71") == ("\u0f71",)


def test_spaces_joiners_and_direction_marks_need_no_font(only_packaged: None) -> None:
    assert missing_letters("a\u00a0\u200b\u200d\u200f\u2068\ufe0f\n\t") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ᏣᎳ", "No installed font has the Cherokee letters Ꮳ Ꮃ To install one: apt-get install fonts-noto-core"),
        ("བ", "No installed font has the Tibetan letters བ To install one: apt-get install fonts-noto-core"),
        (
            "\U00020000",
            "No installed font has the CJK letters \U00020000 No font we know has them: write the text without them.",
        ),
        ("🀀", "None of the installed fonts has the characters 🀀 Take them out of the text."),
    ],
)
def test_a_missing_letter_is_refused_with_the_line_that_helps(only_packaged: None, text: str, line: str) -> None:
    with pytest.raises(FontMissing) as refusal:
        require_letters(text, "opening")
    assert refusal.value.where == "opening"
    assert refusal.value.sentence == line


def test_a_font_added_to_the_system_is_found(
    only_packaged: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    added = tmp_path / "NotoSansCherokee-Regular.ttf"
    added.write_bytes(fonts.packaged("Amiri").path.read_bytes())
    _forget()
    assert fonts.further_files()[-1].path == added
    assert [file.family for file in fonts.further_files()[:-1]] == list(fonts.FURTHER)


def test_a_font_of_another_name_is_not_used(only_packaged: None, tmp_path: Path) -> None:
    (tmp_path / "DejaVuSans.ttf").write_bytes(fonts.packaged("Amiri").path.read_bytes())
    _forget()
    assert [file.family for file in fonts.further_files()] == list(fonts.FURTHER)


@pytest.mark.parametrize(
    ("role", "text", "family"),
    [
        ("display", "Jana", "Literata"),
        ("display", "أمل", "Amiri"),
        ("italic", "Дарья", "Literata Italic"),
        ("text", "Ελένη", "Inter"),
        ("text", "أمل", "IBM Plex Sans Arabic"),
        ("hand", "чай", "Caveat"),
        ("hand", "Ω", "Literata Italic"),
        ("display", "אלון", "Noto Sans Hebrew"),
        ("text", "आरव", "Noto Sans"),
        ("display", "สมชาย", "Noto Sans Thai"),
        ("hand", "김민준", "Noto Sans CJK"),
        ("text", "12", "Inter"),
        ("display", "😀", "Noto Emoji"),
    ],
)
def test_each_role_has_a_face_for_each_script(role: Role, text: str, family: str) -> None:
    assert face(role, text, 24).file.family == family


@pytest.mark.parametrize(
    ("locale", "index"), [("ja", 0), ("ko", 1), ("zh-CN", 2), ("zh-Hant", 3), ("zh-TW", 3), ("zh-HK", 4), ("en", 0)]
)
def test_shared_ideographs_have_the_shapes_of_the_readers_country(locale: str, index: int) -> None:
    assert face("text", "直", 24, locale=locale).file.index == index


def test_a_heavy_weight_of_a_static_family_is_its_bold_file() -> None:
    assert face("display", "أمل", 24, 600).file.family == "Amiri Bold"


def test_a_face_is_opened_at_its_weight() -> None:
    light, heavy = (face("text", "Weight", 40, weight).font.getlength("Weight") for weight in (300, 700))
    assert heavy > light


def test_web_fonts_are_woff2_and_no_other_file_is_given(tmp_path: Path) -> None:
    keep_in(tmp_path)
    try:
        assert webfont("PlexArabic-400")[:4] == b"wOF2"
        assert [path.name for path in (tmp_path / "webfonts").iterdir()] == ["PlexArabic-400.woff2"]
        with pytest.raises(FetchRefused, match=r"no web font called ../fonts"):
            webfont("../fonts")
    finally:
        keep_in(CHECKOUT / "var" / "cache")
