"""Mugs, teapots, flasks and carafes."""

from workshop.pictures.archetypes.look import Look, around, ceramic, foliage, lacquer, leather, steel, wood
from workshop.pictures.kernel.surface import DIPPED, PEEL, SPECKLE, THROWN, TOOTH
from workshop.pictures.kernel.tables import AROUND
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import mix, shade_of
from workshop.pictures.scene import Place, Scene

_CLAY = "#e9e1d2"


def mug(s: Scene, look: Look) -> None:
    """A dipped mug, or a pair of them."""
    dipped = s.material(_CLAY, 0.30, 0.045, pattern=(DIPPED, 0.78), second=look.colour, relief=(THROWN, 0.0018, 30))
    if look.arrangement == 0:
        one_mug(s, dipped, (0, 0, 0), -28)
        return
    other = s.material(_CLAY, 0.30, 0.045, pattern=(DIPPED, 1.15), second=look.accent, relief=(THROWN, 0.0018, 30))
    one_mug(s, dipped, (0.75, 0, 0.55), -20)
    one_mug(s, other, (-0.95, 0, -0.55), 205)


def one_mug(s: Scene, clay: int, at: Place, yaw: float) -> None:
    wall = [(0.62, 0), (0.70, 0.03), (0.80, 0.10), (0.865, 0.35), (0.88, 0.8), (0.885, 1.3), (0.895, 1.72)]
    s.lathe(clay, at, vessel(wall, 0.075))
    handle = smooth([(0.84, 1.42), (1.16, 1.46), (1.36, 1.22), (1.36, 0.88), (1.15, 0.58), (0.86, 0.50)])
    s.tube(clay, at, handle, 0.085, 0.125, 0.08, turned=turn(y=yaw), join=0.10)


def tea_inside(s: Scene, colour: str, at: Place, radius: float) -> None:
    s.cylinder(s.material(colour, 0.10, 0.035), at, radius, 0.015, 0.008)


def teapot(s: Scene, look: Look) -> None:
    """A round speckled pot under a bow handle, or a side-handled pot."""
    glaze = s.material(look.colour, 0.28, 0.05, pattern=(SPECKLE, 30), second="#d8ccae", relief=(THROWN, 0.003, 30))
    if look.arrangement == 0:
        round_pot(s, glaze, wood(s, scale=3))
        return
    _side_pot(s, glaze, (0, 0, 0))


def round_pot(s: Scene, glaze: int, handle: int) -> None:
    body = smooth(
        [(0, 0), (0.55, 0), (0.55, 0), (0.66, 0.05), (0.95, 0.42), (1.02, 0.80), (0.86, 1.18), (0.52, 1.38),
         (0.46, 1.40), (0.46, 1.40), (0, 1.40)]
    )  # fmt: skip
    lid = smooth(
        [(0, 0), (0.47, 0), (0.47, 0), (0.48, 0.05), (0.30, 0.17), (0.1, 0.22), (0.06, 0.26), (0.10, 0.34),
         (0.11, 0.40), (0, 0.44)]
    )  # fmt: skip
    s.lathe(glaze, (0, 0, 0), body)
    spout = smooth([(0.80, 0.55), (1.12, 0.66), (1.32, 0.95), (1.50, 1.30)])
    s.tube(glaze, (0, 0, 0), spout, 0.125, turned=turn(y=-18), join=0.18)
    s.lathe(glaze, (0, 1.39, 0), lid)
    bow = smooth([(-0.78, 1.20), (-0.86, 1.75), (-0.5, 2.18), (0, 2.30), (0.5, 2.18), (0.86, 1.75), (0.78, 1.20)])
    s.tube(handle, (0, 0, 0), bow, 0.055, 0.085, 0.05, turned=turn(y=-18))


def _side_pot(s: Scene, glaze: int, at: Place) -> None:
    body = smooth(
        [(0, 0), (0.66, 0), (0.66, 0), (0.78, 0.05), (0.86, 0.30), (0.84, 0.72), (0.70, 0.92), (0.56, 0.97),
         (0.56, 0.97), (0, 0.97)]
    )  # fmt: skip
    lid = smooth(
        [(0, 0), (0.54, 0), (0.54, 0), (0.50, 0.07), (0.2, 0.11), (0.09, 0.14), (0.13, 0.24), (0.10, 0.30), (0, 0.31)]
    )
    place = around(turn(), at)
    s.lathe(glaze, at, body)
    spout = smooth([(0.70, 0.52), (0.95, 0.60), (1.12, 0.80), (1.20, 1.02)])
    s.tube(glaze, at, spout, 0.11, turned=turn(y=-65), join=0.14)
    s.cone(glaze, place(-0.55, 0.55, 0.46), 0.16, 0.85, 0.10, turned=turn(0, 220, -68), join=0.10)
    s.lathe(glaze, place(0, 0.965, 0), lid)


def flask(s: Scene, look: Look) -> None:
    """A tall flask beside river stones, or a short one with its cup taken off."""
    steel_ring, strap = steel(s), leather(s, "#b98956")
    if look.arrangement == 0:
        _flask(s, look, (0, 0, 0), 2.05)
        s.cylinder(steel_ring, (0, 2.52, 0), 0.43, 0.05, 0.015)
        s.cylinder(s.material(mix(look.accent, "#e9e1d2", 0.75), 0.5), (0, 2.80, 0), 0.44, 0.24, 0.06)
        loop = smooth([(-0.40, 2.86), (-0.36, 3.2), (0, 3.32), (0.36, 3.2), (0.40, 2.86)])
        s.tube(strap, (0, 0, 0), loop, 0.035, 0.09, 0.03, turned=turn(y=-25))
        _stones(s)
        return
    _flask(s, look, (-0.4, 0, 0), 1.35)
    s.cylinder(steel_ring, (-0.4, 1.82, 0), 0.43, 0.06, 0.015)
    s.cylinder(s.material(look.accent, 0.5), (-0.4, 2.0, 0), 0.34, 0.16, 0.05)
    cup = s.material(look.colour, 0.46, 0.05)
    s.lathe(cup, (0.98, 0, 0.45), vessel([(0.36, 0), (0.40, 0.02), (0.44, 0.2), (0.48, 0.74)], 0.04, 0.05))
    tea_inside(s, "#6a3a18", (0.98, 0.55, 0.45), 0.43)
    leaf = foliage(s)
    for yaw, x, z in ((20, 0.35, 1.15), (160, 0.2, 1.28)):
        s.leaf(leaf, (x, 0.03, z), 0.46, 0.12, thick=0.014, bend=0.1, turned=turn(0, yaw, 6))


def _flask(s: Scene, look: Look, at: Place, shoulder: float) -> None:
    powder = s.material(look.colour, 0.46, 0.05, relief=(TOOTH, 0.0012, 90))
    h = shoulder
    wall = smooth(
        [(0, 0), (0.52, 0), (0.52, 0), (0.585, 0.03), (0.60, 0.10), (0.60, h * 0.6), (0.60, h), (0.55, h + 0.27),
         (0.42, h + 0.43), (0.42, h + 0.43), (0, h + 0.43)]
    )  # fmt: skip
    s.lathe(powder, at, wall)
    area = (-0.62, 0.62, h * 0.27, h * 0.93)
    s.decal(powder, look.stamp(look.colour, (700, 1000), 190, bare=True), AROUND, area)


def _stones(s: Scene) -> None:
    stones = (
        (1.22, 0.20, 0.42, 0.52, 0.20, 0.40, "#8d867b"),
        (0.98, 0.13, 0.98, 0.30, 0.13, 0.24, "#b9ab97"),
        (1.18, 0.49, 0.46, 0.30, 0.12, 0.24, "#6d675f"),
    )
    for x, y, z, a, b, c, colour in stones:
        stone = s.material(colour, 0.8, relief=(PEEL, 0.01, 20), pattern=(SPECKLE, 24), second=shade_of(colour, 0.7))
        s.ellipsoid(stone, (x, y, z), a, b, c, turned=turn(y=s.random.uniform(-30, 60)))


def carafe(s: Scene, look: Look) -> None:
    """A glass carafe of water with a tumbler, or a glazed jug with two beakers."""
    if look.arrangement == 0:
        _glass_carafe(s, look)
        return
    glaze = ceramic(s, look.colour)
    jug = [(0.56, 0), (0.64, 0.03), (0.80, 0.30), (0.82, 0.75), (0.66, 1.25), (0.50, 1.62), (0.52, 1.95), (0.60, 2.16)]
    s.lathe(glaze, (-0.3, 0, 0), vessel(jug, 0.06))
    s.ellipsoid(glaze, (-0.74, 2.12, 0.16), 0.22, 0.10, 0.16, turned=turn(0, 20, -20), join=0.12)
    handle = smooth([(0.46, 1.88), (0.85, 1.95), (1.06, 1.60), (0.98, 1.15), (0.74, 0.82)])
    s.tube(glaze, (-0.3, 0, 0), handle, 0.06, 0.10, 0.055, turned=turn(y=20), join=0.10)
    beaker = ceramic(s, mix(look.accent, "#e9e1d2", 0.25))
    for x, z in ((1.15, 0.55), (0.62, 1.15)):
        s.lathe(beaker, (x, 0, z), vessel([(0.30, 0), (0.34, 0.02), (0.38, 0.25), (0.42, 0.78)], 0.045, 0.06))


def _glass_carafe(s: Scene, look: Look) -> None:
    """Empty, in tinted glass: the kernel does not refract, so water would look like milk."""
    glass = s.material(mix(look.colour, "#ffffff", 0.62), 0.03)
    body = [(0.66, 0), (0.76, 0.04), (0.82, 0.2), (0.80, 0.7), (0.60, 1.25), (0.36, 1.7), (0.34, 2.0), (0.46, 2.3)]
    s.lathe(glass, (0, 0, 0), vessel(body, 0.05), glass=True)
    s.ellipsoid(wood(s, scale=3), (0, 2.52, 0), 0.36)
    s.cylinder(lacquer(s, look.colour), (1.32, 0.025, 0.55), 0.60, 0.025, 0.01)
    s.lathe(
        glass, (1.32, 0.05, 0.55), vessel([(0.36, 0), (0.40, 0.02), (0.43, 0.2), (0.47, 0.95)], 0.04, 0.07), glass=True
    )
