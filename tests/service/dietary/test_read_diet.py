from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.dietary.lexicon import cell_lexicon, named
from service.dietary.read_diet import DietReading, read_diet, read_diets
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Allergen, Diet, Material

ALSO_UNMARKED = {"corn", "alkohol", "alkóhól"}
"""A Romanian horn that is an English cereal, and a spirit that is also drunk: asked."""
NOT_DENIALS = {"nu な し", "nu 無 し"}
"""A Romanian no beside a Japanese one: two answers, and no denial of one by the other in any language."""
NO_ALLERGEN, NO_DIET = Allergen(0), Diet(0)
NOBODY_KNOWS = DietReading(Allergen(0), Diet(0), known=False, ask=False)
EATS_ALL = DietReading(Allergen(0), Diet(0), known=True, ask=False)


def says(avoid: Allergen = NO_ALLERGEN, follow: Diet = NO_DIET) -> DietReading:
    return DietReading(avoid, follow, known=True, ask=False)


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("vegan", says(follow=Diet.VEGAN)),
        ("  VEGAN!! ", says(follow=Diet.VEGAN)),
        ("nuts", says(Allergen.NUTS)),
        ("no nuts, no milk", says(Allergen.NUTS | Allergen.MILK)),
        ("nut-free vegan", says(Allergen.NUTS, Diet.VEGAN)),
        ("Allergies: nuts; milk", says(Allergen.NUTS | Allergen.MILK)),
        ("peanuts/sesame\nlupin", says(Allergen.PEANUTS | Allergen.SESAME | Allergen.LUPIN)),
        ("doesn’t eat fish", says(Allergen.FISH)),
        ("no alcohol", says(follow=Diet.NO_ALCOHOL)),
        ("shellfish", says(Allergen.CRUSTACEANS | Allergen.MOLLUSCS)),
        ("coeliac", says(Allergen.GLUTEN, Diet.GLUTEN_FREE)),
        ("bez lepku", says(follow=Diet.GLUTEN_FREE)),
        ("bez ořechů, arašídů a sóji", says(Allergen.NUTS | Allergen.PEANUTS | Allergen.SOYA)),
        ("BEZ ORECHU", says(Allergen.NUTS)),
        ("alergie na ořechy", says(Allergen.NUTS)),
        ("без орехов", says(Allergen.NUTS)),
        ("не ест рыбу", says(Allergen.FISH)),
        ("халяль", says(follow=Diet.HALAL)),
        ("hnetuofnæmi", says(Allergen.NUTS)),
        ("glutenlaust", says(follow=Diet.GLUTEN_FREE)),
        ("án mjólkur og eggja", says(Allergen.MILK | Allergen.EGGS)),
        ("fără lactate", says(follow=Diet.DAIRY_FREE)),
        ("nuci și lapte", says(Allergen.NUTS | Allergen.MILK)),
        ("حلال، بدون مكسرات", says(Allergen.NUTS, Diet.HALAL)),
        ("卵と牛乳", says(Allergen.EGGS | Allergen.MILK)),
        ("ナッツアレルギー", says(Allergen.NUTS)),
        ("keine Nüsse", says(Allergen.NUTS)),
        ("allergi mot nøtter", says(Allergen.NUTS)),
        ("χωρίς γλουτένη", says(follow=Diet.GLUTEN_FREE)),
        ("sans noix ni lait", says(Allergen.NUTS | Allergen.MILK)),
        ("v e g a n", says(follow=Diet.VEGAN)),
        ("gf, df, nf", says(Allergen.NUTS, Diet.GLUTEN_FREE | Diet.DAIRY_FREE)),
        ("nut-free pls", says(Allergen.NUTS)),
        ("vegan w/ nut allergy", says(Allergen.NUTS, Diet.VEGAN)),
        ("б/г", says(follow=Diet.GLUTEN_FREE)),
        ("Milch vermeiden", says(Allergen.MILK)),
        ("lactose intolerant (mild)", says(follow=Diet.DAIRY_FREE)),
        ("Diet: vegan; allergies: none", says(follow=Diet.VEGAN)),
        ("Allergies - none", EATS_ALL),
        ("not allergic to anything", EATS_ALL),
        ("なんでも食べる", EATS_ALL),
    ],
)
def test_a_cell_is_read_in_the_language_it_is_written_in(cell: str, reading: DietReading) -> None:
    assert read_diet(cell) == reading


@pytest.mark.parametrize(
    ("kind", "name"),
    [("allergens", one) for one in ALLERGENS]
    + [("diets", one) for one in DIETS]
    + [("materials", one) for one in MATERIALS],
)
def test_every_label_and_synonym_is_read_as_its_key(kind: str, name: str) -> None:
    phrases = [phrase for one, key, _, phrase in named() if (one, key) == (kind, name)]
    assert len(phrases) >= 11
    for phrase in phrases:
        reading = read_diet(phrase)
        named_bits = {
            "allergens": reading.avoid & ALLERGENS.get(name, 0),
            "diets": reading.follow & DIETS.get(name, 0),
            "materials": reading.materials & MATERIALS.get(name, 0),
        }
        assert named_bits[kind], phrase
        assert reading.unknown_words == (), phrase
        assert (reading.known, reading.ask) == ((False, True) if phrase in ALSO_UNMARKED else (True, False)), phrase


@pytest.mark.parametrize(
    "cell", ["none", "None.", "žádné", "нет", "ekkert ofnæmi", "nimic", "لا يوجد", "特になし", "keine", "ingen", "no"]
)
def test_nothing_to_avoid_is_an_answer(cell: str) -> None:
    assert read_diet(cell) == EATS_ALL


@pytest.mark.parametrize(
    "cell", ["", "  ", "-", "--", "n/a", "unknown", "nothing known", "неизвестно", "k. A.", "不明"]
)
def test_no_answer_is_no_error(cell: str) -> None:
    assert read_diet(cell) == NOBODY_KNOWS


@pytest.mark.parametrize(
    ("cell", "avoid", "follow"),
    [
        ("?", NO_ALLERGEN, NO_DIET),
        ("nuts?", Allergen.NUTS, NO_DIET),
        ("vegan?? maybe allergic", NO_ALLERGEN, Diet.VEGAN),
        ("možná vegan", NO_ALLERGEN, Diet.VEGAN),
        ("nuts or milk", Allergen.NUTS | Allergen.MILK, NO_DIET),
        ("allergic", NO_ALLERGEN, NO_DIET),
        ("ořechy？", Allergen.NUTS, NO_DIET),
        ("حلال؟", NO_ALLERGEN, Diet.HALAL),
    ],
)
def test_doubt_is_a_question_and_the_stricter_reading_holds_meanwhile(cell: str, avoid: Allergen, follow: Diet) -> None:
    assert read_diet(cell) == DietReading(avoid, follow, known=False, ask=True)


def test_what_stands_beside_the_doubt_is_kept() -> None:
    assert read_diet("halal, nuts?") == DietReading(Allergen.NUTS, Diet.HALAL, known=False, ask=True)


def test_a_contradiction_is_asked_about() -> None:
    assert read_diet("none, vegan") == DietReading(Allergen(0), Diet.VEGAN, known=False, ask=True)
    assert read_diet("no allergies, nuts") == DietReading(Allergen.NUTS, Diet(0), known=False, ask=True)


EVERYTHING_DENIED = [
    "can't eat everything", "does not eat everything", "not everything", "almost everything", "everything but", "everything except",
    "Spiser ikke alt", "nesten alt", "kein alles", "isst nicht alles", "fast alles", "ne jí vše", "nejí všechno", "skoro vše",
    "не ест всё", "не всё ест", "почти всё", "borðar ekki allt", "næstum allt", "nu mănâncă orice", "aproape orice",
    "لا يأكل كل شيء", "何でも食べられるわけではない", "何でも食べられない", "何でもは食べません",
    "ほとんど何でも食べます", "ne mange pas de tout", "presque de tout",
    "δεν τρώει τα πάντα", "no no allergies", "never eats everything", "hardly anything",
]  # fmt: skip


@pytest.mark.parametrize("cell", EVERYTHING_DENIED)
def test_a_denial_before_everything_is_never_nothing_to_avoid(cell: str) -> None:
    reading = read_diet(cell)
    assert (reading.known, reading.ask or bool(reading.unknown_words)) == (False, True)


@pytest.mark.parametrize(
    ("cell", "avoid", "follow"),
    [
        ("not vegan any more", NO_ALLERGEN, Diet.VEGAN),
        ("no longer vegetarian", NO_ALLERGEN, Diet.VEGETARIAN),
        ("was vegan", NO_ALLERGEN, Diet.VEGAN),
        ("used to be vegan", NO_ALLERGEN, Diet.VEGAN),
        ("ex-vegan", NO_ALLERGEN, Diet.VEGAN),
        ("not vegan", NO_ALLERGEN, Diet.VEGAN),
        ("no vegan", NO_ALLERGEN, Diet.VEGAN),
        ("vegan: no", NO_ALLERGEN, Diet.VEGAN),
        ("nicht mehr vegan", NO_ALLERGEN, Diet.VEGAN),
        ("už není vegan", NO_ALLERGEN, Diet.VEGAN),
        ("больше не веган", NO_ALLERGEN, Diet.VEGAN),
        ("ekki lengur vegan", NO_ALLERGEN, Diet.VEGAN),
        ("nu mai este vegană", NO_ALLERGEN, Diet.VEGAN),
        ("ليس نباتي", NO_ALLERGEN, Diet.VEGETARIAN),
        ("ベジタリアンではない", NO_ALLERGEN, Diet.VEGETARIAN),
        ("ikke lenger vegan", NO_ALLERGEN, Diet.VEGAN),
        ("n'est plus végane", NO_ALLERGEN, Diet.VEGAN),
        ("vegan (not strict)", NO_ALLERGEN, Diet.VEGAN),
        ("kosher-style", NO_ALLERGEN, Diet.KOSHER),
        ("not allergic to nuts", Allergen.NUTS, NO_DIET),
        ("no nut allergy", Allergen.NUTS, NO_DIET),
        ("keine Nussallergie", Allergen.NUTS, NO_DIET),
        ("žádná alergie na ořechy", Allergen.NUTS, NO_DIET),
        ("нет аллергии на орехи", Allergen.NUTS, NO_DIET),
        ("ekkert hnetuofnæmi", Allergen.NUTS, NO_DIET),
        ("ナッツアレルギーはありません", Allergen.NUTS, NO_DIET),
        ("no gluten allergy", NO_ALLERGEN, Diet.GLUTEN_FREE),
        ("except fish", Allergen.FISH, NO_DIET),
        ("everything except nuts", Allergen.NUTS, NO_DIET),
        ("alles außer Fisch", Allergen.FISH, NO_DIET),
        ("vše kromě ořechů", Allergen.NUTS, NO_DIET),
        ("всё, кроме рыбы", Allergen.FISH, NO_DIET),
        ("nemá rád ryby", Allergen.FISH, NO_DIET),
        ("only nuts are fine", Allergen.NUTS, NO_DIET),
        ("only fish", Allergen.FISH, NO_DIET),
        ("nuts ok", Allergen.NUTS, NO_DIET),
        ("nuts 👍", Allergen.NUTS, NO_DIET),
        ("not without nuts", Allergen.NUTS, NO_DIET),
        ("vegan except eggs", Allergen.EGGS, Diet.VEGAN),
    ],
)
def test_what_is_denied_past_or_qualified_is_asked_and_the_stricter_reading_holds(
    cell: str, avoid: Allergen, follow: Diet
) -> None:
    assert read_diet(cell) == DietReading(avoid, follow, known=False, ask=True)


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("nut‑free", says(Allergen.NUTS)),
        ("w/o nuts", says(Allergen.NUTS)),
        ("cannot have nuts", says(Allergen.NUTS)),
        ("no nuts or milk", says(Allergen.NUTS | Allergen.MILK)),
        ("nuts, allergic", says(Allergen.NUTS)),
        ("nut allergy (severe)", says(Allergen.NUTS)),
        ("nut-free diet; eats everything else", says(Allergen.NUTS)),
        ("Vegan - type 1 diabetes", says(follow=Diet.VEGAN | Diet.LOW_SUGAR)),
        ("ｎｕｔｓ／ｍｉｌｋ", says(Allergen.NUTS | Allergen.MILK)),
        ("vegan 🌱", says(follow=Diet.VEGAN)),
        ("🥛", says(Allergen.MILK)),
        ("حليب وبيض", says(Allergen.MILK | Allergen.EGGS)),
        ("حَسَاسِيَّة للمكسرات", says(Allergen.NUTS)),
        ("d’arachides ni d＇œufs", says(Allergen.PEANUTS | Allergen.EGGS)),
        ("Allergies: no", EATS_ALL),
        ("Allergien: keine", EATS_ALL),
        ("none 😊", EATS_ALL),
        ("vegan, no allergies", says(follow=Diet.VEGAN)),
        ("žádné alergie, halal", says(follow=Diet.HALAL)),
        ("n/a", NOBODY_KNOWS),
        ("N／A", NOBODY_KNOWS),
    ],
)
def test_a_cell_is_read_however_it_is_typed(cell: str, reading: DietReading) -> None:
    assert read_diet(cell) == reading


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("vegan, no wool", DietReading(NO_ALLERGEN, Diet.VEGAN, True, False, (), Material.WOOL)),
        ("latex allergy", DietReading(NO_ALLERGEN, NO_DIET, True, False, (), Material.LATEX)),
        ("fragrance free", DietReading(NO_ALLERGEN, NO_DIET, True, False, (), Material.SCENT)),
        ("lilies (cat)", DietReading(NO_ALLERGEN, NO_DIET, True, False, (), Material.PET_TOXIC)),
        (
            "ofnæmi fyrir ull og nikkeli",
            DietReading(NO_ALLERGEN, NO_DIET, True, False, (), Material.WOOL | Material.NICKEL),
        ),
        ("аллергия на шерсть", DietReading(NO_ALLERGEN, NO_DIET, True, False, (), Material.WOOL)),
        ("no wool?", DietReading(NO_ALLERGEN, NO_DIET, False, True, (), Material.WOOL)),
        ("keine Wollallergie", DietReading(NO_ALLERGEN, NO_DIET, False, True, (), Material.WOOL)),
    ],
)
def test_materials_stand_in_the_same_cell(cell: str, reading: DietReading) -> None:
    assert read_diet(cell) == reading


@pytest.mark.parametrize(
    ("cell", "avoid"),
    [
        ("coconut allergy", NO_ALLERGEN),
        ("no pork", NO_ALLERGEN),
        ("kein Schweinefleisch", NO_ALLERGEN),
        ("svinekjøtt", NO_ALLERGEN),
        ("no onions", NO_ALLERGEN),
        ("орехи и мёд", Allergen.NUTS),
        ("fish, kiwi", Allergen.FISH),
        ("そばアレルギー", NO_ALLERGEN),
    ],
)
def test_a_food_without_a_mark_of_its_own_is_a_question(cell: str, avoid: Allergen) -> None:
    assert read_diet(cell) == DietReading(avoid, NO_DIET, known=False, ask=True)


@pytest.mark.parametrize(
    ("cells", "reading"),
    [
        (("No", "vegan"), says(follow=Diet.VEGAN)),
        (("vegan", "none"), says(follow=Diet.VEGAN)),
        (("nuts", ""), says(Allergen.NUTS)),
        (("nuts", "vegan", "no wool"), DietReading(Allergen.NUTS, Diet.VEGAN, True, False, (), Material.WOOL)),
        (("none", "none"), EATS_ALL),
        (("none",), EATS_ALL),
        (("none", ""), NOBODY_KNOWS),
        (("", ""), NOBODY_KNOWS),
        ((), NOBODY_KNOWS),
        (("none", "unknown"), NOBODY_KNOWS),
        (("vegan", "unknown"), DietReading(NO_ALLERGEN, Diet.VEGAN, known=False, ask=False)),
        (("none", "vegan?"), DietReading(NO_ALLERGEN, Diet.VEGAN, known=False, ask=True)),
        (("none", "?"), DietReading(NO_ALLERGEN, NO_DIET, known=False, ask=True)),
        (("nuts", "coconut"), DietReading(Allergen.NUTS, NO_DIET, known=False, ask=True)),
        (("vegan", "wegan"), DietReading(NO_ALLERGEN, Diet.VEGAN, known=False, ask=False, unknown_words=("wegan",))),
        (("no", "no", "no nuts"), says(Allergen.NUTS)),
    ],
)
def test_several_columns_are_joined_and_a_no_speaks_for_its_own_column(
    cells: tuple[str, ...], reading: DietReading
) -> None:
    assert read_diets(cells) == reading


DENIALS = ["no", "not", "ne", "не", "ekki", "nu", "لا", "kein", "nicht", "ikke", "δεν", "ne mange pas", "never"]


@pytest.mark.parametrize("denial", DENIALS)
def test_no_denial_of_a_none_phrase_says_that_there_is_nothing_to_avoid(denial: str) -> None:
    nones = [" ".join(words) for words, meaning in cell_lexicon().phrases.items() if "none" in meaning.roles]
    assert len(nones) > 200
    lost = [none for none in nones if f"{denial} {none}" not in NOT_DENIALS and _knows_nothing(f"{denial} {none}")]
    assert lost == []


def _knows_nothing(cell: str) -> bool:
    reading = read_diet(cell)
    return reading.known and not reading.restricted


CLAUSES = [
    "vegan", "no nuts", "milk", "not vegan", "none", "no", "keine", "eats everything", "unknown", "maybe", "?", "except fish",
    "no nut allergy", "without", "allergic", "no wool", "free", "kosher", "jí vše", "нет", "なし", "لا", "pork", "wegan", "ok",
    "eggs (mild)",
]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=4),
    st.sampled_from(CLAUSES),
    st.sampled_from([", ", "; ", " / ", "\n", " - ", ". ", " "]),
)
def test_one_clause_more_never_makes_somebody_less_restricted(clauses: list[str], added: str, between: str) -> None:
    before, after = read_diet(between.join(clauses)), read_diet(between.join([*clauses, added]))
    if after.known and between != " ":
        assert after.avoid & before.avoid == before.avoid
        assert after.follow & before.follow == before.follow
        assert after.materials & before.materials == before.materials
    if before.restricted and after.known:
        assert after.restricted


def test_a_phrase_cut_by_a_comma_restricts_no_less_than_what_stands_before_it() -> None:
    """ "milk, free" names milk, whatever "milk free" means."""
    less = []
    for phrase in cell_lexicon().phrases:
        for cut in range(1, len(phrase)):
            before, after = " ".join(phrase[:cut]), " ".join(phrase[cut:])
            alone, both = read_diet(before), read_diet(f"{before}, {after}")
            kept = both.avoid & alone.avoid == alone.avoid and both.follow & alone.follow == alone.follow
            if not (both.ask or (kept and both.materials & alone.materials == alone.materials)):
                less.append(f"{before}, {after}")
    assert less == []
    assert read_diet("milk, free").avoid == Allergen.MILK


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(CLAUSES), st.text(max_size=20)), max_size=4))
def test_no_columns_are_too_strange_to_be_joined(cells: list[str]) -> None:
    joined = read_diets(cells)
    assert not (joined.known and joined.ask)
    for cell in cells:
        one = read_diet(cell)
        assert one.avoid & joined.avoid == one.avoid
        assert one.follow & joined.follow == one.follow
        assert joined.ask or not one.ask


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("wegan", ("wegan",)),
        ("no gherkins", ("gherkins",)),
        ("nuts, blue cheeze", ("blue cheeze",)),
        ("орехи и холодец", ("холодец",)),
        ("x, y", ("x", "y")),
    ],
)
def test_a_word_nobody_taught_us_is_reported_as_written_and_never_guessed(cell: str, words: tuple[str, ...]) -> None:
    reading = read_diet(cell)
    assert reading.unknown_words == words
    assert (reading.known, reading.ask) == (False, False)


def test_only_wide_words_mean_more_than_one_thing() -> None:
    wide = {
        (meaning.avoid, meaning.follow, meaning.materials)
        for meaning in cell_lexicon().phrases.values()
        if meaning.avoid.bit_count() + meaning.follow.bit_count() + meaning.materials.bit_count() > 1
    }
    shellfish = Allergen.CRUSTACEANS | Allergen.MOLLUSCS
    assert wide == {
        (Allergen.GLUTEN, Diet.GLUTEN_FREE, Material(0)),
        (shellfish, Diet(0), Material(0)),
        (shellfish | Allergen.FISH, Diet(0), Material(0)),
        (Allergen.SOYA, Diet(0), Material.SILK),  # Romanian soya, French silk
        (Allergen.PEANUTS | Allergen.NUTS, Diet(0), Material(0)),  # 🥜
        (Allergen(0), Diet(0), Material.SCENT | Material.FRAGRANCE_ALLERGENS),  # 香料アレルギー
    }


def test_no_word_for_food_is_also_a_word_of_doubt_or_grammar() -> None:
    assert [
        phrase for phrase, meaning in cell_lexicon().phrases.items() if meaning.names and meaning.roles - {"other"}
    ] == []
