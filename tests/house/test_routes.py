"""Every route of the whole app has a door, and no door opens onto another workspace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from service.db.connect import transaction
from service.gifting.models import Incident
from service.outreach.models import MailMessage, Recall, RecallNotice
from service.planning.people.uploads.kept import keep_upload
from service.workspaces.models import User
from tests.console import Console, console_app
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

OPEN = {
    "static_files.serve_file",
    "static_files.serve_font",
    "static_files.serve_icon",
    "static_files.serve_theme",
    "health.live",
    "health.ready",
    "ops.metrics",
    "workspaces.show_sign_in",
    "workspaces.sign_in",
    "workspaces.mail_link",
    "workspaces.show_link",
    "workspaces.sign_in_by_link",
}
"""Routes for anybody."""
BEHIND_A_LINK = ("/g/", "/gift/", "/unsubscribe/")
"""Pages that a recipient's own link opens; their own tests watch over them."""
JSON = {"planning.launch_figures"}
"""What scripts ask for: they are told in JSON, and led nowhere."""
ONLY_FOR = {
    "change_campaigns": (
        "insights.make_statement", "planning.new_campaign", "planning.create", "planning.save_message",
        "planning.ask_for_film", "planning.launch", "planning.move", "planning.upload_people", "planning.mend_cells",
        "planning.skip_rows", "planning.say_columns", "planning.ask_columns", "planning.choose_sheet", "planning.take_rows_back",
        "planning.download_marked", "planning.drop_upload", "planning.save_upload", "planning.choose_again",
        "planning.change_gift", "planning.approve", "planning.save_policy", "planning.take_back_fact",
    ),
    "change_gifts": (
        "planning.upload_gifts", "planning.answer_gifts", "planning.drop_gift_sheet", "planning.use_sample", "planning.drop_sample",
        "safety.marks.press_marks", "safety.marks.press_kind", "safety.marks.press_shelf",
        "safety.edit.show_edit", "safety.edit.save_edit",
    ),
    "operate": (
        "ops.show_ops", "ops.run_again", "outreach.show_outbox", "outreach.try_mail_again", "outreach.show_mail",
        "outreach.hand_link_over", "outreach.show_mail_body", "outreach.send_mail_again",
        "safety.incidents.show_incidents", "safety.incidents.say_where_piece_is", "safety.incidents.close",
    ),
    "pack_parcels": ("fulfilment.show_pick_list", "fulfilment.mark_parcel"),
    "recall_products": (
        "safety.press_recall", "safety.change_words", "safety.press_send", "safety.press_returned", "safety.press_close",
    ),
    "lift_suppressions": ("planning.lift_suppression",),
    "manage_staff": ("workspaces.show_team", "workspaces.change_team"),
}  # fmt: skip
"""What is not for everybody who is signed in, once more and by hand; the other pages only show, or are everybody's own."""
MAY = {
    "sales": ("change_campaigns", "change_gifts"),
    "ops": ("operate", "pack_parcels", "recall_products"),
    "admin": ("change_campaigns", "change_gifts", "operate", "recall_products", "lift_suppressions", "manage_staff"),
}
LIST = b"Company,Work email,Country\nNordlys,kari@example.com,NO\n"


def _console_routes() -> Iterator[Rule]:
    for rule in console_app().url_map.iter_rules():
        if rule.endpoint not in OPEN and not rule.rule.startswith(BEHIND_A_LINK):
            yield rule


def _path(rule: Rule, ids: dict[str, str]) -> str:
    path = rule.rule
    for name in rule.arguments:
        path = path.replace(f"<{name}>", ids[name])
    return path


def _somebody_elses(role: str) -> tuple[dict[str, str], User]:
    """Ids of everything a route can name, all of one workspace, and a user of another."""
    with transaction() as session:
        workspace = make_workspace(session, "Cedar Freight")
        campaign = make_campaign(session, workspace.id, status="planned")
        recipient = make_recipient(session, make_account(session, workspace.id))
        join(session, campaign, recipient)
        make_match_run(session, campaign)
        product = make_product(session, workspace.id)
        gift = make_gift(session, campaign, recipient, product, status="ordered")
        owner = make_user(session, workspace.id)
        upload = keep_upload(session, workspace.id, campaign.id, LIST, "list.csv", AT)
        session.add(
            MailMessage(
                id="mail_theirs",
                workspace_id=workspace.id,
                gift_id=gift.id,
                recipient_id=recipient.id,
                kind="invitation",
                idempotency_key="invitation of theirs",
                state="shown",
                created_at=AT,
            )
        )
        incident = Incident(
            id="inc_theirs", workspace_id=workspace.id, campaign_id=campaign.id, gift_id=gift.id, product_id=product.id,
            kind="stopped", piece="open", price_minor=4400, opened_at=AT,
        )  # fmt: skip
        recall = Recall(
            id="rcl_theirs", workspace_id=workspace.id, product_id=product.id, hazard="fire", brand="Theirs",
            remedies=["refund"], contact="+47 800 12 345", texts={"en": "It burns."}, opened_by=owner.id, opened_at=AT,
        )  # fmt: skip
        session.add_all((incident, recall))
        session.flush()
        notice = RecallNotice(
            id="rcn_theirs", workspace_id=workspace.id, recall_id=recall.id, gift_id=gift.id, recipient_id=recipient.id,
            drafted_at=AT,
        )  # fmt: skip
        session.add(notice)
        user = make_user(session, make_workspace(session).id, role)
    ids = {
        "campaign_id": campaign.id,
        "recipient_id": recipient.id,
        "gift_id": gift.id,
        "upload_id": upload.id,
        "message_id": "mail_theirs",
        "product_id": product.id,
        "notice_id": "rcn_theirs",
        "incident_id": "inc_theirs",
        "mark": "shipped",
        "account_id": gift.account_id,
        "statement_id": "stm_theirs",
        "name": "statement.pdf",
        "who": gift.id,
        "file": "film.mp4",
    }
    return ids, user


@pytest.mark.usefixtures("database")
def test_every_console_route_sends_strangers_to_the_sign_in_page_and_scripts_nowhere() -> None:
    ids, _ = _somebody_elses("admin")
    stranger = Console()
    answers, told = {}, {}
    for rule in _console_routes():
        for method in rule.methods & {"GET", "POST"}:
            sent = stranger.get if method == "GET" else stranger.post
            answer = sent(_path(rule, ids))
            if rule.endpoint in JSON:
                told[rule.endpoint] = (answer.status_code, answer.get_json(), answer.headers.get("Location"))
                continue
            answers[f"{method} {rule.rule}"] = (answer.status_code, answer.headers.get("Location", "").split("?")[0])
    assert len(answers) > 25
    assert {route: answer for route, answer in answers.items() if answer != (303, "/sign-in")} == {}
    assert told == {name: (401, {"code": "not_signed_in", "sentence": "Sign in first."}, None) for name in JSON}


@pytest.mark.usefixtures("database")
def test_every_console_form_without_its_nonce_is_refused() -> None:
    ids, admin = _somebody_elses("admin")
    with transaction() as session:
        ops = make_user(session, admin.workspace_id, "ops")
    answers = {}
    for rule in _console_routes():
        if "POST" in rule.methods:
            tried = [Console(user).post_unsigned(_path(rule, ids)).status_code for user in (admin, ops)]
            answers[rule.rule] = tried
    assert len(answers) > 12
    assert {route: tried for route, tried in answers.items() if tried != [403, 403]} == {}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("role", ["admin", "ops", "sales"])
def test_another_workspaces_ids_are_not_found_on_any_route_and_no_role_passes_what_is_not_its_own(role: str) -> None:
    ids, user = _somebody_elses(role)
    browser = Console(user)
    answers = {}
    for rule in _console_routes():
        if not rule.arguments:
            continue
        for method in rule.methods & {"GET", "POST"}:
            sent = browser.get if method == "GET" else browser.post
            answers[f"{method} {rule.rule}"] = sent(_path(rule, ids)).status_code
    closed = {name for what, names in ONLY_FOR.items() if what not in MAY[role] for name in names}
    shut = {rule.rule for rule in _console_routes() if rule.arguments and rule.endpoint in closed}
    assert {name for names in ONLY_FOR.values() for name in names} <= {rule.endpoint for rule in _console_routes()}
    forbidden = {route for route, status in answers.items() if status == 403}
    assert {route.partition(" ")[2] for route in forbidden} == shut
    assert len(answers) - len(forbidden) > 10
    assert {route: status for route, status in answers.items() if status not in {403, 404}} == {}
