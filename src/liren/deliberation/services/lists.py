"""打钩: staff publish a list after their survey."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor
from liren.deliberation.domain.phases import Act, Mode
from liren.deliberation.models import ListItem, Topic
from liren.deliberation.services.access import begin
from liren.deliberation.services.words import for_everybody

MOST_ITEMS = 30


class ListWrong(Invalid):
    """A list has lines that differ, and fewer ticks than lines."""

    code = "deliberation.list_wrong"
    sentence = sentence("A list has 2 to {most} lines that differ, and fewer ticks than lines.")


@transaction.atomic
def set_list(
    *,
    topic: Topic,
    lines: Sequence[tuple[str, str]],
    most_ticks: int,
    by: Actor,
    now: datetime,
) -> list[ListItem]:
    """Write the list: what can be ticked with a word about each, and how many of them."""
    begun = begin(topic, Act.EDIT_LIST, by=by)
    texts = [for_everybody(text, most=80) for text, _ in lines]
    if not 2 <= len(texts) <= MOST_ITEMS or len(set(texts)) != len(texts):
        raise ListWrong(most=MOST_ITEMS)
    if not 1 <= most_ticks < len(texts):
        raise ListWrong(most=MOST_ITEMS)
    begun.mode, begun.most_ticks = Mode.TICK.value, most_ticks
    begun.save(update_fields=["mode", "most_ticks"])
    ListItem.objects.filter(topic=begun).delete()
    rows = ListItem.objects.bulk_create(
        ListItem(
            topic=begun,
            number=number,
            text=texts[number - 1],
            about=for_everybody(about, most=300) if about.strip() else "",
        )
        for number, (_, about) in enumerate(lines, 1)
    )
    audit.record("deliberation.list_set", begun, by=by, at=now, lines=len(rows))
    return rows
