"""Writes docs/retention.md: what is kept for how long, from the very constants that the sweeps go by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from service.api import once
from service.app.rehearsal import forget as forget_rehearsals
from service.app.wiring import SWEEPS
from service.brain import forget as forget_decisions
from service.brain.events import forget as forget_events
from service.catalog.sheets import pending as pending_gifts
from service.config import Settings
from service.content.films import preview
from service.gifting import forgotten_addresses, old_facts, soft_holds
from service.jobs import heartbeat
from service.ops import lost_files, purge
from service.ops.alerts import quiet
from service.ops.history import audit_runs, sample
from service.outreach.checking import forget as distrust
from service.outreach.returns import forget
from service.planning.drafts import delete
from service.planning.people.batches import take_in
from service.planning.people.uploads import kept
from service.recipients.afterwards import forget as afterwards
from service.recipients.disputes import forget as disputes
from service.recipients.letters import forget as forget_letters
from service.recipients.numbers import codes
from service.recipients.person_tasks import forget as tasks
from service.recipients.postal import kept as kept_addresses
from service.recipients.quiet import forget as quiet_rules
from service.recipients.requests import forget as requests
from service.recipients.special import reads
from service.recipients.stated import forget as stated_policies
from service.webhooks import forget as forget_webhooks
from service.workspaces.sessions import own_sessions

_ADDRESS_DAYS: Final[int] = Settings.model_fields["address_kept_days"].default


@dataclass(frozen=True, slots=True)
class Period:
    """One line of the table. `sweep` is the name of the sweep that ends it, in the wiring."""

    what: str
    table: str
    kept: timedelta
    since: str
    sweep: str
    note: str = ""


PERIODS: Final = (
    Period(
        "Jobs that are done or were cancelled",
        "job",
        purge.ENDED_KEPT,
        "they ended",
        "ended jobs purged",
        "While a campaign runs, and for the same time after its last day, the newest job of each kind and subject stays.",
    ),
    Period(
        "Jobs that failed for good",
        "job",
        purge.DEAD_KEPT,
        "they failed",
        "dead jobs purged",
        "They stay while their campaign runs, or if they are the only record of why something was never made.",
    ),
    Period(
        "Uses of API keys, with the address each came from",
        "api_use",
        once.USES_KEPT,
        "it was used",
        "uses of keys and first answers forgotten",
        "When a key was last used, and from where, stays with the key.",
    ),
    Period(
        "First answers under an Idempotency-Key",
        "api_answer",
        once.REPLAYED_FOR,
        "it was answered",
        "uses of keys and first answers forgotten",
        "Answers under an external_id stay, and go with the person they concern.",
    ),
    Period(
        "People that a script sent and that were not saved",
        "recipient_batch",
        take_in.KEPT,
        "they came",
        "forgotten batches of people emptied",
        "That there was a batch stays: its number of people and what came of it.",
    ),
    Period(
        "Returned mail",
        "mail_return",
        forget.KEPT,
        "it arrived",
        "returns of mail forgotten",
        "Its consequences stay: the state of the invitation, an address we no longer use.",
    ),
    Period(
        "Messages between people and their giver",
        "letter",
        forget_letters.KEPT,
        "they were written",
        "old letters deleted",
        "Emails that quoted one are in the giver’s own mailbox.",
    ),
    Period(
        "Purchases, product use and looks",
        "person_event",
        forget_events.KEPT,
        "they happened",
        "old events of people deleted",
        "Ids and codes, of offers seen and opened too.",
    ),
    Period(
        "What was best for somebody at a moment, and why",
        "next_decision",
        forget_decisions.KEPT,
        "they were made",
        "old decisions deleted",
        "Ids, codes and figures. What was sent is kept with the messages.",
    ),
    Period(
        "Messages that gave way to a better one",
        "capped_message",
        forget_decisions.KEPT,
        "they were held back",
        "old decisions deleted",
        "They go with the decision that held them back.",
    ),
    Period(
        "Names on what people say of a gift",
        "rating",
        afterwards.NAMED,
        "they were asked",
        "names taken off answers",
        "The answer stays, without its person and its gift; a question that nobody answered goes.",
    ),
    Period(
        "Codes sent to a mobile number",
        "number_check",
        codes.KEPT,
        "they were asked for",
        "codes for numbers forgotten",
        "The number in it goes once its code was typed, tried too often or replaced; ten minutes later it opens nothing.",
    ),
    Period(
        "What was sent to webhooks",
        "webhook_delivery",
        forget_webhooks.KEPT,
        "it happened",
        "old webhook messages deleted",
        "Ids and states, and the first letters of what was answered.",
    ),
    Period(
        "Messages from carriers and CRMs",
        "webhook_message",
        forget_webhooks.KEPT,
        "they arrived",
        "old messages from outside deleted",
        "What they say goes as soon as it was done; that they came stays so long.",
    ),
    Period(
        "Events that aren’t steps of a gift, for webhooks",
        "announcement",
        forget_webhooks.KEPT,
        "they happened",
        "old announcements deleted",
        "Ids and states.",
    ),
    Period(
        "What people eat, avoid or keep away from",
        "profile_fact",
        old_facts.KEPT,
        "we learned it",
        "old food data forgotten",
        "Not while a gift of theirs is under way. Afterwards everything that anybody may avoid is kept from them until they tell "
        "us again.",
    ),
    Period(
        "The same where nobody stated on which condition it is kept",
        "profile_fact",
        old_facts.UNSTATED_KEPT,
        "we learned it",
        "old food data forgotten",
        "Its people are asked again at once, by the question on their page.",
    ),
    Period(
        "Which of the sender’s people read what a list says of somebody’s food",
        "special_read",
        reads.KEPT,
        "they read it",
        "old looks at food data deleted",
        "Ids and moments.",
    ),
    Period("Thank-you notes", "thank_you", afterwards.KEPT, "they were written", "old thank-you notes deleted"),
    Period(
        "Words about a disputed line",
        "line_dispute",
        disputes.KEPT,
        "the dispute was closed",
        "words of old disputes deleted",
        "The row stays, with its reason and what came of it.",
    ),
    Period(
        "What companies said of their own rules",
        "company_policy",
        stated_policies.KEPT,
        "something else took its place, or a manager took it out",
        "old rules of companies deleted",
        "What still holds stays. It names nobody but the office that a company’s file names.",
    ),
    Period(
        "Times of quiet by rule",
        "quiet_rule",
        quiet_rules.KEPT,
        "they ended",
        "old times of quiet deleted",
        "One without an end stays until someone ends it. A person’s own goes with their erasure.",
    ),
    Period(
        "Reports of gifts and mails that somebody didn’t trust",
        "distrust",
        distrust.KEPT,
        "someone settled them, or something that isn’t ours was reported",
        "old reports of distrust deleted",
        "One about a gift that nobody has settled stays until someone does. It holds ids and moments only.",
    ),
    Period(
        "Addresses that people asked us to keep for their next gift",
        "kept_address",
        kept_addresses.KEPT,
        "they said so last",
        "kept addresses deleted",
        "The person can take it back at any time, with one press; it goes with their erasure.",
    ),
    Period(
        "Questions to sales about people who aren’t the right ones",
        "person_task",
        tasks.KEPT,
        "they were settled",
        "settled questions about people deleted",
        "One that nobody has settled stays until someone does. It holds ids and codes only.",
    ),
    Period(
        "Requests about people’s data",
        "data_request",
        requests.KEPT,
        "they ended",
        "old data requests deleted",
        "One that is open stays. It holds ids, codes and days only.",
    ),
    Period(
        "Deleted drafts, with their plan",
        "campaign",
        delete.BACK_FOR,
        "they were deleted",
        "deleted drafts gone",
        "Until then they can be brought back. Their people stay people of the workspace.",
    ),
    Period(
        "Rehearsals, with their sandbox and everyone invented in it",
        "rehearsal, and every table with rows of its sandbox",
        forget_rehearsals.KEPT,
        "they ended",
        "old rehearsals deleted",
        "One that never ended goes by the day it was asked for. No real person is in it.",
    ),
    Period("Film previews before launch", "film_preview", preview.KEPT, "they were made", "old previews dropped"),
    Period(
        "Uploads with cells still to fix",
        "pending_upload",
        kept.KEPT,
        "they arrived",
        "forgotten uploads dropped",
        "One whose people are just being saved stays another day.",
    ),
    Period(
        "Sheets of gifts with cells still to answer",
        "pending_gifts",
        pending_gifts.KEPT,
        "they arrived",
        "forgotten sheets of gifts dropped",
    ),
    Period(
        "Delivery addresses",
        "delivery_address",
        timedelta(days=_ADDRESS_DAYS),
        "their gift ended, however it did",
        "addresses erased",
        "`HANDPICKED_ADDRESS_KEPT_DAYS` can shorten this. The row stays, empty. The carrier and its number go with it.",
    ),
    Period(
        "Delivery addresses of gifts with no activity",
        "delivery_address",
        forgotten_addresses.WAITED_FOR,
        "the campaign's end and the gift's last step",
        "forgotten addresses found",
        "Then the line above applies.",
    ),
    Period("Items set aside while someone chooses", "soft_hold", soft_holds.HELD_FOR, "the press", "soft holds ended"),
    Period(
        "Where staff were signed in", "user_session", own_sessions.KEPT, "they were last used", "sessions forgotten"
    ),
    Period(
        "Lost workers",
        "worker_pulse",
        heartbeat.FORGOTTEN_AFTER,
        "their last sign of life",
        "lost workers forgotten",
    ),
    Period(
        "Readings of the installation, one a minute",
        "queue_reading, part_reading",
        sample.KEPT,
        "they were taken",
        "old readings deleted",
        "Counts and seconds only.",
    ),
    Period(
        "Readings of one workspace’s queues",
        "queue_reading",
        sample.KEPT_OF_WORKSPACES,
        "they were taken",
        "old readings deleted",
        "Written only where it has work.",
    ),
    Period("Whose alerts were kept back, and why", "alert_quiet", quiet.KEPT, "they ended", "ends of quiet forgotten"),
    Period("Audits that were run", "audit_run", audit_runs.KEPT, "they ran", "old audits forgotten"),
    Period(
        "Files no row refers to", "files", lost_files.LEFT_ALONE, "they were written", "files without a row removed"
    ),
)
"""Later rooms add a line, with the constant that their sweep goes by."""

_FIRST: Final = """# What is kept, and for how long

Made from the constants that the sweeps themselves use (`make retention`). Everything is removed in small portions, one
workspace after the other. Anything not listed here stays until its person or workspace is erased. When a person is erased, their
personal values go immediately, whatever this page says.

"""
_LAST: Final = """
## What depends on it

- **Work is not done twice.** A job also records that something was requested, by kind, subject and version. It is removed
  only when its campaign needs nothing more, or when a newer version has replaced it. A repeated request would find what
  the first one left: an email has its own key, a page its version, a gift its state.
- **The audit** rebuilds stock, money and gifts from the history of gifts and the money ledger, which only grow
  and are never purged. It needs only those jobs that say why a page was never made or a wave never launched, and these stay.
- **Figures** for finished jobs count what is still stored, so they cover the stated period. Pages made and answers given are
  counted from renditions and gifts, whatever their age.
- **Emails** keep their row: who was contacted, when, and what happened. Rows contain ids and codes, but no text and no
  address.
"""


def retention() -> str:
    """The document as Markdown: a line for each period. Raises LookupError where a line names a sweep that there is not."""
    paces = {sweep.name: sweep.every_seconds for sweep in SWEEPS}
    lines = ["| what | table | kept for | since | checked every | notes |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {one.what} | {one.table} | {_words(one.kept)} | {one.since} "
        f"| {_words(timedelta(seconds=paces[one.sweep]))} | {one.note} |"
        for one in PERIODS
    ]
    return _FIRST + "\n".join(lines) + "\n" + _LAST


def _words(period: timedelta) -> str:
    """ "30 days", "1 hour": the largest unit that divides it."""
    seconds = int(period.total_seconds())
    for name, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds % size == 0:
            number = seconds // size
            return f"{number} {name}" if number == 1 else f"{number} {name}s"
    raise LookupError(period)
