"""`liren ingest`: the process that listens to devices."""

import gc
import os
import signal
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError

from liren.sensing.services.ingest.batch import Ingest
from liren.sensing.streams.batcher import Batcher
from liren.sensing.streams.broker import Guard
from liren.sensing.streams.chosen import StreamUnknown, choose
from liren.sensing.streams.inlet import Inlet

TURN = 0.0005


class Command(BaseCommand):
    """Listen until told to stop; what is not stored yet then comes again."""

    help = "Take what devices say: LIREN_STREAM=nats://… or mqtt://…, else a broker of our own."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, unless the environment says it."""
        parser.add_argument("--stream", default=os.environ.get("LIREN_STREAM", ""))

    def handle(self, *, stream: str, **options: object) -> None:
        """Run one batcher over one stream."""
        ingest, inlet = Ingest(), Inlet()
        ingest.begin(datetime.now(UTC))

        def refuse(number: str, reason: str, sample: bytes) -> None:
            known = ingest.directory.by_number.get(number)
            ingest.outside.add(
                reason,
                datetime.now(UTC),
                device=known.pk if known else None,
                gateway=ingest.directory.gateways.get(number),
                sample=known.sample_of(sample) if known else b"",
            )

        try:
            register = ingest.directory
            guard = Guard(register.admits, register.may_speak, refuse, register.key_of)
            source = choose(stream, inlet, guard)
            source.start()
        except StreamUnknown as unknown:
            raise CommandError(str(unknown)) from unknown
        except OSError as taken:
            raise CommandError(f"The door for devices cannot be opened: {taken}") from taken
        batcher = Batcher(ingest, inlet, source)

        def stop(*_signal: object) -> None:
            batcher.is_stopped = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        _leave_the_register_alone()
        _take_turns()
        batcher.run()
        source.close()


def _leave_the_register_alone() -> None:
    """What is remembered stays for good: the collector would walk over it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _take_turns() -> None:
    """Each statement lets the network's thread go on; it gives back sooner than after 5 ms."""
    sys.setswitchinterval(TURN)
