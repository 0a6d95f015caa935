"""Files of the city's system that were taken over."""

from django.db.models import QuerySet

from liren.core import crypto
from liren.voting.models import CityFile, Vote
from liren.voting.selectors.rolls import FILE, FileUnknown


def files(vote: Vote) -> QuerySet[CityFile]:
    """The latest first."""
    return CityFile.objects.filter(vote=vote).order_by("-id")


def file(vote: Vote, pk: int) -> CityFile:
    """One of them, or not found."""
    found = files(vote).filter(pk=pk).first()
    if found is None:
        raise FileUnknown
    return found


def returned(row: CityFile) -> bytes:
    """The file with what stayed out and why."""
    if row.returned_sealed is None:
        raise FileUnknown
    sealed = bytes(row.returned_sealed)
    return bytes.fromhex(crypto.unseal(sealed, purpose=FILE, row=row.salt))
