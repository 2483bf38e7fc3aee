"""Every route of the whole app has a door, what each role is answered at it, and no door opens onto another workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import RequestRedirect, Rule

from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.workspaces.models import User
from tests.console import Console, console_app
from tests.factories import (
    make_user,
    make_workspace,
)
from tests.house.own_world import own_world

OPEN = {
    "static_files.serve_file",
    "static_files.serve_font",
    "static_files.serve_icon",
    "static_files.serve_own_picture",
    "static_files.serve_theme",
    "health.live",
    "health.ready",
    "ops.metrics",
    "workspaces.show_sign_in",
    "workspaces.sign_in",
    "workspaces.mail_link",
    "workspaces.show_link",
    "workspaces.sign_in_by_link",
    "workspaces.team.show_join",
    "workspaces.team.press_join",
    "workspaces.factors.show_second",
    "workspaces.factors.bring_second",
    "workspaces.factors.passkeys.ask_stranger",
    "workspaces.factors.passkeys.bring_passkey",
    "workspaces.openid.go",
    "workspaces.openid.come_back",
    "texting.take_text_reply",
}
"""Routes for anybody."""
BEHIND_A_LINK = ("/g/", "/gift/", "/unsubscribe/", "/c/")
"""Pages that a recipient's own link opens; their own tests watch over them."""
JSON = {"planning.launch_figures"}
"""What scripts ask for: they are told in JSON, and led nowhere."""
NEEDS = {
    "see_campaigns": (
        "offers.show_offers", "offers.send_sheet",
        "planning.show_charities",
        "planning.show_campaign", "planning.show_plan", "planning.show_launch", "planning.launch_figures",
        "planning.show_approval", "planning.decide", "planning.plan_csv", "planning.plan_xlsx", "planning.print_plan",
        "planning.change_request",
        "planning.show_seller", "planning.change_seller",
        "planning.show_name", "planning.save_name", "planning.press_delete", "planning.press_restore",
        "planning.show_running", "planning.show_gift_acts", "planning.press_gift_act", "planning.show_extend",
        "planning.show_add", "planning.press_add",
        "planning.press_extend", "planning.show_by_hand", "planning.print_card", "planning.show_ready_message",
    ),
    "approve_plans": ("planning.show_approval", "planning.decide"),
    "manage_workspace": ("planning.save_rule", "planning.save_consent", "workspaces.factors.save_required_day"),
    "see_people": (
        "planning.show_their_offers", "planning.show_offers_body",
        "segments.show_segments", "segments.press_save", "segments.show_segment", "segments.press_delete",
        "experiments.press_outcomes",
        "deciding.show_decisions", "deciding.show_next", "deciding.press_decide",
        "levers.show_levers", "levers.press_levers", "levers.press_drawn",
        "limits.show_policy", "limits.press_policy", "limits.press_pause",
        "segments.press_add",
        "conversation.console.meetings.show_meetings", "conversation.console.meetings.press_meetings",
        "conversation.console.show_inbox", "conversation.console.show_conversation", "conversation.console.press_answer",
        "planning.show_by_hand", "planning.print_card", "planning.show_ready_message",
        "planning.show_who_now", "planning.press_who_now",
        "planning.show_add", "planning.press_add", "planning.show_running",
        "planning.show_gift_acts", "planning.press_gift_act",
        "planning.show_approval", "planning.decide",
        "planning.show_address", "planning.press_address",
        "planning.show_everybody", "planning.find_people", "planning.show_person", "planning.take_back_fact",
        "planning.lift_suppression", "planning.choose_wave",
        "planning.show_everything", "planning.show_people", "planning.show_film", "planning.send_film",
        "planning.show_their_page", "planning.show_page_body", "planning.say_basis",
        "planning.plan_csv", "planning.plan_xlsx", "planning.print_plan",
    ),
    "see_messages": (
        "conversation.console.meetings.show_meetings", "conversation.console.meetings.press_meetings",
        "conversation.console.show_inbox", "conversation.console.show_conversation", "conversation.console.press_answer",
        "planning.look_at_message", "planning.look_at_new", "planning.send_test",
        "planning.show_everything", "planning.show_message",
        "planning.show_letters", "planning.show_letter", "planning.show_letter_mail",
        "outreach.show_mail_body",
    ),
    "see_results": (
        "insights.show_results", "insights.show_all_results", "causes.show_all_causes", "causes.show_causes", "causes.press_state",
        "register.show_insights", "register.press_add", "register.press_settle", "register.send_register",
        "insights.show_results", "insights.show_all_results",
        "experiments.show_experiments", "experiments.show_new", "experiments.save_new", "experiments.show_experiment",
        "experiments.press_experiment", "experiments.press_holdout", "experiments.press_outcomes", "experiments.send_figures",
        "insights.files.results_csv", "insights.files.results_xlsx", "insights.files.results_pdf",
        "insights.files.compare_csv", "insights.files.compare_xlsx",
        "insights.show_results", "insights.show_all_results", "brain.learning.show_model", "brain.learning.press_use",
    ),
    "see_statements": (
        "insights.show_statements", "insights.show_statement", "insights.send_statement", "planning.show_their_statement",
        "planning.show_statement_body",
        "insights.lines.show_lines", "insights.lines.send_lines", "insights.lines.press_dispute",
        "insights.lines.press_close",
    ),
    "see_rules": ("planning.show_rules", "planning.show_policy", "planning.show_consent", "planning.save_consent"),
    "see_gifts": (
        "planning.show_gifts", "planning.show_nobody", "planning.nobody_sheet", "planning.download_shelf",
        "planning.show_gift_upload", "planning.gift_sheet", "planning.gift_sheet_csv", "planning.check_gifts",
        "planning.download_marked_sheet", "planning.show_imported", "safety.show_product",
    ),
    "download": (
        "register.send_register",
        "insights.files.results_csv", "insights.files.results_xlsx", "insights.files.results_pdf",
        "insights.files.compare_csv", "insights.files.compare_xlsx",
        "experiments.send_figures",
        "insights.lines.send_lines",
        "insights.send_statement", "ops.log.send_log", "planning.plan_csv", "planning.plan_xlsx", "planning.print_plan",
    ),
    "change_campaigns": (
        "causes.press_state", "register.press_add", "register.press_settle", "segments.press_add",
        "experiments.show_new", "experiments.save_new", "experiments.press_experiment", "experiments.press_holdout",
        "experiments.press_outcomes",
        "deciding.press_decide",
        "insights.lines.press_dispute", "insights.lines.press_close",
        "planning.answer_named",
        "planning.show_who_now", "planning.press_who_now",
        "planning.choose_card",
        "planning.show_by_hand", "planning.print_card", "planning.show_ready_message",
        "planning.show_address", "planning.press_address",
        "conversation.console.press_answer", "conversation.console.meetings.press_meetings",
        "planning.show_gift_acts", "planning.press_gift_act", "planning.show_extend", "planning.press_extend",
        "planning.show_add", "planning.press_add",
        "planning.show_start", "planning.show_name", "planning.save_name", "planning.press_delete", "planning.press_restore",
        "insights.make_statement", "planning.new_campaign", "planning.create", "planning.save_message",
        "planning.ask_for_film", "planning.launch", "planning.move", "planning.upload_people", "planning.mend_cells",
        "planning.skip_rows", "planning.say_columns", "planning.ask_columns", "planning.choose_sheet", "planning.take_rows_back",
        "planning.download_marked", "planning.drop_upload", "planning.save_upload", "planning.choose_again",
        "planning.look_at_message", "planning.look_at_new", "planning.choose_wave", "planning.fix_launch", "planning.send_test",
        "planning.change_gift", "planning.approve", "planning.take_back_fact", "planning.example", "planning.change_request",
        "planning.say_basis", "planning.say_list_basis", "planning.answer_note_facts", "planning.answer_same_mistake",
    ),
    "change_rules": (
        "events.show_events", "events.press_events", "events.send_sheet",
        "offers.press_make", "offers.press_withdraw", "offers.press_sheet",
        "segments.show_segments", "segments.press_save", "segments.show_segment", "segments.press_delete",
        "segments.press_add",
        "levers.show_levers", "levers.press_levers", "levers.press_drawn",
        "limits.show_policy", "limits.press_policy", "limits.press_pause",
        "planning.save_policy", "planning.decide_on_rule", "planning.save_charity", "planning.stop_offering",
        "brain.learning.press_use",
    ),
    "change_gifts": (
        "planning.upload_gifts", "planning.answer_gifts", "planning.drop_gift_sheet", "planning.use_sample", "planning.drop_sample",
        "safety.marks.press_marks", "safety.marks.press_kind",
        "safety.edit.show_edit", "safety.edit.save_edit", "safety.new.show_new", "safety.new.save_new",
        "safety.retire.show_retire", "safety.retire.press_retire", "safety.retire.press_bring_back",
        "safety.pictures.press_picture", "safety.pictures.press_drawn",
    ),
    "keep_stock": ("safety.marks.press_shelf",),
    "operate": (
        "insights.lines.show_disputes", "insights.lines.press_dispute_answer",
        "planning.show_donations", "planning.press_booked",
        "ops.show_ops", "ops.run_again", "outreach.show_outbox", "outreach.try_mail_again", "outreach.show_mail",
        "outreach.hand_link_over", "outreach.show_mail_body", "outreach.send_mail_again",
        "safety.incidents.show_incidents", "safety.incidents.say_where_piece_is", "safety.incidents.close",
    ),
    "pack_parcels": (
        "fulfilment.show_pick_list", "fulfilment.mark_parcel", "fulfilment.press_packed", "fulfilment.print_slips",
        "fulfilment.download_labels", "fulfilment.show_statuses", "fulfilment.read_parcel_file",
    ),
    "recall_products": (
        "safety.show_recall", "safety.press_recall", "safety.change_words", "safety.press_send", "safety.press_returned",
        "safety.press_close",
    ),
    "see_audit": ("ops.log.show_log", "ops.log.send_log"),
    "lift_suppressions": ("planning.lift_suppression",),
    "hand_over_campaigns": ("planning.show_seller", "planning.change_seller"),
    "manage_staff": (
        "workspaces.factors.save_required_day",
        "planning.save_rule",
        "workspaces.team.show_team", "workspaces.team.save_roles", "workspaces.team.change_access",
        "workspaces.team.invite", "workspaces.team.change_invitation",
    ),
}  # fmt: skip
"""What each page and act needs, once more and by hand; where two lines name one, it needs both."""
EVERYBODYS = (
    "planning.show_campaigns", "planning.show_search", "planning.find_anything",
    "workspaces.leave", "workspaces.show_you", "workspaces.factors.show_factor",
    "workspaces.factors.change_factor",
    "workspaces.factors.passkeys.show_passkeys", "workspaces.factors.passkeys.ask_owner",
    "workspaces.factors.passkeys.change_passkeys", "workspaces.openid.forget",
    "workspaces.show_password",
    "workspaces.change_password", "workspaces.end_sessions_of_mine",
)  # fmt: skip
"""Where anybody who is signed in may go: the first page leads whose role sees no campaigns to their work."""
SELLER = (
    "change_campaigns", "download", "see_campaigns", "see_gifts", "see_messages", "see_people", "see_results", "see_rules",
    "see_statements",
)  # fmt: skip
MANAGER = (
    *SELLER,
    "change_gifts",
    "change_rules",
    "keep_stock",
    "operate",
    "recall_products",
    "lift_suppressions",
    "hand_over_campaigns",
    "manage_staff",
    "approve_plans",
    "see_audit",
)
MAY = {
    "owner": (*MANAGER, "manage_workspace"),
    "manager": MANAGER,
    "seller": SELLER,
    "ops": ("keep_stock", "operate", "pack_parcels", "recall_products", "see_gifts"),
    "ethics": ("download", "see_rules", "see_statements"),
    "read_only": ("see_campaigns", "see_results"),
}
WHOEVER_MAY = {
    "GET /statements/lines": 200, "POST /statements/lines.csv": 200,
    "POST /ops/pick-list/packed": 303, "POST /ops/pick-list/slips.pdf": 303, "POST /ops/pick-list/labels.csv": 303,
    "POST /ops/pick-list/statuses": 422,
    "GET /": {"ops": 303, "ethics": 303}, "POST /campaigns/new": 422, "GET /campaigns/start": 303,
    "POST /ops/redrive": 303, "POST /sign-out": 303,
    "POST /team/roles": 303, "POST /team/invite": 422, "POST /ops/outbox/try-again": 303, "POST /team/<user_id>": 422,
    "POST /team/invitations/<invitation_id>": 422, "POST /team/approval": 303,
    "POST /team/second-factor": 303, "POST /you/second-factor": 422, "POST /you/password": 422, "POST /you/sessions": 404,
    "POST /you/passkeys": 422, "POST /you/passkeys/options": 404, "POST /you/openid": 303,
    "POST /gifts/new": 422, "POST /experiments/new": 422, "POST /results/learned": 404,
    "POST /levers": 303, "POST /levers/drawn": 422, "POST /contact-policy": 422, "POST /contact-policy/pauses": 422,
    "GET /gifts/imported": 303, "GET /gifts/check": 303, "GET /gifts/check.csv": 303, "POST /gifts/upload": 422,
    "POST /gifts/check": 409, "POST /gifts/check/drop": 303, "POST /gifts/sample": 303, "POST /gifts/sample/remove": 303,
    "POST /rules/consent": 422, "POST /charities": 422, "POST /offers": 422, "POST /offers/sheet": 422, "POST /events": 422,
    "POST /segments": 422, "POST /insights": 422, "POST /donations/<gift_id>": 422,
}  # fmt: skip
"""What is answered to whoever may; where nothing stands here, 200, or 404 with another workspace's ids."""


def _console_routes() -> Iterator[Rule]:
    for rule in console_app().url_map.iter_rules():
        if rule.endpoint not in OPEN and not rule.rule.startswith(BEHIND_A_LINK):
            yield rule


def _path(rule: Rule, ids: dict[str, str]) -> str:
    path = rule.rule
    for name in rule.arguments:
        path = re.sub(rf"<(?:[^<>]*:)?{name}>", ids[name], path)
    return path


def _somebody_elses(role: str) -> tuple[dict[str, str], User]:
    """Ids of everything a route can name, all of one workspace, and a user of another."""
    ids, _ = own_world()
    with transaction() as session:
        return ids, make_user(session, make_workspace(session).id, role)


@pytest.mark.usefixtures("database")
def test_every_console_route_sends_strangers_to_the_sign_in_page_and_scripts_nowhere() -> None:
    ids, _ = _somebody_elses("owner")
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
    ids, admin = _somebody_elses("owner")
    with transaction() as session:
        ops = make_user(session, admin.workspace_id, "ops")
    answers = {}
    for rule in _console_routes():
        if "POST" in rule.methods:
            tried = [Console(user).post_unsigned(_path(rule, ids)).status_code for user in (admin, ops)]
            answers[rule.rule] = tried
    assert len(answers) > 12
    assert {route: tried for route, tried in answers.items() if tried != [403, 403]} == {}


def _closed_to(role: str) -> set[str]:
    return {name for what, names in NEEDS.items() if what not in MAY[role] for name in names}


def test_every_route_stands_in_the_table_and_every_name_in_it_is_a_route() -> None:
    named = {name for names in NEEDS.values() for name in names} | set(EVERYBODYS)
    assert {rule.endpoint for rule in _console_routes()} == named


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("role", list(MAY))
def test_every_route_answers_every_role_exactly(role: str) -> None:
    """With the ids of another workspace, whoever may is told that there is no such thing."""
    ids, user = _somebody_elses(role)
    browser = Console(user)
    closed = _closed_to(role)
    answers, expected = {}, {}
    for rule in sorted(_console_routes(), key=lambda rule: rule.endpoint == "workspaces.leave"):
        for method in rule.methods & {"GET", "POST"}:
            sent = browser.get if method == "GET" else browser.post
            route = f"{method} {rule.rule}"
            answers[route] = sent(_path(rule, ids)).status_code
            otherwise = WHOEVER_MAY.get(route, 404 if rule.arguments else 200)
            otherwise = otherwise if isinstance(otherwise, int) else otherwise.get(role, 200)
            expected[route] = 403 if rule.endpoint in closed else otherwise
    assert answers == expected
    assert len(answers) > 70


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("role", list(MAY))
def test_no_page_offers_a_role_a_way_to_a_door_that_is_closed_to_it(role: str) -> None:
    ids, owner = own_world()
    with transaction() as session:
        user = make_user(session, owner.workspace_id, role)
        session.get_one(Campaign, ids["campaign_id"]).seller_id = user.id
    browser, closed = Console(user), _closed_to(role)
    routes = console_app().url_map.bind("localhost")
    wrong, looked = set(), 0
    for rule in _console_routes():
        if "GET" not in rule.methods or rule.endpoint in closed:
            continue
        answer = browser.get(_path(rule, ids))
        looked += answer.status_code == 200
        if answer.mimetype != "text/html":
            continue
        for attribute, way in re.findall(r'\b(href|action|src)="(/[^"#?]*)', answer.text):
            method = "POST" if attribute == "action" else "GET"
            try:
                endpoint, _ = routes.match(way, method=method)
            except (MethodNotAllowed, RequestRedirect):
                endpoint, _ = routes.match(way, method="GET")
            if endpoint in closed:
                wrong.add((rule.endpoint, endpoint))
    assert wrong == set()
    assert looked >= 3
