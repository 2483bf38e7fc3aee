"""A film that is drawn when somebody plays it: real web server, broker and worker, and a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from time import monotonic, sleep

import av
import numpy as np
import psutil
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from service.app.processes import run as whole_product
from service.app.processes.run import Everything, running
from service.app.wiring import register_all
from service.catalog.models import Product
from service.config import settings
from service.content.produce import produce_job, ready
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job, WorkerHeartbeat
from service.recipients.models import Recipient
from service.storage.in_force import storage
from tests.conftest import forget_settings
from tests.journeys.visitor import PATIENCE_MS, Visitor
from tests.ports import free_port
from tests.service.content.leases import do
from tests.service.content.reading import link, scene_now

NEEDED = frozenset({"broker", "web", "film"})
"""Lines of the product that this journey needs; the others would only cost time."""
SHADES = """async seconds => {
    const film = document.getElementById("film-screen");
    const canvas = new OffscreenCanvas(32, 18).getContext("2d", { willReadFrequently: true });
    const seen = [];
    for (const second of seconds) {
        const there = new Promise(done => film.addEventListener("seeked", done, { once: true }));
        film.currentTime = second;
        await there;
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        canvas.drawImage(film, 0, 0, 32, 18);
        seen.push([...canvas.getImageData(0, 0, 32, 18).data].filter((_, at) => at % 4 === 1));
    }
    return seen;
}"""


@pytest.fixture
def gift(database: str, monkeypatch: pytest.MonkeyPatch) -> RecipientGift:
    """An invited person's gift: page and poster are drawn, the film is not."""
    port = free_port()
    monkeypatch.setenv("HANDPICKED_PORT", str(port))
    monkeypatch.setenv("HANDPICKED_BASE_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("HANDPICKED_WEB_WORKERS", "1")
    forget_settings()
    register_all()
    scene = scene_now(films="opened")
    with transaction() as session:
        for recipient in session.scalars(select(Recipient)):
            recipient.locale = "en"
        for product in session.scalars(select(Product)):
            product.image = "products/HP-0025"
        session.get_one(RecipientGift, scene.gifts[0].id).status = "notified"
    do(produce_job, "content.poster", scene.gifts[0].id)
    return scene.gifts[0]


@pytest.fixture
def product(gift: RecipientGift, monkeypatch: pytest.MonkeyPatch) -> Iterator[Everything]:
    lines = whole_product._lines
    monkeypatch.setattr(whole_product, "_lines", lambda of: [line for line in lines(of) if line.name in NEEDED])
    with running(settings()) as everything:
        everything.wait_ready()
        until(lambda: film_worker() is not None)
        yield everything


def until(is_true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = monotonic() + seconds
    while not is_true():
        assert monotonic() < deadline
        sleep(0.05)


def film_worker() -> int | None:
    """The process id of the worker that draws what somebody waits for, once it is there."""
    with reading() as session:
        return session.scalar(select(WorkerHeartbeat.pid).where(WorkerHeartbeat.queues == "film"))


def film_jobs(gift: RecipientGift) -> list[tuple[int, str, int]]:
    """(version, state, attempts) of the film's jobs."""
    with reading() as session:
        jobs = session.scalars(
            select(Job).where(Job.kind == "content.video", Job.subject_id == gift.id).order_by(Job.version)
        )
        return [(job.version, job.state, job.attempt) for job in jobs]


@contextmanager
def frozen_worker() -> Iterator[None]:
    """Nobody draws during the block."""
    leader = psutil.Process(film_worker())
    family = [leader, *leader.children(recursive=True)]
    for process in family:
        process.suspend()
    try:
        yield
    finally:
        for process in family:
            process.resume()


@pytest.mark.timeout(240)
def test_a_film_is_drawn_once_when_it_is_played_and_the_page_never_waits_for_it(
    product: Everything, gift: RecipientGift, browser: Browser
) -> None:
    jana = Visitor(browser, product.address)
    with frozen_worker():
        wait_without_scripts(product, gift, browser)
        ask_too_early(jana, gift)
    play_it(jana, gift)
    assert film_jobs(gift) == [(1, "done", 1)]


def wait_without_scripts(product: Everything, gift: RecipientGift, browser: Browser) -> None:
    """While nobody draws, the page is whole, and the film's own address says what is going on and looks again."""
    plain = Visitor(browser, product.address, has_scripts=False)
    plain.open(link(gift))
    expect(plain.page.get_by_text("It’s made the moment you press play")).to_be_visible()
    answer = plain.page.goto(f"/gift/{gift.id}/film.mp4")
    assert answer is not None
    assert answer.status == 503
    expect(plain.page.get_by_role("heading", name="Your film is being made.")).to_be_visible()
    plain.page.get_by_role("link", name="Back to your gift").click()
    expect(plain.page.locator("#film-screen")).to_be_visible()


def ask_too_early(jana: Visitor, gift: RecipientGift) -> None:
    """Somebody who wants no motion presses a chapter of a film that nobody draws: the player says it is late and goes on asking."""
    jana.open(link(gift))
    late = jana.page.locator("[data-late]")
    expect(late).to_be_hidden()
    jana.page.get_by_text("Chapters", exact=True).click()
    jana.page.locator(".chapters a").last.click()
    expect(late).to_be_visible(timeout=PATIENCE_MS)


def play_it(jana: Visitor, gift: RecipientGift) -> None:
    """It comes without another press and stands still; wound to both sides of every splice it shows what the file holds there."""
    page = jana.page
    page.wait_for_function("() => document.getElementById('film-screen').readyState >= 2")
    expect(page.locator("[data-late]")).to_be_hidden()
    assert page.evaluate("document.getElementById('film-screen').paused")
    body = film_of(gift)
    starts = keyframes(body)
    assert len(starts) >= 6
    numbers = [number for first in starts[1:] for number in (first, first - 1)][::-1]
    shown = page.evaluate(SHADES, [(number + 0.5) / 30 for number in numbers])
    for number, seen, held in zip(numbers, shown, pictures(body, numbers), strict=True):
        assert np.abs(np.array(seen, dtype=float) - held).mean() < 6, number
    page.evaluate(
        "() => { const film = document.getElementById('film-screen'); film.playbackRate = 4; return film.play(); }"
    )
    page.wait_for_function("() => document.getElementById('film-screen').ended")
    assert [said for said in jana.complaints if "503" not in said] == []


def film_of(gift: RecipientGift) -> bytes:
    with reading() as session:
        row = ready(session, session.get_one(RecipientGift, gift.id)).get("video")
        assert row is not None
        return storage().read(row.input_hash, "body")


def keyframes(body: bytes) -> list[int]:
    """Numbers of the frames at which a scene begins."""
    with av.open(BytesIO(body)) as film:
        stream = film.streams.video[0]
        return [
            round(float(packet.pts * stream.time_base) * 30)
            for packet in film.demux(stream)
            if packet.is_keyframe and packet.pts is not None
        ]


def pictures(body: bytes, numbers: list[int]) -> list[np.ndarray]:
    """The green of those frames as 32 by 18 pixels."""
    wanted, found = set(numbers), {}
    with av.open(BytesIO(body)) as film:
        for number, frame in enumerate(film.decode(video=0)):
            if number in wanted:
                small = frame.to_image().resize((32, 18))
                found[number] = np.asarray(small, dtype=float)[..., 1].ravel()
    return [found[number] for number in numbers]
