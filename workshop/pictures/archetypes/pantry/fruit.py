"""Fruit in a basket or a crate."""

from dataclasses import dataclass

from renderers.brand.colours import COLOURS
from workshop.pictures.archetypes.look import Look, around, foliage, wood
from workshop.pictures.kernel.surface import BLUSH, KRAFT, PEEL, WICKER, WOOD
from workshop.pictures.kernel.tables import FRONT
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import mix, shade_of
from workshop.pictures.scene import Place, Scene

APPLE = smooth(
    [(0, 0.36), (0, 0.36), (0.10, 0.45), (0.28, 0.47), (0.44, 0.34), (0.46, 0.10), (0.36, -0.22), (0.18, -0.40),
     (0.06, -0.36), (0, -0.33)]
)  # fmt: skip
PEAR = smooth(
    [(0, 0.72), (0, 0.72), (0.10, 0.70), (0.17, 0.52), (0.26, 0.28), (0.43, 0.02), (0.45, -0.18), (0.32, -0.40),
     (0.12, -0.46), (0, -0.42)]
)  # fmt: skip


_LEMON = smooth(
    [
        (0, 0.60),
        (0, 0.60),
        (0.07, 0.58),
        (0.12, 0.48),
        (0.33, 0.26),
        (0.40, 0),
        (0.33, -0.26),
        (0.12, -0.44),
        (0, -0.50),
    ]
)


@dataclass(frozen=True)
class Harvest:
    """Colours of the three fruits of a picture: apples, pears and round ones; citrus has its own shapes."""

    apple: str
    pear: str
    orb: str
    citrus: bool = False


# The product's colour says what was picked: berries and stone fruit, citrus, green apples, or the mixed orchard.
_HARVESTS = {
    "plum": Harvest("#6d1f33", "#7c8a3a", "#4a2340"),
    "rose": Harvest("#a8412f", "#c9a24a", "#c77a4e"),
    "saffron": Harvest("#d3702a", "#e0b52e", "#d98a1e", citrus=True),
    "moss": Harvest("#8f9f3a", "#a7a83c", "#b7a13a"),
    "pine": Harvest("#8f9f3a", "#a7a83c", "#b7a13a"),
}
_MIXED = Harvest("#b8382a", "#a7a83c", "#d98a1e")


class Orchard:
    """The fruit of one picture, placed one by one."""

    def __init__(self, s: Scene, look: Look) -> None:
        self.s = s
        named = {COLOURS[name]: harvest for name, harvest in _HARVESTS.items()}
        harvest = named.get(look.colour, _MIXED)
        sunny = "#c98a3a"
        self.citrus = harvest.citrus
        self.zest = s.material(harvest.apple, 0.42, 0.05, relief=(PEEL, 0.010, 30))
        self.lemon = s.material(harvest.pear, 0.40, 0.05, relief=(PEEL, 0.012, 26))
        self.red = s.material(harvest.apple, 0.38, 0.045, pattern=(BLUSH, 30), second=mix(harvest.apple, sunny, 0.6))
        self.peel = s.material(harvest.orb, 0.42, 0.05, relief=(PEEL, 0.010, 30))
        self.green = s.material(harvest.pear, 0.40, 0.05, pattern=(BLUSH, 38), second=sunny)
        self.stalk = s.material("#4a3322", 0.8)

    def apple(self, at: Place, x: float = 0, z: float = 0) -> None:
        """An apple, or where the box is one of citrus, an orange; x and z lean it, in degrees."""
        if self.citrus:
            self.s.ellipsoid(self.zest, at, 0.47, 0.44, 0.47)
            return
        lean = turn(x, self.s.random.uniform(0, 360), z)
        self.s.lathe(self.red, at, APPLE, turned=lean)
        self.s.cone(self.stalk, around(lean, at)(0, 0.36, 0), 0.02, 0.22, 0.026, turned=lean @ turn(8, 0, 12))

    def pear(self, at: Place, x: float = 0, y: float = 0, z: float = 0) -> None:
        """A pear, or a lemon; x, y and z turn it, in degrees."""
        lean = turn(x, y, z)
        if self.citrus:
            self.s.lathe(self.lemon, at, _LEMON, turned=lean @ turn(z=60))
            return
        self.s.lathe(self.green, at, PEAR, turned=lean)
        self.s.cone(self.stalk, around(lean, at)(0, 0.70, 0), 0.022, 0.2, 0.03, turned=lean @ turn(z=14))

    def orb(self, at: Place) -> None:
        """An orange."""
        self.s.ellipsoid(self.peel, at, 0.46, 0.44, 0.46)


def fruit(s: Scene, look: Look) -> None:
    """A wicker basket under a bow handle, or a slatted crate."""
    s.elevation = 32
    orchard = Orchard(s, look)
    if look.arrangement == 0:
        _fill_basket(s, orchard)
    else:
        _fill_crate(s, look, orchard)


def _fill_basket(s: Scene, orchard: Orchard) -> None:
    basket(s)
    for place in ((-0.62, 0.78, 0.55), (0.92, 0.80, 0.05), (-0.35, 0.80, -0.75), (0.7, 0.8, -0.6)):
        orchard.orb(place)
    orchard.apple((0.30, 0.86, 0.72), 18, 8)
    orchard.apple((-0.88, 0.86, -0.20), -8, 16)
    orchard.apple((0.12, 0.82, -0.78))
    orchard.pear((-0.12, 1.18, 0.05), 16, 0, 24)
    orchard.apple((0.58, 1.25, -0.12), 10, -14)
    orchard.pear((-0.58, 1.22, -0.25), -10, 40, 18)
    leaf = foliage(s, "#4c7043", "#8fae74")
    s.leaf(leaf, (1.96, 0.86, 0.86), 0.5, 0.15, bend=-0.15, fold=0.25, turned=turn(0, 25, 26))
    orchard.apple((1.95, 0.43, 0.85), 6, -10)


def _fill_crate(s: Scene, look: Look, orchard: Orchard) -> None:
    crate(s, look)
    frame = around(turn(y=20))
    for x, z in ((-1.0, -0.5), (0.0, 0.5), (1.0, -0.5)):
        orchard.orb(frame(x, 0.78, z))
    orchard.apple(frame(0.0, 0.82, -0.5), 6, 10)
    orchard.apple(frame(-1.0, 0.82, 0.48), -8, 6)
    orchard.pear(frame(1.0, 0.80, 0.5), 12, 30, 10)
    orchard.apple(frame(0.48, 1.22, 0.02), 12, 12)
    orchard.pear(frame(-0.52, 1.20, 0.0), 4, 10, -26)


def basket(s: Scene) -> None:
    colour = "#b98a52"
    wicker = s.material(colour, 0.75, relief=(WICKER, 0.034, 6.5), pattern=(KRAFT, 1), second=shade_of(colour, 0.6))
    rim = s.material(shade_of(colour, 0.85), 0.65, pattern=(WOOD, 5), second=shade_of(colour, 0.5))
    wall = [(0.98, 0), (1.06, 0.03), (1.18, 0.18), (1.36, 0.62), (1.44, 0.88)]
    s.lathe(wicker, (0, 0, 0), vessel(wall, 0.10))
    s.torus(rim, (0, 0.90, 0), 1.40, 0.085)
    bow = [(-1.38, 0.9), (-1.30, 1.7), (-0.92, 2.28), (0, 2.56), (0.92, 2.28), (1.30, 1.7), (1.38, 0.9)]
    s.tube(rim, (0, 0, 0), smooth(bow), 0.065, 0.10, 0.05, turned=turn(y=-22))


def crate(s: Scene, look: Look) -> None:
    yaw = turn(y=20)
    frame = around(yaw)
    pine = wood(s, ("#cfa873", "#a97b47"), 1.6)
    s.box(pine, frame(0, 0.06, 0), 1.58, 0.05, 1.08, 0.02, turned=yaw)
    front = wood(s, ("#cfa873", "#a97b47"), 1.6)
    for level, slat in ((0.27, pine), (0.70, front)):
        s.box(slat, frame(0, level, 1.08), 1.62, 0.17, 0.045, 0.02, turned=yaw)
        s.box(pine, frame(0, level, -1.08), 1.62, 0.17, 0.045, 0.02, turned=yaw)
        for side in (-1, 1):
            s.box(pine, frame(side * 1.58, level, 0), 0.045, 0.17, 1.08, 0.02, turned=yaw)
    for x in (-1.5, 1.5):
        for z in (-1.0, 1.0):
            s.box(pine, frame(x, 0.46, z), 0.07, 0.44, 0.06, 0.02, turned=yaw)
    s.decal(front, look.plain_stamp("#cfa873", (1400, 300)), FRONT, (-0.8, 0.8, -0.17, 0.17))
