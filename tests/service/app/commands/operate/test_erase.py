"""`handpicked erase`: one person, after their id was typed; the same act as their own button."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from service.app.command_line import handpicked
from service.db.connect import reading, transaction
from service.errors import Conflict, NotFound
from service.gifting.models import RecipientGift
from service.ops.erase_someone import erase_someone
from service.recipients.models import Recipient
from service.workspaces.actor import system
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_workspace
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import bring_to


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(handpicked, ["erase", *words], input=typed)


def erased(scene: Scene) -> list[bool]:
    with reading() as session:
        found = {one.id: one.erased_at is not None for one in session.scalars(select(Recipient))}
    return [found[person.id] for person in scene.people]


def address(scene: Scene) -> str:
    with reading() as session:
        return session.get_one(Recipient, scene.people[0].id).email or ""


def test_an_address_is_counted_confirmed_by_id_and_erased_with_a_line(database: str) -> None:
    scene = bring_to("accepted", people=2)
    person = scene.people[0].id

    said = run(address(scene), typed=f"{person}\n")

    assert said.exit_code == 0
    assert "gifts that end, their money released: 1" in said.stderr
    assert f"{person} is erased." in said.stdout
    assert erased(scene) == [True, False]
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == "canceled"
        acts = session.execute(
            select(AuditEntry.workspace_id, AuditEntry.subject_id).where(AuditEntry.act == "person.erased")
        )
        assert [tuple(act) for act in acts] == [(scene.workspace_id, person)]


@pytest.mark.parametrize("words", [["--confirm", "rcp_other"], []])
def test_another_id_erases_nobody(database: str, words: list[str]) -> None:
    scene = bring_to("accepted", people=1)

    said = run(scene.people[0].id, *words, typed="yes\n")

    assert (said.exit_code, erased(scene)) == (2, [False])
    assert "That isn’t this person’s id, so nothing has changed." in said.stderr


def test_a_dry_run_counts_without_asking_and_without_what_they_told(database: str) -> None:
    scene = bring_to("ordered", people=1)

    found = json.loads(run(scene.people[0].id, "--dry-run", "--json", "-").stdout)

    assert erased(scene) == [False]
    assert (found["ended_gifts"], found["lost_orders"], found["nameless_gifts"]) == (0, 1, 0)
    assert set(found) == {
        "dry_run", "recipient_id", "workspace_id", "workspace_name", "ended_gifts", "lost_orders", "nameless_gifts", "files"
    }  # fmt: skip


def test_nobody_twice_and_the_people_of_another_workspace_are_refused(any_database: str) -> None:
    scene = bring_to("accepted", people=1)
    person = scene.people[0].id
    with transaction() as session:
        other = make_workspace(session, "Cedar Freight").id
    assert isinstance(run("nobody@example.com").exception, NotFound)
    assert isinstance(run(person, "--workspace", "Cedar Freight").exception, NotFound)
    with transaction() as session, pytest.raises(NotFound):
        erase_someone(session, person, system(other), AT)
    assert erased(scene) == [False]

    assert run(person, "--confirm", person).exit_code == 0
    again = run(person, "--confirm", person)

    assert isinstance(again.exception, Conflict)
    assert str(again.exception).startswith("This person was erased on ")
