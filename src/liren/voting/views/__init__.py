"""Pages of votes: the desk's, and everybody's."""
