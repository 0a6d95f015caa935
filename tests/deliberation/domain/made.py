"""Conversations and budgets made up for tests, the same on every run."""

import numpy as np

from liren.deliberation.domain.opinions import Opinions
from liren.deliberation.domain.projects import Ballot, Instance, Project


def camps(*sizes: int, statements: int = 12, seed: int = 1) -> Opinions:
    """Groups of people who mostly say what their group says; statement 0 unites all."""
    dice = np.random.default_rng(seed)
    votes = {}
    person = 0
    for camp, size in enumerate(sizes):
        creed = dice.choice([-1, 1], statements)
        creed[0] = 1
        creed[1] = 1 if camp == 0 else -1
        for _ in range(size):
            for statement in range(statements):
                if dice.random() < 0.9:
                    strays = dice.random() < 0.05 and statement
                    votes[person, statement] = int(
                        -creed[statement] if strays else creed[statement]
                    )
            person += 1
    return Opinions.of(votes)


def town(voters: int, projects: int, *, budget: int, seed: int = 1) -> Instance:
    """A budget with few loved and many little loved projects, costs from 5,000 to 300,000."""
    dice = np.random.default_rng(seed)
    costs = np.exp(dice.uniform(np.log(5_000), np.log(300_000), projects)).astype(int) // 100 * 100
    love = dice.pareto(1.5, projects) + 0.2
    ticks = dice.integers(1, 11, voters)
    return Instance(
        budget,
        tuple(Project(f"{n}", int(cost)) for n, cost in enumerate(costs)),
        tuple(
            Ballot(f"{v}", tuple(map(str, dice.choice(projects, n, False, love / love.sum()))))
            for v, n in enumerate(ticks)
        ),
    )


def instance(budget: int, costs: dict[str, int], *ballots: str) -> Instance:
    """`instance(10, {"a": 5}, "a", "ab")`: one letter a project, one word a ballot."""
    return Instance(
        budget,
        tuple(Project(key, cost) for key, cost in costs.items()),
        tuple(Ballot(f"{n}", tuple(word)) for n, word in enumerate(ballots)),
    )
