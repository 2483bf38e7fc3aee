"""What may lie beside a product: the ingredients that its own list names, and nothing else."""

from collections.abc import Callable, Sequence

from workshop.pictures.archetypes.ingredients.fruits import (
    apple,
    apricot,
    avocado,
    bergamot,
    cloudberry,
    coconut,
    fig,
    lemon,
    orange,
    plum,
    quince,
    raspberry,
    rhubarb,
    strawberry,
    walnut,
)
from workshop.pictures.archetypes.ingredients.herbs import (
    bay,
    celery,
    chamomile,
    charcoal,
    chilli,
    cinnamon,
    garlic,
    ginger,
    herb,
    hibiscus,
    honeycomb,
    jasmine,
    lavender,
    mint,
    needles,
    onion,
    rapeseed,
    star_anise,
    vanilla,
)
from workshop.pictures.archetypes.ingredients.scattered import SCATTERED, scatter
from workshop.pictures.archetypes.look import Look
from workshop.pictures.scene import Place, Scene

GARNISH: dict[str, Callable[[Scene, Place], None]] = {
    "apple": apple, "apricot": apricot, "avocado": avocado, "bay": bay, "bergamot": bergamot, "celery": celery,
    "chamomile": chamomile, "charcoal": charcoal, "chilli": chilli, "cinnamon": cinnamon, "cloudberry": cloudberry,
    "coconut": coconut, "fig": fig, "garlic": garlic, "ginger": ginger, "herb": herb, "hibiscus": hibiscus,
    "honeycomb": honeycomb, "jasmine": jasmine, "lavender": lavender, "lemon": lemon, "mint": mint, "onion": onion,
    "orange": orange, "plum": plum, "quince": quince, "rapeseed": rapeseed, "raspberry": raspberry,
    "rhubarb": rhubarb, "rosemary": needles, "star_anise": star_anise,
    "strawberry": strawberry, "vanilla": vanilla, "walnut": walnut,
}  # fmt: skip


def beside(s: Scene, look: Look, places: Sequence[Place]) -> None:
    """Lay the product's ingredients at the places, in order; more ingredients than places are left out."""
    for key, at in zip(look.beside, places, strict=False):
        if key in SCATTERED:
            scatter(s, key, at)
        else:
            GARNISH[key](s, at)
