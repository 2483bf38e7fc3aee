"""Something is told while something else is under way, on SQLite and PostgreSQL; beside each race the same with the guard off."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from service.catalog.import_products import LOOK
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS
from service.errors import Unsafe
from service.gifting import fulfil, guard, settle, swap
from service.gifting.fulfil import mark_shipped
from service.gifting.look_again import KIND, look_at
from service.gifting.models import Incident, RecipientGift
from service.gifting.settle import settle_decided
from service.gifting.swap import swap_gift
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from service.jobs.run import run_job
from service.planning.launch import set_out
from service.recipients.facts.fact import remember
from service.recipients.models import Recipient
from service.workspaces.actor import system
from tests.factories import AT, join, make_campaign, make_fact, make_gift, make_product
from tests.races import all_at_once, through_or_waiting
from tests.service.gifting.scene import Scene, kinds, money
from tests.service.gifting.stopping import LONG_AGO, OVER, SWEET, bring_to, jobs, set_sweet_scene, told

THREADS = 8


def run_looks() -> None:
    """Every look that waits takes place, as a worker has it: at products, and then at gifts."""
    for kind in (LOOK, KIND):
        with reading() as session:
            waiting = session.scalars(select(Job.id).where(Job.kind == kind, Job.state == "pending")).all()
        for job_id in waiting:
            run_job(job_id, "worker")


def test_of_many_answers_beside_a_working_worker_the_last_is_looked_at_too(any_database: str) -> None:
    scene = bring_to("accepted")
    avoided = [*[key for key in ALLERGENS if key != "nuts"][: THREADS - 1], "nuts"]
    over = Event()

    def work() -> None:
        while not over.is_set():
            run_looks()

    worker = Thread(target=work)
    worker.start()
    told_all = all_at_once(
        [lambda value=value: told(scene.gifts[0], "allergen", value, utc_now()) for value in avoided]
    )
    over.set()
    worker.join()
    run_looks()

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        states = {version: state for _, version, state in jobs(session, KIND)}
        assert (told_all, gift.looks, sorted(states)) == (THREADS, THREADS, list(range(1, THREADS + 1)))
        assert states[THREADS] == "done"
        assert set(states.values()) <= {"done", "canceled"}
        assert (gift.status, gift.product_id == scene.products[0].id) == ("opened", False)


def coalesce(session: Session, gift: RecipientGift) -> None:
    """How a look was asked for before: one that waits stood for every later fact."""
    last, waiting = session.execute(
        select(func.max(Job.version), func.count().filter(Job.state == "pending")).where(
            Job.kind == KIND, Job.subject_id == gift.id
        )
    ).one()
    if not waiting:
        enqueue(session, KIND, gift.id, version=(last or 0) + 1, workspace_id=gift.workspace_id)


def answer_while_a_look_runs(scene: Scene, ask: Callable[[Session, RecipientGift], None]) -> str:
    """A look waits; an answer is written, and before it is committed the worker takes the look. The gift's status in the end."""
    with transaction() as session:
        ask(session, session.get_one(RecipientGift, scene.gifts[0].id))
        first = session.scalars(select(Job.id).where(Job.kind == KIND)).one()
    worker = Thread(target=run_job, args=(first, "worker"))
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        remember(session, person, "allergen", "nuts", "asked", utc_now()).valid_from = LONG_AGO
        ask(session, session.get_one(RecipientGift, scene.gifts[0].id))
        session.flush()
        worker.start()
        through_or_waiting(lambda: not worker.is_alive())
    worker.join()
    run_looks()
    with reading() as session:
        return session.get_one(RecipientGift, scene.gifts[0].id).status


def test_an_answer_that_arrives_while_a_look_begins_is_not_lost(any_database: str) -> None:
    assert answer_while_a_look_runs(bring_to("accepted"), look_at) == "opened"


def test_with_one_look_for_several_answers_the_last_is_lost(any_database: str) -> None:
    status = answer_while_a_look_runs(bring_to("accepted"), coalesce)

    # SQLite has one writer at a time: there the look waits for the answer, and so sees it.
    assert status == ("accepted" if any_database.startswith("postgresql") else "opened")


@dataclass
class Meanwhile:
    """`other` comes in a thread of its own at the first call of `wrapped`, which goes on once `other` is through or kept waiting.

    `was_through`: which of the two it was; None before."""

    other: Callable[[], None]
    was_through: bool | None = None

    def before(self, wrapped: Callable[..., Any]) -> Callable[..., Any]:
        def wait(*arguments: Any, **named: Any) -> Any:
            if self.was_through is None:
                self.thread = Thread(target=self.other)
                self.thread.start()
                self.was_through = through_or_waiting(lambda: not self.thread.is_alive())
            return wrapped(*arguments, **named)

        return wait

    def join(self) -> bool | None:
        """Waits for the other side to end, and says whether it was through in between."""
        self.thread.join()
        return self.was_through


def settled(scene: Scene) -> list[str]:
    run_looks()
    with reading() as session:
        return kinds(session, session.get_one(RecipientGift, scene.gifts[0].id))


def test_what_is_told_while_it_is_ordered_waits_for_the_order_and_then_stops_it(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = bring_to("accepted")
    answer = Meanwhile(lambda: told(scene.gifts[0], at=utc_now()))
    monkeypatch.setattr(settle, "has_address", answer.before(settle.has_address))

    assert settle_decided(OVER) == 1
    assert answer.join() is False
    assert settled(scene)[-3:] == ["gift.ordered", "gift.order_stopped", "gift.given"]
    with reading() as session:
        assert session.scalars(select(Incident.piece)).all() == ["open"]
        assert money(session, scene.campaign) == (4000, 4400)


def test_with_the_person_not_locked_an_order_is_made_of_what_was_told_to_be_unsafe(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = bring_to("accepted")
    monkeypatch.setattr(settle, "lock_gift", lambda *_: None)
    answer = Meanwhile(lambda: told(scene.gifts[0], at=utc_now()))
    monkeypatch.setattr(settle, "has_address", answer.before(settle.has_address))

    settle_decided(OVER)

    # On SQLite the database's own lock stands in: the whole file is held by whoever writes.
    assert answer.join() is any_database.startswith("postgresql")
    with reading() as session:
        assert "gift.ordered" in kinds(session, session.get_one(RecipientGift, scene.gifts[0].id))


def correct(scene: Scene) -> None:
    """The catalog learns that there is milk in it, which its person is known to avoid."""
    with transaction() as session:
        product = session.get_one(Product, scene.products[0].id)
        product.allergens = SWEET | {"milk": "may_contain"}
        session.flush()
        enqueue(session, LOOK, product.id, version=product.revision)


def ordered_for_somebody_who_avoids_milk() -> Scene:
    scene = bring_to("ordered")
    told(scene.gifts[0], "allergen", "milk", utc_now())
    run_looks()
    return scene


def ship(scene: Scene) -> None:
    with transaction() as session:
        mark_shipped(session, session.get_one(RecipientGift, scene.gifts[0].id), system(scene.workspace_id), OVER)


def test_a_product_corrected_while_its_parcel_is_handed_over_waits_and_then_opens_an_incident(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = ordered_for_somebody_who_avoids_milk()
    correction = Meanwhile(lambda: correct(scene))
    monkeypatch.setattr(fulfil, "apply", correction.before(fulfil.apply))

    ship(scene)
    assert correction.join() is False
    run_looks()
    with reading() as session:
        assert session.scalars(select(Incident.kind)).all() == ["shipped"]


def test_with_the_product_not_locked_a_parcel_leaves_that_was_corrected_to_be_unsafe(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = ordered_for_somebody_who_avoids_milk()
    asked = fulfil.safety_now
    monkeypatch.setattr(fulfil, "safety_now", lambda *those, still: asked(*those, still=not still))
    correction = Meanwhile(lambda: correct(scene))
    monkeypatch.setattr(fulfil, "apply", correction.before(fulfil.apply))

    ship(scene)
    assert correction.join() is any_database.startswith("postgresql")
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == "shipped"


def set_out_while_somebody_tells_us(monkeypatch: pytest.MonkeyPatch) -> tuple[str, bool | None]:
    """A planned gift with nuts sets out; once it was found safe its person tells us. The gift's id, and whether it came between."""
    with transaction() as session:
        scene = set_sweet_scene(session)
        planned = make_campaign(session, scene.workspace_id, status="running", expires_at=scene.campaign.expires_at)
        join(session, planned, scene.people[0])
        bar = make_product(session, scene.workspace_id, "Nut bar", kind="edible", category="sweet", allergens=SWEET)
        gift = make_gift(session, planned, scene.people[0], bar, wave=1)
    answer = Meanwhile(lambda: told(gift, at=utc_now()))
    monkeypatch.setattr(set_out, "launch_gifts", answer.before(set_out.launch_gifts))
    set_out.launch_wave(transaction, planned.id, 1, AT)
    return gift.id, answer.join()


def test_what_is_told_while_a_wave_sets_out_waits_for_it_and_then_changes_the_gift(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gift_id, came_between = set_out_while_somebody_tells_us(monkeypatch)

    assert came_between is False
    run_looks()
    with reading() as session:
        gift = session.get_one(RecipientGift, gift_id)
        product = session.get_one(Product, gift.product_id)
        assert (gift.status, product.kind) == ("created", "neither")


def test_with_the_people_not_locked_a_wave_sets_out_with_what_was_told_to_be_unsafe(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_out, "_hold_still", lambda *_: None)
    gift_id, came_between = set_out_while_somebody_tells_us(monkeypatch)

    assert came_between is any_database.startswith("postgresql")
    with reading() as session:
        gift = session.get_one(RecipientGift, gift_id)
        assert (gift.status, session.get_one(Product, gift.product_id).kind) == ("created", "edible")


def swap_while_the_catalog_is_corrected(monkeypatch: pytest.MonkeyPatch) -> tuple[bool, bool | None]:
    """Somebody who avoids milk swaps to a bar without any; once that was judged, the bar is corrected and its gifts are looked at.
    Whether they end up with milk before they press anything else, and whether the correction came between."""
    with transaction() as session:
        scene = set_sweet_scene(session)
        bar = make_product(session, scene.workspace_id, "Plain bar", kind="edible", category="sweet", stock=5)
        make_fact(session, scene.people[0], "allergen", "milk", valid_from=LONG_AGO)

    def learn() -> None:
        with transaction() as session:
            product = session.get_one(Product, bar.id)
            product.allergens = dict.fromkeys(ALLERGENS, "absent") | {"milk": "contains"}
            session.flush()
            enqueue(session, LOOK, product.id, version=product.revision)
        run_looks()

    correction = Meanwhile(learn)
    monkeypatch.setattr(swap, "open_gift", correction.before(swap.open_gift))
    with suppress(Unsafe), transaction() as session:
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), bar.id, AT)
    came_between = correction.join()
    run_looks()
    with reading() as session:
        return session.get_one(RecipientGift, scene.gifts[0].id).product_id == bar.id, came_between


def test_nobody_swaps_to_what_is_corrected_at_that_moment(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    has_milk, came_between = swap_while_the_catalog_is_corrected(monkeypatch)

    assert (has_milk, came_between) == (False, any_database.startswith("postgresql"))


def test_without_a_second_look_at_the_product_a_correction_in_between_finds_nobody(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "require_still_safe", lambda *_: None)

    has_milk, _ = swap_while_the_catalog_is_corrected(monkeypatch)
    assert has_milk is any_database.startswith("postgresql")


def stop_two_of_one_product(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """Two sweepers settle two accepted gifts of one product that both became unsafe. The statuses in the end, and how many
    sweepers were thrown out."""
    scene = bring_to("accepted", people=2)
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[1].id).product_id = scene.products[0].id
    for gift in scene.gifts:
        told(gift)
    thrown: list[str] = []

    def sweep(place: int) -> None:
        try:
            settle._settle(scene.gifts[place].id, OVER)
        except OperationalError as error:
            thrown.append(str(error))

    other, stop = Thread(target=sweep, args=(1,)), settle.stop_after_yes

    def stop_beside_the_other(session: Session, gift: RecipientGift, at: datetime) -> None:
        if gift.id == scene.gifts[0].id:
            other.start()
            through_or_waiting(lambda: not other.is_alive())
        stop(session, gift, at)

    monkeypatch.setattr(settle, "stop_after_yes", stop_beside_the_other)
    sweep(0)
    other.join()
    with reading() as session:
        return [session.get_one(RecipientGift, gift.id).status for gift in scene.gifts], len(thrown)


def test_two_sweepers_stop_two_gifts_of_one_product_one_after_the_other(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stop_two_of_one_product(monkeypatch) == (["opened", "opened"], 0)


def test_two_sweepers_that_share_the_lock_of_a_product_throw_one_another_out(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_STILL", {"read": True})
    _, thrown = stop_two_of_one_product(monkeypatch)

    assert thrown == any_database.startswith("postgresql")
