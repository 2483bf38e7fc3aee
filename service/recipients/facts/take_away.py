"""Who may take a dietary fact away. What a person told falls by that person alone, with a second press that names it; a seller may
take back what a list said, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from service.errors import Conflict, NotFound
from service.recipients.facts.doubt import dietary_rows, moment_after
from service.recipients.facts.fact import ASK, DIETARY, WITHHELD, Fact, fact_of, is_from_list, restricts
from service.recipients.facts.list_saying import forget_sayings
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact, Recipient


class MustBeNamed(Conflict):
    """Something would fall that was not named. `facts`: what has to be shown, and named by a second press, each by its id."""

    code = "must_be_named"

    def __init__(self, facts: Iterable[Fact]) -> None:
        super().__init__("Confirm what you want to remove.", param="confirm")
        self.facts = tuple(facts)


def require_named(facts: Sequence[ProfileFact], named: Collection[str]) -> None:
    """Raises MustBeNamed unless what each of these facts says is named, by the id of any of them that says it."""
    known = {(fact.kind, fact.value) for fact in facts if fact.id in named}
    by_words = {(fact.kind, fact.value): fact for fact in reversed(facts)}
    if by_words.keys() - known:
        raise MustBeNamed(fact_of(fact) for fact in reversed(by_words.values()))


def withdraw_same(standing: Iterable[ProfileFact], one: ProfileFact, at: datetime) -> None:
    """The person takes away what a fact says, whoever said it."""
    for row in standing:
        if (row.kind, row.value) == (one.kind, one.value):
            row.withdrawn_at, row.withdrawn_by = at, "person"


def take_away(session: Session, recipient: Recipient, fact_id: str, at: datetime, *, named: Collection[str]) -> str:
    """The person takes one dietary fact away, whoever said it: every fact that says the same goes. Answers its kind.

    What was in doubt stays in doubt: that is answered, not taken away. Raises NotFound, Conflict for a doubt, MustBeNamed.
    """
    recipient = lock_person(session, recipient.id)
    rows = dietary_rows(session, recipient)
    standing = [row for row in rows if row.withdrawn_at is None]
    wanted = next((row for row in standing if row.id == fact_id), None)
    if wanted is None:
        raise NotFound("There’s no such fact.")
    if wanted.value in (ASK, WITHHELD):
        raise Conflict("This is a question. It disappears once you answer it.", param="fact")
    if restricts(wanted):
        require_named([wanted], named)
    withdraw_same(standing, wanted, moment_after(at, rows))
    session.flush()
    return wanted.kind


def withdraw_imported(session: Session, recipient: Recipient, fact_id: str, at: datetime) -> ProfileFact:
    """A seller takes back what a list said. Raises NotFound for whatever is not a dietary fact of a list, Conflict for a doubt.

    Where the person said the same it goes on counting, and nobody is told so: that they said it is theirs. A question that is open
    stays open. The same list uploaded again says it again.
    """
    recipient = lock_person(session, recipient.id)
    rows = dietary_rows(session, recipient)
    fact = next((row for row in rows if row.id == fact_id and row.withdrawn_at is None), None)
    if fact is None or not is_from_list(fact) or fact.kind not in DIETARY:
        raise NotFound("There’s no such fact in any of your lists.")
    if fact.value == ASK:
        raise Conflict("Only the person can answer this.", param="fact")
    at = moment_after(at, rows)
    for row in rows:
        if row.withdrawn_at is None and is_from_list(row) and (row.kind, row.value) == (fact.kind, fact.value):
            row.withdrawn_at, row.withdrawn_by = at, "seller"
    forget_sayings(session, recipient.id)
    session.flush()
    return fact
