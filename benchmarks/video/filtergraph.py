"""The film as one ffmpeg command: the strongest ordinary way. Pictures go in as PNG, one filtergraph moves and blends them.

What ffmpeg has no cheap filter for it need not do: a line that is written appears by a plain fade, easing is linear.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

import imageio_ffmpeg
from PIL import Image

from renderers.context import Story
from renderers.video.drawing.backdrop import FADE_SECONDS, PUSH, FadeFrom, PushIn
from renderers.video.drawing.motion import LEAVING_SECONDS, Motion
from renderers.video.drawing.planes import Planes, image_of, rgba_of
from renderers.video.film import Film, film_of
from renderers.video.shown.scene import FilmScene
from renderers.video.sound.soundtrack import bed_of

FFMPEG: Final = imageio_ffmpeg.get_ffmpeg_exe()


def make(story: Story, path: Path, preset: str) -> None:
    """Draws the pictures beside `path`, runs the command, writes the film."""
    film = film_of(story)
    folder = path.with_suffix("")
    folder.mkdir()
    graph = _Graph(film, folder)
    for number, scene in enumerate(film.scenes):
        graph.scene(number, scene)
    joined = "".join(f"[s{number}]" for number in range(len(film.scenes)))
    chains = ";".join((*graph.chains, f"{joined}concat=n={len(film.scenes)}:v=1:a=0,format=yuv420p[film]"))
    command = [FFMPEG, "-y", "-v", "error", *graph.inputs, "-i", str(bed_of(film)), "-filter_complex", chains]
    command += ["-map", "[film]", "-map", f"{graph.count}:a", "-c:a", "copy", "-t", str(film.storyboard.seconds)]
    command += ["-c:v", "libx264", "-preset", preset, "-crf", "23", "-movflags", "+faststart", str(path)]
    subprocess.run(command, check=True)


class _Graph:
    """Inputs and filter chains of one command."""

    def __init__(self, film: Film, folder: Path) -> None:
        self.inputs: list[str] = []
        self.chains: list[str] = []
        self.count = 0
        self._rate = film.storyboard.rate
        self._folder = folder

    def scene(self, number: int, scene: FilmScene) -> None:
        seconds = scene.inputs.seconds
        under = self._ground(scene, seconds)
        for at, layer in enumerate(scene.layers):
            source = self._still(rgba_of(layer.patch), seconds)
            fades = _fades(layer.motion, seconds, leaves=scene.inputs.leaves)
            self.chains.append(f"[{source}]{fades}[l{number}_{at}]")
            place = f"x={_x(layer.motion, layer.patch.x)}:y={_y(layer.motion, layer.patch.y)}"
            self.chains.append(f"[{under}][l{number}_{at}]overlay={place}[o{number}_{at}]")
            under = f"o{number}_{at}"
        self.chains.append(f"[{under}]null[s{number}]")

    def _ground(self, scene: FilmScene, seconds: float) -> str:
        backdrop = scene.backdrop
        if isinstance(backdrop, FadeFrom):
            before = self._frame(backdrop.before, seconds)
            after = self._frame(backdrop.after.at(0), seconds)
            name = f"g{self.count}"
            self.chains.append(f"[{after}]fade=in:st=0:d={FADE_SECONDS}:alpha=1[{name}f]")
            self.chains.append(f"[{before}][{name}f]overlay[{name}]")
            return name
        ground = self._frame(backdrop.at(0), seconds)
        if isinstance(backdrop, PushIn):
            size = scene.inputs.frame
            larger = f"(1+{PUSH}*t/{seconds})"
            zoom = f"scale=w='{size.width}*{larger}':h='{size.height}*{larger}':eval=frame:flags=bilinear"
            self.chains.append(f"[{ground}]{zoom},crop={size.width}:{size.height}[g{self.count}]")
            return f"g{self.count}"
        return ground

    def _frame(self, planes: Planes, seconds: float) -> str:
        return self._still(image_of(planes), seconds)

    def _still(self, image: Image.Image, seconds: float) -> str:
        path = self._folder / f"{self.count}.png"
        image.save(path, compress_level=1)
        self.inputs += ["-framerate", str(self._rate), "-i", str(path)]
        # Read, unpacked and turned into YUV once; a looped input would do all three for every frame.
        once = f"format=yuva420p,loop=loop=-1:size=1,setpts=N/{self._rate}/TB,trim=duration={seconds}"
        self.chains.append(f"[{self.count}:v]{once}[i{self.count}]")
        self.count += 1
        return f"i{self.count - 1}"


def _fades(motion: Motion, seconds: float, *, leaves: bool) -> str:
    if motion.move == "stand":
        return "null"
    come = "null" if motion.move == "slide" else f"fade=in:st={motion.at}:d={motion.seconds}:alpha=1"
    go = f",fade=out:st={seconds - LEAVING_SECONDS}:d={LEAVING_SECONDS}:alpha=1" if leaves else ""
    return come + go


def _x(motion: Motion, x: int) -> str:
    return f"'{x}-{motion.by}*max(0,1-(t-{motion.at})/{motion.seconds})'" if motion.move == "slide" else str(x)


def _y(motion: Motion, y: int) -> str:
    return f"'{y}+{motion.by}*clip(1-(t-{motion.at})/{motion.seconds},0,1)'" if motion.move == "rise" else str(y)
