"""Who is about to vote from home."""

from liren.voting.models import Access


def access_by_id(pk: object) -> Access | None:
    """The access that a session remembers, with its voter and vote."""
    if not isinstance(pk, int):
        return None
    rows = Access.objects.select_related("voter__vote__place", "voter__vote__roll", "letter")
    return rows.filter(pk=pk).first()
