"""Kinds of damage to a database, each done behind the product's back: what an audit has to find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, insert, inspect, select, text, update
from sqlalchemy.orm import Session

from service.app.self_test.world import World
from service.campaigns.models import Campaign
from service.catalog.models import Product, ShelfChange
from service.content.models import RenditionRow
from service.db.base import Base, utc_now
from service.gifting.events import EventKind
from service.gifting.models import DecisionRecord, GiftAlternative, GiftEvent, MatchRun, RecipientGift, SoftHold
from service.gifting.money_row import MoneyEntry
from service.jobs.models import Job
from service.ops.audit.defect import DefectKind
from service.recipients.models import DeliveryAddress, Recipient, RecipientTag

_CENTURY: Final = timedelta(days=36500)
UNIQUE: Final = "uq_gift_unique_within_product"
Plant = Callable[[Session, World], None]


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind. `plant` does it in the session's transaction; `shows` is the kind of defect that has to tell of it."""

    name: str
    shows: DefectKind
    plant: Plant


def gift(part: str, **values: object) -> Plant:
    """Other values in the gift's own row."""
    return lambda session, world: _one(
        session.execute(update(RecipientGift).where(RecipientGift.id == world.gifts[part]).values(values))
    )


def campaign(**values: object) -> Plant:
    """Other values in the campaign's own row."""
    return lambda session, world: _one(
        session.execute(update(Campaign).where(Campaign.id == world.campaign).values(values))
    )


def product(part: str, **values: object) -> Plant:
    """Other values in the row of the part's product, or of one that nobody has."""
    return lambda session, world: _one(
        session.execute(update(Product).where(Product.id == (world.products.get(part) or world.spare)).values(values))
    )


def event_gone(part: str, kind: str) -> Plant:
    """An event is missing in the gift's history."""
    return lambda session, world: _one(session.execute(delete(GiftEvent).where(*_event(world, part, kind))))


def entry(part: str, kind: str, **values: object) -> Plant:
    """Other values in an entry of the gift's money."""
    return lambda session, world: _one(
        session.execute(update(MoneyEntry).where(*_entry(world, part, kind)).values(values))
    )


def entry_gone(part: str, kind: str) -> Plant:
    """An entry of the gift's money is missing."""
    return lambda session, world: _one(session.execute(delete(MoneyEntry).where(*_entry(world, part, kind))))


def record_gone(part: str, kind: str) -> Plant:
    """A decision on the gift has no record."""
    return lambda session, world: _one(
        session.execute(
            delete(DecisionRecord).where(DecisionRecord.gift_id == world.gifts[part], DecisionRecord.kind == kind)
        )
    )


def run(**values: object) -> Plant:
    """Other values in the row of the campaign's match run."""
    return lambda session, world: _one(
        session.execute(update(MatchRun).where(MatchRun.campaign_id == world.campaign).values(values))
    )


def all_of(*plants: Plant) -> Plant:
    """Several at once."""

    def plant(session: Session, world: World) -> None:
        for one in plants:
            one(session, world)

    return plant


def _event(world: World, part: str, kind: str) -> tuple[ColumnElement[bool], ...]:
    return GiftEvent.gift_id == world.gifts[part], GiftEvent.kind == EventKind(f"gift.{kind}")


def _entry(world: World, part: str, kind: str) -> tuple[ColumnElement[bool], ...]:
    return MoneyEntry.gift_id == world.gifts[part], MoneyEntry.kind == kind


def _one(result: Any) -> None:
    if result.rowcount != 1:
        raise RuntimeError(f"A damage was meant for one row and met {result.rowcount}.")


def _copy(session: Session, table: type[Base], where: tuple[ColumnElement[bool], ...]) -> None:
    """The same row once more, under a key of its own."""
    row = session.execute(select(table.__table__).where(*where)).mappings().one()
    session.execute(insert(table).values({key: value for key, value in row.items() if key != "id"}))


def _shelf_change_elsewhere(session: Session, world: World) -> None:
    product_id = session.scalar(select(RecipientGift.product_id).where(RecipientGift.id == world.gifts["opened"]))
    product = session.get_one(Product, product_id)
    line = {"pieces": 5, "before": product.opening_stock, "after": product.opening_stock + 5, "reason": "delivery"}
    session.execute(
        insert(ShelfChange).values(workspace_id=product.workspace_id, product_id=product.id, at=utc_now(), **line)
    )


def _event_twice(part: str, kind: str) -> Plant:
    return lambda session, world: _copy(session, GiftEvent, _event(world, part, kind))


def _edit_event(part: str, kind: str, change: Callable[[dict[str, Any], World], dict[str, Any]]) -> Plant:
    def plant(session: Session, world: World) -> None:
        body = session.execute(select(GiftEvent.body).where(*_event(world, part, kind))).scalar_one()
        _one(
            session.execute(update(GiftEvent).where(*_event(world, part, kind)).values(body=change(dict(body), world)))
        )

    return plant


def _edit_record(part: str, change: Callable[[World], Mapping[str, Any]]) -> Plant:
    def plant(session: Session, world: World) -> None:
        of_gift = DecisionRecord.gift_id == world.gifts[part]
        body = session.execute(select(DecisionRecord.body).where(of_gift)).scalar_one()
        _one(session.execute(update(DecisionRecord).where(of_gift).values(body={**body, **change(world)})))

    return plant


def without_guard(name: str, table: str) -> Plant:
    """Takes an index or a check away. SQLite cannot drop a check of a table that is there: it is told to look at none."""

    def plant(session: Session, world: World) -> None:  # noqa: ARG001
        if name in {one["name"] for one in inspect(session.connection()).get_indexes(table)}:
            session.execute(text(f"DROP INDEX {name}"))
        elif session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA ignore_check_constraints = ON"))
        else:
            session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))

    return plant


def _guards_back(session: Session, world: World) -> None:  # noqa: ARG001
    """On SQLite: the next rows are checked again. What came in stays in until the savepoint is undone."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA ignore_check_constraints = OFF"))


def _same_product(part: str, other: str) -> Plant:
    return lambda session, world: gift(part, product_id=world.products[other])(session, world)


def _turn_events(part: str, first: str, second: str) -> Plant:
    """The two change places in the order of their keys."""

    def plant(session: Session, world: World) -> None:
        ids = [
            session.execute(select(GiftEvent.id).where(*_event(world, part, kind))).scalar_one()
            for kind in (first, second)
        ]
        spare = -1
        for old, new in ((ids[0], spare), (ids[1], ids[0]), (spare, ids[1])):
            _one(session.execute(update(GiftEvent).where(GiftEvent.id == old).values(id=new)))

    return plant


def _event_earlier(session: Session, world: World) -> None:
    where = _event(world, "delivered", "accepted")
    at = session.execute(select(GiftEvent.at).where(*where)).scalar_one()
    _one(session.execute(update(GiftEvent).where(*where).values(at=at - timedelta(seconds=1))))


def _event_elsewhere(session: Session, world: World) -> None:
    _one(
        session.execute(
            update(GiftEvent).where(*_event(world, "opened", "opened")).values(campaign_id=world.other_campaign)
        )
    )


def _alternative(part: str, product_of: Callable[[World], str]) -> Plant:
    def plant(session: Session, world: World) -> None:
        row = {
            "gift_id": world.gifts[part],
            "rank": 9,
            "workspace_id": world.workspace,
            "product_id": product_of(world),
        }
        session.execute(insert(GiftAlternative).values(row))

    return plant


def _alternative_twice(session: Session, world: World) -> None:
    first = select(GiftAlternative.product_id).where(GiftAlternative.gift_id == world.gifts["planned"]).limit(1)
    _alternative("planned", lambda _world: session.execute(first).scalar_one())(session, world)


def _queued_for_unsubscribed(session: Session, world: World) -> None:
    at = session.execute(select(Campaign.created_at).where(Campaign.id == world.campaign)).scalar_one()
    _one(session.execute(update(Recipient).where(Recipient.id == world.people["drawn"]).values(unsubscribed_at=at)))


def _erased_with_a_mark(session: Session, world: World) -> None:
    person = session.get_one(Recipient, world.people["erased"])
    session.add(RecipientTag(tag=1, recipient_id=person.id, workspace_id=person.workspace_id))
    session.flush()


def _erased_with_a_name(session: Session, world: World) -> None:
    _one(session.execute(update(Recipient).where(Recipient.id == world.people["erased"]).values(given_name="Ada")))


def _moment_later(part: str, column: str, by: timedelta) -> Plant:
    def plant(session: Session, world: World) -> None:
        moment = getattr(session.get_one(RecipientGift, world.gifts[part]), column)
        gift(part, **{column: moment + by})(session, world)

    return plant


def _no_launch(session: Session, world: World) -> None:
    where = (Job.kind == "planning.launch", Job.subject_id == world.campaign, Job.version == 2)
    _one(session.execute(delete(Job).where(*where)))


def _gone(table: type[SoftHold | DeliveryAddress | RenditionRow], part: str, *where: ColumnElement[bool]) -> Plant:
    """Rows of one gift."""
    return lambda session, world: _one(session.execute(delete(table).where(table.gift_id == world.gifts[part], *where)))


def _all_events_gone(session: Session, world: World) -> None:
    session.execute(delete(GiftEvent).where(GiftEvent.gift_id == world.gifts["opened"]))


def _drawing_gone(session: Session, world: World) -> None:
    where = (Job.kind == "content.statement", Job.subject_id == world.gifts["opened"])
    _one(session.execute(delete(Job).where(*where)))


def _other_workspace(session: Session, world: World) -> None:
    other = select(Campaign.workspace_id).where(Campaign.id == world.other_campaign)
    gift("planned", workspace_id=session.execute(other).scalar_one())(session, world)


def _link_of_another_version(session: Session, world: World) -> None:
    gift("opened", link_version=RecipientGift.link_version + 1)(session, world)


def _wrong_amount_made_to_fit(session: Session, world: World) -> None:
    entry("delivered", "captured", amount_minor=MoneyEntry.amount_minor - 100)(session, world)
    campaign(captured_minor=Campaign.captured_minor - 100, reserved_minor=Campaign.reserved_minor + 100)(session, world)


def _colleagues_made_to_fit(session: Session, world: World) -> None:
    """History, decision record and shelf all say that a launched gift is its colleague's product."""
    mine, theirs = world.products["colleague"], world.products["opened"]
    price = session.execute(select(Product.price_minor).where(Product.id == theirs)).scalar_one()
    without_guard(UNIQUE, "gift")(session, world)
    gift("colleague", product_id=theirs, original_product_id=theirs)(session, world)
    _edit_event("colleague", "created", lambda body, _world: {**body, "product_id": theirs, "stock": {theirs: -1}})(
        session, world
    )
    _edit_record("colleague", lambda _world: {"product_id": theirs, "price_minor": price})(session, world)
    for product_id, pieces in ((mine, 1), (theirs, -1)):
        moved = update(Product).where(Product.id == product_id).values(stock=Product.stock + pieces)
        _one(session.execute(moved))


KINDS: Final = (
    Damage("stock off by one", "shelf", product("opened", stock=Product.stock + 1)),
    Damage("stock off by one, of a product nobody ever had", "shelf", product("planned", stock=Product.stock - 1)),
    Damage("reserved money too high", "money", campaign(reserved_minor=Campaign.reserved_minor + 100)),
    Damage("captured money too low", "money", campaign(captured_minor=Campaign.captured_minor - 100)),
    Damage("status changed without an event", "gift", gift("opened", status="accepted")),
    Damage("event deleted", "gift", event_gone("accepted", "accepted")),
    Damage("all events of one gift deleted", "gift", _all_events_gone),
    Damage("money entry missing", "money", entry_gone("delivered", "captured")),
    Damage("money entry doubled", "money", lambda s, w: _copy(s, MoneyEntry, _entry(w, "delivered", "captured"))),
    Damage("money entry of a wrong amount, campaign made to fit", "money", _wrong_amount_made_to_fit),
    Damage("money entry in another currency", "money", entry("opened", "reserved", currency="USD")),
    Damage("gift without its mark of being set aside", "gift", gift("accepted", is_reserved=False)),
    Damage(
        "two colleagues, one product", "tables",
        all_of(without_guard(UNIQUE, "gift"), _same_product("colleague", "opened")),
    ),
    Damage(
        "two colleagues, one product, planned, decision record made to fit", "tables",
        all_of(
            without_guard(UNIQUE, "gift"),
            _same_product("planned colleague", "planned"),
            _edit_record("planned colleague", lambda world: {"product_id": world.products["planned"]}),
        ),
    ),
    Damage("two colleagues, one product, history and stock made to fit", "tables", _colleagues_made_to_fit),
    Damage("the index of colleagues missing", "tables", without_guard(UNIQUE, "gift")),
    Damage("swapped, says a gift that never was", "gift", gift("opened", is_swapped=True)),
    Damage("not swapped, says a gift that was", "gift", gift("swapped", is_swapped=False)),
    Damage("another first product", "gift", lambda s, w: gift("swapped", original_product_id=w.products["opened"])(s, w)),
    Damage("another price that swaps are measured by", "gift", gift("swapped", first_price_minor=1)),
    Damage("price of a gift changed", "gift", gift("accepted", price_minor=RecipientGift.price_minor + 1)),
    Damage("costs besides the price changed", "gift", gift("accepted", extra_minor=RecipientGift.extra_minor + 1)),
    Damage("costs that stay spent changed", "gift", gift("accepted", sunk_minor=RecipientGift.sunk_minor + 1)),
    Damage("alternative of another workspace", "tables", _alternative("planned", lambda world: world.foreign)),
    Damage("alternative that is the gift itself", "gift", _alternative("planned", lambda w: w.products["planned"])),
    Damage("alternative twice", "gift", _alternative_twice),
    Damage("decision record of a launched gift deleted", "plan", record_gone("opened", "plan")),
    Damage("decision record of a planned gift deleted", "plan", record_gone("planned", "plan")),
    Damage("decision record of a swap deleted", "plan", record_gone("swapped", "swap")),
    Damage("totals of a plan wrong: chosen", "plan", run(chosen=MatchRun.chosen + 1)),
    Damage("totals of a plan wrong: spend", "plan", run(spend_minor=MatchRun.spend_minor - 1)),
    Damage("totals of a plan wrong: value", "plan", run(value=MatchRun.value + 100)),
    Damage("order of events turned", "history", _turn_events("opened", "created", "opened")),
    Damage("event earlier than the one before", "history", _event_earlier),
    Damage("event of another campaign", "history", _event_elsewhere),
    Damage("soft hold missing", "gift", _gone(SoftHold, "opened")),
    Damage("time to undo ends in the far future", "gift", _moment_later("accepted", "undo_until", _CENTURY)),
    Damage("time to undo gone", "gift", gift("accepted", undo_until=None)),
    Damage("link of another version", "gift", _link_of_another_version),
    Damage("wave without its launch", "work", _no_launch),
    Damage("ordered gift without an address", "people", _gone(DeliveryAddress, "ordered")),
    Damage("ordered twice: again after its delivery", "history", _event_twice("delivered", "ordered")),
    Damage(
        "money over the budget", "tables",
        all_of(without_guard("ck_campaign_within_budget", "campaign"), campaign(budget_minor=1), _guards_back),
    ),
    Damage(
        "stock below zero", "tables",
        all_of(without_guard("ck_product_stock_not_negative", "product"), product("opened", stock=-1), _guards_back),
    ),
    Damage("mail queued for somebody who unsubscribed", "people", _queued_for_unsubscribed),
    Damage("erased person with a name", "people", _erased_with_a_name),
    Damage("erased person whom a search would find", "people", _erased_with_a_mark),
    Damage("gift of another workspace than its campaign", "tables", _other_workspace),
    Damage("charity on an accepted gift", "gift", gift("accepted", charity="clearbrook")),
    Damage("time of the answer moved", "gift", _moment_later("accepted", "decided_at", timedelta(minutes=1))),
    Damage("unique in another circle", "gift", gift("opened", unique_within="acc_elsewhere")),
    Damage("drawn, and the rendition lost", "work", _gone(RenditionRow, "drawn", RenditionRow.kind == "statement")),
    Damage("a change of the shelf that leads elsewhere", "shelf", _shelf_change_elsewhere),
    Damage("marks of a gift that nobody stands for", "marks", product("opened", is_sample=False)),
    Damage("never drawn, and the job vanished", "work", _drawing_gone),
)  # fmt: skip
