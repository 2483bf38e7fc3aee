"""Tins, jars and pouches: tea, coffee, biscuits, spices, honey and jam."""

import math

from workshop.pictures.archetypes.look import Look, around, brass, ceramic, dish, kraft, lacquer, sprig, wood
from workshop.pictures.kernel.surface import KRAFT, LINEN, PEEL, STRIPES
from workshop.pictures.kernel.tables import ABOVE, AROUND, FRONT
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import INK, is_dark, mix, shade_of
from workshop.pictures.scene import Place, Scene


def tea(s: Scene, look: Look) -> None:
    """A tall tin with a wooden scoop of leaves, or a low tin standing open."""
    tin_paint, lid = lacquer(s, look.colour), brass(s)
    if look.arrangement == 0:
        s.cylinder(tin_paint, (0, 1.0, 0), 0.80, 1.0)
        s.cylinder(lid, (0, 2.13, 0), 0.815, 0.30, 0.05)
        s.torus(lid, (0, 0.035, 0), 0.785, 0.03)
        s.decal(tin_paint, look.sticker((1000, 1060), 158), AROUND, (-0.76, 0.76, 0.34 - 1.0, 0.62), 0.62)
        _scoop(s)
        return
    s.lathe(tin_paint, (-0.3, 0, 0), vessel([(1.0, 0), (1.04, 0.02), (1.05, 0.1), (1.05, 1.15)], 0.05, 0.08))
    s.decal(tin_paint, look.sticker((1300, 720), 170), AROUND, (-0.72, 0.72, 0.16, 0.98), 0.62)
    leaves = s.material("#3c4a2a", 0.75, pattern=(KRAFT, 1), second="#20301d", relief=(PEEL, 0.06, 9))
    s.cylinder(leaves, (-0.3, 0.86, 0), 0.99, 0.05)
    _loose_tea(s, (-0.3, 0.94, 0), 0.85, 34)
    s.cylinder(lid, (1.28, 0.13, 0.78), 1.06, 0.13, 0.05)
    s.cylinder(lid, (1.28, 0.27, 0.78), 0.16, 0.03, 0.02)


def _loose_tea(s: Scene, at: Place, spread: float, count: int) -> None:
    leaf = s.material("#3c4a2a", 0.7, second="#20301d", pattern=(KRAFT, 1))
    for _ in range(count):
        angle, away = s.random.uniform(0, 2 * math.pi), spread * math.sqrt(s.random.uniform(0, 1))
        place = (at[0] + away * math.cos(angle), at[1] + s.random.uniform(0, 0.03), at[2] + away * math.sin(angle))
        lean = turn(s.random.uniform(-25, 25), s.random.uniform(0, 180), s.random.uniform(-25, 25))
        s.ellipsoid(leaf, place, 0.085, 0.022, 0.027, turned=lean)


def _scoop(s: Scene) -> None:
    handle = wood(s)
    bowl = smooth([(0, -0.16), (0.22, -0.13), (0.33, 0.02), (0.29, 0.03), (0.19, -0.08), (0, -0.11)], steps=8)
    s.lathe(handle, (1.30, 0.17, 0.55), bowl)
    s.cone(handle, (1.55, 0.17, 0.47), 0.055, 0.95, 0.045, turned=turn(0, 22, -84), join=0.05)
    _loose_tea(s, (1.30, 0.17, 0.55), 0.19, 16)
    _loose_tea(s, (1.12, 0.02, 1.0), 0.26, 8)


def coffee(s: Scene, look: Look) -> None:
    """A paper bag with whole beans, or two bags of different roast."""
    if look.arrangement == 0:
        bag_of_beans(s, look, (0, 0, 0), 16, mix(look.colour, "#d8c3a2", 0.72), look.accent)
        _beans(s, ((1.22, 0.62), (1.45, 0.80), (1.62, 0.45), (1.05, 0.95), (1.38, 1.05), (1.85, 0.78), (-1.2, 0.95)))
        return
    bag_of_beans(s, look, (-0.75, 0, -0.55), 24, mix(look.accent, "#d8c3a2", 0.35), look.colour)
    bag_of_beans(s, look, (0.72, 0, 0.35), 8, look.colour, look.accent)
    _beans(s, ((-0.75, 1.05), (-0.45, 1.22), (-1.1, 1.2), (-0.8, 1.42), (1.95, 0.95)))


def bag_of_beans(s: Scene, look: Look, at: Place, yaw: float, colour: str, tie: str) -> None:
    paper = kraft(s, colour)
    place = around(turn(y=yaw), at)
    s.bag(paper, place(0, 1.45, 0), 0.98, 1.45, 0.56, turned=turn(y=yaw))
    fold = s.material(shade_of(colour, 0.93), 0.8, pattern=(KRAFT, 1), second=shade_of(colour, 0.78))
    s.box(fold, place(0, 2.95, 0), 0.96, 0.15, 0.10, 0.05, turned=turn(y=yaw))
    s.box(s.material(tie, 0.6), place(0, 2.82, 0.025), 1.0, 0.055, 0.10, 0.03, turned=turn(y=yaw))
    s.decal(paper, look.sticker((1000, 1180), 190), FRONT, (-0.66, 0.66, -0.98, 0.58), 0.75)


def _beans(s: Scene, places: tuple[tuple[float, float], ...]) -> None:
    bean = s.material("#3a2113", 0.38, 0.045)
    seam = smooth([(-0.15, 0.0), (-0.07, 0.012), (0.07, -0.012), (0.15, 0)], steps=6)
    for x, z in places:
        lean = turn(s.random.uniform(-25, 25), s.random.uniform(0, 180))
        s.ellipsoid(bean, (x, 0.085, z), 0.155, 0.085, 0.11, turned=lean)
        top = around(lean, (x, 0.085, z))(0, 0.085, 0)
        s.tube(bean, top, seam, 0.016, turned=lean @ turn(x=90), cut=0.015)


def tin(s: Scene, look: Look) -> None:
    """A round tin with a printed lid, or a tall square canister."""
    if look.arrangement == 0:
        s.elevation = 32
        paint, rim = lacquer(s, look.colour), lacquer(s, look.colour)
        s.cylinder(paint, (0, 0.42, 0), 1.05, 0.42, 0.03)
        s.cylinder(rim, (0, 0.88, 0), 1.085, 0.18, 0.06)
        s.decal(rim, look.stamp(look.colour, (1000, 1000), 165), ABOVE, (-0.86, 0.86, -0.86, 0.86))
        return
    paint, lid = lacquer(s, look.colour), lacquer(s, look.accent)
    yaw = turn(y=24)
    s.box(paint, (0, 1.05, 0), 0.86, 1.05, 0.86, 0.10, turned=yaw)
    s.box(lid, (0, 2.24, 0), 0.885, 0.24, 0.885, 0.11, turned=yaw)
    s.cylinder(brass(s), (0, 2.53, 0), 0.17, 0.06, 0.04)
    s.decal(paint, look.sticker((1000, 1160), 175), FRONT, (-0.6, 0.6, -0.72, 0.66), 0.65)
    sprig(s, (1.05, 0, 0.95), 12)


def spices(s: Scene, look: Look) -> None:
    """Three corked jars in a row, or four small tins in a wooden tray."""
    powders = (mix(look.colour, "#b5602a", 0.35), "#b78a2a", "#6b6a3a", mix(look.accent, "#7a2f22", 0.5))
    if look.arrangement == 0:
        for i, x in enumerate((-1.12, 0.0, 1.12)):
            _spice_jar(s, look, (x, 0, 0.25 if i == 1 else 0), powders[i], with_label=i == 1)
        powder = s.material(powders[1], 0.95, relief=(PEEL, 0.05, 12))
        dish(s, (1.35, 0, 1.15), ceramic(s, "#e9e1d2"), 0.42, powder)
        return
    s.elevation = 36
    frame = around(turn(y=20))
    tray, paint = wood(s, scale=1.5), lacquer(s, look.accent)
    s.box(tray, frame(0, 0.22, 0), 1.42, 0.22, 1.42, 0.04, turned=turn(y=20))
    s.box(tray, frame(0, 0.34, 0), 1.32, 0.24, 1.32, 0.03, turned=turn(y=20), cut=0.01)
    for i, (x, z) in enumerate(((-0.64, -0.64), (0.64, -0.64), (-0.64, 0.64), (0.64, 0.64))):
        s.cylinder(paint, frame(x, 0.42, z), 0.60, 0.34, 0.04)
        if i == 3:
            top = lacquer(s, look.colour)
            s.cylinder(top, frame(x, 0.80, z), 0.61, 0.09, 0.04, turned=turn(y=20))
            s.decal(top, look.stamp(look.colour, (800, 800), 150, bare=True), ABOVE, (-0.5, 0.5, -0.5, 0.5))
        else:
            s.cylinder(s.material(powders[i], 0.95, relief=(PEEL, 0.06, 10)), frame(x, 0.77, z), 0.54, 0.02, 0.01)


def _spice_jar(s: Scene, look: Look, at: Place, powder: str, *, with_label: bool) -> None:
    place = around(turn(), at)
    grains = s.material(powder, 0.95, relief=(PEEL, 0.03, 22), pattern=(KRAFT, 1), second=shade_of(powder, 0.7))
    s.cylinder(grains, place(0, 0.62, 0), 0.42, 0.56, 0.05)
    s.decal(grains, look.sticker((900, 900), 170, bare=not with_label), AROUND, (-0.85, 0.85, -0.34, 0.34), 0.8)
    shell = [(0.42, 0), (0.46, 0.02), (0.475, 0.08), (0.475, 1.2), (0.40, 1.38), (0.38, 1.46)]
    s.lathe(s.material("#eef0ea", 0.03), at, vessel(shell, 0.03, 0.05), glass=True)
    cork = s.material("#c39a66", 0.85, pattern=(KRAFT, 1), second="#9b6f38", relief=(PEEL, 0.01, 18))
    s.cylinder(cork, place(0, 1.52, 0), 0.37, 0.17, 0.04)


def honey(s: Scene, look: Look) -> None:
    """A jar with a wooden dipper, or a large and a small jar, under lids in a colour."""
    amber = mix("#b06a10", look.colour, 0.15)
    if look.arrangement == 0:
        filled_jar(s, look, (-0.25, 0, 0), 1.0, amber, lid=look.accent)
        dipper(s, (0.95, 0, 0.95))
        return
    filled_jar(s, look, (-0.75, 0, -0.2), 1.0, amber, lid=look.colour)
    filled_jar(s, look, (0.98, 0, 0.45), 0.70, shade_of(amber, 0.62), lid=look.colour)
    sprig(s, (0.0, 0, 1.25), 5, pairs=4)


def filled_jar(
    s: Scene, look: Look, at: Place, size: float, inside: str, *, lid: str | None, capped: bool = False
) -> None:
    """A preserve jar. lid: its colour, or brass when None; capped: under a tied cloth instead."""
    k = size
    place = around(turn(), at)
    filling = s.material(inside, 0.12, 0.05, wrap=0.45, glow=0.06)
    s.lathe(filling, at, smooth(
        [(0, 0.08 * k), (0.70 * k, 0.08 * k), (0.70 * k, 0.08 * k), (0.80 * k, 0.2 * k), (0.82 * k, 0.8 * k),
         (0.80 * k, 1.22 * k), (0.80 * k, 1.22 * k), (0, 1.22 * k)]
    ))  # fmt: skip
    s.decal(filling, look.sticker((1000, 860), 165), AROUND, (-0.80, 0.80, 0.24 * k, 0.98 * k), 0.8)
    shell = [
        (0.76 * k, 0),
        (0.84 * k, 0.04 * k),
        (0.88 * k, 0.14 * k),
        (0.88 * k, 1.2 * k),
        (0.80 * k, 1.42 * k),
        (0.72 * k, 1.5 * k),
    ]
    s.lathe(s.material("#f4f1e6", 0.03), at, vessel(shell, 0.05 * k, 0.07 * k), glass=True)
    if capped:
        _cloth_cap(s, look, at, k)
        return
    metal = brass(s) if lid is None else lacquer(s, lid)
    s.cylinder(metal, place(0, 1.60 * k, 0), 0.78 * k, 0.15 * k, 0.04 * k)


def _cloth_cap(s: Scene, look: Look, at: Place, k: float) -> None:
    stripe = look.lid or (look.accent if is_dark(look.accent) else look.colour)
    stripes = s.material(
        mix(stripe, "#efe6d6", 0.12),
        0.92,
        sheen=0.15,
        relief=(LINEN, 0.002, 90),
        pattern=(STRIPES, 5 / k),
        second="#efe6d6",
    )
    over = smooth(
        [(0, 1.80), (0, 1.80), (0.5, 1.79), (0.74, 1.72), (0.80, 1.58), (0.80, 1.48), (0.90, 1.34), (0.94, 1.26),
         (0.89, 1.25), (0.76, 1.42), (0.72, 1.46), (0.72, 1.46), (0, 1.5)]
    )  # fmt: skip
    s.lathe(stripes, at, over * k)
    s.torus(s.material(INK, 0.7), (at[0], at[1] + 1.50 * k, at[2]), 0.80 * k, 0.035 * k)


def dipper(s: Scene, at: Place) -> None:
    beech = wood(s, scale=3)
    frame = around(turn(y=24), at)
    lean = turn(0, 24, -88)
    s.cone(beech, frame(0.2, 0.10, 0), 0.05, 1.35, 0.045, turned=lean)
    for i in range(5):
        radius = (0.16, 0.215, 0.235, 0.215, 0.16)[i]
        s.cylinder(beech, frame(-0.22 + i * 0.105, 0.235, 0), radius, 0.034, 0.025, turned=lean)
    s.cylinder(beech, frame(0.0, 0.235, 0), 0.07, 0.32, 0.02, turned=lean)


def jam(s: Scene, look: Look) -> None:
    """A jar under a striped cloth, or two jars of two fruits."""
    first = mix(look.colour, "#8a1a20", 0.38)
    if look.arrangement == 0:
        filled_jar(s, look, (0, 0, 0), 1.0, first, lid=None, capped=True)
        return
    filled_jar(s, look, (0.85, 0, 0.40), 0.92, first, lid=None, capped=True)
    filled_jar(s, look, (-0.95, 0, -0.35), 0.92, shade_of(first, 1.5), lid=look.lid or look.colour)
