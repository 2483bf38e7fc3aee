"""Bars of soap and a tin of balm."""

from workshop.pictures.archetypes.ingredients.beside import beside
from workshop.pictures.archetypes.look import Look, around
from workshop.pictures.kernel.surface import KRAFT, LINEN, PEEL, SPECKLE
from workshop.pictures.kernel.tables import ABOVE, FRONT
from workshop.pictures.lines import ring, smooth, turn, vessel
from workshop.pictures.palette import shade_of
from workshop.pictures.scene import Scene


def soap_form(s: Scene, look: Look) -> None:
    """One bar with what it is made with; `stuff` block, round, rope, layered, salt, charcoal, goat or loofah."""
    s.elevation = 32
    kind = look.stuff
    tone = {
        "charcoal": "#2b2a2e",
        "goat": "#f4eddf",
        "salt": "#dfe6e4",
        "rose": "#d9a79c",
        "oat": "#e3cda2",
        "lavender": "#b9a8c4",
        "green": "#a9b083",
        "almond": "#e0c49c",
        "rosemary": "#93a382",
        "hammam": "#6b5a2c",
    }[kind]
    wax = s.material(
        tone,
        0.5,
        0.04,
        wrap=0.3,
        pattern=(
            SPECKLE if kind in ("oat", "rosemary", "lavender") else KRAFT,
            16 if kind in ("oat", "rosemary", "lavender") else 1,
        ),
        second=shade_of(tone, 0.72),
    )
    yaw = turn(y=16)
    if kind in ("rose", "goat"):
        s.cylinder(wax, (-0.4, 0.34, 0), 0.92, 0.34, 0.16)
        s.decal(wax, look.stamp(tone, (1000, 1000), 170, bare=True), ABOVE, (-0.62, 0.62, -0.62, 0.62))
        s.cylinder(wax, (-0.55, 0.98, -0.15), 0.90, 0.32, 0.16, turned=turn(y=30)) if kind == "goat" else None
    elif kind == "salt":
        s.box(wax, (-0.3, 0.36, 0), 1.0, 0.36, 0.66, 0.16, turned=yaw)
        s.box(
            s.material("#f8f5ee", 0.5, relief=(PEEL, 0.10, 9)),
            around(yaw, (-0.3, 0.36, 0))(0, 0.30, 0),
            0.86,
            0.10,
            0.52,
            0.09,
            turned=yaw,
        )
        rope = s.material("#b98a52", 0.9, relief=(LINEN, 0.02, 30))
        hole = around(yaw, (-0.3, 0.36, 0))
        s.tube(
            rope,
            hole(-1.0, 0, 0),
            smooth(
                [(0.15, 0.0), (-0.45, 0.18), (-1.05, 0.40), (-1.30, 0.0), (-1.0, -0.36), (-0.45, -0.16), (0.15, -0.02)]
            ),
            0.075,
            turned=yaw @ turn(x=-90),
        )
        s.ellipsoid(rope, hole(-1.10, 0, 0), 0.15, 0.13, 0.13)
    elif kind == "hammam":
        s.box(wax, (-0.35, 0.50, 0), 0.80, 0.50, 0.78, 0.10, turned=yaw)
        s.decal(wax, look.stamp(tone, (1000, 1000), 170, bare=True), ABOVE, (-0.62, 0.62, -0.6, 0.6))
    else:
        s.box(wax, (-0.35, 0.34, 0), 0.98, 0.34, 0.62, 0.08, turned=yaw)
        s.decal(wax, look.stamp(tone, (1000, 640), 170, bare=True), ABOVE, (-0.80, 0.80, -0.5, 0.5))
        if kind in ("green", "charcoal", "almond"):
            s.box(wax, (-0.55, 0.98, -0.20), 0.95, 0.30, 0.58, 0.08, turned=turn(y=28))
            s.decal(wax, look.stamp(tone, (1000, 640), 170, bare=True), ABOVE, (-0.80, 0.80, -0.5, 0.5))
    beside(s, look, ((1.25, 0, 0.45), (0.15, 0, 1.25)))


def balm_set(s: Scene, look: Look) -> None:
    """A hexagonal bar of beeswax soap and an open tin of balm."""
    s.elevation = 34
    wax = s.material("#e0b95e", 0.5, 0.04, wrap=0.35)

    s.extrude(wax, (-0.65, 0.32, -0.1), ring(1.0, 6), 0.32, 0.06, turned=turn(y=14) @ turn(x=-90))
    s.decal(wax, look.stamp("#e0b95e", (1000, 1000), 150, bare=True), FRONT, (-0.7, 0.7, -0.7, 0.7))
    tin = s.material("#c9c2b4", 0.28, 0.6, metal=1)
    s.lathe(tin, (1.05, 0, 0.55), vessel([(0.68, 0), (0.72, 0.03), (0.74, 0.40)], 0.035, 0.05))
    s.cylinder(s.material("#ecd79a", 0.35, 0.05, wrap=0.4), (1.05, 0.28, 0.55), 0.70, 0.05, 0.04)
    s.cylinder(tin, (1.35, 0.72, -0.55), 0.76, 0.07, 0.04, turned=turn(64, -20))
    beside(s, look, ((-0.2, 0, 1.35),))
