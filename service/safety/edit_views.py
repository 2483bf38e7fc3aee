"""The form of a gift: its texts in all languages, its price, where it goes and how long that takes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import get_currency_precision
from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from renderers.language.translations import babel_locale
from service.catalog.edit_product import EditInvalid, edit_product, read_edit
from service.catalog.entry import LANGUAGES
from service.catalog.models import Product
from service.catalog.own.inscriptions import KINDS
from service.catalog.state_marks import lock_product, words_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.guard import product_in
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("edit", __name__)
_NAMES = {locale: babel_locale(locale).get_language_name("en") for locale in LANGUAGES}


@blueprint.get("/gifts/<product_id>/edit")
@signed_in("change_gifts")
def show_edit(product_id: str) -> ResponseReturnValue:
    """The form as the gift stands."""
    with reading() as session:
        product = product_in(session, current().workspace_id, product_id)
        return _form(product, _fields(product), {})


@blueprint.post("/gifts/<product_id>/edit")
@signed_in("change_gifts")
def save_edit(product_id: str) -> ResponseReturnValue:
    """The form, saved whole or not at all."""
    actor, at = current(), utc_now()
    try:
        edit = read_edit(request.form)
    except EditInvalid as error:
        with reading() as session:
            product = product_in(session, actor.workspace_id, product_id)
            return _form(product, dict(request.form), error.errors), error.status
    with transaction() as session:
        product = lock_product(session, actor, product_id, request.form.get("seen", ""))
        changed = edit_product(session, product, edit, actor, at)
        held_back = product.is_unsettled
    if changed and held_back:
        flash("Saved. Its texts name food or skin, so nobody gets it until you say that it’s neither.", "error")
    else:
        flash("Saved." if changed else "Nothing had changed.")
    return redirect(f"/gifts/{product_id}", 303)


def _form(product: Product, fields: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return render_template(
        "console/gift_edit.html",
        product=product,
        fields=fields,
        errors=errors,
        languages=_NAMES,
        words=words_of(product),
    )


def _fields(product: Product) -> dict[str, str]:
    """The gift as its form says it."""
    price = Decimal(product.price_minor).scaleb(-get_currency_precision(product.currency))
    fields = {
        "price": str(price),
        "currency": product.currency,
        "countries": ", ".join(product.regions),
        "origin": product.origin or "",
        "tariff": product.tariff or "",
        "delivered": product.delivered,
        "lead_days": str(product.lead_days),
        "seen": str(product.revision),
    }
    if product.inscription_letters is not None:
        fields |= {"inscribed": "yes", "inscription_letters": str(product.inscription_letters)}
        fields |= {f"inscription_{kind}": "yes" for kind in product.inscription_kinds or KINDS}
    for language, text in product.texts.items():
        fields |= {f"{name}_{language}": str(value) for name, value in text.items()}
    return fields
