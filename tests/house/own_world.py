"""One workspace with one of everything that a route can name."""

from __future__ import annotations

from service.books.invoices.models import SupplierInvoice
from service.brain.experiments.models import Experiment
from service.db.connect import transaction
from service.gifting.models import Incident
from service.outreach.models import MailMessage, Recall, RecallNotice
from service.planning.people.uploads.kept import keep_upload
from service.planning.rehearsal.models import Rehearsal
from service.recipients.disputes.models import LineDispute
from service.recipients.requests.models import DataRequest
from service.webhooks.models import WebhookDelivery, WebhookEndpoint
from service.workspaces.models import Invitation, User
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

LIST = b"Company,Work email,Country\nNordlys,kari@example.com,NO\n"


def own_world() -> tuple[dict[str, str], User]:
    """Ids of everything a route can name, all of one workspace, and its owner."""
    with transaction() as session:
        workspace = make_workspace(session, "Cedar Freight")
        campaign = make_campaign(session, workspace.id, status="planned")
        recipient = make_recipient(session, make_account(session, workspace.id))
        join(session, campaign, recipient)
        make_match_run(session, campaign)
        product = make_product(session, workspace.id)
        gift = make_gift(session, campaign, recipient, product, status="ordered")
        owner = make_user(session, workspace.id)
        upload = keep_upload(session, workspace.id, campaign.id, LIST, "list.csv", AT)
        session.add(
            MailMessage(
                id="mail_theirsaaaaaaaaaa",
                workspace_id=workspace.id,
                gift_id=gift.id,
                recipient_id=recipient.id,
                kind="invitation",
                idempotency_key="invitation of theirs",
                state="shown",
                created_at=AT,
            )
        )
        incident = Incident(
            id="inc_theirsaaaaaaaaaa", workspace_id=workspace.id, campaign_id=campaign.id, gift_id=gift.id, product_id=product.id,
            kind="stopped", piece="open", price_minor=4400, opened_at=AT,
        )  # fmt: skip
        recall = Recall(
            id="rcl_theirsaaaaaaaaaa", workspace_id=workspace.id, product_id=product.id, hazard="fire", brand="Theirs",
            remedies=["refund"], contact="+47 800 12 345", texts={"en": "It burns."}, opened_by=owner.id, opened_at=AT,
        )  # fmt: skip
        session.add_all((incident, recall))
        session.flush()
        notice = RecallNotice(
            id="rcn_theirsaaaaaaaaaa", workspace_id=workspace.id, recall_id=recall.id, gift_id=gift.id, recipient_id=recipient.id,
            drafted_at=AT,
        )  # fmt: skip
        session.add(notice)
        invitation = Invitation(
            id="inv_theirsaaaaaaaaaa", workspace_id=workspace.id, email_hash="nobody", email="anders@cedar.example", role="seller",
            invited_by=owner.id, invited_at=AT,
        )  # fmt: skip
        session.add(invitation)
        session.add(
            Experiment(
                id="xpr_theirsaaaaaaaaaa", workspace_id=workspace.id, name="Theirs", hypothesis="Theirs is better.", kind="film",
                metric="kept", base_percent=60, smallest_points=10, planned=800, shares={"film": 50, "page": 50}, holdout=0,
                holdouts=[], settings={}, covers_all=True, counts_drawn=False, state="draft", created_at=AT,
            )
        )  # fmt: skip
        endpoint = WebhookEndpoint(
            id="whk_theirsaaaaaaaaaa", workspace_id=workspace.id, url="https://theirs.example.com/", events=["*"],
            secret="whsec_dGhlaXJz", created_at=AT,
        )  # fmt: skip
        session.add(endpoint)
        session.flush()
        session.add(
            WebhookDelivery(
                id="msg_theirsaaaaaaaaaa", workspace_id=workspace.id, endpoint_id=endpoint.id, kind="gift.opened",
                subject_id=gift.id, body="{}", state="delivered", tries=[], created_at=AT,
            )
        )  # fmt: skip
        session.add(
            LineDispute(
                id="dis_theirsaaaaaaaaaa", workspace_id=workspace.id, campaign_id=campaign.id, gift_id=gift.id,
                recipient_id=recipient.id, reason="amount", state="open", opened_by=owner.id, opened_at=AT,
            )
        )  # fmt: skip
        session.add(
            DataRequest(
                id="dsr_theirsaaaaaaaaaa", workspace_id=workspace.id, recipient_id=recipient.id, kind="export", asked_at=AT,
                due_at=AT, noted_at=AT,
            )
        )  # fmt: skip
        session.add(
            Rehearsal(
                id="reh_theirsaaaaaaaaaa", workspace_id=workspace.id, of_workspace_id=workspace.id, of_campaign_id=campaign.id,
                campaign_id=campaign.id, number=1, seed=1, state="played", wrong=[], asked_at=AT, starts_at=AT, played_to=AT,
                plays_until=AT, habits={}, days=[], happened=[],
            )
        )  # fmt: skip
        session.add(
            SupplierInvoice(
                id="sin_theirsaaaaaaaaaa", workspace_id=workspace.id, supplier="Theirs", number="1", key="theirs|1",
                issued_on=AT.date(), currency="EUR", total_minor=4400, lines=1, uploaded_at=AT,
            )
        )  # fmt: skip
    ids = {
        "key_id": "key_theirsaaaaaaaaaa",
        "queue": "video",
        "month": "2025-01",
        "invoice_id": "sin_theirsaaaaaaaaaa",
        "user_id": owner.id,
        "invitation_id": "inv_theirsaaaaaaaaaa",
        "request_id": "gvr_theirsaaaaaaaaaa",
        "campaign_id": campaign.id,
        "recipient_id": recipient.id,
        "gift_id": gift.id,
        "upload_id": upload.id,
        "message_id": "mail_theirsaaaaaaaaaa",
        "product_id": product.id,
        "notice_id": "rcn_theirsaaaaaaaaaa",
        "incident_id": "inc_theirsaaaaaaaaaa",
        "dispute_id": "dis_theirsaaaaaaaaaa",
        "data_request_id": "dsr_theirsaaaaaaaaaa",
        "experiment_id": "xpr_theirsaaaaaaaaaa",
        "mark": "shipped",
        "act": "take_out",
        "account_id": gift.account_id,
        "statement_id": "stm_theirsaaaaaaaaaa",
        "name": "statement.pdf",
        "who": gift.id,
        "charity_id": "cha_theirsaaaaaaaaaa",
        "named_id": "chn_theirsaaaaaaaaaa",
        "answer": "yes",
        "file": "film.mp4",
        "offer_id": "ofr_theirsaaaaaaaaaa",
        "segment_id": "seg_theirsaaaaaaaaaa",
        "simulation_id": "sml_theirsaaaaaaaaaa",
        "rehearsal_id": "reh_theirsaaaaaaaaaa",
        "insight_id": "ins_theirsaaaaaaaaaa",
        "endpoint_id": "whk_theirsaaaaaaaaaa",
        "delivery_id": "msg_theirsaaaaaaaaaa",
        "calendar_id": "cal_theirsaaaaaaaaaa",
        "system": "salesforce",
        "what": "people",
        "rows": "people",
    }
    return ids, owner
