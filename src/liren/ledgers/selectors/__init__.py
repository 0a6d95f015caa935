"""Reads of ledgers."""

from liren.ledgers.selectors.imports import (
    LIST_KINDS,
    Figures,
    ImportUnknown,
    figures_of,
    imports,
    one_import,
    reviews_of,
    senders_at,
)

__all__ = [
    "LIST_KINDS",
    "Figures",
    "ImportUnknown",
    "figures_of",
    "imports",
    "one_import",
    "reviews_of",
    "senders_at",
]
