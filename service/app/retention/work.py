"""What is kept of colleagues, of other systems, and of the work itself."""

from __future__ import annotations

from functools import partial
from typing import Final

from service.api import once
from service.app.rehearsal import forget as forget_rehearsals
from service.app.retention.period import Period
from service.catalog.sheets import pending as pending_gifts
from service.jobs import heartbeat, hitches
from service.ops import lost_files, purge
from service.ops.alerts import quiet
from service.ops.history import audit_runs, sample
from service.planning.drafts import delete
from service.planning.people.batches import take_in
from service.webhooks import forget as forget_webhooks
from service.workspaces.factors.passkeys import challenges
from service.workspaces.sessions import attempts, own_sessions

_STAFF: Final = partial(Period, whose="staff", purpose="access")
_LEFT: Final = "their workspace is deleted"

OF_WORK: Final = (
    _STAFF(
        "Accounts of colleagues: name, email address, signature, role",
        ("user_account",),
        None,
        _LEFT,
        note="A colleague who leaves is switched off and can’t sign in; acts in the log keep their author.",
    ),
    _STAFF(
        "How colleagues sign in: passkeys, second factors, accounts of their company, links",
        ("passkey", "second_factor", "spare_code", "openid_account", "sign_in_link"),
        None,
        "they remove it, or " + _LEFT,
        note="Secrets are encrypted or hashed. A link works for 15 minutes, and once.",
    ),
    _STAFF("Invitations of colleagues", ("invitation",), None, _LEFT, note="One works for 7 days."),
    _STAFF(
        "Who did what",
        ("audit_entry",),
        None,
        _LEFT,
        note="Ids and codes; nothing that somebody eats or avoids is ever in it.",
    ),
    _STAFF(
        "Who sends a campaign, and what colleagues write when they ask for its approval",
        ("campaign", "plan_approval"),
        None,
        _LEFT,
    ),
    _STAFF(
        "What it costs to send a gift, and who entered it",
        ("landed_rate",),
        None,
        _LEFT,
        note="Rates, and in words where each is from: encrypted. Rows are only ever added.",
    ),
    _STAFF(
        "Where webhooks go and calendars come from, with their secrets",
        ("webhook_endpoint", "webhook_source", "away_calendar"),
        None,
        "they remove it, or " + _LEFT,
        note="Encrypted.",
    ),
    _STAFF(
        "Keys of the API, and where each was used last",
        ("api_key", "api_secret"),
        None,
        _LEFT,
        note="Secrets are hashed.",
    ),
    _STAFF(
        "Where staff were signed in",
        ("user_session",),
        own_sessions.KEPT,
        "they were last used",
        "sessions forgotten",
    ),
    _STAFF(
        "Attempts to sign in",
        ("sign_in_attempt",),
        attempts.DAY,
        "they were made",
        "sign-in tries forgotten",
        "Keyed hashes of the address and the place.",
    ),
    _STAFF(
        "Challenges for passkeys that were used",
        ("spent_challenge",),
        challenges.KEPT,
        "they were used",
        "spent challenges forgotten",
        "Hashes: so that none is used twice.",
    ),
    _STAFF(
        "Uses of API keys, with the address each came from",
        ("api_use",),
        once.USES_KEPT,
        "it was used",
        "uses of keys and first answers forgotten",
        "When a key was last used, and from where, stays with the key.",
    ),
    Period(
        "First answers under an Idempotency-Key",
        ("api_answer",),
        once.REPLAYED_FOR,
        "it was answered",
        "uses of keys and first answers forgotten",
        "Answers under an external_id stay, and go with the person they concern.",
        whose="recipients",
        purpose="run",
    ),
    Period(
        "People that a script sent and that were not saved",
        ("recipient_batch",),
        take_in.KEPT,
        "they came",
        "forgotten batches of people emptied",
        "That there was a batch stays: its number of people and what came of it.",
        does="Empties the row.",
        whose="recipients",
        purpose="choose",
    ),
    Period(
        "What was sent to webhooks",
        ("webhook_delivery",),
        forget_webhooks.KEPT,
        "it happened",
        "old webhook messages deleted",
        "Ids and states, and the first letters of what was answered.",
        whose="recipients",
        purpose="run",
    ),
    Period(
        "Messages from carriers and CRMs",
        ("webhook_message",),
        forget_webhooks.KEPT,
        "they arrived",
        "old messages from outside deleted",
        "What they say goes as soon as it was done; that they came stays so long.",
        whose="recipients",
        purpose="run",
    ),
    Period(
        "Events that aren’t steps of a gift, for webhooks",
        ("announcement",),
        forget_webhooks.KEPT,
        "they happened",
        "old announcements deleted",
        "Ids and states.",
        whose="recipients",
        purpose="run",
    ),
    Period(
        "Jobs that are done or were cancelled",
        ("job",),
        purge.ENDED_KEPT,
        "they ended",
        "ended jobs purged",
        "While a campaign runs, and for the same time after its last day, the newest job of each kind and subject stays.",
    ),
    Period(
        "Jobs that failed for good",
        ("job",),
        purge.DEAD_KEPT,
        "they failed",
        "dead jobs purged",
        "They stay while their campaign runs, or if they are the only record of why something was never made.",
    ),
    Period(
        "Deleted drafts, with their plan",
        ("campaign",),
        delete.BACK_FOR,
        "they were deleted",
        "deleted drafts gone",
        "Until then they can be brought back. Their people stay people of the workspace.",
    ),
    Period(
        "Rehearsals, with their sandbox and everyone invented in it",
        ("rehearsal",),
        forget_rehearsals.KEPT,
        "they ended",
        "old rehearsals deleted",
        "One that never ended goes by the day it was asked for. No real person is in it.",
        does="Deletes the sandbox, with the rows of every table.",
    ),
    Period(
        "Sheets of gifts with cells still to answer",
        ("pending_gifts",),
        pending_gifts.KEPT,
        "they arrived",
        "forgotten sheets of gifts dropped",
    ),
    Period(
        "Lost workers",
        ("worker_pulse",),
        heartbeat.FORGOTTEN_AFTER,
        "their last sign of life",
        "lost workers forgotten",
    ),
    Period("What was out of order", ("hitch",), hitches.KEPT, "it was in order again", "old troubles forgotten"),
    Period(
        "Readings of the installation, one a minute",
        ("queue_reading", "part_reading"),
        sample.KEPT,
        "they were taken",
        "old readings deleted",
        "Counts and seconds only.",
    ),
    Period(
        "Readings of one workspace’s queues",
        ("queue_reading",),
        sample.KEPT_OF_WORKSPACES,
        "they were taken",
        "old readings deleted",
        "Written only where it has work.",
    ),
    Period(
        "Whose alerts were kept back, and why", ("alert_quiet",), quiet.KEPT, "they ended", "ends of quiet forgotten"
    ),
    Period("Audits that were run", ("audit_run",), audit_runs.KEPT, "they ran", "old audits forgotten"),
    Period(
        "Files no row refers to",
        ("files",),
        lost_files.LEFT_ALONE,
        "they were written",
        "files without a row removed",
        does="Deletes the file.",
    ),
)
