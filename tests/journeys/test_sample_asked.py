"""Those whom the sample's launch asks: whatever all of them answer at once, everybody whose answer leaves one product gets a gift,
and nobody who answers meets a closed link. What is left for whom is read from the raw files, by `test_sample_plan`'s rules."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from service.app.demo.sample import find_sample
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.catalog.offer_changed import LOOK_AT_LEFT_OUT
from service.content.questions import await_choice
from service.db.base import utc_now
from service.db.connect import dispose_engines, reading, transaction
from service.decisions.asking.likely import LIKELY, LikelyAnswer
from service.dietary.vocabulary import Allergen, Diet
from service.gifting.hold import ASKING
from service.gifting.look_again import KIND as LOOK
from service.gifting.look_at_left_out import look_at_some
from service.gifting.models import RecipientGift
from service.gifting.set_aside import aside_sums
from service.jobs.models import OPEN, Job
from service.ops.audit.database import audit_books
from service.planning.launch.set_out import ask_waiting, launch_wave
from service.planning.launch.waves import request_launch
from service.planning.plan.approve import approve_plan
from service.planning.plan.redecide import redecide_gift
from tests.console import console_app
from tests.journeys.test_sample_plan import CATALOG, is_allowed, is_safe, plan_a_sample
from tests.service.content.reading import link, nonce_on

RARE = (
    LikelyAnswer("sesame and milk", 0.0, avoid=Allergen.SESAME | Allergen.MILK),
    LikelyAnswer("pescatarian without fish", 0.0, Diet.PESCATARIAN, Allergen.FISH),
    LikelyAnswer("keto", 0.0, Diet.KETO),
    LikelyAnswer("kosher and gluten-free", 0.0, Diet.KOSHER | Diet.GLUTEN_FREE, Allergen.GLUTEN),
    LikelyAnswer("everything that can be avoided", 0.0, avoid=~Allergen(0)),
)
"""Answers that nobody counts on."""
ANSWERS = (*LIKELY, *RARE)


@pytest.fixture
def asked(database: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """The sample, planned, approved and launched whole; gift id -> what is true of each person who is asked."""
    monkeypatch.setattr(await_choice, "WAIT_SECONDS", 0.0)
    people, campaign, _ = plan_a_sample()
    at = utc_now()
    with transaction() as session:
        sample = find_sample(session)
        assert sample is not None
        row = session.get_one(Campaign, campaign.id)
        approve_plan(session, row, row.current_match_run_id or "", sample.sales, at)
        wave = request_launch(session, row, None, sample.sales, at)
    launch_wave(transaction, campaign.id, wave, at)
    with transaction() as session:
        ask_waiting(session, campaign.id, wave)
    waiting = {one.gift_id: one.truth for one in people if one.hold_reason in ASKING}
    with reading() as session:
        kept = aside_sums(session, campaign.id)
    assert (len(waiting), kept.people, kept.empty, kept.amount_minor == kept.reserved_minor > 0) == (18, 18, 0, True)
    # Two companies have five people each who are asked, and four kosher products suit them: the fifth colleague can have none.
    assert (kept.partly, [(one.is_empty, one.why) for one in kept.short]) == (2, [(False, "colleagues")] * 2)
    return waiting


def keys_of(flags: Diet | Allergen) -> list[str]:
    return [str(flag.name).lower() for flag in flags]


def answered(truth: dict[str, Any], answer: LikelyAnswer) -> dict[str, Any]:
    """What is true of them once they have said so. What an ambiguous note may have meant was a guess: it falls with "nothing"."""
    is_nothing = truth["diet_ask"] and not (answer.follow or answer.avoid)
    stands = {"follow": [], "avoid": []} if is_nothing else truth
    return truth | {
        "diet_known": True,
        "diet_ask": False,
        "follow": sorted({*stands["follow"], *keys_of(answer.follow)}),
        "avoid": sorted({*stands["avoid"], *keys_of(answer.avoid)}),
    }


def left_for(truth: dict[str, Any], band: tuple[int, int]) -> list[dict[str, Any]]:
    return [
        product
        for product in CATALOG.values()
        if product["stock"] > 0
        and band[0] <= product["price_minor"] <= band[1]
        and is_safe(truth, product)
        and is_allowed(truth, product)
    ]


@pytest.fixture
def rounds(asked: dict[str, dict[str, Any]], data_dir: Path) -> Iterator[Any]:
    """One round after the other from the same launch, as if no other had been."""
    dispose_engines()
    launched, kept = data_dir / "handpicked.sqlite3", data_dir / "launched.sqlite3"
    shutil.copy(launched, kept)

    def begin_anew() -> Iterator[int]:
        for number in range(len(ANSWERS)):
            dispose_engines()
            for suffix in ("-wal", "-shm"):
                (data_dir / f"handpicked.sqlite3{suffix}").unlink(missing_ok=True)
            shutil.copy(kept, launched)
            yield number

    return begin_anew()


def opens(client: FlaskClient, gift: RecipientGift) -> str:
    assert client.get(link(gift)).status_code == 303
    page = client.get(f"/gift/{gift.id}")
    assert page.status_code == 200
    return page.text


def says(client: FlaskClient, gift: RecipientGift, answer: LikelyAnswer) -> None:
    """The answer on the page, by the form that is there; then the look that a worker takes."""
    page = opens(client, gift)
    told = {"follow": keys_of(answer.follow), "avoid": keys_of(answer.avoid)}
    form: dict[str, Any] = {"nonce": nonce_on(page), "question": "diet"}
    form |= told | {"answer": "told"} if any(told.values()) else {"answer": "everything"}
    assert client.post(f"/gift/{gift.id}/answer", data=form).status_code == 303
    assert client.get(f"/gift/{gift.id}").status_code == 200


def look(gift_id: str) -> None:
    """The look that a worker takes."""
    with transaction() as session:
        redecide_gift(session, gift_id, utc_now())
        session.execute(update(Job).where(Job.kind == LOOK, Job.subject_id == gift_id).values(state="done"))


def look_again_at_whoever_has_none(workspace_id: str) -> None:
    """What became free with the answers of others is an offer that has changed: the jobs for it, as workers do them."""
    with transaction() as session:
        asked_for = session.scalars(select(Job.id).where(Job.kind == LOOK_AT_LEFT_OUT, Job.state.in_(OPEN))).all()
        assert asked_for
        last: str | None = ""
        while last is not None:
            last = look_at_some(session, workspace_id, last, utc_now())
        waiting = session.scalars(select(Job.subject_id).where(Job.kind == LOOK, Job.state.in_(OPEN)).distinct()).all()
    for gift_id in waiting:
        look(gift_id)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_whatever_they_answer_whoever_can_have_a_gift_gets_one_and_no_link_is_closed(
    asked: dict[str, dict[str, Any]], rounds: Iterator[int]
) -> None:
    with reading() as session:
        gifts = {one.id: one for one in session.scalars(select(RecipientGift).where(RecipientGift.id.in_(asked)))}
        campaign = session.get_one(Campaign, next(iter(gifts.values())).campaign_id)
        skus = dict(session.execute(select(Product.id, Product.sku)).all())  # type: ignore[arg-type]
    band = campaign.band_min_minor, campaign.band_max_minor
    served = empty = 0
    missed: list[tuple[object, ...]] = []
    for number in rounds:
        said = {gift_id: ANSWERS[(place + number) % len(ANSWERS)] for place, gift_id in enumerate(sorted(asked))}
        app = console_app()
        browsers = {gift_id: app.test_client() for gift_id in said}
        for gift_id, answer in said.items():
            says(browsers[gift_id], gifts[gift_id], answer)
        for gift_id in said:
            look(gift_id)
        look_again_at_whoever_has_none(campaign.workspace_id)
        for gift_id, answer in said.items():
            truth = answered(asked[gift_id], answer)
            could = left_for(truth, band)
            with reading() as session:
                gift = session.get_one(RecipientGift, gift_id)
            place = (number, answer.code, truth["country"], len(could))
            if (gift.product_id is not None) != bool(could):
                missed.append(place)
            page = opens(browsers[gift_id], gift)
            if gift.product_id is None:
                empty += 1
                assert f'href="/gift/{gift_id}/give"' in page, place
                continue
            served += 1
            product = CATALOG[skus[gift.product_id]]
            held = (gift.status, is_safe(truth, product), is_allowed(truth, product))
            assert held == ("created", True, True), (*place, product["sku"], truth["avoid"], truth["follow"])
        with reading() as session:
            assert [defect.sentence for defect in audit_books(session)] == []

    assert missed == []
    assert served + empty == len(ANSWERS) * 18
    assert empty < served
