"""Every archetype in both arrangements, drawn small: what is seen, what changes it, what is refused."""

import subprocess
import sys
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from workshop.pictures.archetypes.forms import FORMS
from workshop.pictures.draw import (
    ARCHETYPES,
    PictureError,
    PictureSpec,
    build_scene,
    describe_picture,
    draw_picture,
    picture_key,
)
from workshop.pictures.nouns import NOUNS, UNPRINTED
from workshop.pictures.studio import shoot

ROOT = Path(__file__).parents[3]
TEA = PictureSpec("tea", 0, "stone", "pine", "saffron", ("Uji", "Sencha"), 7)
EVERY_KIND = [(archetype, arrangement) for archetype in sorted(NOUNS) for arrangement in (0, 1)]
EVERY_FORM = [
    replace(TEA, archetype=shape, arrangement=arrangement, stuff=stuff)
    for shape, (stuffs, arrangements) in sorted(FORMS.items())
    for stuff in stuffs
    for arrangement in arrangements
]
ONE_FORM_EACH = list({spec.archetype: spec for spec in EVERY_FORM}.values())


@dataclass(frozen=True)
class Drawn:
    """A small picture, (48, 48, 3), and what is printed on its product."""

    pixels: np.ndarray
    prints: list[np.ndarray]


@cache
def drawn(spec: PictureSpec) -> Drawn:
    """Drawn as `draw_picture` draws it, once for all tests that look at it."""
    scene = build_scene(spec, texture=64)
    return Drawn(np.asarray(shoot(scene, 48), np.int16), scene.images)


def test_every_shape_that_is_named_is_drawn_and_the_thirty_six_of_a_shelf_have_two_names() -> None:
    assert len(NOUNS) == 36
    assert set(ARCHETYPES) == {*NOUNS, *FORMS}
    assert len(FORMS) >= 180
    assert {key for key, _ in UNPRINTED} <= set(ARCHETYPES)


@pytest.mark.parametrize(("archetype", "arrangement"), EVERY_KIND)
def test_every_archetype_stands_inside_its_paper(archetype: str, arrangement: int) -> None:
    picture = drawn(replace(TEA, archetype=archetype, arrangement=arrangement)).pixels
    assert picture.shape == (48, 48, 3)
    paper = picture[:, :1]
    different = np.abs(picture - paper).max(axis=2) > 45
    assert 0.03 < different.mean() < 0.60
    assert not different[0].any()
    assert not different[-1].any()


def stands_inside(spec: PictureSpec) -> bool:
    """Whether a thing is seen, and whole: nothing of it at the upper and lower edges."""
    picture = drawn(spec).pixels
    different = np.abs(picture - picture[:, :1]).max(axis=2) > 45
    return bool(0.01 < different.mean() < 0.60 and not different[0].any() and not different[-1].any())


@pytest.mark.parametrize("spec", ONE_FORM_EACH[::4], ids=lambda spec: spec.archetype)
def test_every_fourth_shape_stands_inside_its_paper(spec: PictureSpec) -> None:
    assert stands_inside(spec)


@pytest.mark.slow
@pytest.mark.parametrize("shape", sorted({spec.archetype for spec in EVERY_FORM}))
def test_every_form_of_every_shape_stands_inside_its_paper(shape: str) -> None:
    forms = [spec for spec in EVERY_FORM if spec.archetype == shape]
    assert [spec for spec in forms if not stands_inside(spec)] == []


@pytest.mark.parametrize("archetype", sorted(NOUNS))
def test_the_two_arrangements_are_two_pictures(archetype: str) -> None:
    first, second = (drawn(replace(TEA, archetype=archetype, arrangement=a)).pixels for a in (0, 1))
    assert (np.abs(first - second).max(axis=2) > 30).mean() > 0.03


def test_the_same_wish_draws_the_same_bytes() -> None:
    assert draw_picture(TEA, 48).tobytes() == draw_picture(TEA, 48).tobytes()


@pytest.mark.parametrize("change", [{"seed": 8}, {"colour": "plum"}, {"accent": "ember"}, {"mood": "sage"}])
def test_each_part_of_the_wish_is_seen(change: dict[str, str]) -> None:
    assert (drawn(TEA).pixels != drawn(replace(TEA, **change)).pixels).any()


@pytest.mark.parametrize(("archetype", "arrangement"), EVERY_KIND)
def test_words_are_printed_exactly_where_the_description_says_so(archetype: str, arrangement: int) -> None:
    spec = replace(TEA, archetype=archetype, arrangement=arrangement)
    others = build_scene(replace(spec, words=("WWWWW",)), texture=64).images
    printed = any((first != second).any() for first, second in zip(drawn(spec).prints, others, strict=True))
    assert printed == ("labelled “Uji Sencha”" in describe_picture(spec))


def test_a_product_without_words_is_drawn_with_a_plain_label() -> None:
    assert (drawn(replace(TEA, words=())).pixels != drawn(TEA).pixels).any()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("archetype", "sword"),
        ("stuff", "gold"),
        ("arrangement", 2),
        ("mood", "neon"),
        ("colour", "gold"),
        ("accent", "gold"),
        ("words", ("a",) * 4),
    ],
)
def test_an_unknown_wish_is_refused_by_the_name_of_its_field(field: str, value: object) -> None:
    with pytest.raises(PictureError) as refusal:
        draw_picture(replace(TEA, **{field: value}), 48)
    assert refusal.value.field == field
    assert str(refusal.value).startswith(f"{field}: ")


def test_a_picture_too_small_to_show_anything_is_refused() -> None:
    with pytest.raises(PictureError) as refusal:
        draw_picture(TEA, 15)
    assert str(refusal.value) == "size: is at least 16 pixels, not 15"


def test_the_description_names_the_thing_its_colours_and_its_print() -> None:
    assert describe_picture(TEA) == "A tall tea tin with a wooden scoop, pine and saffron, labelled “Uji Sencha”."
    umbrella = replace(TEA, archetype="umbrella", arrangement=1, colour="sea", accent="sea")
    assert describe_picture(umbrella) == "An open umbrella, sea."


def test_describing_does_not_load_the_kernel() -> None:
    asked = "import sys, workshop.pictures.spec; raise SystemExit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=False).returncode == 0


def test_the_key_changes_with_every_input_and_with_nothing_else() -> None:
    changes = [
        {"archetype": "coffee"}, {"arrangement": 1}, {"mood": "sage"}, {"colour": "plum"}, {"accent": "ember"},
        {"words": ("Uji",)}, {"seed": 8}, {"beside": ("mint",)}, {"extra": ("lid", "rose")},
    ]  # fmt: skip
    keys = {
        picture_key(TEA, 768),
        picture_key(TEA, 384),
        *(picture_key(replace(TEA, **change), 768) for change in changes),
    }
    assert len(keys) == len(changes) + 2
    assert picture_key(replace(TEA), 768) == picture_key(TEA, 768)


def test_a_drawing_that_changed_alone_changes_the_keys_of_what_shows_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    bow = replace(TEA, extra=("ribbon", "rose"))
    plain = replace(TEA, archetype="mug")
    monkeypatch.setattr("workshop.pictures.spec.REDRAWN", {})
    before = [picture_key(one, 768) for one in (TEA, bow, plain)]
    monkeypatch.setattr("workshop.pictures.spec.REDRAWN", {"ribbon": 1})
    assert [picture_key(one, 768) != key for one, key in zip((TEA, bow, plain), before, strict=True)] == [
        False,
        True,
        False,
    ]
    monkeypatch.setattr("workshop.pictures.spec.REDRAWN", {"tea": 1})
    first = [picture_key(one, 768) for one in (TEA, bow, plain)]
    assert [one != other for one, other in zip(first, before, strict=True)] == [True, True, False]
    monkeypatch.setattr("workshop.pictures.spec.REDRAWN", {"tea": 2})
    assert picture_key(TEA, 768) not in {first[0], before[0]}
