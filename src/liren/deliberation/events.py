"""What topics announce: never what anybody thinks."""

from dataclasses import dataclass

from liren.core.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True)
class TopicRaised(Event):
    """Somebody brought up what concerns everybody."""

    name = "deliberation.topic_raised"
    topic_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class TopicMoved(Event):
    """A topic came to another phase."""

    name = "deliberation.topic_moved"
    topic_id: int
    phase: str


@fact
@dataclass(frozen=True, kw_only=True)
class TopicAnswered(Event):
    """The office answered a topic in public."""

    name = "deliberation.topic_answered"
    topic_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class BallotsCounted(Event):
    """A list or a budget was counted."""

    name = "deliberation.ballots_counted"
    topic_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class MeasureChanged(Event):
    """Something is new about a measure: accepted, news, a milestone, done, evaluated."""

    name = "deliberation.measure_changed"
    measure_id: int
    what: str


@fact
@dataclass(frozen=True, kw_only=True)
class WordsHidden(Event):
    """Words were taken out of sight, with a reason that their author reads."""

    name = "deliberation.words_hidden"
    hiding_id: int
