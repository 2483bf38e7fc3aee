"""Every step's pages, gathered: importing this module registers them on the console's blueprint."""

from service.planning.account import views as account
from service.planning.approval import views as approval
from service.planning.charities import donation_views as donations
from service.planning.charities import views as charities
from service.planning.console import blueprint
from service.planning.costs import views as costs
from service.planning.drafts import views as drafts
from service.planning.gifts import sheet_views as gift_sheets
from service.planning.gifts import views as gifts
from service.planning.givers import views as givers
from service.planning.launch import fix_views as fix
from service.planning.launch import views as launch
from service.planning.material import views as material
from service.planning.message import film_views as film
from service.planning.message import views as builder
from service.planning.message.beside import views as beside
from service.planning.message.letters import views as letters
from service.planning.message.personal import views as personal_lines
from service.planning.officials import views as officials
from service.planning.people import views as people
from service.planning.people.sound import views as name_sounds
from service.planning.people.uploads.pages import try_views as try_columns
from service.planning.plan import look_views as look
from service.planning.plan import views as plan
from service.planning.plan.export import views as plan_files
from service.planning.quiet import views as quiet
from service.planning.register import views as gift_register
from service.planning.rehearsal import views as rehearsal
from service.planning.rules import consent_views as consent
from service.planning.rules import sector_views as sectors
from service.planning.rules import stated_views as stated
from service.planning.rules import views as rules
from service.planning.running import campaign_acts as running_campaign
from service.planning.running import views as running
from service.planning.running.by_hand import views as by_hand
from service.planning.sandbox import views as sandbox
from service.planning.search import views as search
from service.planning.tax import limit_views as tax_limits
from service.planning.tax import views as tax_list
from service.planning.who_now import views as who_now
from service.planning.workspace import address_views as address
from service.planning.workspace import campaign_views as campaigns
from service.planning.workspace import policy_views as policy
from service.planning.workspace import views as workspace

__all__ = [
    "account",
    "address",
    "approval",
    "beside",
    "blueprint",
    "builder",
    "by_hand",
    "campaigns",
    "charities",
    "consent",
    "costs",
    "donations",
    "drafts",
    "film",
    "fix",
    "gift_register",
    "gift_sheets",
    "gifts",
    "givers",
    "launch",
    "letters",
    "look",
    "material",
    "name_sounds",
    "officials",
    "people",
    "personal_lines",
    "plan",
    "plan_files",
    "policy",
    "quiet",
    "rehearsal",
    "rules",
    "running",
    "running_campaign",
    "sandbox",
    "search",
    "sectors",
    "stated",
    "tax_limits",
    "tax_list",
    "try_columns",
    "who_now",
    "workspace",
]
