"""When a matter may stand in public, and what of its course is news to neighbours."""

from liren.cases.domain.workflow import Stage

# Taken up by the office: what was only reported, was refused or joined stands nowhere.
PUBLIC_STAGES = frozenset(
    {Stage.FILED, Stage.HANDLING, Stage.SUSPENDED, Stage.CHECKING, Stage.CLOSED}
)
GROUPS: dict[str, frozenset[Stage]] = {
    "open": frozenset({Stage.FILED, Stage.HANDLING, Stage.CHECKING}),
    "kept_open": frozenset({Stage.SUSPENDED}),
    "done": frozenset({Stage.CLOSED}),
}
# Between colleagues, or one more voice: nothing that a neighbour would come back for.
NO_NEWS = frozenset(
    {"noted", "added", "voice", "kind_said", "extension_asked", "extension_refused", "unmerged_out"}
)


def is_news(step: str, stage: str) -> bool:
    """Whether a step changes what neighbours see."""
    return stage in PUBLIC_STAGES and step not in NO_NEWS
