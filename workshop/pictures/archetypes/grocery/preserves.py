"""Honey, jam and quince cheese."""

from workshop.pictures.archetypes.ingredients.beside import beside
from workshop.pictures.archetypes.look import Look, around, lacquer
from workshop.pictures.archetypes.pantry import containers
from workshop.pictures.kernel.surface import HEX
from workshop.pictures.kernel.tables import ABOVE, FRONT
from workshop.pictures.lines import turn, vessel
from workshop.pictures.palette import PAPER
from workshop.pictures.scene import Scene


def honey_jar(s: Scene, look: Look) -> None:
    """One jar of honey of its own tone, and what the bees or the maker put in."""
    tone = {
        "": "#b06a10",
        "pale": "#dcb64e",
        "dark": "#5c2c0c",
        "amber": "#a8590e",
        "cream": "#e3cd9a",
        "cocoa": "#6b432a",
        "green": "#a8872e",
    }[look.stuff]
    containers.filled_jar(s, look, (-0.35, 0, -0.1), 1.0, tone, lid=look.accent)
    beside(s, look, ((1.30, 0, 0.35), (-1.45, 0, 0.85)))


def honeycomb_block(s: Scene, look: Look) -> None:
    """A cut comb in a shallow round box in a pool of its own honey, a corner cut off, the lid beside it."""
    s.elevation = 34
    s.lathe(
        s.material("#f2f0e8", 0.4), (0, 0, 0), vessel([(1.34, 0), (1.42, 0.03), (1.44, 0.12), (1.44, 0.34)], 0.05, 0.06)
    )
    s.cylinder(lacquer(s, look.accent), (1.75, 0.09, -0.95), 1.0, 0.09, 0.05)
    s.cylinder(s.material("#c47f14", 0.06, 0.05, wrap=0.3), (0, 0.12, 0), 1.32, 0.03, 0.03)
    comb = s.material("#dfa02c", 0.2, 0.05, wrap=0.45, glow=0.06, relief=(HEX, 0.07, 4.2))
    yaw = turn(y=20)
    s.box(comb, (-0.05, 0.44, -0.05), 0.98, 0.34, 0.70, 0.05, turned=yaw)
    s.box(comb, (0.98, 0.80, 0.62), 0.5, 0.8, 0.42, 0.02, turned=turn(y=48), cut=0.02)
    for x, z, h in ((0.15, 0.70, 0.34), (-0.52, 0.86, 0.26), (0.62, 0.40, 0.30)):
        s.ellipsoid(s.material("#cf8d1a", 0.06, 0.05, wrap=0.3), (x, h, z), 0.09, 0.24, 0.07)
    card_ = s.material(PAPER, 0.8)
    s.box(card_, (1.25, 0.03, 1.62), 0.62, 0.012, 0.34, 0.01, turned=turn(y=10))
    s.decal(card_, look.sticker((1000, 560), 170, ground=False, bare=True), ABOVE, (-0.6, 0.6, -0.32, 0.32))


def jam_jar(s: Scene, look: Look) -> None:
    """A jar of its own fruit's colour under a tied cloth, with the fruit."""
    tone = {
        "": "#8a1a20",
        "strawberry": "#a8161e",
        "apricot": "#d9821e",
        "blackcurrant": "#3a0f28",
        "rhubarb": "#c0606a",
        "plum": "#3d1a2e",
        "cloudberry": "#dd9226",
        "bilberry": "#2a2350",
        "orange": "#d9760f",
        "fig": "#6a3440",
        "onion": "#6e2038",
    }[look.stuff]
    containers.filled_jar(s, look, (-0.45, 0, -0.15), 1.0, tone, lid=None, capped=True)
    beside(s, look, ((0.95, 0, 0.55), (0.0, 0, 1.30)))


def quince_cheese(s: Scene, look: Look) -> None:
    """A dark amber block in a paper band, two slices off, with the fruit it is made of."""
    s.elevation = 34
    yaw = turn(y=16)
    frame = around(yaw, (0, -0.16, 0))
    paste = s.material("#a8481c", 0.16, 0.05, wrap=0.45, glow=0.05)
    s.box(paste, frame(-0.55, 0.48, -0.1), 0.72, 0.32, 0.52, 0.05, turned=yaw)
    s.box(paste, frame(0.42, 0.22, 0.18), 0.30, 0.055, 0.50, 0.03, turned=yaw @ turn(y=-24, z=6))
    s.box(paste, frame(0.58, 0.33, 0.12), 0.30, 0.055, 0.50, 0.03, turned=yaw @ turn(y=8, z=8))
    label_ = s.material(look.label or PAPER, 0.8)
    s.box(label_, frame(-0.55, 0.48, -0.1), 0.34, 0.328, 0.528, 0.05, turned=yaw)
    s.decal(label_, look.sticker((600, 620), 120, ground=False, bare=True), FRONT, (-0.32, 0.32, -0.3, 0.3))
    beside(s, look, ((-1.45, 0, 1.35),))
