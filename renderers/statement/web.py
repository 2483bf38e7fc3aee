"""The gift statement as a page: the paper's figures, for a browser."""

from __future__ import annotations

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Story
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording
from renderers.statement.figures import Figures, declared, figures_of, fingerprint


def draw_page(story: Story, figures: Figures, *, has_paper: bool = True) -> str:
    """The page's HTML. `has_paper`: whether the PDFs lie beside it, to be fetched."""
    return typeset(
        "statement/page.html",
        story.person.locale,
        story=story,
        figures=figures,
        declared=declared(story),
        fingerprint=fingerprint(figures),
        theme=theme_of(story.brand),
        mark=wordmark(story.brand, None),
        has_paper=has_paper,
    )


def page_alone(story: Story) -> bytes:
    """The page without its paper, for whoever may look and not take it along. Proofed as a drawing is; raises ProofFailed."""
    with recording() as inserted:
        html = draw_page(story, figures_of(story), has_paper=False)
        proof(readable(html, "statement page"), inserted, "statement page")
    return html.encode()
