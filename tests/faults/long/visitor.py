"""Somebody who opens a gift's page again and again, and writes down what was answered."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from http.cookiejar import CookieJar
from time import sleep
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener

EVERY_SECONDS = 0.1
NO_ANSWER = "no answer"
COME_AGAIN = ", come again"
"""Behind the status of an answer that says when."""
_FOR_A_WHILE = frozenset({503, 507})


class Visitor:
    """`answers` counts what was seen, by its status. Where nobody listened, as while the web starts anew, that is NO_ANSWER."""

    def __init__(self, ways: Sequence[Sequence[str]]) -> None:
        """Each way is what is opened in a browser of its own that keeps cookies, one address after the other."""
        self.answers: Counter[str] = Counter()
        self._ways = ways
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._visit, name="visitor", daemon=True)

    def come(self) -> None:
        self._thread.start()

    def leave(self) -> None:
        self._left.set()
        self._thread.join()

    @property
    def broken(self) -> Counter[str]:
        """Answers that say that something is wrong, and not when to come again."""
        told = self.answers.items()
        return Counter({said: seen for said, seen in told if said.startswith("5") and not said.endswith(COME_AGAIN)})

    def _visit(self) -> None:
        while not self._left.is_set():
            for way in self._ways:
                self.answers[status_of(way)] += 1
                sleep(EVERY_SECONDS)


def status_of(way: Sequence[str]) -> str:
    """What is answered at its last address, or at the first that refuses."""
    opener, status = build_opener(HTTPCookieProcessor(CookieJar())), ""
    try:
        for address in way:
            with opener.open(address, timeout=60) as answer:
                status = str(answer.status)
        return status
    except HTTPError as refused:
        with refused:
            says_when = refused.code in _FOR_A_WHILE and refused.headers.get("Retry-After")
            return f"{refused.code}{COME_AGAIN if says_when else ''}"
    except (OSError, HTTPException):
        return NO_ANSWER


@contextmanager
def visiting(ways: Sequence[Sequence[str]]) -> Iterator[Visitor]:
    """A visitor who comes and goes with the block."""
    visitor = Visitor(ways)
    visitor.come()
    try:
        yield visitor
    finally:
        visitor.leave()
