"""A formula that needs itself is refused when the model is built, with the loop named."""

import pytest

from finmodel.errors import CircularityError
from tests.broken_inputs.cyclic_formula import Cyclic
from tests.cases import small_model


def test_lines_that_need_each_other_are_named_with_exit_code_3():
    with pytest.raises(CircularityError) as caught:
        small_model(Cyclic)
    assert str(caught.value) == (
        "These lines depend on each other within one period: interest -> debt -> interest. "
        "Lag one of them with previous(...) or remove the loop."
    )
    assert caught.value.exit_code == 3
