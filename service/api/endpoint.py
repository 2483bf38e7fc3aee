"""How a room says what scripts may do: one line for each address, by which it is answered, checked and described alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from service.api.read_body import SMALL_BYTES
from service.workspaces.keys.scopes import KeyActor, Scope

Method = Literal["GET", "POST", "PATCH", "DELETE"]
Query = TypeVar("Query")
Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class Call(Generic[Query, Body]):
    """One request: who asks, when, in which transaction, with what. A GET's session only reads; another's commits with what
    is answered."""

    session: Session
    actor: KeyActor
    at: datetime
    ids: Mapping[str, str]
    """The ids of the path, by their names."""
    query: Query
    body: Body


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[Query, Body]):
    """One method of one address. `path` as `/gifts/{gift_id}`, below `/v1`.

    `answer`: the model that `act` answers with `status`; None where it answers a file of `media` as a Response of its own.
    `shown_once`: fields that the first answer alone has, and that are not kept for whoever sends the same again: secrets.
    `external`: the resource of whose rows the body's `external_id` names one.
    """

    method: Method
    path: str
    act: Callable[[Call[Query, Body]], BaseModel | Response]
    scope: Scope
    tag: str
    summary: str
    answer: type[BaseModel] | None
    query: type[Query] | None = None
    body: type[Body] | None = None
    status: int = 200
    about: str = ""
    test_only: bool = False
    external: str | None = None
    media: str = "application/json"
    most_bytes: int = SMALL_BYTES
    shown_once: tuple[str, ...] = ()
    also: tuple[int, ...] = field(default=())
    """Statuses of refusals beside those that every address may answer."""

    @property
    def name(self) -> str:
        """What its use is logged as."""
        return f"{self.method} {self.path}"

    @property
    def operation(self) -> str:
        """Its own name in the document."""
        return self.act.__name__


AnyEndpoint = Endpoint[Any, Any]
