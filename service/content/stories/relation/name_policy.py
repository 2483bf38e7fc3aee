"""Whether somebody is called by name: the one rule for page, mail and film, with the reason that the console shows.

A name is used where there is a relationship, or where the person gave it themselves. What a statement calls somebody is another
matter: it says who was given something, and always names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from renderers.context import Person
from renderers.language import names
from renderers.relation import Stage

Reason = Literal["given_by_them", "known", "stranger", "not_known", "form_not_known"]
WORDS: Final[Mapping[Reason, str]] = {
    "given_by_them": "Called by name: they told us their name themselves.",
    "known": "Called by name: you know each other, and the name was in your list.",
    "stranger": "Not called by name: they’re a prospect, and the name comes from a list. They can tell us on their page.",
    "not_known": "Not called by name: we don’t have a name that reads like one.",
    "form_not_known": "Named, but not greeted by name: their language bends names, and this one isn’t in our table.",
}
"""What the console says of each reason."""


@dataclass(frozen=True, slots=True)
class NamePolicy:
    """Whether page, mail and film may name the person, and why."""

    may_name: bool
    reason: Reason

    @property
    def sentence(self) -> str:
        """The reason in words, for the console."""
        return WORDS[self.reason]


def name_policy(person: Person, stage: Stage | None, *, gave_name: bool) -> NamePolicy:
    """The rule. `person` as they are known, `gave_name`: the name in their row is what they told us themselves."""
    if names.masthead_name(person) is None:
        return NamePolicy(may_name=False, reason="not_known")
    if stage == "prospect" and not gave_name:
        return NamePolicy(may_name=False, reason="stranger")
    if names.greeting_name(person) is None:
        return NamePolicy(may_name=True, reason="form_not_known")
    return NamePolicy(may_name=True, reason="given_by_them" if gave_name else "known")


def as_called(person: Person, policy: NamePolicy) -> Person:
    """The person as page, mail and film may call them: without any name where the policy says so."""
    return person if policy.may_name else Person(person.locale, None, None, person.company, person.city)
