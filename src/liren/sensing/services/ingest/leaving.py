"""Devices that hang elsewhere by now, or for nobody: what was remembered of the last home goes.

The register takes it out when somebody says so; what ingest stored within the second in which it
did not know of it yet goes here.
"""

from collections.abc import Sequence

from liren.sensing.models import Reading, RuleState
from liren.sensing.models.devices import TELLS_OF_A_PERSON
from liren.sensing.services.ingest.directory import Known


def left_behind(moved: Sequence[Known]) -> set[str]:
    """Of which of these devices the memory is of another home; the rest went along with somebody.

    Two records that turned out to be one person keep what was learned: then it is there still.
    """
    kept = RuleState.objects.filter(device__in=[one.pk for one in moved])
    known = set(kept.values_list("device_id", flat=True))
    gone = [one for one in moved if one.person_id is None or one.pk not in known]
    kept.filter(device__in=[one.pk for one in gone]).delete()
    telling = [one.pk for one in gone if one.kind in TELLS_OF_A_PERSON and one.person_id is None]
    Reading.objects.filter(device__in=telling).delete()
    return {one.number for one in gone}
