"""Rules as files, and conditions of one's own."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.core.errors import Invalid, NotFound
from liren.sensing.domain import custom
from liren.sensing.domain.findings import FOUND, Found
from liren.sensing.domain.presets import preset, presets
from liren.sensing.domain.rules import LARGEST, Rule, read_rule, rule_text


@pytest.mark.parametrize("rule", presets().values(), ids=lambda one: one.key)
def test_a_rule_can_be_exported_and_taken_in(rule: Rule) -> None:
    assert read_rule(rule_text(rule)) == rule
    assert rule.name != rule.name_en
    assert rule.ladder


def test_every_place_of_the_standards_has_its_rules() -> None:
    places = {"changning", "jingan", "longgang", "taicang", "haishu", "zhuhai"}
    assert places <= {key.split("-")[1] for key in presets() if key.startswith("water-")}
    assert {"smoke", "gas", "help-button", "lift-e-bike", "falling-object"} <= set(presets())


def test_every_kind_of_alert_has_a_name() -> None:
    assert set(FOUND) == set(Found)


def test_a_preset_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="no-such"):
        preset("no-such")


GOOD, LEARNED = (rule_text(preset(key)) for key in ("water-taicang", "water-learned"))
OWN = GOOD.replace('kind = "low"', 'kind = "custom"').replace("below = 10.0", 'when = "[1]"')


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("key = ", "at end of document"),
        ("", "key"),
        (GOOD.replace("below", "bellow"), "condition.low.below"),
        (GOOD.replace("window_hours = 24", "window_hours = -24"), "window_hours"),
        (GOOD.replace('"low"', '"lower"'), "condition"),
        (GOOD.replace("water-taicang", "Water Taicang"), "key"),
        (GOOD + "\n" + "#" * LARGEST, str(LARGEST)),
        (GOOD + '[[steps]]\nafter_minutes = 5\nseverity = "notice"\n', "steps"),
        (LEARNED.replace("longest_hours = 22", "longest_hours = 2"), "longest_hours"),
        (GOOD.replace("10.0", "9" * 5_000), "4300 digits"),
        (OWN, "cannot be used: ["),
    ],
    ids=[
        "not TOML",
        "empty",
        "a slip",
        "no window",
        "no such kind",
        "no key",
        "too large",
        "steps back",
        "no room",
        "a number of thousands of digits",
        "a condition that is none",
    ],
)
def test_a_file_that_is_no_rule_says_where(text: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_rule(text)
    assert says in str(refused.value)


@given(st.text(max_size=200))
def test_no_text_does_harm(text: str) -> None:
    try:
        read_rule(text)
    except Invalid:
        return


@pytest.mark.parametrize(
    "text",
    [
        "value >",
        "value + 2 > 1.0",  # CEL does not add whole numbers to measured ones
        "value + 1.0",
        "nonsense > 1.0",
        "size([1]) > 0",
        "[1,2,3].map(x, x).size() > 1",
        "'a'.matches('(a+)+$')",
        "timestamp('2026-01-01T00:00:00Z') > timestamp('2026-01-01T00:00:00Z')",
        "(" * 30 + "value" + ")" * 30 + " > 1.0",
        "value > 1.0 || " * 40 + "false",
    ],
)
def test_a_condition_that_could_do_more_than_compare_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        custom.compiled(text)


@pytest.mark.parametrize(
    "text",
    [
        "!" * 280 + "(value > 1.0)",
        "! " * 140 + "(value > 1.0)",
        "-" * 280 + "value > 1.0",
        "value > 1.0 ? true : " * 21 + "false",
        "(" * 11 + "value > 1.0" + ") ? true : false" * 11,
        " " * 300 + "value > 1.0",
    ],
)
def test_what_is_deep_or_long_does_not_reach_the_parser(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr("cel.compile", read.append)
    with pytest.raises(Invalid):
        custom.compiled(text)
    assert not read


def test_the_parser_comes_without_its_command_line() -> None:
    code = (
        "from liren.sensing.domain import custom; import sys; custom.compiled('value > 1.0');"
        "sys.exit('typer' in sys.modules or 'prompt_toolkit' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.text(alphabet="value sumhor()+-*/<>=!&|?:.0123456789", max_size=60))
def test_every_condition_is_answered_or_refused(text: str) -> None:
    try:
        custom.compiled(text)
    except Invalid:
        return
    assert custom.holds(text, dict.fromkeys(custom.NAMES, 0.0)) in (True, False)


def test_a_division_by_nothing_is_not_true() -> None:
    assert not custom.holds("sum / count > 1.0", dict.fromkeys(custom.NAMES, 0.0))
