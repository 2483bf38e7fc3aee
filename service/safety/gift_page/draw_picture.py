"""Draws a gift without a photo: the nearest of our shapes in a colour of its own, kept like a photo under the hash of what made it.

A shape that the workshop has made nothing to draw from stays as it is.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from renderers.inscription.drawn import Wish, as_files, can_draw, draw_gift, key_of_wish, wish_for
from service.catalog.entry import ENGLISH
from service.catalog.models import Product
from service.catalog.pictures.own_images import LARGE, MEDIA_TYPE, SMALL, image_of
from service.catalog.pictures.upload import past_images
from service.db.connect import reading
from service.db.loaded import refresh_loaded
from service.jobs.act_types import Effect, Lease
from service.storage.in_force import storage

_SHOWN: Final = ["image", "past_images"]


def draw_picture_job(lease: Lease) -> Effect | None:
    """The act of `safety.draw_picture`: subject is the product. None where there is nothing to draw."""
    with reading() as session:
        product = session.get(Product, lease.subject_id)
        if product is None or product.is_photo or product.is_sample or not can_draw(product.archetype):
            return None
        wish = _wish(product)
    key = key_of_wish(wish)
    if storage().find(key) is None:
        large, small = as_files(draw_gift(wish))
        storage().put(key, {LARGE: (MEDIA_TYPE, large), SMALL: (MEDIA_TYPE, small)}, 0.0)
    return partial(_keep, lease.subject_id, image_of(key))


def _wish(product: Product) -> Wish:
    """How it is drawn."""
    said = [words.get(ENGLISH, "") for words in (product.variant or {}).values()]
    # What can be inscribed keeps its place free for that.
    name = product.texts[ENGLISH]["name"] if product.inscription_letters is None else ""
    return wish_for(product.archetype, product.family, name, " ".join(said))


def _keep(product_id: str, image: str, session: Session) -> None:
    """Shows it, unless a photo has come meanwhile. No revision is raised: nobody's open form is outdated by our drawing."""
    product = session.scalar(
        select(Product)
        .where(Product.id == product_id, ~Product.is_photo)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if product is None or product.image == image:
        return
    session.execute(
        update(Product)
        .where(Product.id == product_id)
        .values(image=image, past_images=past_images(product, image))
        .execution_options(synchronize_session=False)
    )
    refresh_loaded(session, Product, product_id, _SHOWN)
