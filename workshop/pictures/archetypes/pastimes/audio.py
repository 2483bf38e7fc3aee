"""Headphones and speakers."""

from workshop.pictures.archetypes.look import Look, around, brass, lacquer, leather, steel, wood
from workshop.pictures.kernel.surface import KNIT, LINEN, TOOTH
from workshop.pictures.kernel.tables import FRONT
from workshop.pictures.lines import Turn, smooth, turn
from workshop.pictures.palette import INK, mix
from workshop.pictures.scene import Place, Scene


def headphones(s: Scene, look: Look) -> None:
    """Standing on their cups, or turned the other way before their round case."""
    s.elevation = 20
    if look.arrangement == 0:
        one_pair(s, look, (0, 0, 0), turn(y=-34))
        return
    s.elevation = 26
    case = s.material(mix(look.colour, INK, 0.35), 0.8, relief=(LINEN, 0.002, 70))
    s.cylinder(case, (1.15, 0.26, -0.85), 1.05, 0.26, 0.22)
    s.torus(brass(s), (1.15, 0.27, -0.85), 1.045, 0.022)
    one_pair(s, look, (-0.35, 0, 0.2), turn(y=30))


def one_pair(s: Scene, look: Look, at: Place, yaw: Turn) -> None:
    shell, pad = s.material(look.colour, 0.42, 0.05), leather(s, mix(look.accent, "#a5674a", 0.4))
    metal = s.material("#c9a78a", 0.26, 0.6, metal=1)
    frame = around(yaw, at)
    band = [
        (-0.98, 0.95),
        (-1.03, 1.5),
        (-0.88, 2.1),
        (-0.50, 2.52),
        (0, 2.66),
        (0.50, 2.52),
        (0.88, 2.1),
        (1.03, 1.5),
        (0.98, 0.95),
    ]
    s.tube(metal, at, smooth(band), 0.03, 0.06, 0.02, turned=yaw)
    cushion = smooth([(-0.93, 1.98), (-0.58, 2.46), (0, 2.64), (0.58, 2.46), (0.93, 1.98)])
    s.tube(pad, at, cushion, 0.085, 0.20, 0.08, turned=yaw)
    for side in (-1, 1):
        lean = yaw @ turn(z=90 + side * 5)
        s.cylinder(shell, frame(side * 0.98, 0.74, 0), 0.66, 0.15, 0.11, turned=lean)
        s.cylinder(metal, frame(side * 1.125, 0.74, 0), 0.36, 0.02, 0.015, turned=lean)
        s.torus(pad, frame(side * 0.76, 0.74, 0), 0.46, 0.185, turned=lean)
        s.box(metal, frame(side * 1.02, 1.30, 0), 0.035, 0.26, 0.08, 0.02, turned=yaw)


def speaker(s: Scene, look: Look) -> None:
    """A round cloth speaker with a carrying strap, or a wooden cabinet with two cones."""
    s.elevation = 22
    if look.arrangement == 0:
        cloth = s.material(look.colour, 0.9, sheen=0.1, relief=(KNIT, 0.008, 16))
        s.cylinder(cloth, (0, 1.0, 0), 0.95, 0.94, 0.12)
        s.cylinder(lacquer(s, mix(look.colour, INK, 0.45)), (0, 0.09, 0), 0.93, 0.09, 0.05)
        top = lacquer(s, mix(look.accent, "#e9e1d2", 0.2))
        s.cylinder(top, (0, 1.96, 0), 0.90, 0.05, 0.04)
        s.cylinder(brass(s), (0, 2.02, 0), 0.34, 0.045, 0.03)
        strap = smooth(
            [(-0.86, 1.75), (-1.05, 2.15), (-0.55, 2.55), (0.0, 2.62), (0.55, 2.55), (1.05, 2.15), (0.86, 1.75)]
        )
        webbing = s.material(mix(look.accent, "#8a5a36", 0.5), 0.9, relief=(KNIT, 0.006, 20))
        s.tube(webbing, (0, 0, 0), strap, 0.03, 0.11, 0.02, turned=turn(y=-28))
        return
    yaw = turn(y=24)
    frame = around(yaw)
    s.box(wood(s, scale=1.1), frame(0, 1.35, 0), 0.95, 1.35, 0.80, 0.10, turned=yaw)
    panel = s.material(look.colour, 0.85, relief=(TOOTH, 0.002, 60))
    s.box(panel, frame(0, 1.35, 0.76), 0.82, 1.22, 0.07, 0.05, turned=yaw)
    s.decal(panel, look.plain_stamp(look.colour, (1000, 300)), FRONT, (-0.42, 0.42, -1.18, -0.94))
    facing = yaw @ turn(x=90)
    speaker_cone(s, look, frame(0, 0.98, 0.82), facing, 0.62)
    speaker_cone(s, look, frame(0, 2.08, 0.82), facing, 0.32)


def speaker_cone(s: Scene, look: Look, at: Place, facing: Turn, r: float) -> None:
    s.cylinder(s.material(mix(look.colour, INK, 0.6), 0.7), at, r, 0.03, 0.01, turned=facing)
    s.torus(steel(s), around(facing, at)(0, 0.03, 0), r, 0.035, turned=facing)
    paper = s.material(mix(look.accent, "#d9c7a8", 0.35), 0.75)
    profile = smooth(
        [(0, 0.10), (0.22, 0.09), (0.34, 0.02), (0.85, 0.11), (0.92, 0.08), (0.92, 0.0), (0.92, 0.0), (0, 0.0)], steps=6
    )
    s.lathe(paper, at, profile * r, turned=facing)
