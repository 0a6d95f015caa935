"""Who said what of which statement: a table, and how a conversation is read from files.

A conversation is a folder as the Computational Democracy Project publishes it: `comments.csv` with
`comment-id` and `moderated` (−1: taken out), `votes.csv` with `comment-id`, `voter-id`, `vote`
(1 agree, 0 pass, −1 disagree). Who changes a vote leaves a later row; the last one counts.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from liren.core.errors import Invalid, sentence

UNSEEN = np.int8(2)
AGREE, PASS, DISAGREE = 1, 0, -1
Table = npt.NDArray[np.int8]
Row = dict[str, str]


class ConversationUnreadable(Invalid):
    """A file of the conversation is missing, cut, or says something unknown."""

    code: ClassVar[str] = "deliberation.conversation_unreadable"
    sentence: ClassVar[str] = sentence("{file}, line {line}: {reason}")


@dataclass(frozen=True, eq=False)
class Opinions:
    """Rows are participants, columns statements; both sorted, so that order tells nothing.

    `table` holds 1 agree, 0 pass, −1 disagree, 2 unseen. Statements that moderation took out are
    not in it, only their number.
    """

    participants: tuple[int, ...]
    statements: tuple[int, ...]
    table: Table
    taken_out: int = 0

    @classmethod
    def of(
        cls,
        votes: Mapping[tuple[int, int], int],
        statements: Iterable[int] = (),
        taken_out: int = 0,
    ) -> "Opinions":
        """Make the table of votes by (participant, statement), with all statements known."""
        people = sorted({person for person, _ in votes})
        columns = sorted({statement for _, statement in votes} | set(statements))
        row_of = {person: at for at, person in enumerate(people)}
        column_of = {statement: at for at, statement in enumerate(columns)}
        table = np.full((len(people), len(columns)), UNSEEN, dtype=np.int8)
        for (person, statement), vote in votes.items():
            table[row_of[person], column_of[statement]] = vote
        return cls(tuple(people), tuple(columns), table, taken_out)


def read_conversation(folder: Path) -> Opinions:
    """Read a folder; statements that were taken out are left out with all votes on them."""
    kept: set[int] = set()
    out: set[int] = set()
    for line, row in _rows(folder / "comments.csv", ("comment-id", "moderated")):
        where = folder / "comments.csv", line
        moderated = _whole(row["moderated"], *where)
        (out if moderated < 0 else kept).add(_whole(row["comment-id"], *where))
    votes: dict[tuple[int, int], int] = {}
    for line, row in _rows(folder / "votes.csv", ("comment-id", "voter-id", "vote")):
        where = folder / "votes.csv", line
        statement, vote = _whole(row["comment-id"], *where), _whole(row["vote"], *where)
        if vote not in (AGREE, PASS, DISAGREE):
            raise _fault(*where, f"a vote is 1, 0 or -1, not {vote}")
        if statement in out:
            continue
        if statement not in kept:
            raise _fault(*where, f"there is no statement {statement}")
        votes[_whole(row["voter-id"], *where), statement] = vote
    return Opinions.of(votes, kept, len(out))


def _rows(path: Path, columns: Iterable[str]) -> Iterator[tuple[int, Row]]:
    """Each row with the line it ends on; a row that was cut is an error."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            known = reader.fieldnames or ()
            if missing := [name for name in columns if name not in known]:
                raise _fault(path, 1, f"the column {', '.join(missing)} is missing")
            for row in reader:
                if None in row or None in row.values():
                    raise _fault(path, reader.line_num, "the row is cut, or has too many fields")
                yield reader.line_num, row
    except OSError as error:
        raise _fault(path, 0, error.strerror or str(error)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise _fault(path, 0, str(error)) from error


def _whole(text: str, path: Path, line: int) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise _fault(path, line, f"{text!r} is no whole number") from error


def _fault(path: Path, line: int, reason: str) -> ConversationUnreadable:
    return ConversationUnreadable(file=path.name, line=line, reason=reason)
