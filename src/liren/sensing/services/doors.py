"""Where devices come in when the house has a broker of its own."""

import os
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Doors:
    """Where the broker of the house listens."""

    host: str
    port: int
    fire_port: int

    @classmethod
    def from_environment(cls, web: int = 0) -> "Doors":
        """This machine alone, beside the port of the web, unless told otherwise."""
        web = web or int(os.environ.get("PORT", "8000"))
        return cls(
            host=os.environ.get("LIREN_MQTT_BIND", LOOPBACK),
            port=int(os.environ.get("LIREN_MQTT_PORT", str(web + 2))),
            fire_port=int(os.environ.get("LIREN_FIRE_PORT", "0")),
        )
