"""The rules that ship: one TOML file each in `sensing/presets`, to be copied and changed."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from liren.core.errors import NotFound, sentence

from .rules import Rule, read_rule


class NoSuchRule(NotFound):
    """There is no preset of that key."""

    code = "sensing.no_such_rule"
    sentence = sentence("There is no rule “{key}” among those that ship.")


@cache
def presets() -> Mapping[str, Rule]:
    """All rules that ship, by key."""
    folder = resources.files("liren.sensing").joinpath("presets")
    files = sorted(
        (one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name
    )
    rules = [read_rule(file.read_text("utf-8")) for file in files]
    return {rule.key: rule for rule in rules}


def preset(key: str) -> Rule:
    """The rule of that key."""
    if key not in presets():
        raise NoSuchRule(key=key)
    return presets()[key]
