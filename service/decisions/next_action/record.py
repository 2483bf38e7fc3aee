"""A decision as it is stored: everything it was made from and everything it said, as JSON with one way to write it.

From what is stored the same decision is made again, byte for byte. Ids, codes and figures only.
"""

from __future__ import annotations

import dataclasses
import json
import math
import types
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from service.decisions.next_action.actions import Action
from service.decisions.next_action.decide import Blocked, Decision, Ranked, decide
from service.decisions.next_action.factors.value import PRIOR_VERSION
from service.decisions.next_action.person import PersonState
from service.decisions.next_action.policy import Limits, Policy
from service.errors import Conflict

Json = dict[str, Any]
Plain = TypeVar("Plain")
MOST_KEPT: Final = 40
"""So many actions of each list stand in what is said; the rest follows from what it was made from."""


def made_from(person: PersonState, moment: datetime, actions: Sequence[Action], policy: Policy) -> Json:
    """Everything a decision is made from. A model is named by its version: its own weights are kept where it is kept."""
    return {
        "person": _plain(person),
        "moment": _plain(moment),
        "actions": [_plain(action) for action in actions],
        "levers": dict(policy.levers),
        "limits": _plain(policy.limits),
        "model": PRIOR_VERSION if policy.model is None else policy.model.version,
        "random_share": policy.random_share,
        "draw": policy.draw,
    }


def said(decision: Decision) -> Json:
    """What a decision said."""
    return {
        "winner": _ranked(decision.winner),
        "ranked": [_ranked(one) for one in decision.ranked[:MOST_KEPT]],
        "blocked": [_blocked(one) for one in decision.blocked[:MOST_KEPT]],
        "capped": [action.key for action in decision.capped[:MOST_KEPT]],
        "model": decision.model_version,
        "shown_probability": decision.shown_probability,
        "is_random": decision.is_random,
    }


def written(body: Json) -> bytes:
    """The one way to write it: sorted, without spaces, UTF-8; no NaN."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def read(body: Json, model: Any = None) -> tuple[PersonState, datetime, tuple[Action, ...], Policy]:
    """What `made_from` wrote, as values again. `model`: the one that it names, None for the priors written by hand.

    Raises Conflict where the model given is not the one named.
    """
    version = PRIOR_VERSION if model is None else model.version
    if body["model"] != version:
        raise Conflict("This decision was made with a model that is not kept any more.")
    policy = Policy(
        levers=body["levers"],
        limits=_value(Limits, body["limits"]),
        model=model,
        random_share=body["random_share"],
        draw=body["draw"],
    )
    actions = tuple(_value(Action, one) for one in body["actions"])
    return _value(PersonState, body["person"]), datetime.fromisoformat(body["moment"]), actions, policy


def recompute(body: Json, model: Any = None) -> bytes:
    """The bytes of what the decision says, made again from what it was made from."""
    return written(said(decide(*read(body, model))))


def _ranked(one: Ranked) -> Json:
    return {
        "action": one.action.key,
        "kind": one.action.kind,
        "p": one.chance,
        "c": one.context,
        "v": one.worth,
        "l": one.lever,
        "score": one.score,
        "reasons": list(one.reasons),
        "held_by": one.held_by,
        "not_before": _plain(one.not_before),
    }


def _blocked(one: Blocked) -> Json:
    return {
        "action": one.action.key,
        "kind": one.action.kind,
        "layer": one.layer,
        "code": one.code,
        "detail": one.detail,
        "until": _plain(one.until),
        "score": one.score if math.isfinite(one.score) else None,
    }


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        # What stands at its default is left out: rows stay short, and a part added later reads as its default.
        parts = ((one, getattr(value, one.name)) for one in dataclasses.fields(value))
        return {one.name: _plain(part) for one, part in parts if not _is_default(one, part)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _is_default(part: dataclasses.Field[Any], value: Any) -> bool:
    if part.default_factory is not dataclasses.MISSING:
        return bool(value == part.default_factory())
    return part.default is not dataclasses.MISSING and bool(value == part.default)


def _value(kind: type[Plain], body: Json) -> Plain:
    """A value of a dataclass from what `_plain` made of it."""
    hints = get_type_hints(kind)
    return kind(**{name: _part(hints[name], part) for name, part in body.items()})


def _part(hint: Any, value: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    found = value
    if value is None or origin is Literal:
        pass
    elif origin in {Union, types.UnionType}:
        found = _part(next(one for one in inner if one is not type(None)), value)
    elif hint is datetime:
        found = datetime.fromisoformat(value)
    elif origin is frozenset:
        found = frozenset(value)
    elif origin is tuple:
        found = tuple(_part(inner[0], one) for one in value)
    elif origin is not None and issubclass(origin, Mapping):
        found = {key: _part(inner[1], one) for key, one in value.items()}
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
        found = _value(hint, value)
    return found
