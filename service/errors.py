"""Everything that can go wrong, as one tree.

HandpickedError                 code for machines, status for HTTP, a sentence a person can act on
├── SettingsError               a setting is wrong: the process refuses to start
├── RefusedError                the request cannot be done as asked; asking again the same way will not help
│   ├── InvalidInput            a value is missing or wrong; `param` names it
│   ├── NotFound                nothing there, or not in this workspace (the two look the same on purpose)
│   ├── NotSignedIn             nobody is signed in, where a page would lead to the sign-in page
│   ├── Forbidden               known person, not allowed to do this
│   ├── Conflict                somebody or something was first; the present state is told
│   │   ├── OutOfStock          the last one went
│   │   └── NotSwappable        a swap that the campaign's rule for swaps does not allow
│   ├── BudgetExceeded          the campaign's money is not enough
│   ├── TooMany                 asked too often; later it works again
│   ├── Unsafe                  the gift is not safe for this person, or not allowed to them
│   └── LinkClosed              a recipient's link that is wrong, revoked or expired
│       ├── LinkNotKept         a gift's page, asked for by a browser that brings nothing of its link
│       ├── GiftLapsed          the link of a gift that was accepted and could not be sent in time
│       ├── GiftGivenBack       the link of a gift that arrived and was not kept
│       ├── GiftUndelivered     the link of a gift that was ordered and did not arrive
│       └── GiftWithdrawn       the link of a gift that the sender cancelled; `param` says why, after a yes
├── TemporaryError              trying again later may help (job: retry with back-off)
│   └── BrokerAway              Redis cannot be reached; nothing is lost
├── PermanentError              trying again will not help (job: dead at once)
└── Fenced                      another worker owns this job now; the work is thrown away
"""

from __future__ import annotations

from typing import ClassVar


class HandpickedError(Exception):
    """Root of the tree.

    `code` is stable and meant for machines, `status` is the HTTP status, `param` names the faulty input.
    """

    code = "error"
    status = 500

    def __init__(self, sentence: str, *, param: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.param = param


class SettingsError(HandpickedError):
    code = "settings_invalid"


class RefusedError(HandpickedError):
    code = "refused"
    status = 400


class InvalidInput(RefusedError):
    code = "invalid_input"
    status = 422


class NotFound(RefusedError):
    code = "not_found"
    status = 404


class NotSignedIn(RefusedError):
    code = "not_signed_in"
    status = 401


class Forbidden(RefusedError):
    code = "forbidden"
    status = 403


class Conflict(RefusedError):
    code = "conflict"
    status = 409


class OutOfStock(Conflict):
    code = "out_of_stock"


class NotSwappable(Conflict):
    code = "not_swappable"


class BudgetExceeded(RefusedError):
    code = "insufficient_funds"
    status = 409


class TooMany(RefusedError):
    """`wait_seconds`: when asking again makes sense."""

    code = "too_many"
    status = 429

    def __init__(self, sentence: str, *, param: str | None = None, wait_seconds: int = 60) -> None:
        super().__init__(sentence, param=param)
        self.wait_seconds = wait_seconds


class Unsafe(RefusedError):
    code = "unsafe_gift"
    status = 409


class LinkClosed(RefusedError):
    """A reader reads the page of `microsite.closed` in their language; whoever asks otherwise reads the same in English."""

    code = "link_closed"
    status = 410
    words = "This link no longer works."

    def __init__(self, sentence: str | None = None, *, param: str | None = None) -> None:
        super().__init__(sentence or self.words, param=param)


class LinkNotKept(LinkClosed):
    """The browser shows nothing of the link: it keeps no cookies, or never came by one."""


class LinkUnknown(LinkClosed):
    """The link opens nothing: it was guessed, cut, replaced, or its gift never was. Answered as any closed one."""


class GiftLapsed(LinkClosed):
    words = "This gift has ended."


class GiftUndelivered(LinkClosed):
    words = "This gift didn’t reach you."


class GiftGivenBack(LinkClosed):
    words = "This gift has ended."


class GiftWithdrawn(LinkClosed):
    words = "This gift isn’t available any more."


class TemporaryError(HandpickedError):
    code = "temporary"
    status = 503
    wait_seconds: ClassVar[int] = 5
    """After so long it is worth asking again."""


class BrokerAway(TemporaryError):
    code = "broker_away"


class PermanentError(HandpickedError):
    code = "permanent"


class Fenced(HandpickedError):
    code = "fenced"
    status = 409
