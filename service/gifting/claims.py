"""What others of a campaign have, look at, or are promised, with what is kept for the person themselves and the campaign's
money: all that `availability` goes by, in one question to the database."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Dialect,
    Integer,
    Select,
    String,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.writing.listed import as_listed, listed
from service.db.writing.prepared import Prepared
from service.gifting.models import LIVE, RecipientGift, SetAside, SoftHold
from service.gifting.transitions import PLANNED


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept for somebody else, until they answer or while they look. `amount_minor` and `pieces` as of `SetAside`;
    `is_colleague`: of the same account."""

    recipient_id: str
    is_colleague: bool
    pieces: tuple[str, ...]
    amount_minor: int
    is_taken: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """What the plan has promised of one product to other people of the campaign who have not set out yet. Money in minor units;
    `of_account_minor` is that of the gift's own account."""

    product_id: str
    pieces: int
    price_minor: int
    of_account_minor: int


@dataclass(frozen=True, slots=True)
class Claims:
    """Of one gift's campaign, less the gift itself. Money in minor units.

    `others` are in the order of their gifts: what is kept for them, then what they look at, which is off the shelf already. `own`:
    what is set aside for the person until they answer, None for nothing; `held`: products of which a piece is set aside while they
    look. `elsewhere`: products that people of other companies have, where no two of the campaign get the same. `rivals`: (id of any
    version of what a colleague has, the colleague's id).
    """

    status: str
    left_minor: int
    account_budget_minor: int | None
    own: Kept | None = None
    others: tuple[Kept, ...] = ()
    planned: tuple[Planned, ...] = ()
    held: frozenset[str] = frozenset()
    elsewhere: tuple[str, ...] = ()
    rivals: tuple[tuple[str, str], ...] = ()


def claims_beside(session: Session, gift: RecipientGift, among: Sequence[Product] | None = None) -> Claims:
    """Read anew at every call. `among`: of what others have or look at, only that of these products, in any version."""
    if session.autoflush:
        session.flush()
    connection = session.connection()
    of: dict[str, Any] = {
        "gift": gift.id,
        "campaign": gift.campaign_id,
        "workspace": gift.workspace_id,
        "account": gift.account_id,
        "scope": gift.unique_within,
    }
    if among is None:
        rows = _ALL.rows(connection, **of)
    else:
        near = as_listed(connection, "near", ("id", "family"), [(one.id, one.family) for one in among])
        rows = _NEAR.rows(connection, **of, **near)
    return _read(gift, rows)


@dataclass
class _Sorted:
    """The rows by what they tell."""

    kept: list[Any] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)
    planned: list[Any] = field(default_factory=list)
    own: list[Any] = field(default_factory=list)
    held: list[Any] = field(default_factory=list)
    elsewhere: list[Any] = field(default_factory=list)
    rival: list[Any] = field(default_factory=list)
    money: list[Any] = field(default_factory=list)


def _read(gift: RecipientGift, rows: Sequence[Any]) -> Claims:
    found = _Sorted()
    for row in rows:
        getattr(found, row.what).append(row)
    status, share, left = found.money[0].product, found.money[0].amount, found.money[0].other
    own = found.own[0] if found.own else None
    return Claims(
        status=status,
        left_minor=int(left),
        account_budget_minor=None if share is None else int(share),
        own=None if own is None else _kept(gift, own, gift.recipient_id, gift.account_id),
        others=(
            *(_kept(gift, row, row.person, row.account) for row in sorted(found.kept, key=lambda row: row.gift)),
            *(
                Kept(row.person, row.account == gift.account_id, (row.product,), 0, is_taken=True)
                for row in sorted(found.shown, key=lambda row: (row.gift, row.product))
            ),
        ),
        # Sums come as Decimal from PostgreSQL.
        planned=tuple(
            Planned(row.product, int(row.count), int(row.amount), int(row.other))
            for row in found.planned
            if row.product
        ),
        held=frozenset(row.product for row in found.held),
        elsewhere=tuple(row.product for row in found.elsewhere),
        rivals=tuple((row.product, row.person) for row in found.rival),
    )


def _kept(gift: RecipientGift, row: Any, person: str, account: str) -> Kept:
    pieces: Collection[str] = json.loads(row.pieces)
    return Kept(person, account == gift.account_id, tuple(pieces), int(row.amount), bool(row.count))


_GIFT: Final = bindparam("gift", type_=String())
_CAMPAIGN: Final = bindparam("campaign", type_=String())
_WORKSPACE: Final = bindparam("workspace", type_=String())
_ACCOUNT: Final = bindparam("account", type_=String())
_SCOPE: Final = bindparam("scope", type_=String())
_TEXTS: Final = ("product", "person", "account", "gift")
_NUMBERS: Final = ("count", "amount", "other")


def _line(what: str, **told: Any) -> Select[Any]:
    """One kind of row: what it does not tell is null, of the same type in all of them."""
    texts = (told.get(name, cast(null(), String)).label(name) for name in _TEXTS)
    numbers = (told.get(name, cast(null(), BigInteger)).label(name) for name in _NUMBERS)
    pieces = told.get("pieces")
    return select(
        literal_column(f"'{what}'", String()).label("what"),
        *texts,
        cast(null() if pieces is None else pieces, Text).label("pieces"),
        *numbers,
    )


def _claims(dialect: Dialect, *, is_near: bool) -> CompoundSelect[Any]:
    wanted = listed(dialect, "near", {"id": String(), "family": String()}) if is_near else None
    return union_all(*_of_campaign(), *_of_person(), *_of_others(wanted))


def _of_campaign() -> tuple[Select[Any], ...]:
    product = func.coalesce(RecipientGift.product_id, "")
    of_account = func.sum(case((RecipientGift.account_id == _ACCOUNT, RecipientGift.cost_minor), else_=0))
    left = Campaign.budget_minor - Campaign.reserved_minor - Campaign.captured_minor
    money = _line("money", product=Campaign.status, amount=Campaign.account_budget_minor, other=left)
    return (
        money.where(Campaign.id == _CAMPAIGN),
        _line(
            "planned", product=product, count=func.count(), amount=func.sum(RecipientGift.cost_minor), other=of_account
        )
        .where(RecipientGift.campaign_id == _CAMPAIGN, RecipientGift.id != _GIFT, RecipientGift.status.in_(PLANNED))
        # By its products everybody's gifts would be read; of a campaign that has set out hardly any are planned.
        .group_by(product),
    )


def _of_person() -> tuple[Select[Any], ...]:
    taken = cast(SetAside.is_taken, Integer)
    own = _line("own", pieces=SetAside.pieces, count=taken, amount=SetAside.amount_minor)
    return own.where(SetAside.gift_id == _GIFT), _line("held", product=SoftHold.product_id).where(
        SoftHold.gift_id == _GIFT
    )


def _of_others(wanted: Any) -> tuple[Select[Any], ...]:
    """What is kept for others and is not plain from the shelf and the campaign's money: what is only promised yet, what is kept for
    colleagues, and where no two people get the same, all of it; what they look at and may not be had twice, by colleagues or then
    by anybody; and what they have: that somebody of another company has it is nobody's to know."""
    version = aliased(Product)
    whose = {"person": RecipientGift.recipient_id, "account": RecipientGift.account_id}
    taken = cast(SetAside.is_taken, Integer)
    kept = (
        _line("kept", **whose, gift=SetAside.gift_id, pieces=SetAside.pieces, count=taken, amount=SetAside.amount_minor)
        .join(RecipientGift, RecipientGift.id == SetAside.gift_id)
        .where(
            SetAside.campaign_id == _CAMPAIGN,
            SetAside.gift_id != _GIFT,
            or_(~SetAside.is_taken, RecipientGift.account_id == _ACCOUNT, _SCOPE != _ACCOUNT),
        )
    )
    shown = (
        _line("shown", **whose, product=SoftHold.product_id, gift=SoftHold.gift_id)
        .join(RecipientGift, RecipientGift.id == SoftHold.gift_id)
        .where(
            SoftHold.workspace_id == _WORKSPACE,
            RecipientGift.campaign_id == _CAMPAIGN,
            SoftHold.gift_id != _GIFT,
            or_(RecipientGift.unique_within == _SCOPE, RecipientGift.account_id == _ACCOUNT),
        )
    )
    stands = (
        RecipientGift.campaign_id == _CAMPAIGN,
        RecipientGift.id != _GIFT,
        # To the letter as in the condition of the indexes on what stands, so that SQLite finds colleagues by one of them.
        text(f"({LIVE})"),
    )
    elsewhere = _line("elsewhere", product=RecipientGift.product_id).where(
        *stands,
        RecipientGift.unique_within == _SCOPE,
        RecipientGift.account_id != _ACCOUNT,
        _SCOPE != _ACCOUNT,
    )
    rival = (
        _line("rival", product=version.id, person=RecipientGift.recipient_id)
        .join(Product, Product.id == RecipientGift.product_id)
        .join(version, and_(version.workspace_id == Product.workspace_id, version.family == Product.family))
        .where(*stands, RecipientGift.account_id == _ACCOUNT)
    )
    if wanted is None:
        elsewhere = elsewhere.where(RecipientGift.product_id.is_not(None))
    else:
        ids, families = select(wanted.c.id), select(wanted.c.family)
        shown = shown.join(Product, Product.id == SoftHold.product_id).where(Product.family.in_(families))
        elsewhere = elsewhere.where(RecipientGift.product_id.in_(ids))  # found one by one, by the index on what stands
        rival = rival.where(version.id.in_(ids))
    return kept, shown, elsewhere, rival


_ALL: Final = Prepared(lambda dialect: _claims(dialect, is_near=False))
_NEAR: Final = Prepared(lambda dialect: _claims(dialect, is_near=True))
