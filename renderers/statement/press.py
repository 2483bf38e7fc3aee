"""HTML to tagged PDF with WeasyPrint. Nothing is fetched, nothing is only logged: a warning is a failed rendition."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Any, Final

from renderers.errors import FetchRefused, FontMissing, TemplateError
from renderers.native import missing_libraries
from renderers.statement.edition import EDITIONS, Attached, Edition, attachments
from renderers.statement.print_fonts import use_our_fonts
from renderers.statement.widths import Fonts
from renderers.translations import ASSETS

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
    document.fonts = (
        Fonts()
    )  # WeasyPrint cuts the fonts of a document when it writes; a second edition needs them whole again.
    file = BytesIO()
    with strict_log():
        document.write_pdf(
            file,
            pdf_variant=edition.variant,
            pdf_identifier=identifier.encode(),
            attachments=attachments(edition, attached),
        )
    return file.getvalue()


def lay_out(html: str) -> Any:
    """The document as WeasyPrint's pages, not yet painted. Raises as `print_editions` does."""
    weasyprint, sheet, fonts, fetcher = _press()
    with strict_log():
        try:
            document = weasyprint.HTML(string=html, base_url="about:blank", url_fetcher=fetcher)
            return document.render(stylesheets=[sheet], font_config=fonts)
        except weasyprint.urls.FatalURLFetchingError as error:
            raise FetchRefused(str(error), where="statement") from None


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
    """WeasyPrint reports wrong styles and lost images only in its log. Raises TemplateError with the first it wrote."""
    collecting = _Collecting()
    log = logging.getLogger("weasyprint")
    log.addHandler(collecting)
    try:
        yield
    finally:
        log.removeHandler(collecting)
    if collecting.sentences:
        raise TemplateError(f"WeasyPrint warns: {collecting.sentences[0]}", where="statement")
