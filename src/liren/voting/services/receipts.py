"""A receipt while its voter looks at it: sealed, because a session lies in the database for weeks,
and whoever read it there could look up how somebody voted."""

from liren.core import crypto
from liren.voting.models import Vote

PURPOSE = "shown receipt"


def put_away(vote: Vote, code: str) -> str:
    """A code as a session may keep it."""
    return crypto.seal(code, purpose=PURPOSE, row=f"vote:{vote.pk}").hex()


def take_out(vote: Vote, kept: str) -> str:
    """The code again, for the page of its voter."""
    return crypto.unseal(bytes.fromhex(kept), purpose=PURPOSE, row=f"vote:{vote.pk}")
