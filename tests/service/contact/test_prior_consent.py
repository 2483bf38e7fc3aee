"""Where mail between firms needs prior consent, nobody is written to without a basis: not in a wave, not by a mail."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.contact.may_write import Answer
from service.contact.prior_consent import TABLE, countries_asking, lacks_basis, lines_of, set_country
from service.contact.rules import RULES
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.recipients.models import Recipient
from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_user, make_workspace
from tests.service.contact.asking import ORDINARY, asked, person_of
from tests.service.gifting.scene import Scene

LAW = {"source": "Our counsel", "source_on": date(2026, 3, 3)}


@pytest.mark.parametrize("basis, lacking", [("agreed", False), ("customer", False), ("none", True), (None, True)])
def test_in_germany_only_consent_or_a_customer_is_enough_and_in_czechia_everything(
    basis: str | None, lacking: bool
) -> None:
    assert (lacks_basis("DE", basis, TABLE), lacks_basis("CZ", basis, TABLE)) == (lacking, False)


def test_every_country_names_its_source_and_the_day_it_was_read() -> None:
    assert all(line.source and line.source_on <= date(2026, 11, 29) and line.asks for line in TABLE.values())
    assert TABLE["DE"].source == "Unfair Competition Act (UWG), section 7 (2) no. 2 and (3)"


def test_what_we_begin_waits_for_a_basis_and_what_somebody_asked_for_does_not(scene: Scene) -> None:
    for purpose in RULES:
        here = asked(scene, purpose, change=person_of(scene, country="DE", basis="none"))
        assert here.never == ("no_basis" if purpose in ORDINARY else None)
        assert asked(scene, purpose, change=person_of(scene, country="DE", basis="customer")) == Answer()


@pytest.mark.usefixtures("database")
def test_an_owner_sets_a_country_for_their_workspace_alone_with_its_source_and_the_log_says_so() -> None:
    with transaction() as session:
        here, elsewhere = make_workspace(session), make_workspace(session, "Cedar")
        owner = Actor(here.id, make_user(session, here.id).id, "owner")
        set_country(session, "DE", asks=False, **LAW, actor=owner, at=AT)
        set_country(session, "CZ", asks=False, **LAW, actor=owner, at=AT)
        set_country(session, "CZ", asks=True, **LAW, actor=owner, at=AT)
    with reading() as session:
        assert countries_asking(session, here.id) == {*TABLE, "CZ"} - {"DE"}
        assert countries_asking(session, elsewhere.id) == {*TABLE}
        own = {line.country: (line.asks, line.source, line.said_by) for line in lines_of(session, here.id)}
        assert own["DE"] == (False, "Our counsel", owner.user_id)
        assert own["AT"] == (True, TABLE["AT"].source, None)
        acts = session.scalars(select(AuditEntry.body).where(AuditEntry.act == "workspace.consent_changed")).all()
        assert [(one["country"], one["asks"]) for one in acts] == [("DE", False), ("CZ", False), ("CZ", True)]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("said, param", [({"source": " "}, "source"), ({"source_on": date(2099, 1, 1)}, "source_on")])
def test_a_country_is_set_with_a_source_and_a_day_that_has_been(said: dict[str, object], param: str) -> None:
    with transaction() as session:
        owner = Actor(make_workspace(session).id, None, "owner")
        with pytest.raises(InvalidInput) as refused:
            set_country(session, "CZ", asks=True, **LAW | said, actor=owner, at=AT)  # type: ignore[arg-type]
    assert refused.value.param == param


def test_a_person_without_one_is_asked_for_again_as_the_row_stands(scene: Scene) -> None:
    def later(session: Session) -> None:
        session.get_one(Recipient, scene.people[0].id).country = "DE"

    assert asked(scene, "invitation", change=later).never == "no_basis"
