"""The address of a gift as its person sees it, and may change it until the parcel is packed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from renderers.context import Reader
from renderers.language.translations import babel_locale
from renderers.microsite.telling.address import AddressPage, address_page
from service.content.pages.language import Look
from service.content.telling.pages import around_of
from service.errors import LinkClosed
from service.gifting.address import may_change
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.recipients.names import name_of
from service.recipients.postal.addresses import Address, address_of


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
            values=typed if typed is not None else filled_in(recipient, saved, reader),
            errors=errors or {},
        )
    )


def filled_in(recipient: Recipient, saved: Address | None, reader: Reader) -> dict[str, str]:
    """What the form begins with: what was saved, else the recipient's name; nothing for a reader who may be somebody else."""
    if reader != "greeted":
        return {}
    if saved is None:
        name = name_of(recipient).full
        return {"name": name} if name else {}
    given = {
        "name": saved.name,
        "street": saved.street,
        "postcode": saved.postcode,
        "city": saved.city,
        "phone": saved.phone,
        "not_before": None if saved.not_before is None else saved.not_before.isoformat(),
    }
    return {field: value for field, value in given.items() if value}
