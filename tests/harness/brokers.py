"""Whether nats-server and mosquitto are on this machine."""

from liren.config.bench.brokers import BrokerMissing, find
from tests.harness.required import missing


def require_brokers() -> None:
    """Skip where one is not there; fail where `LIREN_REQUIRE` names the streams."""
    try:
        find("nats-server")
        find("mosquitto")
    except BrokerMissing as reason:
        missing("streams", str(reason))
