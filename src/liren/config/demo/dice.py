"""Repeatable chance: the same seed draws the same neighbourhood on every machine."""

from random import Random


class Dice(Random):
    """A seeded generator. Nothing secret may be drawn from it."""


def dice_for(seed: int, topic: str) -> Dice:
    """Give each topic its own stream, so that a new draw in one does not shift the others."""
    return Dice(f"{seed}/{topic}")
