"""Whoever calls a public name learns from its docstring what it is for, which errors of ours it raises, how arrays are shaped."""

from __future__ import annotations

import ast
import builtins
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple

import pytest

from tests.house.sources import HOUSE, text_of, tree_of

TREES = ("service", "renderers", "workshop")
OTHER_RULES = ("service/migrations/",)
"""Alembic calls these by its own names."""
LARGEST_SILENT_SHARE = 0.03
_BUILT_IN = {name for name, one in vars(builtins).items() if isinstance(one, type) and issubclass(one, Exception)}

Function = ast.FunctionDef | ast.AsyncFunctionDef
Named = Function | ast.ClassDef


class Module(NamedTuple):
    """A file of the house; `arrays` are the names that stand for an array in it without saying its shape."""

    name: str
    tree: ast.Module
    arrays: frozenset[str]


class Public(NamedTuple):
    """A public class, function or method, the class it stands in, and what is said of it: there, or where it may as well be."""

    module: Module
    node: Named
    owner: ast.ClassDef | None
    said: str

    @property
    def at(self) -> str:
        inside = f"{self.owner.name}." if self.owner else ""
        return f"{self.module.name}:{self.node.lineno} {inside}{self.node.name}"


SHAPE = re.compile(r"\((?:[ \w+*/.-]+,)+(?:[ \w+*/.-]+)?\)|\bany shape\b")
"""`(people, products)`, `(N,)`, `(..., height / 2, 3)`."""


def _names(node: ast.AST | None) -> set[str]:
    if node is None:
        return set()
    found = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    found |= {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    quoted = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return found.union(*(re.findall(r"\w+", text) for text in quoted))


def _string(node: ast.stmt | None) -> str:
    value = node.value if isinstance(node, ast.Expr) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr | None, ast.expr | None, str]]:
    """What a module or class assigns: name, annotation, value, and the words below it."""
    for node, below in zip_longest(body, body[1:]):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation, node.value, _string(below)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, None, node.value, _string(below)


def _read(sources: Mapping[str, str], trees: Mapping[str, ast.Module]) -> list[Module]:
    """Modules by their name; a name for arrays holds also where it is imported."""
    shapeless: dict[str, set[str]] = {}
    for name, tree in trees.items():
        mine = shapeless[name.removesuffix(".py").replace("/", ".")] = (
            {"NDArray"} if "NDArray" in sources[name] else set()
        )
        for alias, _, value, said in _assigned(tree.body):
            if isinstance(value, ast.Subscript | ast.BinOp) and mine & _names(value) and not SHAPE.search(said):
                mine.add(alias)
    return [Module(name, tree, frozenset(_arrays(name, tree, shapeless))) for name, tree in trees.items()]


def _arrays(name: str, tree: ast.Module, shapeless: Mapping[str, set[str]]) -> set[str]:
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in shapeless.get(node.module or "", ())
    }
    return shapeless[name.removesuffix(".py").replace("/", ".")] | imported


def _public(modules: Iterable[Module]) -> Iterator[Public]:
    nodes = [node for module in modules for node in module.tree.body if isinstance(node, ast.ClassDef)]
    methods = {node: _methods(node) for node in nodes}
    protocols = [node for node in nodes if _is_protocol(node)]
    classes = defaultdict[str, list[ast.ClassDef]](list)
    for node in nodes:
        classes[node.name].append(node)
    for module in modules:
        drawn = ast.get_docstring(module.tree) or ""
        for node in module.tree.body:
            if not isinstance(node, Named) or node.name.startswith("_"):
                continue
            yield Public(module, node, None, ast.get_docstring(node) or _line_of(node.name, drawn))
            if isinstance(node, ast.ClassDef):
                above = [node, *(other for base in node.bases for other in classes.get(ast.unparse(base), ()))]
                above += [protocol for protocol in protocols if methods[protocol].keys() <= methods[node].keys()]
                for name, method in methods[node].items():
                    told = (ast.get_docstring(methods[other][name]) for other in above if name in methods[other])
                    yield Public(module, method, node, next(filter(None, told), ""))


def _line_of(name: str, drawn: str) -> str:
    """What a tree of errors at the top of its file says of one of them."""
    lines = drawn.splitlines() if "──" in drawn else ()
    return next((line for line in lines if re.match(rf"\W*{name}  +\S", line)), "")


def _is_protocol(node: ast.ClassDef) -> bool:
    return "Protocol" in {ast.unparse(base).partition("[")[0] for base in node.bases}


def _methods(node: ast.ClassDef) -> dict[str, Function]:
    """The public ones; of a property its getter."""
    functions = [part for part in node.body if isinstance(part, Function) and not part.name.startswith("_")]
    return {part.name: part for part in functions if not any(_is_setter(one) for one in part.decorator_list)}


def _is_setter(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Attribute) and decorator.attr == "setter"


def _silent(asked: Iterable[Public]) -> list[str]:
    return [public.at for public in asked if not public.said and not _says_itself(public)]


def _says_itself(public: Public) -> bool:
    """A property of a protocol is a field of it."""
    decorators = {ast.unparse(one) for one in public.node.decorator_list}
    is_field = "property" in decorators and public.owner is not None and _is_protocol(public.owner)
    return is_field or "overload" in decorators


def _errors(modules: Iterable[Module]) -> dict[str, set[str]]:
    """Errors of ours, each with what it is: itself and every class above it."""
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for module in modules
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and node.bases
    }

    def above(name: str) -> set[str]:
        return {name}.union(*(above(base) for base in bases.get(name, set()) - {name}))

    return {name: found for name in bases if _BUILT_IN & (found := above(name))}


def _raised(body: Iterable[ast.AST], errors: Mapping[str, set[str]]) -> Iterator[str]:
    """Errors that leave this code, not a function or class inside it."""
    for node in body:
        if isinstance(node, Function | ast.ClassDef):
            continue
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            yield ast.unparse(raised).rpartition(".")[2]
        elif isinstance(node, ast.Try):
            caught = set().union(*(_names(handler.type) for handler in node.handlers))
            yield from (name for name in _raised(node.body, errors) if not errors.get(name, {name}) & caught)
            yield from _raised((*node.handlers, *node.orelse, *node.finalbody), errors)
        elif isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from _raised(ast.iter_child_nodes(node), errors)


def _unsaid_errors(asked: Iterable[Public], errors: Mapping[str, set[str]]) -> list[str]:
    return [
        f"{public.at} raises {name}"
        for public in asked
        if isinstance(public.node, Function)
        for name in sorted(set(_raised(public.node.body, errors)) & errors.keys())
        if not re.search(rf"\braises\b[^.]*\b{name}\b", public.said, re.IGNORECASE)
    ]


def _shapeless(asked: Iterable[Public]) -> list[str]:
    return [public.at for public in asked if not SHAPE.search(public.said) and _has_bare_arrays(public)]


def _has_bare_arrays(public: Public) -> bool:
    node, arrays = public.node, public.module.arrays
    if not arrays:
        return False
    if isinstance(node, ast.ClassDef):
        return any(arrays & _names(kind) and not SHAPE.search(said) for _, kind, _, said in _assigned(node.body))
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg)
    return any(arrays & _names(one.annotation) for one in arguments if one) or bool(arrays & _names(node.returns))


@pytest.fixture(scope="module")
def house() -> list[Module]:
    paths = {
        path.relative_to(HOUSE).as_posix(): path for tree in TREES for path in sorted((HOUSE / tree).rglob("*.py"))
    }
    meant = {name: path for name, path in paths.items() if not name.startswith(OTHER_RULES)}
    return _read(
        {name: text_of(path) for name, path in meant.items()}, {name: tree_of(path) for name, path in meant.items()}
    )


def test_nearly_everything_public_says_what_it_is_for(house: list[Module]) -> None:
    asked = list(_public(house))
    silent = _silent(asked)
    assert len(asked) > 2000
    assert len(silent) < LARGEST_SILENT_SHARE * len(asked), silent


def test_what_raises_an_error_of_ours_says_which(house: list[Module]) -> None:
    assert _unsaid_errors(_public(house), _errors(house)) == []


def test_what_takes_or_gives_arrays_says_their_shape(house: list[Module]) -> None:
    assert _shapeless(_public(house)) == []


def _planted(**sources: str) -> list[Module]:
    planted = {f"{name}.py": source for name, source in sources.items()}
    return _read(planted, {name: ast.parse(source) for name, source in planted.items()})


def _names_of(found: Iterable[str]) -> list[str]:
    return [one.partition(" ")[2] for one in found]


def test_silence_is_heard() -> None:
    modules = _planted(
        shop="""
class Shop(Protocol):
    '''Sells.'''
    @property
    def city(self): ...
    def sell(self):
        '''One piece.'''
    def close(self): ...
class Corner:
    @property
    def city(self): return 0
    def sell(self): return 1
    def close(self): return 2
    def open(self): return 3
    def __len__(self): return 4
    def _count(self): return 5
class Market(Corner):
    '''Larger.'''
    def open(self): return 6
def told():
    '''Told.'''
    def inside(): return 7
def silent(): return 8
""",
        errors="""'''A tree.

Wrong        all of it
└── Away     nobody there
'''
class Wrong(Exception): code = 1
class Away(Wrong): code = 2
class Gone(Wrong): code = 3
""",
    )
    assert _names_of(_silent(_public(modules))) == [
        "Shop.close", "Corner", "Corner.city", "Corner.close", "Corner.open", "Market.open", "silent", "Gone",
    ]  # fmt: skip


def test_an_implementation_needs_no_words_that_its_protocol_has() -> None:
    modules = _planted(
        shop="class Shop(Protocol):\n    '''Sells.'''\n    def sell(self):\n        '''Raises Gone.'''",
        corner="class Gone(Exception):\n    '''Sold.'''\n"
        "class Corner:\n    '''Small.'''\n    def sell(self):\n        raise Gone(1)\n    def open(self): ...",
    )
    assert _names_of(_silent(_public(modules))) == ["Corner.open"]
    assert _unsaid_errors(_public(modules), _errors(modules)) == []


def test_an_error_that_is_not_told_is_found() -> None:
    modules = _planted(
        errors="class Wrong(Exception): ...\nclass Gone(Wrong): ...",
        acts="""
def told():
    '''It raises\n    Gone where nothing is left.'''
    raise Gone("Sold.")
def untold(at):
    '''Raises Wrong. A Gone is something else.'''
    with at:
        if at:
            raise errors.Gone("Sold.") from None
    raise Wrong
def answered():
    try:
        raise Gone("Sold.")
    except (ValueError, Wrong) as error:
        return error
def answers_with_another():
    try:
        raise Wrong("Wrong.")
    except Gone:
        return 1
    except Wrong:
        raise Gone("Sold.")
def passes_on(at):
    def inside(): raise Gone("Sold.")
    match at:
        case 1: raise ValueError
        case 2: raise
        case 3: raise NotImplementedError
        case 4: raise Gone("Sold.")
def _private(): raise Gone("Sold.")
""",
    )
    found = _unsaid_errors(_public(modules), _errors(modules))
    assert _names_of(found) == ["untold raises Gone", "answers_with_another raises Gone", "passes_on raises Gone"]


def test_an_array_without_its_shape_is_found() -> None:
    modules = _planted(
        rows="""
Whole = NDArray[np.int64]
Points = NDArray[np.float64]
'''(points, 2): x and y.'''
def told(of: Whole) -> Whole:
    '''Of (people,) their (people, products).'''
def by_its_name(of: Points): ...
def taken(*, of: Whole | None) -> int:
    '''Something (or other).'''
def given() -> Iterator[tuple[str, "np.NDArray[np.int8]"]]: ...
def any_shape(of: Whole) -> Whole:
    '''Arrays of any shape.'''
class Kept:
    low: Whole
    '''(3,).'''
    high: Whole
class AllTold:
    '''Both (3,).'''
    low: Whole
""",
        other="from rows import Whole as Mine, Points\ndef apart(of: Mine, at: Points) -> int: ...\ndef at(of: Points): ...",
        apart="def own(of: Whole): ...",
    )
    assert _names_of(_shapeless(_public(modules))) == ["taken", "given", "Kept", "apart"]
