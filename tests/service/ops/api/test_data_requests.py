"""Scripts note what somebody asks about their data, have them erased, and see until when an answer is due."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.clock import utc_now
from service.db.connect import transaction
from service.recipients.models import Recipient
from tests.factories import make_account, make_recipient
from tests.scripts import Script, sandbox_script

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def opened(database: str) -> tuple[Script, Recipient]:
    with transaction() as session:
        workspace, script = sandbox_script(session)
        return script, make_recipient(session, make_account(session, workspace.id))


def test_a_copy_is_noted_with_its_day_listed_and_ended_once(opened: tuple[Script, Recipient]) -> None:
    script, person = opened
    on = (utc_now() - timedelta(days=3)).date().isoformat()
    noted = script.post("/data_requests", {"type": "export", "recipient": person.id, "asked_on": on})
    one = noted.get_json()
    assert (noted.status_code, one["status"], one["asked_at"]) == (201, "open", f"{on}T00:00:00Z")
    assert script.get(f"/data_requests/{one['id']}").get_json() == one
    assert script.get("/data_requests", status="open").get_json()["data"] == [one]
    assert script.get("/data_requests", status="done", recipient=person.id).get_json()["data"] == []
    again = script.post("/data_requests", {"type": "export", "recipient": person.id})
    assert (again.status_code, again.get_json()["code"]) == (409, "conflict")
    ended = script.post(f"/data_requests/{one['id']}/end", {"outcome": "done"}).get_json()
    assert (ended["status"], ended["done_at"] is not None) == ("done", True)
    assert script.post(f"/data_requests/{one['id']}/end", {"outcome": "refused"}).status_code == 409


def test_an_erasure_is_done_at_once_and_never_by_saying_so(opened: tuple[Script, Recipient]) -> None:
    script, person = opened
    dated = {"type": "erase", "recipient": person.id, "asked_on": utc_now().date().isoformat()}
    assert script.post("/data_requests", dated).get_json()["param"] == "asked_on"
    erased = script.post("/data_requests", {"type": "erase", "recipient": person.id}).get_json()
    assert (erased["type"], erased["status"], erased["recipient"]) == ("erase", "done", person.id)
    assert script.get(f"/recipients/{person.id}").get_json()["email"] is None
    assert script.get("/data_requests").get_json()["data"] == [erased]
    assert script.post("/data_requests", {"type": "erase", "recipient": person.id}).status_code == 409


def test_nobody_and_a_day_that_cannot_be_are_named(opened: tuple[Script, Recipient]) -> None:
    script, person = opened
    nobody = script.post("/data_requests", {"type": "export", "recipient": "rcp_aaaaaaaaaaaaaaaa"}).get_json()
    assert (nobody["code"], nobody["param"]) == ("invalid_input", "recipient")
    too_far = "value_out_of_range"
    days = {"2199-01-01": "invalid_input", "2999-01-01": too_far, "0001-01-01": too_far, "9999-12-31": too_far}
    for day, code in days.items():
        told = script.post("/data_requests", {"type": "correct", "recipient": person.id, "asked_on": day}).get_json()
        assert (told["code"], told["param"]) == (code, "asked_on")
