"""Wine and cider, each in the bottle of its kind."""

import numpy as np

from workshop.pictures.archetypes.ingredients.fruits import apple
from workshop.pictures.archetypes.look import Look, around, brass, ceramic, steel, wood
from workshop.pictures.kernel.surface import GRAIN, KRAFT, PEEL
from workshop.pictures.kernel.tables import AROUND, FRONT
from workshop.pictures.lines import Points, smooth, turn
from workshop.pictures.palette import INK, PAPER, mix
from workshop.pictures.scene import Place, Scene

# Bottles, by silhouette: outline, cork or capsule, where the label sits.
_CLARET = smooth(
    [
        (0, 0),
        (0.46, 0),
        (0.46, 0),
        (0.525, 0.03),
        (0.54, 0.1),
        (0.54, 1.0),
        (0.54, 1.95),
        (0.47, 2.2),
        (0.24, 2.42),
        (0.19, 2.62),
        (0.185, 3.0),
        (0.185, 3.3),
        (0.185, 3.3),
        (0, 3.3),
    ]
)


_FLUTE = smooth(
    [
        (0, 0),
        (0.42, 0),
        (0.42, 0),
        (0.48, 0.03),
        (0.49, 0.1),
        (0.49, 1.3),
        (0.46, 1.75),
        (0.32, 2.35),
        (0.20, 2.9),
        (0.165, 3.3),
        (0.165, 3.75),
        (0.165, 3.75),
        (0, 3.75),
    ]
)


_SLOPING = smooth(
    [
        (0, 0),
        (0.50, 0),
        (0.50, 0),
        (0.60, 0.03),
        (0.62, 0.1),
        (0.62, 1.1),
        (0.58, 1.5),
        (0.40, 2.0),
        (0.24, 2.45),
        (0.185, 2.8),
        (0.185, 3.25),
        (0.185, 3.25),
        (0, 3.25),
    ]
)


_SMALL = smooth(
    [
        (0, 0),
        (0.34, 0),
        (0.34, 0),
        (0.39, 0.03),
        (0.40, 0.1),
        (0.40, 1.7),
        (0.36, 1.95),
        (0.19, 2.2),
        (0.15, 2.4),
        (0.15, 2.75),
        (0.15, 2.75),
        (0, 2.75),
    ]
)


_STOUT = smooth(
    [
        (0, 0),
        (0.54, 0),
        (0.54, 0),
        (0.64, 0.03),
        (0.66, 0.1),
        (0.66, 1.2),
        (0.60, 1.6),
        (0.36, 2.15),
        (0.22, 2.6),
        (0.19, 2.9),
        (0.19, 3.1),
        (0.19, 3.1),
        (0, 3.1),
    ]
)


def _bottle(
    s: Scene, look: Look, line: Points, glass: str, at: Place, *, low: float = 0.42, high: float = 1.35, clear: str = ""
) -> None:
    """Dark glass is one solid; clear glass holds a body of its liquid."""
    if clear:
        s.lathe(s.material(clear, 0.06, 0.045, wrap=0.3, glow=0.05), np.add(at, (0, 0.07, 0)), line * [0.90, 0.82])
        s.lathe(s.material(glass, 0.03), at, line, glass=True)
        r = line[:, 0].max() + 0.006
        s.cylinder(s.material(PAPER, 0.8), np.add(at, (0, (low + high) / 2, 0)), r, (high - low) / 2, 0.005)
        s.decal(
            len(s.materials) - 1,
            look.sticker((2000, 1000), 165),
            AROUND,
            (-1.7, 1.7, (low - high) / 2, (high - low) / 2),
            0.8,
        )
    else:
        m = s.material(glass, 0.06, 0.05)
        s.lathe(m, at, line)
        s.decal(m, look.sticker((900, 960), 165), AROUND, (-0.95, 0.95, low, high), 0.8)


def _capsule(s: Scene, colour: str, at: Place, top: float, r: float, half: float) -> None:
    s.cylinder(s.material(colour, 0.36, 0.3, metal=0.3), np.add(at, (0, top - half + 0.03, 0)), r + 0.016, half, 0.03)


def wine_flute(s: Scene, look: Look) -> None:
    """A tall Rhine flute of green glass."""
    _bottle(s, look, _FLUTE, "#4d6a3c", (-0.45, 0, 0), high=1.28)
    _capsule(s, look.accent, (-0.45, 0, 0), 3.75, 0.165, 0.40)


def wine_rose(s: Scene, look: Look) -> None:
    """A clear bottle of pale pink wine."""
    _bottle(s, look, _SLOPING, "#f6eeea", (-0.45, 0, 0), clear="#dc9a86", high=1.12)
    _capsule(s, mix(look.colour, "#f2d9cf", 0.4), (-0.45, 0, 0), 3.25, 0.185, 0.34)


def sparkling(s: Scene, look: Look) -> None:
    """A heavy bottle with long foil, wire and a mushroom cork."""
    _bottle(s, look, _STOUT, "#1f2f20", (-0.5, 0, 0), high=1.30)
    foil = s.material(mix("#c9a25a", look.accent, 0.25), 0.34, 0.5, metal=0.8, relief=(PEEL, 0.05, 10))
    s.lathe(
        foil,
        (-0.5, 0, 0),
        smooth(
            [
                (0, 2.05),
                (0.42, 2.08),
                (0.42, 2.08),
                (0.25, 2.55),
                (0.215, 2.9),
                (0.26, 3.1),
                (0.30, 3.24),
                (0.24, 3.40),
                (0, 3.43),
            ]
        ),
    )
    s.torus(brass(s), (-0.5, 3.02, 0), 0.225, 0.028)


def cider(s: Scene, look: Look) -> None:
    """A stout bottle with a wire-hinged stopper, and an apple."""
    _bottle(s, look, _STOUT, "#5a4a1c", (-0.5, 0, 0), high=1.30)
    wire, white = steel(s), ceramic(s, "#efe8dc")
    s.cylinder(white, (-0.5, 3.20, 0), 0.17, 0.12, 0.05)
    s.torus(s.material("#b0402a", 0.6), (-0.5, 3.10, 0), 0.16, 0.04)
    s.tube(
        wire,
        (-0.5, 0, 0),
        smooth([(-0.24, 2.72), (-0.30, 3.05), (-0.16, 3.36), (0, 3.38), (0.16, 3.36), (0.30, 3.05), (0.24, 2.72)]),
        0.022,
        turned=turn(y=25),
    )
    s.tube(
        wire,
        (-0.5, 0, 0),
        smooth([(-0.26, 2.75), (-0.34, 2.45), (-0.05, 2.42), (0.26, 2.75)]),
        0.022,
        turned=turn(y=25),
    )
    s.torus(wire, (-0.5, 2.72, 0), 0.235, 0.024)
    apple(s, (0.85, 0, 0.55))


def dessert_wine(s: Scene, look: Look) -> None:
    """A slim half bottle of clear glass full of amber gold."""
    _bottle(s, look, _SMALL, "#f6f1e4", (-0.35, 0, 0), clear="#c9821a", high=1.25)
    _capsule(s, look.colour, (-0.35, 0, 0), 2.75, 0.15, 0.32)


def amber_wine(s: Scene, look: Look) -> None:
    """A sloping clear bottle of amber wine under a dip of clay-red wax."""
    _bottle(s, look, _SLOPING, "#f6efe2", (0, 0, 0), high=1.30, clear="#b5641e")
    wax = s.material("#b0602f", 0.4, 0.05)
    s.cylinder(wax, (0, 3.02, 0), 0.21, 0.28, 0.06)


def wine_white(s: Scene, look: Look) -> None:
    """A sloping bottle of pale green glass."""
    _bottle(s, look, _SLOPING, "#6d7a48", (-0.45, 0, 0), high=1.2)
    _capsule(s, look.accent if look.accent != "#e9e1d2" else "#3b6373", (-0.45, 0, 0), 3.25, 0.185, 0.34)


def wine_box(s: Scene, look: Look) -> None:
    """A bottle lying on wood wool in an open wooden box, the sliding lid half drawn."""
    s.elevation, s.fit = 42, 0.84
    yaw = turn(y=22)
    f = around(yaw)
    pine = wood(s, ("#d9bd8c", "#b98f5a"), 1.0)
    s.box(pine, f(0, 0.46, 0), 1.95, 0.46, 0.78, 0.03, turned=yaw)
    s.box(pine, f(0, 0.62, 0), 1.86, 0.46, 0.69, 0.02, turned=yaw, cut=0.01)
    straw = s.material("#e3cf9c", 0.95, relief=(GRAIN, 0.16, 9), pattern=(KRAFT, 1), second="#c9ad6e")
    s.box(straw, f(0, 0.36, 0), 1.85, 0.16, 0.68, 0.10, turned=yaw)
    lying = turn(0, 22, -90)
    m = s.material(mix("#1c2a1c", INK, 0.3), 0.06, 0.05)
    s.lathe(m, f(-1.68, 0.72, 0), _CLARET * [0.88, 1.0], turned=lying)
    s.decal(m, look.sticker((900, 1120), 165).rotate(90, expand=True), AROUND, (0.55, 2.35, 0.5, 1.5), 0.8)
    s.cylinder(
        s.material(look.accent if look.accent != "#e9e1d2" else look.colour, 0.36, 0.3, metal=0.3),
        f(1.38, 0.72, 0),
        0.185,
        0.30,
        0.03,
        turned=lying,
    )
    s.box(pine, f(0.95, 0.16, 1.35), 1.5, 0.045, 0.70, 0.02, turned=turn(y=14))
    s.decal(pine, look.plain_stamp("#ffffff", (1200, 300)), FRONT, (-1.0, 1.0, -0.2, 0.2), 0.7)


def wine_red(s: Scene, look: Look) -> None:
    """A bottle of red wine: high-shouldered, or with sloping shoulders (arrangement 1)."""
    if look.arrangement:
        _bottle(s, look, _SLOPING, "#232b1a", (0, 0, 0), high=1.3)
        _capsule(s, look.colour, (0, 0, 0), 3.25, 0.185, 0.36)
        return
    _bottle(s, look, _CLARET, mix("#1c2a1c", INK, 0.3), (-0.6, 0, -0.1), high=1.5)
    _capsule(s, look.accent, (-0.6, 0, -0.1), 3.3, 0.185, 0.36)
