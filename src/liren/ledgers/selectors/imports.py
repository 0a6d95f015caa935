"""Imports from a scope, and the figures of a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.ledgers.models import Import, Outcome, PlanLine, Review, Stage

PLANNED = tuple(Outcome.values)
OF_ROWS = ("errors", "duplicates", "skipped")
# Each list of a plan; what was tied by itself is a list beside the others.
LIST_KINDS = (*PLANNED, "joins", "proposals", "left_out", *OF_ROWS)


class ImportUnknown(NotFound):
    """No such import inside the scope."""

    code = "ledgers.import_unknown"
    sentence = sentence("We do not know this ledger.")


def imports(scope: Scope) -> QuerySet[Import]:
    """Every import inside a scope, the latest first."""
    return Import.objects.within(scope).select_related("place").order_by("-pk")


def one_import(scope: Scope, pk: int) -> Import:
    """One of them, or not found."""
    found = imports(scope).select_related("corrects").filter(pk=pk).first()
    if found is None:
        raise ImportUnknown()
    return found


def senders_at(scope: Scope) -> list[str]:
    """Who has sent ledgers before."""
    rows = Import.objects.within(scope).order_by("sender").values_list("sender", flat=True)
    return list(rows.distinct()[:100])


@dataclass(frozen=True)
class Figures:
    """How many lines a plan has of each kind, and what waits."""

    counts: Mapping[str, int] = field(default_factory=dict)
    to_write: int = 0
    done: int = 0
    trouble: int = 0
    open_reviews: int = 0
    reviews: int = 0

    @property
    def tone(self) -> str:
        """What waits for a person stands out."""
        return "late" if self.open_reviews else ""


def figures_of(ledger: Import) -> Figures:
    """The figures of a plan, in two statements."""
    rows = PlanLine.objects.filter(ledger=ledger)
    writable = Q(outcome__in=(Outcome.NEW, Outcome.CHANGED), stage=Stage.READY, trouble="")
    found = rows.aggregate(
        **{f"of_{kind}": Count("pk", filter=Q(outcome=kind)) for kind in PLANNED},
        joins=Count("pk", filter=~Q(rule="")),
        proposals=Count("pk", filter=Q(is_proposal=True)),
        left_out=Count("pk", filter=~Q(left_out=[])),
        to_write=Count("pk", filter=writable),
        done=Count("pk", filter=Q(stage=Stage.DONE)),
        trouble=Count("pk", filter=~Q(trouble="")),
    )
    pairs = Review.objects.filter(ledger=ledger).aggregate(
        every=Count("pk"), open=Count("pk", filter=Q(is_same__isnull=True))
    )
    counts = {kind: found[f"of_{kind}"] for kind in PLANNED}
    counts |= {kind: found[kind] for kind in ("joins", "proposals", "left_out")}
    counts |= {kind: getattr(ledger, kind) for kind in OF_ROWS}
    return Figures(
        counts, found["to_write"], found["done"], found["trouble"], pairs["open"], pairs["every"]
    )


def reviews_of(ledger: Import) -> QuerySet[Review]:
    """The pairs of an import, those that wait first."""
    rows = Review.objects.filter(ledger=ledger).select_related("first", "second")
    return rows.order_by(F("is_same").asc(nulls_first=True), "pk")
