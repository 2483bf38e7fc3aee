"""Bars from zero on one scale, as SVG for paper. The table beside it says the same; this says it at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from renderers.statement.sender.figures import Stage

_INK, _SOFT, _BAND = "#1d1a26", "#5d5768", "#f3ece1"
_COLOURS: Final = {
    "Kept a gift": "#1f5c4a",
    "Donated": "#6b3a66",
    "Declined": "#8a8171",
    "Ran out of time": "#8a8171",
}
_STEP, _HIGH, _LEFT, _LONG, _WIDE = 24, 14, 132, 400, 642


def bars(stages: Sequence[Stage]) -> Markup:
    """One bar for each stage, in points of 1/96 inch; the title says every figure for those who cannot see it."""
    scale = max((stage.people for stage in stages), default=0) or 1
    said = ", ".join(f"{stage.name.lower()} {stage.people}" for stage in stages)
    high = _STEP * len(stages)
    parts = [
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="bars" font-family="Print Inter" font-size="12" '
            'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"><title>{title}</title>'
        ).format(wide=_WIDE, high=high, title=f"People by stage: {said}")
    ]
    for row, stage in enumerate(stages):
        y = row * _STEP + 4
        long = round(_LONG * stage.people / scale, 1)
        colour = _COLOURS.get(stage.name, _INK)
        parts.append(
            Markup(
                '<text x="0" y="{t}" fill="{ink}">{name}</text><rect x="{x}" y="{y}" width="{all}" height="{h}" fill="{band}"/>'
                '<rect x="{x}" y="{y}" width="{long}" height="{h}" fill="{colour}"/>'
                '<text x="{right}" y="{t}" fill="{soft}">{told}</text>'
            ).format(
                ink=_INK,
                soft=_SOFT,
                t=y + 11,
                name=stage.name,
                x=_LEFT,
                y=y,
                all=_LONG,
                h=_HIGH,
                band=_BAND,
                long=long,
                colour=colour,
                right=_LEFT + _LONG + 12,
                told=f"{stage.people:,}" if stage.share is None else f"{stage.people:,}, {stage.share}",
            )
        )
    return Markup("").join((*parts, Markup("</svg>")))
