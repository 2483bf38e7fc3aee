"""The words that come with a film: captions, chapters, transcript, and the cues for its player."""

from __future__ import annotations

from collections.abc import Mapping

from renderers.cues import Cues, write_cues
from renderers.video.film import Film
from renderers.video.timeline.captions import transcript, webvtt
from renderers.video.timeline.chapters import chapters_vtt


def extras(film: Film, cues: Cues) -> Mapping[str, tuple[str, bytes]]:
    """Name -> (media type, bytes)."""
    return {
        "captions": ("text/vtt", webvtt(film.captions).encode()),
        "chapters": ("text/vtt", chapters_vtt(cues).encode()),
        "transcript": ("text/plain", transcript(film.script, film.storyboard).encode()),
        "cues": ("application/json", write_cues(cues)),
    }
