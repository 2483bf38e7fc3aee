"""A company's rules on gifts: what lists say of it, what a person set, what it says itself, and what is therefore in force.

Lists add up: of two statements the stricter counts, and a list that says less takes nothing away. A person may set any rule,
stricter or looser, and it stands: no list ever loosens it, and what lists had said by then is settled, so that the same file again
changes nothing. Only something stricter that no list had said before comes on top. It counts at once, since their rule must not be
broken, and the company's page says so until a person sets the rule again. What the company says itself, by its office or its file
(`stated`), is above all of these: nothing that anybody here sets, softer than that, ever counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from service.recipients.models import Account

FLAGS: Final = ("no_gifts", "no_food", "no_alcohol", "consumables_only", "public_sector")
LIMITS: Final = "limits"
"""The two caps and the currency they are in: one rule, since none of them says anything alone."""
RULES: Final = (*FLAGS, LIMITS)
STATED_ALONE: Final = ("barred", "periods", "quiet")
"""What only a company itself can say; see `stated.rules`."""
_CAPS: Final = ("cap_minor", "yearly_cap_minor")
_SAID: Final = "limits_said"
_KEPT: Final = 50
"""Different statements of limits that are remembered of one company."""
Policy = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RuleState:
    """One rule as the page shows it: a flag, or {cap_minor, yearly_cap_minor, currency}. `own` None where no person set it, `since`
    None where no list came on top."""

    rule: str
    listed: Any
    own: Any
    since: Any
    in_force: Any
    by: str | None
    at: datetime | None


def whole(policy: Policy) -> dict[str, Any]:
    """The document with every key, whatever an older row lacks; of what only a company itself can say, those that it has."""
    return {
        **{flag: bool(policy.get(flag)) for flag in FLAGS},
        **{cap: policy.get(cap) for cap in _CAPS},
        "currency": policy.get("currency"),
        **{name: policy[name] for name in STATED_ALONE if policy.get(name)},
    }


def value_of(policy: Policy, rule: str) -> Any:
    """One rule's value: a flag, or the limits as a document."""
    return limits_of(policy) if rule == LIMITS else bool(policy.get(rule))


def limits_of(policy: Policy) -> dict[str, Any]:
    """The two caps with their currency."""
    return {name: policy.get(name) for name in (*_CAPS, "currency")}


def hear_list(account: Account, said: Policy, at: datetime) -> None:
    """One row of a list speaks of the company. The account's row is locked."""
    before = _listed(account)
    known = list(before.get(_SAID, ()))
    limits = value_of(said, LIMITS)
    listed = {**before, **_with(before, said)}
    if _has_limits(limits) and limits not in known:
        listed[_SAID] = [*known, limits][-_KEPT:]
    account.listed_policy = listed
    account.set_policy = {rule: _on_top(rule, own, value_of(said, rule)) for rule, own in account.set_policy.items()}
    _put_in_force(account, at)


def set_rules(account: Account, wanted: Policy, user_id: str | None, at: datetime) -> dict[str, Any]:
    """A person sets the rules as `wanted`. Answers {rule: [before, after]} of those that changed; nothing for none. The account's
    row is locked."""
    changed: dict[str, Any] = {}
    account.listed_policy = dict(_listed(account))
    own = dict(account.set_policy)
    before_all = ours(account)
    for rule in RULES:
        before, after = value_of(before_all, rule), value_of(wanted, rule)
        if before == after:
            continue
        changed[rule] = [before, after]
        own[rule] = {
            "value": after, "settled": _settled(account, rule), "since": None, "by": user_id, "at": at.isoformat(),
        }  # fmt: skip
    account.set_policy = own
    # Whoever sets a rule has decided on what was proposed of it.
    account.proposed_policy = {rule: said for rule, said in account.proposed_policy.items() if rule not in changed}
    _put_in_force(account, at)
    return changed


def hear_company(account: Account, stated: Policy, at: datetime) -> bool:
    """All that the company has said of its own rules, {} for nothing. True where other rules are in force now. The account's row is
    locked."""
    before = whole(account.gift_policy)
    account.listed_policy = dict(_listed(account))
    account.stated_policy = dict(stated)
    _put_in_force(account, at)
    return whole(account.gift_policy) != before


def propose_rule(account: Account, rule: str, value: Any, at: datetime) -> bool:
    """Somebody at the company says what its rule is: in force at once, until a person of the sender's confirms or lifts it. False
    where it asks for nothing stricter than what is in force. The account's row is locked; only the day is kept, and nobody's name.
    """
    before = value_of(account.gift_policy, rule)
    if stricter(rule, before, value) == before:
        return False
    # Rules from before they were told apart come from lists.
    account.listed_policy = dict(_listed(account))
    standing = account.proposed_policy.get(rule)
    whole_value = value if standing is None else stricter(rule, standing["value"], value)
    account.proposed_policy = {
        **account.proposed_policy, rule: {"value": whole_value, "on": at.date().isoformat()},
    }  # fmt: skip
    _put_in_force(account, at)
    return True


def confirm_rule(account: Account, rule: str, user_id: str | None, at: datetime) -> dict[str, Any]:
    """What was proposed is the company's rule from now on, set by this person. Answers as `set_rules` does; nothing where none was
    proposed. The account's row is locked."""
    if rule not in account.proposed_policy:
        return {}
    proposed, without = account.proposed_policy[rule]["value"], _without(account, rule)
    wanted = ours(account)
    account.proposed_policy = without
    _put_in_force(account, at)
    changed = set_rules(account, wanted, user_id, at)
    # From now on it is this decision that the rules date from, and not the moment somebody told us.
    account.policy_changed_at = at
    return changed or {rule: [proposed, proposed]}


def lift_rule(account: Account, rule: str, at: datetime) -> bool:
    """What was proposed is not their rule: from now on it binds nobody. False where none was proposed. The row is locked."""
    if rule not in account.proposed_policy:
        return False
    account.proposed_policy = _without(account, rule)
    _put_in_force(account, at)
    account.policy_changed_at = at
    return True


def _without(account: Account, rule: str) -> dict[str, Any]:
    return {name: value for name, value in account.proposed_policy.items() if name != rule}


def states_of(account: Account) -> list[RuleState]:
    """Every rule of the company, in a fixed order."""
    found, listed = [], _listed(account)
    for rule in RULES:
        own = account.set_policy.get(rule)
        found.append(
            RuleState(
                rule,
                value_of(listed, rule),
                own and own["value"],
                own and own["since"],
                value_of(account.gift_policy, rule),
                own and own["by"],
                datetime.fromisoformat(own["at"]) if own else None,
            )
        )
    return found


def _listed(account: Account) -> Policy:
    """What lists say; a company whose rules were written before they were told apart has all of them from lists."""
    is_told_apart = account.set_policy or account.proposed_policy or account.stated_policy
    return account.listed_policy or ({} if is_told_apart else whole(account.gift_policy))


def ours(account: Account) -> dict[str, Any]:
    """The rules as lists, people here and what is proposed have them, without what the company itself states."""
    rules = {name: value for name, value in whole(_listed(account)).items() if name not in STATED_ALONE}
    for rule, own in account.set_policy.items():
        value = own["value"] if own["since"] is None else stricter(rule, own["value"], own["since"])
        rules |= value if rule == LIMITS else {rule: value}
    for rule, proposed in account.proposed_policy.items():
        value = stricter(rule, value_of(rules, rule), proposed["value"])
        rules |= value if rule == LIMITS else {rule: value}
    return rules


def _put_in_force(account: Account, at: datetime) -> None:
    rules = ours(account)
    if stated := account.stated_policy:
        for rule in RULES:
            value = stricter(rule, value_of(rules, rule), value_of(stated, rule))
            rules |= value if rule == LIMITS else {rule: value}
        rules |= {name: stated[name] for name in STATED_ALONE if stated.get(name)}
    if rules != whole(account.gift_policy):
        account.policy_changed_at = at
    account.gift_policy = rules


def _with(listed: Policy, said: Policy) -> dict[str, Any]:
    both: dict[str, Any] = {flag: bool(listed.get(flag)) or bool(said.get(flag)) for flag in FLAGS}
    return both | _stricter_limits(value_of(listed, LIMITS), value_of(said, LIMITS))


def _on_top(rule: str, own: Mapping[str, Any], said: Any) -> dict[str, Any]:
    """A person's setting after a list has spoken: something stricter that was not settled comes on top."""
    standing = own["value"] if own["since"] is None else stricter(rule, own["value"], own["since"])
    if said in own["settled"] or stricter(rule, standing, said) == standing:
        return dict(own)
    return {**own, "since": said if own["since"] is None else stricter(rule, own["since"], said)}


def _settled(account: Account, rule: str) -> list[Any]:
    """What lists have said of the rule by now."""
    earlier = account.set_policy.get(rule)
    told = list(earlier["settled"]) if earlier else []
    told += [value_of(account.listed_policy, rule)]
    if rule == LIMITS:
        told += account.listed_policy.get(_SAID, ())
    return [value for place, value in enumerate(told) if value not in told[:place]]


def stricter(rule: str, first: Any, second: Any) -> Any:
    """What holds where both were said of one rule."""
    return _stricter_limits(first, second) if rule == LIMITS else bool(first) or bool(second)


def _stricter_limits(first: Policy, second: Policy) -> dict[str, Any]:
    if not _has_limits(second):
        return limits_of(first)
    if not _has_limits(first):
        return limits_of(second)
    currencies = {limits["currency"] for limits in (first, second)} - {None}
    if len(currencies) > 1:
        # Money names its currency, and nobody has given a rate: until a person says which limit counts, nothing may cost anything.
        return {"cap_minor": 0, "yearly_cap_minor": None, "currency": first["currency"]}
    return {cap: _lower(first[cap], second[cap]) for cap in _CAPS} | {"currency": next(iter(currencies), None)}


def _has_limits(limits: Policy) -> bool:
    return any(limits.get(cap) is not None for cap in _CAPS)


def _lower(first: int | None, second: int | None) -> int | None:
    return min((cap for cap in (first, second) if cap is not None), default=None)
