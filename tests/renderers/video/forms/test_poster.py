from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.errors import ImageRefused
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video import draw as film_drawing

JANA = SAMPLE_STORIES["jana"]


def test_it_is_the_films_own_still_and_words_and_no_frame_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    film = render("video", JANA)
    monkeypatch.setattr(film_drawing, "encode", lambda *_: pytest.fail("a frame was encoded"))
    monkeypatch.setattr(film_drawing, "splice", lambda *_: pytest.fail("a film was spliced"))
    poster = render("poster", JANA)

    assert poster.files["body"] == film.files["poster"]
    words = ("poster_square", "preview", "captions", "chapters", "transcript", "cues")
    assert [poster.files[name] for name in words] == [film.files[name] for name in words]
    assert set(poster.files) == {"body", *words, "player", "refused"}
    assert poster.text == film.text


def test_it_refuses_what_the_film_would_refuse() -> None:
    other, *rest = JANA.alternatives
    broken = replace(JANA, alternatives=(replace(other, image="products/never-painted"), *rest))
    refusals = []
    for kind in ("poster", "video", "video_square"):
        with pytest.raises(ImageRefused) as caught:
            render(kind, broken)
        refusals.append((caught.value.sentence, caught.value.where))
    assert refusals[0] == refusals[1] == refusals[2]


def test_the_page_says_that_the_film_is_made_when_played_or_that_it_could_not_be() -> None:
    files = render("poster", JANA).files
    player, refused = (files[name][1].decode() for name in ("player", "refused"))
    assert ("It’s made the moment you press play" in player, "<video" in player) == (True, True)
    assert ("We couldn’t make this film." in refused, "<video" in refused, " open><summary>" in refused) == (
        True,
        False,
        True,
    )
    assert "It’s made the moment you press play" not in render("video", JANA).files["player"][1].decode()
