"""The shapes that every resource shares: what is sent, what is shown, money, ids, pages of a list."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from service.written import is_currency

Item = TypeVar("Item")
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
"""Between which days and moments lie that a script sends."""


class Given(BaseModel):
    """What a script sends. Nothing is guessed: a number in quotes is no number, and an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @field_validator("*", mode="after")
    @classmethod
    def _in_our_time(cls, value: object) -> object:
        """The year 1 or 9999 is no value: zones and months are added to it. Raises PydanticCustomError."""
        if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise PydanticCustomError("too_far_in_time", f"Input has to lie between {FIRST_YEAR} and {LAST_YEAR}")
        return value


class Asked(BaseModel):
    """The parameters of an address."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(BaseModel):
    """What a script is told. Moments are UTC, as 2027-04-20T10:09:00Z."""

    model_config = ConfigDict(extra="forbid", frozen=True)


ExternalId = Annotated[
    str, Field(min_length=1, max_length=120, description="Your own id; the same one never makes two.")
]


def _paid_in(code: str) -> str:
    if not is_currency(code):
        raise PydanticCustomError("no_currency", "Input has to be a currency of ISO 4217")
    return code


CurrencyCode = Annotated[
    str, Field(pattern="^[A-Z]{3}$", description="ISO 4217, such as EUR."), AfterValidator(_paid_in)
]
CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2, such as CZ.")]
Minor = Annotated[int, Field(ge=0, le=10_000_000_00)]


class Money(Given):
    """A sum in minor units, such as cents, with its currency."""

    amount: Minor
    currency: CurrencyCode


class MoneyShown(Shown):
    """A sum in minor units, such as cents, with its currency. Below 0: it went back."""

    amount: int
    currency: str


class ListQuery(Asked):
    """A page of a list."""

    limit: Annotated[int, Field(ge=1, le=200, description="How many at a time.")] = 50
    cursor: Annotated[
        str | None,
        Field(max_length=600, description="Where the last page ended, as its `next_cursor` says; good for a day."),
    ] = None


class Listed(Shown, Generic[Item]):
    """A page of a list, and how to get the next one."""

    data: list[Item]
    next: Annotated[str | None, Field(description="The address of the next page; null on the last one.")] = None
    next_cursor: Annotated[str | None, Field(description="The same as a cursor.")] = None


class ProblemShown(Shown):
    """Something was refused (RFC 9457)."""

    type: str
    title: Annotated[str, Field(description="A sentence that you can show to somebody.")]
    status: int
    code: Annotated[str, Field(description="Stays the same; see the table of codes.")]
    request: str
    param: Annotated[str | None, Field(description="Which field or parameter, as recipients.3.email.")] = None
    errors: list[FaultShown] = []


class FaultShown(Shown):
    """One of several faults of a body."""

    code: str
    param: str | None
    title: str


ProblemShown.model_rebuild()
