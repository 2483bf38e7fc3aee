"""Which font draws which letter, and what is said where none does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from renderers import fonts
from renderers.cache import CHECKOUT, keep_in
from renderers.errors import FetchRefused, FontMissing
from renderers.fonts import Role, face, missing_letters, require_letters, webfont


@pytest.fixture
def only_packaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine that has our packages and no other font."""
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", (tmp_path,))
    monkeypatch.setattr(fonts, "FURTHER_PACKAGES", ())
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    fonts.further_files.cache_clear()
    fonts._is_covered.cache_clear()


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
    ],
)
def test_the_packaged_fonts_have_every_letter_of_the_names_we_promise(only_packaged: None, name: str) -> None:
    assert missing_letters(name) == ()


def test_letters_without_a_font_are_named_once_and_in_order(only_packaged: None) -> None:
    assert missing_letters("Ms 田中 田") == ("田", "中")


def test_spaces_joiners_and_direction_marks_need_no_font(only_packaged: None) -> None:
    assert missing_letters("a\u00a0\u200b\u200d\u200f\u2068\ufe0f\n\t") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("田中", "No installed font has the CJK letters 田 中 To install one: apt-get install fonts-noto-cjk"),
        (
            "さくら",
            "No installed font has the Hiragana letters さ く ら To install one: apt-get install fonts-noto-cjk",
        ),
        ("ส", "No installed font has the Thai letters ส To install one: pip install fontpkg-noto-sans-thai"),
        ("א", "No installed font has the Hebrew letters א To install one: apt-get install fonts-noto-core"),
        ("😀", "No font here has the signs 😀 Take them out of the text."),
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
    added = tmp_path / "NotoSansThai-Regular.ttf"
    added.write_bytes(fonts.packaged("Amiri").path.read_bytes())
    _forget()
    assert [file.path for file in fonts.further_files()] == [added]


def test_a_font_of_another_name_is_not_used(only_packaged: None, tmp_path: Path) -> None:
    (tmp_path / "DejaVuSans.ttf").write_bytes(fonts.packaged("Amiri").path.read_bytes())
    _forget()
    assert fonts.further_files() == ()


@pytest.mark.parametrize(
    ("role", "text", "family"),
    [
        ("display", "Jana", "Literata"),
        ("display", "أمل", "Amiri"),
        ("italic", "Дарья", "Literata Italic"),
        ("text", "Ελένη", "Inter"),
        ("text", "أمل", "IBM Plex Sans Arabic"),
        ("hand", "чай", "Caveat"),
        ("hand", "Ω", "Literata"),
    ],
)
def test_each_role_has_a_face_for_each_script(role: Role, text: str, family: str) -> None:
    assert face(role, text, 24).file.family == family


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
