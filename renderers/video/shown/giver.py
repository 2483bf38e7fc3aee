"""The giver's own scene in a person's film: pictures that were coded once for the whole campaign, taken as they are.

Nothing of it is drawn or encoded here; what looks at single moments decodes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from renderers.errors import MaterialRefused
from renderers.material import Opening
from renderers.video.codec.segment import Segment, unpacked
from renderers.video.drawing.backdrop import Backdrop, Still
from renderers.video.drawing.formats import Format
from renderers.video.drawing.planes import Bytes, Planes
from renderers.video.kept import kept_bytes, scene_name
from renderers.video.papers import papers
from renderers.video.scenes.stage import Layer
from renderers.video.shown.scene import FilmScene, SceneInputs

_START = b"\0\0\0\1"


class GiverScene(FilmScene):
    """A scene that is already coded. It has no layers: nothing in it is anybody's."""

    def __init__(self, inputs: SceneInputs, opening: Opening) -> None:
        super().__init__(inputs)
        self._opening = opening

    @property
    def segment(self) -> Segment:
        """Its pictures, coded. Raises MaterialRefused where they are not kept any more."""
        return kept_scene(self._opening.key, scene_name(self.inputs.frame.name, self._opening.locale))

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        return ()

    @cached_property
    def backdrop(self) -> Backdrop:
        """The paper it begins and ends on."""
        return Still(papers(self.inputs.frame, self.inputs.look.paper)[str(self.inputs.cut.paper)])

    def prepare(self) -> None:
        """Reads it, so that a film whose opening is missing is refused before a frame is drawn."""
        _ = self.segment

    def at(self, number: int) -> Planes:
        """Frame `number`, decoded from the first on. Raises MaterialRefused where it has none."""
        for at, planes in enumerate(decoded(self.segment, self.inputs.frame)):
            if at == number:
                return planes
        raise MaterialRefused("The opening scene ends too early.", where="giver")

    def frames(self) -> Iterator[Planes]:
        """All of them, decoded. Raises MaterialRefused."""
        return decoded(self.segment, self.inputs.frame)


@lru_cache(maxsize=4)
def kept_scene(key: str, name: str) -> Segment:
    """The coded scene of this name. Raises MaterialRefused where it is not there or not whole."""
    try:
        return unpacked(kept_bytes(key, name))
    except ValueError as error:
        raise MaterialRefused(f"The opening scene is damaged: {error}.", where=name) from None


def decoded(segment: Segment, frame: Format) -> Iterator[Planes]:
    """The pictures of a coded scene, one after another. Raises MaterialRefused where one cannot be decoded."""
    decoder = VideoCodecContext.create("h264", "r")
    decoder.thread_count = 1
    packets = [av.Packet(segment.headers + b"".join(_with_starts(one.data))) for one in segment.packets[:1]]
    packets += [av.Packet(b"".join(_with_starts(one.data))) for one in segment.packets[1:]]
    try:
        for packet in (*packets, None):
            for picture in decoder.decode(packet):
                yield _planes(picture, frame)
    except av.error.FFmpegError as error:
        raise MaterialRefused(f"The opening scene is damaged: {error}.", where="giver") from None


def _with_starts(data: bytes) -> Iterator[bytes]:
    """NAL units after start codes, as a decoder takes them that was told nothing of an MP4."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield _START + data[at + 4 : at + 4 + size]
        at += 4 + size


def _planes(picture: av.VideoFrame, frame: Format) -> Planes:
    block: Bytes = np.ascontiguousarray(picture.to_ndarray(format="yuv420p"))
    half = (frame.height // 2, frame.width // 2)
    u, v = block[frame.height :].reshape(2, *half)
    return Planes(block[: frame.height], u, v)
