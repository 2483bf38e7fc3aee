"""Questions, motives and reasons for declining are listed in one table; the renderers say once what of it a page may offer."""

from __future__ import annotations

import ast
import re
from typing import get_args

from renderers.context import TAPS, DeclineReason, QuestionKind
from renderers.language.translations import LOCALES
from renderers.relation import NONE_OF_THESE, Motive
from service.recipients.questions import ANSWERS, DECLINE_REASONS, FORMER_MOTIVES, KINDS, MOTIVES, QUESTIONS
from tests.house.sources import HOUSE, nodes_of, tree_of
from tests.house.test_house import SOURCES

TABLE = HOUSE / "service/recipients/questions.py"
OFFERED = HOUSE / "renderers/context.py"
MOVES = HOUSE / "renderers/relation.py"
PLANTED = """
KINDS = ("interest", "diet")
Kind = Literal["diet", "interest"] | None
ASKED = ["diet", "allergens", "for_whom"]
FIRST = {"calm", "craft", "unknown"}
NOT_AGAIN = frozenset(["not_interested", "already_have"])
REASONS = ("gift_policy",
           "other")
"""
HARMLESS = """
DIETARY = frozenset({"diet", "allergen", "material"})
Code = Literal["interest", "diet", "allergen"]
WORDS = {"not_interested": "Not interested", "already_have": "They already have one"}
"""
PLANTED_TEMPLATE = """
{% for reason in ["privacy", "other"] %}{% endfor %}{% for key in ('calm','sport') %}{% endfor %}
{% if kind in ("diet", "field") %}
"""


def _doubles(words: set[str]) -> bool:
    """Two motives or two reasons make a second list. Most kinds of questions are kinds of facts too: two that are none do, and diet
    and interest where they stand alone."""
    is_of_kinds = words == {"diet", "interest"} or words >= {"allergens", "for_whom"}
    return len(words & set(MOTIVES)) > 1 or len(words & set(DECLINE_REASONS)) > 1 or is_of_kinds


def _strings(nodes: list[ast.expr]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _lists(tree: ast.Module) -> list[str]:
    """Every tuple, list, set or Literal that lists codes once more. Words by code are no list: their keys are held to the table."""
    nodes = [node for node in nodes_of(tree) if isinstance(node, ast.Tuple | ast.List | ast.Set)]
    return [ast.unparse(node) for node in nodes if _doubles(_strings(node.elts))]


def _lists_in_template(source: str) -> list[str]:
    listed: list[str] = re.findall(r"[\[(][^\[\]()]*[\])]", source)
    return [one for one in listed if _doubles(set(re.findall(r"[\"'](\w+)[\"']", one)))]


def test_no_file_lists_the_codes_once_more() -> None:
    found = {path: lists for path in SOURCES if (lists := _lists(tree_of(path)))}
    assert set(found) == {TABLE, OFFERED, MOVES}


def test_no_template_lists_them() -> None:
    templates = sorted((HOUSE / "assets/templates").rglob("*.html"))
    assert templates
    assert {path: lists for path in templates if (lists := _lists_in_template(path.read_text("utf-8")))} == {}


def test_a_second_list_would_be_seen() -> None:
    assert len(_lists(ast.parse(PLANTED))) == 6
    assert _lists(ast.parse(HARMLESS)) == []
    assert len(_lists_in_template(PLANTED_TEMPLATE)) == 2


def test_a_page_may_offer_what_the_table_lists_in_its_order() -> None:
    assert get_args(QuestionKind) == KINDS == tuple(ANSWERS) == tuple(QUESTIONS)
    assert {kind: ANSWERS[kind] for kind in KINDS if kind not in ("diet", "interest")} == TAPS
    assert ANSWERS["language"] == LOCALES
    assert (*get_args(Motive), NONE_OF_THESE) == (*MOTIVES, NONE_OF_THESE) == ANSWERS["interest"]
    assert not set(MOTIVES) & set(FORMER_MOTIVES)
    assert get_args(DeclineReason) == DECLINE_REASONS
