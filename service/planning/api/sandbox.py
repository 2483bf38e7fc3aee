"""What a test key may do in a sandbox: move its clock on, and act as the person who has a gift, or as who delivers it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import ProductId
from service.api.values import Given, Shown
from service.errors import InvalidInput
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.answer_question import answer_diet, answer_interest
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift
from service.gifting.fulfil import mark_delivered, mark_shipped
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.gifting.swap import swap_gift
from service.planning.api.gifts import GiftShown, gift_shown, its_gift
from service.recipients.postal.addresses import AddressInvalid
from service.workspaces.sandbox import advance_clock

_YEAR_SECONDS: Final = 366 * 24 * 3600


class Step(Given):
    """How far the clock is to move: by a span such as P3D or PT6H, by seconds, or to a moment. One of the three."""

    by: Annotated[timedelta | None, Field(strict=False, description="ISO 8601, such as P3D.")] = None
    seconds: Annotated[int | None, Field(ge=1, le=_YEAR_SECONDS)] = None
    to: Annotated[AwareDatetime | None, Field(strict=False, description="A moment that is still to come there.")] = None


class ClockShown(Shown):
    """What time it is in the sandbox."""

    now: datetime


class Choice(Given):
    """What they would rather have: one of the gift's swap options."""

    product: ProductId


class Cause(Given):
    """Which charity of the campaign gets the value, by its key."""

    charity: Annotated[str, Field(min_length=1, max_length=80)]


class Reason(Given):
    """Why not; nobody has to say."""

    reason: Annotated[str | None, Field(max_length=40)] = None


class Where(Given):
    """Where a parcel is to go. Invented: nothing is sent from a sandbox."""

    name: Annotated[str, Field(min_length=1, max_length=160)]
    street: Annotated[str, Field(min_length=1, max_length=160)]
    postcode: Annotated[str, Field(max_length=20)] = ""
    city: Annotated[str, Field(min_length=1, max_length=160)]


class Acceptance(Given):
    """A yes, with or without the address."""

    address: Where | None = None


class Told(Given):
    """An answer to the question on their page: what they eat, or what they enjoy."""

    diets: Annotated[list[str], Field(max_length=20, default_factory=list)]
    allergens: Annotated[list[str], Field(max_length=20, default_factory=list)]
    motive: Annotated[str | None, Field(max_length=40)] = None


def advance_sandbox_clock(call: Call[None, Step]) -> ClockShown:
    """Moves it on. Raises InvalidInput for a body that says neither how far nor to when, or more than one of them."""
    by, seconds, to = call.body.by, call.body.seconds, call.body.to
    if sum(one is not None for one in (by, seconds, to)) != 1:
        raise InvalidInput("Send one of by, seconds and to.", param="by")
    if by is not None and abs(by) > timedelta(seconds=_YEAR_SECONDS):
        raise InvalidInput("Move the clock by at most a year at once.", param="by")
    wanted = to if to is not None else call.at + (by or timedelta(seconds=seconds or 0))
    return ClockShown(now=advance_clock(call.session, call.actor, wanted, call.at))


def open_as_recipient(call: Call[None, None]) -> GiftShown:
    """They open it."""
    return _touched(call, lambda session, gift: lock_gift(session, gift) and open_gift(session, gift, call.at))


def swap_as_recipient(call: Call[None, Choice]) -> GiftShown:
    """They swap it."""
    return _touched(call, lambda session, gift: swap_gift(session, gift, call.body.product, call.at))


def accept_as_recipient(call: Call[None, Acceptance]) -> GiftShown:
    """They keep it."""

    def accept(session: Session, gift: RecipientGift) -> None:
        accept_gift(session, gift, call.at)
        if call.body.address is not None:
            _give_address(session, gift, call.body.address, call.at)

    return _touched(call, accept)


def donate_as_recipient(call: Call[None, Cause]) -> GiftShown:
    """They give its value to a charity."""
    return _touched(call, lambda session, gift: donate_gift(session, gift, call.body.charity, call.at))


def decline_as_recipient(call: Call[None, Reason]) -> GiftShown:
    """They say no."""
    return _touched(call, lambda session, gift: decline_gift(session, gift, call.body.reason, call.at))


def answer_as_recipient(call: Call[None, Told]) -> GiftShown:
    """They answer the question on their page. Raises InvalidInput for two answers at once."""

    def answer(session: Session, gift: RecipientGift) -> None:
        given = call.body
        if given.motive is not None and (given.diets or given.allergens):
            raise InvalidInput("Send what they eat or what they enjoy, not both.", param="motive")
        if given.motive is not None:
            answer_interest(session, gift, given.motive, call.at)
        else:
            answer_diet(session, gift, given.diets, given.allergens, call.at)

    return _touched(call, answer)


def ship_as_supplier(call: Call[None, None]) -> GiftShown:
    """Their parcel leaves."""
    return _touched(call, lambda session, gift: mark_shipped(session, gift, call.actor, call.at))


def deliver_as_supplier(call: Call[None, None]) -> GiftShown:
    """Their parcel is there."""
    return _touched(call, lambda session, gift: mark_delivered(session, gift, call.actor, call.at))


def _give_address(session: Session, gift: RecipientGift, where: Where, at: datetime) -> None:
    try:
        give_address(session, gift, where.model_dump(), at)
    except AddressInvalid as wrong:
        field, code = next(iter(wrong.errors.items()))
        raise InvalidInput(f"The {field} can’t be used: {code}.", param=f"address.{field}") from None


def _touched(call: Call[Any, Any], act: Callable[[Session, RecipientGift], object]) -> GiftShown:
    gift = its_gift(call)
    act(call.session, gift)
    call.session.flush()
    call.session.refresh(gift)
    return gift_shown(gift)


def _line(name: str, act: Callable[..., GiftShown], summary: str, body: type[Given] | None = None) -> AnyEndpoint:
    return Endpoint(
        "POST", f"/gifts/{{gift_id}}/{name}", act, "gifts:write", "sandbox", summary, GiftShown, body=body,
        test_only=True, also=(409, 410),
    )  # fmt: skip


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint(
        "POST", "/sandbox/clock/advance", advance_sandbox_clock, "campaigns:write", "sandbox", "Move the sandbox’s clock",
        ClockShown, body=Step, test_only=True, also=(409,),
        about="What comes due on the way is done as everywhere: invitations leave into the outbox, gifts expire.",
    ),
    _line("open", open_as_recipient, "Open a gift, as its recipient"),
    _line("swap", swap_as_recipient, "Swap a gift, as its recipient", Choice),
    _line("accept", accept_as_recipient, "Keep a gift, as its recipient", Acceptance),
    _line("donate", donate_as_recipient, "Donate a gift, as its recipient", Cause),
    _line("decline", decline_as_recipient, "Decline a gift, as its recipient", Reason),
    _line("answer", answer_as_recipient, "Answer a question, as the recipient", Told),
    _line("ship", ship_as_supplier, "Ship a gift, as the supplier"),
    _line("deliver", deliver_as_supplier, "Deliver a gift, as the supplier"),
)  # fmt: skip
