"""Reads of votes, always from a scope or from what is public. None reads what was chosen."""
