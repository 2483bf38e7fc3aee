"""Seeds, nuts, berries and beans that are strewn: one ellipsoid each."""

import math

from workshop.pictures.kernel.surface import KRAFT
from workshop.pictures.lines import turn
from workshop.pictures.palette import shade_of
from workshop.pictures.scene import Place, Scene

# Seeds, nuts and berries that are one ellipsoid each: colour, half axes, how many, how far they scatter, roughness.
SCATTERED: dict[str, tuple[str, tuple[float, float, float], int, float, float]] = {
    "almond": ("#a5693c", (0.17, 0.07, 0.10), 7, 0.42, 0.75),
    "black_pepper": ("#2e2723", (0.06, 0.06, 0.06), 16, 0.40, 0.8),
    "blackcurrant": ("#241a30", (0.12, 0.12, 0.12), 9, 0.34, 0.16),
    "bilberry": ("#3a4468", (0.12, 0.11, 0.12), 10, 0.36, 0.7),
    "cardamom": ("#9aa86a", (0.15, 0.07, 0.07), 8, 0.38, 0.7),
    "clove": ("#4a2c1c", (0.10, 0.035, 0.035), 9, 0.36, 0.8),
    "coffee": ("#3a2113", (0.155, 0.085, 0.11), 7, 0.46, 0.38),
    "light_roast": ("#6b4226", (0.155, 0.085, 0.11), 7, 0.46, 0.5),
    "dark_roast": ("#22130b", (0.155, 0.085, 0.11), 9, 0.48, 0.22),
    "date": ("#4f2a17", (0.27, 0.14, 0.15), 4, 0.44, 0.30),
    "hazelnut": ("#a06a38", (0.15, 0.16, 0.15), 7, 0.42, 0.5),
    "jasmine_rice": ("#d9c79a", (0.08, 0.03, 0.03), 18, 0.40, 0.7),
    "mustard": ("#c99a2e", (0.05, 0.05, 0.05), 26, 0.44, 0.7),
    "oat": ("#dcc59b", (0.12, 0.03, 0.09), 14, 0.44, 0.9),
    "olive": ("#5b6a2c", (0.16, 0.125, 0.125), 5, 0.38, 0.25),
    "peanut": ("#c79a5e", (0.19, 0.11, 0.11), 5, 0.40, 0.85),
    "pollen": ("#d9a83a", (0.045, 0.04, 0.045), 40, 0.40, 0.8),
    "pistachio": ("#9aa560", (0.14, 0.08, 0.09), 8, 0.40, 0.8),
    "pumpkin_seed": ("#6b7a4a", (0.13, 0.035, 0.08), 12, 0.44, 0.6),
    "rosehip": ("#a8301f", (0.12, 0.15, 0.12), 6, 0.38, 0.3),
    "salt": ("#fbf7ee", (0.07, 0.035, 0.06), 22, 0.42, 0.3),
    "sesame": ("#e6d6b0", (0.055, 0.022, 0.035), 34, 0.44, 0.6),
    "sour_cherry": ("#8a1420", (0.15, 0.145, 0.15), 5, 0.36, 0.12),
}


def scatter(s: Scene, key: str, at: Place) -> None:
    """Golden turns around `at`, so that nothing lies on its neighbour."""
    colour, (a, b, c), count, spread, rough = SCATTERED[key]
    kind = s.material(colour, rough, 0.045, pattern=(KRAFT, 1), second=shade_of(colour, 0.72))
    for i in range(count):
        angle, away = i * 2.3999 + s.random.uniform(-0.2, 0.2), spread * math.sqrt((i + 0.3) / count)
        place = (at[0] + away * math.cos(angle), at[1] + b, at[2] + away * math.sin(angle))
        s.ellipsoid(
            kind,
            place,
            a,
            b,
            c,
            turned=turn(s.random.uniform(-10, 10), s.random.uniform(0, 180), s.random.uniform(-8, 8)),
        )
