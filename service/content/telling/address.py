"""The address of a gift as its person sees it, and may change it until the parcel is packed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from renderers.context import Reader
from renderers.language.translations import babel_locale
from renderers.microsite.telling.address import AddressPage, address_page
from renderers.parcel.terms import AddressTerms
from service.content.pages.language import Look
from service.content.telling.pages import around_of
from service.errors import LinkClosed
from service.gifting.address import may_change
from service.gifting.models import RecipientGift
from service.recipients.facts.fact import facts_of, in_force
from service.recipients.models import Account, Recipient
from service.recipients.names import name_of
from service.recipients.postal.addresses import Address, address_of
from service.recipients.postal.kept import is_kept, kept_of
from service.recipients.postal.places import in_order, is_bound, told_place


def show_address_page(
    session: Session,
    gift: RecipientGift,
    at: datetime,
    reader: Reader,
    look: Look,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> bytes:
    """The form with what is saved, or with what was `typed` and what is wrong with it. Whoever did not come by the recipient's own
    link sees no address and no name, and can give a new one. Raises LinkClosed where no address is wanted or it is packed."""
    if not may_change(session, gift):
        raise LinkClosed()
    around = around_of(session, gift, at, reader, look)
    recipient = session.get_one(Recipient, gift.recipient_id)
    saved = address_of(session, gift.id)
    return address_page(
        AddressPage(
            around=around,
            country=str(babel_locale(around.person.locale).territories.get(recipient.country, recipient.country)),
            is_saved=saved is not None,
            values=typed if typed is not None else filled_in(session, recipient, saved, at, reader),
            errors=errors or {},
            terms=address_terms(session, recipient, gift, at, reader),
        )
    )


def address_terms(
    session: Session, recipient: Recipient, gift: RecipientGift, at: datetime, reader: Reader
) -> AddressTerms:
    """What the form offers. Whoever may be somebody else learns only what a company's rule says, and is asked to keep nothing."""
    is_own = reader == "greeted"
    facts = in_force(facts_of(session, [recipient.id], at.date())[recipient.id]) if is_own else ()
    bound = is_bound(session.get_one(Account, gift.account_id), facts)
    return AddressTerms(
        places=in_order(told_place(facts), bound=bound),
        is_bound=bound,
        may_keep=is_own,
        is_kept=is_own and is_kept(session, recipient.id),
    )


def filled_in(
    session: Session, recipient: Recipient, saved: Address | None, at: datetime, reader: Reader
) -> dict[str, str]:
    """What the form begins with: what was saved, else what they asked us to keep, else the recipient's name; nothing for a reader
    who may be somebody else."""
    if reader != "greeted":
        return {}
    saved = saved or kept_of(session, recipient, at)
    if saved is None:
        name = name_of(recipient).full
        return {"name": name} if name else {}
    given = {
        "place": saved.place,
        "name": saved.name,
        "site": saved.site,
        "note": saved.note,
        "street": saved.street,
        "postcode": saved.postcode,
        "city": saved.city,
        "phone": saved.phone,
        "not_before": None if saved.not_before is None else saved.not_before.isoformat(),
    }
    return {field: value for field, value in given.items() if value}
