"""Every write to topics, one file for each part of the chain."""

from liren.deliberation.domain.phases import Mode, Step
from liren.deliberation.domain.templates import Kind, Template

__all__ = ["Kind", "Mode", "Step", "Template"]
