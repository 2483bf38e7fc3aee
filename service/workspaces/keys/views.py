"""The page of a workspace's keys: which there are, what each may do, when and from where it was used; a new one, shown once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.clock import machine_now
from service.config import settings
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, RefusedError
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.keys.keep import Fresh, end_old_secret, make_key, revoke_key, rotate_key
from service.workspaces.keys.scopes import AREAS, SCOPES, as_kind, in_words
from service.workspaces.keys.shown import key_lines

blueprint = Blueprint("keys", __name__)
LASTS: Final[Mapping[str, tuple[str, timedelta | None]]] = {
    "year": ("After 12 months", timedelta(days=365)),
    "quarter": ("After 90 days", timedelta(days=90)),
    "never": ("Never", None),
}
"""What the form offers -> (its words, for how long the key works)."""
_DONE: Final = {
    "end_old": "The old secret opens nothing any more.",
    "revoke": "The key is revoked and opens nothing any more.",
}


@blueprint.get("/api-keys")
@signed_in("manage_workspace")
def show_keys() -> ResponseReturnValue:
    """Every key of the workspace."""
    return _page()


@blueprint.post("/api-keys")
@signed_in("manage_workspace")
def press_make() -> ResponseReturnValue:
    """Makes a key and shows it, once."""
    form = request.form
    try:
        if form.get("lasts", "") not in LASTS:
            raise InvalidInput("Say when the key ends.", param="lasts")
        lasts = LASTS[form["lasts"]][1]
        with transaction() as session:
            fresh = make_key(
                session, form.get("name", ""), form.get("kind", ""), form.getlist("scope"), current(), machine_now(), lasts
            )  # fmt: skip
    except (Conflict, InvalidInput) as refused:
        return _page(refused=refused), refused.status
    return _page(fresh)


@blueprint.post("/api-keys/<key_id>")
@signed_in("manage_workspace")
def press_key(key_id: str) -> ResponseReturnValue:
    """Rotates a key, ends its old secret or revokes it. Raises InvalidInput for any other act."""
    act, at = request.form.get("act", ""), machine_now()
    fresh = None
    try:
        with transaction() as session:
            if act == "rotate":
                fresh = rotate_key(session, key_id, current(), at)
            elif act == "end_old":
                end_old_secret(session, key_id, current(), at)
            elif act == "revoke":
                revoke_key(session, key_id, current(), at)
            else:
                raise InvalidInput("There’s no such button.", param="act")
    except (Conflict, InvalidInput) as refused:
        return _page(refused=refused), refused.status
    if fresh is not None:
        return _page(fresh)
    flash(_DONE[act])
    return redirect(url_for("workspaces.keys.show_keys"), 303)


def _page(fresh: Fresh | None = None, refused: RefusedError | None = None) -> str:
    """`fresh`: the key whose secret is shown now and never again."""
    at = machine_now()
    with reading() as session:
        lines = key_lines(session, current(), at)
    works = [line for line in lines if line.works]
    return render_template(
        "console/api_keys.html",
        lines=lines,
        tests=sum(line.key.kind == "test" for line in works),
        works=len(works),
        fresh=fresh,
        can="" if fresh is None else in_words(fresh.key.scopes, as_kind(fresh.key.kind)),
        refused=refused,
        form=_typed(refused),
        areas=_areas(),
        lasts={name: words for name, (words, _) in LASTS.items()},
        at=at,
        base=settings().base_url.rstrip("/"),
    )


def _typed(refused: RefusedError | None) -> dict[str, object]:
    """What the form begins with: what was typed where it was refused."""
    if refused is None or "name" not in request.form:
        return {"name": "", "kind": "test" if current().is_sandbox else "live", "lasts": "year", "scopes": ()}
    form = request.form
    scopes: Sequence[str] = form.getlist("scope")
    return {"name": form["name"], "kind": form.get("kind", ""), "lasts": form.get("lasts", "year"), "scopes": scopes}


def _areas() -> list[tuple[str, str | None, str | None]]:
    """(title, scope to read, scope to write) of each area, None for what is not offered."""
    return [
        (title, *(f"{area}:{what}" if f"{area}:{what}" in SCOPES else None for what in ("read", "write")))  # type: ignore[misc]
        for area, title in AREAS.items()
    ]
