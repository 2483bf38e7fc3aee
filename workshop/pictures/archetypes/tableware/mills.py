"""Mills and grinders, each by its mechanism."""

from workshop.pictures.archetypes.household import kitchen
from workshop.pictures.archetypes.look import Look, around, brass, steel, wood
from workshop.pictures.archetypes.tableware.boards import BEECH, CHERRY, MAPLE, OLIVE, marble
from workshop.pictures.kernel.surface import FLUTED, PEEL
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import OAK, WALNUT, mix, shade_of
from workshop.pictures.scene import Scene


def mill_form(s: Scene, look: Look) -> None:
    """A table mill by its wood and what it grinds: `stuff` pepper, salt, olive, tall or marble."""
    s.elevation = 22
    kind = look.stuff
    m = {
        "pepper": lambda: wood(s, OAK, 1.2),
        "salt": lambda: wood(s, ("#e0c69c", "#c9a878"), 1.2),
        "olive": lambda: wood(s, OLIVE, 1.0),
        "tall": lambda: wood(s, CHERRY, 1.1),
        "marble": lambda: marble(s),
    }[kind]()
    k = 1.55 if kind == "tall" else 1.0
    if kind in ("marble", "salt", "olive"):
        body = {
            "marble": [(0, 0), (0.52, 0), (0.52, 0), (0.55, 0.06), (0.50, 1.5), (0.50, 1.5), (0, 1.5)],
            "salt": [(0, 0), (0.50, 0), (0.56, 0.06), (0.42, 0.7), (0.36, 1.2), (0.46, 1.6), (0.46, 1.6), (0, 1.6)],
            "olive": [(0, 0), (0.50, 0), (0.62, 0.3), (0.60, 0.9), (0.42, 1.35), (0.42, 1.35), (0, 1.35)],
        }[kind]
        s.lathe(m, (-0.3, 0, 0), smooth(body))
        h = body[-1][1]
        s.cylinder(brass(s) if kind == "marble" else steel(s), (-0.3, h + 0.04, 0), body[-2][0] * 0.96, 0.05, 0.01)
        s.ellipsoid(m, (-0.3, h + 0.36, 0), body[-2][0] * 0.98, 0.34, body[-2][0] * 0.98)
        s.ellipsoid(brass(s) if kind == "marble" else steel(s), (-0.3, h + 0.76, 0), 0.10)
    else:
        kitchen.one_mill(s, m, (-0.3, 0, -0.1), k)


def coffee_grinder(s: Scene, look: Look) -> None:
    """A slim steel cylinder with a long crank and a knob."""
    s.elevation = 24
    m = s.material(mix("#c8c2b8", look.colour, 0.25), 0.28, 0.6, metal=1)
    s.cylinder(m, (-0.25, 0.72, 0), 0.46, 0.72, 0.03)
    grip = s.material(shade_of(mix("#c8c2b8", look.colour, 0.35), 0.6), 0.35, 0.5, metal=0.8, relief=(FLUTED, 0.04, 30))
    s.cylinder(grip, (-0.25, 1.30, 0), 0.485, 0.36, 0.03)
    s.cylinder(m, (-0.25, 2.05, 0), 0.47, 0.42, 0.05)
    s.cone(m, (-0.25, 2.45, 0), 0.09, 0.22, 0.07)
    arm = turn(0, 22, 0)
    s.box(m, around(arm, (-0.25, 2.70, 0))(0.62, 0, 0), 0.72, 0.035, 0.085, 0.03, turned=arm)
    s.lathe(
        wood(s, WALNUT, 3),
        around(arm, (-0.25, 2.70, 0))(1.26, 0.06, 0),
        smooth([(0, 0), (0.10, 0), (0.16, 0.14), (0.20, 0.34), (0.14, 0.48), (0, 0.52)]),
    )


def spice_mill_brass(s: Scene, _look: Look) -> None:
    """A Turkish mill: a chased brass tube with a domed cap and a folding crank."""
    s.elevation = 24
    b = s.material("#c9a04a", 0.22, 0.6, metal=1)
    chased = s.material("#c9a04a", 0.26, 0.6, metal=1, relief=(FLUTED, 0.05, 14))
    s.cylinder(b, (-0.2, 0.10, 0), 0.50, 0.10, 0.04)
    s.cylinder(chased, (-0.2, 0.95, 0), 0.44, 0.78, 0.03)
    for y in (0.24, 0.95, 1.68):
        s.torus(b, (-0.2, y, 0), 0.45, 0.05)
    s.cylinder(chased, (-0.2, 2.05, 0), 0.42, 0.34, 0.03)
    s.ellipsoid(b, (-0.2, 2.40, 0), 0.43, 0.30, 0.43)
    arm = turn(0, 30, 0)
    s.tube(
        b, (-0.2, 2.66, 0), smooth([(0, 0), (0.02, 0.14), (0.35, 0.20), (0.80, 0.10), (0.86, 0.14)]), 0.05, turned=arm
    )
    s.ellipsoid(b, around(arm, (-0.2, 2.66, 0))(0.88, 0.30, 0), 0.13, 0.18, 0.13)


def nutmeg_mill(s: Scene, _look: Look) -> None:
    """A squat maple mill with a crank on top."""
    s.elevation = 28
    m = wood(s, MAPLE, 1.2)
    s.lathe(
        m,
        (-0.3, 0, 0),
        smooth(
            [
                (0, 0),
                (0.60, 0),
                (0.68, 0.06),
                (0.70, 0.35),
                (0.50, 0.75),
                (0.58, 1.1),
                (0.66, 1.3),
                (0.66, 1.36),
                (0, 1.36),
            ]
        ),
    )
    metal = steel(s)
    s.cylinder(metal, (-0.3, 1.42, 0), 0.62, 0.06, 0.02)
    s.tube(
        metal,
        (-0.3, 1.46, 0),
        smooth([(0, 0), (0, 0.30), (0.15, 0.38), (0.75, 0.38), (0.82, 0.42)]),
        0.05,
        turned=turn(y=20),
    )
    s.ellipsoid(wood(s, WALNUT, 4), around(turn(y=20), (-0.3, 1.46, 0))(0.84, 0.62, 0), 0.15, 0.20, 0.15)


def pocket_mill(s: Scene, look: Look) -> None:
    """A palm-sized ribbed aluminium mill, lying, with its cord."""
    s.elevation = 34
    m = s.material(mix(look.colour, "#b9b4aa", 0.25), 0.3, 0.5, metal=0.8, relief=(FLUTED, 0.06, 18))
    plain = s.material("#b9b4aa", 0.28, 0.6, metal=1)
    lean = turn(0, 24, -90)
    frame = around(lean, (-0.85, 0.36, 0.75))
    s.cylinder(m, frame(0, 0.55, 0), 0.35, 0.45, 0.04, turned=lean)
    s.cylinder(plain, frame(0, 1.10, 0), 0.34, 0.10, 0.02, turned=lean)
    s.cylinder(m, frame(0, 1.45, 0), 0.35, 0.26, 0.08, turned=lean)
    s.torus(plain, frame(0, 1.82, 0), 0.14, 0.04, turned=lean @ turn(x=90))
    cord = s.material(mix(look.accent, "#b5440f", 0.4), 0.8)
    s.tube(
        cord,
        (1.05, 0.05, 0.35),
        smooth([(-0.1, 0.0), (0.35, 0.25), (0.72, 0.0), (0.55, -0.45), (0.1, -0.4), (-0.1, 0.0)]),
        0.045,
        turned=turn(x=-90),
    )


def box_mill(s: Scene, _look: Look) -> None:
    """A square wooden box with an iron hopper and crank on top and its drawer pulled out."""
    s.elevation = 26
    yaw = turn(y=24)
    frame = around(yaw, (-0.1, 0, 0))
    m = wood(s, BEECH, 1.2)
    s.box(m, frame(0, 0.62, 0), 0.85, 0.56, 0.85, 0.04, turned=yaw)
    for y in (0.06, 1.22):
        s.box(wood(s, WALNUT, 1.2), frame(0, y, 0), 0.95, 0.06, 0.95, 0.03, turned=yaw)
    s.box(m, frame(0, 0.42, 0.98), 0.62, 0.26, 0.30, 0.02, turned=yaw)
    s.box(m, frame(0, 0.58, 0.96), 0.54, 0.16, 0.24, 0.01, turned=yaw, cut=0.01)
    s.ellipsoid(brass(s), frame(0, 0.42, 1.34), 0.09)
    iron = s.material("#2f2c30", 0.45, 0.08, relief=(PEEL, 0.01, 30))
    s.lathe(iron, frame(0, 1.27, 0), vessel([(0.26, 0), (0.34, 0.03), (0.52, 0.24), (0.66, 0.46)], 0.05, 0.1))
    s.tube(
        iron,
        frame(0, 1.35, 0),
        smooth([(0, 0), (0, 0.62), (0.14, 0.72), (0.95, 0.70), (1.02, 0.74)]),
        0.055,
        turned=turn(y=10),
    )
    s.ellipsoid(wood(s, WALNUT, 4), around(turn(y=10), frame(0, 1.35, 0))(1.04, 0.95, 0), 0.14, 0.21, 0.14)
