"""Every archetype by its key, and what each of its two arrangements is called in plain words."""

from collections.abc import Callable

from renderers.pictures.archetypes import bottles, containers, desk, drinkware, fruit, light, sweets, textiles
from renderers.pictures.archetypes.look import Look
from renderers.pictures.scene import Scene

ARCHETYPES: dict[str, Callable[[Scene, Look], None]] = {
    "blanket": textiles.blanket,
    "book": desk.book,
    "candle": light.candle,
    "clock": desk.clock,
    "lamp": light.lamp,
    "notebook": desk.notebook,
    "pen": desk.pen,
    "socks": textiles.socks,
    "towel": textiles.towel,
    "yarn": textiles.yarn,
    "carafe": drinkware.carafe,
    "chocolate": sweets.chocolate,
    "coffee": containers.coffee,
    "flask": drinkware.flask,
    "fruit": fruit.fruit,
    "honey": containers.honey,
    "jam": containers.jam,
    "mug": drinkware.mug,
    "oliveoil": bottles.oliveoil,
    "spices": containers.spices,
    "tea": containers.tea,
    "teapot": drinkware.teapot,
    "tin": containers.tin,
    "truffles": sweets.truffles,
    "wine": bottles.wine,
}
NOUNS: dict[str, tuple[str, str]] = {}
