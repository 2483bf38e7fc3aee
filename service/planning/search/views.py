"""The search: one field for people, companies, gifts and campaigns. What somebody looks for is sent in a form and stands in no
address, which browsers and proxies keep; nothing of it is logged or stored."""

from __future__ import annotations

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from service.db.connect import reading
from service.db.page import Page
from service.planning.console import LONGEST_SEARCH, blueprint
from service.planning.search.find import GROUPS, Group, groups_of, search
from service.planning.search.near import nearest
from service.planning.search.shown import hits, people
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

TITLES: Final[dict[Group, str]] = {
    "people": "People",
    "companies": "Companies",
    "gifts": "Gifts",
    "campaigns": "Campaigns",
}


@blueprint.get("/search")
@signed_in()
def show_search() -> ResponseReturnValue:
    """The field alone."""
    return _page("", None, None)


@blueprint.post("/search")
@signed_in()
def find_anything() -> ResponseReturnValue:
    """What begins so, of all that the role may look for. Changes nothing."""
    asked = " ".join(request.form.get("q", "").split())[:LONGEST_SEARCH]
    return _page(asked, request.form.get("show"), request.form.get("page"))


def _page(asked: str, shown: str | None, number: str | None) -> str:
    actor = current()
    with reading() as session:
        found = search(session, actor, asked, shown, number)
        listed = hits(session, actor, found.rows, asked)
        near = nearest(session, actor, asked) if found.total == 0 else None
        close = people(session, actor, near[1], near[0]) if near else []
    page = None
    if found.shown is not None:
        page = Page(listed.get(found.shown, []), found.number, found.counts[found.shown])
    return render_template(
        "console/search.html",
        found=found,
        hits=listed,
        page=page,
        mine=groups_of(actor),
        groups=GROUPS,
        titles=TITLES,
        close=close,
        begins=near[0] if near else "",
    )
