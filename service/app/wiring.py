"""The one table of work: which act does a kind of job, on which queue, within which limits.

Acts are named by path and imported at their first job, so that a worker loads only what its own queues need.
"""

from __future__ import annotations

from typing import Any, Final

from celery import Celery

import service.app.tables  # noqa: F401 - foreign keys name tables of rooms that a single act does not import
from renderers.product.pictures import own_pictures_from
from renderers.runtime.cache import keep_in
from renderers.video.kept import material_from
from renderers.video.sound.narration.voices import let_speak
from service.app.act_at import At
from service.app.database.fitting_key import require_fitting_key
from service.app.logs.log import configure_logging
from service.catalog.pictures.own_images import read_own_picture
from service.config import settings
from service.content.material.told import read_material
from service.jobs.act_types import JobKind
from service.jobs.celery_task import with_task
from service.jobs.kinds import register
from service.jobs.queues import DECIDE, DEFAULT, FILM, MAIL, RENDER, VIDEO
from service.jobs.worker_life import WorkerLife

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
    JobKind("planning.register_ready", At("service.planning.register.monthly:ready_job"), MAIL, max_attempts=8),
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
    WorkerLife(warm={FILM: At("renderers.warm:warm")}).attach()
    return with_task()
