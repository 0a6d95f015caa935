"""What others need to write the files of a broker: the rules of `domain`, at the public face."""

from liren.sensing.domain.broker_files import (
    ALL,
    INGEST,
    Speaker,
    mosquitto_keys,
    mosquitto_rights,
    nats_accounts,
)
from liren.sensing.domain.secrets import nats_hash_of

__all__ = [
    "ALL",
    "INGEST",
    "Speaker",
    "mosquitto_keys",
    "mosquitto_rights",
    "nats_accounts",
    "nats_hash_of",
]
