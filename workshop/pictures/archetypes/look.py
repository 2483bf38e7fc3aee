"""What an archetype is told about the one product it stands for, and the stuff products are made of."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from workshop.pictures.kernel.surface import GRAIN, KRAFT, LINEN, PEEL, THROWN, TOOTH, VEINS, WOOD
from workshop.pictures.labels import label
from workshop.pictures.lines import Turn, smooth, turn, vessel
from workshop.pictures.palette import BRASS, INK, OAK, PAPER, STEEL, is_dark, print_on, shade_of
from workshop.pictures.scene import Place, Scene


@dataclass(frozen=True)
class Look:
    """Colours as '#rrggbb', the words to print, and which of the two arrangements; `label`, `lid`: theirs where they have one.

    `stuff`: which form of the shape, "" for its only or usual one. `beside`: keys of what lies beside it (`ingredients.beside`),
    only what the product's own list names.
    """

    colour: str
    accent: str
    words: tuple[str, ...]
    arrangement: int
    label: str | None = None
    lid: str | None = None
    stuff: str = ""
    beside: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The words in one line."""
        return " ".join(self.words)

    def sticker(
        self, size: tuple[int, int] = (900, 1000), type_size: int = 150, *, ground: bool = True, bare: bool = False
    ) -> Image.Image:
        """A paper label with the product's words, cream where it has no colour of its own; or their dark print alone."""
        if self.label is not None and ground:
            ink = print_on(self.label)
            return label(self.words, ground=self.label, ink=ink, accent=ink, size=size, type_size=type_size, bare=bare)
        accent = next((c for c in (self.accent, self.colour) if is_dark(c)), INK)
        paper = PAPER if ground else None
        return label(self.words, ground=paper, accent=accent, size=size, type_size=type_size, bare=bare)

    def stamp(
        self, on: str, size: tuple[int, int] = (900, 1000), type_size: int = 150, bare: bool = False
    ) -> Image.Image:
        """The words printed straight onto a surface of colour `on`."""
        ink = print_on(on)
        return label(self.words, ground=None, ink=ink, accent=ink, size=size, type_size=type_size, bare=bare)

    def plain_stamp(self, on: str, size: tuple[int, int]) -> Image.Image:
        """The words in a single line, for long low faces."""
        ink = print_on(on)
        return label(
            (self.title,), ground=None, ink=ink, accent=ink, size=size, type_size=int(size[1] * 0.6), bare=True
        )


def around(turned: Turn, origin: Place = (0, 0, 0)) -> Callable[[float, float, float], NDArray[np.float64]]:
    """Places, each of shape (3,), in a frame that is turned by a (3, 3) matrix and moved."""

    def at(x: float, y: float, z: float) -> NDArray[np.float64]:
        place: NDArray[np.float64] = np.asarray(origin, float) + turned @ np.array([x, y, z], float)
        return place

    return at


# Stuff: materials that many products share.


def wood(s: Scene, tones: tuple[str, str] = OAK, scale: float = 2.2) -> int:
    """Grained wood in two tones; the higher `scale`, the finer its grain."""
    return s.material(tones[0], 0.52, 0.045, pattern=(WOOD, scale), second=tones[1], relief=(GRAIN, 0.004, 14))


def brass(s: Scene) -> int:
    """Brass, a little dull."""
    return s.material(BRASS, 0.30, 0.6, metal=1)


def steel(s: Scene) -> int:
    """Steel, a little dull."""
    return s.material(STEEL, 0.28, 0.6, metal=1)


def ceramic(s: Scene, colour: str, rough: float = 0.30) -> int:
    """Glazed, with the rings of the wheel."""
    return s.material(colour, rough, 0.045, relief=(THROWN, 0.0018, 30))


def lacquer(s: Scene, colour: str) -> int:
    """Paint with a fine tooth."""
    return s.material(colour, 0.34, 0.05, relief=(TOOTH, 0.0006, 60))


def card(s: Scene, colour: str) -> int:
    """Uncoated card with a weave of linen."""
    return s.material(colour, 0.72, relief=(LINEN, 0.0004, 150))


def kraft(s: Scene, colour: str) -> int:
    """Unbleached paper with its fibres."""
    return s.material(colour, 0.78, pattern=(KRAFT, 1), second=shade_of(colour, 0.82), relief=(PEEL, 0.004, 16))


def leather(s: Scene, colour: str) -> int:
    """Grained leather."""
    return s.material(colour, 0.55, 0.04, relief=(PEEL, 0.006, 30))


def foliage(s: Scene, colour: str = "#5d7048", rib: str = "#93a577") -> int:
    """Leaves with ribs in a lighter tone."""
    return s.material(colour, 0.5, wrap=0.2, pattern=(VEINS, 34), second=rib)


# Small companions that may lie beside any product.


def sprig(s: Scene, at: Place, yaw: float, pairs: int = 5, colour: str = "#74866a", rib: str = "#aab893") -> None:
    """A twig with leaves in pairs, lying on the paper and pointing along its yaw."""
    stem = s.material("#6f5a3c", 0.8)
    leaves = foliage(s, colour, rib)
    frame = around(turn(y=yaw), at)
    s.cone(stem, frame(0, 0.045, 0), 0.024, 0.25 + pairs * 0.21, 0.012, turned=turn(0, yaw, -86))
    for i in range(pairs):
        for side in (-1, 1):
            lean = turn(s.random.uniform(-16, 16), yaw + side * s.random.uniform(38, 58), 8)
            s.leaf(leaves, frame(0.2 + i * 0.21, 0.07, 0), 0.44, 0.09, thick=0.014, bend=0.1, turned=lean)
    s.leaf(leaves, frame(0.2 + pairs * 0.21, 0.07, 0), 0.36, 0.08, thick=0.014, bend=0.1, turned=turn(0, yaw, 8))


def spoon(s: Scene, at: Place, yaw: float, material: int, length: float = 1.15) -> None:
    """A small spoon lying on the paper, its bowl at `at`, the handle along its yaw."""
    bowl = smooth([(0, -0.13), (0.16, -0.11), (0.25, 0.0), (0.23, 0.015), (0.14, -0.07), (0, -0.09)], steps=8)
    frame = around(turn(y=yaw), at)
    s.lathe(material, frame(0, 0.135, 0), bowl)
    s.cone(material, frame(0.2, 0.135, 0), 0.042, length, 0.03, turned=turn(0, yaw, -95), join=0.05)


def dish(s: Scene, at: Place, material: int, radius: float = 0.6, filling: int | None = None) -> None:
    """A small open dish, filled to near its lip when a filling is given."""
    k = radius / 0.72
    outer = [(0.34 * k, 0), (0.42 * k, 0.03 * k), (0.60 * k, 0.16 * k), (0.72 * k, 0.30 * k)]
    s.lathe(material, at, vessel(outer, 0.055 * k, 0.06 * k))
    if filling is not None:
        place = around(turn(), at)(0, 0.17 * k, 0)
        s.cylinder(filling, place, 0.56 * k, 0.015, 0.01)
