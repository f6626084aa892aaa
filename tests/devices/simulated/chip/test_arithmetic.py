"""The chip's multiples of a point, held against its own sums: double and add, one affine sum after the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.chip.arithmetic import Pair, Weierstrass
from devices.simulated.chip.parameters import PARAMETERS

CURVES = {number: each for number, each in PARAMETERS.items() if isinstance(each, Weierstrass)}
some_curve = st.sampled_from(list(CURVES.values()))


def summed(curve: Weierstrass, factor: int, point: Pair | None) -> Pair | None:
    total: Pair | None = None
    while factor:
        if factor & 1:
            total = curve.plus(total, point)
        point = curve.plus(point, point)
        factor >>= 1
    return total


@given(some_curve, st.integers(0, 2**192), st.integers(1, 2**16))
def test_a_multiple_is_the_sum(curve: Weierstrass, factor: int, other: int) -> None:
    point = summed(curve, other, (curve.x, curve.y))
    assert curve.times(factor, point) == summed(curve, factor, point)


@pytest.mark.parametrize("number", CURVES)
def test_around_the_order_it_meets_the_neutral_element_and_its_neighbours(number: int) -> None:
    curve = CURVES[number]
    point = (curve.x, curve.y)
    assert curve.times(0, point) is None
    assert curve.times(curve.n, point) is None
    assert curve.times(2, None) is None
    for factor in (1, 2, 3):
        found = curve.times(factor, point)
        assert found is not None
        assert curve.read(curve.write(found)) == found
        assert found == summed(curve, factor, point) == curve.times(curve.n + factor, point)
    assert curve.times(curve.n - 1, point) == (curve.x, curve.p - curve.y)
