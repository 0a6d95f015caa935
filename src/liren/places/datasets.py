"""How private each column of places is: the tree is what everybody can see in the street."""

from liren.core.datasets import Privacy, all_of, classify

classify(
    "places.Place",
    **all_of(Privacy.OPEN, "id", "parent", "path", "kind", "code", "name", "name_en", "aliases"),
    **all_of(Privacy.OPEN, "geometry", "longitude", "latitude", "details"),
)
