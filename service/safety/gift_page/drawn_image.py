"""Which of our own drawings stands for a gift that has no photo."""

from __future__ import annotations

from service.catalog.models import Product
from service.catalog.pictures.pictured import sample_picture
from service.catalog.sheets.shapes import is_shape, shape_for


def drawn_image(product: Product) -> str:
    """The path of the picture: the sample's own, or the shape that is nearest to the gift."""
    if product.is_sample:
        return sample_picture(product.sku, product.family)
    if is_shape(product.archetype):
        return f"shapes/{product.archetype}"
    english = product.texts["en"]
    return shape_for(english["name"], product.category.replace("_", " "), english["line"]).image
