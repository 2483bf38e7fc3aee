"""Teapots, each by its body and handle."""

from workshop.pictures.archetypes.household import drinkware
from workshop.pictures.archetypes.look import Look, steel
from workshop.pictures.archetypes.tableware.vessels import CLAY, cork, glass, glazed, handled
from workshop.pictures.kernel.surface import FLUTED, HOBNAIL, LINEN, PEEL, SPECKLE, THROWN
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import INK, mix
from workshop.pictures.scene import Place, Scene


def _pot_body(
    s: Scene,
    m: int,
    at: Place,
    line: list[tuple[float, float]],
    *,
    spout: list[tuple[float, float]],
    yaw: float,
    r: float = 0.13,
) -> None:
    s.lathe(m, at, smooth(line))
    s.tube(m, at, smooth(spout), r, turned=turn(y=yaw), join=0.16)


def teapot_iron(s: Scene, look: Look) -> None:
    """Black cast iron covered in bosses, with a hooped iron handle."""
    iron = s.material(mix(look.colour, "#26242a", 0.6), 0.5, 0.06, relief=(HOBNAIL, 0.07, 4.5))
    plain = s.material(mix(look.colour, "#26242a", 0.6), 0.45, 0.06, relief=(PEEL, 0.01, 30))
    s.cylinder(plain, (0, 0.08, 0), 0.60, 0.08, 0.03)
    body = [
        (0, 0.14),
        (0.60, 0.14),
        (0.60, 0.14),
        (0.92, 0.36),
        (1.08, 0.72),
        (1.0, 1.08),
        (0.62, 1.30),
        (0.50, 1.32),
        (0.50, 1.32),
        (0, 1.32),
    ]
    _pot_body(s, iron, (0, 0, 0), body, spout=[(0.92, 0.72), (1.22, 0.86), (1.40, 1.20)], yaw=-18)
    lid = [
        (0, 0),
        (0.52, 0),
        (0.52, 0.06),
        (0.30, 0.16),
        (0.08, 0.19),
        (0.06, 0.25),
        (0.13, 0.33),
        (0.10, 0.42),
        (0, 0.44),
    ]
    s.lathe(plain, (0, 1.32, 0), smooth(lid))
    s.tube(
        plain,
        (0, 0, 0),
        smooth([(-0.86, 1.20), (-0.92, 1.75), (-0.55, 2.20), (0, 2.32), (0.55, 2.20), (0.92, 1.75), (0.86, 1.20)]),
        0.055,
        0.065,
        0.05,
        turned=turn(y=-18),
    )


def teapot_glass(s: Scene, look: Look) -> None:
    """A clear pot with a steel strainer in its neck; arrangement 1: a wide one, all of tinted glass."""
    g = glass(s, look.colour, 0.75 if look.arrangement else 0.0)
    s.lathe(
        g,
        (0, 0, 0),
        vessel(
            [(0.58, 0), (0.68, 0.04), (1.0, 0.42), (1.06, 0.80), (0.90, 1.18), (0.58, 1.36), (0.52, 1.46)], 0.045, 0.07
        ),
        glass=True,
    )
    s.tube(
        g,
        (0, 0, 0),
        smooth([(0.95, 0.55), (1.22, 0.68), (1.40, 1.0), (1.58, 1.34)]),
        0.11,
        turned=turn(y=-18),
        glass=True,
    )
    s.tube(
        g,
        (0, 0, 0),
        smooth([(-0.90, 1.15), (-1.38, 1.22), (-1.52, 0.82), (-1.30, 0.40), (-0.98, 0.38)]),
        0.065,
        turned=turn(y=-18),
        glass=True,
    )
    lid = s.material(mix("#e9ece8", look.colour, 0.35 if look.arrangement else 0.0), 0.05, 0.05)
    s.cylinder(lid, (0, 1.53, 0), 0.56, 0.05, 0.03)
    s.ellipsoid(lid, (0, 1.70, 0), 0.15)
    if not look.arrangement:
        s.cylinder(steel(s), (0, 1.02, 0), 0.40, 0.48, 0.04)


def teapot_porcelain(s: Scene, look: Look) -> None:
    """A round white-lipped pot with ear and swan spout; arrangement 1: large and ribbed, for four."""
    tone = look.colour if not look.arrangement else mix(look.colour, "#f4ecdf", 0.15)
    m = s.material(tone, 0.14, 0.05, relief=(FLUTED, 0.03 if look.arrangement else 0.0, 16))
    body = [
        (0, 0),
        (0.55, 0),
        (0.55, 0),
        (0.62, 0.08),
        (0.98, 0.48),
        (1.08, 0.88),
        (0.92, 1.26),
        (0.50, 1.46),
        (0.42, 1.48),
        (0.42, 1.48),
        (0, 1.48),
    ]
    _pot_body(
        s, m, (-0.1, 0, 0), body, spout=[(0.92, 0.52), (1.28, 0.66), (1.36, 1.10), (1.66, 1.42)], yaw=-16, r=0.115
    )
    s.tube(
        m,
        (-0.1, 0, 0),
        smooth([(-0.92, 1.22), (-1.42, 1.34), (-1.62, 0.92), (-1.40, 0.46), (-1.0, 0.40)]),
        0.075,
        0.10,
        0.07,
        turned=turn(y=-16),
        join=0.1,
    )
    s.lathe(
        m,
        (-0.1, 1.46, 0),
        smooth(
            [
                (0, 0),
                (0.45, 0),
                (0.46, 0.05),
                (0.30, 0.18),
                (0.08, 0.24),
                (0.05, 0.30),
                (0.12, 0.38),
                (0.10, 0.48),
                (0, 0.50),
            ]
        ),
    )
    gold = s.material("#d8b368", 0.22, 0.6, metal=1)
    s.torus(gold, (-0.1, 1.485, 0), 0.455, 0.02)


def tea_for_one(s: Scene, look: Look) -> None:
    """A small pot that sits on its own wide cup."""
    m, pale = glazed(s, look.colour), glazed(s, mix(look.colour, CLAY, 0.65))
    handled(
        s, pale, (0, 0, 0), [(0.50, 0), (0.58, 0.03), (0.86, 0.34), (0.96, 0.70), (0.98, 0.90)], -28, 0.075, 0.11, 0.07
    )
    body = [
        (0, 0.78),
        (0.76, 0.78),
        (0.76, 0.86),
        (0.80, 0.98),
        (0.92, 1.22),
        (0.84, 1.58),
        (0.46, 1.80),
        (0.40, 1.82),
        (0.40, 1.82),
        (0, 1.82),
    ]
    _pot_body(s, m, (0, 0, 0), body, spout=[(0.80, 1.20), (1.08, 1.30), (1.30, 1.66)], yaw=152, r=0.10)
    s.tube(
        m,
        (0, 0, 0),
        smooth([(0.80, 1.62), (1.22, 1.66), (1.32, 1.36), (1.10, 1.08), (0.82, 1.06)]),
        0.065,
        0.09,
        0.06,
        turned=turn(y=-28),
        join=0.08,
    )
    s.lathe(
        m,
        (0, 1.80, 0),
        smooth([(0, 0), (0.42, 0), (0.43, 0.05), (0.26, 0.15), (0.07, 0.19), (0.11, 0.30), (0.08, 0.38), (0, 0.40)]),
    )


def teapot_moroccan(s: Scene, look: Look) -> None:
    """A tall chased pot with an enamelled lid and foot and a long curved spout."""
    m = s.material("#cfc9bd", 0.20, 0.6, metal=1, relief=(FLUTED, 0.035, 12))
    b = s.material("#d0a548", 0.24, 0.6, metal=1)
    body = [
        (0, 0),
        (0.55, 0),
        (0.55, 0),
        (0.60, 0.08),
        (0.42, 0.24),
        (0.70, 0.62),
        (0.86, 1.02),
        (0.66, 1.45),
        (0.38, 1.72),
        (0.34, 1.78),
        (0.34, 1.78),
        (0, 1.78),
    ]
    s.lathe(m, (-0.25, 0, 0), smooth(body))
    s.tube(
        m,
        (-0.25, 0, 0),
        smooth([(0.62, 0.72), (1.02, 0.90), (1.16, 1.40), (1.42, 1.85), (1.62, 1.86)]),
        0.085,
        turned=turn(y=-14),
        join=0.12,
    )
    s.tube(
        b,
        (-0.25, 0, 0),
        smooth([(-0.52, 1.50), (-1.0, 1.72), (-1.18, 1.20), (-0.98, 0.72), (-0.72, 0.70)]),
        0.06,
        turned=turn(y=-14),
    )
    enamel = s.material(look.colour, 0.2, 0.05)
    s.lathe(enamel, (-0.25, 1.78, 0), smooth([(0, 0), (0.37, 0), (0.38, 0.06), (0.34, 0.24), (0.16, 0.50), (0, 0.62)]))
    s.lathe(b, (-0.25, 2.34, 0), smooth([(0, 0), (0.10, 0), (0.05, 0.10), (0.09, 0.20), (0.05, 0.36), (0, 0.46)]))
    s.cylinder(enamel, (-0.25, 0.06, 0), 0.61, 0.065, 0.04)
    s.torus(b, (-0.25, 1.79, 0), 0.37, 0.03)


def tea_travel_case(s: Scene, look: Look) -> None:
    """A zipped round-cornered case standing open: a small pot and two cups in their hollows."""
    s.elevation = 36
    shell, felt = (
        s.material(mix(look.colour, INK, 0.3), 0.8, relief=(LINEN, 0.002, 70)),
        s.material("#7b7066", 0.95, sheen=0.2),
    )
    s.box(shell, (0, 0.36, 0.2), 1.65, 0.36, 1.0, 0.22)
    s.box(felt, (0, 0.56, 0.2), 1.52, 0.30, 0.88, 0.16, cut=0.02)
    s.box(shell, (0, 1.16, -1.15), 1.65, 0.30, 0.92, 0.22, turned=turn(x=74))
    s.box(s.material("#7b7066", 0.95, sheen=0.2), (0, 1.14, -0.97), 1.45, 0.16, 0.74, 0.14, turned=turn(x=74))
    white = s.material(mix("#f2ece1", look.accent, 0.1), 0.18, 0.05)
    body = [
        (0, 0.3),
        (0.36, 0.3),
        (0.36, 0.3),
        (0.60, 0.55),
        (0.64, 0.80),
        (0.48, 1.04),
        (0.30, 1.10),
        (0.30, 1.10),
        (0, 1.10),
    ]
    _pot_body(s, white, (-0.75, 0, 0.2), body, spout=[(0.54, 0.72), (0.76, 0.80), (0.90, 1.04)], yaw=-60, r=0.08)
    s.lathe(white, (-0.75, 1.09, 0.2), smooth([(0, 0), (0.32, 0), (0.30, 0.06), (0.06, 0.10), (0.09, 0.20), (0, 0.24)]))
    for x in (0.35, 1.02):
        s.lathe(white, (x, 0.32, 0.32), vessel([(0.20, 0), (0.24, 0.02), (0.29, 0.2), (0.32, 0.44)], 0.035, 0.05))


def teapot_speckled(s: Scene, look: Look) -> None:
    """A round speckled pot under a bow handle, standing on a thick cork ring."""
    glaze = s.material(
        mix(look.colour, "#efe6d8", 0.3),
        0.28,
        0.05,
        pattern=(SPECKLE, 22),
        second="#6b4a32",
        relief=(THROWN, 0.003, 30),
    )
    s.cylinder(cork(s), (0, 0.0, 0), 1.15, 0.16, 0.05)
    drinkware.round_pot(s, glaze, glaze)
