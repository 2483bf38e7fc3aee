"""What a player needs to know of a film beside its pictures: its chapters, and what can be pressed when. Plain data, kept with it.

This module draws nothing and loads no encoder, so the process that serves pages may read it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final, Literal, cast, get_args

from renderers.errors import TemplateError

Act = Literal["accept", "others", "ask"]
ACTS: Final[tuple[Act, ...]] = get_args(Act)


@dataclass(frozen=True, slots=True)
class Chapter:
    """From `begin` to `end` seconds. `scene` is the one it begins with, `title` its name in the reader's language."""

    scene: str
    title: str
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Zone:
    """From `begin` to `end` seconds the film speaks of this answer, and the player offers it."""

    act: Act
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Cues:
    """`seconds` is the film's length; chapters follow one another from 0 to it."""

    seconds: float
    chapters: tuple[Chapter, ...]
    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True)
class Voiced:
    """What a synthetic voice says in a film: whether it is heard; `is_whole`: there is an edition in which all that is shown is
    said, but for the words `left_out`, whose sound nobody knows."""

    has_voice: bool = False
    is_whole: bool = False
    left_out: tuple[str, ...] = ()


VOICELESS: Final = Voiced()


def write_cues(cues: Cues) -> bytes:
    """JSON, the same for the same cues."""
    return json.dumps(asdict(cues), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_cues(data: bytes) -> Cues:
    """What `write_cues` wrote. Raises TemplateError where it is not that."""
    try:
        tree = json.loads(data)
        chapters = tuple(Chapter(**entry) for entry in tree["chapters"])
        zones = tuple(Zone(**entry) for entry in tree["zones"] if entry["act"] in ACTS)
        return Cues(cast(float, tree["seconds"]), chapters, zones)
    except (ValueError, TypeError, KeyError) as error:
        raise TemplateError(f"The film’s cues cannot be read: {error!r}.", where="cues") from None
