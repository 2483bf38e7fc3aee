"""What comes back by mail, as a mail server hands it over: through a pipe, or by LMTP."""

from __future__ import annotations

import asyncio
import os
from typing import BinaryIO, Final

import click
import structlog

from service.app.database.fitting_key import require_fitting_key
from service.app.logs.log import configure_logging, keep_all_in_log
from service.app.wiring import register_all
from service.config import settings
from service.errors import HandpickedError, SettingsError

_log: Final = structlog.get_logger()


def take_from_pipe(stream: BinaryIO, recipient: str, sender: str | None) -> int:
    """Takes one message in. Answers 0; EX_DATAERR where it was counted and not understood; EX_TEMPFAIL where the mail server is to
    keep it and come back, whatever stands in the way: settings, a full disk, a database that is away."""
    from service.outreach.returns.take_in import read_start, take_in  # noqa: PLC0415 - its errors are temporary as well

    try:
        raw = read_start(stream)
        require_fitting_key()
        register_all()
        taken = take_in(raw, recipient=recipient or os.environ.get("ORIGINAL_RECIPIENT", ""), sender=sender)
    except HandpickedError as error:
        click.echo(f"handpicked: {error.sentence}", err=True)
        return os.EX_TEMPFAIL
    except Exception as error:  # a mail server sends any other code back to somebody
        click.echo(f"handpicked: this can’t be accepted at the moment ({type(error).__name__}).", err=True)
        return os.EX_TEMPFAIL
    return os.EX_OK if taken.is_understood else os.EX_DATAERR


def listen_for_mail(place: str) -> None:
    """Serves LMTP until it is told to stop. Raises SettingsError where nobody can listen there."""
    from service.outreach.returns.lmtp import read_place, serve  # noqa: PLC0415 - as the other commands do

    where = read_place(place)
    keep_all_in_log()
    configure_logging(settings().log_level)
    require_fitting_key()
    register_all()
    try:
        asyncio.run(serve(where, lambda: _log.info("mail_in.listening", listen=place)))
    except OSError as error:
        raise SettingsError(f"Can’t listen at {place}: {error.strerror or type(error).__name__}.") from None
