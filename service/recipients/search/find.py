"""The condition on people that a search makes, for the database to answer: nobody is decrypted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, or_, select
from sqlalchemy.orm import Session

from service.folding import asked_words
from service.recipients.models import Account, Recipient, RecipientTag
from service.recipients.search.tags import tags_asked
from service.security.encryption import address_hash
from service.workspaces.models import Workspace


def people_found(session: Session, workspace_id: str, asked: str, *, by_company: bool = False) -> ColumnElement[bool]:
    """Whoever has, for each word of `asked`, a word of their name or mail address that begins so; or whose whole address it is.

    A word may also be the beginning of their company's, though not every one, unless `by_company`. Nobody finds erased people.
    """
    if "@" in asked.strip("@ \t"):
        return and_(Recipient.erased_at.is_(None), Recipient.email_hash == address_hash(asked))
    words = asked_words(asked)
    if not words:
        return false()
    generations = _generations(session, workspace_id)
    theirs = [_has_word(workspace_id, generations, spelled) for spelled in words]
    either = [or_(own, _company_has(workspace_id, word)) for own, word in zip(theirs, words, strict=True)]
    return and_(Recipient.erased_at.is_(None), *either, *(() if by_company else (or_(*theirs),)))


def begin_with(session: Session, workspace_id: str, beginnings: Sequence[str]) -> ColumnElement[bool]:
    """Whoever has a word that begins in one of these ways, which are as `folding.searched_words` writes them."""
    return and_(Recipient.erased_at.is_(None), _has_word(workspace_id, _generations(session, workspace_id), beginnings))


def words_begin(column: SQLColumnExpression[str], spelled: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column that `folding.searched_text` wrote has a word that begins in one of these ways."""
    return or_(*(column.contains(f" {word}", autoescape=True) for word in spelled))


def _has_word(workspace_id: str, generations: Sequence[int], spelled: Sequence[str]) -> ColumnElement[bool]:
    tags = tags_asked(workspace_id, generations, spelled)
    return Recipient.id.in_(select(RecipientTag.recipient_id).where(RecipientTag.tag.in_(tags)))


def _company_has(workspace_id: str, spelled: Sequence[str]) -> ColumnElement[bool]:
    return Recipient.account_id.in_(
        select(Account.id).where(Account.workspace_id == workspace_id, words_begin(Account.searched, spelled))
    )


def _generations(session: Session, workspace_id: str) -> tuple[int, ...]:
    """The keys under which people stand: the present one, and while some are still to be written anew the one before."""
    present = session.scalar(select(Workspace.search_generation).where(Workspace.id == workspace_id)) or 1
    oldest = session.scalar(
        select(Recipient.searched_as)
        .where(Recipient.workspace_id == workspace_id, Recipient.searched_as > 0)
        .order_by(Recipient.searched_as)
        .limit(1)
    )
    return tuple(range(min(oldest or present, present), present + 1))[-3:]
