"""A model is built, tested, used where it passed, switched off by hand, and built anew after an erasure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.learning.build import LEARN, build_due_models, keep_model
from service.brain.learning.gather import gather
from service.brain.learning.switch_off import switch_model
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.learning.measure import switch
from service.decisions.learning.train import train
from service.decisions.preferences import PRIOR
from service.errors import Conflict, NotFound
from service.gifting.candidate import gather_choices
from service.gifting.learned_model import popularity_in, preferences_of, version_of
from service.gifting.learned_row import LearnedModel
from service.jobs.models import Job
from service.jobs.run import run_job
from service.planning.plan.choose import gather_problem
from service.planning.rehearsal.copied.shelf import copy_model
from service.recipients.models import Recipient
from service.workspaces.models import AuditEntry
from tests.factories import join, make_campaign, make_workspace, owner_of
from tests.service.brain.learning.histories import NOW, History

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _few_suffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many people as a test can make: the number itself is tested where it is asked for."""
    monkeypatch.setattr(switch, "FEWEST", 12)


def built(session: Session, history: History) -> LearnedModel:
    gathered = gather(session, history.workspace_id, NOW)
    trained = train(PRIOR, gathered.events, NOW, "learned", gathered.groups)
    return keep_model(session, history.workspace_id, gathered, trained, NOW)


def acts(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("model.%")).order_by(AuditEntry.id)))


def test_while_nothing_was_learned_the_formula_written_by_hand_decides() -> None:
    with transaction() as session:
        history = History(session)
        assert preferences_of(session, history.workspace_id) is PRIOR
        assert version_of(session, history.workspace_id) == "prior-1"
        assert {one.popularity for one in gather_choices(session, history.workspace_id)} == {0.4}


def test_a_model_that_passed_its_test_decides_in_the_next_plan_and_the_audit_says_so() -> None:
    with transaction() as session:
        history = History(session)
        history.many(20)
        row = built(session, history)
        assert (row.tested["outcome"], row.is_used, acts(session)) == ("better", True, ["model.used"])
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "model.used")).one()
        assert (line.workspace_id, line.user_id) == (history.workspace_id, None)
        assert line.body["outcome"] == "better" and line.body["low"] > 0
        campaign = make_campaign(session, history.workspace_id, name="The next one")
        join(session, campaign, history.people[0])
        problem = gather_problem(session, campaign, NOW).problem
        assert problem.terms.preferences.version == version_of(session, history.workspace_id) == "learned-1"
        chances = {
            one.category: problem.terms.preferences.propensity(problem.candidates[0], one) for one in problem.choices
        }
        # Of tea eight in nine were kept; of chess three in seven.
        assert chances == pytest.approx({"tea": 8 / 9, "games": 3 / 7}, abs=0.12)
        shares = {one.category: one.popularity for one in problem.choices}
        learned = popularity_in(session, history.workspace_id)
        assert shares == {"tea": learned[history.tea.id], "games": learned[history.chess.id]}
        assert shares["games"] < shares["tea"]
        session.flush()
        built(session, history)
        assert acts(session) == ["model.used"]


def test_with_few_answers_it_is_shown_and_not_used() -> None:
    with transaction() as session:
        history = History(session)
        history.many(3)
        row = built(session, history)
        assert (row.tested["outcome"], row.is_used, acts(session)) == ("too_few", False, [])
        assert preferences_of(session, history.workspace_id) is PRIOR
        assert popularity_in(session, history.workspace_id) == {}


def test_it_is_switched_off_and_on_by_hand_and_nobody_can_use_one_that_did_not_pass() -> None:
    with transaction() as session:
        history = History(session)
        actor = owner_of(history.workspace_id)
        with pytest.raises(NotFound):
            switch_model(session, actor, True, NOW)
        history.many(20)
        row = built(session, history)
        switch_model(session, actor, True, NOW)
        assert preferences_of(session, history.workspace_id) is PRIOR
        with pytest.raises(Conflict):
            switch_model(session, actor, True, NOW)
        built(session, history)
        assert row.is_used is False
        row.tested = {**row.tested, "outcome": "not_better"}
        switch_model(session, actor, False, NOW)
        assert row.is_used is False
        assert acts(session) == ["model.used", "model.switched_off", "model.switched_on"]


def test_after_an_erasure_it_is_built_anew_and_is_the_model_that_never_saw_the_person() -> None:
    with transaction() as session:
        never, saw = History(session), History(session)
        saw.swap(saw.tea, saw.chess, 7)
        for history in (never, saw):
            history.many(12)
        weights = {one: built(session, one).coefficients for one in (never, saw)}
        assert weights[saw] != weights[never]
        assert due() == set()
        saw.people[0].erased_at = NOW + timedelta(minutes=1)
        session.flush()
        session.commit()
    assert due() == {saw.workspace_id}
    with transaction() as session:
        saw.session = session
        row = built(session, saw)
        assert row.coefficients == weights[never]
        assert [one[0] for one in row.popularity.values()] and sorted(row.popularity.values()) == sorted(
            session.get_one(LearnedModel, never.workspace_id).popularity.values()
        )


def test_an_erasure_has_the_copy_that_was_rehearsed_in_forget_what_it_brought_along() -> None:
    with transaction() as session:
        real = History(session)
        real.many(12)
        row = built(session, real)
        copy = make_workspace(session, "A rehearsal")
        copy.is_sandbox, copy.copy_of = True, real.workspace_id
        copy_model(session, real.workspace_id, copy.id, {})
        copy_id, brought = copy.id, dict(row.coefficients)
        assert session.get_one(LearnedModel, copy_id).coefficients == brought
    assert due() == set()
    with transaction() as session:
        session.get_one(Recipient, real.people[0].id).erased_at = NOW + timedelta(minutes=1)
    assert due() == {real.workspace_id, copy_id}
    with transaction() as session:
        gathered = gather(session, copy_id, NOW + timedelta(hours=2))
        trained = train(PRIOR, gathered.events, NOW, "learned", gathered.groups)
        keep_model(session, copy_id, gathered, trained, NOW + timedelta(hours=2))
        assert session.get_one(LearnedModel, copy_id).coefficients != brought
        assert session.get_one(LearnedModel, copy_id).found["events"] == 0
    assert due() == {real.workspace_id}


def due() -> set[str]:
    with reading() as session:
        return set(
            session.scalars(build_due_models.due(NOW + timedelta(hours=1)).with_only_columns(LearnedModel.workspace_id))
        )


def test_the_sweep_asks_once_for_whom_something_happened_and_the_job_writes_the_model() -> None:
    with transaction() as session:
        history, idle = History(session), History(session)
        history.many(2)
    at = utc_now()
    assert build_due_models(at) == 1
    assert build_due_models(at) == 0
    with reading() as session:
        job = session.scalars(select(Job).where(Job.kind == LEARN)).one()
        assert job.subject_id == history.workspace_id != idle.workspace_id
    run_job(job.id, "worker")
    with reading() as session:
        row = session.get_one(LearnedModel, history.workspace_id)
        assert (row.number, row.found["events"], row.found["refused"]) == (1, 21, {})
    assert build_due_models(utc_now()) == 0
