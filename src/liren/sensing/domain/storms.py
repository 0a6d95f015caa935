"""One device that says the same hundreds of times a second is heard, but not written down so.

A bucket: so many readings at once, so many a second in the long run. What goes over is folded:
counted, and not stored. A value that differs from the last one always goes through to the rules.
"""

from dataclasses import dataclass

AT_ONCE = 60.0
A_SECOND = 10.0


@dataclass(slots=True)
class Bucket:
    """What one device may still say."""

    left: float = AT_ONCE
    at: float = 0.0

    def takes(self, now: float) -> bool:
        """Whether one more is stored; `now` in seconds."""
        self.left = min(AT_ONCE, self.left + max(0.0, now - self.at) * A_SECOND)
        self.at = now
        if self.left < 1.0:
            return False
        self.left -= 1.0
        return True
