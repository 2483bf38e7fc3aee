"""Every archetype by its key: to add one, write its function and add its line here and its names in nouns.py."""

from collections.abc import Callable

from workshop.pictures.archetypes.household import drinkware, kitchen, light, living, textiles
from workshop.pictures.archetypes.look import Look
from workshop.pictures.archetypes.pantry import bottles, containers, fruit, sweets
from workshop.pictures.archetypes.pastimes import audio, desk, play
from workshop.pictures.scene import Scene

ARCHETYPES: dict[str, Callable[[Scene, Look], None]] = {
    "blanket": textiles.blanket,
    "board": kitchen.board,
    "book": desk.book,
    "bowl": kitchen.bowl,
    "candle": light.candle,
    "carafe": drinkware.carafe,
    "chocolate": sweets.chocolate,
    "clock": desk.clock,
    "coffee": containers.coffee,
    "flask": drinkware.flask,
    "fruit": fruit.fruit,
    "game": play.game,
    "headphones": audio.headphones,
    "honey": containers.honey,
    "jam": containers.jam,
    "lamp": light.lamp,
    "mill": kitchen.mill,
    "mug": drinkware.mug,
    "notebook": desk.notebook,
    "oliveoil": bottles.oliveoil,
    "pen": desk.pen,
    "plant": living.plant,
    "puzzle": play.puzzle,
    "soap": living.soap,
    "socks": textiles.socks,
    "speaker": audio.speaker,
    "spices": containers.spices,
    "tea": containers.tea,
    "teapot": drinkware.teapot,
    "tin": containers.tin,
    "towel": textiles.towel,
    "truffles": sweets.truffles,
    "umbrella": living.umbrella,
    "vase": living.vase,
    "wine": bottles.wine,
    "yarn": textiles.yarn,
}
