"""A conversation is read from files whole, or refused with the line."""

from pathlib import Path

import pytest

from liren.deliberation.domain.opinions import (
    UNSEEN,
    ConversationUnreadable,
    Opinions,
    read_conversation,
)

COMMENTS = "timestamp,comment-id,moderated,comment-body\n1,1,1,花坛\n2,2,0,车位\n3,3,-1,广告\n"
VOTES = "timestamp,comment-id,voter-id,vote\n1,1,7,1\n2,2,7,-1\n3,3,7,1\n4,1,7,0\n5,1,8,1\n"


def conversation(folder: Path, comments: str = COMMENTS, votes: str = VOTES) -> Opinions:
    (folder / "comments.csv").write_text(comments, "utf-8")
    (folder / "votes.csv").write_text(votes, "utf-8")
    return read_conversation(folder)


def test_the_last_vote_counts_and_what_was_taken_out_is_left_out(tmp_path: Path) -> None:
    found = conversation(tmp_path)
    assert (found.participants, found.statements, found.taken_out) == ((7, 8), (1, 2), 1)
    assert found.table.tolist() == [[0, -1], [1, UNSEEN]]


@pytest.mark.parametrize(
    ("comments", "votes", "said"),
    [
        (COMMENTS, "", "is missing"),
        ("comment-id\n1\n", VOTES, "moderated is missing"),
        (COMMENTS, VOTES + "6,1", "is cut"),
        (COMMENTS, VOTES + "6,1,9,1,1\n", "too many fields"),
        (COMMENTS, VOTES + "6,1,9,2\n", "a vote is 1, 0 or -1, not 2"),
        (COMMENTS, VOTES + "6,1,9,x\n", "'x' is no whole number"),
        (COMMENTS, VOTES + "6,99,9,1\n", "there is no statement 99"),
        (COMMENTS + '4,4,1,"was cut in the', VOTES, "comments.csv"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(
    tmp_path: Path, comments: str, votes: str, said: str
) -> None:
    with pytest.raises(ConversationUnreadable, match=said):
        conversation(tmp_path, comments, votes)


def test_a_missing_folder_and_other_encodings_say_so(tmp_path: Path) -> None:
    with pytest.raises(ConversationUnreadable, match=r"comments\.csv"):
        read_conversation(tmp_path)
    (tmp_path / "comments.csv").write_bytes("comment-id,moderated\n花".encode("gb18030"))
    with pytest.raises(ConversationUnreadable):
        read_conversation(tmp_path)
