"""A photo of a gift comes in: read in the bounded child, stored under the hash of what it became, and named by the gift's row.

The same photo twice is one file. What no row names any more is swept away (`ops/lost_files`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

import structlog
from sqlalchemy.orm import Session

from service.bounded import TooCostly, Unread, read_bounded
from service.catalog.models import Product
from service.catalog.pictures.kinds import NAMES, is_called_so
from service.catalog.pictures.own_images import DRAW, LARGE, MEDIA_TYPE, SMALL, image_of, is_own
from service.catalog.pictures.reencode import Made, PictureRefused
from service.jobs.enqueue import enqueue
from service.storage.in_force import storage
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

LARGEST: Final = 10 * 1024 * 1024
_ACT: Final = "service.catalog.pictures.reencode:reencode"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo in the storage. `note` tells what was read otherwise than the file's name says, "" for nothing."""

    image: str
    note: str


def read_photo(data: bytes, filename: str) -> Photo:
    """The photo, made anew and stored; no transaction is open. Raises PictureRefused, TemporaryError where there is no room."""
    if not data:
        raise PictureRefused("This file is empty. Choose a JPEG, PNG or WebP.")
    if len(data) > LARGEST:
        raise PictureRefused(
            f"This file has {len(data) / 1024**2:,.1f} MB; we take up to {LARGEST // 1024**2}. Save the picture smaller, "
            "and upload that."
        )
    try:
        made = cast("Made", read_bounded(_ACT, data))
    except TooCostly:
        raise PictureRefused(
            "This picture needs too much time or memory to read. Save it smaller, about 2,000 pixels wide, and upload that."
        ) from None
    except Unread as error:
        _log.error("picture_unread", error=error.kind, where=error.place)
        raise PictureRefused(
            "We can’t read this picture. Open it in a picture program, save it as JPEG, and upload that."
        ) from None
    key = hashlib.sha256(b"product picture\0" + made.large + made.small).hexdigest()
    storage().put(key, {LARGE: (MEDIA_TYPE, made.large), SMALL: (MEDIA_TYPE, made.small)}, 0.0)
    renamed = (
        "" if is_called_so(filename, made.was) else f"The file is a {NAMES[made.was]} with another name; we took it so."
    )
    return Photo(image_of(key), renamed)


def use_photo(session: Session, product: Product, photo: Photo, actor: Actor, at: datetime) -> bool:
    """Puts the photo where the gift's picture is shown; whether that changed anything. The product is locked by the caller."""
    if product.image == photo.image and product.is_photo:
        return False
    _show(product, photo.image, is_photo=True)
    record_act(session, actor, "product.pictured", at, subject_id=product.id, body={"by": "photo"})
    return True


def use_drawn(session: Session, product: Product, image: str, actor: Actor, at: datetime) -> bool:
    """Takes the photo away again: the gift is shown as drawn. The product is locked by the caller."""
    if not product.is_photo:
        return False
    _show(product, image, is_photo=False)
    session.flush()
    enqueue(session, DRAW, product.id, version=product.revision, workspace_id=product.workspace_id)
    record_act(session, actor, "product.pictured", at, subject_id=product.id, body={"by": "drawing"})
    return True


def past_images(product: Product, image: str) -> list[str] | None:
    """Own pictures that it showed before, once it shows this one."""
    before = product.image
    if before is None or before == image or not is_own(before):
        return product.past_images
    return [*dict.fromkeys([*(product.past_images or []), before])]


def _show(product: Product, image: str, *, is_photo: bool) -> None:
    product.past_images = past_images(product, image)
    product.image, product.is_photo = image, is_photo
