"""What a press on a card does: made from what its person told, read without a trace, and written down only once they say that it is
theirs. Then it counts as told by themselves, on the condition that stands beside the form."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.config import settings
from service.content.card.claims import LISTS, Claims, claims_from
from service.content.card.issuers import keys_of
from service.content.card.sealed import Card, read_card, require_signed, seal
from service.content.pages.privacy import NAMED, draw_again, require_drawn
from service.errors import InvalidInput
from service.gifting.find import campaign_of
from service.gifting.models import RecipientGift
from service.gifting.tell import begin_telling, note_telling
from service.recipients.facts.fact import facts_of, in_force
from service.recipients.models import Recipient
from service.recipients.own_rules.limit import limit_of, set_limit
from service.recipients.telling.called import tell_called
from service.recipients.telling.tell import tell, tell_place, tell_size
from service.security.encryption import readable
from service.workspaces.sandbox import is_sandbox


def own_claims(session: Session, recipient: Recipient, at: datetime) -> Claims:
    """What would stand on a card of this person's today."""
    facts = in_force(facts_of(session, [recipient.id], at.date())[recipient.id])
    return claims_from(facts, readable(recipient.called))


def make_card(session: Session, recipient: Recipient, at: datetime) -> bytes:
    """Their card as a file. Nothing is written. Raises InvalidInput where there is nothing to put on it."""
    is_invented = is_sandbox(session, recipient.workspace_id)
    return seal(own_claims(session, recipient, at), settings().base_url, at.date(), is_invented=is_invented)


def check_card(given: bytes, at: datetime) -> Card:
    """A card as somebody hands it in, once its issuer's keys say that it is whole. May ask another installation, so no transaction
    is open. Raises InvalidInput with what is wrong in `param`; nothing is kept of it."""
    card = read_card(given)
    require_signed(card, keys_of(card.issuer), at.date())
    return card


def require_real(session: Session, gift: RecipientGift, card: Card) -> None:
    """Invented people's cards stay in sandboxes, real ones out of them. Raises InvalidInput, `sandbox`."""
    if card.is_invented != is_sandbox(session, gift.workspace_id):
        raise InvalidInput("This card belongs to a sandbox, or this page does.", param="sandbox")


def taken_over(session: Session, gift: RecipientGift, card: Card) -> Claims:
    """What of a card is written down here: a limit in other money than the gift's says nothing that could be compared with it."""
    claims = card.claims
    limit = None if claims.limit is None else limit_of(claims.limit)
    if limit is not None and limit[1] != campaign_of(session, gift).currency:
        return Claims(claims.lists, claims.place, None, claims.called)
    return claims


def keep_card(session: Session, gift: RecipientGift, card: Card, at: datetime) -> int:
    """Writes down what it says, as told by whoever reads this gift's page; the number of its line in the gift's history. What they
    had told before stays. Raises LinkClosed, InvalidInput; nothing has changed then."""
    require_real(session, gift, card)
    begin_telling(session, gift, at)
    recipient = session.get_one(Recipient, gift.recipient_id)
    claims = taken_over(session, gift, card)
    kept: list[str] = []
    for kind in LISTS:
        values = claims.lists.get(kind, ())
        if kind == "size" and values:
            kept += tell_size(session, recipient, values, at)
        elif values:
            kept += tell(session, recipient, kind, values, at)
    if claims.place is not None:
        kept += tell_place(session, recipient, claims.place, at)
    if claims.limit is not None:
        kept += _lower_limit(session, recipient, claims.limit, at)
    if claims.called is not None:
        require_drawn(claims.called)
        # What is heard in it opens the question; the look that follows every telling sees it.
        tell_called(session, recipient, claims.called, at)
        draw_again(session, recipient, NAMED)
    session.flush()
    return note_telling(session, gift, "told", kept, at)


def _lower_limit(session: Session, recipient: Recipient, limit: str, at: datetime) -> list[str]:
    """A card lowers what a gift may cost and never raises it: what they told here before stands where it is stricter."""
    minor, currency = limit_of(limit) or (0, "")
    facts = in_force(facts_of(session, [recipient.id], at.date())[recipient.id])
    standing = [limit_of(fact.value) for fact in facts if fact.kind == "limit"]
    if any(one is None or one[1] != currency or one[0] <= minor for one in standing):
        return []
    fact = set_limit(session, recipient, minor, currency, at)
    session.flush()
    return [fact.id]
