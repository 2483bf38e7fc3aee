"""Cups and mugs."""

from workshop.pictures.archetypes.household.drinkware import one_mug
from workshop.pictures.archetypes.look import Look
from workshop.pictures.archetypes.tableware.vessels import CLAY, cork, glazed, handled
from workshop.pictures.kernel.surface import DIPPED, SPECKLE, THROWN
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import INK, mix
from workshop.pictures.scene import Scene


def mug_glazed(s: Scene, look: Look) -> None:
    """One mug glazed all over; `stuff`: cork base, stars on night blue, or bold speckles."""
    second = {"": None, "cork": None, "night": "#f4efe2", "speckled": "#6b4a32"}[look.stuff]
    m = glazed(s, mix(look.colour, CLAY, 0.75) if look.stuff == "speckled" else look.colour, second)
    base = 0.0
    if look.stuff == "cork":
        s.cylinder(cork(s), (0, 0.17, 0), 0.90, 0.17, 0.05)
        base = 0.26
    one_mug(s, m, (0, base, 0), -28)


def cup_saucer(s: Scene, look: Look) -> None:
    """A thin flaring porcelain cup."""
    s.elevation = 28
    m = s.material(mix(look.colour, "#f6f0e8", 0.55), 0.14, 0.05, wrap=0.15)
    handled(s, m, (0, 0, 0), [(0.34, 0), (0.42, 0.04), (0.66, 0.34), (0.82, 0.72), (0.95, 1.02)], -22, 0.05, 0.07, 0.04)


def mug_enamel(s: Scene, look: Look) -> None:
    """A straight camp mug of enamelled steel: dark rolled rim, strap handle."""
    m = s.material(look.colour, 0.16, 0.06, pattern=(SPECKLE, 12), second=mix(look.colour, "#f4efe4", 0.55))
    rim = s.material(INK, 0.25, 0.06)
    s.lathe(m, (0, 0, 0), vessel([(0.84, 0), (0.92, 0.03), (0.94, 0.1), (0.94, 1.35)], 0.035, 0.05))
    s.torus(rim, (0, 1.36, 0), 0.935, 0.05)
    strap = smooth([(0.92, 1.16), (1.36, 1.18), (1.44, 0.95), (1.36, 0.50), (0.94, 0.36)])
    s.tube(m, (0, 0, 0), strap, 0.035, 0.13, 0.02, turned=turn(y=-24))


def espresso_pair(s: Scene, look: Look) -> None:
    """Two small thick cups."""
    s.elevation = 32
    for x, z, tone, yaw in ((-0.95, -0.25, look.colour, 200), (0.75, 0.45, look.accent, -24)):
        m = s.material(mix(tone, "#efe8dc", 0.12), 0.16, 0.05)
        handled(s, m, (x, 0, z), [(0.30, 0), (0.36, 0.03), (0.46, 0.3), (0.50, 0.66)], yaw, 0.055, 0.075, 0.075)


def cappuccino(s: Scene, look: Look) -> None:
    """A wide round bowl of a cup with an ear."""
    s.elevation = 34
    m = glazed(s, look.colour)
    handled(
        s, m, (0, 0, 0), [(0.46, 0), (0.54, 0.03), (0.92, 0.34), (1.06, 0.66), (1.10, 0.92)], -30, 0.085, 0.12, 0.075
    )


def tumbler(s: Scene, look: Look) -> None:
    """One handleless cup, a band of bare clay below the glaze."""
    wall = [(0.50, 0), (0.57, 0.03), (0.66, 0.4), (0.72, 0.95), (0.74, 1.35)]
    m = s.material(look.colour, 0.28, 0.05, pattern=(DIPPED, 0.36), second="#c9a27a", relief=(THROWN, 0.010, 16))
    s.lathe(m, (0, 0, 0), vessel(wall, 0.075))
