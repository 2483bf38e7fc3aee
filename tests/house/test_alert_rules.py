"""What the alert rules and the dashboard name is in the metrics, and the rules are what Prometheus takes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
import yaml

from service.clock import machine_now
from service.config import CHECKOUT
from service.db.connect import transaction
from service.jobs.hitches import Trouble, note_hitches
from service.ops.metrics.figures import scrape
from service.outreach.models import ReturnCount
from tests.factories import make_job, make_workspace

RULES = CHECKOUT / "deploy" / "alerts.yml"
BOARD = CHECKOUT / "deploy" / "grafana.json"
_NAME = re.compile(r"handpicked_\w+")


def expressions() -> dict[str, str]:
    """What is asked of Prometheus -> where."""
    rules = yaml.safe_load(RULES.read_text("utf-8"))["groups"][0]["rules"]
    panels = json.loads(BOARD.read_text("utf-8"))["panels"]
    return {
        **{rule["expr"]: rule["alert"] for rule in rules},
        **{target["expr"]: panel["title"] for panel in panels for target in panel["targets"]},
    }


@pytest.mark.usefixtures("database")
def test_every_figure_that_is_asked_for_is_there() -> None:
    now = machine_now()
    with transaction() as session:
        own = make_workspace(session).id
        make_job(
            session, "content.video", "gft_1", workspace_id=own, queue="video", state="done", attempt=1, run_at=now,
            started_at=now, finished_at=now,
        )  # fmt: skip
        session.add(ReturnCount(day=now.date(), kind="bounce", is_matched=True, number=1))
    note_hitches([Trouble("disk_full")], now)
    there = set(re.findall(r"^# HELP (handpicked_\w+) ", scrape().decode(), re.MULTILINE))
    asked = {name for one in expressions() for name in _NAME.findall(one)}
    assert len(asked) > 10
    assert asked - there == set()


def test_every_rule_says_what_it_means_and_what_to_do() -> None:
    rules = yaml.safe_load(RULES.read_text("utf-8"))["groups"][0]["rules"]
    assert [rule["alert"] for rule in rules if set(rule["annotations"]) != {"summary", "action"}] == []
    assert {rule["labels"]["severity"] for rule in rules} == {"page", "ticket"}


def test_the_dashboard_has_the_form_that_grafana_reads() -> None:
    """The fields of Grafana's dashboard model, version 39; it was never opened in one."""
    board = json.loads(BOARD.read_text("utf-8"))
    assert {"title", "uid", "schemaVersion", "panels", "templating", "time"} <= board.keys()
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    for panel in board["panels"]:
        assert {"id", "type", "title", "gridPos", "targets", "datasource", "fieldConfig"} <= panel.keys()
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        assert [target["refId"] for target in panel["targets"]] == [chr(65 + at) for at in range(len(panel["targets"]))]


def test_prometheus_own_tool_takes_the_rules() -> None:
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("No promtool on the PATH (it comes with Debian's prometheus).")
    done = subprocess.run([tool, "check", "rules", RULES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
