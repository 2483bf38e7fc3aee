"""Olive oil and wine."""

from renderers.brand.colours import COLOURS
from workshop.pictures.archetypes.look import Look, around, brass, card, ceramic, dish, foliage, lacquer, wood
from workshop.pictures.kernel.tables import AROUND, FRONT
from workshop.pictures.lines import Points, smooth, turn, vessel
from workshop.pictures.palette import INK, mix
from workshop.pictures.scene import Place, Scene

_OIL = "#a88a1c"

# The product's colour says what is poured: red unless it is one of these.
_RED = "#4a0f1c"
_WHITE, _ROSE, _AMBER = "#d3b75a", "#d98f7c", "#b8792c"
_WINES = {
    COLOURS["moss"]: _WHITE,
    COLOURS["cream"]: _WHITE,
    COLOURS["saffron"]: _WHITE,
    COLOURS["rose"]: _ROSE,
    COLOURS["clay"]: _AMBER,
}


def oliveoil(s: Scene, look: Look) -> None:
    """A dark bottle with a dish of oil and an olive twig, or a square can of oil alone."""
    clay, oil = ceramic(s, "#efe6d6", 0.22), s.material(_OIL, 0.05, 0.05)
    if look.arrangement == 0:
        glass = s.material(mix("#2f3b16", look.colour, 0.25), 0.07, 0.05)
        s.lathe(glass, (-0.15, 0, 0), oil_bottle_line())
        s.torus(glass, (-0.15, 3.05, 0), 0.205, 0.045)
        s.cylinder(wood(s, scale=4), (-0.15, 3.36, 0), 0.20, 0.22, 0.04)
        s.decal(glass, look.sticker((900, 1000), 165), AROUND, (-0.92, 0.92, 0.42, 1.62), 0.75)
        dish(s, (1.22, 0, 0.55), clay, 0.72, oil)
        _olive_twig(s, (-1.05, 0, 1.05))
        return
    paint, yaw = lacquer(s, look.colour), turn(y=20)
    frame = around(yaw, (-0.35, 0, 0))
    s.box(paint, frame(0, 1.35, 0), 0.78, 1.35, 0.52, 0.06, turned=yaw)
    s.cylinder(brass(s), frame(0.42, 2.82, 0.1), 0.20, 0.14, 0.03)
    handle = smooth([(-0.60, 2.66), (-0.56, 2.92), (-0.30, 3.0), (-0.04, 2.92), (0.0, 2.66)])
    s.tube(brass(s), (-0.35, 0, 0), handle, 0.035, 0.06, 0.03, turned=yaw)
    s.decal(paint, look.sticker((1000, 1240), 170), FRONT, (-0.56, 0.56, -0.78, 0.62), 0.7)


def oil_bottle_line() -> Points:
    return smooth(
        [(0, 0), (0.50, 0), (0.50, 0), (0.60, 0.035), (0.62, 0.12), (0.62, 1.0), (0.615, 1.75), (0.56, 2.08),
         (0.36, 2.38), (0.235, 2.62), (0.205, 2.9), (0.205, 3.14), (0.205, 3.14), (0, 3.14)]
    )  # fmt: skip


def _olive_twig(s: Scene, at: Place) -> None:
    stem = s.material("#6b5a3a", 0.8)
    leaves = foliage(s, "#5d6b42", "#8f9a6c")
    green, purple = s.material("#39461b", 0.25, 0.05), s.material("#56304a", 0.25, 0.05)
    frame = around(turn(y=14), at)
    s.cone(stem, frame(0, 0.05, 0), 0.025, 1.5, 0.012, turned=turn(0, 14, -84))
    for i in range(6):
        for side in (-1, 1):
            lean = turn(s.random.uniform(-15, 15), 14 + side * s.random.uniform(35, 60), 8)
            s.leaf(leaves, frame(0.15 + i * 0.24, 0.07, 0), 0.52, 0.085, thick=0.014, bend=0.12, turned=lean)
    for x, z, olive in ((0.40, 0.22, green), (0.78, -0.05, purple), (1.08, 0.26, green)):
        s.ellipsoid(olive, frame(x, 0.125, z), 0.165, 0.125, 0.125, turned=turn(y=s.random.uniform(0, 90)))


def wine(s: Scene, look: Look) -> None:
    """A bottle beside a poured glass, or a bottle beside its gift tube."""
    foil = s.material(look.accent, 0.36, 0.3, metal=0.3)
    if look.arrangement == 0:
        _wine_bottle(s, look, (-0.5, 0, 0), foil)
        wine_glass(s, (0.95, 0, 0.55), look.colour)
        return
    _wine_bottle(s, look, (0.55, 0, 0.35), foil)
    tube = card(s, look.colour)
    s.cylinder(tube, (-0.85, 1.62, -0.45), 0.60, 1.62, 0.03)
    s.cylinder(brass(s), (-0.85, 3.22, -0.45), 0.61, 0.07, 0.02)
    s.decal(tube, look.stamp(look.colour, (900, 1300), 170), AROUND, (-0.72, 0.95, 0.6 - 1.62, 2.6 - 1.62))


def _wine_bottle(s: Scene, look: Look, at: Place, foil: int) -> None:
    glass = s.material(mix("#1c2a1c", INK, 0.3), 0.06, 0.05)
    body = smooth(
        [(0, 0), (0.46, 0), (0.46, 0), (0.525, 0.03), (0.54, 0.1), (0.54, 1.0), (0.54, 1.85), (0.48, 2.15),
         (0.27, 2.42), (0.20, 2.62), (0.185, 3.0), (0.185, 3.25), (0.185, 3.25), (0, 3.25)]
    )  # fmt: skip
    s.lathe(glass, at, body)
    place = around(turn(), at)
    s.cylinder(foil, place(0, 3.06, 0), 0.20, 0.36, 0.03)
    s.torus(foil, place(0, 3.26, 0), 0.185, 0.035)
    s.decal(glass, look.sticker((900, 1120), 165), AROUND, (-0.92, 0.92, 0.45, 1.62), 0.8)


def wine_glass(s: Scene, at: Place, colour: str) -> None:
    glass = s.material("#f3f1ec", 0.03)
    bowl = [(0.05, 0.98), (0.22, 1.02), (0.45, 1.22), (0.52, 1.52), (0.48, 1.85), (0.40, 2.15)]
    s.lathe(s.material(_WINES.get(colour, _RED), 0.05, 0.04), at, smooth(
        [(0, 1.05), (0.05, 1.05), (0.20, 1.08), (0.40, 1.24), (0.465, 1.46), (0.465, 1.46), (0, 1.46)]
    ))  # fmt: skip
    s.lathe(glass, at, vessel(bowl, 0.03, 0.04), glass=True)
    stem = [(0, 0), (0.46, 0), (0.46, 0.02), (0.20, 0.05), (0.06, 0.12), (0.045, 0.5), (0.05, 0.98), (0, 1.0)]
    s.lathe(glass, at, smooth(stem), glass=True)
