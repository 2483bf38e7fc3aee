import numpy as np
import pytest

from workshop.pictures.labels import fitted, label
from workshop.pictures.palette import INK


def cover(image: object) -> np.ndarray:
    return np.asarray(image)[..., 3]


def test_a_label_has_the_size_asked_for_and_covers_all_of_it() -> None:
    image = label(("Uji", "Sencha"), size=(900, 1000))
    assert image.size == (900, 1000)
    assert cover(image).min() == 255


def test_print_without_a_ground_leaves_the_object_seen() -> None:
    image = label(("Ridge",), ground=None, size=(600, 400), bare=True)
    assert cover(image)[0].max() == 0
    assert cover(image).max() == 255


@pytest.mark.parametrize("word", ["Tea", "Huehuetenango", "Blaufränkisch, cool and peppery"])
def test_the_longest_word_fits_the_width(word: str) -> None:
    assert fitted((word, "of"), "title", 150, 500, 640).getlength(word) <= 640


def test_a_short_word_keeps_its_type_size() -> None:
    assert fitted(("Tea",), "title", 150, 500, 640).size == 150


def test_a_bare_label_has_neither_ornament_nor_rule() -> None:
    accent = "#ff0000"
    full = np.asarray(label(("Ridge",), ground=None, ink=INK, accent=accent))
    bare = np.asarray(label(("Ridge",), ground=None, ink=INK, accent=accent, bare=True))
    assert (full == (255, 0, 0, 255)).all(axis=2).any()
    assert not (bare == (255, 0, 0, 255)).all(axis=2).any()


def test_a_label_without_words_carries_the_ornament_alone() -> None:
    image = np.asarray(label((), accent="#ff0000", size=(300, 300)))
    assert tuple(image[150, 150]) == (255, 0, 0, 255)
