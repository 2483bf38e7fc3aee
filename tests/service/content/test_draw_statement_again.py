"""A statement says where its gift stands now: after every step, on the page, on paper and in the archive's copy."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from renderers.language.dates import full_day
from renderers.language.translations import text
from renderers.statement.figures import figures_of
from renderers.statement.pdf.read_back import words_of
from service.content.draw_statement_again import restate_job
from service.content.erase import erase_person
from service.content.models import RenditionRow
from service.content.produce import produce_job
from service.content.stories.story import story_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift
from service.gifting.fulfil import mark_delivered, mark_lost, mark_returned, mark_shipped
from service.gifting.models import RecipientGift
from service.gifting.request_statement import KIND
from service.gifting.settle import settle_decided
from service.gifting.swap import swap_gift
from service.gifting.transitions import apply
from service.gifting.undo import undo_answer
from service.jobs.models import Job
from service.recipients.models import Recipient
from service.storage.in_force import storage
from service.workspaces.actor import system
from tests.factories import AT
from tests.service.content.leases import do, lease
from tests.service.content.reading import enter
from tests.service.gifting.scene import Scene, set_scene
from tests.service.gifting.stopping import ADDRESS, OVER

LATER = OVER + timedelta(days=3)


@pytest.fixture
def scene(database: str) -> Scene:
    """One gift under way."""
    assert database
    with transaction() as session:
        return set_scene(session, expires_at=utc_now() + timedelta(days=300))


def step(scene: Scene, act: str) -> None:
    """One act of the gift's life, as its person, fulfilment or time does it."""
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        if act == "accept":
            accept_gift(session, gift, AT)
            give_address(session, gift, ADDRESS, AT)
        elif act == "donate":
            donate_gift(session, gift, "rivers", AT)
        elif act == "decline":
            decline_gift(session, gift, None, AT)
        elif act == "undo":
            undo_answer(session, gift, AT)
        elif act in {"ship", "deliver", "return", "lose"}:
            {"ship": mark_shipped, "deliver": mark_delivered, "return": mark_returned, "lose": mark_lost}[act](
                session, gift, system(gift.workspace_id), LATER
            )
        elif act != "order":
            apply(session, gift, act, LATER)
    if act == "order":
        assert settle_decided(OVER) == 1


def wishes(scene: Scene) -> list[tuple[int, str]]:
    with reading() as session:
        found = select(Job.version, Job.state).where(Job.kind == KIND, Job.subject_id == scene.gifts[0].id)
        return [(version, state) for version, state in session.execute(found.order_by(Job.version))]


def statement(scene: Scene) -> tuple[str, str, str]:
    """The words of page, paper and archive as they are served now."""
    with reading() as session:
        row = session.scalars(select(RenditionRow).where(RenditionRow.kind == "statement")).one()
    body, archive = (words_of(storage().read(row.input_hash, name)) for name in ("body", "archive"))
    return storage().read(row.input_hash, "page").decode(), body, archive


LIVES = [
    ((), "offered", AT),
    (("accept",), "accepted", AT),
    (("accept", "undo"), "offered", AT),
    (("donate",), "donated", AT),
    (("donate", "refuse_donation"), "offered", AT),
    (("decline",), "declined", AT),
    (("accept", "order"), "ordered", OVER),
    (("accept", "order", "ship"), "shipped", LATER),
    (("accept", "order", "ship", "deliver"), "delivered", LATER),
    (("accept", "order", "ship", "return"), "returned", LATER),
    (("accept", "order", "fail"), "failed", LATER),
    (("accept", "order", "ship", "lose"), "failed", LATER),
    (("expire",), "expired", LATER),
    (("accept", "expire"), "lapsed", LATER),
    (("cancel",), "canceled", LATER),
]
"""Steps -> what the statement calls the state they lead to, and since when."""
DRAWN = {("accept", "undo"), ("accept", "order", "ship", "deliver")}
"""Those whose editions are drawn whenever tests run; the others in the long run."""


@pytest.mark.parametrize(("acts", "state", "day"), LIVES)
def test_after_every_step_the_figures_say_the_state_and_its_day(
    scene: Scene, acts: tuple[str, ...], state: str, day: datetime
) -> None:
    for act in acts:
        step(scene, act)
    with reading() as session:
        figures = figures_of(story_of(session, session.get_one(RecipientGift, scene.gifts[0].id)))
    assert (figures.state, figures.state_day) == (text("cs", f"statement.state.{state}"), full_day("cs", day))
    # Every step asks for a drawing of its own.
    assert [version for version, _ in wishes(scene)] == list(range(1, len(acts) + 1))


@pytest.mark.parametrize(
    ("acts", "state", "day"),
    [pytest.param(*life, marks=() if life[0] in DRAWN else pytest.mark.slow) for life in LIVES],
)
def test_page_paper_and_archive_say_the_same_state_and_its_day(
    scene: Scene, client: FlaskClient, acts: tuple[str, ...], state: str, day: datetime
) -> None:
    enter(client, scene.gifts[0])
    for act in acts:
        step(scene, act)
    do(restate_job, KIND, scene.gifts[0].id, len(acts))

    told = (text("cs", f"statement.state.{state}"), full_day("cs", day))
    said, on = (word.replace("\u00a0", " ") for word in told)
    for edition in statement(scene):
        words = " ".join(edition.replace("\u00a0", " ").split())
        assert said in words
        assert on in words
    with client.get(f"/gift/{scene.gifts[0].id}/statement") as served:
        assert (served.status_code, said in served.text.replace("\u00a0", " ")) == (200, True)


def test_every_step_asks_once_and_takes_back_what_nobody_has_begun(scene: Scene) -> None:
    assert wishes(scene) == []
    for act in ("accept", "undo", "decline"):
        step(scene, act)
    assert wishes(scene) == [(1, "canceled"), (2, "canceled"), (3, "pending")]


def test_a_drawing_that_was_overtaken_changes_nothing(scene: Scene) -> None:
    step(scene, "accept")
    late = restate_job(lease(KIND, scene.gifts[0].id, 1))
    step(scene, "order")
    do(restate_job, KIND, scene.gifts[0].id, 2)
    assert late is not None
    with transaction() as session:
        late(session)

    assert text("cs", "statement.state.ordered") in statement(scene)[0]


def test_a_first_drawing_that_ends_late_does_not_take_the_new_state_back(database: str) -> None:
    with transaction() as session:
        made = set_scene(session)
    late = produce_job(lease("content.statement", made.gifts[0].id, 1))
    step(made, "accept")
    do(restate_job, KIND, made.gifts[0].id)
    assert late is not None
    with transaction() as session:
        late(session)

    assert text("cs", "statement.state.accepted") in statement(made)[0]


def test_after_a_swap_and_a_yes_the_statement_of_the_new_gift_says_the_yes_whichever_is_drawn_last(
    scene: Scene,
) -> None:
    gift_id = scene.gifts[0].id
    with transaction() as session:
        swap_gift(session, session.get_one(RecipientGift, gift_id), scene.others[0].id, AT)
    step(scene, "accept")
    do(restate_job, KIND, gift_id)
    do(produce_job, "content.statement", gift_id, 2)

    with reading() as session:
        rows = session.scalars(select(RenditionRow).where(RenditionRow.kind == "statement"))
        last = max(rows, key=lambda row: row.content_version)
    page = storage().read(last.input_hash, "page").decode()
    assert ("Other 0" in page, text("cs", "statement.state.accepted") in page) == (True, True)


def test_of_somebody_who_was_erased_nothing_is_drawn_again_and_what_was_in_hand_is_thrown_away(scene: Scene) -> None:
    do(produce_job, "content.statement", scene.gifts[0].id)
    step(scene, "accept")
    late = restate_job(lease(KIND, scene.gifts[0].id))
    assert late is not None
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, scene.people[0].id), AT)
    before = hashes()
    with transaction() as session:
        late(session)

    assert restate_job(lease(KIND, scene.gifts[0].id, 2)) is None
    assert hashes() == before


def hashes() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(RenditionRow.input_hash)))
