"""What care announces."""

from dataclasses import dataclass

from liren.core.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True)
class HelpCalled(Event):
    """Somebody called for help; a drill says so."""

    name = "care.help_called"
    call_id: int
    is_drill: bool = False


@fact
@dataclass(frozen=True, kw_only=True)
class HelpEnded(Event):
    """Somebody was at the door, or the call was taken back within its seconds."""

    name = "care.help_ended"
    call_id: int
    stage: str
