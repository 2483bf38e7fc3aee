"""Languages by their own names, and which of them are ours."""

from __future__ import annotations

import pytest

from renderers.language.languages import canonical, is_spoken, marked_name, own_name, spoken
from renderers.language.translations import LOCALES


@pytest.mark.parametrize(
    ("tag", "written", "name"),
    [
        ("de", "de", "Deutsch"),
        ("de-DE", "de-DE", "Deutsch"),
        ("pt_br", "pt-BR", "português"),
        ("pt-PT", "pt-PT", "português (Portugal)"),
        ("fi", "fi", "suomi"),
        ("tlh", None, None),
        ("*", None, None),
        ("", None, None),
        ("<b>", None, None),
        ("d" * 400, None, None),
    ],
)
def test_a_language_is_called_by_its_own_name(tag: str, written: str | None, name: str | None) -> None:
    assert (canonical(tag), own_name(tag)) == (written, name)
    assert marked_name(tag) == (name and f'<bdi lang="{written}">{name}</bdi>')


def test_every_language_we_ship_is_offered_by_its_own_name() -> None:
    assert tuple(tag for tag, _, _ in spoken()) == LOCALES
    assert [name for _, name, _ in spoken()] == [
        "English", "Русский", "Íslenska", "Čeština", "Română", "العربية", "日本語",
    ]  # fmt: skip
    assert [tag for tag, _, runs in spoken() if runs == "rtl"] == ["ar"]


def test_a_region_does_not_make_another_language() -> None:
    assert [is_spoken(tag) for tag in ("cs", "CS-cz", "en_GB", "ar-EG", "csb", "de", "")] == [True] * 4 + [False] * 3
