from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.recipients.models import ProfileFact, Recipient
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import make_fact, make_user
from tests.service.gifting.scene import Scene, set_scene
from tests.service.recipients.knowing import MILK, NOTHING, NUTS, held

pytestmark = pytest.mark.usefixtures("database")


def listed() -> tuple[Scene, str, str]:
    """A person with a gift whom a list called allergic to nuts, and who told us of milk; ids of both facts."""
    with transaction() as session:
        scene = set_scene(session)
        person = session.get_one(Recipient, scene.people[0].id)
        nuts, milk = make_fact(session, person, "allergen", "nuts"), make_fact(session, person, "allergen", "milk")
        milk.source = "asked"
        return scene, nuts.id, milk.id


def signed_in(scene: Scene, role: str = "manager") -> Console:
    with transaction() as session:
        return Console(make_user(session, scene.workspace_id, role))


def test_a_seller_takes_back_what_a_list_said_with_a_reason_and_a_line_in_the_audit_log() -> None:
    scene, nuts, milk = listed()
    console, path = signed_in(scene), f"/people/{scene.people[0].id}"
    page = console.get(path).text
    assert "Gifts with nuts can be chosen for this person again, unless they told us the same themselves." in page
    assert (f'value="{nuts}"' in page, milk in page, "Withdraw “milk”" in page) == (True, False, False)

    assert console.post(f"{path}/facts", fact=nuts, reason="slip").status_code == 303
    with reading() as session:
        assert held(session, scene.people[0]) == MILK
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.act, entry.subject_id) == ("recipient.list_fact_taken_back", scene.people[0].id)
        assert entry.body == {"fact_id": nuts, "kind": "allergen", "reason": "slip"}
        assert session.scalars(select(Job.subject_id).where(Job.kind == "gifting.redecide")).all() == [
            scene.gifts[0].id
        ]


def test_without_a_reason_for_what_they_told_us_or_for_a_looker_nothing_is_taken_back() -> None:
    scene, nuts, milk = listed()
    path = f"/people/{scene.people[0].id}/facts"
    assert signed_in(scene).post(path, fact=nuts, reason="").status_code == 422
    assert signed_in(scene).post(path, fact=milk, reason="slip").status_code == 404
    assert signed_in(scene, "ops").post(path, fact=nuts, reason="slip").status_code == 403
    assert "Withdraw" not in signed_in(scene, "ops").get(path.removesuffix("/facts")).text

    with reading() as session:
        assert held(session, scene.people[0]) == NUTS | MILK
        assert set(session.scalars(select(AuditEntry.act))) == {"page.refused"}


def test_that_the_person_said_the_same_is_not_given_away() -> None:
    """The seller is answered the same whether the person told us too; the fact goes on counting."""
    scene, nuts, _ = listed()
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        make_fact(session, person, "allergen", "nuts", source="asked")
    answer = signed_in(scene).post(f"/people/{scene.people[0].id}/facts", fact=nuts, reason="they_said")

    assert answer.status_code == 303
    with reading() as session:
        assert held(session, scene.people[0]) == NUTS | MILK != NOTHING
        assert session.get_one(ProfileFact, nuts).withdrawn_by == "seller"
