"""The presses against a production server, and what the rows say afterwards."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks.databases import fresh_database
from benchmarks.hammer.presses import ACTS, Pressed, press_all
from benchmarks.hammer.scarce import make_scarce, overspent_minor, shares
from benchmarks.video.served import environment
from benchmarks.web.answers import broker
from benchmarks.web.load import web
from benchmarks.web.pieces import Pieces, count_pieces, oversold
from benchmarks.web.readers import Browser, each
from benchmarks.web.world import launched
from service.app.logs.log import configure_logging
from service.config import settings
from service.content.links import links_of
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.ops.audit.database import audit_database
from service.ops.audit.defect import Defect

PEOPLE_EACH: Final = 20
"""Whose pages a client has open. With each of them it plays a round in turn, so that nobody presses more often than anybody may."""
Figures = dict[str, Any]


def hammer(database: str, clients: int, rounds: int) -> Figures:
    """Figures by name, on a database of its own. In a process of its own."""
    os.environ |= {"HANDPICKED_LOG_LEVEL": "ERROR", **environment(Path(tempfile.gettempdir()))}
    del os.environ["HANDPICKED_WEB_WORKERS"]  # as many as the product has where nobody says how many
    with fresh_database(database):
        configure_logging("ERROR")
        gifts = launched(min(PEOPLE_EACH, rounds) * clients // 2)
        with transaction() as session:
            make_scarce(session)
        with broker(), web(settings().data_dir, None):
            browsers = asyncio.run(come(shares(gifts, clients), settings().base_url))
            before, began = read_books(), monotonic()
            pressed = asyncio.run(press_all(browsers, rounds))
            seconds = monotonic() - began
        return {
            "clients": clients,
            "rounds": rounds,
            **figures_of(pressed),
            **amiss(before),
            "seconds": round(seconds, 1),
            "presses_per_second": round(pressed.presses / seconds, 1),
            "loadavg": round(os.getloadavg()[0], 2),
        }


def figures_of(pressed: Pressed) -> Figures:
    """What the clients saw."""
    return {
        "presses": pressed.presses,
        "taken": {act: pressed.taken[act] for act in ACTS},
        "refused": pressed.presses
        - pressed.taken.total()
        - pressed.with_status(500, 600)
        - pressed.with_status(0, 1)
        - pressed.with_status(429, 430),
        "too_often": pressed.with_status(429, 430),
        "answers_5xx": pressed.with_status(500, 600),
        "of_them_503_come_again": pressed.asked_to_wait,
        "unanswered": pressed.with_status(0, 1),
        "p99_ms": pressed.p99_ms(),
    }


@dataclass(frozen=True, slots=True)
class Books:
    """What the rows say at one moment: the pieces, and what the audit finds."""

    pieces: Pieces
    found: frozenset[Defect]


def read_books() -> Books:
    """As they are now."""
    with reading() as session:
        return Books(count_pieces(session), frozenset(audit_database()))


def amiss(before: Books) -> Figures:
    """What the rows say now: pieces given away that were not there, money beyond the budgets, and what the audit did not find
    before."""
    after = read_books()
    with reading() as session:
        spent = overspent_minor(session)
    return {
        "oversold": oversold(before.pieces, after.pieces),
        "overspent_minor": spent,
        "audit_findings": len(after.found - before.found),
    }


async def come(crowds: Sequence[Sequence[RecipientGift]], origin: str) -> list[list[Browser]]:
    """Everybody's page, opened by each client that has it, from the server at `origin`. Raises RuntimeError where one does not
    come."""

    def browser(gift: RecipientGift) -> Browser:
        return Browser(origin + urlsplit(links_of(gift).personal).path, str(gift.product_id))

    browsers = [[browser(gift) for gift in crowd] for crowd in crowds]
    for own in browsers:
        if len(await each(own, "enter")) < len(own) or len(await each(own, "read_charities")) < len(own):
            raise RuntimeError("Somebody’s page did not come, or has no charity on it.")
    return browsers
