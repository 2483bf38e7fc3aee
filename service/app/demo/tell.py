"""What the demo says of the plan on the screen."""

from __future__ import annotations

from rich.console import Console

from service.planning.labels import HOLDS
from service.planning.plan.summary import PlanSummary


def print_summary(summary: PlanSummary, screen: Console) -> None:
    """People, gifts and money, how good the plan is, who finds little to swap to, and who waits or gets nothing."""
    money = f"{summary.spend_minor / 100:,.2f} of {summary.budget_minor / 100:,.2f} {summary.currency}"
    screen.print(
        f"\n[bold]{summary.chosen} of {summary.recipients} people get a gift[/bold] "
        f"({summary.distinct_gifts} different gifts from {summary.distinct_products} products, at most "
        f"{summary.most_of_one_product} people with the same product; {money}).\n"
        f"No plan within this budget can be better than this one by more than {summary.gap:.4%}."
    )
    short = summary.swap_short.get(summary.swap_limit)
    if short is not None:
        under = "; ".join(f"{people} under {limit}" for limit, people in summary.swap_short.items())
        screen.print(f"{short} of them find fewer than three gifts to swap to ({under}).")
    for reason, people in sorted(summary.held.items()):
        screen.print(f"  {people:>3} wait: {HOLDS[reason][0].lower()}")
    if summary.aside.people:
        aside, sum_minor = summary.aside, f"{summary.aside.amount_minor / 100:,.2f} {summary.currency}"
        screen.print(
            f"      {sum_minor} and {aside.pieces} items are set aside for {aside.people - aside.empty} of those who are asked;"
            f" {aside.empty} would go empty, {aside.partly} with some rare answer"
        )
        for one in summary.short:
            when = "whatever they answer" if one.is_empty else "after a rare answer"
            screen.print(f"        {one.name}, {one.company}: {when}; {one.why}")
    screen.print(f"  {summary.unmatched:>3} can’t be given anything; the plan says why for each\n")
