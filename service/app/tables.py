"""The one place that knows every room's tables."""

from __future__ import annotations

from typing import Final

from sqlalchemy import MetaData

import service.books.invoices.models
import service.books.journal.models
import service.brain.deciding.models
import service.brain.events.models
import service.brain.experiments.models
import service.brain.learning.repair_row
import service.brain.levers.models
import service.brain.offers.models
import service.brain.register.models
import service.brain.segments.models
import service.brain.simulate.models
import service.campaigns.charities.models
import service.campaigns.givers.models
import service.campaigns.models
import service.campaigns.tax.models
import service.catalog.landed.models
import service.catalog.models
import service.contact.models
import service.content.donating.models
import service.content.material.models
import service.content.models
import service.db.key_check
import service.gifting.learned_row
import service.gifting.models
import service.gifting.money_row
import service.insights.models
import service.jobs.models
import service.ops.alerts.models
import service.ops.history.models
import service.outreach.models
import service.planning.people.away.models
import service.planning.people.batches.models
import service.planning.people.models
import service.planning.rehearsal.models
import service.recipients.afterwards.models
import service.recipients.charities.models
import service.recipients.consents.models
import service.recipients.disputes.models
import service.recipients.letters.models
import service.recipients.models
import service.recipients.numbers.models
import service.recipients.person_tasks.models
import service.recipients.postal.models
import service.recipients.quiet.models
import service.recipients.requests.models
import service.recipients.sectors.models
import service.recipients.special.models
import service.recipients.stated.models
import service.webhooks.models
import service.workspaces.announcements.models
import service.workspaces.keys.models
import service.workspaces.models  # noqa: F401
from service.db.base import Base

METADATA: Final[MetaData] = Base.metadata
