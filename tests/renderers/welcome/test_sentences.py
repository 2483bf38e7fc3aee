"""One gift, told to six people who are moved by six things, and to people who stand with the giver in six ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations
from typing import Final, get_args

import pytest

from renderers.context import ReasonFact, Story
from renderers.language.translations import LOCALES, fields, text
from renderers.microsite.draw import reason_line
from renderers.relation import Motive, Remembered, Stage
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES, gift_facts
from renderers.video.timeline.script import script_of
from renderers.video.timeline.storyboard import storyboard_for
from renderers.welcome.sentences import greeting, line, memory, subject_key, welcome_of

READERS: Final = {
    SAMPLE_STORIES[name].person.locale: SAMPLE_STORIES[name] for name in SAMPLE_STORIES if name != "no-name"
}
MOTIVES: Final[tuple[Motive, ...]] = get_args(Motive)
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
ALIKE: Final = 0.8
"""The share of two sentences that may be the same letters in the same order; where one word was filled in it is higher."""
NOT_TO_STRANGERS: Final = {
    "en": ("work together", "working together", "working with you", "thank you for", "again", "once more"),
    "cs": ("spolupr", "děkujeme za", "poděkování", "znovu", "opět", "zase ", "ještě jednou"),
    "ro": ("colabor", "lucrăm", "mulțumim pentru", "mulțumiri", "din nou", "încă o dată"),
    "is": ("samstarf", "vinna með", "takk fyrir", "þökkum", "aftur", "á ný", "enn og aftur"),
    "ru": ("сотруднич", "с вами работать", "спасибо за", "благодар", "снова", "опять", "ещё раз"),
    "ja": ("ご一緒", "お力添え", "ご協力", "感謝", "またお", "再び", "もう一度", "あらためて", "改めて"),
    "ar": ("عملنا معًا", "العمل معكم", "الشكر", "شكرًا", "مجدّدًا", "من جديد", "مرّة أخرى"),
}
"""What speaks of a common past, in each language."""
OF_CHECKS: Final = (
    "microsite.why.lede", "microsite.safe.changed", "microsite.film.look", "tell.lede", "tell.chips.lede", "microsite.answer.no",
    "microsite.no.title",
)  # fmt: skip
"""Sentences of the page that say that a gift is looked at again, or with which its reader declines: no past is in them."""
GREETED: Final = "Sæunn Ōkura"


def moved(story: Story, motive: Motive) -> Story:
    """Somebody of whom nothing is known but what moves them."""
    told = ReasonFact("fct_1", "motive", motive, "asked", story.issued_at)
    return replace(story, motive=motive, reasons=(told,))


def met(story: Story, stage: Stage) -> Story:
    if stage == "prospect":
        person = replace(story.person, given_name=None, full_name=None)
        return replace(story, person=person, relationship="prospect", past_gifts=(), remembered=None)
    return replace(story, relationship="partner") if stage == "partner" else replace(story, lifecycle=stage)


def said_by_film(story: Story) -> tuple[str, ...]:
    """Every word of the film, scene by scene."""
    board = storyboard_for(story)
    script = script_of(story, board)
    return tuple(" / ".join((cut.scene, *script.spoken(cut.scene))) for cut in board.scenes)


def said_in(story: Story, scene: str) -> str:
    """The words of one scene of their film."""
    [said] = [said for said in said_by_film(story) if said.startswith(f"{scene} / ")]
    return said


TOLD: Final[dict[str, Callable[[Story], object]]] = {
    "the line of welcome": lambda story: line(story, text),
    "the reason": lambda story: reason_line(story.person.locale, story.reasons[0]).sentence,
    "the subject": lambda story: text(story.person.locale, subject_key(story), name="Nora"),
    "the film's opening": lambda story: said_in(story, "opening"),
    "the film's answer": lambda story: said_in(story, "why"),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("what", TOLD)
def test_six_motives_are_told_in_six_ways_in_every_language(locale: str, what: str) -> None:
    first = replace(READERS[locale], past_gifts=(), remembered=None)
    assert len({TOLD[what](moved(first, motive)) for motive in MOTIVES}) == len(MOTIVES) == 6


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", ["welcome.motive", "welcome.why", "welcome.stage", "video.why.motive"])
def test_they_are_written_and_not_filled_in(locale: str, kind: str) -> None:
    keys = STAGES if kind == "welcome.stage" else MOTIVES
    said = [text(locale, f"{kind}.{key}") for key in keys]
    assert [
        pair for pair in combinations(said, 2) if SequenceMatcher(None, *pair, autojunk=False).ratio() > ALIKE
    ] == []


def test_a_sentence_with_one_word_filled_in_would_be_seen() -> None:
    pair = ("We thought of the days you spend on the move.", "We thought of the days you spend on your own.")
    assert SequenceMatcher(None, *pair, autojunk=False).ratio() > ALIKE


@pytest.mark.parametrize("locale", LOCALES)
def test_each_two_stages_differ_in_welcome_board_and_mail(locale: str) -> None:
    stories = [met(READERS[locale], stage) for stage in STAGES]
    mails = [render("mail", story) for story in stories]
    assert len({greeting(story, "page", text, None) + line(story, text) for story in stories}) == 6
    assert len({greeting(story, "mail", text, GREETED) for story in stories}) == 6
    assert len({storyboard_for(story).name for story in stories}) == 6
    assert len({mail.files["subject"][1] for mail in mails}) == len({mail.files["text"][1] for mail in mails}) == 6
    again = [replace(moved(story, "calm"), reasons=()) for story in stories]
    assert len({welcome_of(story) for story in again}) == len({storyboard_for(story).name for story in again}) == 6


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "prospect"])
def test_in_japanese_a_name_carries_its_honorific_once_and_somebodys_own_words_none(stage: Stage) -> None:
    story = met(READERS["ja"], stage)
    person = replace(story.person, given_name="健", full_name="佐藤健")
    own = replace(person, called="佐藤先生")
    for met_as, begins in ((person, "佐藤健様、"), (own, "佐藤先生、")):
        mail = render("mail", replace(story, person=met_as)).text
        for said in (welcome_of(replace(story, person=met_as)), mail):
            assert begins in said and begins.replace("、", "様、") not in said


def for_a_stranger(story: Story) -> Story:
    """Without what the giver and a product's maker wrote: their words are their own."""
    plain = replace(story.gift, name="HP-1", line="HP-1", inside="HP-1", image_alt="HP-1", use=None, keep=None)
    return replace(
        met(story, "prospect"),
        gift=plain,
        alternatives=(),
        message="HP-1",
        occasion="HP-1",
        charities=story.charities[:0],
    )


def without_checks(locale: str, said: str) -> str:
    for key in OF_CHECKS:
        for part in text(locale, key, **dict.fromkeys(fields(locale, key), "HP-1")).split("HP-1"):
            said = said.replace(" ".join(part.split()), "")
    return said


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("motive", [None, *MOTIVES])
def test_a_stranger_never_reads_of_a_common_past(locale: str, motive: Motive | None) -> None:
    stranger = for_a_stranger(READERS[locale])
    story = stranger if motive is None else moved(stranger, motive)
    page = without_checks(locale, " ".join(render("microsite", story).text.split()))
    said = " ".join((render("mail", story).text, page, *said_by_film(story))).casefold().replace("against", "")
    assert [word for word in NOT_TO_STRANGERS[locale] if word in said] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_would_be_found_where_they_are_said(locale: str) -> None:
    partner = met(READERS[locale], "partner")
    said = " ".join((*said_by_film(partner), *said_by_film(met(READERS[locale], "active")))).casefold()
    assert any(word in said for word in NOT_TO_STRANGERS[locale])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_film_of_a_stranger_opens_without_a_name(locale: str) -> None:
    story = READERS[locale]
    names = {name for name in (story.person.given_name, story.person.full_name) if name}
    assert not any(name in scene for name in names for scene in said_by_film(met(story, "prospect")))
    assert any(name in scene for name in names for scene in said_by_film(met(story, "new")))


def test_what_was_last_time_is_named_on_the_page_and_in_a_mail_only_where_anybody_may_read_it() -> None:
    jana = SAMPLE_STORIES["jana"]
    chess = Remembered("Chess set", "en", jana.issued_at, is_for_mail=True, was_swapped=False)
    tea = replace(chess, name="Evening tea", is_for_mail=False)
    assert memory(replace(jana, remembered=chess), "page", text) == "Last time it was this: Chess set."
    assert memory(replace(jana, remembered=chess), "mail", text) == "Last time it was this: Chess set."
    assert memory(replace(jana, remembered=tea), "page", text) == "Last time it was this: Evening tea."
    assert memory(replace(jana, remembered=tea), "mail", text) == "You have a gift from us already, from last time."
    assert memory(replace(jana, remembered=None), "page", text) is None


def test_page_mail_and_film_meet_the_same_memory() -> None:
    jana = SAMPLE_STORIES["jana"]
    last = Remembered(gift_facts("HP-0313", "en").name, "en", jana.issued_at, is_for_mail=True, was_swapped=True)
    story = replace(jana, remembered=last, past_gifts=())
    assert all(last.name in render(kind, story).text for kind in ("mail", "microsite"))
    film = said_by_film(story)
    assert any(scene.startswith("again / ") and last.name in scene for scene in film)
    assert any("Last time you chose another one." in scene for scene in film)
