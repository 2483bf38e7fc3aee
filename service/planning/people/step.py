"""The step "People" of a campaign: who takes part, and the file whose cells are still being fixed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast, get_args

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import named_to
from service.campaigns.transitions import allows
from service.db.page import Page, page_of
from service.errors import Conflict, NotFound
from service.planning.large import counted
from service.planning.people.lists.columns import Field
from service.planning.people.lists.upload import Cell, ColumnRead, Row
from service.planning.people.models import PendingUpload
from service.planning.people.uploads.kept import find_upload, is_lost, uploads_of
from service.recipients.facts.fact import ASK
from service.recipients.models import Account, ProfileFact, Recipient
from service.recipients.models import Question as PutQuestion
from service.recipients.names import person_name
from service.recipients.visibility import is_told
from service.sheets.refusals import Question
from service.workspaces.actor import Actor

CELL: Final = re.compile(r"cell-(\d{1,6})-([a-z_]+)")
OTHER: Final = "__other__"
"""The radio's value where the answer stands in the text field beside it."""
OUT: Final = "__out__"
"""The radio's value for leaving the whole row out."""
NAME_FIELDS: Final[tuple[Field, ...]] = ("given_name", "family_name", "full_name")
FOOD_QUESTIONS: Final = frozenset({"dietary_words", "diet_doubtful"})


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """How many take part, at how many companies, and of how many we know a diet and an interest."""

    people: int
    accounts: int
    with_diet: int
    with_interests: int


@dataclass(frozen=True, slots=True)
class Taking:
    """One person who takes part."""

    recipient: Recipient
    name: str
    company: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with something to fix, its cells by field, and the name as it stands in the file ("" for none)."""

    row: Row
    name: str
    cells: Mapping[Field, Cell]


@dataclass(frozen=True, slots=True)
class AskedCell:
    """One question of a row as the page shows it. `pieces` is the cell, cut where the words in question begin and end."""

    question: Question
    name: str
    company: str
    pieces: tuple[tuple[str, bool], ...]
    """(text, whether it is in question)."""


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A field with the headings of all columns that fill it."""

    title: str
    headings: tuple[str, ...]
    is_joined: bool


def asked_cells(rows: Iterable[Row], *, about_food: bool) -> list[AskedCell]:
    """The questions of single rows: those that go to the person, or those that only say how a cell was read."""
    found = []
    for row in rows:
        for question in row.questions:
            if (question.code in FOOD_QUESTIONS) == about_food:
                person = row.person
                cells = {cell.field: cell.raw for cell in row.cells}
                company = person.company if person else cells.get("company", "")
                pieces = tuple(_pieces(question.text, question.words))
                found.append(AskedCell(question, _name_in(row), company, pieces))
    return found


def read_as(columns: Iterable[ColumnRead]) -> list[ReadAs]:
    """Every field that the file has, with the headings it was read from, in the order of the file."""
    found: dict[str, list[ColumnRead]] = {}
    for column in columns:
        if column.title is not None:
            found.setdefault(column.title, []).append(column)
    return [ReadAs(title, tuple(column.heading for column in some), some[0].is_joined) for title, some in found.items()]


def searched_columns(columns: Iterable[ColumnRead]) -> list[str]:
    """Headings of the columns that are not imported and in which dietary words were looked for all the same."""
    return [column.heading for column in columns if column.title is None and column.is_read_for_food]


def _pieces(text: str, words: Collection[str]) -> Iterator[tuple[str, bool]]:
    if not words:
        yield text, False
        return
    longest_first = sorted((word for word in words if word), key=len, reverse=True)
    for place, piece in enumerate(re.split(f"({'|'.join(map(re.escape, longest_first))})", text)):
        if piece:
            yield piece, place % 2 == 1


def _name_in(row: Row) -> str:
    """The name as it was read, or as it stands in the file where the row is not good yet; "" for none."""
    if row.person is not None:
        return " ".join(filter(None, (row.person.given_name, row.person.family_name)))
    cells = {cell.field: cell.raw for cell in row.cells}
    return " ".join(cells[name] for name in NAME_FIELDS if cells.get(name))


def bad_rows(rows: Iterable[Row]) -> list[BadRow]:
    """The rows that stop an upload, as the page shows them."""
    found = []
    for row in rows:
        cells = {cell.field: cell for cell in row.cells if cell.field is not None}
        found.append(BadRow(row, _name_in(row), cells))
    return found


@dataclass(frozen=True, slots=True)
class Uploads:
    """The uploads of a campaign. `refused`: the newest one, where it could not be read; `pending`: the one that is worked on."""

    pending: PendingUpload | None
    refused: PendingUpload | None


def uploads_now(session: Session, campaign: Campaign) -> Uploads:
    """What waits of this campaign's uploads."""
    kept = [one for one in uploads_of(session, campaign.id) if not is_lost(one)]
    refused = kept[0] if kept and kept[0].state == "refused" else None
    return Uploads(next((one for one in kept if one.state != "refused"), None), refused)


def find_pending(session: Session, campaign: Campaign, upload_id: str) -> PendingUpload:
    """A file of this very campaign. Raises NotFound for any other."""
    pending = find_upload(session, campaign.workspace_id, upload_id)
    if pending.campaign_id != campaign.id:
        raise NotFound("We no longer have this upload. Upload the file again.")
    return pending


def lock_pending(session: Session, campaign: Campaign, upload_id: str) -> PendingUpload:
    """The same, locked, as it is now: of two presses at once the second sees what the first has done."""
    pending = find_pending(session, campaign, upload_id)
    session.refresh(pending, with_for_update=True)
    return find_pending(session, campaign, upload_id)


def require_changeable(campaign: Campaign) -> None:
    """People join while nothing has been approved. Raises Conflict afterwards."""
    if not allows(campaign.status, "add_people"):
        raise Conflict(
            "This campaign is already approved or its gifts are being chosen. You can no longer change its people."
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """What a form says about rows to fix: texts for cells, and rows that are left out."""

    cells: Mapping[tuple[int, Field], str]
    out: frozenset[int]


def read_answers(form: Mapping[str, str]) -> Answered:
    """Takes what a form says about cells: fields are named `cell-<row>-<field>`.

    An answer is the radio's value; where that is OTHER, the text field's, named `cell-<row>-<field>-text`; OUT leaves the row out.
    """
    known = get_args(Field)
    found: dict[tuple[int, Field], str] = {}
    out: set[int] = set()
    for name, value in form.items():
        match = CELL.fullmatch(name)
        if match and match[2] in (*known, "row"):
            number = int(match[1])
            if value == OUT:
                out.add(number)
            elif match[2] != "row":
                text = form.get(f"{name}-text", "") if value == OTHER else value
                found[number, cast("Field", match[2])] = text.strip()
    return Answered({cell: text for cell, text in found.items() if cell[0] not in out}, frozenset(out))


def count_people(session: Session, campaign: Campaign) -> PeopleCount:
    """Counts who takes part."""
    return counted(session, campaign, "people", lambda: _count_people(session, campaign))


def _count_people(session: Session, campaign: Campaign) -> PeopleCount:
    people, accounts = session.execute(
        select(func.count(), func.count(func.distinct(Recipient.account_id)))
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == campaign.id)
    ).one()
    return PeopleCount(
        people, accounts, _knowing(session, campaign, ("diet", "allergen")), _knowing(session, campaign, ("interest",))
    )


def taking_part(session: Session, campaign: Campaign, number: str | None, actor: Actor) -> Page[Taking]:
    """One page of the people whom the actor may see named, in the order of the upload. Cut from the campaign's own rows; only the
    page's people are read."""
    seen = named_to(campaign, CampaignRecipient.recipient_id, actor)
    listed = (
        select(CampaignRecipient.recipient_id)
        .where(CampaignRecipient.campaign_id == campaign.id, true() if seen is None else seen)
        .order_by(CampaignRecipient.row_number, CampaignRecipient.id)
    )
    page = page_of(session, listed, number)
    ids = [recipient_id for (recipient_id,) in page.items]
    rows = session.execute(
        select(Recipient, Account.name).join(Account, Account.id == Recipient.account_id).where(Recipient.id.in_(ids))
    )
    by_id = {person.id: Taking(person, person_name(person), company) for person, company in rows}
    return Page([by_id[one] for one in ids], page.number, page.total)


def _knowing(session: Session, campaign: Campaign, kinds: Collection[str]) -> int:
    """Of how many people something of these kinds is known. A doubt is not known, and whoever is asked is not counted."""
    known = (
        select(ProfileFact.recipient_id)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == ProfileFact.recipient_id)
        .where(
            CampaignRecipient.campaign_id == campaign.id,
            ProfileFact.kind.in_(kinds),
            ProfileFact.withdrawn_at.is_(None),
            is_told(),
        )
        .distinct()
    )
    total = session.scalar(select(func.count()).select_from(known.subquery())) or 0
    return total - (_doubtful(session, known) if "diet" in kinds else 0)


def _doubtful(session: Session, known: Select[str]) -> int:
    """How many of them stand in doubt. Values are encrypted, so only those are read whose question nobody has answered: a doubt
    always opens one, and falls with its answer."""
    rows = session.execute(
        select(ProfileFact.recipient_id, ProfileFact.value)
        .join(PutQuestion, PutQuestion.recipient_id == ProfileFact.recipient_id)
        .where(
            PutQuestion.kind == "diet",
            PutQuestion.answered_at.is_(None),
            ProfileFact.kind == "diet",
            ProfileFact.withdrawn_at.is_(None),
            ProfileFact.recipient_id.in_(known),
        )
    )
    return len({recipient_id for recipient_id, value in rows if value == ASK})
