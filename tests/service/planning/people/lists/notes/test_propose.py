"""A note is no fact: it proposes what somebody likes, has or does not want, when they are away, and nothing that is private."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.language.translations import LOCALES
from service.planning.people.lists.notes.beside import Beside, propose_beside, stated_things
from service.planning.people.lists.notes.propose import is_permitted, propose, says_stop
from service.planning.people.lists.notes.vocabulary import _all

TODAY: Final = date(2027, 3, 16)


def ids(note: str, today: date | None = TODAY) -> list[str]:
    return [fact.id for fact in propose(note, today)]


@pytest.mark.parametrize(
    "note, found",
    [
        ("trail running, loves dark chocolate", ["interest:trail_running", "interest:chocolate"]),
        ("beat me at chess in Cluj", ["interest:chess"]),
        ("has two teapots already", ["has_already:teapot"]),
        ("no mugs please", ["dislike:mug"]),
        ("Coffee nerd", ["interest:coffee"]),
        ("books, tea", ["interest:reading", "interest:tea"]),
        ("má rád kávu a šachy. Už má hrnek", ["interest:coffee", "interest:chess", "has_already:mug"]),
        ("любит чай и шахматы, не любит кружки", ["interest:tea", "interest:chess", "dislike:mug"]),
        ("îi place cafeaua și alergarea", ["interest:coffee", "interest:running"]),
        ("elskar kaffi og skák. Vill ekki krúsir", ["interest:coffee", "interest:chess", "dislike:mug"]),
        ("コーヒーが好き。マグカップを持っている", ["interest:coffee", "has_already:mug"]),
        ("يحب القهوة والشطرنج", ["interest:coffee", "interest:chess"]),
    ],
)
def test_what_somebody_likes_has_or_does_not_want_is_proposed_in_every_language(note: str, found: list[str]) -> None:
    assert ids(note) == found


@pytest.mark.parametrize(
    "note",
    [
        "on leave until 3 May", "OOO till May 3rd", "away until 3.5.2027", "na dovolené do 3. května", "в отпуске до 3 мая",
        "în concediu până pe 3 mai", "í fríi til 3. maí", "5月3日まで休暇", "في إجازة حتى 3 مايو", "back on 2027-05-04",
    ],
)  # fmt: skip
def test_an_absence_is_proposed_until_its_last_day_in_every_language(note: str) -> None:
    assert ids(note) == ["away:2027-05-03"]
    assert ids(note, None) == []


@pytest.mark.parametrize(
    "note",
    [
        "on leave until 3 March",  # long past, or a year away: nobody can tell
        "on leave until 3 March 2027",
        "met for coffee",
        "moved from sales to design",
        "used to play chess",
        "wants a teapot",
        "asked about chess sets",
        "knits?",
        "has two dogs",
        "new on the team since August",
    ],
)
def test_what_is_past_wished_for_asked_or_only_named_proposes_nothing(note: str) -> None:
    assert ids(note) == []


@pytest.mark.parametrize(
    "note, found",
    [
        ("doesn't eat gluten, coffee person", ["interest:coffee"]),
        ("no wine", []),
        ("allergic to coffee", []),
        ("vegan, loves tea", ["interest:tea"]),
    ],
)
def test_words_about_food_are_asked_and_never_proposed(note: str, found: list[str]) -> None:
    assert ids(note) == found


@pytest.mark.parametrize(
    "note",
    [
        "loves chess since his divorce", "on maternity leave until 3 May", "likes tea when ill", "goes to church, loves tea",
        "immigrant, loves chess", "gay, loves chess", "jeho žena miluje šachy", "má rád čaj, je nemocný",
        "любит чай, после операции",
        "îi place ceaiul, soția lui la fel", "elskar te, fer í kirkju", "お茶が好き、妻も", "يحب الشاي، متزوج",
    ],
)  # fmt: skip
def test_a_sentence_about_health_faith_family_origin_or_sexuality_is_not_looked_at(note: str) -> None:
    assert ids(note) == []


def test_each_language_has_words_of_every_kind() -> None:
    said = _all()
    assert set(said["never"]) == {"health", "faith", "family", "origin", "sexuality"}
    for words in (
        *said["never"].values(),
        *(said[cue] for cue in ("likes", "has", "dislikes", "not", "until", "back", "stop")),
    ):
        assert set(LOCALES) <= {language for language, some in words.items() if some}


@given(st.sampled_from(LOCALES), st.sampled_from(["health", "faith", "family", "origin", "sexuality"]), st.data())
def test_no_such_word_is_ever_part_of_what_is_proposed(language: str, kind: str, data: st.DataObject) -> None:
    """Beside a fact in the same sentence, wherever the word stands, nothing is proposed; and nothing shown holds it."""
    word = data.draw(st.sampled_from(_all()["never"][kind][language])).removesuffix("*")
    note = data.draw(st.sampled_from([f"{word}, loves chess", f"loves chess {word}", f"has a mug and {word}"]))
    if not is_permitted(word):  # the beginning of a word may be shorter than what is looked up
        assert propose(note, TODAY) == ()


@given(st.text(max_size=200))
def test_any_text_is_read_and_shown_in_words_that_are_permitted(note: str) -> None:
    assert all(is_permitted(fact.words) and len(fact.words) <= 120 for fact in propose(note, TODAY))


@pytest.mark.parametrize(
    "note, stops",
    [
        ("Do not contact!", True), ("met in May. Please stop.", True), ("stop", True), ("non-stop traveller", False),
        ("nekontaktovat prosím", True), ("nu contactați", True), ("ekki hafa samband", True), ("просит не писать", True),
        ("連絡不要", True), ("عدم التواصل", True), ("prefers mail to calls", False), ("Nevolat před devátou", False),
    ],
)  # fmt: skip
def test_a_note_that_says_so_stops_its_row_in_every_language(note: str, *, stops: bool) -> None:
    assert says_stop(note) is stops


def test_what_is_stated_plainly_or_in_columns_of_its_own_is_not_proposed_twice() -> None:
    notes = "already has: mugs. Has a mug. Loves tea and chess. On leave until 3 May"
    found = propose_beside(notes, TODAY, Beside(["tea"], ["mugs"], [], is_away=True))
    assert [fact.id for fact in found] == ["has_already:mugs", "interest:chess"]
    assert stated_things(["mug", "church music", "pregnancy books"]) == ("mug",)
