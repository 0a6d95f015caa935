"""Always a next sentence: for every stage, and for every step that a service writes down."""

import ast
from datetime import UTC, date, datetime
from string import Formatter

import pytest

from liren.cases.domain.sentences import (
    HIDDEN_STEPS,
    STAGE_WORDS,
    STEP_SENTENCES,
    Said,
    Standing,
    next_sentence,
    stage_word,
    step_sentence,
)
from liren.cases.domain.workflow import OPEN, Stage, Step
from tests.harness.environment import ROOT

DUE = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def standing(stage: Stage, **changed: object) -> Standing:
    usual = {"stage": stage, "office": "桐花社区居委会", "party": "安居物业", "due": DUE}
    return Standing(**(usual | changed))  # type: ignore[arg-type]  # any one field differs


def fields(said: Said) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(said.text) if name}


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("due", [DUE, None], ids=["due", "no due"])
@pytest.mark.parametrize("is_late", [False, True], ids=["in time", "late"])
@pytest.mark.parametrize("urgent", [False, True], ids=["usual", "urgent"])
def test_every_stage_has_a_next_sentence(
    stage: Stage, due: datetime | None, is_late: bool, urgent: bool
) -> None:
    now = standing(stage, due=due, is_late=is_late, urgent=urgent, review_date=date(2026, 12, 12))
    said = next_sentence(now)
    assert said.text.endswith((".", "?"))
    assert fields(said) <= set(said.data)


@pytest.mark.parametrize("stage", sorted(OPEN - {Stage.SUSPENDED}))
def test_what_is_open_says_by_when(stage: Stage) -> None:
    assert "due" in fields(next_sentence(standing(stage)))
    assert next_sentence(standing(stage)) != next_sentence(standing(stage, is_late=True))


def test_who_does_it_is_named() -> None:
    assert {"party", "due"} == fields(next_sentence(standing(Stage.HANDLING)))
    assert {"office", "due"} == fields(next_sentence(standing(Stage.REPORTED)))
    without = next_sentence(standing(Stage.HANDLING, party=""))
    assert without.data["party"] == "桐花社区居委会"


def test_what_is_kept_open_says_when_it_is_looked_at_again() -> None:
    said = next_sentence(standing(Stage.SUSPENDED, review_date=date(2026, 12, 12)))
    assert said.data["date"] == date(2026, 12, 12)


def test_a_closed_case_asks_once_and_then_thanks() -> None:
    told = [
        next_sentence(standing(Stage.CLOSED, solved=solved, reopened=again, can_judge=can)).text
        for solved, again, can in [
            (None, False, True),
            (None, True, True),
            (True, False, True),
            (False, True, True),
            (None, False, False),
        ]
    ]
    assert len(set(told)) == len(told)
    assert [text.endswith("?") for text in told] == [True, True, False, False, False]


def test_a_joined_case_names_the_other() -> None:
    said = next_sentence(standing(Stage.MERGED, merged_number="261116-3"))
    assert said.data == {"number": "261116-3"}


def test_every_stage_has_a_word_and_lateness_comes_first() -> None:
    assert set(STAGE_WORDS) == set(Stage)
    assert stage_word(Stage.HANDLING, is_late=True).data == {"tone": "persimmon"}
    assert stage_word(Stage.CLOSED, waits_for_you=True).text == "Your turn"


def written_steps() -> set[str]:
    """The steps that services write into time lines, read from their source."""
    found: set[str] = {str(step) for step in Step}
    for path in (ROOT / "src/liren/cases").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in {"note_step", "new_step"} and len(node.args) > 1:
                step = node.args[1]
                if isinstance(step, ast.Constant):
                    found.add(str(step.value))
    return found


def test_every_step_that_is_written_down_has_a_sentence_or_is_between_colleagues() -> None:
    silent = {
        step
        for step in written_steps()
        if step not in HIDDEN_STEPS and step_sentence(step, party="安居物业", data={}) is None
    }
    assert not silent, f"give {sorted(silent)} a sentence in cases/domain/sentences.py"


def test_sentences_of_steps_need_nothing_but_the_party() -> None:
    for step in STEP_SENTENCES:
        said = step_sentence(step, party="安居物业", data={})
        assert said is not None
        assert fields(said) <= {"party"}


def test_steps_between_colleagues_are_silent() -> None:
    assert step_sentence("noted", party="", data={}) is None
    assert step_sentence("never heard of", party="", data={}) is None


def test_lateness_is_said_at_every_level() -> None:
    assert step_sentence("late", party="安居物业", data={})
    assert step_sentence("escalated_2", party="", data={})


def test_a_verdict_says_which() -> None:
    texts = {
        solved: said.text
        for solved in (True, False)
        if (said := step_sentence("judged", party="", data={"solved": solved}))
    }
    assert texts[True] != texts[False]
