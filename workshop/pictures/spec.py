"""What a picture is asked for, and how a wrong wish is refused."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from renderers.brand.colours import COLOURS
from workshop.pictures.archetypes.forms import FORMS
from workshop.pictures.nouns import NOUNS, UNPRINTED
from workshop.pictures.palette import MOODS

# Part of every key: raise it when the drawing changes, and every picture is drawn again.
VERSION = 2
# Part of the keys of these shapes, and of what is laid before a thing: raise a line when that drawing alone changes.
REDRAWN: Final[Mapping[str, int]] = {"candle_jar": 1, "pillar_candle": 1, "truffle_box": 1, "ribbon": 1}
EXTRAS = ("label", "lid", "ribbon", "box", "bag", "tin")


class PictureError(ValueError):
    """A picture cannot be drawn as asked; `field` names the part of the wish that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


@dataclass(frozen=True)
class PictureSpec:
    """One product picture, whole: the same spec always draws the same pixels.

    `words` are printed on the product itself (one a line), so they are never translated. `extra`: a part that has a colour of its
    own, and that colour (`archetypes.versions`): the label of what has one, or what is laid before the product. `stuff`: which
    form of the shape (`archetypes/forms.py`). `beside`: ingredients that lie beside it, by their keys in `archetypes.ingredients`.
    """

    archetype: str
    arrangement: int
    mood: str
    colour: str
    accent: str
    words: tuple[str, ...]
    seed: int
    extra: tuple[str, str] | None = None
    stuff: str = ""
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        shapes = {*NOUNS, *FORMS}
        if self.archetype not in shapes:
            raise PictureError(
                "archetype", f"there is no {self.archetype!r}; choose one of {', '.join(sorted(shapes))}"
            )
        stuffs = FORMS.get(self.archetype, (("",), ()))[0]
        if self.stuff not in stuffs:
            named = ", ".join(stuff or "none" for stuff in stuffs)
            raise PictureError("stuff", f"there is no {self.archetype} of {self.stuff!r}; choose one of {named}")
        if self.arrangement not in (0, 1):
            raise PictureError("arrangement", f"is 0 or 1, not {self.arrangement!r}")
        for field, value, known in (
            ("mood", self.mood, MOODS),
            ("colour", self.colour, COLOURS),
            ("accent", self.accent, COLOURS),
            ("extra", self.extra[1] if self.extra else "cream", COLOURS),
            ("extra", self.extra[0] if self.extra else "label", EXTRAS),
        ):
            if value not in known:
                raise PictureError(field, f"there is no {value!r}; choose one of {', '.join(known)}")
        if len(self.words) > 3:
            raise PictureError("words", f"at most three are printed, got {len(self.words)}")


def picture_key(spec: PictureSpec, size: int) -> str:
    """The name of exactly these pixels: a hash of everything that makes them."""
    wish = {name: value for name, value in asdict(spec).items() if value is not None}
    redrawn = {part: REDRAWN[part] for part in (spec.archetype, *(spec.extra or ())[:1]) if part in REDRAWN}
    again = {"redrawn": redrawn} if redrawn else {}
    inputs = json.dumps({**wish, **again, "size": size, "version": VERSION}, sort_keys=True)
    return hashlib.blake2b(inputs.encode(), digest_size=12).hexdigest()


def describe_picture(spec: PictureSpec) -> str:
    """Alternative text in English, from the same parameters that draw the picture."""
    noun = NOUNS[spec.archetype][spec.arrangement]
    article = "An" if noun[0] in "aeiou" else "A"
    colours = spec.colour if spec.colour == spec.accent else f"{spec.colour} and {spec.accent}"
    unprinted = not spec.words or (spec.archetype, spec.arrangement) in UNPRINTED
    label = "" if unprinted else f", labelled “{' '.join(spec.words)}”"
    return f"{article} {noun}, {colours}{label}."
