"""WCAG's contrast over tokens.css: nobody has to guess at a word."""

import re

import pytest

from tests.harness.environment import ROOT

TOKENS = ROOT / "src/liren/ui/static/liren/tokens.css"
READABLE, VISIBLE = 4.5, 3.0

ON_PAPER = [("ink", "paper"), ("ink-2", "paper"), ("ink-3", "paper"), ("ink", "card")]
WORDS = [
    *ON_PAPER,
    ("ink-2", "card"),
    ("ink-3", "card"),
    ("jade", "paper"),
    ("jade", "card"),
    ("jade-deep", "card"),
    ("jade-deep", "jade-wash"),
    ("jade", "jade-wash"),
    ("ink", "jade-wash"),
    ("on-jade", "jade"),
    ("on-jade", "jade-deep"),
    ("persimmon", "paper"),
    ("persimmon", "card"),
    ("persimmon", "persimmon-wash"),
    ("amber", "paper"),
    ("amber", "card"),
    ("amber", "amber-wash"),
]


def palette(selector: str) -> dict[str, str]:
    """The colours that a block of the file sets, over those of the root."""
    text = TOKENS.read_text("utf-8")
    blocks = [":root"] if selector == ":root" else [":root", selector]
    found: dict[str, str] = {}
    for block in blocks:
        body = re.search(re.escape(block) + r" \{(.*?)\}", text, re.DOTALL)
        assert body, f"no block {block}"
        found |= dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", body[1]))
    return found


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of an sRGB colour."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio from 1 to 21."""
    bright, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_the_formula_is_the_known_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [":root", '[data-door="screen"]'])
def test_words_are_readable_in_both_themes(theme: str) -> None:
    colours = palette(theme)
    poor = {
        f"{word} on {ground}": round(contrast(colours[word], colours[ground]), 2)
        for word, ground in WORDS
        if contrast(colours[word], colours[ground]) < READABLE
    }
    assert not poor


@pytest.mark.parametrize("theme", [":root", '[data-door="screen"]'])
def test_edges_of_controls_are_visible(theme: str) -> None:
    colours = palette(theme)
    assert contrast(colours["edge"], colours["card"]) >= VISIBLE
    assert contrast(colours["jade"], colours["paper"]) >= VISIBLE


def test_the_tokens_are_those_of_the_design() -> None:
    colours = palette(":root")
    assert (colours["paper"], colours["ink"], colours["jade"], colours["persimmon"]) == (
        "#FAF8F3",
        "#1B211F",
        "#17705C",
        "#B8430E",
    )
