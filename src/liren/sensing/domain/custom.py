"""Conditions of one's own, in the Common Expression Language (CEL).

An expression is short, compares numbers, and knows neither lists nor texts: so there is nothing in
it to go round in. Its length and depth are bounded before it is read: that costs a few
milliseconds, once, and to ask it costs microseconds.
"""

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

from liren.core.errors import Invalid, sentence

if TYPE_CHECKING:
    from cel import Program

LONGEST = 300  # letters
DEEPEST = 20  # brackets and choices
NAMES = ("value", "used", "sum", "count", "silent_hours", "hour", "weekday")
OPERATORS = frozenset(
    {
        "_&&_", "_||_", "!_", "_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_",
        "_+_", "_-_", "_*_", "_/_", "-_", "_?_:_",
    }
)  # fmt: skip
TURNED = re.compile(r"(?:[!-]\s*){5}")  # not not not: nobody means it
ALLOWED = re.compile(r"[\w\s.+\-*/<>=!&|?:()]*", re.ASCII)

PLACE = re.compile(r"<input>:(\d+):(\d+)")  # how the parser tells line and column


class ConditionUnreadable(Invalid):
    """The expression cannot be used: why."""

    code = "sensing.condition_unreadable"
    sentence = sentence(
        "This condition cannot be used: {reason}. Compare numbers (write 2.0, not 2) and these"
        " words: {names}."
    )

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason, names=", ".join(NAMES))


class ConditionBroken(ConditionUnreadable):
    """The expression is no sentence in CEL: where it stops being one."""

    code = "sensing.condition_broken"
    sentence = sentence(
        "This condition cannot be read: at line {line}, letter {column} something is missing or too"
        " much. Compare numbers (write 2.0, not 2) and these words: {names}."
    )

    def __init__(self, told: str) -> None:
        found = PLACE.search(told)
        line, column = found.groups() if found else ("1", "1")
        Invalid.__init__(self, line=line, column=column, names=", ".join(NAMES))


class ConditionMixed(ConditionUnreadable):
    """What it compares cannot be compared, or no yes or no comes of it."""

    code = "sensing.condition_mixed"
    sentence = sentence(
        "This condition does not say yes or no. Compare numbers (write 2.0, not 2) and these"
        " words: {names}."
    )

    def __init__(self) -> None:
        Invalid.__init__(self, names=", ".join(NAMES))


@lru_cache(maxsize=256)
def compiled(text: str) -> "Program":
    """The program of an expression; refused when it could do more than compare numbers."""
    if len(text) > LONGEST:
        raise ConditionUnreadable(f"{len(text)} > {LONGEST}")
    if (deep := text.count("(") + text.count("?")) > DEEPEST:
        raise ConditionUnreadable(f"( ? {deep} > {DEEPEST}")
    if found := TURNED.search(text) or ALLOWED.sub("", text):
        raise ConditionUnreadable(found[0])
    try:
        program = _compile(text)
    except ValueError as error:
        raise ConditionBroken(str(error)) from error
    strange = [*(set(program.variables()) - set(NAMES)), *(set(program.functions()) - OPERATORS)]
    if strange:
        raise ConditionUnreadable(min(strange))
    _run(program, dict.fromkeys(NAMES, 1.0))
    return program


def holds(text: str, values: Mapping[str, float]) -> bool:
    """Whether the expression is true of the values; what cannot be reckoned is not."""
    try:
        return _run(compiled(text), dict(values))
    except ConditionUnreadable:  # a division by nothing, on a day without readings
        return False


def _compile(text: str) -> "Program":
    # The package begins with a command line, which takes it a second to read, and us nothing.
    sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))
    import cel

    return cel.compile(text)


def _run(program: "Program", values: dict[str, float]) -> bool:
    try:
        answer = program.execute(values)
    except (ValueError, TypeError, RuntimeError, ArithmeticError) as error:
        raise ConditionMixed() from error
    if not isinstance(answer, bool):
        raise ConditionMixed()
    return answer
