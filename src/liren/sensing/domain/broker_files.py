"""The files by which mosquitto and NATS know devices: who has which key, and may write what.

A device writes on its own topics and hears what is meant for it; a gateway writes for the devices
behind it. In NATS the slashes of a topic are dots.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from liren.sensing.adapters.mqtt_json import ALARM, ROOT, UP

ALL = "*"  # instead of a number: whatever stands there
INGEST = "ingest"
RIGHTS = f"""\
# A device writes on its own topics and hears what is meant for it; its user name is its number.
pattern write {ROOT}/+/+/%u/{UP}
pattern write {ROOT}/+/+/%u/{ALARM}
pattern read {ROOT}/+/+/%u/down

# Ingest reads everything and tells devices what is meant for them.
user {INGEST}
topic read {ROOT}/#
topic write {ROOT}/+/+/+/down
"""


@dataclass(frozen=True)
class Speaker:
    """A device or a gateway that has a key, and the numbers it speaks for besides its own."""

    number: str
    hash: str  # as mosquitto keeps it
    bcrypt: str  # as NATS does
    others: Sequence[str] = ()


def mosquitto_keys(speakers: Iterable[Speaker], ingest_hash: str) -> str:
    """`password_file`: a line each."""
    lines = [(INGEST, ingest_hash), *((one.number, one.hash) for one in speakers if one.hash)]
    return "".join(f"{number}:{kept}\n" for number, kept in lines)


def mosquitto_rights(speakers: Iterable[Speaker]) -> str:
    """`acl_file`: the rule for all devices, then each gateway with those behind it."""
    blocks = [RIGHTS]
    for one in speakers:
        if one.others:
            topics = [
                f"topic write {ROOT}/+/+/{'+' if number == ALL else number}/{what}\n"
                for number in one.others
                for what in (UP, ALARM)
            ]
            blocks.append(f"user {one.number}\n{''.join(topics)}")
    return "\n".join(blocks)


def nats_accounts(speakers: Iterable[Speaker], ingest_hash: str) -> str:
    """`accounts`: ingest, then everybody with a key, each with no more than its own subjects."""
    users = [json.dumps({"user": INGEST, "password": ingest_hash})]
    users += [json.dumps(dict(_nats_user(one))) for one in speakers if one.bcrypt]
    lines = "".join(f"      {user}\n" for user in users)
    return (
        f"accounts {{\n  LIREN {{\n    jetstream: enabled\n    users: [\n{lines}    ]\n  }}\n}}\n"
    )


def _nats_user(one: Speaker) -> Iterator[tuple[str, object]]:
    yield "user", one.number
    yield "password", one.bcrypt
    spoken = [one.number, *one.others]
    writes = [f"{ROOT}.*.*.{number}.{what}" for number in spoken for what in (UP, ALARM)]
    # The server itself hands a device what it has subscribed to, by its own subjects.
    hears = [*(f"{ROOT}.*.*.{number}.down" for number in spoken), "$MQTT.sub.>"]
    yield "permissions", {"publish": {"allow": writes}, "subscribe": {"allow": hears}}
