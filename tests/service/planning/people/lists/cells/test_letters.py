"""Letters that a program broke are put right, and no others."""

from __future__ import annotations

import pytest

from service.planning.people.lists.cells.letters import repair

NAMES = (
    "José Nuñez", "Müller GmbH", "Řehoř Dvořák", "Þórdís Ægisdóttir", "Ștefan Ionescu", "Łuczak", "Иван Щукин", "Ёлкин", "أمل حداد",
    "田中 美咲", "Ελένη", "O’Brien", "Çağla", "Ørsted", "Žižka", "Ünal", "ආදිත්",
)  # fmt: skip


def broken(text: str, encoding: str, times: int) -> str:
    """The text as it is after its UTF-8 was taken for another encoding so often; bytes without a letter pass as they are."""
    for _ in range(times):
        letters = []
        for byte in text.encode():
            try:
                letters.append(bytes((byte,)).decode(encoding))
            except UnicodeDecodeError:
                letters.append(chr(byte))
        text = "".join(letters)
    return text


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1250", "cp1251", "mac_roman"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_letters_are_put_right_however_often_they_were_broken(encoding: str, times: int) -> None:
    assert [repair(broken(name, encoding, times)) for name in NAMES] == list(NAMES)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Èâàí Ïåòðîâ", "Иван Петров"),
        ("Ìàðèÿ", "Мария"),
        ("O&#39;Brien", "O'Brien"),
        ("M&uuml;ller &amp; S&ouml;hne", "Müller & Söhne"),
        ("AT&amp;amp;T", "AT&T"),
        ("&#x158;ehoř", "Řehoř"),
        ("Zeta Ltd_x000D_ Prague", "Zeta Ltd  Prague"),
        ("JosÃ© Müller", "José Müller"),
    ],
)
def test_other_traces_of_programs_are_put_right(before: str, after: str) -> None:
    assert repair(before) == after


@pytest.mark.parametrize(
    "text",
    [*NAMES, "CAFÉ®", "LANCÔME™", "Škoda™", "Рівне", "ÀÉÎ", "Åäö", "NÃO", "São João", "IRMÃ", "Đặng Thị Hải", "AT&T", "R&D; Labs",
     "Île-de-Ré",
     "ЁЖ", "Œuvre", "“Søren”", "«Été»", "_x0041_", "Ärger & Öl", "ÅÄÖ", "प्रिया"],
)  # fmt: skip
def test_what_is_whole_stays_as_it_is(text: str) -> None:
    assert repair(text) == text
