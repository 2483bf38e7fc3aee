"""One gift's life replayed from its history alone: what the tables should say, and where the history contradicts itself.

The steps are checked against the transition table, but what each costs is reckoned anew here from the states before and after, so
that a fault in the acts' own arithmetic shows as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from service.gifting.events import PIECE, STEP, EventKind
from service.gifting.transitions import FIRST, TRANSITIONS, Transition

_RULES: Final[dict[str, Transition]] = {rule.event: rule for rule in TRANSITIONS.values()}
_AFTER_YES: Final = frozenset({"stop_accepted", "stop_ordered", "run_out"})
_OF_A_VALUE: Final = frozenset({"donate_value", "return_value"})
_CHOOSING: Final = frozenset({"choose", "launch", "swap", "substitute", "give", "stop"}) | _AFTER_YES | _OF_A_VALUE
_ANSWERS: Final = frozenset({"accept", "donate", "decline", "donate_value"})
_TAKES_BACK: Final = frozenset({"undo", "refuse_donation", "return_value"})
_ENDS_UNDO: Final = _TAKES_BACK | {"substitute", "give", "stop", "expire"} | _AFTER_YES
_LIFTING: Final = frozenset({"launch", "substitute", "give", "undo"}) | _AFTER_YES | _OF_A_VALUE
"""Steps after which nothing holds the gift."""
_PIECES: Final = {"shelve_piece": "shelf", "send_piece_back": "supplier", "write_off_piece": "written_off"}
"""Step that says what became of a stopped piece -> the word for it in the incident."""
_LOSING: Final = frozenset({"stop_ordered", "run_out", "fail", "return", "lose", "send_back"})
"""Steps that leave a piece to ops, with an incident."""
_OF_SUMS: Final = {"reserve a sum": "reserved", "release the sum": "released"}
"""What becomes of a sum that is set aside without a gift -> the entry for it."""
_SILENT: Final = frozenset({EventKind.PREFERENCE_ANSWERED, EventKind.ADDRESS_CONFIRMED, EventKind.OFFICE_ANSWERED})
"""Events that leave gift, shelf and money as they are."""
_CLOCKS_DIFFERED: Final = timedelta(minutes=1)
"""How far back an event may stand in histories from before their moments were kept in order."""


@dataclass(frozen=True, slots=True)
class StoppedPiece:
    """`state` as the incident has it: open, shelf, supplier or written_off. Price in minor units."""

    product_id: str
    price_minor: int
    state: str = "open"


@dataclass(slots=True)
class Life:
    """A gift as its history tells it. Columns that a plan writes without an event hold only once `is_launched`."""

    status: str = FIRST
    product_id: str | None = None
    price_minor: int = 0
    extra_minor: int = 0
    sunk_minor: int = 0
    is_reserved: bool = False
    hold_reason: str | None = None
    charity: str | None = None
    decline_reason: str | None = None
    opened_at: datetime | None = None
    decided_at: datetime | None = None
    stopped_at: datetime | None = None
    original_product_id: str | None = None
    first_price_minor: int | None = None
    is_swapped: bool = False
    launched_at: datetime | None = None
    is_launched: bool = False
    undo_until: datetime | None = None
    is_undo_told: bool = True
    """False where the last step that opens the time to undo was written before steps told until when."""
    undo_since: datetime | None = None
    """When that step was."""
    last_at: datetime | None = None
    is_in_order: bool = False
    """True from the first event on that was written when moments were kept in order."""
    pieces: dict[str, StoppedPiece] = field(default_factory=dict)
    """Pieces that were ordered and then stopped, failed or came back, by the id of their incident."""
    offers: set[str] = field(default_factory=set)
    """Products softly held for a while."""
    aside: set[str] = field(default_factory=set)
    """Products of which a piece is kept until the person answers; `aside_minor` is set aside with them, in minor units."""
    aside_minor: int = 0
    stock: Counter[str] = field(default_factory=Counter)
    """What the events say was taken (below zero) and put back, by product id."""
    entries: list[tuple[str, int]] = field(default_factory=list)
    """(kind, minor units) that the money ledger should hold, in order."""
    moved: list[tuple[str, list[tuple[str, int]]]] = field(default_factory=list)
    """(step, its entries) of every step that wrote any, in order."""
    faults: list[str] = field(default_factory=list)
    """Where the history contradicts itself or the transition table; each reads on after "its history"."""


class Event(Protocol):
    """A row of the history, or of these columns."""

    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> dict[str, Any]: ...
    @property
    def at(self) -> datetime: ...


def replay(events: Iterable[Event]) -> Life:
    """Events of one gift, oldest first. A contradiction is written down and believed, so that one does not make ten."""
    life = Life()
    for event in events:
        _check_moment(life, event)
        rule = _RULES.get(event.kind)
        if rule is not None:
            _step(life, rule, event)
        elif event.kind in {EventKind.HELD, EventKind.HOLD_LIFTED}:
            life.hold_reason = event.body.get("reason") if event.kind == EventKind.HELD else None
        elif event.kind in {EventKind.OFFERS_HELD, EventKind.OFFERS_RELEASED}:
            _offer(life, event)
        elif event.kind not in _SILENT:
            life.faults.append(f"holds {event.kind}, which no act writes")
    return life


def _check_moment(life: Life, event: Event) -> None:
    """No event comes before the one that was written before it."""
    slack = timedelta(0) if life.is_in_order else _CLOCKS_DIFFERED
    if life.last_at is not None and event.at < life.last_at - slack:
        life.faults.append(f"goes back in time with {event.kind.removeprefix('gift.')}")
    life.last_at = event.at if life.last_at is None else max(life.last_at, event.at)
    life.is_in_order = life.is_in_order or "undo_until" in event.body


def _step(life: Life, rule: Transition, event: Event) -> None:
    missing = {*STEP, *(PIECE if rule.act in _PIECES else ())} - event.body.keys()
    if missing:
        life.faults.append(f"holds {event.kind} without {', '.join(sorted(missing))}")
        return
    _check_step(life, rule, event.body)
    _check_stock(life, rule, event)
    entries = _entries(life, rule, event.body)
    life.entries += entries
    life.moved += [(rule.act, entries)] if entries else []
    life.stock.update(event.body["stock"])
    _move_piece(life, rule, event.body)
    _take_over(life, rule, event)


def _check_step(life: Life, rule: Transition, after: dict[str, Any]) -> None:
    if life.status not in rule.sources:
        life.faults.append(f"goes from {life.status} to {after['status']} by {rule.event.word}, which is not allowed")
    elif after["status"] != (rule.to or life.status):
        life.faults.append(f"says {after['status']} after {rule.event.word}")
    if rule.needs_reserved not in {None, life.is_reserved}:
        life.faults.append(f"says {rule.event.word} of a gift that was {'' if life.is_reserved else 'not '}set aside")
    if after["is_reserved"] != rule.reserved_after(life.is_reserved):
        life.faults.append(f"is wrong about what is set aside after {rule.event.word}")
    cost = (after["product_id"], after["price_minor"], after.get("extra_minor", 0))
    same = cost == (life.product_id, life.price_minor, 0 if rule.act == "settle_donation" else life.extra_minor)
    if life.is_launched and rule.act not in _CHOOSING and not same:
        life.faults.append(f"changes product or price by {rule.event.word}")


def _check_stock(life: Life, rule: Transition, event: Event) -> None:
    should: Counter[str] = Counter()
    if rule.stock == "piece back":
        should[event.body["piece_product_id"]] += 1
    if life.is_reserved and life.product_id and rule.stock != "use":
        should[life.product_id] += 1
    if event.body["is_reserved"] and event.body["product_id"]:
        should[event.body["product_id"]] -= 1
    if rule.moves_own_stock:
        should.update(life.offers)
        life.offers.clear()
    should.update(_move_aside(life, rule, event))
    # Counters that differ only by zeros are equal.
    if should != Counter(event.body["stock"]):
        life.faults.append(f"is wrong about the pieces that {rule.event.word} moved")


def _move_aside(life: Life, rule: Transition, event: Event) -> dict[str, int]:
    """What a step moves of the choice that is kept until the person answers."""
    minor = event.body.get("aside_minor", 0)
    if rule.stock == "take a choice":
        if life.aside:
            life.faults.append("keeps a choice for an answer twice")
        life.aside, life.aside_minor = set(event.body["stock"]), minor
        return dict.fromkeys(life.aside, -1)
    if rule.stock == "put a choice back":
        if not (life.aside or life.aside_minor) or minor != life.aside_minor:
            life.faults.append("frees a choice that was not kept so")
        back = dict.fromkeys(life.aside, 1)
        life.aside, life.aside_minor = set(), 0
        return back
    _move_value(life, rule, event)
    return {}


def _move_value(life: Life, rule: Transition, event: Event) -> None:
    """A sum without a piece: kept, given away as the gift's price, and set aside again."""
    minor = event.body.get("aside_minor", 0)
    if rule.act == "donate_value":
        if life.aside or not minor or not (minor == life.aside_minor == event.body["price_minor"]):
            life.faults.append("donates a sum that was not set aside so")
        life.aside_minor = 0
    elif rule.act in {"keep_value", "return_value"}:
        if life.aside or life.aside_minor:
            life.faults.append("keeps a sum beside another")
        if rule.act == "return_value" and minor != life.price_minor:
            life.faults.append("sets another sum aside again than was donated")
        life.aside_minor = minor


def _entries(life: Life, rule: Transition, after: dict[str, Any]) -> list[tuple[str, int]]:
    """What a step has to write into the money ledger, by the event's body."""
    was, price = life.price_minor + life.extra_minor, after["price_minor"] + after.get("extra_minor", 0)
    if rule.money in _OF_SUMS:
        return [(_OF_SUMS[rule.money], after.get("aside_minor", 0))]
    back = _price_back(life, after)
    of_gift = {"reserve": [("reserved", price)], "reserve again": [*back, ("reserved", price)], "refund": back}
    if rule.money in of_gift:
        return of_gift[rule.money]
    if rule.money == "piece refunded":
        return _refunded(after["piece_price_minor"])
    if rule.act == "fail" and "incident_id" not in after:
        # An order that failed before its piece was asked about brought the money back at once.
        return _refunded(was)
    return _set_aside(rule, was, price) if life.is_reserved else []


def _set_aside(rule: Transition, was: int, price: int) -> list[tuple[str, int]]:
    """The same for a gift whose money was set aside."""
    if rule.money == "reprice":
        return [("released", was), ("reserved", price)] if was != price else []
    if rule.money == "capture the price":
        free = [("released", was - price)] if was != price else []
        return [*free, ("captured", price)]
    if rule.money == "capture":
        return [("captured", was)]
    return [("released", was)] if rule.money in {"release", "release if reserved"} else []


def _price_back(life: Life, after: dict[str, Any]) -> list[tuple[str, int]]:
    """A parcel has left: its price comes back, and what is owed beyond what was paid besides is spent."""
    owed = after.get("sunk_minor", 0) - life.extra_minor
    return _refunded(life.price_minor) + ([("reserved", owed), ("captured", owed)] if owed else [])


def _refunded(price_minor: int) -> list[tuple[str, int]]:
    """Nothing comes back of what cost nothing."""
    return [("refunded", price_minor)] if price_minor else []


def _move_piece(life: Life, rule: Transition, after: dict[str, Any]) -> None:
    if rule.act in _LOSING and life.product_id is not None and "incident_id" in after:
        spent = 0 if rule.money == "refund" else life.price_minor + life.extra_minor
        life.pieces[after["incident_id"]] = StoppedPiece(life.product_id, spent)
    elif rule.act in _PIECES:
        told = StoppedPiece(after["piece_product_id"], after["piece_price_minor"])
        if life.pieces.get(after["incident_id"]) != told:
            life.faults.append(f"says {rule.event.word} of a piece that was not stopped so, or settled before")
        life.pieces[after["incident_id"]] = replace(told, state=_PIECES[rule.act])


def _take_over(life: Life, rule: Transition, event: Event) -> None:
    after = event.body
    life.status, life.is_reserved = after["status"], after["is_reserved"]
    life.product_id, life.price_minor = after["product_id"], after["price_minor"]
    life.extra_minor = after.get("extra_minor", 0)
    life.sunk_minor += after.get("sunk_minor", 0)
    if rule.act == "launch" or (rule.act == "donate_value" and not life.is_launched):
        life.is_launched, life.launched_at = True, event.at
    _choose(life, rule, is_exchange="exchanged" in after)
    _keep_undo(life, rule, event)
    if rule.act in _LIFTING:
        life.hold_reason = None
    if rule.act == "stop":
        life.hold_reason = after.get("reason")
    if rule.act == "open" or (rule.act == "donate_value" and life.opened_at is None):
        life.opened_at = event.at
    if rule.act in _ANSWERS:
        life.decided_at, life.charity = event.at, after.get("charity")
        life.decline_reason = after.get("reason")
    if rule.act == "replace":
        life.decided_at = event.at
    if rule.act in _AFTER_YES:
        life.stopped_at, life.decided_at = event.at, None
    if rule.act in _TAKES_BACK:
        life.decided_at = life.charity = life.decline_reason = None


def _choose(life: Life, rule: Transition, *, is_exchange: bool) -> None:
    """What counts as the first product, what it cost, and whether there is another one by the person's own swap."""
    if (rule.act == "launch" or life.first_price_minor is None) and life.product_id is not None:
        life.first_price_minor = life.price_minor
    if rule.act in _AFTER_YES:
        life.original_product_id, life.is_swapped = None, False
    elif rule.act == "launch" or is_exchange or life.original_product_id is None:
        life.original_product_id = life.product_id
    if is_exchange:
        life.is_swapped = False
    if rule.act == "swap":
        life.is_swapped = life.product_id != life.original_product_id


def _keep_undo(life: Life, rule: Transition, event: Event) -> None:
    if "undo_until" in event.body:
        until = event.body["undo_until"]
        life.undo_until, life.is_undo_told = None if until is None else datetime.fromisoformat(until), True
    elif rule.act in _ANSWERS | {"swap"}:
        life.is_undo_told, life.undo_since = False, event.at
    elif rule.act in _ENDS_UNDO:
        life.undo_until, life.is_undo_told = None, True


def _offer(life: Life, event: Event) -> None:
    moved = Counter(event.body.get("stock", {}))
    offered = set(moved)
    if event.kind == EventKind.OFFERS_HELD:
        as_it_should = set(moved.values()) <= {-1} and not offered & life.offers
        life.offers |= offered
    else:
        as_it_should = set(moved.values()) <= {1} and offered <= life.offers
        life.offers -= offered
    if not as_it_should:
        life.faults.append(f"is wrong about the pieces that {event.kind.removeprefix('gift.')} moved")
    life.stock.update(moved)
