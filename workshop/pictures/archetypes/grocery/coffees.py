"""Coffee in bags and tins."""

import math

from workshop.pictures.archetypes.grocery.teas import RIGHT
from workshop.pictures.archetypes.ingredients.beside import beside
from workshop.pictures.archetypes.ingredients.scattered import scatter
from workshop.pictures.archetypes.look import Look, around, lacquer
from workshop.pictures.archetypes.pantry import containers
from workshop.pictures.kernel.tables import AROUND
from workshop.pictures.lines import turn, vessel
from workshop.pictures.palette import INK, mix
from workshop.pictures.scene import Scene


def coffee_bag(s: Scene, look: Look) -> None:
    """A bag of whole beans with a valve and a tin tie."""
    containers.bag_of_beans(s, look, (-0.25, 0, 0), 16, mix(look.colour, "#d8c3a2", 0.45), look.accent)
    valve = s.material("#d9cdb8", 0.4)
    s.cylinder(
        valve, around(turn(y=16), (-0.25, 0, 0))(0, 2.32, 0.37), 0.09, 0.03, 0.02, turned=turn(y=16) @ turn(x=76)
    )
    roast = {"": "coffee", "light": "light_roast", "dark": "dark_roast"}[look.stuff]
    for at in ((0.55, 0, 1.15), (1.30, 0, 0.80)) if look.arrangement else ((0.55, 0, 1.15),):
        scatter(s, roast, at)
    beside(s, look, (RIGHT,))


def coffee_tin(s: Scene, look: Look) -> None:
    """A round tin full of beans, its lid beside it."""
    s.elevation = 34
    paint = lacquer(s, look.colour)
    s.lathe(paint, (-0.35, 0, -0.1), vessel([(0.92, 0), (0.97, 0.03), (0.98, 0.1), (0.98, 1.5)], 0.05, 0.08))
    s.decal(paint, look.sticker((1000, 1000), 160), AROUND, (-0.76, 0.76, 0.28, 1.26), 0.62)
    bean = s.material("#3a2113", 0.38, 0.045)
    s.cylinder(bean, (-0.35, 1.22, -0.1), 0.92, 0.04)
    for i in range(40):
        a, r = i * 2.4, 0.85 * math.sqrt(i / 40)
        s.ellipsoid(
            bean,
            (-0.35 + r * math.cos(a), 1.30, r * math.sin(a) - 0.1),
            0.155,
            0.085,
            0.11,
            turned=turn(20 * math.sin(i), 47 * i),
        )
    s.cylinder(lacquer(s, mix(look.colour, INK, 0.2)), (1.15, 0.12, 0.70), 1.0, 0.12, 0.05)
    scatter(s, "coffee", (0.2, 0, 1.5))
