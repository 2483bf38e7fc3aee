"""What docs/versions.md says of this version is so."""

from __future__ import annotations

import tomllib
from typing import Any

from pydantic import BaseModel, Field

from service.api.endpoint import Call, Endpoint
from service.api.openapi import document
from service.app.api.register import whole_document
from service.config import DEPRECATED, Settings
from tests.house.sources import HOUSE

SAID = (HOUSE / "docs/versions.md").read_text("utf-8")
VERSION = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]["version"]


class Asked(BaseModel):
    """A list’s parameters, one of them on its way out."""

    colour: str | None = Field(default=None, deprecated=True, description="Use hue.")


class Given(Asked):
    """A body and an answer with the same field."""


def look(_call: Call[Asked, Given]) -> Given:
    return Given()


def deprecated(part: Any) -> list[Any]:
    """Every part of a document that is marked so."""
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    found = [one for below in inside for one in deprecated(below)]
    return [*found, part] if isinstance(part, dict) and part.get("deprecated") is True else found


def test_the_number_is_that_of_the_package_and_of_the_changelogs_first_chapter() -> None:
    assert f"Handpicked is at {VERSION} " in SAID
    chapters = [line for line in (HOUSE / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("## ")]
    assert chapters[0].startswith(f"## {VERSION} ")


def test_nothing_is_deprecated_or_the_page_says_what() -> None:
    is_none = "Nothing is deprecated at the moment." in SAID
    assert is_none == (not DEPRECATED and not deprecated(whole_document()))


def test_whatever_is_deprecated_says_what_to_do_instead() -> None:
    assert [name for name, (_since, _until, instead) in DEPRECATED.items() if not instead.endswith(".")] == []
    assert [one for one in deprecated(whole_document()) if not one.get("description")] == []
    assert all(name == name.lower() for name in (*DEPRECATED, *Settings.model_fields))


def test_a_field_that_is_marked_is_marked_in_the_document_as_a_parameter_and_in_body_and_answer() -> None:
    endpoint: Endpoint[Asked, Given] = Endpoint(
        "POST", "/looks", look, "gifts:read", "gifts", "Look", Given, query=Asked, body=Given
    )
    found = deprecated(document((endpoint,), "https://gifts.example.com"))
    assert [one.get("name") for one in found] == ["colour", None]
    assert [one["description"] for one in found] == ["Use hue.", "Use hue."]
