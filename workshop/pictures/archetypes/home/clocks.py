"""Clocks for walls, desks and journeys."""

import math

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.look import Look, around, brass, leather, steel, wood
from workshop.pictures.archetypes.pastimes.desk import spoke
from workshop.pictures.archetypes.tableware.boards import BEECH, CHERRY
from workshop.pictures.kernel.surface import FLUTED, GRAIN, SPECKLE
from workshop.pictures.kernel.tables import ABOVE
from workshop.pictures.labels import font
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import INK, OAK, mix, shade_of
from workshop.pictures.scene import Place, Scene


def face(  # noqa: PLR0912 - one branch a form
    look: Look,
    *,
    numerals: str = "strokes",
    title: str | None = None,
    second_dial: str | None = None,
    ground: str = "#f6efe0",
    ink: str = INK,
) -> Image.Image:
    """A dial: `numerals` strokes, bars, figures, tide or none; hands at ten past ten."""
    image = Image.new("RGBA", (1000, 1000), ground)
    draw = ImageDraw.Draw(image)
    for minute in range(60):
        a = math.radians(minute * 6)
        if numerals == "bars":
            long = minute % 5 == 0
            draw.line(spoke(a, 350 if long else 430, 470), fill=ink, width=34 if long else 10)
        elif numerals == "strokes" and minute % 5 == 0:
            draw.line(spoke(a, 370 if minute % 15 == 0 else 405, 440), fill=ink, width=18 if minute % 15 == 0 else 9)
        elif numerals == "figures":
            draw.line(spoke(a, 455, 475), fill=ink, width=8 if minute % 5 == 0 else 4)
    if numerals == "figures":
        for hour in range(1, 13):
            x, y = spoke(math.radians(hour * 30), 0, 375)[2:]
            draw.text((x, y), str(hour), font=font("title", 110, 500), fill=ink, anchor="mm")
    if numerals == "tide":
        for k in range(1, 6):
            for side in (-1, 1):
                x, y = spoke(math.radians(side * k * 30), 0, 380)[2:]
                draw.text((x, y), str(6 - k), font=font("title", 90, 500), fill=ink, anchor="mm")
        draw.arc((60, 60, 940, 940), 0, 360, fill="#3b6373", width=14)
        draw.text((500, 150), "HIGH", font=font("title", 84, 600), fill="#3b6373", anchor="mm")
        draw.text((500, 850), "LOW", font=font("title", 84, 600), fill="#3b6373", anchor="mm")
        for row in range(3):
            draw.line(
                [(300 + x, 640 + row * 44 + 16 * math.sin(x / 34 + row)) for x in range(0, 401, 8)],
                fill="#3b6373",
                width=12,
            )
        draw.line(spoke(math.radians(40), -90, 330), fill=ink, width=22)
        draw.ellipse((470, 470, 530, 530), fill=ink)
        return image
    if title:
        draw.text((500, 690), title, font=font("italic", 56, 400), fill=ink, anchor="mm")
    if second_dial:
        draw.ellipse((360, 590, 640, 870), outline=ink, width=7)
        for h in range(12):
            x0, y0, x1, y1 = spoke(math.radians(h * 30), 112, 130)
            draw.line((x0, y0 + 230, x1, y1 + 230), fill=ink, width=6)
        draw.line((500, 730, 560, 690), fill="#b5440f", width=12)
        draw.line((500, 730, 500, 640), fill="#b5440f", width=8)
    wide = 40 if numerals == "bars" else 26
    draw.line(spoke(math.radians(305), -60, 250), fill=ink, width=wide)
    draw.line(spoke(math.radians(60), -70, 375), fill=ink, width=wide - 8)
    if numerals == "bars":
        draw.line(spoke(math.radians(150), -110, 320), fill="#a8281e", width=12)
        x, y = spoke(math.radians(150), 0, 320)[2:]
        draw.ellipse((x - 44, y - 44, x + 44, y + 44), fill="#a8281e")
    else:
        draw.line(
            spoke(math.radians(150), -70, 390),
            fill=shade_of(look.accent, 1.1) if look.accent != "#e9e1d2" else "#b5440f",
            width=8,
        )
    draw.ellipse((474, 474, 526, 526), fill=ink)
    return image


def _dial(s: Scene, image: Image.Image, at: Place, r: float, turned: np.ndarray) -> None:
    m = s.material("#f6efe0", 0.6)
    s.cylinder(m, at, r, 0.03, 0.01, turned=turned)
    s.decal(m, image, ABOVE, (-r, r, -r, r))


def wall_clock(s: Scene, look: Look) -> None:
    """A flat round clock on a wall; `stuff` plywood, porcelain, slate or station (large, bars, red seconds).

    The paper is the wall: seen from nearly above, the clock lies on it and twelve points away from the camera.
    """
    s.elevation, s.fit = 80, 0.66
    kind, at = look.stuff, (0, 0.16, 0)

    def hands(m: int, y: float) -> None:
        for deg, reach, w in ((305, 0.72, 0.05), (60, 1.0, 0.04)):
            a = math.radians(deg)
            s.box(
                m,
                (reach * 0.45 * math.sin(a), y, -reach * 0.45 * math.cos(a)),
                w,
                0.015,
                reach * 0.55,
                0.01,
                turned=turn(y=-deg),
            )

    def marks(m: int, y: float) -> None:
        for i in range(12):
            a = math.radians(i * 30)
            s.box(
                m,
                (1.14 * math.sin(a), y, -1.14 * math.cos(a)),
                0.045,
                0.02,
                0.15 if i % 3 == 0 else 0.08,
                0.02,
                turned=turn(y=-i * 30),
            )

    if kind == "plywood":
        s.cylinder(wood(s, ("#e0c69c", "#c9a878"), 0.9), at, 1.42, 0.14, 0.03)
        for y in (0.10, 0.20):
            s.torus(wood(s, ("#a8743e", "#8a5a34"), 3), (0, y, 0), 1.41, 0.02)
        marks(s.material(look.colour, 0.6), 0.31)
        hands(s.material(INK, 0.5), 0.36)
        s.cylinder(brass(s), (0, 0.38, 0), 0.085, 0.03, 0.01)
    elif kind == "porcelain":
        s.cylinder(s.material("#f6f1ea", 0.14, 0.05, relief=(FLUTED, 0.05, 24)), at, 1.42, 0.13, 0.10)
        _dial(s, face(look, numerals="figures", ground="#f6f1ea", ink="#2f4a6b"), (0, 0.28, 0), 1.12, turn())
        s.torus(s.material("#2f4a6b", 0.2, 0.05), (0, 0.29, 0), 1.22, 0.03)
    elif kind == "slate":
        m = s.material("#3f434a", 0.8, relief=(GRAIN, 0.08, 4), pattern=(SPECKLE, 16), second="#555a62")
        chipped = np.random.default_rng(4)
        reach = 1.42 - 0.045 * chipped.random(84) - 0.05 * (chipped.random(84) > 0.86)
        angles = np.linspace(0, 2 * math.pi, 84, endpoint=False)
        edge = np.stack([reach * np.cos(angles), reach * np.sin(angles)], axis=1)
        s.extrude(m, (0, 0.10, 0), edge, 0.10, 0.015, turned=turn(x=-90))
        s.extrude(m, (0, 0.05, 0), edge * 1.012, 0.05, 0.01, turned=turn(x=-90) @ turn(z=9))
        marks(s.material("#efe8dc", 0.6), 0.21)
        hands(s.material("#c9a25a", 0.3, 0.6, metal=1), 0.26)
    else:
        s.lathe(
            s.material(look.colour, 0.32, 0.06),
            (0, 0, 0),
            vessel([(1.38, 0), (1.46, 0.05), (1.48, 0.30), (1.40, 0.44)], 0.10, 0.2),
        )
        _dial(s, face(look, numerals="bars"), (0, 0.26, 0), 1.34, turn())


def alarm_clock(s: Scene, look: Look) -> None:
    """A round alarm clock with two bells and a hammer on top."""
    s.elevation = 16
    m, metal = s.material(look.colour, 0.18, 0.06), s.material("#c9c2b4", 0.20, 0.6, metal=1)
    lean = turn(y=16)
    flat, at = lean @ turn(x=90), (0, 1.35, 0)
    frame = around(lean, at)
    s.cylinder(m, at, 1.12, 0.42, 0.12, turned=flat)
    s.torus(metal, frame(0, 0, 0.42), 1.05, 0.06, turned=flat)
    _dial(s, face(look, numerals="figures"), frame(0, 0, 0.42), 1.0, flat)
    for side in (-1, 1):
        tilt = lean @ turn(z=-side * 34)
        s.lathe(
            metal,
            frame(side * 0.72, 1.02, 0),
            smooth(
                [(0, 0.42), (0.2, 0.41), (0.44, 0.26), (0.50, 0.0), (0.46, 0.0), (0.40, 0.22), (0.18, 0.36), (0, 0.37)]
            ),
            turned=tilt,
        )
        s.ellipsoid(metal, frame(side * 1.0, 1.44, 0), 0.085)
        s.cone(metal, frame(side * 0.58, -0.9, 0), 0.10, 0.52, 0.07, turned=lean @ turn(z=180 + side * 24))
    s.cone(metal, frame(0, 1.1, 0), 0.035, 0.34, 0.035, turned=lean)
    s.box(metal, frame(0, 1.50, 0), 0.17, 0.075, 0.075, 0.03, turned=lean)
    s.tube(
        metal,
        frame(0, 0, 0),
        smooth([(-0.9, 1.5), (-0.55, 1.95), (0, 2.1), (0.55, 1.95), (0.9, 1.5)]),
        0.04,
        turned=lean,
    )


def desk_clock(s: Scene, look: Look) -> None:
    """A small clock that stands: `stuff` beech block, brass drum, tide in oak, or two zones in cherry."""
    s.elevation = 18
    kind, yaw = look.stuff, turn(y=18)
    frame, flat = around(yaw), yaw @ turn(x=90)
    if kind == "brass":
        b = s.material("#c9a25a", 0.2, 0.6, metal=1)
        at = (0, 0.98, 0)
        s.cylinder(b, at, 0.98, 0.30, 0.05, turned=flat)
        _dial(s, face(look, title=look.title), frame(0, 0.98, 0.28), 0.86, flat)
        s.torus(b, frame(0, 0.98, 0.30), 0.90, 0.05, turned=flat)
        s.box(s.material(mix(look.colour, INK, 0.3), 0.3, 0.05), frame(0, 0.09, 0), 0.8, 0.09, 0.5, 0.03, turned=yaw)
    elif kind == "zones":
        m = wood(s, CHERRY, 1.0)
        s.box(m, frame(0, 0.78, 0), 1.75, 0.78, 0.36, 0.08, turned=yaw)
        for x, name, d in ((-0.82, "Here", 0), (0.82, "There", 1)):
            image = (
                face(look, numerals="strokes", title=name)
                if d == 0
                else face(look, numerals="strokes", title=name).rotate(0)
            )
            if d:
                draw = ImageDraw.Draw(image)
                draw.ellipse((150, 150, 850, 640), fill="#f6efe0")
                draw.line(spoke(math.radians(100), -50, 240), fill=INK, width=26)
                draw.line(spoke(math.radians(60), -60, 360), fill=INK, width=18)
                draw.ellipse((474, 474, 526, 526), fill=INK)
                draw.text((500, 690), name, font=font("italic", 56, 400), fill=INK, anchor="mm")
            _dial(s, image, frame(x, 0.80, 0.36), 0.60, flat)
            s.torus(brass(s), frame(x, 0.80, 0.38), 0.61, 0.035, turned=flat)
    else:
        m = wood(s, OAK if kind == "tide" else BEECH, 1.1)
        s.box(m, frame(0, 1.0, 0), 1.0, 1.0, 0.42, 0.22 if kind == "beech" else 0.06, turned=yaw)
        _dial(
            s,
            face(look, numerals="tide" if kind == "tide" else "strokes", title=look.title),
            frame(0, 1.0, 0.42),
            0.78,
            flat,
        )
        s.torus(brass(s), frame(0, 1.0, 0.44), 0.79, 0.03, turned=flat)


def travel_clock(s: Scene, look: Look) -> None:
    """A square clock in a hinged leather case that opens to make its own stand."""
    s.elevation = 22
    skin = leather(s, look.colour)
    lean = turn(y=16) @ turn(x=-14)
    frame = around(lean, (0, 0.12, 0))
    s.box(skin, frame(0, 0.92, 0), 0.98, 0.92, 0.11, 0.08, turned=lean)
    s.box(skin, frame(0, 0.02, 0.98), 0.98, 0.10, 0.92, 0.08, turned=turn(y=16))
    s.box(
        s.material("#d9c6a4", 0.95, sheen=0.2),
        around(turn(y=16), (0, 0.12, 0))(0, 0.10, 0.98),
        0.84,
        0.04,
        0.78,
        0.04,
        turned=turn(y=16),
    )
    _dial(s, face(look, numerals="figures"), frame(0, 0.95, 0.12), 0.74, lean @ turn(x=90))
    s.torus(brass(s), frame(0, 0.95, 0.14), 0.75, 0.045, turned=lean @ turn(x=90))
    s.box(brass(s), around(turn(y=16), (0, 0.12, 0))(0, 0.06, 1.90), 0.12, 0.05, 0.03, 0.02, turned=turn(y=16))


def kitchen_clock(s: Scene, look: Look) -> None:
    """An enamel clock with a minute timer below, in one plate; the paper is the wall."""
    s.elevation, s.fit = 80, 0.70
    m = s.material(mix(look.colour, "#f4ecdf", 0.12), 0.16, 0.06)
    plate = smooth(
        [
            (0, 1.45),
            (0.95, 1.12),
            (1.25, 0.25),
            (0.95, -0.6),
            (0.62, -1.15),
            (0, -1.45),
            (-0.62, -1.15),
            (-0.95, -0.6),
            (-1.25, 0.25),
            (-0.95, 1.12),
        ],
        closed=True,
    )
    s.extrude(m, (0, 0.16, 0), plate, 0.16, 0.10, turned=turn(x=-90))
    _dial(s, face(look, numerals="figures"), (0, 0.32, -0.35), 0.92, turn())
    s.torus(steel(s), (0, 0.33, -0.35), 0.94, 0.04)
    timer = Image.new("RGBA", (600, 600), "#f6efe0")
    draw = ImageDraw.Draw(timer)
    for k in range(12):
        x0, y0, x1, y1 = (v - 200 for v in spoke(math.radians(k * 30), 205, 255))
        draw.line((x0, y0, x1, y1), fill=INK, width=12)
    for deg, t in ((0, "60"), (90, "15"), (180, "30"), (270, "45")):
        x, y = (v - 200 for v in spoke(math.radians(deg), 0, 150)[2:])
        draw.text((x, y), t, font=font("title", 84, 600), fill=INK, anchor="mm")
    _dial(s, timer, (0, 0.32, 1.02), 0.40, turn())
    s.cylinder(s.material("#b5440f", 0.35), (0, 0.40, 1.02), 0.13, 0.08, 0.03)
    s.box(s.material("#b5440f", 0.35), (0.08, 0.44, 0.90), 0.045, 0.05, 0.20, 0.02, turned=turn(y=-34))
