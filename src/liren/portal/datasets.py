"""How private each column of the portal is."""

from liren.core.datasets import Privacy, all_of, classify

classify(
    "portal.KioskKey",
    **all_of(Privacy.INTERNAL, "id", "place", "place_path", "community_path", "name"),
    **all_of(Privacy.INTERNAL, "made_at", "made_by", "revoked_at"),
    **all_of(Privacy.SEALED, "hash"),
)
