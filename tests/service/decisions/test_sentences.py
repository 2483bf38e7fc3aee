from __future__ import annotations

from service.decisions.explain import REMEDIES as REMEDY_OF
from service.decisions.explain import Cause, Remedy, explain
from service.decisions.sentences import CAUSES, REASONS, REMEDIES, say, tell
from service.decisions.solve import choose_gifts
from service.decisions.values import Reason
from service.dietary import Allergen
from tests.service.decisions.people_and_products import campaign, person, tea, vase, without


def test_every_code_has_its_sentence() -> None:
    assert set(REASONS) == set(Reason)
    assert set(CAUSES) == set(Cause)
    assert set(REMEDIES) == set(Remedy)
    assert set(Reason) - set(REMEDY_OF) == {Reason.POLICY_BLOCKED, Reason.CURRENCY}
    assert say(Cause.SAFE_FOR_THEM) == "It is safe for this person."


def test_a_gift_is_told_in_whole_sentences_without_naming_the_allergy() -> None:
    problem = campaign(
        [person(avoid=Allergen.NUTS)], [vase(popularity=0.6), tea(), tea("praline", **without("nuts", "contains"))]
    )
    why = explain(problem, choose_gifts(problem), "ann")
    assert tell(why, {"tea": "Green tea"}, {}) == (
        "Nothing is known about this person's interests, so a gift most people enjoy was chosen.",
        "It is neither eaten nor put on skin, so diet does not matter.",
        "The next best, Green tea, is a little less fitting.",
        "1 product is not safe for this person.",
    )


def test_a_person_without_a_gift_is_told_what_blocks_and_what_helps() -> None:
    fan = person("bob", interests={"art": 1.0})
    problem = campaign([person("ann"), fan], [vase(interests={"art": 1.0})])
    assert tell(explain(problem, choose_gifts(problem), "ann"), {}, {"bob": "Bob Berg"}) == (
        "No gift can be given.",
        "1 product is already a colleague's gift.",
        "Colleagues whose gifts would have suited: Bob Berg.",
        "Add products that this person may have.",
    )


def test_a_held_person_waits_for_something_named() -> None:
    asked = person(diet_known=False, diet_pending=True)
    problem = campaign([asked], [tea(), tea("other")])
    assert tell(explain(problem, choose_gifts(problem), "ann"), {}, {}) == (
        "No gift yet: waiting for an answer about diet.",
        "2 products are waiting for an answer about diet.",
        "Ask about diet and allergies.",
    )
