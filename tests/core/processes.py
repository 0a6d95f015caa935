"""Programs of their own over the database of a test, to be killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import connection

LIREN = Path(sys.executable).parent / "liren"


def environment() -> dict[str, str]:
    """So that another process finds the tables and the keys of this test."""
    name = str(connection.settings_dict["NAME"])
    others = os.environ["DATABASE_URL"].rpartition("/")[0]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{others}/{name}"
    own = {
        "DATABASE_URL": url,
        "LIREN_MASTER": settings.LIREN_MASTER_KEYS[0],
        "LIREN_INDEX": settings.LIREN_INDEX_KEY,
        "DJANGO_SETTINGS_MODULE": "liren.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **own}


def start(*words: str) -> "subprocess.Popen[str]":
    """Begin a program that prints a line when it has begun its work."""
    return subprocess.Popen(
        words, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def kill_within(process: "subprocess.Popen[str]", seconds: float, draw: Random) -> bool:
    """Wait for its first line, and kill it at some moment; whether it still ran."""
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(draw.uniform(0, seconds))
    ran = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return ran
