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
from tests.house.who_may import BEHIND_A_LINK, BY_KEY, EVERYBODYS, JSON, MAY, NEEDS, OPEN, WHOEVER_MAY


def _console_routes() -> Iterator[Rule]:
    for rule in console_app().url_map.iter_rules():
        if rule.endpoint not in OPEN and not rule.rule.startswith((*BEHIND_A_LINK, BY_KEY)):
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
