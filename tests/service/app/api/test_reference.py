"""The document and the readable page are made of the same declarations, and name everything."""

from __future__ import annotations

import json
import re

import jsonschema_rs
import pytest

from service.api.problem import CODES
from service.app.api.register import endpoints, whole_document
from service.db.connect import transaction
from service.workspaces.keys.scopes import SCOPES
from tests.console import Console
from tests.factories import make_user, make_workspace
from tests.scripts import Script

RESOURCES = (
    "accounts", "recipients", "products", "campaigns", "match_runs", "gifts", "renditions", "statements", "budgets",
    "balance_transactions", "decisions", "experiments", "suppressions", "policies", "events", "data_requests", "webhooks",
)  # fmt: skip


def test_the_document_names_every_address_once_with_its_scope_and_answer() -> None:
    document = whole_document()
    listed = {(verb.upper(), path) for path, one in document["paths"].items() for verb in one}
    assert listed == {(one.method, f"/v1{one.path}") for one in endpoints()}
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert {one["x-scope"] for one in operations} <= set(SCOPES)
    assert {tag["name"] for tag in document["tags"]} >= set(RESOURCES)
    assert document["openapi"] == "3.1.0"
    assert set(document["x-codes"]) == set(CODES)


def test_nothing_in_the_document_leads_nowhere_or_is_there_for_nobody() -> None:
    """What a linter asks of it: references that hold, nothing unused, ids in their path, names and refusals for each address."""
    document = whole_document()
    text = json.dumps(document)
    referred = set(re.findall(r'"#/components/(\w+/[\w-]+)"', text))
    held = {f"{kind}/{name}" for kind in ("schemas", "responses", "headers") for name in document["components"][kind]}
    assert referred == held
    for path, methods in document["paths"].items():
        for verb, one in methods.items():
            named = {given["name"] for given in one["parameters"] if given["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path)), (verb, path)
            assert one["summary"] and one["description"] and len(one["tags"]) == 1
            assert {status[0] for status in one["responses"]} == {"2", "4", "5"}
    assert '"nullable"' not in text  # of OpenAPI 3.0
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


def test_every_resource_is_read_and_what_can_change_is_changed() -> None:
    """The verbs of each resource, so that none goes by accident."""
    verbs: dict[str, set[str]] = {}
    for one in endpoints():
        verbs.setdefault(one.tag, set()).add(one.method)
    assert {tag for tag, there in verbs.items() if "GET" not in there} == {"sandbox"}
    assert {tag for tag, there in verbs.items() if "PATCH" in there} == {
        "accounts",
        "products",
        "campaigns",
        "webhooks",
    }
    assert {tag for tag, there in verbs.items() if "DELETE" in there} == {"campaigns", "webhooks"}
    only_read = {"budgets", "balance_transactions", "events", "experiments", "renditions"}
    assert {tag for tag, there in verbs.items() if there == {"GET"}} == only_read
    single = {one.tag for one in endpoints() if one.method == "GET" and one.path.endswith("_id}")}
    assert single == set(RESOURCES)


def test_every_scope_opens_something() -> None:
    assert {one.scope for one in endpoints()} == set(SCOPES)


@pytest.mark.usefixtures("database")
def test_the_document_is_anybodys_and_the_page_is_for_whoever_is_signed_in() -> None:
    assert Script(None).get("/openapi.json").get_json() == whole_document()
    with transaction() as session:
        browser = Console(make_user(session, make_workspace(session).id, "read_only"))
    page = browser.get("/api-reference").text
    for one in endpoints():
        assert f'<span class="path">/v1{one.path}</span>' in page
    for code in CODES:
        assert f"code-{code}" in page
