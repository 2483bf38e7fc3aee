"""What a piece costs besides its price once it is where somebody lives, from the workspace's rates; or that nobody knows.

Reckoned in this order, each rounded half up to a minor unit: wrap, carriage and fee on the price, duty on price and carriage, tax
on price, carriage and duty. Money in minor units of the product's currency. A rate in another currency is none: nobody has said
what it is worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, Protocol, get_args

from service.catalog.landed.areas import are_one, covers, nearness

Cost = Literal["wrap", "shipping", "duty", "tax", "fee"]
RateKind = Literal["wrap", "shipping", "duty", "tax", "fee", "return", "input_vat"]
"""What is paid besides a price; and `input_vat`: the VAT that a price contains and that can be reclaimed, as a share alone."""
Delivered = Literal["included", "prepaid", "unpaid", "email"]
"""What a product's price covers. `included`: all of it, to the door. `prepaid`: the piece; we pay carriage, duty and tax.
`unpaid`: the piece; whoever sends it leaves duty to the door, so it goes nowhere that it would be cleared. `email`: all of it, a
code or a link that is mailed: nothing is packed, carried or cleared."""
ALL_OF_IT: Final = frozenset({"included", "email"})
"""What costs nothing besides its price, wherever its person lives."""
DELIVERED: Final[tuple[Delivered, ...]] = get_args(Delivered)
COSTS: Final[tuple[Cost, ...]] = get_args(Cost)
KINDS: Final[tuple[RateKind, ...]] = get_args(RateKind)
_MILLION: Final = 1_000_000


class Goods(Protocol):
    """What is to be known of a product."""

    @property
    def price_minor(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def regions(self) -> list[str]: ...
    @property
    def origin(self) -> str | None: ...
    @property
    def tariff(self) -> str | None: ...
    @property
    def delivered(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate that holds: `amount_minor` a piece and `share_ppm` millionths of what it is reckoned on. Later `number`s are
    younger."""

    kind: RateKind
    origin: str
    destination: str
    tariff: str
    amount_minor: int
    share_ppm: int
    currency: str
    valid_from: date
    number: int = 0

    def of(self, base_minor: int) -> int:
        """What it comes to."""
        return self.amount_minor + (base_minor * self.share_ppm + _MILLION // 2) // _MILLION


@dataclass(frozen=True, slots=True)
class Extra:
    """What a piece costs besides its price, part by part."""

    wrap: int = 0
    shipping: int = 0
    duty: int = 0
    tax: int = 0
    fee: int = 0

    @property
    def minor(self) -> int:
        """All of it."""
        return self.wrap + self.shipping + self.duty + self.tax + self.fee

    def parts(self) -> dict[str, int]:
        """Part -> minor units, without those that come to nothing."""
        return {cost: minor for cost in COSTS if (minor := getattr(self, cost))}


NOTHING: Final = Extra()


@dataclass(frozen=True, slots=True)
class Landing:
    """The rates of one workspace that hold on one day. `found` remembers what was reckoned."""

    rates: Sequence[Rate]
    found: dict[tuple[object, ...], Extra | None] = field(default_factory=dict)

    def besides(self, goods: Goods, country: str, price_minor: int | None = None) -> Extra | None:
        """What a piece costs besides its price in a country; None where its reader might be asked to pay, or nobody knows.

        `price_minor`: its price where that was agreed, else the catalog's.
        """
        if goods.delivered in ALL_OF_IT:
            return NOTHING
        price = goods.price_minor if price_minor is None else price_minor
        key = (goods.delivered, goods.origin, goods.tariff, price, goods.currency, country)
        if key not in self.found:
            self.found[key] = self._reckon(goods, country, price)
        return self.found[key]

    def by_country(self, goods: Goods, price_minor: int | None = None) -> Mapping[str, int] | None:
        """The same for every country that it may be sent to and that it reaches with nothing left to pay; None where its price is
        all it costs anywhere."""
        if goods.delivered in ALL_OF_IT:
            return None
        found = {country: self.besides(goods, country, price_minor) for country in goods.regions}
        return {country: extra.minor for country, extra in found.items() if extra is not None}

    def way_back(self, goods: Goods, country: str) -> int:
        """What a parcel costs that comes back from there: where no rate says so, as much as the way there; nothing where the
        supplier's price covers it."""
        if goods.delivered in ALL_OF_IT or goods.origin is None:
            return 0
        rate = self._rate("return", goods, country) or self._rate("shipping", goods, country)
        return 0 if rate is None else rate.of(goods.price_minor)

    @property
    def knows_vat(self) -> bool:
        """Whether any rate says what VAT a price contains."""
        return any(rate.kind == "input_vat" for rate in self.rates)

    def vat_in(self, goods: Goods, country: str, price_minor: int) -> int | None:
        """The VAT that a price contains and that can be reclaimed, half a unit up; None where no rate says so."""
        rate = self._rate("input_vat", goods, country)
        if rate is None:
            return None
        whole = _MILLION + rate.share_ppm
        return (2 * price_minor * rate.share_ppm + whole) // (2 * whole)

    def missing(self, goods: Goods, country: str) -> tuple[RateKind, ...]:
        """The rates without which a piece is not sent there; empty where none is missing, or none would help."""
        if goods.delivered in ALL_OF_IT or goods.origin is None:
            return ()
        needed: tuple[RateKind, ...] = ("shipping",)
        if not are_one(goods.origin, country):
            if goods.delivered == "unpaid":
                return ()
            needed = ("shipping", "duty", "tax")
        return tuple(kind for kind in needed if self._rate(kind, goods, country) is None)

    def _reckon(self, goods: Goods, country: str, price: int) -> Extra | None:
        if goods.origin is None or self.missing(goods, country):
            return None
        is_cleared = not are_one(goods.origin, country)
        if is_cleared and goods.delivered == "unpaid":
            return None
        wrap, fee = (self._of(kind, goods, country, price) for kind in ("wrap", "fee"))
        shipping = self._of("shipping", goods, country, price)
        duty = self._of("duty", goods, country, price + shipping) if is_cleared else 0
        tax = self._of("tax", goods, country, price + shipping + duty) if is_cleared else 0
        return Extra(wrap, shipping, duty, tax, fee)

    def _of(self, kind: Cost, goods: Goods, country: str, base_minor: int) -> int:
        rate = self._rate(kind, goods, country)
        return 0 if rate is None else rate.of(base_minor)

    def _rate(self, kind: RateKind, goods: Goods, country: str) -> Rate | None:
        """The rate that names the way most closely, destination before origin before goods; of equals the youngest."""
        origin, tariff = str(goods.origin), goods.tariff or ""
        fitting = [
            rate
            for rate in self.rates
            if rate.kind == kind
            and covers(rate.destination, country)
            and covers(rate.origin, origin)
            and rate.tariff in {"", tariff}
        ]
        best = max(
            fitting,
            key=lambda rate: (
                nearness(rate.destination, country),
                nearness(rate.origin, origin),
                bool(rate.tariff),
                rate.valid_from,
                rate.number,
            ),
            default=None,
        )
        is_known = best is None or not best.amount_minor or best.currency == goods.currency
        return best if is_known else None
