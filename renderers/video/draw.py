"""The film renderer: a film made for one person, with everything a player needs beside it.

Only scenes that nobody had before are drawn and encoded; the others come from the sealed cache. Then all are spliced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Final

from PIL import Image

from renderers.context import FilmState, LiveFilm, Person, Rendition, Story
from renderers.cues import Cues, Voiced
from renderers.errors import RenderError
from renderers.language.names import masthead_name
from renderers.microsite.player import player
from renderers.runtime.cache import cache_folder
from renderers.runtime.sealed_cache import SealedCache
from renderers.video.codec.encode import encode, headers
from renderers.video.codec.segment import Segment, packed, require_spliceable, unpacked
from renderers.video.codec.splice import splice
from renderers.video.drawing.formats import SQUARE, WIDE, Format
from renderers.video.drawing.planes import Planes, image_of
from renderers.video.extras import extras
from renderers.video.film import Film, film_of
from renderers.video.fingerprint import made_from, made_of
from renderers.video.preview import Shown, moments, preview, shown_in_mail
from renderers.video.shown.giver import GiverScene
from renderers.video.shown.scene import FilmScene
from renderers.video.sound.narration.names_said import NOT_TOLD, Sounds, sounds_told
from renderers.video.sound.narration.respelled import NotSpeakable
from renderers.video.sound.soundtrack import SILENT, Tracks, tracks
from renderers.video.timeline.captions import transcript
from renderers.video.timeline.chapters import cues_of, mp4_chapters

VERSION: Final = "7"
POSTER_QUALITY: Final = 82


def draw(story: Story, frame: Format = WIDE) -> Rendition:
    """The film as files: "body" (mp4), "poster" (webp), "preview" (webp, where a mail may show something), "poster_square" (webp,
    for a telephone held upright), and what `extras` makes.

    The rendition's text is every word that is shown, read aloud or named.

    Raises FontMissing, ImageRefused, ContextError, ProofFailed or TemplateError that name scene and field before a frame is drawn,
    RenderError from the encoder.
    """
    film = film_of(story, frame)
    board = film.storyboard
    cues = cues_of(film.script.locale, board)
    cache = opened_cache()
    segments, poster = parts_of(film, cache, is_in_mail=True)
    sound = tracks(film, names_of(story.person), told_of(story.person))
    files = {
        "body": ("video/mp4", splice(segments, frame, board.rate, sound.heard, mp4_chapters(cues), sound.spoken)),
        "poster": ("image/webp", poster),
        **({"spoken": ("audio/mp4", sound.spoken)} if sound.spoken else {}),
        **beside(story, film, cues, cache, "made", sound),
    }
    return Rendition("video", files, describe(film, cues), sound.has_voice)


def opened_cache() -> SealedCache:
    """Where coded scenes and stills are kept between films."""
    return SealedCache(cache_folder("film-scenes"))


def beside(
    story: Story, film: Film, cues: Cues, cache: SealedCache, state: FilmState, sound: Tracks = SILENT
) -> Mapping[str, tuple[str, bytes]]:
    """What comes with a film besides its pictures and its poster: name -> (media type, bytes)."""
    moving = preview_of(film, cache)
    upright = poster_of(film_of(story, SQUARE), cache)
    words = transcript(film.script, film.storyboard)
    heard = Voiced(has_voice=sound.has_voice, is_whole=sound.spoken is not None, left_out=sound.left_out)
    return {
        **({"preview": ("image/webp", moving)} if moving else {}),
        "poster_square": ("image/webp", upright),
        **extras(film, cues, has_voice=sound.has_voice),
        "player": ("text/html", player(story, LiveFilm(cues, words, state, heard))),
    }


def describe(film: Film, cues: Cues) -> str:
    """Every word that is shown, read aloud or named: what the proof reads."""
    titles = tuple(chapter.title for chapter in cues.chapters)
    return "\n".join((transcript(film.script, film.storyboard), *film.script.shown(), *titles))


def names_of(person: Person) -> tuple[str, ...]:
    """What names the person: a voice says it and nothing keeps it."""
    return tuple(name for name in (person.called, person.full_name, person.given_name) if name)


def told_of(person: Person) -> Sounds:
    """How their name is said, as they or their giver wrote it. What can't be read any more counts as not told."""
    name = masthead_name(person)
    if name is None or person.sound is None:
        return NOT_TOLD
    try:
        return sounds_told(name, person.sound)
    except NotSpeakable:
        return NOT_TOLD


def frame(story: Story, second: float) -> Image.Image:
    """One frame of this story's film, drawn alone."""
    return image_of(film_of(story).at(second))


def parts_of(film: Film, cache: SealedCache, *, is_in_mail: bool = False) -> tuple[tuple[Segment, ...], bytes]:
    """The coded scenes in order and the poster as WebP, from the sealed cache or made and kept there. `is_in_mail`: whether the
    moving preview is wanted afterwards, which then need not be drawn for itself.

    All that may be refused is refused before the first frame is drawn. Raises ImageRefused, FontMissing or RenderError.
    """
    origins = [made_of(scene.inputs) for scene in film.scenes]
    found = [_kept(cache, film, scene, origin) for scene, origin in zip(film.scenes, origins, strict=True)]
    for kept, scene in zip(found, film.scenes, strict=True):
        if kept is None:
            scene.prepare()
    segments = tuple(
        kept or _made(cache, film, scene, origin, is_in_mail=is_in_mail)
        for kept, scene, origin in zip(found, film.scenes, origins, strict=True)
    )
    return segments, poster_of(film, cache)


def poster_of(film: Film, cache: SealedCache, shown: Shown = MappingProxyType({})) -> bytes:
    """The still that stands for the film, as WebP, found or made and kept; `shown`: frames of its scene that are drawn already, by
    number. Raises ImageRefused or FontMissing."""
    poster = film.storyboard.poster
    scene = next(scene for scene in film.scenes if scene.cut.scene == poster.scene)
    origin = made_from("poster", made_of(scene.inputs), repr(poster.frame), repr(POSTER_QUALITY))
    still = cache.find(origin)
    if still is None:
        drawn = shown.get(poster.frame)
        still = _poster(scene.at(poster.frame) if drawn is None else drawn)
        cache.keep(origin, still)
    return still


def preview_of(film: Film, cache: SealedCache, shown: Shown = MappingProxyType({})) -> bytes | None:
    """The moving preview, from the sealed cache or made and kept there; None where the film has nothing a mail may show. `shown` as
    for the poster."""
    scene = shown_in_mail(film)
    if scene is None:
        return None
    origin = made_from("preview", made_of(scene.inputs))
    moving = cache.find(origin)
    if moving is None:
        moving = preview(scene, shown)
        cache.keep(origin, moving)
    return moving


def _kept(cache: SealedCache, film: Film, scene: FilmScene, origin: bytes) -> Segment | None:
    if isinstance(scene, GiverScene):
        _check(film, scene, scene.segment)
        return scene.segment
    block = cache.find(origin)
    if block is None:
        return None
    try:
        segment = unpacked(block)
        _check(film, scene, segment)
    except (ValueError, RenderError):
        cache.forget(origin)
        return None
    return segment


def _made(cache: SealedCache, film: Film, scene: FilmScene, origin: bytes, *, is_in_mail: bool) -> Segment:
    """The scene, drawn and coded; stills of it are made from the frames that are drawn anyhow."""
    stands = scene.cut.scene == film.storyboard.poster.scene
    moves = is_in_mail and scene is shown_in_mail(film)
    wanted = {film.storyboard.poster.frame} if stands else set()
    shown: dict[int, Planes] = {}
    frames = _noting(scene.frames(), wanted | (moments(scene) if moves else set()), shown)
    segment = encode(frames, film.frame, film.storyboard.rate)
    _check(film, scene, segment)
    cache.keep(origin, packed(segment))
    if stands:
        poster_of(film, cache, shown)
    if moves:
        preview_of(film, cache, shown)
    scene.let_go()
    return segment


def _noting(frames: Iterable[Planes], wanted: Collection[int], shown: dict[int, Planes]) -> Iterator[Planes]:
    """The frames as they are; those of these numbers are noted in `shown`."""
    for number, planes in enumerate(frames):
        if number in wanted:
            shown[number] = planes
        yield planes


def _check(film: Film, scene: FilmScene, segment: Segment) -> None:
    require_spliceable(segment, headers(film.frame, film.storyboard.rate), scene.cut.frames, scene.cut.scene)


def _poster(planes: Planes) -> bytes:
    file = BytesIO()
    image_of(planes).save(file, "WEBP", quality=POSTER_QUALITY, method=2)
    return file.getvalue()
