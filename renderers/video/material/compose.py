"""The opening scene of a giver's own, composed once a campaign with MoviePy, before any of its films is made.

Their clip is trimmed, fitted into a paper mat without losing an edge, brought to a middling light, faded from and to paper; their
logo and their words stand beside it; their voice and the clip's own sound are brought to one loudness. What comes out are coded
scenes that every person's film takes as they are (`shown/giver`).

This is the only module of the product that loads MoviePy, and it runs in a child of the worker that films (`runtime/bounded`): the
process that draws people's films never has it. MoviePy composes; reading and coding is PyAV's, so no second FFmpeg is needed.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from renderers.errors import MaterialRefused
from renderers.video.codec.encode import encode, headers
from renderers.video.codec.segment import Segment, packed, require_spliceable
from renderers.video.codec.splice import splice
from renderers.video.drawing.formats import SQUARE, WIDE, Format
from renderers.video.drawing.planes import Bytes, Planes, blend, image_of
from renderers.video.kept import scene_name
from renderers.video.material.mat import Room, caption_patch, ground, logo_at, room_for
from renderers.video.material.source import Pictures, Pixels, sound_of
from renderers.video.papers import Tint
from renderers.video.sound.loudness import RATE as SOUND_RATE
from renderers.video.sound.loudness import Sound, levelled
from renderers.video.sound.soundtrack import as_aac
from renderers.video.timeline.opened import LONGEST, RATE, opening_frames

os.environ.setdefault("FFMPEG_BINARY", "auto-detect")
from moviepy import CompositeAudioClip, CompositeVideoClip, ImageClip, VideoClip, afx, vfx
from moviepy.audio.AudioClip import AudioArrayClip

FORMATS: Final = (WIDE, SQUARE)
"""The frames in which people are shown films."""
FADE: Final = 0.4
LEVEL: Final = -18.0
"""LUFS of what the giver says: heard over music, and not so much louder than what follows that somebody reaches for the volume."""
UNDER_VOICE: Final = 10 ** (-12 / 20)
"""The clip's own sound where the giver speaks over it."""
MIDDLE: Final = 118.0
"""The mean of all pixels to which a dark or glaring clip is brought nearer."""
COLOUR_REACH: Final = (0.9, 1.18)
STILL_QUALITY: Final = 84


@dataclass(frozen=True, slots=True)
class Order:
    """What to compose from. Paths name files of this machine; `begin` and `end` are seconds of the clip, `captions` the words under
    it by language, "" where there are none; `paper` the giver's paper."""

    clip: str | None
    begin: float
    end: float
    logo: str | None
    voice: str | None
    captions: Mapping[str, str]
    paper: Tint | None
    ember: str


@dataclass(frozen=True, slots=True)
class Composed:
    """`scenes`: "wide_en" -> a packed coded scene of `frames` pictures; `sound` as 16-bit stereo at 48 kHz, empty for silence;
    `still` a WebP and `film` an MP4 of the first language, for whoever looks at it before launch."""

    frames: int
    scenes: Mapping[str, bytes]
    sound: bytes
    still: bytes
    film: bytes


def compose_in_child(given: bytes) -> bytes:
    """What the worker has made by `runtime.bounded`: the fields of an Order as a pickled dict in, those of a Composed out, so that
    nobody who orders has to load this module. Raises MaterialRefused."""
    order = Order(**pickle.loads(given))  # noqa: S301 (our own parent)
    return pickle.dumps(asdict(compose(order)))


def compose(order: Order) -> Composed:
    """The opening scene in every frame and language. Raises MaterialRefused where the material cannot be read to its end."""
    said = sound_of(Path(order.voice), 0.0, LONGEST) if order.voice else np.zeros((2, 0), np.float32)
    moving = min(order.end - order.begin, LONGEST) if order.clip else 0.0
    spoken = said.shape[1] / SOUND_RATE
    # A voice that lasts longer than the clip is heard to its end, over the last picture.
    frames = opening_frames(moving, spoken)
    if frames < RATE:
        raise MaterialRefused("There’s less than a second to show. Choose a longer part.")
    seconds = frames / RATE
    sound = _sound(order, said, moving, seconds)
    scenes: dict[str, bytes] = {}
    first: Segment | None = None
    still = b""
    for frame in FORMATS:
        with tempfile.TemporaryDirectory(prefix="handpicked-film-") as folder:
            room = room_for(frame, _size(order))
            raw = Path(folder) / "frames"
            _write_frames(order, room, seconds, raw)
            for locale, caption in order.captions.items():
                segment = encode(_captioned(raw, room, caption, locale, seconds, frames), frame, RATE)
                require_spliceable(segment, headers(frame, RATE), frames, "opening")
                scenes[scene_name(frame.name, locale)] = packed(segment)
                if first is None:
                    first = segment
                    still = _still(next(_captioned(raw, room, caption, locale, seconds, frames, frames // 2)))
    if first is None:
        raise MaterialRefused("There’s no language to compose it in.")
    heard = sound if sound.size else np.zeros((2, round(seconds * SOUND_RATE)), np.float32)
    film = splice((first,), WIDE, RATE, as_aac(heard))
    return Composed(frames, scenes, (sound.T * 32767).astype("<i2").tobytes(), still, film)


def _size(order: Order) -> tuple[int, int] | None:
    """Width and height of the clip as it is seen; None where there is none."""
    if order.clip is None:
        return None
    pictures = Pictures(Path(order.clip), order.begin)
    try:
        height, width = pictures.at(0.0).shape[:2]
    finally:
        pictures.close()
    return width, height


def _write_frames(order: Order, room: Room, seconds: float, raw: Path) -> None:
    """Every frame without its words, as the encoder takes it, one after another in a file: languages differ in nothing else."""
    pictures = Pictures(Path(order.clip), order.begin) if order.clip else None
    try:
        scene = _composition(order, room, seconds, pictures)
        with raw.open("wb") as file:
            for number in range(round(seconds * RATE)):
                file.write(_planes(scene.get_frame(number / RATE)).tobytes())
        scene.close()
    finally:
        if pictures is not None:
            pictures.close()


def _composition(order: Order, room: Room, seconds: float, pictures: Pictures | None) -> VideoClip:
    """The scene as MoviePy composes it: paper, mat, the clip in it, the logo."""
    frame = room.frame
    sheet = ground(frame, order.paper, room, order.ember)
    layers: list[VideoClip] = [ImageClip(sheet)]
    if pictures is not None and room.picture is not None:
        x, y, width, height = room.picture
        colour = tuple(int(value) for value in sheet[y + height // 2, x + width // 2])
        layers.append(
            VideoClip(pictures.at, duration=seconds)
            .resized((width, height))
            .with_effects([vfx.MultiplyColor(_light(order)), vfx.FadeIn(FADE, colour), vfx.FadeOut(FADE, colour)])
            .with_position((x, y))
        )
    if order.logo is not None:
        logo, place = logo_at(Path(order.logo), room)
        layers.append(
            ImageClip(np.asarray(logo))
            .with_duration(seconds)
            .with_effects([vfx.CrossFadeIn(FADE), vfx.CrossFadeOut(FADE)])
            .with_position(place)
        )
    return CompositeVideoClip(
        [layer.with_duration(seconds) for layer in layers], size=(frame.width, frame.height), bg_color=(255, 255, 255)
    ).with_duration(seconds)


def _light(order: Order) -> float:
    """By how much the clip is made lighter or darker: a little, towards the middle, the same from its first picture to its last."""
    pictures = Pictures(Path(str(order.clip)), order.begin)
    try:
        span = max(0.0, order.end - order.begin - 0.1)
        seen = [float(pictures.at(span * share)[::8, ::8].mean()) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    finally:
        pictures.close()
    low, high = COLOUR_REACH
    return float(np.clip(MIDDLE / max(1.0, float(np.median(seen))), low, high))


def _sound(order: Order, said: Sound, moving: float, seconds: float) -> Sound:
    """What is heard, float32 (2, samples) at 48 kHz as long as the scene; no samples where nothing is."""
    own = sound_of(Path(order.clip), order.begin, moving) if order.clip else np.zeros((2, 0), np.float32)
    parts = []
    if own.size:
        quiet = UNDER_VOICE if said.size else 1.0
        parts.append(_heard(levelled(own, LEVEL)).with_effects([afx.MultiplyVolume(quiet), *_faded(own)]))
    if said.size:
        parts.append(_heard(levelled(said, LEVEL)).with_start(FADE / 2))
    if not parts:
        return np.zeros((2, 0), np.float32)
    mixed = CompositeAudioClip(parts).with_duration(seconds).to_soundarray(fps=SOUND_RATE)
    whole: Sound = np.zeros((2, round(seconds * SOUND_RATE)), np.float32)
    kept = np.asarray(mixed, np.float32).T[:, : whole.shape[1]]
    whole[:, : kept.shape[1]] = kept
    return whole if float(np.abs(whole).max()) < 1e-4 else levelled(whole, LEVEL)


def _heard(sound: Sound) -> AudioArrayClip:
    return AudioArrayClip(np.ascontiguousarray(sound.T), fps=SOUND_RATE)


def _faded(sound: Sound) -> list[object]:
    length = min(FADE, sound.shape[1] / SOUND_RATE / 2)
    return [afx.AudioFadeIn(length), afx.AudioFadeOut(length)]


def _planes(frame: Pixels) -> npt.NDArray[np.uint8]:
    """An RGB frame as the planes the encoder takes, BT.709, studio range: uint8 (height * 3 / 2, width)."""
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame[..., :3]), format="rgb24")
    coded = picture.reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
    )
    planes: Bytes = np.asarray(coded.to_ndarray(), np.uint8)
    return planes


def _captioned(
    raw: Path, room: Room, caption: str, locale: str, seconds: float, frames: int, first: int = 0
) -> Iterator[Planes]:
    """The frames from `first` on with the words under the picture, which come and go as all words of a film do."""
    frame = room.frame
    words = caption_patch(caption, locale, room) if caption else None
    size = frame.width * frame.height * 3 // 2
    with raw.open("rb") as file:
        file.seek(first * size)
        for number in range(first, frames):
            planes = planes_in(np.frombuffer(bytearray(file.read(size)), np.uint8), frame)
            if words is not None:
                moment = number / RATE
                share = min(1.0, moment / FADE, (seconds - moment) / FADE)
                blend(planes, words, opacity=round(256 * max(0.0, share)))
            yield planes


def planes_in(block: Bytes, frame: Format) -> Planes:
    """The three planes that lie one after another in a block, uint8 (height * 3 / 2 * width,)."""
    whole = block.reshape(frame.height * 3 // 2, frame.width)
    u, v = whole[frame.height :].reshape(2, frame.height // 2, frame.width // 2)
    return Planes(whole[: frame.height], u, v)


def _still(planes: Planes) -> bytes:
    file = BytesIO()
    image_of(planes).resize((640, 360), Image.Resampling.LANCZOS).save(file, "WEBP", quality=STILL_QUALITY)
    return file.getvalue()
