"""A column that rows are checked by, not found by."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from sqlalchemy import SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

Value = TypeVar("Value")


class _Beside(FunctionElement[Value]):
    name: Final = "beside"
    inherit_cache = True


def beside(column: InstrumentedAttribute[Value]) -> SQLColumnExpression[Value]:
    """The column, for a condition that holds for nearly every row that the other conditions find, such as that of the workspace.

    SQLite keeps no statistics here, so it takes one value of any index to be rarer than a handful of another and would read the
    whole workspace for twenty people. PostgreSQL counts, and reads the plain column.
    """
    found: _Beside[Value] = _Beside(column)
    found.type = column.type
    return found


@compiles(_Beside)
def _plain(element: _Beside[Any], compiler: SQLCompiler, **words: Any) -> str:
    return compiler.process(element.clause_expr.element, **words)


@compiles(_Beside, "sqlite")
def _without_index(element: _Beside[Any], compiler: SQLCompiler, **words: Any) -> str:
    return f"+{compiler.process(element.clause_expr.element, **words)}"
