"""From a story to bytes that may leave the house. There is no way around the proof: only `render` hands out renditions."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

from renderers.complete import require_complete
from renderers.context import Rendition, Story
from renderers.errors import ContextError
from renderers.language.translations import ASSETS
from renderers.lettering.fonts import require_letters
from renderers.product.pictures import OWN, materials_of
from renderers.proof import proof, recording
from renderers.video.sound.narration.voices import voice_for


class Drawing(Protocol):
    """What a renderer's module offers. `VERSION` changes with every change to what it draws from the same story."""

    VERSION: str

    def draw(self, story: Story) -> Rendition:
        """The story as files. Raises RenderError for what it refuses."""
        ...


@dataclass(frozen=True, slots=True)
class Renderer:
    """A line of the table. The module is imported when it draws, so the web process never loads a film encoder.

    `materials` are the assets it draws with, `blind_to` the fields of a story that it never looks at: a change there is no
    reason to draw again. `shows_pictures` is True where a reader sees the pictures of products, drawn in or by their address:
    one that was painted anew under the same name is a reason. `speaks` is True where a voice may read it aloud: another voice
    makes another film.
    """

    module: str
    materials: tuple[str, ...]
    blind_to: frozenset[str] = frozenset()
    shows_pictures: bool = False
    speaks: bool = False

    def load(self) -> Drawing:
        """Its module, imported at the first call."""
        return cast(Drawing, import_module(self.module))


_ANSWER: Final = frozenset({"state", "state_at", "decided_at", "undo_until"})
_VALUES: Final = frozenset({"swaps_once", "is_price_shown", "beside_first"})
"""What only the page says of values and swaps."""
_STANDING: Final = frozenset({"motive", "relationship", "lifecycle", "remembered", "personal_line", "daypart"})
"""How somebody is met, which a statement says nothing of."""
_MAIL: Final = frozenset({"origin", "subject"})
"""What only a mail says."""
_FILM: Final = frozenset({"material"})
"""What only a film shows."""

RENDERERS: Final[Mapping[str, Renderer]] = {
    "microsite": Renderer(
        "renderers.microsite.draw",
        ("templates/microsite", "translations"),
        _ANSWER | _MAIL | _FILM | {"alternatives", "past_gifts", "daypart"},
        shows_pictures=True,
    ),
    "statement": Renderer(
        "renderers.statement.draw",
        ("templates/statement", "styles/statement.css", "translations"),
        _STANDING | _VALUES | _MAIL | _FILM | {"undo_until", "alternatives"},
    ),
    "video": Renderer(
        "renderers.video.draw",
        ("storyboards", "images/film", "sounds", "translations", "templates/microsite/live"),
        _ANSWER | _VALUES | _MAIL | {"charities", "swap_limit"},
        shows_pictures=True,
        speaks=True,
    ),
    "poster": Renderer(
        "renderers.video.forms.poster",
        ("storyboards", "images/film", "translations"),
        _ANSWER | _VALUES | _MAIL | {"charities", "swap_limit"},
        shows_pictures=True,
    ),
    "video_square": Renderer(
        "renderers.video.forms.square",
        ("storyboards", "images/film", "sounds", "translations"),
        _ANSWER | _VALUES | _MAIL | {"charities", "swap_limit"},
        shows_pictures=True,
        speaks=True,
    ),
    "mail": Renderer(
        "renderers.mail.draw",
        ("templates/mail", "translations"),
        _ANSWER | _FILM | {"is_price_shown", "beside_first", "alternatives", "past_gifts", "daypart"},
    ),
}


def render(kind: str, story: Story) -> Rendition:
    """Draws one rendition and proofs every word of it.

    Raises ContextError for a story that is not complete or a kind that does not exist, ProofFailed, FontMissing, ImageRefused,
    FetchRefused or TemplateError from the drawing. Nothing is returned unless the whole of it passed.
    """
    renderer = _renderer(kind)
    require_complete(story)
    with recording() as inserted:
        rendition = renderer.load().draw(story)
    proof(rendition.text, inserted, kind)
    require_letters(rendition.text, kind)
    return rendition


def input_hash(kind: str, story: Story) -> str:
    """64 hex digits: equal exactly when the same renderer with the same materials would draw from the same words."""
    renderer = _renderer(kind)
    inputs = {
        "told": story_hash(kind, story),
        "version": renderer.load().VERSION,
        "voice": voice.identity if renderer.speaks and (voice := voice_for(story.person.locale)) is not None else None,
    }
    return _hashed(inputs)


def story_hash(kind: str, story: Story) -> str:
    """64 hex digits over what this renderer looks at: words, materials, pictures. It loads no renderer, so a page may ask."""
    renderer = _renderer(kind)
    told = {
        field.name: getattr(story, field.name)
        for field in dataclasses.fields(story)
        if field.name not in renderer.blind_to
    }
    inputs = {
        "kind": kind,
        "materials": _digest(renderer.materials),
        "pictures": _pictures(story, renderer) if renderer.shows_pictures else [],
        "story": told,
    }
    return _hashed(inputs)


def _hashed(inputs: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(inputs, default=_plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _renderer(kind: str) -> Renderer:
    try:
        return RENDERERS[kind]
    except KeyError:
        raise ContextError(f"There is no renderer for {kind!r}; there are {', '.join(RENDERERS)}.") from None


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise ContextError(f"A {type(value).__name__} is not plain enough to be part of a story.")


def _pictures(story: Story, renderer: Renderer) -> list[str]:
    """One hash for each picture seen. Each is read before it is first drawn, so no old picture passes under a new hash."""
    gifts = (story.gift,) if "alternatives" in renderer.blind_to else (story.gift, *story.alternatives)
    return [gift.image if OWN.fullmatch(gift.image) else _digest(materials_of(gift.image)) for gift in gifts]


@cache
def _digest(materials: tuple[str, ...]) -> str:
    """One hash over the files of some assets. Read once in a process: assets change with a release, not under a worker."""
    digest = hashlib.sha256()
    for path in sorted(_files(ASSETS / name for name in materials)):
        digest.update(f"{path.relative_to(ASSETS)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(places: Iterable[Path]) -> Iterable[Path]:
    for place in places:
        if place.is_file():
            yield place
        else:
            yield from (path for path in place.rglob("*") if path.is_file())
