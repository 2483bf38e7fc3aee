"""Nothing leaves but through the proof; the same input has the same address."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from renderers import render as module
from renderers.context import Rendition, Story
from renderers.errors import ContextError, FontMissing, ProofFailed
from renderers.proof import verified
from renderers.render import RENDERERS, Renderer, input_hash, render, story_hash
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.sound.narration.voices import Voice

JANA = SAMPLE_STORIES["jana"]


def drawing(monkeypatch: pytest.MonkeyPatch, words: str, insert: str = "") -> None:
    """Puts a renderer in the table that would print these words."""

    def draw(_: Story) -> Rendition:
        if insert:
            verified(insert)
        return Rendition("card", {"body": ("text/plain", words.encode())}, words)

    monkeypatch.setattr(Renderer, "load", lambda _: SimpleNamespace(VERSION="1", draw=draw))
    monkeypatch.setattr(module, "RENDERERS", {"card": Renderer("card", ())})


def test_the_kinds_are_those_of_the_domain() -> None:
    assert set(RENDERERS) == {"microsite", "statement", "video", "video_square", "poster", "mail"}


def test_a_kind_that_does_not_exist_is_named() -> None:
    with pytest.raises(
        ContextError,
        match="There is no renderer for 'poem'; there are microsite, statement, video, poster, video_square, mail",
    ):
        render("poem", JANA)


def test_a_drawing_with_a_broken_field_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing(monkeypatch, "Dear None, hello.")
    with pytest.raises(ProofFailed, match=r"^card: There is a value that was never there"):
        render("card", JANA)


def test_a_drawing_that_inserted_the_name_properly_is(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing(monkeypatch, "Null, hello.", insert="Null")
    assert render("card", JANA).body == b"Null, hello."


def test_a_letter_without_a_font_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing(monkeypatch, "Hello \U00013000.")
    with pytest.raises(FontMissing, match=r"^card: "):
        render("card", JANA)


def test_a_story_that_is_not_whole_is_not_even_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing(monkeypatch, "Hello.")
    with pytest.raises(ContextError, match=r"^story\.occasion: It is empty"):
        render("card", replace(JANA, occasion=""))


@pytest.mark.parametrize("kind", ["microsite", "mail"])
def test_the_same_story_has_the_same_hash_and_the_same_bytes(kind: str) -> None:
    again = replace(JANA)
    assert re.fullmatch("[0-9a-f]{64}", input_hash(kind, JANA))
    assert input_hash(kind, again) == input_hash(kind, JANA)
    assert render(kind, again).files == render(kind, JANA).files


def test_another_word_is_another_hash() -> None:
    other = replace(JANA, gift=replace(JANA.gift, name="Another thing"))
    assert len({input_hash(kind, story) for kind in ("microsite", "mail") for story in (JANA, other)}) == 4


def test_an_answer_is_no_reason_to_draw_the_page_again() -> None:
    answered = replace(JANA, state="accepted", decided_at=JANA.issued_at, undo_until=JANA.open_until)
    assert input_hash("microsite", answered) == input_hash("microsite", JANA)
    assert render("microsite", answered).body == render("microsite", JANA).body


@pytest.fixture
def picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str, bytes], None]]:
    """Paints a picture in an assets folder of this test's own."""

    def paint(image: str, body: bytes) -> None:
        path = tmp_path / f"images/{image}.webp"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        module._digest.cache_clear()

    monkeypatch.setattr(module, "ASSETS", tmp_path)
    yield paint
    module._digest.cache_clear()


FILM = {"video", "video_square", "poster"}


@pytest.mark.parametrize(
    ("repainted", "kinds"),
    [(JANA.gift.image, {"microsite", *FILM}), (JANA.alternatives[0].image, FILM)],
    ids=["gift", "alternative"],
)
def test_a_picture_painted_anew_is_a_reason_to_draw_again_what_shows_it(
    picture: Callable[[str, bytes], None], repainted: str, kinds: set[str]
) -> None:
    for gift in (JANA.gift, *JANA.alternatives):
        picture(gift.image, b"old")
    before = {kind: input_hash(kind, JANA) for kind in RENDERERS}
    picture(repainted, b"new")
    assert {kind for kind in RENDERERS if input_hash(kind, JANA) != before[kind]} == kinds
    picture(repainted, b"old")
    assert {kind: input_hash(kind, JANA) for kind in RENDERERS} == before


def test_another_voice_makes_another_film_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoken_by(voice: Voice | None) -> dict[str, str]:
        monkeypatch.setattr(module, "voice_for", lambda _: voice)
        return {kind: input_hash(kind, JANA) for kind in RENDERERS}

    silent, one, other = (spoken_by(voice) for voice in (None, Voice("hibari", "en", "1"), Voice("hibari", "en", "2")))
    heard = {"video", "video_square"}
    assert all(len({silent[kind], one[kind], other[kind]}) == 3 for kind in heard)
    assert all(silent[kind] == one[kind] == other[kind] for kind in RENDERERS if kind not in heard)


def test_what_was_told_can_be_asked_without_loading_a_renderer() -> None:
    code = (
        "import sys; from renderers.render import story_hash; from renderers.samples.stories import SAMPLE_STORIES;"
        "print(story_hash('video', SAMPLE_STORIES['jana'])); sys.exit('av' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, story_hash("video", JANA))


def test_a_page_never_loads_the_encoder_of_films() -> None:
    code = "import renderers.render, renderers.microsite.live, sys; sys.exit('av' in sys.modules or 'weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
