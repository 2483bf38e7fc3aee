"""A gift's own page in the catalog, its recall, and the people who have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.errors import RenderError
from renderers.language.translations import LOCALES, babel_locale
from renderers.statement.card.recall import MOST
from service.catalog.models import Product
from service.catalog.restock import REASONS, shelf_history
from service.catalog.state_marks import SOURCES, words_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.page import cut
from service.dietary.vocabulary import ALLERGENS
from service.errors import Conflict
from service.folding import batch_key
from service.gifting.guard import product_in
from service.outreach.models import Recall
from service.outreach.sending.post import is_mail_on
from service.outreach.warnings.concerned import batch_of
from service.outreach.warnings.recalls import latest_recall
from service.safety import edit_views, incident_views, mark_views, reader_views
from service.safety.gift_page import new_views, picture_views, retire_views
from service.safety.gift_page.promised import count_promised
from service.safety.gift_page.seen import as_people_see, called, marks_seen, others_of, versions_of
from service.safety.problems import views as problem_views
from service.safety.product_marks import KINDS, marks_of
from service.safety.recalls.cards import mark_left, print_cards, to_print
from service.safety.recalls.drafts import drafts_of
from service.safety.recalls.dry_count import count_affected
from service.safety.recalls.notices import (
    count_waiting,
    find_recall,
    list_notices,
    mark_returned,
    recalls_of,
    write_words,
)
from service.safety.recalls.read_recall import HAZARDS, REMEDIES, SHORT_MAX, RecallInvalid, read_recall
from service.safety.recalls.recall import CountsChanged, close_recall, recall_product, send_notices
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.models import User

blueprint = Blueprint("safety", __name__)
blueprint.register_blueprint(incident_views.blueprint)
blueprint.register_blueprint(reader_views.blueprint)
blueprint.register_blueprint(problem_views.blueprint)
blueprint.register_blueprint(mark_views.blueprint)
blueprint.register_blueprint(edit_views.blueprint)
blueprint.register_blueprint(new_views.blueprint)
blueprint.register_blueprint(retire_views.blueprint)
blueprint.register_blueprint(picture_views.blueprint)
LANGUAGES: Final = {locale: babel_locale(locale).get_language_name("en") for locale in LOCALES}
_ALLERGENS: Final = tuple(ALLERGENS)


@blueprint.get("/gifts/<product_id>")
@signed_in("see_gifts")
def show_product(product_id: str) -> ResponseReturnValue:
    """A product, what is known of it, and its recall."""
    with reading() as session:
        product = product_in(session, current().workspace_id, product_id)
        seen = as_people_see(product, request.args.get("lang", ""))
        return render_template(
            "console/product.html",
            product=product,
            seen=seen,
            seen_in={locale: LANGUAGES[locale] for locale in LANGUAGES if locale in product.texts},
            seen_marks=marks_seen(seen),
            versions=versions_of(session, product),
            called=called,
            promised=count_promised(session, product.id),
            kind=KINDS[product.kind],
            grids=marks_of(product, _names(session, product)),
            sources=SOURCES,
            shelf=shelf_history(session, product.id),
            why_shelf=REASONS,
            names=_names(session, product),
            words=words_of(product) if product.is_unsettled else (),
            recall=latest_recall(session, product.id),
        )


def _names(session: Session, product: Product) -> dict[str, str]:
    """Who stated its marks and changed its shelf, by their ids."""
    ids = {source["by"] for source in product.mark_sources.values() if source.get("by")}
    ids |= {change.user_id for change in shelf_history(session, product.id) if change.user_id}
    users = session.scalars(select(User).where(User.id.in_(ids), User.workspace_id == product.workspace_id))
    return {user.id: user.name for user in users}


@blueprint.get("/gifts/<product_id>/recall")
@signed_in("recall_products")
def show_recall(product_id: str) -> ResponseReturnValue:
    """Before the press the count and the form; after it the people who have the gift."""
    with reading() as session:
        product = product_in(session, current().workspace_id, product_id)
        recall = latest_recall(session, product.id)
        asks_anew = product.recalled_at is None and ("batch" in request.args or "new" in request.args)
        if recall is not None and not asks_anew:
            return _recalled(session, product, _named_recall(session, product.id))
        batch = " ".join(request.args.get("batch", "").split())[:SHORT_MAX]
        typed = {"of": request.args.get("of", ""), "batch": batch, "reach": "batch" if batch_key(batch) else ""}
        return _asking(session, product, typed, {})


@blueprint.post("/gifts/<product_id>/recall")
@signed_in("recall_products")
def press_recall(product_id: str) -> ResponseReturnValue:
    """Recalls a product under the counts that were on the page."""
    actor, at = current(), utc_now()
    try:
        with transaction() as session:
            product = product_in(session, actor.workspace_id, product_id)
            form = read_recall(request.form, request.form.getlist("remedy"))
            others = others_of(session, product) if request.form.get("of") == "all" else ()
            recall_product(session, product, form, request.form.get("seen", ""), actor, at, others=others)
    except RecallInvalid as error:
        return _ask_again(product_id, error.errors), error.status
    except CountsChanged as error:
        return _ask_again(product_id, {"seen": error.sentence}), error.status
    what = f"batch {form.batch}" if form.reach == "batch" else "this gift"
    flash(f"Recalled. Nobody will be given {what} any more.")
    return redirect(f"/gifts/{product_id}/recall", 303)


@blueprint.post("/gifts/<product_id>/recall/words")
@signed_in("recall_products")
def change_words(product_id: str) -> ResponseReturnValue:
    """Other words for the notices."""
    actor, at = current(), utc_now()
    typed = {locale: request.form.get(f"text_{locale}", "") for locale in LOCALES}
    try:
        with transaction() as session:
            write_words(session, _named_recall(session, product_id), typed, actor, at)
    except RecallInvalid as error:
        with reading() as session:
            product = product_in(session, actor.workspace_id, product_id)
            recall = _named_recall(session, product_id)
            return _recalled(session, product, recall, typed, error.errors), error.status
    flash("Saved. Read each notice below before you send it.")
    return redirect(f"{_address(product_id)}#notices", 303)


@blueprint.post("/gifts/<product_id>/recall/send")
@signed_in("recall_products")
def press_send(product_id: str) -> ResponseReturnValue:
    """Sends every notice that waits."""
    actor, at = current(), utc_now()
    with transaction() as session:
        sent = send_notices(session, _named_recall(session, product_id), actor, at)
    flash(
        f"{sent} {'notice is' if sent == 1 else 'notices are'} on the way."
        if sent
        else "There was nobody left to tell."
    )
    return _back(product_id)


@blueprint.post("/gifts/<product_id>/recall/returned/<notice_id>")
@signed_in("recall_products")
def press_returned(product_id: str, notice_id: str) -> ResponseReturnValue:
    """A person's piece came back."""
    actor, at = current(), utc_now()
    with transaction() as session:
        mark_returned(session, _named_recall(session, product_id), notice_id, actor, at)
    return redirect(f"{_address(product_id)}#people", 303)


@blueprint.post("/gifts/<product_id>/recall/close")
@signed_in("recall_products")
def press_close(product_id: str) -> ResponseReturnValue:
    """Everybody was reached as far as they can be: what is open about this recall on the ops page is closed."""
    actor, at = current(), utc_now()
    with transaction() as session:
        closed = close_recall(session, _named_recall(session, product_id), actor, at)
    flash(
        f"Closed for {closed} {'person' if closed == 1 else 'people'}. You can still see the notices and their states here."
    )
    return _back(product_id)


@blueprint.post("/gifts/<product_id>/recall/cards.pdf")
@signed_in("recall_products")
def press_cards(product_id: str) -> ResponseReturnValue:
    """The notices on paper, for the next of those whom no mail has reached. Each printing is written down."""
    actor, at = current(), utc_now()
    with reading() as session:
        recall_id = _named_recall(session, product_id).id
    try:
        body = print_cards(actor.workspace_id, recall_id, actor, at)
    except Conflict as error:
        flash(error.sentence)
        return _back(product_id)
    except RenderError as error:
        flash(f"The cards can’t be printed: {error}")
        return _back(product_id)
    response = Response(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = "attachment; filename=recall-cards.pdf"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/gifts/<product_id>/recall/card-left/<notice_id>")
@signed_in("recall_products")
def press_card_left(product_id: str, notice_id: str) -> ResponseReturnValue:
    """A person's card was posted or handed over."""
    with transaction() as session:
        mark_left(session, _named_recall(session, product_id), notice_id, current(), utc_now())
    return redirect(f"{_address(product_id)}#people", 303)


def _named_recall(session: Session, product_id: str) -> Recall:
    """The recall that the address names, or the latest."""
    return find_recall(session, current().workspace_id, product_id, request.args.get("recall", ""))


def _address(product_id: str) -> str:
    named = request.args.get("recall", "")
    return f"/gifts/{product_id}/recall" + (f"?recall={quote(named)}" if named else "")


def _back(product_id: str) -> ResponseReturnValue:
    return redirect(_address(product_id), 303)


def _ask_again(product_id: str, errors: Mapping[str, str]) -> str:
    typed = {name: value for name, value in request.form.items() if name != "csrf"}
    with reading() as session:
        product = product_in(session, current().workspace_id, product_id)
        return _asking(session, product, typed, errors, request.form.getlist("remedy"))


def _asking(
    session: Session,
    product: Product,
    typed: dict[str, str],
    errors: Mapping[str, str],
    ticked: list[str] | None = None,
) -> str:
    blank = dict.fromkeys(("hazard", "allergen", "details", "brand", "batch", "contact", "only_remedy"), "")
    others = others_of(session, product)
    batch = typed.get("batch", "") if typed.get("reach") == "batch" and batch_key(typed.get("batch", "")) else None
    is_all = typed.get("of") == "all" and bool(others) and batch is None
    return render_template(
        "console/recall.html",
        product=product,
        others=others,
        is_all=is_all,
        pieces=product.stock + (sum(other.stock for other in others) if is_all else 0),
        of_batch=batch,
        count=count_affected(session, product.id, *((other.id for other in others) if is_all else ()), batch=batch),
        hazards=HAZARDS,
        remedies=REMEDIES,
        allergens=_ALLERGENS,
        typed=blank | typed,
        ticked=ticked or [],
        errors=errors,
        may_recall=current().may("recall_products"),
    )


def _recalled(
    session: Session,
    product: Product,
    recall: Recall,
    typed: dict[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    notices = list_notices(session, recall)
    return render_template(
        "console/recalled.html",
        product=product,
        recall=recall,
        by=session.get_one(User, recall.opened_by).name,
        count=count_affected(session, product.id, batch=batch_of(recall)),
        recalls=recalls_of(session, product.id),
        cards=len(to_print(notices.told)),
        at_once=MOST,
        notices=notices,
        page=cut(notices.told, request.args.get("page")),
        drafts=drafts_of(session, recall, product, notices.languages),
        languages=LANGUAGES,
        typed=typed or {locale: recall.texts.get(locale, "") for locale in LOCALES},
        errors=errors or {},
        waiting=count_waiting(session, recall),
        is_mail_on=is_mail_on(),
        may_recall=current().may("recall_products"),
    )
