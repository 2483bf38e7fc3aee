"""What a coded scene was made of, as 32 bytes: equal exactly when drawing it again would give the same bytes.

Everything is in it: the scene's own values, the pictures, fonts and papers it may show, the code that draws, the encoder's
settings and the libraries' versions. So a kept scene never has to be thrown away by hand, and never outlives what made it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import av
from PIL import features

from renderers.lettering.fonts import PACKAGED, further_files, packaged
from renderers.product.pictures import picture_path
from renderers.product.relief import relief_of
from renderers.video.codec.encode import OPTIONS
from renderers.video.drawing.formats import FORMATS
from renderers.video.drawing.pictures import Wanted, refusing_by_name
from renderers.video.papers import clip_of
from renderers.video.shown.scene import SceneInputs

_LIBRARIES = ("av", "pillow", "numpy", "segno", "fonttools", "budoux")
_SHAPERS = ("freetype2", "raqm", "harfbuzz", "fribidi", "libjpeg_turbo", "webp")
_RENDERERS = Path(__file__).resolve().parent.parent


def made_of(inputs: SceneInputs) -> bytes:
    """The fingerprint of a scene. Raises ImageRefused that names scene and field for a picture that is missing."""
    scene = inputs.cut.scene
    shown = {wanted: _digest_of(wanted, scene) for wanted in _shown(inputs)}
    # A picture is its content: the same picture under the name of another product, or in another field, is no other scene.
    plain = {"scene": _plain(inputs, shown), "engine": _engine()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).digest()


def made_from(*parts: str | bytes) -> bytes:
    """The fingerprint of something that follows from others."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()


def _shown(inputs: SceneInputs) -> Iterable[Wanted]:
    grounds = (inputs.ground, *((inputs.before,) if inputs.before else ()))
    return {*inputs.pictures, *(ground.on for ground in grounds if isinstance(ground.on, Wanted))}


def _plain(value: object, shown: Mapping[Wanted, str]) -> object:
    """A frozen value as JSON can hold it, its type's name beside a dataclass's fields."""
    if isinstance(value, Wanted):
        return shown[value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {field.name: _plain(getattr(value, field.name), shown) for field in dataclasses.fields(value)}
        return {type(value).__name__: named}
    if isinstance(value, Mapping):
        return {str(key): _plain(item, shown) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item, shown) for item in value]
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"A {type(value).__name__} cannot be part of what a scene is made of.")


def _digest_of(wanted: Wanted, scene: str) -> str:
    with refusing_by_name(wanted, scene):
        path = picture_path(wanted.image)
        told = path.stat()
        picture = _content(path, told.st_mtime_ns, told.st_size)
    relief = relief_of(wanted.image)
    walked = picture if relief is None else f"{picture}\0{relief.digest}"
    if wanted.quad is None:
        return walked
    return hashlib.sha256(f"{walked}\0{wanted.quad}\0{wanted.locale}\0{wanted.inscription}".encode()).hexdigest()


@cache
def _content(path: Path, changed: int, size: int) -> str:  # noqa: ARG001 - a file that changed is another one
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _engine() -> str:
    """Code, fonts, papers, settings and libraries. Read once in a process: they change with a release, not under a worker."""
    digest = hashlib.sha256()
    for path in (*_code(), *_fonts(), *(clip_of(frame) for frame in FORMATS.values())):
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    settings = {
        "options": OPTIONS,
        "libraries": {name: version(name) for name in _LIBRARIES},
        "coders": {name: list(number) for name, number in av.library_versions.items()},
        "shapers": {name: features.version(name) for name in _SHAPERS},
    }
    digest.update(json.dumps(settings, sort_keys=True).encode())
    return digest.hexdigest()


def _code() -> list[Path]:
    """Every module that could move a pixel: the film's, and what sets type and opens pictures."""
    beside = (
        "inscription/lettered",
        "language/translations",
        "lettering/clusters",
        "lettering/fonts",
        "lettering/phrases",
        "lettering/shaping",
    )
    named = [_RENDERERS / f"{name}.py" for name in (*beside, "product/pictures", "product/relief")]
    return [*sorted((_RENDERERS / "video").rglob("*.py")), *named]


def _fonts() -> list[Path]:
    return sorted({packaged(family).path for family in PACKAGED} | {file.path for file in further_files()})
