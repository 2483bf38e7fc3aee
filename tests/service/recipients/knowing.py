"""What a test looks at: what is known about one person now, and whether they are asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.dietary.vocabulary import Allergen, Diet, Material
from service.recipients.answers import is_in_doubt
from service.recipients.facts.doubt import dietary_rows
from service.recipients.facts.fact import ASK, DIETARY, Fact, facts_of, in_force
from service.recipients.facts.list_saying import ListSaying, keep_sayings
from service.recipients.facts.restrictions import Restrictions, restrictions_in
from service.recipients.models import Recipient
from tests.factories import AT, make_account, make_recipient, make_workspace

NUTS = Restrictions(avoid=Allergen.NUTS)
MILK = Restrictions(avoid=Allergen.MILK)
VEGAN = Restrictions(follow=Diet.VEGAN)
WOOL = Restrictions(materials=Material.WOOL)
NOTHING = Restrictions()
_LATER = AT + timedelta(days=400)


def somebody(session: Session) -> Recipient:
    return make_recipient(session, make_account(session, make_workspace(session).id))


def keep_saying(session: Session, person: Recipient, saying: ListSaying, at: datetime) -> bool:
    """What a list says about one person who is locked. True where it changed what is known or asked."""
    rows = {person.id: dietary_rows(session, person)}
    return person.id in keep_sayings(session, [(person, saying)], rows, at)


def counting(session: Session, person: Recipient) -> tuple[Fact, ...]:
    """Every dietary fact that counts, doubts too."""
    session.flush()
    facts = in_force(facts_of(session, [person.id], _LATER.date())[person.id])
    return tuple(fact for fact in facts if fact.kind in DIETARY)


def held(session: Session, person: Recipient) -> Restrictions:
    """What the person is kept away from."""
    return restrictions_in(counting(session, person))


def is_asked(session: Session, person: Recipient) -> bool:
    """Whether a doubt stands and its question is open; the two never part but by "rather not say"."""
    stands = any(fact.value == ASK for fact in counting(session, person))
    opened = bool(session.scalar(is_in_doubt(person.id).select()))
    assert opened == stands
    return stands


def says(text: str, restricts: Restrictions = NOTHING, *, asks: bool = False, known: bool | None = None) -> ListSaying:
    """A row's words: known unless it asks."""
    return ListSaying(text, restricts, known=not asks if known is None else known, asks=asks)
