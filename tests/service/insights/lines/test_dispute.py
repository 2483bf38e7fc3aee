"""A line of a statement is disputed, answered and closed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, NotFound, Unsafe
from service.gifting.fulfil import mark_shipped
from service.gifting.models import RecipientGift
from service.insights.lines import dispute as acts
from service.insights.lines.dispute import answer_dispute, close_dispute, open_dispute
from service.recipients.disputes.forget import KEPT, forget_disputes
from service.recipients.disputes.models import LineDispute
from service.recipients.erase import erase_values
from service.recipients.models import Question, Recipient
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_user
from tests.races import all_at_once
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import OVER, bring_to, jobs


def people(scene: Scene) -> tuple[Actor, Actor]:
    """(of the sender, of ops)."""
    with transaction() as session:
        return tuple(actor_of(make_user(session, scene.workspace_id, role)) for role in ("manager", "ops"))  # type: ignore[return-value]


def disputes(scene: Scene, actor: Actor, reason: str = "amount", note: str = "44, not 40") -> str:
    with transaction() as session:
        return open_dispute(session, scene.campaign, scene.gifts[0].id, reason, note, actor, AT).id


def rows() -> list[tuple[str, str | None, str | None, str | None]]:
    with reading() as session:
        found = session.scalars(select(LineDispute).order_by(LineDispute.opened_at, LineDispute.id))
        return [(row.state, row.outcome, row.note, row.answer) for row in found]


@pytest.mark.usefixtures("database")
def test_from_a_dispute_to_its_end_each_step_is_written_down_without_a_word() -> None:
    scene = bring_to("ordered")
    sales, ops = people(scene)
    dispute_id = disputes(scene, sales)
    assert rows() == [("open", None, "44, not 40", None)]
    with transaction() as session:
        answer_dispute(session, dispute_id, "stands", "The invoice says 40.", ops, OVER)
    assert rows() == [("answered", "stands", "44, not 40", "The invoice says 40.")]
    with transaction() as session:
        close_dispute(session, scene.campaign, scene.gifts[0].id, sales, OVER)
    assert rows() == [("closed", "stands", "44, not 40", "The invoice says 40.")]
    with reading() as session:
        lines = session.scalars(
            select(AuditEntry).where(AuditEntry.act.startswith("statement.")).order_by(AuditEntry.id)
        ).all()
        assert [(line.act, line.user_id, line.subject_id, line.body) for line in lines] == [
            ("statement.disputed", sales.user_id, scene.gifts[0].id, {"reason": "amount"}),
            ("statement.dispute_answered", ops.user_id, scene.gifts[0].id, {"outcome": "stands"}),
            ("statement.dispute_closed", sales.user_id, scene.gifts[0].id, {"outcome": "stands"}),
        ]
    disputes(scene, sales)


@pytest.mark.usefixtures("database")
def test_one_that_nobody_has_answered_can_be_taken_back_and_is_answered_no_more() -> None:
    scene = bring_to("ordered")
    sales, ops = people(scene)
    dispute_id = disputes(scene, sales)
    with transaction() as session:
        close_dispute(session, scene.campaign, scene.gifts[0].id, sales, OVER)
    with transaction() as session, pytest.raises(Conflict, match="in the meantime"):
        answer_dispute(session, dispute_id, "stands", "Too late.", ops, OVER)
    with transaction() as session, pytest.raises(Conflict, match="isn’t disputed"):
        close_dispute(session, scene.campaign, scene.gifts[0].id, sales, OVER)
    assert rows() == [("closed", "withdrawn", "44, not 40", None)]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("reason", "note", "sentence"),
    [
        ("faith", "", "Choose what is wrong"),
        ("other", "  ", "Say in a few words"),
        ("amount", "x" * 501, "at most 500"),
        ("amount", "a\u202eb", "can’t be read"),
    ],
)
def test_what_cannot_be_taken_is_said_with_nothing_kept(reason: str, note: str, sentence: str) -> None:
    scene = bring_to("ordered")
    sales, _ = people(scene)
    with pytest.raises(InvalidInput, match=sentence):
        disputes(scene, sales, reason, note)
    assert rows() == []


@pytest.mark.usefixtures("database")
def test_another_workspaces_dispute_is_not_there() -> None:
    scene, other = bring_to("ordered"), bring_to("ordered")
    sales, _ = people(scene)
    _, stranger = people(other)
    dispute_id = disputes(scene, sales)
    with transaction() as session, pytest.raises(NotFound):
        answer_dispute(session, dispute_id, "stands", "Mine?", stranger, OVER)
    with transaction() as session, pytest.raises(NotFound):
        open_dispute(session, other.campaign, scene.gifts[0].id, "amount", "", sales, OVER)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("who", ["sales", "ops"])
def test_words_about_food_are_asked_of_the_person_and_hold_the_parcel(who: str) -> None:
    scene = bring_to("ordered")
    sales, ops = people(scene)
    note = "She told me she is allergic to nuts."
    dispute_id = disputes(scene, sales, note=note if who == "sales" else "")
    if who == "ops":
        with transaction() as session:
            answer_dispute(session, dispute_id, "stands", note, ops, OVER)
    with reading() as session:
        assert session.scalars(select(Question.kind).where(Question.recipient_id == scene.people[0].id)).all() == [
            "diet"
        ]
        assert [job[0] for job in jobs(session, "gifting.redecide")] == [scene.gifts[0].id]
    with transaction() as session, pytest.raises(Unsafe):
        mark_shipped(session, session.get_one(RecipientGift, scene.gifts[0].id), ops, OVER)


@pytest.mark.usefixtures("database")
def test_the_words_go_with_their_person_and_a_year_after_the_end() -> None:
    scene = bring_to("delivered", people=2)
    sales, _ = people(scene)
    disputes(scene, sales)
    with transaction() as session:
        open_dispute(session, scene.campaign, scene.gifts[1].id, "amount", "4 too many", sales, AT)
        close_dispute(session, scene.campaign, scene.gifts[1].id, sales, AT)
        assert erase_values(session, session.get_one(Recipient, scene.people[0].id), OVER)
    assert sorted(rows(), key=str) == [("closed", "withdrawn", "4 too many", None), ("open", None, None, None)]
    assert forget_disputes(AT + KEPT / 2) == 0
    assert forget_disputes(AT + KEPT) == 1
    assert sorted(rows(), key=str) == [("closed", "withdrawn", None, None), ("open", None, None, None)]


def raced(scene: Scene) -> int:
    sales, _ = people(scene)
    return all_at_once([lambda: disputes(scene, sales) and None for _ in range(4)])


def test_of_many_who_dispute_a_line_at_once_one_does(any_database: str) -> None:
    assert any_database
    assert raced(bring_to("ordered")) == 1
    assert [row[0] for row in rows()] == ["open"]


def test_an_answer_and_a_withdrawal_at_once_are_one_of_them(any_database: str) -> None:
    assert any_database
    scene = bring_to("ordered")
    sales, ops = people(scene)
    dispute_id = disputes(scene, sales)

    def answers() -> None:
        with transaction() as session:
            answer_dispute(session, dispute_id, "corrected", "Done.", ops, OVER)

    def answers_otherwise() -> None:
        with transaction() as session:
            answer_dispute(session, dispute_id, "stands", "No.", ops, OVER)

    assert all_at_once([answers, answers_otherwise]) == 1
    assert rows()[0][1:] in {("corrected", "44, not 40", "Done."), ("stands", "44, not 40", "No.")}


@pytest.mark.usefixtures("postgres_database")
def test_without_its_guards_two_answers_count(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = bring_to("ordered")
    sales, ops = people(scene)
    dispute_id = disputes(scene, sales)
    monkeypatch.setattr(acts, "lock_gift", lambda *_: None)
    move = acts._move
    monkeypatch.setattr(
        acts, "_move", lambda s, d, _sources, state, values: move(s, d, ("open", "answered"), state, values)
    )

    def answers() -> None:
        with transaction() as session:
            answer_dispute(session, dispute_id, "corrected", "Done.", ops, OVER)

    assert all_at_once([answers, answers]) == 2
