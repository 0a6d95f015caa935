"""How private each column of people is."""

from liren.core.datasets import Privacy, all_of, classify

classify(
    "people.Person",
    **all_of(Privacy.SEALED, "phone_sealed", "phone_index", "email_sealed", "salt"),
    **all_of(Privacy.PERSONAL, "place", "place_path", "community_path", "name", "user"),
    **all_of(Privacy.PERSONAL, "birth_year", "lives_alone", "has_mobile"),
    **all_of(Privacy.INTERNAL, "id"),
)
