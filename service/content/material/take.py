"""A file of the giver's comes in: looked at in the bounded child, which may die of it, and kept under the hash of its bytes.

A file that cannot be used is refused with a sentence before anything is kept. What no row names any more is swept away
(`ops/lost_files`).
"""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final, cast

import structlog
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from renderers.errors import RenderError
from service.bounded import TooCostly, Unread, allow, allow_memory, read_bounded
from service.catalog.pictures.kinds import kind_of, stranger_of
from service.errors import InvalidInput
from service.storage.in_force import storage

LARGEST_MB: Final = 45
LOGO_LARGEST_MB: Final = 5
FILE: Final = "original"
LOGO: Final = "logo"
LOGO_EDGE: Final = 640
MOST_LOGO_PIXELS: Final = 20_000_000
_LEAST_LOGO: Final = 48
_MB: Final = 1024 * 1024
_LOOK_SECONDS: Final = 25
_LOOK_MB: Final = 600
_log = structlog.get_logger()


class MaterialUnusable(InvalidInput):
    """A file that cannot be used. The sentence says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the storage: its key, and what it is."""

    key: str
    facts: dict[str, Any]


def take_clip(stream: IO[bytes]) -> Kept:
    """A film, looked at and kept; no transaction is open. Raises MaterialUnusable."""
    return _taken(stream, "clip", "video/mp4", "service.content.material.take:clip_facts")


def take_voice(stream: IO[bytes]) -> Kept:
    """A recording. As `take_clip`. Raises MaterialUnusable."""
    return _taken(stream, "voice", "audio/mp4", "service.content.material.take:voice_facts")


def take_logo(stream: IO[bytes]) -> Kept:
    """A logo, made anew: what can be seen through stays so. As `take_clip`. Raises MaterialUnusable."""
    data = stream.read(LOGO_LARGEST_MB * _MB + 1)
    if len(data) > LOGO_LARGEST_MB * _MB:
        raise MaterialUnusable(f"This logo is larger than {LOGO_LARGEST_MB} MB. Save it smaller.", param="logo")
    logo = _asked("service.content.material.take:logo_made", data, param="logo")
    key = hashlib.sha256(b"logo\0" + logo).hexdigest()
    storage().put(key, {LOGO: ("image/webp", logo)}, 0.0)
    return Kept(key, {})


@contextmanager
def laid(key: str, name: str) -> Iterator[Path]:
    """A kept file as a file of this machine, for as long as it is needed. Raises NotFound where it is not kept."""
    found = storage().open(key, name)
    with found.content, tempfile.TemporaryDirectory(prefix="handpicked-film-") as folder:
        path = Path(folder) / name
        with path.open("wb") as file:
            shutil.copyfileobj(found.content, file, _MB)
        yield path


def clip_facts(path: str) -> dict[str, Any]:
    """What a film is, in the child. Raises MaterialUnusable."""
    from renderers.video.material.source import look_at_clip  # noqa: PLC0415 - FFmpeg belongs in the child

    allow(_LOOK_SECONDS)
    allow_memory(_LOOK_MB)
    try:
        return asdict(look_at_clip(Path(path)))
    except RenderError as error:
        raise MaterialUnusable(error.sentence, param="clip") from None


def voice_facts(path: str) -> dict[str, Any]:
    """What a recording is, in the child. Raises MaterialUnusable."""
    from renderers.video.material.source import look_at_voice  # noqa: PLC0415

    allow(_LOOK_SECONDS)
    allow_memory(_LOOK_MB)
    try:
        return {"seconds": look_at_voice(Path(path))}
    except RenderError as error:
        raise MaterialUnusable(error.sentence, param="voice") from None


def logo_made(data: bytes) -> bytes:
    """The logo anew, in the child: WebP with what can be seen through, nothing of where it came from. Raises MaterialUnusable."""
    kind = kind_of(data)
    if kind is None:
        raise MaterialUnusable(f"{stranger_of(data)} Save your logo as PNG or WebP, and upload that.", param="logo")
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    allow_memory(_LOOK_MB)
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
            width, height = picture.size
            if width * height > MOST_LOGO_PIXELS:
                raise MaterialUnusable(
                    f"This logo has {width:,} by {height:,} pixels. Save it smaller, and upload that.", param="logo"
                )
            if max(width, height) < _LEAST_LOGO:
                raise MaterialUnusable(
                    f"This logo has {width} by {height} pixels, too few to show. Use a larger one.", param="logo"
                )
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise MaterialUnusable(
            "This logo is cut off or damaged, so we can’t read it. Save it again, and upload that.", param="logo"
        ) from None
    seen = upright.getchannel("A").getbbox()
    if seen is None:
        raise MaterialUnusable("Nothing can be seen in this logo.", param="logo")
    cut = upright.crop(seen)
    cut.thumbnail((LOGO_EDGE, LOGO_EDGE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    Image.frombytes("RGBA", cut.size, cut.tobytes()).save(out, "WEBP", quality=92, method=4)
    return out.getvalue()


def _taken(stream: IO[bytes], param: str, media_type: str, act: str) -> Kept:
    with tempfile.TemporaryDirectory(prefix="handpicked-film-") as folder:
        path = Path(folder) / param
        size = 0
        digest = hashlib.sha256(param.encode() + b"\0")
        with path.open("wb") as file:
            while block := stream.read(_MB):
                size += len(block)
                if size > LARGEST_MB * _MB:
                    raise MaterialUnusable(
                        f"This file is larger than {LARGEST_MB} MB. Save it smaller, or cut it, and upload that.",
                        param=param,
                    )
                digest.update(block)
                file.write(block)
        if not size:
            raise MaterialUnusable("This file is empty.", param=param)
        facts = _asked(act, str(path), param=param)
        key = digest.hexdigest()
        if storage().find(key) is None:
            storage().put(key, {FILE: (media_type, path.read_bytes())}, 0.0)
    return Kept(key, cast("dict[str, Any]", facts))


def _asked(act: str, given: object, *, param: str) -> Any:
    try:
        return read_bounded(act, given)
    except TooCostly:
        raise MaterialUnusable(
            "This file needs too much time or memory to read. Save it smaller, and upload that.", param=param
        ) from None
    except Unread as error:
        _log.error("material_unread", error=error.kind, where=error.place)
        raise MaterialUnusable("We can’t read this file. Export it again, and upload that.", param=param) from None
