"""The one table of work: which act does a kind of job, on which queue, within which limits; and what is swept how often.

Acts are named by path and imported at their first job, so that a worker loads only what its own queues need: the solver's compiler
lives in the worker that plans and nowhere else, the film encoder in the worker that films.
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
from renderers.video.sound.narration.voices import let_speak
from service.app.database.fitting_key import require_fitting_key
from service.app.logs.log import configure_logging
from service.catalog.pictures.own_images import read_own_picture
from service.config import settings
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
    JobKind("brain.learn", At("service.brain.learning.build:learn_job"), DECIDE, soft_seconds=300, hard_seconds=330),
    JobKind("planning.mark_pending", At("service.planning.approval.mark:mark_pending_job"), DECIDE, max_attempts=8),
    JobKind("gifting.redecide", At("service.planning.plan.redecide:redecide_job"), DECIDE, max_attempts=8),
    JobKind("gifting.look_at_account", At("service.gifting.company_rule:look_at_account_job"), DECIDE, max_attempts=8),
    JobKind("gifting.look_at_product", At("service.gifting.look_again:look_at_product_job"), DECIDE, max_attempts=8),
    JobKind(
        "gifting.look_at_left_out",
        At("service.gifting.look_at_left_out:look_at_left_out_job"),
        DECIDE,
        max_attempts=8,
        soft_seconds=300,
        hard_seconds=330,
    ),
    JobKind("safety.draw_picture", At("service.safety.gift_page.draw_picture:draw_picture_job"), RENDER),
    JobKind("content.microsite", _DRAW, RENDER),
    JobKind("content.statement", _DRAW, RENDER),
    JobKind("content.restate", At("service.content.draw_statement_again:restate_job"), RENDER),
    JobKind("content.donation_note", At("service.content.donating.note:note_job"), RENDER),
    JobKind("content.mail", _DRAW, RENDER),
    JobKind("content.poster", _DRAW, VIDEO, fast_queue=FILM, soft_seconds=120, hard_seconds=150),
    JobKind("content.video", _DRAW, VIDEO, fast_queue=FILM, soft_seconds=240, hard_seconds=300),
    JobKind("content.video_square", _DRAW, VIDEO, fast_queue=FILM, soft_seconds=240, hard_seconds=300),
    JobKind(
        "insights.statement",
        At("service.insights.make_statement:make_statement_job"),
        RENDER,
        soft_seconds=330,
        hard_seconds=360,
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
    JobKind("content.shred", At("service.content.delete_drawn_files:shred_job"), DEFAULT, max_attempts=8),
    JobKind("outreach.let_go", At("service.outreach.sending.let_go:let_go_job"), MAIL, max_attempts=8),
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
        "outreach.safety_notice", At("service.outreach.warnings.safety_notice:safety_notice_job"), MAIL, max_attempts=8
    ),
    JobKind(
        "safety.recall", At("service.safety.recalls.recall:recall_job"), DEFAULT, soft_seconds=300, hard_seconds=330
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
    JobKind("outreach.sign_in_link", At("service.outreach.sign_in_link:sign_in_link_job"), MAIL, max_attempts=8),
)

SWEEPS: Final[tuple[Sweep, ...]] = (
    Sweep("gifts expired", 60, At("service.gifting.expire:expire_gifts")),
    Sweep("soft holds ended", 15, At("service.gifting.soft_holds:end_soft_holds")),
    Sweep("sums set aside freed", 60, At("service.gifting.set_aside:free_ended")),
    Sweep("decisions settled", 30, At("service.gifting.settle:settle_decided")),
    Sweep("forgotten uploads dropped", 60, At("service.planning.people.uploads.kept:drop_old_uploads")),
    Sweep("people made findable", 60, At("service.recipients.search.keep:index_left_out")),
    Sweep("forgotten sheets of gifts dropped", 3600, At("service.catalog.sheets.pending:drop_old_sheets")),
    Sweep("deleted drafts gone", 600, At("service.planning.drafts.delete:purge_drafts")),
    Sweep("old previews dropped", 3600, At("service.content.films.preview:drop_old_previews")),
    Sweep("forgotten addresses found", 3600, At("service.gifting.forgotten_addresses:start_forgotten_clocks")),
    Sweep("addresses erased", 3600, At("service.recipients.postal.erase_addresses:erase_due_addresses")),
    Sweep("files without a row removed", 600, At("service.ops.lost_files:remove_lost_files")),
    Sweep("reminders written", 600, At("service.outreach.occasions.remind:remind_people")),
    Sweep("mail with unknown outcome", 30, At("service.outreach.sending.stuck_mail:find_stuck_mail")),
    Sweep("mail nobody sends ended", 60, At("service.outreach.sending.stuck_mail:end_lost_mail")),
    Sweep("waiting mail woken", 5, At("service.outreach.sending.mail_queue:wake_mail")),
    Sweep(
        "mail written before there was a server sent", 60, At("service.outreach.sending.leave_at_last:send_shown_mail")
    ),
    Sweep("returns of mail forgotten", 3600, At("service.outreach.returns.forget:forget_returns")),
    Sweep("old events of people deleted", 3600, At("service.brain.events.forget:forget_old_events")),
    Sweep("old decisions deleted", 3600, At("service.brain.forget:forget_decisions")),
    Sweep("old letters deleted", 3600, At("service.recipients.letters.forget:forget_letters")),
    Sweep("names taken off answers", 3600, At("service.recipients.afterwards.forget:take_names_of_ratings")),
    Sweep("old thank-you notes deleted", 3600, At("service.recipients.afterwards.forget:forget_notes")),
    Sweep("words of old disputes deleted", 3600, At("service.recipients.disputes.forget:forget_disputes")),
    Sweep("codes for numbers forgotten", 3600, At("service.recipients.numbers.codes:forget_codes")),
    Sweep("settled questions about people deleted", 3600, At("service.recipients.person_tasks.forget:forget_tasks")),
    Sweep("models built", 600, At("service.brain.learning.build:build_due_models")),
    Sweep("waits for a gift ended", 60, At("service.gifting.wait:end_waits")),
    Sweep("offers ended", 600, At("service.brain.offers.decided_again:say_ended")),
    Sweep("people asked how it is", 600, At("service.outreach.afterwards.how_is_it:ask_how_it_is")),
    Sweep("ended jobs purged", 3600, At("service.ops.purge:purge_ended_jobs")),
    Sweep("dead jobs purged", 3600, At("service.ops.purge:purge_dead_jobs")),
    Sweep("sign-in tries forgotten", 3600, At("service.workspaces.sessions.attempts:forget_old")),
    Sweep("sessions forgotten", 3600, At("service.workspaces.sessions.own_sessions:forget_old_sessions")),
    Sweep("spent challenges forgotten", 3600, At("service.workspaces.factors.passkeys.challenges:forget_spent")),
    Sweep("lost workers forgotten", 3600, sweep_lost_workers),
    Sweep("troubles noted", 15, At("service.ops.troubles:look")),
    Sweep("old troubles forgotten", 3600, At("service.jobs.hitches:forget_old_hitches")),
)


def register_all() -> None:
    """Makes the kinds known to the ledger, and tells renderers where to keep what they make once and who may be heard.

    Every door (web, worker, sweeper, command line) does this once at its start.
    """
    register({kind.name: kind for kind in KINDS})
    keep_in(settings().cache)
    let_speak(settings().narration, settings().voices_dir)
    own_pictures_from(read_own_picture)


def worker_app() -> Celery:
    """The Celery app as a worker needs it: kinds, the one task, logs, and what surrounds a worker's life."""
    configure_logging(settings().log_level)
    require_fitting_key()
    register_all()
    WorkerLife(
        warm={FILM: At("renderers.warm:warm"), DEFAULT: At("service.planning.people.lists.read_file:warm_reader")}
    ).attach()
    return with_task()
