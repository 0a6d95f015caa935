"""`.pb` files: whole ones are read, and one that was cut anywhere is refused."""

from pathlib import Path

import pytest

from liren.deliberation.domain.pabulib import BudgetUnreadable, read_pb

FILE = """META
key;value
budget;1000
num_projects;2
num_votes;3
vote_type;approval
PROJECTS
project_id;cost;votes;name;selected
1;600;2;"Bänke; und ""Licht"" im Hof";1
2;500.00;2;Linde;0
VOTES
voter_id;vote;voting_method
a;1,2;internet
b;1;paper
c;2;paper
"""


def test_a_file_is_read() -> None:
    found = read_pb("\ufeff" + FILE)
    assert (found.budget, found.votes) == (1000, {"1": 2, "2": 2})
    assert found.projects[0].name == 'Bänke; und "Licht" im Hof'
    assert [project.is_announced for project in found.projects] == [True, False]
    assert found.ballots[1].channel == "paper" and found.projects[1].cost == 500
    assert read_pb(FILE.replace("\n", "\r\n")) == found


def test_ranked_and_weighed_ballots_give_points() -> None:
    head, _, votes = FILE.replace("num_projects", "max_length;2\nnum_projects").partition("VOTES")
    ranked = head.replace("approval", "ordinal") + "VOTES" + votes
    assert read_pb(ranked).points == {"1": 4, "2": 3}
    weighed = head.replace("approval", "cumulative")
    weighed += "VOTES\nvoter_id;vote;points\na;1,2;7,1\nb;1;5\nc;2;9\n"
    assert read_pb(weighed).points == {"1": 12, "2": 10} and read_pb(weighed).has_points


@pytest.mark.parametrize("length", range(len(FILE)))
def test_a_file_that_was_cut_anywhere_is_refused(length: int) -> None:
    if length <= FILE.index(";paper\n", FILE.index("c;2")):
        with pytest.raises(BudgetUnreadable, match="Line"):
            read_pb(FILE[:length])
    else:  # only the last word of all is cut, and no vote with it
        assert read_pb(FILE[:length]).votes == read_pb(FILE).votes


@pytest.mark.shared_data
@pytest.mark.once
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.999])
def test_real_files_that_were_cut_are_refused(shared_data: Path, share: float) -> None:
    files = sorted((shared_data / "deliberation" / "pb").rglob("*.pb"))
    assert len(files) == 5
    for path in files:
        text = path.read_text("utf-8")
        assert read_pb(text).projects
        with pytest.raises(BudgetUnreadable):
            read_pb(text[: int(len(text) * share)])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("budget;1000\n", "", "the budget is missing"),
        ("budget;1000", "budget;0", "more than nothing"),
        ("1;600;", "1;6e2;", "'6e2' is no whole number"),
        ("1;600;", "1;-600;", "is no whole number"),
        ("1;600;", "1;600.50;", "is no whole number"),
        ("1;600;", "1;0;", "more than nothing"),
        ("1;600;", ";600;", "project_id is missing"),
        ("2;500.00;2;", "1;500.00;2;", "stands twice"),
        ("b;1;paper", "b;7;paper", "ballot b ticks 7"),
        ("b;1;paper", "b;1,1;paper", "ticks a project twice"),
        ("b;1;paper", "b;2;paper", "project 1 should have 2"),
        ("b;1;paper", "b;1;paper;x", "3 fields are expected, not 4"),
        ("b;1;paper\n", "", r"it should have 3 \(num_votes\), but has 2"),
        ("META\n", "", "begins with the line META"),
        ("VOTES\n", "META\n", "begins a second time"),
        ('"Bänke', '"Bänke" x "', "quotation"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, said: str) -> None:
    assert old in FILE
    with pytest.raises(BudgetUnreadable, match=said):
        read_pb(FILE.replace(old, new))
