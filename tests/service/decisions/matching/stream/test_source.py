from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.matching.stream.source import apportion


def test_pieces_go_by_claims_and_the_largest_remainders() -> None:
    claims = np.array([[1.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    assert apportion(np.array([5, 4]), claims).tolist() == [[1, 2], [1, 1], [3, 1]]


@settings(max_examples=30, deadline=None)
@given(whole=st.integers(0, 10**9), claims=st.lists(st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=8))
def test_nothing_is_lost_and_nothing_is_invented(whole: int, claims: list[float]) -> None:
    shares = apportion(np.array([whole]), np.array(claims)[:, None])
    assert shares.sum() == whole
    assert (shares >= 0).all()
