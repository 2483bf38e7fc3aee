"""HTML to tagged PDF with WeasyPrint. Nothing is fetched, nothing is only logged: a warning is a failed rendition."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any, Final

from renderers.errors import FetchRefused, FontMissing, TemplateError
from renderers.language.translations import ASSETS
from renderers.runtime.native import missing_libraries
from renderers.statement.pdf.edition import EDITIONS, Attached, Edition, attachments
from renderers.statement.pdf.margins import mark_margins
from renderers.statement.pdf.print_fonts import use_our_fonts
from renderers.statement.pdf.widths import Fonts

COLOURS: Final = "sRGB2014"
STYLES: Final = ASSETS / "styles" / "statement.css"


def print_pdf(html: str, identifier: str) -> bytes:
    """The reader's edition alone. Raises as `print_editions` does."""
    return _write(lay_out(html), EDITIONS["reader"], identifier, ())


def print_editions(html: str, identifier: str, attached: Sequence[Attached]) -> dict[str, bytes]:
    """The document as tagged PDFs with bookmarks, one for each edition. `identifier` makes equal documents equal bytes.

    Raises FetchRefused when the document asks for anything outside itself, TemplateError for a style or an element WeasyPrint
    only warns of, FontMissing where Pango is not installed.
    """
    document = lay_out(html)
    return {name: _write(document, edition, identifier, attached) for name, edition in EDITIONS.items()}


def _write(document: Any, edition: Edition, identifier: str, attached: Sequence[Attached]) -> bytes:
    file = BytesIO()
    options = writing(document, edition, attached)
    with strict_log():
        document.write_pdf(file, finisher=finish_tags, pdf_identifier=identifier.encode(), **options)
    return file.getvalue()


def writing(document: Any, edition: Edition, attached: Sequence[Attached]) -> dict[str, Any]:
    """WeasyPrint's options for writing a laid-out document as one edition; the document is made ready for it.

    It cuts a document's fonts when it writes, so each edition begins with whole ones. It would open its colour profile and leave
    the file open, so the profile is given to it.
    """
    document.fonts = Fonts()
    options: dict[str, Any] = {"pdf_variant": edition.variant, "attachments": attachments(edition, attached)}
    if edition.is_archive:
        document.color_profiles = {COLOURS: _colour_profile()}
        options["output_intent"] = COLOURS
    return options


def finish_tags(document: Any, pdf: Any) -> None:
    """What WeasyPrint leaves out of the tags: what a head of a table is the head of, and that margins are no content."""
    _tell_scopes(document)
    mark_margins(document, pdf)


def _tell_scopes(document: Any) -> None:
    """Says of every header cell whether it heads its row or its column, which WeasyPrint leaves out of the tags."""
    for page in document.pages:
        for box in page._page_box.descendants():
            if box.element_tag == "th" and (tag := getattr(box, "mark", None)) is not None:
                tag["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"


@cache
def _colour_file() -> bytes:
    return (resources.files("weasyprint.pdf") / f"{COLOURS}.icc").read_bytes()


def _colour_profile() -> Any:
    from weasyprint.css import ColorProfile  # noqa: PLC0415 - loads Pango, see _press

    return ColorProfile(BytesIO(_colour_file()), f"{COLOURS}.icc", "relative-colorimetric", ("r", "g", "b"))


def lay_out(html: str) -> Any:
    """The document as WeasyPrint's pages, not yet painted. Raises as `print_editions` does."""
    weasyprint, sheet, fonts, fetcher = _press()
    with strict_log():
        document = weasyprint.HTML(string=html, base_url="about:blank", url_fetcher=fetcher)
        return document.render(stylesheets=[sheet], font_config=fonts)


@cache
def _press() -> tuple[Any, Any, Any, Any]:
    """WeasyPrint with our fonts, the parsed style sheet and the fetcher: once in a process."""
    use_our_fonts()
    if missing := missing_libraries():
        raise FontMissing(f"PDFs need Pango, and {missing[0]} is not installed. Run: handpicked doctor --fix")
    import weasyprint  # noqa: PLC0415 - loads Pango, which must meet our fontconfig
    import weasyprint.text.fonts  # noqa: PLC0415
    import weasyprint.urls  # noqa: PLC0415

    class Refusing(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        """The statement holds everything it needs: whatever it asks for is refused, and the refusal ends the drawing."""

        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002 - WeasyPrint's signature
            raise weasyprint.urls.FatalURLFetchingError(f"The document asks for {url[:80]}; nothing may be fetched.")

    fetcher = Refusing(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
    fonts = weasyprint.text.fonts.FontConfiguration()
    with strict_log():
        sheet = weasyprint.CSS(
            string=STYLES.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=fetcher, base_url="about:blank"
        )
    return weasyprint, sheet, fonts, fetcher


class _Collecting(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.sentences.append(record.getMessage())


@contextmanager
def strict_log() -> Iterator[None]:
    """Makes errors of what WeasyPrint only logs and of what it raises past every handler.

    Raises TemplateError for wrong styles and lost images, FetchRefused for an address that is refused.
    """
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - loads Pango, see _press

    collecting = _Collecting()
    log = logging.getLogger("weasyprint")
    log.addHandler(collecting)
    try:
        yield
    except FatalURLFetchingError as error:
        raise FetchRefused(str(error), where="statement") from None
    finally:
        log.removeHandler(collecting)
    if collecting.sentences:
        raise TemplateError(f"WeasyPrint warns: {collecting.sentences[0]}", where="statement")
