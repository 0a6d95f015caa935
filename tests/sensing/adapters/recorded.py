"""Recorded packets, made for synthetic devices, and the frames of a fire panel."""

import json
from pathlib import Path

from liren.sensing.adapters.gbt26875 import Command, Frame, build
from liren.sensing.adapters.protocol import Packet

FOLDER = Path(__file__).parent / "packets"
PANEL = bytes.fromhex("0102030405f0")
MOMENT = bytes([5, 30, 8, 27, 11, 26])  # 08:30:05 on 27 November 2026


def mqtt() -> list[Packet]:
    """What devices sent by MQTT: topic and body by line."""
    lines = (FOLDER / "mqtt_json.jsonl").read_text("utf-8").splitlines()
    return [Packet(json.dumps(body).encode(), topic) for topic, body in map(json.loads, lines)]


def pushes() -> list[Packet]:
    """What a platform pushed."""
    return [Packet((FOLDER / "http_push.json").read_bytes())]


def frames() -> list[Packet]:
    """What a panel sent, a frame a line, in hex."""
    lines = (FOLDER / "gbt26875.hex").read_text().splitlines()
    return [Packet(bytes.fromhex(line)) for line in lines if not line.startswith("#")]


def part(
    state: int, *, serial: int = 7, address: int = 12, panel: bytes = PANEL, moment: bytes = MOMENT
) -> bytes:
    """A frame that tells the state of one smoke detector."""
    piece = bytes([1, 1, 40]) + address.to_bytes(4, "little") + state.to_bytes(2, "little")
    data = bytes([2, 1]) + piece + "三号楼二单元五楼".encode("gb18030").ljust(31, b"\0") + moment
    frame = Frame(serial, b"\x01\x01", MOMENT, panel, bytes(6), Command.SEND, data)
    return build(frame)
