"""A name spelled for readers of English becomes a sound of which the voice says every letter, or is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.video.sound.narration.respelled import NotSpeakable, sound_of

ALPHABET = frozenset("AIOWYbdfhijklmnprstuvwzæɑðəɛɜɡɪŋɔɹʃʌʒθʤʧˈ ")
"""Of the voice; what it has no sound for it leaves out in silence."""


@pytest.mark.parametrize(
    ("name", "like", "sound"),
    [
        ("Jiří", "YEE-zhee", "jˈiʒi"),
        ("Jana Nováková", "YAH-nah NO-vah-koh-vah", "jˈɑnə nˈOvɑkOvə"),
        ("Siobhan", "shih-VAWN", "ʃɪvˈɔn"),
        ("Nguyen", "nwin", "nwˈɪn"),
        ("Þórdís", "THOR-dees", "θˈɔɹdis"),
        ("Michael", "MY-kuhl", "mˈIkʌl"),
        ("Saoirse", "SEER-shuh", "sˈiɹʃə"),
        ("Anna", "an-na", "ˈænə"),
        ("Jana", "Yana", "jˈɑnə"),
        ("Lee", "LEE", "lˈi"),
        ("Dr. Nová", "DOK-tor NO‑vah", "dˈɔktɔɹ nˈOvə"),
    ],
)
def test_a_spelling_is_read_as_an_english_speaker_would(name: str, like: str, sound: str) -> None:
    assert sound_of(like, name) == sound


@pytest.mark.parametrize(
    "like",
    [
        "", "   ", "-", "YEE-", "-zhee", "b-b", "YEE zhee", "Jiří", "12", "yee.zhee", "[a](/b/)", "YEE-ZHEE-la", "aaa",
        "Jane", "Eva", "yee\nzhee", "Yee" * 30, "ſee", "\u212aee",
    ],
)  # fmt: skip
def test_what_no_voice_could_say_or_two_readers_would_say_otherwise_is_refused(like: str) -> None:
    with pytest.raises(NotSpeakable):
        sound_of(like, "Jiří")


@given(st.text("abcdehiknorstuwyzAEHOY- ", max_size=24))
def test_whatever_is_taken_has_a_stress_and_a_vowel_in_every_word_and_only_letters_of_the_voice(like: str) -> None:
    try:
        sound = sound_of(like, "Jana Nováková")
    except NotSpeakable:
        return
    words = sound.split(" ")
    assert len(words) == 2
    assert set(sound) <= ALPHABET
    assert all(word.count("ˈ") == 1 and word[word.index("ˈ") + 1] in "AIOWYæɑɛɜɪiɔuʌ" for word in words)
