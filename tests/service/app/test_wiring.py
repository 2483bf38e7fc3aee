"""The one table of work."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from inspect import signature

import pytest

from service.app.act_at import At
from service.app.sweeps import SWEEPS
from service.app.wiring import KINDS, register_all
from service.config import CHECKOUT
from service.jobs.act_types import JobKind, Sweep
from service.jobs.kinds import kind_of, registered
from service.jobs.queues import DRAWING, QUEUES


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kinds_act_is_there_and_takes_a_lease(kind: JobKind) -> None:
    assert isinstance(kind.act, At)
    assert list(signature(kind.act.found()).parameters) == ["lease"]
    assert kind.soft_seconds < kind.hard_seconds


@pytest.mark.parametrize(
    "sweep", [sweep for sweep in SWEEPS if isinstance(sweep.act, At)], ids=lambda sweep: sweep.name
)
def test_every_sweep_is_there_and_takes_the_instant(sweep: Sweep) -> None:
    assert isinstance(sweep.act, At)
    assert list(signature(sweep.act.found()).parameters) == ["at"]


def test_no_name_is_given_twice() -> None:
    assert Counter(kind.name for kind in KINDS).most_common(1)[0][1] == 1
    assert Counter(sweep.name for sweep in SWEEPS).most_common(1)[0][1] == 1


def test_each_queue_has_work_and_one_line_of_the_procfile_that_serves_it() -> None:
    lines = (CHECKOUT / "Procfile").read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines if " worker " in line]
    served = [queue for line in words for queue in line[line.index("--queues") + 1].split(",")]

    assert sorted(served) == sorted(QUEUES)
    assert {queue for kind in KINDS for queue in (kind.queue, kind.fast_queue) if queue} == set(QUEUES)
    assert set(QUEUES) > DRAWING


def test_a_shell_can_read_every_line_of_the_procfile() -> None:
    for line in (CHECKOUT / "Procfile").read_text(encoding="utf-8").splitlines():
        subprocess.run(["sh", "-n", "-c", line.partition(":")[2]], check=True)


def test_registering_makes_all_kinds_known() -> None:
    register_all()

    assert set(registered()) == {kind.name for kind in KINDS}
    assert kind_of("content.video").queue == "video"


def test_a_worker_that_starts_has_loaded_no_compiler_encoder_or_page_maker_and_nothing_for_another_database() -> None:
    unwanted = {"numba", "numpy", "av", "weasyprint", "flask", "moviepy", "alembic", "psycopg"}

    assert loaded_of(unwanted, "import worker") == []


@pytest.mark.usefixtures("database")
def test_what_all_lines_share_holds_nothing_that_only_some_work_needs() -> None:
    """Pages, every sweep and every act of mail, as the process has them that `handpicked run` forks its lines from; the same for a
    line that is started by itself. Nor has a compiler, a page maker, an encoder, a reader of workbooks, or the tables of what
    has leaked been loaded when a page of a gift and the console were asked for."""
    unwanted = {
        "numba", "llvmlite", "scipy", "weasyprint", "moviepy", "av", "openpyxl", "xlsxwriter", "alembic", "zxcvbn", "c2pa",
        "dkim", "hibari", "obstore", "holidays", "opentelemetry.sdk", "psycopg",
    }  # fmt: skip
    first_looks = (
        "from service.app.loaded import load_all; load_all()\n"
        "from service.app.wiring import KINDS\n"
        "for kind in KINDS:\n"
        "    kind.act.found() if kind.queue == 'mail' else None\n"
        "from service.app.web import create_app\n"
        "asked = create_app().test_client()\n"
        "assert [asked.get(path).status_code for path in ('/g/none', '/sign-in', '/healthz')] == [404, 200, 200]\n"
    )

    assert loaded_of(unwanted, first_looks) == []


def loaded_of(unwanted: set[str], script: str) -> list[str]:
    """Which of these modules a new process has loaded once it ran the script."""
    told = f"import sys\n{script}\nprint('loaded', *sorted({unwanted} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("loaded", 1)[1].split()


def test_forgotten_uploads_are_swept_and_a_plan_that_dies_lets_its_campaign_go() -> None:
    from service.planning.people.uploads.kept import drop_old_uploads
    from service.planning.plan.choose import plan_died

    sweeps = [sweep.act.found() for sweep in SWEEPS if isinstance(sweep.act, At)]
    told = {kind.name: kind.on_dead.found() for kind in KINDS if isinstance(kind.on_dead, At)}
    assert drop_old_uploads in sweeps
    assert told["planning.plan"] is plan_died
