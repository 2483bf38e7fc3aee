import numpy as np
import pytest

from workshop.pictures.palette import MOODS
from workshop.pictures.scene import Scene
from workshop.pictures.studio import develop, shoot


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_the_unshadowed_paper_lands_near_its_mood(mood: str) -> None:
    scene = Scene(MOODS[mood], 3, texture=16)
    scene.ellipsoid(scene.material("#808080"), (0, 0.5, 0), 0.5)
    picture = np.asarray(shoot(scene, 48), float)
    wanted = [int(MOODS[mood][i : i + 2], 16) for i in (1, 3, 5)]
    assert np.abs(picture[30:40, 2:8].mean(axis=(0, 1)) - wanted).max() < 16


def test_the_shadow_falls_to_the_right_of_the_window() -> None:
    scene = Scene(MOODS["stone"], 3, texture=16)
    scene.cylinder(scene.material("#808080"), (0, 1, 0), 0.5, 1)
    picture = np.asarray(shoot(scene, 64).convert("L"), float)
    assert picture[50, 44:54].mean() < picture[50, 10:20].mean() - 12


def test_glass_lets_what_is_behind_it_be_seen() -> None:
    def shot(glass: bool) -> np.ndarray:
        scene = Scene(MOODS["stone"], 3, texture=16)
        scene.ellipsoid(scene.material("#b01010"), (0, 0.6, 0), 0.4)
        if glass:
            scene.cylinder(scene.material("#f4f4f4", 0.03), (0, 0.9, 0), 0.7, 0.9, glass=True)
        return np.asarray(shoot(scene, 64), float)

    red = shot(glass=True)
    assert (red[..., 0] - red[..., 1]).max() > 80
    assert np.abs(red - shot(glass=False)).max() > 20


def test_developing_keeps_black_warm_and_white_below_clipping() -> None:
    random = np.random.default_rng(1)
    black = np.asarray(develop(np.zeros((16, 16, 3), np.float32), random, grain=0))
    assert black[8, 8].tolist() == [10, 8, 9]
    white = np.asarray(develop(np.full((16, 16, 3), 4, np.float32), random, grain=0))
    assert white.max() <= 255
    assert (white[8, 8] >= 250).all()
