"""The console's pages of campaigns, people and gifts, a file for each step. Each reads a form, calls one act, and redirects."""

from service.planning.views import builder, campaigns, film, launch, letters, look, people, plan, policy, workspace
from service.planning.views.console import blueprint

__all__ = [
    "blueprint",
    "builder",
    "campaigns",
    "film",
    "launch",
    "letters",
    "look",
    "people",
    "plan",
    "policy",
    "workspace",
]
