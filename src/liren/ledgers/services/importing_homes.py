"""Homes that a ledger names and the tree of places has not got: found by the plan, kept sealed."""

import json
from collections.abc import Collection

from liren.core import crypto
from liren.ledgers.models import Import, ImportHomes
from liren.ledgers.services.importing_files import PURPOSE
from liren.places.selectors import Door


def forget_homes(ledger: Import) -> None:
    """For a plan that is made anew, or whose homes have been added."""
    ImportHomes.objects.filter(ledger=ledger).delete()


def keep_homes(ledger: Import, unknown: Collection[Door]) -> None:
    """The addresses of whole homes that are not known, each once."""
    if not unknown:
        return
    text = json.dumps(sorted(unknown), ensure_ascii=False, separators=(",", ":"))
    sealed = crypto.seal(text, purpose=PURPOSE, row=_row(ledger))
    ImportHomes.objects.create(ledger=ledger, content_sealed=sealed)


def are_kept(ledger: Import) -> bool:
    """Whether a plan's homes are there to be added; plans of earlier versions kept none."""
    return not ledger.new_homes or ImportHomes.objects.filter(ledger=ledger).exists()


def unknown_homes(ledger: Import) -> list[Door]:
    """The same again."""
    kept = ImportHomes.objects.filter(ledger=ledger).first()
    if kept is None:
        return []
    text = crypto.unseal(bytes(kept.content_sealed), purpose=PURPOSE, row=_row(ledger))
    return [Door(*parts) for parts in json.loads(text)]


def _row(ledger: Import) -> str:
    return f"homes:{ledger.pk}"
