"""A counted budget as a Pabulib file: `liren evaluate budget FILE.pb` counts it again."""

import csv
import io

from liren.deliberation.domain.budget import Rule
from liren.deliberation.models import Round, Topic
from liren.deliberation.selectors.ballots import outcome_of, projects_on_ballot, round_of


def as_pb(topic: Topic) -> str | None:
    """The file, or nothing before the count; no ballot can be traced to whoever gave it."""
    outcome, budget = outcome_of(topic), round_of(topic)
    if outcome is None or budget is None:
        return None
    ballots: list[list[str]] = outcome.data["ballots"]
    projects = projects_on_ballot(topic)
    votes = outcome.data["votes"]
    won = set(outcome.data["winners"])
    file = io.StringIO()
    write = csv.writer(file, delimiter=";", lineterminator="\n").writerow
    rows: list[list[object]] = [["META"], ["key", "value"]]
    rows += [["description", topic.title], ["budget", budget.amount], ["vote_type", "approval"]]
    rows += [["num_projects", len(projects)], ["num_votes", len(ballots)]]
    rows += [["rule", _rule(budget)]]
    rows += [["PROJECTS"], ["project_id", "cost", "votes", "selected", "name"]]
    rows += [
        [
            row.number,
            row.cost,
            votes.get(str(row.number), 0),
            int(str(row.number) in won),
            row.title,
        ]
        for row in projects
    ]
    rows += [["VOTES"], ["voter_id", "vote"]]
    rows += [[number, ",".join(keys)] for number, keys in enumerate(ballots, 1)]
    for row in rows:
        write(row)
    return file.getvalue()


def _rule(budget: Round) -> str:
    return "greedy" if budget.rule == Rule.MOST_VOTES else "equalshares/add1"
