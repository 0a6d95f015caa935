"""What datasets.py says of a sealed column is how the services seal it, and its key can change."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from liren.core import crypto, keyring, reseal
from liren.core.datasets import sealed_columns
from liren.core.models import DataKey, KeyRotation
from tests.factories import canaries
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture(autouse=True)
def _own_ring() -> Iterator[None]:
    keyring.forget()
    yield
    keyring.forget()


def test_what_the_services_sealed_opens_by_what_the_datasets_say(town: Neighbourhood) -> None:
    canaries.make_rows(town)
    tried, wrong = set(), []
    for column in sealed_columns():
        for pk, blob, row in canaries.values_of(column):
            if blob == canaries.UNSEALED:
                continue  # of a row that the tests made without a service
            try:
                crypto.unseal(blob, purpose=column.purpose, row=row)
                tried.add(str(column))
            except crypto.SealBroken:
                wrong.append(f"{column} of row {pk}")
    assert not wrong, "\n".join(wrong)
    assert len(tried) >= 16, sorted({str(c) for c in sealed_columns()} - tried)


def test_every_purpose_changes_its_key(town: Neighbourhood, now: datetime) -> None:
    canaries.set_out(town)
    before = {str(c): list(canaries.values_of(c)) for c in sealed_columns()}
    for purpose in sorted({column.purpose for column in sealed_columns()}):
        rotation = reseal.begin_rotation(purpose=purpose, now=now)
        while reseal.reseal_batch(rotation.pk, now):
            pass
    assert not KeyRotation.objects.exclude(broken=0, finished_at__isnull=False)
    for column in sealed_columns():
        key = DataKey.objects.get(purpose=column.purpose, retired_at=None)
        old = {pk: blob for pk, blob, _ in before[str(column)]}
        for pk, blob, row in canaries.values_of(column):
            clear = crypto.unseal(blob, purpose=column.purpose, row=row)
            assert clear == crypto.unseal(old[pk], purpose=column.purpose, row=row)
            assert column.is_fixed or blob[:5] == keyring.head_of(key)
    gone = reseal.destroy_unneeded(now.replace(year=2030))
    assert {key.purpose for key in gone} == {column.purpose for column in sealed_columns()}
