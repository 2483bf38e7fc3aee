"""The door of the pages: every text of a form is read as it is kept, so that no view meets one that nobody can see."""

from __future__ import annotations

from typing import IO, Final

from flask import Request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.formparser import FormDataParser

from service.written import written

_AS_TYPED: Final = frozenset({"password"})
"""Compared by their hash, so that no letter of them may be touched."""
_Parsed = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]


class _FormDoor(FormDataParser):
    """Reads forms as Werkzeug does, then each text by the one rule of what is a value."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> _Parsed:
        rest, form, files = super().parse(stream, mimetype, content_length, options)
        for file in files.values():
            file.filename = None if file.filename is None else written(file.filename)
        return rest, ImmutableMultiDict([(name, _read(name, text)) for name, text in form.items(multi=True)]), files


class ReadRequest(Request):
    """A request whose form holds values only; a field in which nothing can be seen is empty."""

    form_data_parser_class = _FormDoor


def _read(name: str, text: str) -> str:
    return text if name in _AS_TYPED else written(text)
