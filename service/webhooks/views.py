"""The pages about webhooks: what we tell others and what others tell us. For owners only: an endpoint hears of everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.config import settings
from service.db.connect import reading, transaction
from service.errors import InvalidInput, RefusedError
from service.gifting.events import EventKind
from service.security.encryption import readable
from service.webhooks.deliveries.again import find_delivery, replay, replay_failed, send_test
from service.webhooks.deliveries.schedule import TRIES
from service.webhooks.endpoints.register import (
    add_endpoint,
    change_endpoint,
    delete_endpoint,
    end_old_secret,
    find_endpoint,
    kept_events,
    rotate_secret,
    switch_off,
    switch_on,
)
from service.webhooks.endpoints.tell_off import shown_address
from service.webhooks.event_types import EVERYTHING, OF_GIFTS, PATTERNS, TYPES, in_words
from service.webhooks.incoming.sources import add_source, delete_source, rotate_source
from service.webhooks.page import (
    SOURCE_WORDS,
    TAB_WORDS,
    TABS,
    answer_times,
    counts_of,
    endpoint_lines,
    log_line,
    log_page,
    messages_of,
    name_of,
    source_lines,
    tab_counts,
)
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("webhooks", __name__)
FIRST_TEST: Final = OF_GIFTS[EventKind.ACCEPTED]
_ALL_GIFTS: Final = "gift.*"


@blueprint.get("/webhooks")
@signed_in("manage_workspace")
def show_webhooks() -> ResponseReturnValue:
    """Every endpoint and every source, with what became of a day."""
    return _list_page()


@blueprint.post("/webhooks")
@signed_in("manage_workspace")
def press_add() -> ResponseReturnValue:
    """Adds an endpoint and sends it a test event; its secret is shown on the page that answers, once."""
    at, typed = machine_now(), {"url": request.form.get("url", "").strip(), "which": request.form.get("which", "gifts")}
    try:
        with transaction() as session:
            endpoint, secret = add_endpoint(session, current(), typed["url"], _chosen(typed["which"]), at)
            kind = next((one for one in TYPES if one in endpoint.events), FIRST_TEST)
            send_test(session, current(), endpoint.id, kind, at)
            endpoint_id = endpoint.id
    except RefusedError as error:
        return _list_page(error, typed), error.status
    return _once(_endpoint_page(endpoint_id, secret=secret))


@blueprint.post("/webhooks/sources")
@signed_in("manage_workspace")
def press_source() -> ResponseReturnValue:
    """A new address for a carrier or a CRM, another secret for one, or its end."""
    at, act, source_id = machine_now(), request.form.get("act", ""), request.form.get("source", "")
    secret, about = None, ""
    try:
        with transaction() as session:
            if act == "add":
                source, secret = add_source(session, current(), request.form.get("kind", ""), at)
                about = source.id
            elif act == "rotate":
                source, secret = rotate_source(session, current(), source_id, at)
                about = source.id
            elif act == "delete":
                delete_source(session, current(), source_id, at)
            else:
                raise InvalidInput("Choose what to do.", param="act")
    except RefusedError as error:
        return _list_page(error), error.status
    if secret is None:
        flash("The address is deleted. Whatever is posted there from now on is refused.")
        return redirect(url_for("webhooks.show_webhooks"), 303)
    return _once(_list_page(handed=(about, secret)))


@blueprint.get("/webhooks/<endpoint_id>")
@signed_in("manage_workspace")
def show_endpoint(endpoint_id: str) -> ResponseReturnValue:
    """One endpoint: its figures, its log and what can be done."""
    return _endpoint_page(endpoint_id)


@blueprint.post("/webhooks/<endpoint_id>")
@signed_in("manage_workspace")
def press_endpoint(endpoint_id: str) -> ResponseReturnValue:
    """Whatever a button of its page says."""
    act = request.form.get("act", "")
    try:
        with transaction() as session:
            find_endpoint(session, current(), endpoint_id)
            if act == "rotate":
                _, secret = rotate_secret(session, current(), endpoint_id, machine_now())
            elif act in _ACTS:
                secret, said = None, _ACTS[act](session, endpoint_id)
            else:
                raise InvalidInput("Choose what to do.", param="act")
    except RefusedError as error:
        if error.status == 404:
            raise
        return _endpoint_page(endpoint_id, refused=error), error.status
    if secret is not None:
        return _once(_endpoint_page(endpoint_id, secret=secret))
    flash(said)
    if act == "delete":
        return redirect(url_for("webhooks.show_webhooks"), 303)
    return redirect(url_for("webhooks.show_endpoint", endpoint_id=endpoint_id), 303)


@blueprint.post("/webhooks/<endpoint_id>/messages/<delivery_id>")
@signed_in("manage_workspace")
def press_message(endpoint_id: str, delivery_id: str) -> ResponseReturnValue:
    """Sends one message again, or at once."""
    try:
        with transaction() as session:
            replay(session, current(), endpoint_id, delivery_id, machine_now())
    except RefusedError as error:
        if error.status == 404:
            raise
        return _endpoint_page(endpoint_id, refused=error), error.status
    flash("It’s on its way again, with the id it had.")
    return redirect(url_for("webhooks.show_endpoint", endpoint_id=endpoint_id), 303)


def _test(session: Session, endpoint_id: str) -> str:
    send_test(session, current(), endpoint_id, request.form.get("event", FIRST_TEST), machine_now())
    return "A test event is on its way. Reload this page to see what it answered."


def _off(session: Session, endpoint_id: str) -> str:
    switch_off(session, current(), endpoint_id, machine_now())
    return "It’s off. Events from now on are kept for 30 days and not sent."


def _on(session: Session, endpoint_id: str) -> str:
    wanted = request.form.get("kept", "send")
    number = switch_on(session, current(), endpoint_id, "drop" if wanted == "drop" else "send", machine_now())
    if wanted == "drop":
        return "It’s on. It hears what happens from now on."
    return f"It’s on. {number} kept {'event is' if number == 1 else 'events are'} on the way, in order."


def _end_old(session: Session, endpoint_id: str) -> str:
    end_old_secret(session, current(), endpoint_id, machine_now())
    return "The old secret has ended. Messages carry the new signature alone."


def _replay_failed(session: Session, endpoint_id: str) -> str:
    number = replay_failed(session, current(), endpoint_id, machine_now())
    return (
        f"{number} {'message is' if number == 1 else 'messages are'} on the way again, in order, with the ids they had."
    )


def _change(session: Session, endpoint_id: str) -> str:
    events = _chosen(request.form.get("which", "choose"))
    change_endpoint(
        session, current(), endpoint_id, machine_now(), url=request.form.get("url", "").strip(), events=events
    )
    return "Saved. It counts from now on."


def _delete(session: Session, endpoint_id: str) -> str:
    delete_endpoint(session, current(), endpoint_id, machine_now())
    return "The endpoint is deleted, and its log with it."


_ACTS: Final[dict[str, Callable[[Session, str], str]]] = {
    "test": _test,
    "off": _off,
    "on": _on,
    "end_old": _end_old,
    "replay_failed": _replay_failed,
    "change": _change,
    "delete": _delete,
}


def _chosen(which: str) -> list[str]:
    if which == "gifts":
        return [_ALL_GIFTS]
    return [EVERYTHING] if which == "everything" else request.form.getlist("events")


def _list_page(
    error: RefusedError | None = None,
    typed: dict[str, str] | None = None,
    handed: tuple[str, str] | None = None,
) -> str:
    at = machine_now()
    with reading() as session:
        return render_template(
            "console/webhooks/webhooks.html",
            lines=endpoint_lines(session, current().workspace_id, at),
            sources=source_lines(session, current().workspace_id, at),
            messages=messages_of(session, current().workspace_id),
            source_words=SOURCE_WORDS,
            error=error,
            typed=typed or {"url": "", "which": "gifts"},
            chosen=request.form.getlist("events"),
            patterns=PATTERNS,
            handed=handed,
            base_url=settings().base_url,
            new="new" in request.args,
        )


def _endpoint_page(endpoint_id: str, *, secret: str | None = None, refused: RefusedError | None = None) -> str:
    at, tab = machine_now(), request.args.get("show", "all")
    tab = tab if tab in TABS else "all"
    with reading() as session:
        endpoint = find_endpoint(session, current(), endpoint_id)
        counts = tab_counts(session, endpoint_id)
        opened = request.args.get("open")
        return render_template(
            "console/webhooks/webhook.html",
            endpoint=endpoint,
            address=shown_address(readable(endpoint.url)),
            url=readable(endpoint.url) or "",
            events=in_words(endpoint.events),
            day=counts_of(session, endpoint_id, at),
            times=answer_times(session, endpoint_id, at),
            page=log_page(session, endpoint_id, tab, request.args.get("page")),
            tabs=[(TAB_WORDS[one], counts[one], f"/webhooks/{endpoint_id}?show={one}", one == tab) for one in TABS],
            tab=tab,
            failed=counts["failed"],
            kept=kept_events(session, endpoint_id),
            opened=log_line(find_delivery(session, current(), endpoint_id, opened)) if opened else None,
            rotated_by=name_of(session, endpoint.rotated_by),
            old_until=endpoint.old_until if endpoint.old_until is not None and endpoint.old_until > at else None,
            secret=secret,
            refused=refused,
            types=TYPES,
            patterns=PATTERNS,
            tries=TRIES,
        )


def _once(page: str) -> Response:
    """A page with a secret: in no cache and in no history."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
