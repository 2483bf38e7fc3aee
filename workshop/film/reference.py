"""The same film made with MoviePy, frame by frame in RGB: slow and plain, it says what the fast way must look like.

Used by tests and benchmarks; making a person's film never loads it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from moviepy import AudioFileClip, ColorClip, CompositeVideoClip, ImageClip, VideoClip, concatenate_videoclips, vfx
from PIL import ImageColor

from renderers.video.drawing.alive.depth import WalkRound
from renderers.video.drawing.alive.strand import Strand
from renderers.video.drawing.backdrop import FADE_SECONDS, PUSH, Backdrop, FadeFrom, PushIn
from renderers.video.drawing.planes import OPAQUE, Patch, image_of, rgba_of
from renderers.video.film import Film
from renderers.video.scenes.stage import Layer
from renderers.video.shown.light import brightness, place
from renderers.video.shown.scene import FilmScene, layer_pose

PAPER: Final = (249, 241, 230)
Pixels = npt.NDArray[np.uint8]
Alpha = npt.NDArray[np.floating]


def clip_of(film: Film) -> VideoClip:
    """The whole film as one MoviePy clip without sound. MoviePy knows no depth: a gift that the camera walks round stands still."""
    return concatenate_videoclips([scene_clip(scene, walks=False) for scene in film.scenes])


def write_film(film: Film, sound: Path, path: Path, preset: str | None = None) -> None:
    """Writes it as an ordinary MoviePy script does, with the library's own settings unless a preset is named."""
    seconds = film.storyboard.seconds
    with AudioFileClip(str(sound)) as music:
        clip = clip_of(film).with_audio(music.subclipped(0, min(seconds, music.duration)))
        named = {} if preset is None else {"preset": preset}
        clip.write_videofile(str(path), fps=film.storyboard.rate, codec="libx264", logger=None, **named)
        clip.close()


def scene_clip(scene: FilmScene, *, walks: bool = True) -> VideoClip:
    """One scene: its ground, then its layers on it. `walks`: whether a gift that the camera walks round is taken as it is."""
    size = (scene.inputs.frame.width, scene.inputs.frame.height)
    seconds = scene.inputs.seconds
    grounds = _grounds(scene.backdrop, seconds, walks=walks)
    layers = [_layer(scene, layer).with_duration(seconds) for layer in scene.layers]
    # Without a colour of its own MoviePy composes a frame with an alpha nobody asked for.
    clip = CompositeVideoClip([*grounds, *layers], size=size, bg_color=PAPER).with_duration(seconds)
    return clip.transform(partial(_lit, scene))


def _lit(scene: FilmScene, frame_at: Callable[[float], Pixels], moment: float) -> Pixels:
    """The same light over the finished frame: what it adds to luma in studio range is so much more of red, green and blue."""
    at = place(moment, scene.inputs.seconds)
    more = brightness(scene.inputs.frame, at, is_mirrored=scene.is_mirrored)[..., None] * (255 / 219)
    return np.clip(np.rint(frame_at(moment) + more), 0, 255).astype(np.uint8)


def _grounds(backdrop: Backdrop, seconds: float, *, walks: bool) -> list[VideoClip]:
    if isinstance(backdrop, FadeFrom):
        before = ImageClip(np.asarray(image_of(backdrop.before))).with_duration(FADE_SECONDS)
        after = _grounds(backdrop.after, seconds, walks=walks)[0]
        return [before, after.with_mask(VideoClip(partial(_come_up, after.size, backdrop), is_mask=True))]
    if isinstance(backdrop, WalkRound) and walks:
        return [VideoClip(lambda moment: np.asarray(image_of(backdrop.at(moment)))).with_duration(seconds)]
    still = ImageClip(np.asarray(image_of(backdrop.at(0)))).with_duration(seconds)
    if isinstance(backdrop, PushIn):
        return [still.with_effects([vfx.Resize(lambda t: 1 + PUSH * min(t / seconds, 1))]).with_position("center")]
    return [still]


def _come_up(size: tuple[int, int], backdrop: FadeFrom, moment: float) -> Alpha:
    """How much of the ground is seen, in the same steps."""
    return np.full(size[::-1], backdrop.share(moment))


def _layer(scene: FilmScene, layer: Layer) -> VideoClip:
    if layer.strand is not None:
        return _thread(scene, layer, layer.strand)
    picture = np.asarray(rgba_of(layer.patch))
    colour, alpha = picture[..., :3], picture[..., 3] / 255
    mask = VideoClip(partial(_alpha_at, alpha, scene, layer), is_mask=True)
    clip: VideoClip = ImageClip(colour).with_mask(mask)
    return clip.with_position(_place(layer.patch, scene, layer))


def _thread(scene: FilmScene, layer: Layer, strand: Strand) -> VideoClip:
    """The thread as one colour through a mask that moves."""
    frame = scene.inputs.frame
    mask = VideoClip(lambda moment: strand.coverage(scene.lie(layer, moment)).astype(float), is_mask=True)
    return ColorClip((frame.width, frame.height), ImageColor.getrgb(strand.colour)[:3]).with_mask(mask)


def _place(patch: Patch, scene: FilmScene, layer: Layer) -> Callable[[float], tuple[int, int]]:
    def at(moment: float) -> tuple[int, int]:
        pose = layer_pose(scene, layer, moment)
        return patch.x + pose.dx, patch.y + pose.dy

    return at


def _alpha_at(alpha: Alpha, scene: FilmScene, layer: Layer, moment: float) -> Alpha:
    pose = layer_pose(scene, layer, moment)
    if pose.opacity == OPAQUE and pose.uncovered is None:
        return alpha
    seen = alpha * (pose.opacity / OPAQUE)
    return seen if pose.uncovered is None else seen * pose.uncovered
