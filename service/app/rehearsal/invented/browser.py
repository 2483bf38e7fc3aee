"""Somebody invented at the pages of their gift: the real links, forms and presses, in this process."""

from __future__ import annotations

import re
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

_NONCE: Final = re.compile(r'name="nonce" value="([^"]+)"')
_OFFER: Final = re.compile(r'name="product" value="([^"]+)"')
_CHARITY: Final = re.compile(r'name="charity" value="([^"]+)"')
_OTHER: Final = "other"


@cache
def _app() -> Flask:
    """The web process's own, made once."""
    from service.app.web import create_app  # noqa: PLC0415 - it loads every room's pages

    return create_app()


class Reader:
    """A browser that came by the link in the mail."""

    def __init__(self, gift_id: str, link: str) -> None:
        self._path = f"/gift/{gift_id}"
        self._client: FlaskClient = _app().test_client()
        self._client.get(urlsplit(link).path)

    def open(self) -> None:
        """Loads the page and moves the pointer on it, which is what counts as a look."""
        nonce = self._nonce(self._read(""))
        if nonce is not None:
            self._client.post(f"{self._path}/look", data={"nonce": nonce, "page": "gift"})

    def press(self, act: str, **fields: str) -> str:
        """Presses a button of the page; answers where it leads, or "" where there is no such form to press any more."""
        nonce = self._nonce(self._read(""))
        if nonce is None:
            return ""
        answer = self._client.post(f"{self._path}/{act}", data={"nonce": nonce} | fields)
        return str(answer.headers.get("Location", ""))

    def other_gifts(self) -> list[str]:
        """Presses “Show other gifts”; the ids of those that are shown and can be had."""
        if not self.press("show-others"):
            return []
        return list(dict.fromkeys(_OFFER.findall(self._read("/others"))))

    def charities(self) -> list[str]:
        """What the value may be given to."""
        return [key for key in _CHARITY.findall(self._read("/give")) if key != _OTHER]

    def _read(self, below: str) -> str:
        return self._client.get(f"{self._path}{below}").get_data(as_text=True)

    @staticmethod
    def _nonce(page: str) -> str | None:
        found = _NONCE.search(page)
        return None if found is None else found[1]
