"""Where nothing begins as somebody typed: who begins nearly so. Letters that are heard alike, two that changed places, a shorter
beginning; the nearest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.sight import people_of
from service.folding import asked_words
from service.recipients.models import Account, Recipient
from service.recipients.search.find import begin_with
from service.workspaces.actor import Actor

SHORTEST: Final = 3
"""Letters that a nearby beginning has at least."""
TRIED: Final = 12
SHOWN: Final = 5
_ALIKE: Final = (
    ("w", "v"), ("v", "w"), ("c", "k"), ("k", "c"), ("ck", "k"), ("ph", "f"), ("f", "ph"), ("y", "i"), ("i", "y"), ("j", "y"),
    ("z", "s"), ("s", "z"), ("th", "t"), ("x", "ks"), ("sch", "sh"), ("sh", "sch"), ("tsch", "ch"), ("ij", "y"),
)  # fmt: skip


def nearest(session: Session, actor: Actor, asked: str) -> tuple[str, tuple[str, ...]] | None:
    """(how their words begin, ids of people the actor sees), or None. Only of a single word: of two nobody knows which is wrong."""
    words = asked_words(asked)
    if len(words) != 1 or "@" in asked or not actor.may("see_people"):
        return None
    for beginning in _near(words[0][-1]):
        query = (
            select(Recipient.id)
            .join(Account, Account.id == Recipient.account_id)
            .where(
                people_of(actor),
                Recipient.erased_at.is_(None),
                begin_with(session, actor.workspace_id, (beginning,)),
            )
            .order_by(Account.name, Recipient.created_at, Recipient.id)
            .limit(SHOWN)
        )
        if found := tuple(session.scalars(query)):
            return beginning, found
    return None


def _near(word: str) -> Iterator[str]:
    tried = {word}
    for beginning in _candidates(word):
        if beginning not in tried and len(beginning) >= SHORTEST:
            tried.add(beginning)
            yield beginning
        if len(tried) > TRIED:
            return


def _candidates(word: str) -> Iterator[str]:
    heard = [word.replace(one, other) for one, other in _ALIKE if one in word]
    yield from heard
    yield from (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1))
    for left_off in (1, 2):
        yield from (one[:-left_off] for one in (word, *heard))
