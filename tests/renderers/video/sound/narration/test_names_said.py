"""Names are said by their sound where a table has it, and otherwise not at all."""

from __future__ import annotations

import re

import pytest

from benchmarks.video.people import people
from renderers.video.draw import names_of
from renderers.video.sound.narration.engines import speakable
from renderers.video.sound.narration.names_said import Line, line_of, name_sounds, sounds_told, tidy, words_in
from renderers.video.sound.narration.read_aloud import known_words

_MARKED = re.compile(r"\[([^\]]+)\]\(/[^)]*/\)")


def test_a_name_of_the_table_is_said_by_its_sound() -> None:
    assert line_of("For Jiří.", ("Jiří",), reads_sounds=True) == Line("For [Jiří](/jˈiɹʒi/).", "For Jiří.")
    assert line_of("Jana’s cup.", (), reads_sounds=True).marked == "[Jana’s](/jˈɑnəz/) cup."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("For you, Xquall, from us.", "For you, from us."),
        ("Xquall, this is yours.", "this is yours."),
        ("Chosen for Xquall.", "Chosen for."),
        ("Xquall’s cup.", "cup."),
        ("Jana Xquall", "Jana"),
        ("Xquall", ""),
    ],
)
def test_a_name_of_unknown_sound_is_left_out_and_named(words: str, said: str) -> None:
    line = line_of(words, ("Xquall",), reads_sounds=True)
    assert line.said == said
    assert [word.removesuffix("’s") for word in line.left_out] == ["Xquall"]


def test_a_voice_that_reads_no_sounds_says_no_name() -> None:
    assert line_of("For Jana Nováková.", ("Jana Nováková",), reads_sounds=False).said == "For."


def test_no_name_of_unknown_sound_is_spoken_for_a_thousand_people() -> None:
    for story in people(1000):
        names = names_of(story.person)
        for name in names:
            line = line_of(speakable(name), names, reads_sounds=True)
            unmarked = words_in((_MARKED.sub("", line.marked),))
            assert unmarked == []
            assert all(word in name_sounds() for word in _MARKED.findall(line.marked))
            assert sorted(words_in((line.said, *line.left_out))) == sorted(words_in((name,)))


def test_the_table_has_the_sound_of_four_hundred_names_in_the_voices_own_letters() -> None:
    assert len(name_sounds()) >= 400
    letters = set("".join(name_sounds().values()))
    assert letters <= set("AIOWYabdefhijklmnoprstuvwzæɑðəɛɜɡɪŋɔɹʃʊʌʒʤʧˈˌθᵊᵻT ")
    assert all(sound.count("ˈ") == 1 for sound in name_sounds().values())


def test_what_is_not_in_the_dictionary_is_left_out_but_not_a_name_with_its_sound() -> None:
    said, left = known_words("[Jana](/jˈɑnə/) gets a Kyusu teapot, Kyusu.", lambda word: word != "Kyusu")
    assert (said, left) == ("[Jana](/jˈɑnə/) gets a teapot.", ["Kyusu", "Kyusu"])


def test_tidying_leaves_a_whole_sentence_as_it_is() -> None:
    for words in ("Made of, say, clay.", "Yours, if you say yes.", "Fjord & Loom.", "A thing – and more."):
        assert tidy(words) == words


def test_what_was_told_beats_the_table_whole_in_parts_and_where_something_is_theirs() -> None:
    told = sounds_told("Jana Xquall", "YAH-nah SHKAH-wahl")
    names = ("Jana Xquall", "Jana")
    line = line_of("For Jana Xquall. Xquall’s cup, Jana.", names, told, reads_sounds=True)
    assert line.marked == "For [Jana Xquall](/jˈɑnə ʃkˈɑwɑl/). [Xquall’s](/ʃkˈɑwɑlz/) cup, [Jana](/jˈɑnə/)."
    assert (line.said, line.left_out) == ("For Jana Xquall. Xquall’s cup, Jana.", ())


def test_a_title_is_said_with_the_name_and_a_longer_word_is_not_taken_for_it() -> None:
    told = sounds_told("Dr. Xquall", "DOK-tor SHKAH-wahl")
    assert line_of("Dr. Xquall, for you.", ("Dr. Xquall",), told, reads_sounds=True).marked == (
        "[Dr. Xquall](/dˈɔktɔɹ ʃkˈɑwɑl/), for you."
    )
    assert line_of("Xqualling.", ("Dr. Xquall",), told, reads_sounds=True).marked == "Xqualling."


def test_a_voice_that_reads_no_sounds_says_no_name_either_where_it_was_told() -> None:
    told = sounds_told("Xquall", "SHKAH-wahl")
    assert line_of("For Xquall.", ("Xquall",), told, reads_sounds=False).said == "For."
