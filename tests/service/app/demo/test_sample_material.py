"""The sample's giver has a clip, a logo and a voice note, and the worker that films is asked to compose them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.app.demo.sample import Sample
from service.app.demo.sample_material import bring_material
from service.content.material.models import CampaignMaterial
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.models import Job
from tests.factories import make_campaign, make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")


def test_all_three_are_taken_in_and_a_job_composes_them() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id, status="draft")
        owner = make_user(session, workspace.id)
        sample = Sample(workspace.id, campaign.id, owner.id, owner.id)
    bring_material(sample, utc_now())
    with reading() as session:
        row = session.get_one(CampaignMaterial, sample.campaign_id)
        job = session.scalars(select(Job).where(Job.kind == "content.compose")).one()
    assert (row.clip["seconds"], row.voice_seconds is not None, row.logo_key is not None) == (5.0, True, True)
    assert row.wants_opening
    assert sorted(row.caption) == sorted(row.said) == ["ar", "cs", "en", "is", "ja", "ro", "ru"]
    assert (job.subject_id, job.version, job.queue) == (sample.campaign_id, row.revision, "video")
