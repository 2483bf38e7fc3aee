"""The same statement made in other ways. Each gives CPU seconds for one, children included."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psutil

from renderers.context import Story
from renderers.language.translations import text
from renderers.statement.figures import figures_of
from renderers.statement.paper import copy_of, paper_html
from renderers.statement.pdf.html_to_pdf import STYLES
from renderers.statement.pdf.print_fonts import print_fonts
from renderers.statement.qr_code import code_svg

TYPST: Final = Path(__file__).with_name("statement.typ")
CHROMIUM: Final = ("/usr/bin/chromium", "/usr/bin/google-chrome")
_FRESH: Final = """
import sys
from renderers.statement.pdf.print_fonts import use_our_fonts
use_our_fonts()
import weasyprint
html = sys.stdin.buffer.read().decode()
weasyprint.HTML(string=html).write_pdf(stylesheets=[weasyprint.CSS(filename=sys.argv[1])], pdf_variant="pdf/ua-1")
"""


def cpu() -> float:
    """CPU seconds of this process and its ended children."""
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def html_of(story: Story) -> str:
    """The document a person would hand to WeasyPrint or a browser."""
    figures = figures_of(story)
    return paper_html(story, figures, copy_of(story, figures).slots)


def each(stories: Sequence[Story], make: Callable[[Story], object]) -> float:
    """Mean CPU seconds of making one."""
    began = cpu()
    for story in stories:
        make(story)
    return (cpu() - began) / len(stories)


def naive_warm(story: Story) -> bytes:
    """`HTML(string=...).write_pdf()` with the style sheet, in a process that has WeasyPrint loaded already."""
    import weasyprint  # noqa: PLC0415 - loads Pango, which must meet our fontconfig first

    sheet = weasyprint.CSS(filename=str(STYLES))
    made = weasyprint.HTML(string=html_of(story)).write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")
    return bytes(made)


def naive_fresh(story: Story) -> None:
    """The same in a process for each recipient."""
    subprocess.run([sys.executable, "-c", _FRESH, str(STYLES)], input=html_of(story).encode(), check=True)


def typst(stories: Sequence[Story]) -> float | None:
    """Typst's own PDF/UA-1 of the same words, its compiler kept warm; None where there is no wheel of it."""
    if find_spec("typst") is None:
        return None
    from typst import Compiler  # noqa: PLC0415 - measured only

    compiler = Compiler(input=str(TYPST), font_paths=[str(print_fonts())], ignore_system_fonts=True)

    def make(story: Story) -> object:
        told = json.dumps(_told(story), ensure_ascii=False)
        return compiler.compile(sys_inputs={"statement": told}, format="pdf", pdf_standards=["ua-1"])

    make(stories[0])
    return each(stories, make)


def _told(story: Story) -> dict[str, Any]:
    """What the Typst template prints: the slots, and the sentences of the language."""
    figures, locale = figures_of(story), story.person.locale
    keys = "title sub key.value key.state key.on parties.title parties.by parties.to parties.private parties.occasion"
    keys += (
        " parties.number value.title value.what value.how value.value value.retail value.delivery value.delivery_how"
    )
    keys += " value.sum year.title year.day year.gift year.answer year.together year.none declares.title"
    keys += (
        " declares.obligation declares.cash declares.choice declares.unclaimed inside.title office.title office.keep"
    )
    keys += " office.share office.back office.date office.sign check.title check.not_invoice page"
    copy = copy_of(story, figures)
    return {
        "slots": copy.slots,
        "rows": len(figures.earlier),
        "title": copy.title,
        "language": copy.language,
        "says": {key: text(locale, f"statement.{key}") for key in keys.split()},
        "paper": text(locale, "statement.check.paper", address=figures.address),
        "code": code_svg(story.links.statement, "x"),
        "alt": text(locale, "statement.check.code"),
    }


def chromium(stories: Sequence[Story]) -> float | None:
    """A warm headless Chromium printing the same HTML, tagged; None where there is none."""
    browser_path = next((path for path in CHROMIUM if Path(path).exists()), None)
    if browser_path is None or find_spec("playwright") is None:
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    faces = "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{path.as_uri()}") }}'
        for path in sorted(print_fonts().glob("*.ttf"))
        for family, weight in [_face(path)]
    )
    style = f"<style>{faces}{STYLES.read_text(encoding='utf-8')}</style>"
    page_file = print_fonts().parent / "benchmark.html"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        page = browser.new_page()

        def make(story: Story) -> bytes:
            page_file.write_text(html_of(story).replace("</head>", f"{style}</head>"), encoding="utf-8")
            page.goto(page_file.as_uri())
            return page.pdf(prefer_css_page_size=True, tagged=True)

        make(stories[0])
        began, own = _tree_cpu(), time.process_time()
        for story in stories:
            make(story)
        used = (_tree_cpu() - began + time.process_time() - own) / len(stories)
        browser.close()
    page_file.unlink()
    return used


def _face(path: Path) -> tuple[str, int]:
    family, _, style = path.stem.removeprefix("Print").partition("-")
    return f"Print {family}", 600 if style == "SemiBold" else 400


def _tree_cpu() -> float:
    """CPU seconds of the browser and what drives it."""
    used = 0.0
    for child in psutil.Process().children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        used += times.user + times.system
    return used
