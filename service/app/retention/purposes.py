"""What personal values are kept for, and what could come of it: what a record of processing and an impact assessment ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Purpose:
    """What values are kept for, as a record of processing (GDPR, article 30) says it."""

    title: str
    why: str
    ground: str
    """The legal ground that we suggest; the controller decides."""
    seen_by: str
    """Who gets to see the values."""
    risks: tuple[tuple[str, str], ...]
    """(what could happen to people, what is built against it)."""


PURPOSES: Final[dict[str, Purpose]] = {
    "choose": Purpose(
        "Choosing a gift for each person",
        "To find a gift that somebody likes, may accept and can be sent, for everyone of a campaign at once.",
        "Legitimate interest (article 6(1)(f)); what people say of themselves is up to them.",
        "Colleagues of the giver who may see the campaign. What somebody told is seen only as far as they let it be.",
        (
            (
                "A person is judged by a profile that they don’t know.",
                "Every fact stands on their own page with its source and use; they correct, delete or hide it there.",
            ),
            (
                "A trait is guessed from what somebody looked at.",
                "An ambiguous signal is asked about, and sex, faith or health is never inferred.",
            ),
            (
                "A plan treats people unequally.",
                "Each choice has its reason; colleagues of one company get gifts within one price range.",
            ),
        ),
    ),
    "food": Purpose(
        "Keeping what harms somebody away from them",
        "Diets, allergies and materials to avoid: no gift may be unsafe, from the choice to the hand-over of the parcel.",
        "Explicit consent (article 9(2)(a)): told with the sentence beside the form, or agreed as the list states.",
        "The person. The giver’s colleagues see only what their own list said, and each look is written down.",
        (
            (
                "Health or belief becomes known to the giver.",
                "What somebody tells reaches the giver only as “safe for this person”; it is in no "
                "export, log, search or model.",
            ),
            (
                "Forgetting makes an unsafe gift possible.",
                "What is forgotten leaves marks that keep back everything of its kind until the person tells it anew.",
            ),
            (
                "It is kept without consent.",
                "Each fact holds its condition; one without is asked about at once and kept for a shorter time.",
            ),
        ),
    ),
    "write": Purpose(
        "Writing to people, as they wish",
        "Invitations, answers, delivery news and safety notices, and what somebody decided about them.",
        "Consent or legitimate interest, by country (docs: countries that ask for consent); safety notices: vital interest.",
        "Colleagues of the giver see that something was sent; the operator sees its state.",
        (
            (
                "Somebody is written to against their will.",
                "One place decides before each message; an objection counts at once and outlives a new list.",
            ),
            ("Opening a message is watched.", "No message holds a tracking pixel, and opening a page counts nothing."),
        ),
    ),
    "give": Purpose(
        "Giving, delivering and accounting for a gift",
        "What was promised, answered, sent and paid, and where the parcel goes.",
        "Steps asked for by the person (article 6(1)(b)); bookkeeping: legal obligation (article 6(1)(c)).",
        "Packers and the carrier see the delivery address, the giver never does. Sums and states are seen by the giver.",
        (
            (
                "The giver learns a private address.",
                "Addresses are shown on labels alone, encrypted, and deleted after delivery.",
            ),
            (
                "A gift puts somebody in conflict with their employer’s rules.",
                "Company rules stop it before it is offered; declining is one press and has no consequence.",
            ),
        ),
    ),
    "talk": Purpose(
        "Talking with each other",
        "Letters between a person and their giver, thanks, and what somebody says of a gift.",
        "Legitimate interest (article 6(1)(f)): answering whoever writes.",
        "The person and the colleagues who handle the conversation.",
        (
            (
                "Words about health or faith reach the giver in a letter.",
                "Every text is read for such words first; what is heard is kept as a fact of the person’s, not shown on.",
            ),
        ),
    ),
    "learn": Purpose(
        "Learning what works, in numbers",
        "Figures of campaigns, experiments, and models of what is liked, without anybody’s name.",
        "Legitimate interest (article 6(1)(f)); devices and detailed use only by consent.",
        "Colleagues see figures of at least four people.",
        (
            (
                "A figure gives one person away.",
                "A figure and what is left of its whole are shown only from four people on.",
            ),
            (
                "A model remembers somebody who was erased.",
                "Models learn no personal value and are built again from what is left.",
            ),
        ),
    ),
    "rights": Purpose(
        "Keeping to people’s rights",
        "What somebody agreed to, objected to or asked for, and that it was done.",
        "Legal obligation (articles 7(1), 12 and 30).",
        "The person; colleagues who answer requests.",
        (
            (
                "Nobody can show what was agreed.",
                "Consents and objections are rows that are only ever added, and they are in the person’s copy.",
            ),
        ),
    ),
    "access": Purpose(
        "Letting colleagues in, and saying who did what",
        "Accounts, sign-ins, keys and the audit log of those who work with the product.",
        "Legitimate interest (article 6(1)(f)): security; contract with the colleague’s employer.",
        "Owners and managers of the workspace; the operator.",
        (
            (
                "Colleagues are watched at work.",
                "The log holds acts, not time spent; sign-ins are forgotten after a month.",
            ),
        ),
    ),
    "run": Purpose(
        "Running the product",
        "Work that waits, failures, and what came back from mail servers and other systems.",
        "Legitimate interest (article 6(1)(f)): a service that works.",
        "The operator.",
        (
            (
                "Values leak into logs.",
                "Jobs, events and logs hold ids and codes only; a test looks for personal values in them.",
            ),
        ),
    ),
}
