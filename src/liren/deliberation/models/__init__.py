"""The tables: topics, what is said, ballots, sittings, measures, budgets."""

from liren.deliberation.models.ballots import Ballot, ListItem, Outcome
from liren.deliberation.models.budgets import Project, Round
from liren.deliberation.models.measures import Evaluation, Measure, Milestone, News, Spending
from liren.deliberation.models.sittings import Attendance, Decision, Minute, SheetPhoto, Sitting
from liren.deliberation.models.talk import (
    Comment,
    Hiding,
    Judgement,
    Need,
    NeedAnswer,
    OpinionMap,
    Statement,
)
from liren.deliberation.models.topics import (
    Follower,
    Support,
    TalkRules,
    Topic,
    TopicCase,
    TopicQuerySet,
    TopicStep,
)

__all__ = [
    "Attendance",
    "Ballot",
    "Comment",
    "Decision",
    "Evaluation",
    "Follower",
    "Hiding",
    "Judgement",
    "ListItem",
    "Measure",
    "Milestone",
    "Minute",
    "Need",
    "NeedAnswer",
    "News",
    "OpinionMap",
    "Outcome",
    "Project",
    "Round",
    "SheetPhoto",
    "Sitting",
    "Spending",
    "Statement",
    "Support",
    "TalkRules",
    "Topic",
    "TopicCase",
    "TopicQuerySet",
    "TopicStep",
]
