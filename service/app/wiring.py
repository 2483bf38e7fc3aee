"""The one table of work: which act does a kind of job, on which queue, within which limits; and what is swept how often.

Acts are named by path and imported at their first job, so that a worker loads only what its own queues need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from celery import Celery

import service.app.tables  # noqa: F401 - foreign keys name tables of rooms that a single act does not import
from renderers.product.pictures import own_pictures_from
from renderers.runtime.cache import keep_in
from renderers.video.kept import material_from
from renderers.video.sound.narration.voices import let_speak
from service.app.database.fitting_key import require_fitting_key
from service.app.logs.log import configure_logging
from service.catalog.pictures.own_images import read_own_picture
from service.config import settings
from service.content.material.told import read_material
from service.jobs.act_types import JobKind, Sweep
from service.jobs.celery_task import with_task
from service.jobs.heartbeat import sweep_lost_workers
from service.jobs.kinds import register
from service.jobs.queues import DECIDE, DEFAULT, FILM, MAIL, RENDER, VIDEO
from service.jobs.worker_life import WorkerLife


@dataclass(frozen=True, slots=True)
class At:
    """The function at `module:function`, imported when first called."""

    path: str

    def __call__(self, *arguments: object) -> Any:
        return self.found()(*arguments)

    def found(self) -> Callable[..., Any]:
        """The function itself. Raises ImportError or AttributeError where the path is wrong."""
        module, _, name = self.path.partition(":")
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function


_DRAW: Final = At("service.content.produce:produce_job")


def _drawn(kind: str, queue: str, **limits: Any) -> JobKind:
    """A kind of content; that it could not be drawn is told."""
    died = At(f"service.content.undrawn:{kind.removeprefix('content.')}_died")
    return JobKind(kind, _DRAW, queue, on_dead=died, **limits)


KINDS: Final[tuple[JobKind, ...]] = (
    JobKind(
        "planning.plan",
        At("service.planning.plan.choose:plan_campaign_job"),
        DECIDE,
        soft_seconds=600,
        hard_seconds=660,
        on_dead=At("service.planning.plan.choose:plan_died"),
    ),
    JobKind(
        "planning.launch",
        At("service.planning.launch.set_out:launch_wave_job"),
        DECIDE,
        soft_seconds=300,
        hard_seconds=330,
    ),
    JobKind(
        "planning.repair",
        At("service.planning.plan.fairness.simulate:repair_job"),
        DECIDE,
        soft_seconds=1200,
        hard_seconds=1230,
    ),
    JobKind(
        "planning.rehearse",
        At("service.app.rehearsal.job:rehearse_job"),
        DECIDE,
        max_attempts=8,
        soft_seconds=300,
        hard_seconds=330,
        on_dead=At("service.planning.rehearsal.died:rehearsal_died"),
    ),
    JobKind("brain.learn", At("service.brain.learning.build:learn_job"), DECIDE, soft_seconds=300, hard_seconds=330),
    JobKind(
        "planning.register_ready", At("service.planning.register.monthly:register_ready_job"), MAIL, max_attempts=8
    ),
    JobKind("planning.read_calendar", At("service.planning.people.away.calendars:read_calendar_job"), DEFAULT),
    JobKind("planning.mark_pending", At("service.planning.approval.mark:mark_pending_job"), DECIDE, max_attempts=8),
    JobKind("gifting.redecide", At("service.planning.plan.redecide:redecide_job"), DECIDE, max_attempts=8),
    JobKind(
        "gifting.look_at_account",
        At("service.gifting.company_rule:look_at_account_job"),
        DECIDE,
        max_attempts=8,
        passes_pause=True,
    ),
    JobKind(
        "gifting.look_at_product",
        At("service.gifting.look_again:look_at_product_job"),
        DECIDE,
        max_attempts=8,
        passes_pause=True,
    ),
    JobKind(
        "gifting.look_at_left_out",
        At("service.gifting.look_at_left_out:look_at_left_out_job"),
        DECIDE,
        max_attempts=8,
        soft_seconds=300,
        hard_seconds=330,
        passes_pause=True,
    ),
    JobKind("safety.draw_picture", At("service.safety.gift_page.draw_picture:draw_picture_job"), RENDER),
    _drawn("content.microsite", RENDER),
    _drawn("content.statement", RENDER),
    JobKind("content.restate", At("service.content.draw_statement_again:restate_job"), RENDER),
    JobKind("content.donation_note", At("service.content.donating.note:note_job"), RENDER),
    _drawn("content.mail", RENDER),
    _drawn("content.poster", VIDEO, fast_queue=FILM, soft_seconds=120, hard_seconds=150),
    _drawn("content.video", VIDEO, fast_queue=FILM, soft_seconds=240, hard_seconds=300),
    _drawn("content.video_square", VIDEO, fast_queue=FILM, soft_seconds=240, hard_seconds=300),
    JobKind(
        "insights.statement",
        At("service.insights.make_statement:make_statement_job"),
        RENDER,
        soft_seconds=330,
        hard_seconds=360,
    ),
    JobKind(
        "content.compose",
        At("service.content.material.compose:compose_job"),
        VIDEO,
        soft_seconds=560,
        hard_seconds=600,
        on_dead=At("service.content.material.compose:compose_died"),
    ),
    JobKind(
        "content.preview",
        At("service.content.films.preview:preview_job"),
        VIDEO,
        soft_seconds=240,
        hard_seconds=300,
        on_dead=At("service.content.films.preview:preview_died"),
    ),
    JobKind(
        "planning.forget_in_uploads",
        At("service.planning.people.uploads.forget_in_uploads:forget_in_uploads_job"),
        DEFAULT,
        passes_pause=True,
    ),
    JobKind(
        "planning.read_list",
        At("service.planning.people.uploads.read_list:read_list_job"),
        DEFAULT,
        soft_seconds=300,
        hard_seconds=330,
        on_dead=At("service.planning.people.uploads.read_list:read_died"),
    ),
    JobKind(
        "planning.check_list",
        At("service.planning.people.uploads.check_list:check_list_job"),
        DEFAULT,
        soft_seconds=600,
        hard_seconds=630,
        on_dead=At("service.planning.people.uploads.read_list:read_died"),
    ),
    JobKind(
        "planning.save_list",
        At("service.planning.people.uploads.save_list:save_list_job"),
        DEFAULT,
        soft_seconds=1800,
        hard_seconds=1830,
        on_dead=At("service.planning.people.uploads.read_list:read_died"),
    ),
    JobKind(
        "planning.take_in_batch",
        At("service.planning.people.batches.take_in:take_in_job"),
        DEFAULT,
        soft_seconds=600,
        hard_seconds=630,
        on_dead=At("service.planning.people.batches.take_in:batch_died"),
    ),
    JobKind(
        "content.shred",
        At("service.content.delete_drawn_files:shred_job"),
        DEFAULT,
        max_attempts=8,
        passes_pause=True,
    ),
    JobKind(
        "outreach.let_go", At("service.outreach.sending.let_go:let_go_job"), MAIL, max_attempts=8, passes_pause=True
    ),
    JobKind("outreach.ask", At("service.outreach.occasions.ask:ask_job"), MAIL, max_attempts=8),
    JobKind("outreach.invite", At("service.outreach.occasions.invite:invite_job"), MAIL, max_attempts=8),
    JobKind(
        "outreach.chosen_again", At("service.outreach.occasions.chosen_again:chosen_again_job"), MAIL, max_attempts=8
    ),
    JobKind("outreach.on_its_way", At("service.outreach.occasions.on_its_way:on_its_way_job"), MAIL, max_attempts=8),
    JobKind("outreach.basis_came", At("service.outreach.occasions.basis_came:basis_came_job"), MAIL, max_attempts=8),
    JobKind(
        "outreach.donation_note",
        At("service.outreach.occasions.donation_note:donation_note_job"),
        MAIL,
        max_attempts=8,
    ),
    JobKind("outreach.reply", At("service.outreach.occasions.reply:reply_job"), MAIL, max_attempts=8),
    JobKind("outreach.tell_giver", At("service.outreach.staff.new_letter:tell_giver_job"), MAIL, max_attempts=8),
    JobKind("brain.decide", At("service.brain.deciding.decide_again:decide_job"), DEFAULT, max_attempts=8),
    JobKind("brain.happened", At("service.brain.deciding.decide_again:happened_job"), DEFAULT, max_attempts=8),
    JobKind("brain.offered", At("service.brain.deciding.decide_again:offered_job"), DEFAULT, max_attempts=8),
    JobKind("brain.offer_changed", At("service.brain.offers.decided_again:offer_changed_job"), DEFAULT, max_attempts=8),
    JobKind("conversation.answer", At("service.conversation.answer:answer_job"), DEFAULT, max_attempts=8),
    JobKind("outreach.resend", At("service.outreach.occasions.resend:resend_job"), MAIL, max_attempts=8),
    JobKind(
        "planning.show_new_day",
        At("service.planning.running.extend:show_new_day_job"),
        DEFAULT,
        soft_seconds=600,
        hard_seconds=630,
    ),
    JobKind(
        "outreach.tell_withdrawn",
        At("service.outreach.warnings.tell_withdrawn:tell_withdrawn_job"),
        MAIL,
        max_attempts=8,
    ),
    JobKind(
        "outreach.safety_notice",
        At("service.outreach.warnings.safety_notice:safety_notice_job"),
        MAIL,
        max_attempts=8,
        passes_pause=True,
    ),
    JobKind(
        "safety.recall",
        At("service.safety.recalls.recall:recall_job"),
        DEFAULT,
        soft_seconds=300,
        hard_seconds=330,
        passes_pause=True,
    ),
    JobKind(
        "outreach.send",
        At("service.outreach.sending.send:send_job"),
        MAIL,
        max_attempts=8,
        soft_seconds=240,
        hard_seconds=270,
        on_dead=At("service.outreach.sending.stuck_mail:send_died"),
    ),
    JobKind(
        "outreach.text",
        At("service.outreach.texting.send_text:send_text_job"),
        MAIL,
        max_attempts=8,
        soft_seconds=240,
        hard_seconds=270,
        on_dead=At("service.outreach.sending.stuck_mail:send_died"),
    ),
    JobKind(
        "outreach.number_code",
        At("service.outreach.texting.send_code:send_code_job"),
        MAIL,
        max_attempts=8,
        soft_seconds=60,
        hard_seconds=90,
    ),
    JobKind(
        "outreach.invite_colleague", At("service.outreach.staff.invitation:invite_colleague_job"), MAIL, max_attempts=8
    ),
    JobKind("outreach.approval_mail", At("service.outreach.staff.approval:approval_mail_job"), MAIL, max_attempts=8),
    JobKind(
        "outreach.test_mail",
        At("service.outreach.staff.trial:trial_job"),
        MAIL,
        max_attempts=3,
        on_dead=At("service.outreach.staff.trial:trial_died"),
    ),
    JobKind("ops.alert", At("service.ops.alerts.tell:alert_job"), DEFAULT, max_attempts=8, passes_pause=True),
    JobKind("ops.rotate_keys", At("service.ops.keys.rotate:rotate_job"), DEFAULT, soft_seconds=1200, hard_seconds=1260),
    JobKind("ops.audit", At("service.ops.history.audit_runs:audit_job"), DEFAULT, soft_seconds=1200, hard_seconds=1260),
    JobKind(
        "webhooks.deliver",
        At("service.webhooks.deliveries.deliver:deliver_job"),
        DEFAULT,
        max_attempts=8,
        on_dead=At("service.webhooks.deliveries.deliver:delivery_died"),
    ),
    JobKind(
        "webhooks.take_in",
        At("service.webhooks.incoming.take:take_in_job"),
        DEFAULT,
        max_attempts=8,
        on_dead=At("service.webhooks.incoming.take:message_died"),
    ),
    JobKind("webhooks.tell_off", At("service.webhooks.endpoints.tell_off:tell_off_job"), MAIL, max_attempts=8),
    JobKind("outreach.sign_in_link", At("service.outreach.sign_in_link:sign_in_link_job"), MAIL, max_attempts=8),
)

SWEEPS: Final[tuple[Sweep, ...]] = (
    Sweep("gifts expired", 60, At("service.gifting.expire:expire_gifts")),
    Sweep("gifts given a code to check them by", 600, At("service.gifting.keep_check_codes:keep_check_codes")),
    Sweep("soft holds ended", 15, At("service.gifting.soft_holds:end_soft_holds")),
    Sweep("sums set aside freed", 60, At("service.gifting.set_aside:free_ended")),
    Sweep("decisions settled", 30, At("service.gifting.settle:settle_decided")),
    Sweep("forgotten uploads dropped", 60, At("service.planning.people.uploads.kept:drop_old_uploads")),
    Sweep("forgotten batches of people emptied", 3600, At("service.planning.people.batches.take_in:forget_batches")),
    Sweep("people made findable", 60, At("service.recipients.search.keep:index_left_out")),
    Sweep("forgotten sheets of gifts dropped", 3600, At("service.catalog.sheets.pending:drop_old_sheets")),
    Sweep("deleted drafts gone", 600, At("service.planning.drafts.delete:purge_drafts")),
    Sweep("old rehearsals deleted", 3600, At("service.app.rehearsal.forget:forget_rehearsals")),
    Sweep("old previews dropped", 3600, At("service.content.films.preview:drop_old_previews")),
    Sweep("forgotten addresses found", 3600, At("service.gifting.forgotten_addresses:start_forgotten_clocks")),
    Sweep("addresses erased", 3600, At("service.recipients.postal.erase_addresses:erase_due_addresses")),
    Sweep("mailed codes deleted", 3600, At("service.recipients.postal.mailed:forget_codes")),
    Sweep("kept addresses deleted", 3600, At("service.recipients.postal.kept:forget_kept_addresses")),
    Sweep("files without a row removed", 600, At("service.ops.lost_files:remove_lost_files")),
    Sweep("gifts about to end told of", 600, At("service.gifting.expiring:tell_expiring")),
    Sweep("reminders written", 600, At("service.outreach.occasions.remind:remind_people")),
    Sweep("mail with unknown outcome", 30, At("service.outreach.sending.stuck_mail:find_stuck_mail")),
    Sweep("mail nobody sends ended", 60, At("service.outreach.sending.stuck_mail:end_lost_mail")),
    Sweep("waiting mail woken", 5, At("service.outreach.sending.mail_queue:wake_mail")),
    Sweep(
        "mail written before there was a server sent", 60, At("service.outreach.sending.leave_at_last:send_shown_mail")
    ),
    Sweep("old reports of distrust deleted", 3600, At("service.outreach.checking.forget:forget_distrust")),
    Sweep("returns of mail forgotten", 3600, At("service.outreach.returns.forget:forget_returns")),
    Sweep("old events of people deleted", 3600, At("service.brain.events.forget:forget_old_events")),
    Sweep("old decisions deleted", 3600, At("service.brain.forget:forget_decisions")),
    Sweep("old letters deleted", 3600, At("service.recipients.letters.forget:forget_letters")),
    Sweep("names taken off answers", 3600, At("service.recipients.afterwards.forget:take_names_of_ratings")),
    Sweep("old thank-you notes deleted", 3600, At("service.recipients.afterwards.forget:forget_notes")),
    Sweep("old rules of companies deleted", 3600, At("service.recipients.stated.forget:forget_stated")),
    Sweep("old times of quiet deleted", 3600, At("service.recipients.quiet.forget:forget_quiet")),
    Sweep("words of old disputes deleted", 3600, At("service.recipients.disputes.forget:forget_disputes")),
    Sweep("codes for numbers forgotten", 3600, At("service.recipients.numbers.codes:forget_codes")),
    Sweep("settled questions about people deleted", 3600, At("service.recipients.person_tasks.forget:forget_tasks")),
    Sweep("conditions asked for", 600, At("service.recipients.special.conditions:ask_for_conditions")),
    Sweep("old food data forgotten", 3600, At("service.gifting.old_facts:forget_old_facts")),
    Sweep("old looks at food data deleted", 3600, At("service.recipients.special.reads:forget_reads")),
    Sweep("people never invited deleted", 3600, At("service.planning.people.uninvited.forget:forget_uninvited")),
    Sweep("old data requests deleted", 3600, At("service.recipients.requests.forget:forget_requests")),
    Sweep("models built", 600, At("service.brain.learning.build:build_due_models")),
    Sweep("waits for a gift ended", 60, At("service.gifting.wait:end_waits")),
    Sweep("people who answered decided for anew", 60, At("service.brain.deciding.acts.answered:decide_for_answered")),
    Sweep("answers noted for experiments", 600, At("service.brain.experiments.scores:note_scores")),
    Sweep("offers ended", 600, At("service.brain.offers.decided_again:say_ended")),
    Sweep("people welcomed", 600, At("service.outreach.afterwards.welcome:welcome_people")),
    Sweep("people asked how it is", 600, At("service.outreach.afterwards.how_is_it:ask_how_it_is")),
    Sweep("events passed on to webhooks", 2, At("service.webhooks.deliveries.fan_out:pass_on_events")),
    Sweep("old webhook messages deleted", 3600, At("service.webhooks.forget:forget_deliveries")),
    Sweep("old messages from outside deleted", 3600, At("service.webhooks.forget:forget_messages")),
    Sweep("old announcements deleted", 3600, At("service.webhooks.forget:forget_announcements")),
    Sweep("gift registers told of", 3600, At("service.planning.register.monthly:tell_month")),
    Sweep("calendars read", 600, At("service.planning.people.away.calendars:read_calendars")),
    Sweep("ended jobs purged", 3600, At("service.ops.purge:purge_ended_jobs")),
    Sweep("dead jobs purged", 3600, At("service.ops.purge:purge_dead_jobs")),
    Sweep("sign-in tries forgotten", 3600, At("service.workspaces.sessions.attempts:forget_old")),
    Sweep("uses of keys and first answers forgotten", 3600, At("service.api.once:forget_answers")),
    Sweep("sessions forgotten", 3600, At("service.workspaces.sessions.own_sessions:forget_old_sessions")),
    Sweep("spent challenges forgotten", 3600, At("service.workspaces.factors.passkeys.challenges:forget_spent")),
    Sweep("lost workers forgotten", 3600, sweep_lost_workers),
    Sweep("troubles noted", 15, At("service.ops.troubles:look")),
    Sweep("old troubles forgotten", 3600, At("service.jobs.hitches:forget_old_hitches")),
    Sweep("ended pauses forgotten", 600, At("service.jobs.pause:forget_ended_pauses")),
    Sweep("readings taken", 20, At("service.ops.history.sample:take_readings")),
    Sweep("old readings deleted", 3600, At("service.ops.history.sample:forget_readings")),
    Sweep("audit asked for", 3600, At("service.ops.history.audit_runs:ask_for_audit")),
    Sweep("alerts asked for", 15, At("service.ops.alerts.tell:ask_for_alerts")),
    Sweep("ends of quiet forgotten", 3600, At("service.ops.alerts.quiet:forget_quiet")),
    Sweep("old audits forgotten", 3600, At("service.ops.history.audit_runs:forget_audits")),
)


def register_all() -> None:
    """Makes the kinds known to the ledger, and tells renderers where to keep what they make once and who may be heard.

    Every door (web, worker, sweeper, command line) does this once at its start.
    """
    register({kind.name: kind for kind in KINDS})
    keep_in(settings().cache)
    let_speak(settings().narration, settings().voices_dir)
    own_pictures_from(read_own_picture)
    material_from(read_material)


def worker_app() -> Celery:
    """The Celery app as a worker needs it: kinds, the one task, logs, and what surrounds a worker's life."""
    configure_logging(settings().log_level)
    require_fitting_key()
    register_all()
    WorkerLife(
        warm={FILM: At("renderers.warm:warm"), DEFAULT: At("service.planning.people.lists.read_file:warm_reader")}
    ).attach()
    return with_task()
