"""A gift's picture: a photo comes, or goes again and the gift is shown as drawn."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from service.catalog.pictures.reencode import PictureRefused
from service.catalog.pictures.upload import LARGEST, read_photo, use_drawn, use_photo
from service.catalog.state_marks import lock_product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.guard import product_in
from service.safety.gift_page.drawn_image import drawn_image
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("pictures", __name__)


@blueprint.post("/gifts/<product_id>/picture")
@signed_in("change_gifts")
def press_picture(product_id: str) -> ResponseReturnValue:
    """Takes the photo that was chosen; where it cannot be taken, nothing changes and the page says why."""
    actor, at = current(), utc_now()
    with reading() as session:
        product_in(session, actor.workspace_id, product_id)
    file = request.files.get("picture")
    try:
        if file is None or not file.filename:
            raise PictureRefused("Choose a picture first.")
        photo = read_photo(file.stream.read(LARGEST + 1), file.filename)
    except PictureRefused as error:
        name = file.filename[-80:] if file is not None and file.filename else ""
        flash(f"Nothing was changed. {f'“{name}”: ' if name else ''}{error.sentence}", "error")
        return redirect(f"/gifts/{product_id}#picture", 303)
    with transaction() as session:
        product = lock_product(session, actor, product_id, request.form.get("seen", ""))
        changed = use_photo(session, product, photo, actor, at)
    said = "Your photo is shown everywhere from now on." if changed else "That’s the photo it has already."
    flash(" ".join(filter(None, (said, photo.note))))
    return redirect(f"/gifts/{product_id}#picture", 303)


@blueprint.post("/gifts/<product_id>/picture/drawn")
@signed_in("change_gifts")
def press_drawn(product_id: str) -> ResponseReturnValue:
    """Takes the photo away."""
    actor, at = current(), utc_now()
    with reading() as session:
        image = drawn_image(product_in(session, actor.workspace_id, product_id))
    with transaction() as session:
        product = lock_product(session, actor, product_id, request.form.get("seen", ""))
        changed = use_drawn(session, product, image, actor, at)
    flash("The photo is gone; we draw it again." if changed else "It had no photo.")
    return redirect(f"/gifts/{product_id}#picture", 303)
