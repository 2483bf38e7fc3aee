"""The film strip: one small still for each chapter of a film, for whoever writes its words. No film is encoded for it.

It is drawn in a child with limits (`runtime.bounded`), as its words are whatever somebody is typing at this moment. A still whose
scene has not changed comes from the sealed cache.
"""

from __future__ import annotations

import pickle
from io import BytesIO
from typing import Final

from PIL import Image

from renderers.complete import require_complete
from renderers.context import Story
from renderers.lettering.fonts import require_letters
from renderers.proof import proof, recording
from renderers.video.draw import describe, opened_cache
from renderers.video.drawing.planes import image_of
from renderers.video.film import film_of
from renderers.video.fingerprint import made_from, made_of
from renderers.video.shown.scene import FilmScene
from renderers.video.timeline.chapters import cues_of

SIZE: Final = (320, 180)
QUALITY: Final = 72
SETTLED: Final = 0.75
"""How far into a scene its still is taken: by then everything has come to rest, and nothing has left yet."""
READ_IN: Final = "en"
"""The language of the chapters' names: whoever writes reads the console's, whatever the film's own."""


def strip_in_child(given: bytes) -> bytes:
    """What whoever writes has drawn by `runtime.bounded`: a pickled story in; a pickled list of (title, begin, end, WebP) out, with
    seconds of the film. Raises what drawing the film raises."""
    story: Story = pickle.loads(given)  # noqa: S301 (our own parent)
    return pickle.dumps(draw_strip(story))


def draw_strip(story: Story) -> list[tuple[str, float, float, bytes]]:
    """The same in this process, without limits. Raises what drawing the film raises."""
    require_complete(story)
    with recording() as inserted:
        film = film_of(story)
        words = describe(film, cues_of(film.script.locale, film.storyboard))
    proof(words, inserted, "video")
    require_letters(words, "video")
    named = cues_of(READ_IN, film.storyboard).chapters
    by_scene = {scene.cut.scene: scene for scene in film.scenes}
    return [(one.title, one.begin, one.end, _still(by_scene[one.scene])) for one in named]


def _still(scene: FilmScene) -> bytes:
    cache = opened_cache()
    origin = made_from("strip", made_of(scene.inputs), repr((SIZE, QUALITY, SETTLED)))
    found = cache.find(origin)
    if found is None:
        found = _drawn(scene)
        cache.keep(origin, found)
    return found


def _drawn(scene: FilmScene) -> bytes:
    whole = image_of(scene.at(int(scene.cut.frames * SETTLED)))
    file = BytesIO()
    whole.resize(SIZE, Image.Resampling.LANCZOS).save(file, "WEBP", quality=QUALITY, method=2)
    return file.getvalue()
