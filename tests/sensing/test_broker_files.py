"""The files by which brokers know devices, out of the register."""

import stat
from datetime import datetime
from pathlib import Path

import bcrypt
import pytest
from django.core.management import CommandError, call_command

from liren.config.bench import brokers
from liren.sensing.domain import broker_files, secrets
from liren.sensing.domain.broker_files import Speaker
from liren.sensing.models import Device, Kind
from liren.sensing.selectors.speakers import speakers
from liren.sensing.services.devices import NewDevice, end_device, register_device
from liren.sensing.services.gateways import NewGateway, add_gateway
from tests.factories.neighbourhood import Neighbourhood

STREAM = "nats://ingest:its-key@127.0.0.1:4222"


@pytest.fixture
def keys(town: Neighbourhood, now: datetime) -> dict[str, str]:
    """A device of its own, a gateway with one behind it, and one that was taken down."""
    by, place = town.users["worker"], town.places["community"]

    def enter(number: str, **more: object) -> str:
        new = NewDevice(number=number, kind=Kind.SMOKE, place=place, **more)  # type: ignore[arg-type]  # whatever a case needs
        return register_device(new, by=by, now=now)[1]

    gateway, secret = add_gateway(
        NewGateway(number="GW", name="G", adapter="mqtt_json", place=place), by=by, now=now
    )
    made = {"SM-1": enter("SM-1"), "GW": secret}
    enter("SM-2", gateway=gateway)
    enter("SM-3")
    enter("ingest")
    end_device(device=Device.objects.get(number="SM-3"), by=by, now=now)
    return made


def test_everybody_with_a_key_and_nobody_else(keys: dict[str, str]) -> None:
    device, gateway = speakers()
    assert (device.number, device.others) == ("SM-1", ())
    assert (gateway.number, gateway.others) == ("GW", ("SM-2",))
    for one in (device, gateway):
        assert secrets.fits(keys[one.number], one.hash)
        assert bcrypt.checkpw(keys[one.number].encode(), one.bcrypt.encode())


def test_a_device_writes_its_own_topics_and_a_gateway_those_behind_it() -> None:
    text = broker_files.nats_accounts([Speaker("A", "", "$2a$04$x", ("B",))], "$2a$04$y")
    assert '"liren.*.*.A.up"' in text and '"liren.*.*.B.alarm"' in text
    assert "$JS" not in text and "$MQTT.>" not in text and "$MQTT.msgs" not in text
    rights = broker_files.mosquitto_rights([Speaker("A", "h", "", ("B",)), Speaker("C", "h", "")])
    assert "user A\ntopic write liren/+/+/B/up\n" in rights
    assert "user C" not in rights


@pytest.mark.parametrize(
    ("broker", "names"),
    [("mosquitto", ["devices.acl", "devices.keys"]), ("nats", ["accounts.conf"])],
)
def test_the_files_hold_hashes_and_are_not_for_everybody(
    keys: dict[str, str], tmp_path: Path, broker: str, names: list[str]
) -> None:
    call_command("export_device_keys", "--for", broker, "--folder", tmp_path, "--stream", STREAM)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == names
    for file in files:
        assert not stat.S_IMODE(file.stat().st_mode) & stat.S_IRWXO
        text = file.read_text()
        assert not any(key in text for key in [*keys.values(), "its-key"])
    assert "SM-1" in files[-1].read_text() and "SM-3" not in files[-1].read_text()


def test_mosquitto_writes_in_a_folder_of_its_own() -> None:
    """Beside the keys, in a folder of root, it cannot keep what it has acknowledged."""
    lines = (brokers.FILES / "mosquitto.conf").read_text("utf-8").splitlines()
    said = dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    assert said["persistence"] == "true"
    assert "FOLDER" in said["password_file"] and "FOLDER" in said["acl_file"]
    assert said["persistence_location"] == "STORE/"


def test_the_command_says_what_may_speak(
    keys: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_device_keys", "--for", "nats", "--folder", tmp_path, "--stream", STREAM)
    assert "2 devices and gateways may speak." in capsys.readouterr().out


def test_the_key_of_ingest_is_needed(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="LIREN_STREAM"):
        call_command("export_device_keys", "--for", "nats", "--folder", tmp_path, "--stream", "")
    assert not list(tmp_path.iterdir())
