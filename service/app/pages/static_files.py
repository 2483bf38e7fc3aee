"""Styles, scripts, pictures and fonts under /static/, and the icon. An address with the file's hash may be kept for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request, send_file, send_from_directory
from flask.typing import ResponseReturnValue

from renderers.brand.theme import stylesheet, theme_by_key
from renderers.errors import ContextError, FetchRefused
from renderers.lettering.fonts import webfont
from renderers.lettering.own_names import NAMES, names_font
from renderers.product.tinted import tinted_path
from renderers.product.tints import PRODUCTS
from service.catalog.pictures.own_images import LARGE, MEDIA_TYPE, SMALL, require_own_picture
from service.config import ASSETS
from service.errors import NotFound
from service.storage.send import send_stored

FOLDERS: Final = frozenset({"styles", "scripts", "images"})
"""The only folders of assets/ that are served; templates, samples and translations are not."""
YEAR: Final = 365 * 24 * 3600
WHILE: Final = 300

blueprint = Blueprint("static_files", __name__)


@blueprint.get("/static/fonts/<name>.woff2")
def serve_font(name: str) -> ResponseReturnValue:
    """A web font, which may be kept for a year. Raises NotFound for one that is not ours."""
    try:
        body = names_font() if name == NAMES else webfont(name)
    except FetchRefused:
        raise NotFound("There’s no such font.") from None
    return send_file(BytesIO(body), mimetype="font/woff2", max_age=YEAR, etag=hashlib.sha256(body).hexdigest())


@blueprint.get("/static/themes/<key>.css")
def serve_theme(key: str) -> ResponseReturnValue:
    """A brand's colours. Its address says everything that is in it, so it may be kept for a year. Raises NotFound for one
    that is no brand's."""
    try:
        sheet = stylesheet(theme_by_key(key))
    except ContextError:
        raise NotFound("There’s no such theme.") from None
    response = Response(sheet, mimetype="text/css")
    response.cache_control.max_age, response.cache_control.public = YEAR, True
    return response


@blueprint.get("/static/images/own/<name>.webp")
def serve_own_picture(name: str) -> ResponseReturnValue:
    """A picture of somebody's own gift. Its address is the hash of its pixels, so it may be kept for a year. Raises NotFound."""
    key, _, size = name.partition("-")
    if size not in {"", "384"}:
        raise NotFound("There’s no such picture.")
    require_own_picture(key)
    response = send_stored(key, SMALL if size else LARGE, MEDIA_TYPE, "inline")
    response.cache_control.max_age, response.cache_control.public = YEAR, True
    return response


@blueprint.get("/static/<folder>/<path:name>")
def serve_file(folder: str, name: str) -> ResponseReturnValue:
    """Raises NotFound outside the three folders; paths that climb out are refused by Flask."""
    if folder not in FOLDERS:
        raise NotFound("There’s no such file.")
    if (picture := _tinted(folder, name)) is not None:
        return send_file(picture, mimetype=MEDIA_TYPE, max_age=WHILE, conditional=True)
    kept = YEAR if request.args.get("v") == _version(folder, name) else WHILE
    return send_from_directory(ASSETS / folder, name, max_age=kept, conditional=True)


def _tinted(folder: str, name: str) -> Path | None:
    """The picture of a product's version that has no file of its own; None for everything else."""
    if folder != "images" or not name.endswith(".webp") or (ASSETS / folder / name).is_file():
        return None
    kind, _, picture = name.removesuffix(".webp").partition("/")
    return tinted_path(picture) if kind == PRODUCTS.name else None


@blueprint.get("/favicon.ico")
def serve_icon() -> ResponseReturnValue:
    """Asked for where an answer names no icon of its own: a film's transcript, a PDF."""
    return send_from_directory(ASSETS / "images", "mark.svg", max_age=WHILE, conditional=True)


def static_url(path: str) -> str:
    """/static/<path>?v=<hash>: changes when the file does. `path` is below assets/, for example styles/console.css."""
    folder, _, name = path.partition("/")
    return f"/static/{path}?v={_version(folder, name)}"


def _version(folder: str, name: str) -> str:
    file = ASSETS / folder / name
    return _hash_of(folder, name, file.stat().st_mtime_ns) if file.is_file() else ""


@cache
def _hash_of(folder: str, name: str, _changed: int) -> str:
    return hashlib.sha256((ASSETS / folder / name).read_bytes()).hexdigest()[:12]
