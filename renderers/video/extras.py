"""The words that come with a film: captions, chapters, transcript, and the cues for its player."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from renderers.cues import Cues, write_cues
from renderers.language.translations import text
from renderers.video.film import Film
from renderers.video.timeline.captions import Caption, transcript, webvtt
from renderers.video.timeline.chapters import chapters_vtt

VOICE_SECONDS: Final = 3.0


def extras(film: Film, cues: Cues, *, has_voice: bool = False) -> Mapping[str, tuple[str, bytes]]:
    """Name -> (media type, bytes). `has_voice`: a synthetic one is heard, which captions and transcript say."""
    told = text(film.script.locale, "film.voice") if has_voice else None
    words = transcript(film.script, film.storyboard)
    return {
        "captions": ("text/vtt", webvtt((*_of_voice(told), *film.captions)).encode()),
        "chapters": ("text/vtt", chapters_vtt(cues).encode()),
        "transcript": ("text/plain", (f"{words}\n{told}\n" if told else words).encode()),
        "cues": ("application/json", write_cues(cues)),
    }


def _of_voice(told: str | None) -> tuple[Caption, ...]:
    """A caption beside the first ones: who speaks is no person."""
    return () if told is None else (Caption(0.0, VOICE_SECONDS, (told,)),)
