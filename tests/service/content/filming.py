"""A film on the shelf of a gift without drawing one: ten grey seconds with captions, chapters and answers."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from io import BytesIO

import av
import numpy as np
from PIL import Image

from renderers.context import LiveFilm
from renderers.cues import Chapter, Cues, Zone, write_cues
from renderers.microsite.player import player
from service.content.stories.story import story_of
from service.db.connect import reading
from service.gifting.models import RecipientGift
from tests.service.content.shelf import put_rendition

SECONDS = 10
CUES = Cues(
    float(SECONDS),
    (
        Chapter("opening", "For you", 0.0, 4.0),
        Chapter("swap", "Prefer something else?", 4.0, 7.0),
        Chapter("yours", "Yes or no", 7.0, 10.0),
    ),
    (Zone("accept", 7.0, 10.0), Zone("others", 4.0, 7.0), Zone("ask", 8.0, 10.0)),
)
TRANSCRIPT = "Jana Nováková\nSomething chosen for one person.\n\nYours, if you say yes.\n"
CAPTIONS = b"WEBVTT\n\n1\n00:00:00.000 --> 00:00:10.000\nSomething chosen for one person.\n"


def put_film(gift: RecipientGift, key: str = "cd" * 32, body: bytes = b"a film") -> None:
    """Stores it as the video of the gift as it is now."""
    with reading() as session:
        story = story_of(session, session.get_one(RecipientGift, gift.id))
    files = {
        "body": ("video/mp4", body),
        "captions": ("text/vtt", CAPTIONS),
        "chapters": ("text/vtt", b"WEBVTT\n"),
        "cues": ("application/json", write_cues(CUES)),
        "transcript": ("text/plain", TRANSCRIPT.encode()),
        "poster": ("image/webp", _grey_still()),
        "player": ("text/html", player(story, LiveFilm(CUES, TRANSCRIPT))),
    }
    put_rendition(gift, "video", key, files)


def _grey_still() -> bytes:
    file = BytesIO()
    Image.new("RGB", (320, 180), "#808080").save(file, "WEBP")
    return file.getvalue()


@cache
def grey_film(width: int = 320, height: int = 180) -> bytes:
    """A real MP4 that a browser plays: small, silent, with a keyframe every second."""
    body = BytesIO()
    with av.open(body, "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=10, options={"preset": "ultrafast", "g": "10"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 10)
        for number in range(SECONDS * 10):
            shade = np.full((height, width, 3), 120 + number % 60, np.uint8)
            frame = av.VideoFrame.from_ndarray(shade, format="rgb24")
            frame.pts = number
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return body.getvalue()
