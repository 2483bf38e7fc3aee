"""What one recipient leaves behind before they ask for their film: jobs, files, megabytes. Through the whole product."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.video.served import NAMES, environment, prepare
from service.app.database.migrate import migrate
from service.app.processes.run import running
from service.app.wiring import register_all
from service.config import settings
from service.db.connect import dispose_engines, reading
from service.jobs.models import Job


def recipient_figures() -> dict[str, float]:
    """Per recipient of a campaign whose people are all ready; jobs of the campaign, files and bytes of all that is stored. In a
    process of its own, which reads its own settings."""
    with tempfile.TemporaryDirectory(prefix="hp-recipient-") as folder:
        data = Path(folder) / "data"
        os.environ.update(environment(data))
        settings.cache_clear()
        data.mkdir()
        migrate()
        register_all()
        with running(settings()) as product:
            product.wait_ready()
            campaign_id = prepare(product)
        with reading() as session:
            jobs = session.scalar(select(func.count()).where(Job.campaign_id == campaign_id)) or 0
        kept = [file for file in settings().renditions_dir.rglob("*") if file.is_file()]
        size = sum(file.stat().st_size for file in kept)
        dispose_engines()
    return {
        "jobs_per_recipient": round(jobs / len(NAMES), 2),
        "files_per_recipient": round(len(kept) / len(NAMES), 1),
        "storage_mb_per_recipient": round(size / len(NAMES) / 1e6, 3),
    }
