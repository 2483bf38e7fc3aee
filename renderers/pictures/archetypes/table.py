"""Every archetype by its key, and what each of its two arrangements is called in plain words."""

from collections.abc import Callable

from renderers.pictures.archetypes import bottles, containers, drinkware, fruit, sweets
from renderers.pictures.archetypes.look import Look
from renderers.pictures.scene import Scene

ARCHETYPES: dict[str, Callable[[Scene, Look], None]] = {
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
