"""Whatever leaves a sandbox says that its people are made up: every way out stands in one table, and each is walked."""

from __future__ import annotations

import csv
import inspect
import io
import json
import zipfile
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from renderers.statement.pdf.stamp import LINE
from service.app.sandbox.mark_answers import NOT_ABOUT_PEOPLE
from service.db.base import utc_now
from service.db.connect import transaction
from service.planning.register.files.signed import is_signed
from service.workspaces.models import Workspace
from tests.console import Console, console_app
from tests.factories import make_user
from tests.scripts import Script, make_secret
from tests.service.content.reading import enter, scene_now
from tests.service.gifting.scene import Scene

pytestmark = pytest.mark.usefixtures("database")
LEAVES = frozenset(
    {
        "content.files.send_note", "content.files.send_part", "content.files.send_version", "content.travelling_card.take_card",
        "conversation.afterwards.save_afterwards", "conversation.afterwards.send_calendar_file", "conversation.thread.save_thread",
        "crm.send_cards", "crm.send_meetings", "crm.send_results", "experiments.send_figures", "fulfilment.download_labels",
        "fulfilment.print_slips", "insights.files.compare_csv", "insights.files.compare_pdf", "insights.files.compare_xlsx",
        "insights.files.experiment_pdf",
        "insights.files.results_csv", "insights.files.results_pdf", "insights.files.results_xlsx", "insights.lines.send_lines",
        "insights.send_statement", "journal.send_month", "ops.log.send_log", "planning.download_marked",
        "planning.plan_csv", "planning.plan_xlsx",
        "planning.print_card", "planning.print_first_card", "planning.send_register", "planning.send_signed_register",
        "planning.send_tax_list",
        "preferences.send_everything", "register.send_register", "safety.press_cards", "v1.download_statement",
    }
)  # fmt: skip
"""Every way by which a file about people leaves."""
NO_FILES = frozenset(
    {
        "checking.press_check", "content.travelling_card.show_keys",
        "fulfilment.read_parcel_file", "planning.launch_figures", "planning.press_material", "planning.press_stated",
        "planning.send_film",
        "planning.send_material", "safety.press_send", "static_files.serve_file", "static_files.serve_font",
        "static_files.serve_own_picture", "v1.openapi",
    }
)  # fmt: skip
"""What looks like one: forms that take files, figures of a page, pictures and films inside the console, the document of the API."""
_SIGNS = ("attachment", "send_stored", "_file(", "_send(", "_send_campaigns(", "_csv(", "return _card(", "disposition")
_ENDS = (".csv", ".xlsx", ".pdf", ".vcf", ".ics", ".json")


def ways_out() -> set[str]:
    """Endpoints whose code sends a file, or whose address ends like one."""
    app, found = console_app(), set()
    for rule in app.url_map.iter_rules():
        view = inspect.unwrap(app.view_functions[rule.endpoint])
        if rule.rule.endswith(_ENDS) or any(sign in inspect.getsource(view) for sign in _SIGNS):
            found.add(rule.endpoint)
    return found


def sandbox() -> tuple[Scene, Console]:
    scene = scene_now()
    with transaction() as session:
        session.execute(update(Workspace).where(Workspace.id == scene.workspace_id).values(is_sandbox=True))
        return scene, Console(make_user(session, scene.workspace_id, "owner"))


def test_every_way_out_stands_in_one_of_the_tables() -> None:
    assert ways_out() - LEAVES - NOT_ABOUT_PEOPLE - NO_FILES == set()
    assert {name for name in LEAVES | NOT_ABOUT_PEOPLE if not name.startswith("v1.")} - ways_out() == set()


def says_so(kind: str | None, body: bytes) -> bool:
    """Whether the file itself says it."""
    if kind == "text/csv":
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        return "Invented" in rows[0][-1] and all(
            row[-1] == "yes" for row in rows[1:] if rows[0][-1] == "Invented" and row
        )
    if kind == "application/pdf":
        document = pypdfium2.PdfDocument(body)
        return all(LINE in document[number].get_textpage().get_text_bounded() for number in range(len(document)))
    if kind == "application/json":
        return json.loads(body).get("sandbox") is True
    if kind == "text/vcard":
        return 0 < body.count(b"BEGIN:VCARD") == body.count(b"CATEGORIES:Invented")
    if kind == "text/calendar":
        return body.count(b"BEGIN:VEVENT") == body.count(b"CATEGORIES:Invented")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return any(b"Invented" in book.read(name) for name in book.namelist())


def wrong_with(answers: dict[str, TestResponse]) -> dict[str, object]:
    found = {}
    for path, answer in answers.items():
        named = "filename=invented-" in answer.headers.get("Content-Disposition", "").replace('"', "")
        told = (
            answer.status_code,
            answer.headers.get("Handpicked-Sandbox"),
            named,
            answer.status_code == 200 and says_so(answer.mimetype, answer.get_data()),
        )
        if told != (200, "made-up people", True, True):
            found[path] = told
    return found


def test_what_the_console_sends_out_is_marked_in_header_name_and_file() -> None:
    scene, console = sandbox()
    base, crm = f"/campaigns/{scene.campaign.id}", f"/crm/campaigns/{scene.campaign.id}"
    read = [
        "/results.csv", "/results.xlsx", "/audit-log.csv", "/insights/register.csv", f"{base}/results.csv", f"{base}/results.xlsx",
        f"{base}/results.pdf", f"{crm}/salesforce-people.csv", f"{crm}/hubspot-companies.csv", f"{crm}/people.vcf",
        f"{crm}/meetings.ics",
    ]  # fmt: skip
    answers = {path: console.get(path) for path in read}
    answers["lines"] = console.post(f"{base}/statement/lines.csv")
    answers["register"] = console.post("/register.csv")
    answers["journal"] = console.post(f"/journal/{utc_now():%Y-%m}.csv")
    assert wrong_with(answers) == {}
    shelf = console.get("/gifts/shelf.csv")
    assert (shelf.status_code, "invented" in shelf.headers["Content-Disposition"], b"Invented" in shelf.data) == (
        200,
        False,
        False,
    )


def test_the_signed_register_of_a_month_is_marked_before_it_is_signed() -> None:
    _, console = sandbox()
    until = (utc_now().date().replace(day=1) - timedelta(days=1)).isoformat()
    answer = console.post("/register.zip", until=until)
    assert "filename=invented-" in answer.headers["Content-Disposition"].replace('"', "")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    signature = files.pop("signature.json")
    kinds = {"csv": "text/csv", "pdf": "application/pdf"}
    marked = {name: says_so(kinds[name[-3:]], body) for name, body in files.items()}
    assert (len(marked), all(marked.values()), is_signed(signature, files)) == (2, True, True)


def test_what_a_made_up_person_takes_along_is_marked_too() -> None:
    scene, _ = sandbox()
    reader = Console()
    enter(reader.client, scene.gifts[0])
    base = f"/gift/{scene.gifts[0].id}"
    assert wrong_with({path: reader.get(path) for path in (f"{base}/export.json", f"{base}/thread.json")}) == {}


def test_every_answer_to_a_test_key_says_so_and_a_live_workspace_never_does() -> None:
    scene, console = sandbox()
    with transaction() as session:
        script = Script(make_secret(session, session.get_one(Workspace, scene.workspace_id)))
    assert script.get("/recipients").headers["Handpicked-Sandbox"] == "made-up people"
    assert console.get("/campaigns").headers["Handpicked-Sandbox"] == "made-up people"
    live = scene_now()
    with transaction() as session:
        home = Console(make_user(session, live.workspace_id, "owner"))
    answer = home.get(f"/crm/campaigns/{live.campaign.id}/salesforce-people.csv")
    assert (answer.status_code, "Handpicked-Sandbox" in answer.headers) == (200, False)
    assert ("invented" in answer.headers["Content-Disposition"], b"Invented" in answer.data) == (False, False)
