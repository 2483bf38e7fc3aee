"""CPU of single requests, in this process: the whole of the application, without server, network and the database's own process."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from time import process_time
from typing import Final
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.web.world import draw_pages
from service.app.web import create_app
from service.content.links import cookie_of
from service.content.pages.reader import COOKIE, NAMED, SEEN
from service.gifting.models import RecipientGift

PEOPLE: Final = 60
"""People of whom each does a thing once, for either answer."""
WARMING: Final = 15
"""The first of them fill what a process fills once, and are not counted."""
_NONCE: Final = re.compile(r'name="nonce" value="([^"]+)"')
_PRODUCT: Final = re.compile(r'name="product" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class _Person:
    gift_id: str
    cookie: str


class Meter:
    """Sends requests to the application and keeps what each kind of them cost, in CPU milliseconds."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.taken: dict[str, list[float]] = defaultdict(list)

    def send(self, name: str, person: _Person, path: str, expected: str, **fields: str) -> str:
        """The answer's body, or where it leads. Raises RuntimeError where it is not as expected: `200`, or a part of its place."""
        builder = EnvironBuilder(
            f"/gift/{person.gift_id}{path}",
            method="POST" if fields else "GET",
            headers=[("Cookie", person.cookie)],
            data=urlencode(fields) if fields else None,
            content_type="application/x-www-form-urlencoded" if fields else None,
        )
        environ = builder.get_environ()
        began = process_time()
        body, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        self.taken[name].append(1000 * (process_time() - began))
        place = headers.get("Location", "")
        if expected not in {status[:3], place} and expected not in place:
            raise RuntimeError(f"{name} answered {status} {place}.")
        return place or b"".join(body).decode()


def cpu_figures(gifts: Sequence[RecipientGift]) -> dict[str, float]:
    """Means. The gifts wait for an answer, are `2 * PEOPLE` at least, and are answered here."""
    people = [_Person(gift.id, f"{COOKIE}={cookie_of(gift)}; {NAMED}=yes; {SEEN}=yes") for gift in gifts]
    draw_pages([person.gift_id for person in people])
    meter = Meter(create_app())
    for person in people[:PEOPLE]:
        page = meter.send("look", person, "", "200")
        nonce = _first(_NONCE, page)
        meter.send("show_others", person, "/show-others", "/others", nonce=nonce)
        others = meter.send("look_after_others", person, "/others", "200")
        product = _first(_PRODUCT, others)
        meter.send("swap", person, "/swap", "notice=swapped", nonce=nonce, product=product)
    for person in people[PEOPLE : 2 * PEOPLE]:
        nonce = _first(_NONCE, meter.send("look", person, "", "200"))
        meter.send("accept", person, "/accept", "notice=accepted", nonce=nonce)
    return {f"{name}_cpu_ms": round(mean(taken[WARMING:]), 2) for name, taken in meter.taken.items()}


def _first(wanted: re.Pattern[str], page: str) -> str:
    found = wanted.search(page)
    if found is None:
        raise RuntimeError("The page has no such form.")
    return found[1]
