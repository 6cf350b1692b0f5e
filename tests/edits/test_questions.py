"""Questions: what can be read in several ways, or in none, is asked; an answer is taken, and one that fits nothing refused."""

from __future__ import annotations

from datetime import date

import pytest

from finmodel.edits.errors import AnswerError
from finmodel.edits.read import answered
from finmodel.errors import MisfitError
from tests.edits.sheet import Sheet
from tests.edits.test_read import LAG, PLAN, POSITION, changes, day_path, quiet
from tests.edits.typing import Formula, Percent, Typed


@pytest.mark.parametrize(
    ("path", "typed", "amounts"),
    [
        (LAG, "2.500", (2.5, 2500.0)),
        (LAG, "soon", ()),
        (LAG, Percent(5), ()),
        (LAG, date(2027, 5, 2), ()),
        (LAG, True, ()),
        (LAG, "#REF!", ()),
        (LAG, -3.0, ()),
        (POSITION, 80.0, (80.0, 0.8)),
        (POSITION, "80", (80.0, 0.8)),
    ],
)
def test_a_cell_that_is_asked_about(path: str, typed: Typed, amounts: tuple[float, ...], small: Sheet) -> None:
    found = small.read({small.override(path): typed})
    assert quiet(found, "questions")
    (question,) = found.questions
    assert question.place == path
    assert question.readings.amounts == pytest.approx(amounts)
    assert question.sentence.startswith(f"{'!'.join(small.override(path))}, {path}, holds ")


def test_what_is_asked_says_what_it_may_mean(small: Sheet) -> None:
    found = small.read({
        small.override(LAG): "2.500", small.override(day_path(small)): "03/02/2027", small.override(PLAN, "2027Q1"): "much", small.base(POSITION): None,
    })  # fmt: skip
    sentences = {question.path: question.sentence.partition(", holds ")[2] for question in found.questions}
    assert sentences[LAG].startswith("'2.500': 2.5 quarter or 2500 quarter? (a comma or a point")
    assert sentences[day_path(small)] == "'03/02/2027': 2027-02-03 or 2027-03-02? (day and month can be read either way)"
    assert sentences[PLAN] == "'much' (it is no number): type an amount in USD billion, or empty it."
    assert sentences[POSITION] == "'' (nothing; finmodel wrote 0.5 there): type an amount in share, or empty it."


def test_a_growth_that_may_be_more_than_one_is_asked_about_beyond_its_range(small: Sheet) -> None:
    """Growth of 110% is inside the pack's range of it; 300% is outside, and 3% may be meant."""
    high = next(entry.high for entry in small.case.inputs.entries if entry.path == "guidance.capex_growth@2026Q3")
    assert high == 1.2
    cell = small.override("guidance.capex_growth", "2026Q3")
    assert [edit.theirs for edit in small.read({cell: 1.1}).edits] == [1.1]
    (question,) = small.read({cell: 3.0}).questions
    assert question.readings.amounts == (3.0, 0.03)
    assert question.readings.note == "3 is 300%, and 3% would be 0.03"


def test_a_formula_without_a_result_is_asked_about(small: Sheet) -> None:
    (question,) = small.read({small.override(LAG): Formula("1+1")}).questions
    assert "a formula without a stored result" in question.sentence


def test_a_formula_whose_stored_result_is_no_number_is_a_sentence(small: Sheet) -> None:
    with pytest.raises(MisfitError) as caught:
        small.read({small.override(LAG): Formula("1/0", float("nan"))})
    assert caught.value.exit_code == 3


class TestAnswers:
    def test_an_answer_is_taken(self, small: Sheet) -> None:
        cells = {small.override(LAG): "2.500", small.override(PLAN, "2027Q1"): "1.234", small.override(PLAN, "2027Q2"): "1.235"}
        found = small.read(cells, {LAG: "2.5", f"{PLAN}@2027Q1": "1234", PLAN: "1.5"})
        assert found.questions == ()
        assert changes(found) == {LAG: 2.5, f"{PLAN}@2027Q1": 1234.0, f"{PLAN}@2027Q2": 1.5}

    def test_an_answer_in_another_unit(self, small: Sheet) -> None:
        assert changes(small.read({small.override(LAG): "2.500"}, {LAG: "6 month"})) == {LAG: 2.0}

    def test_an_answer_that_can_be_read_in_several_ways_is_asked_again(self, small: Sheet) -> None:
        found = small.read({small.override(LAG): "2.500"}, {LAG: "3.500"})
        assert [question.readings.typed for question in found.questions] == ["3.500"]

    def test_an_answer_out_of_bounds_is_asked_again(self, small: Sheet) -> None:
        (question,) = small.read({small.override(LAG): "2.500"}, {LAG: "-1"}).questions
        assert (question.readings.typed, question.readings.amounts) == ("-1", ())

    @pytest.mark.parametrize("place", ["fleet.install_lgg", POSITION, "nonsense"])
    def test_an_answer_to_nothing_is_refused(self, place: str, small: Sheet) -> None:
        with pytest.raises(AnswerError, match=rf"nothing is asked of '{place}'.*Questions are asked of {LAG}\.") as caught:
            small.read({small.override(LAG): "2.500"}, {place: "1"})
        assert caught.value.exit_code == 3
        assert ("Did you mean 'fleet.install_lag'?" in str(caught.value)) == (place == "fleet.install_lgg")

    def test_an_answer_to_a_file_without_questions(self, small: Sheet) -> None:
        with pytest.raises(AnswerError, match="The file leaves no question"):
            small.read({}, {LAG: "1"})

    def test_an_answer_given_later_is_as_good(self, small: Sheet) -> None:
        found = small.read({small.override(LAG): "2.500"})
        later = answered(found, {LAG: "2.5"})
        assert (changes(later), later.questions) == ({LAG: 2.5}, ())
        assert len(found.questions) == 1
