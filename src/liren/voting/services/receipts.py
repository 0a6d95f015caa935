"""A receipt while its voter looks at it: sealed, because a session lies in the database for weeks,
and whoever read it there could look up how somebody voted.

It is sealed for the purpose of the letters' receipts. A session that outlives a key shows none.
"""

from liren.core import crypto
from liren.voting.models import Vote
from liren.voting.services.letters import RECEIPT


def put_away(vote: Vote, code: str) -> str:
    """A code as a session may keep it."""
    return crypto.seal(code, purpose=RECEIPT, row=f"shown:{vote.pk}").hex()


def take_out(vote: Vote, kept: str) -> str:
    """The code again, for the page of its voter; empty where its key is gone."""
    try:
        return crypto.unseal(bytes.fromhex(kept), purpose=RECEIPT, row=f"shown:{vote.pk}")
    except crypto.SealBroken:
        return ""
