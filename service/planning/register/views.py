"""The gift register as a page, a file, and the signed archive of a month."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from renderers.language.translations import babel_locale
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.console import blueprint
from service.planning.officials.waiting import NAMES
from service.planning.register.download import download_register, month_ends, read_last, read_of
from service.planning.register.files.csv_file import register_csv
from service.planning.register.files.paper import register_pdf
from service.planning.register.files.signed import signed_archive
from service.planning.register.read import Register, read_page
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/register")
@signed_in("see_register")
def show_register() -> ResponseReturnValue:
    """Everybody who was offered something, whoever is above a limit first, a page at a time."""
    today = utc_now().date()
    of, last = read_of(request.args.get("of", "")), read_last(request.args.get("until", ""), today)
    with reading() as session:
        register, page = read_page(session, current(), of, last, request.args.get("page"))
    return render_template(
        "console/register.html",
        register=register,
        page=page,
        months=month_ends(today),
        last=last,
        sectors=NAMES,
        countries=babel_locale("en").territories,
    )


@blueprint.post("/register.csv")
@signed_in("see_register", "download")
def send_register() -> ResponseReturnValue:
    """The whole register as it stands, as a file."""
    found = _read("csv")
    return _file(register_csv(found), "text/csv; charset=utf-8", _name(found, "csv"))


@blueprint.post("/register.zip")
@signed_in("see_register", "download")
def send_signed_register() -> ResponseReturnValue:
    """A month that has ended: file, paper and signature."""
    try:
        found = _read("zip")
    except InvalidInput as error:
        flash(error.sentence)
        return redirect("/register", 303)
    made = f"{utc_now():%Y-%m-%d %H:%M} UTC"
    is_invented = current().is_sandbox
    # Their hashes are signed, so a sandbox's files are marked before.
    files = {
        _name(found, "csv"): register_csv(found, is_invented=is_invented),
        _name(found, "pdf"): _stamped(register_pdf(found, made), is_invented=is_invented),
    }
    return _file(signed_archive(found, files), "application/zip", _name(found, "zip"))


def _stamped(paper: bytes, *, is_invented: bool) -> bytes:
    if not is_invented:
        return paper
    # Only whoever downloads a paper of a sandbox needs what writes on it.
    from renderers.statement.pdf.stamp import stamp  # noqa: PLC0415

    return stamp(paper)


def _read(form: str) -> Register:
    at = utc_now()
    of, last = read_of(request.form.get("of", "")), read_last(request.form.get("until", ""), at.date())
    with transaction() as session:
        return download_register(session, current(), of, last, form, at)


def _name(register: Register, ending: str) -> str:
    return f"gift-register-{register.of}-{register.span.last.isoformat()}.{ending}"


def _file(content: bytes, content_type: str, name: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    return response
