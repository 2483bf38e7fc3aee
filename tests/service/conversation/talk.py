"""A person and their giver in conversation: what a test writes, presses and reads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.db.connect import reading
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.recipients.letters.models import Letter
from service.workspaces.models import User
from tests.service.content.reading import nonce_on
from tests.service.gifting.scene import Scene

TRUFFLES: dict[str, Any] = {
    "kind": "edible",
    "category": "chocolate",
    "allergens": dict.fromkeys(ALLERGENS, "absent") | {"nuts": "contains", "milk": "may_contain", "soya": "unknown"},
    "diets": dict.fromkeys(DIETS, "suited") | {"vegan": "unknown", "gluten_free": "not"},
    "texts": {
        locale: {"name": "Pistachio truffles", "line": "Dark, with pistachios.", "inside": "Cocoa mass, pistachios, cane sugar."}
        for locale in ("en", "cs", "is", "ro", "ru", "ja", "ar")
    },
}  # fmt: skip


@dataclass(frozen=True)
class Talk:
    scene: Scene
    nora: User
    browser: FlaskClient

    @property
    def gift(self) -> RecipientGift:
        return self.scene.gifts[0]

    @property
    def path(self) -> str:
        return f"/gift/{self.gift.id}/thread"

    def page(self, query: str = "") -> str:
        answer = self.browser.get(self.path + query)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def press(self, act: str, **fields: str) -> TestResponse:
        nonce = nonce_on(self.browser.get(self.path).text)
        return self.browser.post(self.path, data={"nonce": nonce, "act": act} | fields)

    def say(self, words: str, **fields: str) -> Letter:
        """Writes on the page; answers the letter as it is kept."""
        assert self.press("write", words=words, **fields).status_code == 303
        return next(one for one in reversed(letters()) if one.writer == "person")


def letters() -> list[Letter]:
    """All of them, in the order in which they were written."""
    with reading() as session:
        rows = session.scalars(select(Letter).order_by(Letter.at, Letter.writer.desc(), Letter.id)).all()
        return list(rows)


def answers() -> list[dict[str, Any]]:
    """What was answered automatically, oldest first."""
    return [json.loads(one.details or "{}") | {"words": one.body} for one in letters() if one.writer == "automatic"]


def quotes() -> list[str]:
    """What the automatic answers quote."""
    return [json.loads(one.details or "{}")["words"] for one in letters() if one.writer == "automatic"]


def jobs(kind: str) -> list[str]:
    """Subjects of the jobs of a kind."""
    with reading() as session:
        return list(session.scalars(select(Job.subject_id).where(Job.kind == kind).order_by(Job.created_at)))


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
