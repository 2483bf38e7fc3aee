"""What of a note is compared with gifts, and what is cut before: in seven languages."""

from __future__ import annotations

import pytest

from service.planning.people.lists.notes.taste_words import taste_words


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("trail running, two kids", "trail running"),
        ("běhá po horách, má dvě děti", "běhá po horách"),
        ("aleargă pe munte, are doi copii", "aleargă pe munte"),
        ("hleypur á fjöll, á tvö börn", "hleypur á fjöll"),
        ("бегает по горам, двое детей", "бегает по горам"),
        ("山を走る、子供が二人", "山を走る"),
        ("يجري في الجبال، لديه أطفال", "يجري في الجبال"),
    ],
)
def test_family_is_cut_and_what_stands_beside_it_stays_in_every_language(note: str, kept: str) -> None:
    assert taste_words(note) == kept


@pytest.mark.parametrize(
    "note",
    [
        "sleeps a lot, recovering from cancer",
        "sings in the choir, goes to church on Sundays",
        "dances at night, came out as gay last year",
        "cooks at home, originally from Syria",
        "po operaci, hodně čte",
        "chodí do kostela, zpívá",
        "merge la biserică, cântă",
        "este originar din Moldova, gătește",
        "er ólétt, les mikið",
        "fer í kirkju, syngur",
        "болеет, много читает",
        "ходит в церковь, поёт",
        "入院中、読書が好き",
        "教会に通う、歌が好き",
        "مريض، يقرأ كثيرا",
        "يذهب إلى المسجد، ينشد",
    ],
)
def test_a_sentence_about_health_faith_origin_or_sexuality_is_cut_whole(note: str) -> None:
    assert taste_words(note) == ""
    assert taste_words(f"{note}. Plays chess") == "Plays chess"


@pytest.mark.parametrize(
    "note",
    [
        "vegan", "no nuts", "allergic to milk", "hates opera", "doesn’t play golf any more", "likes tea?", "do not contact",
        "jana@example.com", "call +420 601 234 567", "on vacation", "", "  ", "–",
    ],
)  # fmt: skip
def test_food_a_dislike_a_denial_a_question_a_stop_and_an_address_are_cut(note: str) -> None:
    assert taste_words(note) == ""


def test_no_more_than_200_letters_are_compared_and_the_same_once() -> None:
    assert taste_words("plays the cello; plays the cello") == "plays the cello"
    assert len(taste_words("; ".join(f"plays the instrument {chr(97 + at) * 9}" for at in range(26)))) <= 200
