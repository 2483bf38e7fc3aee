"""Every line of the audit log in words: what it is called in the filter, and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.workspaces.audit import Act

GROUPS: Final[Mapping[str, str]] = {
    "campaign": "Campaigns and plans",
    "gift": "Gifts, pages and parcels",
    "mail": "Email and links",
    "catalog": "Gifts on the shelf",
    "product": "Recalls and incidents",
    "people": "People and companies",
    "user": "Team and sign-in",
    "operations": "Running the product",
}
"""What the filter offers -> its title."""
_WORDS: Final[Mapping[Act, tuple[str, str]]] = {
    "account.policy_changed": ("people", "Changed a company’s rule"),
    "campaign.approval_asked": ("campaign", "Asked a second person to approve"),
    "campaign.approval_lapsed": ("campaign", "A second approval ended: the plan changed"),
    "campaign.approval_refused": ("campaign", "Didn’t approve a plan"),
    "campaign.approval_taken_back": ("campaign", "Took the request for approval back"),
    "campaign.approved": ("campaign", "Approved a plan"),
    "campaign.changed": ("campaign", "Changed message or rules"),
    "campaign.closed": ("campaign", "Closed a campaign"),
    "campaign.created": ("campaign", "Started a campaign"),
    "campaign.handed_over": ("campaign", "Handed a campaign over"),
    "campaign.launched": ("campaign", "Launched a wave"),
    "campaign.paused": ("campaign", "Paused a campaign"),
    "campaign.people_saved": ("campaign", "Saved people"),
    "campaign.plan_requested": ("campaign", "Had gifts chosen again"),
    "campaign.running": ("campaign", "Resumed a campaign"),
    "catalog.imported": ("catalog", "Imported a sheet of gifts"),
    "catalog.sample_removed": ("catalog", "Removed the sample shelf"),
    "catalog.sample_taken": ("catalog", "Took the sample shelf"),
    "gift.delivered": ("gift", "Marked a parcel as delivered"),
    "gift.failed": ("gift", "Marked a parcel as failed"),
    "gift.film_seen": ("gift", "Looked at a film"),
    "gift.overridden": ("gift", "Changed a gift by hand"),
    "gift.page_seen": ("gift", "Looked at a page"),
    "gift.returned": ("gift", "Marked a parcel as returned"),
    "gift.shipped": ("gift", "Marked a parcel as shipped"),
    "gift.statement_seen": ("gift", "Looked at a statement"),
    "incident.closed": ("product", "Closed an incident"),
    "incident.piece": ("product", "Said where a piece is"),
    "jobs.redriven": ("operations", "Ran failed jobs again"),
    "letter.seen": ("mail", "Looked at a letter"),
    "link.handed_over": ("mail", "Handed a person’s link over"),
    "mail.seen": ("mail", "Looked at an email"),
    "mail.sent_again": ("mail", "Sent an email again"),
    "mail.test_asked": ("mail", "Had a test email sent to themselves"),
    "mail.tried": ("mail", "Had the mail server tried"),
    "page.refused": ("user", "Couldn’t open a page of another role"),
    "pick_list.seen": ("gift", "Looked at the pick list"),
    "product.edited": ("catalog", "Changed a gift’s texts, price or countries"),
    "product.marked": ("catalog", "Stated what a gift contains or suits"),
    "product.recalled": ("product", "Recalled a gift"),
    "product.restocked": ("catalog", "Changed the stock of a gift"),
    "product.settled": ("catalog", "Said what kind a gift is"),
    "recall.closed": ("product", "Closed a recall"),
    "recall.returned": ("product", "Took a recalled piece back"),
    "recall.sent": ("product", "Sent recall notices"),
    "recall.worded": ("product", "Changed a recall’s words"),
    "recipient.list_fact_taken_back": ("people", "Withdrew what a list said"),
    "statement.asked": ("campaign", "Asked for statement files"),
    "suppression.lifted": ("people", "Allowed email to an address again"),
    "user.added": ("user", "Was added"),
    "user.disabled": ("user", "Removed someone"),
    "user.enabled": ("user", "Let someone in again"),
    "user.invitation_mailed": ("user", "An invitation left"),
    "user.invitation_taken_back": ("user", "Took an invitation back"),
    "user.invited": ("user", "Invited a colleague"),
    "user.joined": ("user", "Joined"),
    "user.link_mailed": ("user", "A sign-in link left"),
    "user.password_set": ("user", "Set a password"),
    "user.role_changed": ("user", "Changed a role"),
    "user.second_factor_removed": ("user", "Removed a second factor"),
    "user.second_factor_set": ("user", "Set up a second factor"),
    "user.session_ended": ("user", "Ended a session elsewhere"),
    "user.sign_in_failed": ("user", "A sign-in failed"),
    "user.sign_in_stopped": ("user", "Sign-ins were stopped for a while"),
    "user.signed_in": ("user", "Signed in"),
    "user.signed_out": ("user", "Signed out everywhere"),
    "user.spare_code_used": ("user", "Used a spare code"),
    "user.spare_codes_made": ("user", "Made new spare codes"),
    "workspace.approval_rule_changed": ("user", "Changed the rule for a second approval"),
    "workspace.created": ("user", "The workspace began"),
    "workspace.second_factor_day_changed": ("user", "Changed when everyone needs a second factor"),
}
WORDS: Final[Mapping[str, tuple[str, str]]] = {str(act): labels for act, labels in _WORDS.items()}
"""Act -> (group, words)."""


def acts_in(group: str) -> list[str]:
    """The acts that a choice of the filter shows; all of them where it names none."""
    return [act for act, (of, _) in WORDS.items() if group not in GROUPS or of == group]
