"""`handpicked jobs`: the acts of the ops page, counted before, with a line of the audit log."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from service.app.command_line import handpicked
from service.app.commands.operate.jobs import REASONS, STATES
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from service.jobs import models
from service.jobs.models import Job
from service.ops.jobs import discard
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_job, make_workspace


@pytest.fixture
def workspace(database: str) -> str:
    """Two films and a repair of ours that failed, one film of others."""
    with transaction() as session:
        ours, theirs = make_workspace(session).id, make_workspace(session, "Cedar Freight").id
        for kind, queue, subject, owner in (
            ("content.video", "video", "gft_1", ours),
            ("content.video", "video", "gft_2", ours),
            ("planning.repair", "decide", "cmp_1", ours),
            ("content.video", "video", "gft_3", theirs),
        ):
            make_job(
                session, kind, subject, workspace_id=owner, queue=queue, state="dead", attempt=3,
                last_error_type="proof_failed", finished_at=utc_now(),
            )  # fmt: skip
        return ours


def run(*words: str) -> Result:
    return CliRunner().invoke(handpicked, ["jobs", *words])


def figures(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json", "-").stdout)
    return found


def states() -> dict[str, str]:
    with reading() as session:
        return {job.subject_id: job.state for job in session.scalars(select(Job))}


def lines() -> list[tuple[str | None, str, dict[str, Any]]]:
    with reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(entry.workspace_id, entry.act, entry.body) for entry in entries]


def test_the_choices_are_those_of_the_acts() -> None:
    assert (REASONS, STATES) == (discard.REASONS, models.STATES)


def test_what_failed_is_counted_by_kind_and_cause_and_the_latest_are_shown(workspace: str) -> None:
    found = figures("list", "--limit", "1")

    assert (found["total"], len(found["jobs"])) == (4, 1)
    assert [(one["kind"], one["cause"], one["queue"], one["jobs"]) for one in found["groups"]] == [
        ("content.video", "proof_failed", "video", 3),
        ("planning.repair", "proof_failed", "decide", 1),
    ]
    assert figures("list", "--queue", "decide")["total"] == 1
    assert figures("list", "--workspace", "Fjord & Loom", "--kind", "content.video")["total"] == 2
    assert figures("list", "--cause", "another")["total"] == 0
    assert figures("list", "--state", "done")["total"] == 0


def test_a_dry_run_counts_and_changes_nothing(workspace: str) -> None:
    said = run("redrive", "--kind", "content.video", "--dry-run")

    assert (said.exit_code, said.stdout.splitlines()[0]) == (0, "3 jobs would run again. Nothing has changed.")
    assert (set(states().values()), lines()) == ({"dead"}, [])


def test_one_workspaces_films_run_again_with_its_line_and_the_others_stay(workspace: str) -> None:
    said = run("redrive", "--kind", "content.video", "--workspace", "Fjord & Loom")

    assert (said.exit_code, said.stdout) == (0, "2 jobs will run again. Each checks first whether it still may.\n")
    assert states() == {"gft_1": "pending", "gft_2": "pending", "gft_3": "dead", "cmp_1": "dead"}
    body = {"kind": "content.video", "error_code": "proof_failed", "jobs": 2}
    assert lines() == [(workspace, "jobs.redriven", body)]


def test_a_limit_is_kept(workspace: str) -> None:
    assert figures("redrive", "--all", "--limit", "3")["redriven"] == 3
    assert sorted(states().values()) == ["dead", "pending", "pending", "pending"]


def test_a_repair_is_discarded_and_films_whose_gift_is_not_found_stay(workspace: str) -> None:
    dry = figures("discard", "--all", "--reason", "trial", "--dry-run")
    assert (dry["discarded"], dry["refused"], set(states().values())) == (1, 3, {"dead"})

    said = run("discard", "--all", "--reason", "trial")

    assert (said.exit_code, said.stdout.splitlines()) == (
        1,
        [
            "1 job discarded.",
            "3 jobs can’t be discarded:",
            "  3 content.video: Its gift can’t be found, so nobody knows what depends on it. Run: handpicked audit",
        ],
    )
    assert states()["cmp_1"] == "canceled"


def test_what_is_over_and_past_its_period_is_purged_and_nothing_else(workspace: str) -> None:
    with transaction() as session:
        for subject, ended in (("old", AT - timedelta(days=400)), ("young", utc_now())):
            make_job(session, "content.shred", subject, workspace_id=workspace, state="done", finished_at=ended)
    assert (figures("purge", "--dry-run")["due"], len(states())) == (1, 6)
    assert run("purge", "--kind", "content.video").stdout.startswith("0 jobs deleted.")

    assert run("purge").stdout.startswith("1 job deleted.")
    assert set(states()) == {"gft_1", "gft_2", "gft_3", "cmp_1", "young"}
    assert lines() == [(workspace, "jobs.purged", {"jobs": 1})]


@pytest.mark.parametrize("words", [["redrive"], ["discard", "--reason", "trial"], ["redrive", "--all", "--kind", "x"]])
def test_nobody_runs_or_discards_everything_by_forgetting_a_filter(workspace: str, words: list[str]) -> None:
    said = run(*words)

    assert (said.exit_code, set(states().values())) == (2, {"dead"})
    assert "Say which jobs: --kind, --cause, --queue or --workspace" in said.stderr


@pytest.mark.parametrize(
    ("words", "sentence", "error"),
    [
        (["--kind", "content.vide"], "There’s no kind of job “content.vide”.", InvalidInput),
        (["--queue", "films"], "There’s no queue “films”.", InvalidInput),
        (["--workspace", "Fjord"], "There’s no workspace called “Fjord”.", NotFound),
    ],
)
def test_a_typing_error_is_said_and_is_not_nothing_to_do(
    workspace: str, words: list[str], sentence: str, error: type[Exception]
) -> None:
    said = run("list", *words)

    assert isinstance(said.exception, error)
    assert str(said.exception).startswith(sentence)
