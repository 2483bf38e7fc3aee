"""Where a gift goes: given by the recipient alone, encrypted, never shown to the sender, erased after delivery."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args

from sqlalchemy import BindParameter, Exists, SQLColumnExpression, String, bindparam, exists, select, update
from sqlalchemy.orm import Session

from service.db.loaded import ask
from service.errors import InvalidInput
from service.recipients.models import DeliveryAddress
from service.security.encryption import Unreadable, readable
from service.security.ids import new_id
from service.written import is_plain, one_line

Place = Literal["home", "office", "pickup"]
PLACES: Final[tuple[Place, ...]] = get_args(Place)
FIELDS: Final = ("place", "name", "site", "street", "postcode", "city", "phone", "not_before", "note")
_REQUIRED: Final = ("name", "street", "city")
_LONGEST: Final = 160
_PHONE: Final = re.compile(
    r"(?=(?:\D*\d){5})\+?[\d ()./\u2010-\u2015-]{5,30}(?:(?:,? ?(?:ext\.?|x)|#) ?\d{1,6})?", re.IGNORECASE
)
"""Five digits at least, set apart as people do, perhaps with an extension."""
_TYPED_WIDE: Final = frozenset({"postcode", "phone"})
"""Digits of full width, as keyboards in Japan write them, are the same digits."""
_POSTCODES: Final[Mapping[str, str]] = {
    "AT": r"\d{4}", "BE": r"\d{4}", "CH": r"\d{4}", "CZ": r"\d{3} ?\d{2}", "DE": r"\d{5}", "DK": r"\d{4}",
    "ES": r"\d{5}", "FI": r"\d{5}", "FR": r"\d{5}", "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "GR": r"\d{3} ?\d{2}",
    "IS": r"\d{3}", "IT": r"\d{5}", "JP": r"\d{3}-?\d{4}", "KZ": r"\d{6}|[A-Z]\d{2}[A-Z]\d[A-Z]\d", "MD": r"(MD-?)?\d{4}",
    "NL": r"\d{4} ?[A-Z]{2}", "NO": r"\d{4}", "PL": r"\d{2}-\d{3}", "PT": r"\d{4}-\d{3}", "RO": r"\d{6}", "RU": r"\d{6}",
    "SE": r"\d{3} ?\d{2}", "SK": r"\d{3} ?\d{2}", "US": r"\d{5}(-\d{4})?",
}  # fmt: skip
"""Whole postcodes by country. A country that is not named here has postcodes in many forms or none: anything is taken."""


@dataclass(frozen=True, slots=True)
class Address:
    """A place a parcel can be brought to. `country` is ISO 3166 alpha-2, that of the gift; what was not given is None.

    `site`: the company or the pick-up point, as it stands on the label; `note`: for the courier. `place` None: nobody asked yet.
    """

    name: str
    street: str
    postcode: str | None
    city: str
    country: str
    phone: str | None
    not_before: date | None
    place: Place | None = None
    site: str | None = None
    note: str | None = None


class AddressInvalid(InvalidInput):
    """An address that cannot be used as it is. `errors`: field -> code (required, too_long, invalid, postcode, phone, date)."""

    code = "address_invalid"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("The address isn’t complete yet.", param=min(errors))
        self.errors = dict(errors)


def read_address(values: Mapping[str, str], *, country: str, today: date) -> Address:
    """An address from a form's fields, in the country the gift was chosen for. Raises AddressInvalid."""
    given = {field: one_line(values.get(field, "")) for field in FIELDS}
    given |= {field: unicodedata.normalize("NFKC", given[field]) for field in _TYPED_WIDE}
    errors = {field: "required" for field in _REQUIRED if not given[field]}
    place = _place(given["place"])
    if given["place"] and place is None:
        errors["place"] = "place"
    if place == "pickup" and not given["site"]:
        errors["site"] = "site"
    errors |= {field: "too_long" for field in FIELDS if len(given[field]) > _LONGEST}
    errors |= {field: "invalid" for field in FIELDS if not is_plain(values.get(field, ""))}
    pattern = _POSTCODES.get(country)
    if pattern is not None and not re.fullmatch(pattern, given["postcode"].upper()):
        errors["postcode"] = "postcode" if given["postcode"] else "required"
    if given["phone"] and not _PHONE.fullmatch(given["phone"]):
        errors["phone"] = "phone"
    not_before = _day(given["not_before"])
    if given["not_before"] and (not_before is None or not_before < today):
        errors["not_before"] = "date"
    if errors:
        raise AddressInvalid(errors)
    postcode, phone = given["postcode"].upper() or None, given["phone"] or None
    return Address(
        given["name"],
        given["street"],
        postcode,
        given["city"],
        country,
        phone,
        not_before,
        place,
        # Nobody lives at a company: what was typed before another place was chosen does not go on the label.
        given["site"] or None if place in {"office", "pickup"} else None,
        given["note"] or None,
    )


def _place(text: str) -> Place | None:
    return next((place for place in PLACES if place == text), None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def save_address(
    session: Session, *, workspace_id: str, recipient_id: str, gift_id: str, address: Address, at: datetime
) -> DeliveryAddress:
    """Writes the address of one gift, or replaces the one given before."""
    row = session.scalar(select(DeliveryAddress).where(DeliveryAddress.gift_id == gift_id))
    if row is None:
        row = DeliveryAddress(
            id=new_id("adr"), workspace_id=workspace_id, recipient_id=recipient_id, gift_id=gift_id, created_at=at
        )
        session.add(row)
    row.body, row.erase_after, row.erased_at = to_body(address), None, None
    session.flush()
    return row


def address_of(session: Session, gift_id: str) -> Address | None:
    """The address of one gift, for packing it; None where none was given, it is erased, or it cannot be read."""
    row = session.scalar(select(DeliveryAddress).where(DeliveryAddress.gift_id == gift_id))
    return None if row is None else _address_in(row)


def addresses_of(session: Session, gift_ids: Sequence[str]) -> dict[str, Address]:
    """The same for some gifts at once, by gift id; one that has none to pack with is left out."""
    rows = session.scalars(select(DeliveryAddress).where(DeliveryAddress.gift_id.in_(gift_ids)))
    found = {row.gift_id: _address_in(row) for row in rows}
    return {gift_id: address for gift_id, address in found.items() if address is not None}


def _address_in(row: DeliveryAddress) -> Address | None:
    body = readable(row.body)
    return None if body is None else from_body(body)


def to_body(address: Address) -> str:
    """The address as it is encrypted: JSON."""
    return json.dumps(asdict(address), default=str, ensure_ascii=False)


def from_body(body: str) -> Address:
    """Reads what `to_body` wrote, also before there were places and notes."""
    values = json.loads(body)
    return Address(**values | {"not_before": values["not_before"] and date.fromisoformat(values["not_before"])})


def is_address_lost(session: Session, gift_id: str) -> bool:
    """Whether an address was given that cannot be read any more, so that its person has to be asked again."""
    body = session.scalar(select(DeliveryAddress.body).where(DeliveryAddress.gift_id == gift_id))
    return isinstance(body, Unreadable)


def has_address(session: Session, gift_id: str) -> bool:
    """Whether an address stands, without decrypting it."""
    return bool(ask(session, _STANDS, {"gift": gift_id}).scalar())


def address_stands(gift_id: str | BindParameter[str] | SQLColumnExpression[str]) -> Exists:
    """The same as a part of a query."""
    return exists().where(DeliveryAddress.gift_id == gift_id, DeliveryAddress.body.is_not(None))


_STANDS: Final = select(address_stands(bindparam("gift", type_=String)))


def stop_erasure(session: Session, gift_id: str) -> None:
    """What the address was kept for goes on after all: its clock stops. One that is erased already stays so."""
    session.execute(
        update(DeliveryAddress)
        .where(DeliveryAddress.gift_id == gift_id, DeliveryAddress.body.is_not(None))
        .values(erase_after=None)
        .execution_options(synchronize_session=False)
    )


def start_erasure(session: Session, gift_id: str, at: datetime, *, days: int) -> None:
    """The address has served: from now it has `days` to live. A clock that runs already is left as it is."""
    start_erasures(session, [gift_id], at, days=days)


def start_erasures(session: Session, gift_ids: Sequence[str], at: datetime, *, days: int) -> None:
    """The same for the addresses of many gifts."""
    session.execute(
        update(DeliveryAddress)
        .where(
            DeliveryAddress.gift_id.in_(gift_ids),
            DeliveryAddress.erase_after.is_(None),
            DeliveryAddress.body.is_not(None),
        )
        .values(erase_after=at + timedelta(days=days))
        .execution_options(synchronize_session=False)
    )
