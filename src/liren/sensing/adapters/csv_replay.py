"""Lines of a table, played again: `number,time,what,value`."""

import csv

from liren.core.errors import sentence
from liren.sensing.adapters.protocol import Packet, Said, Unreadable
from liren.sensing.adapters.values import said_by

COLUMNS = 4


class CsvReplay:
    """What was recorded once; a line is its own name, so that it can be played twice."""

    key = "csv_replay"
    name = sentence("Recorded table (CSV)")
    longest = 64 * 1024

    def read(self, packet: Packet) -> list[Said]:
        """The values of some lines."""
        try:
            lines = list(csv.reader(packet.body.decode().splitlines()))
        except (ValueError, csv.Error):
            raise Unreadable("not_a_table") from None
        return [said for line in lines if line for said in self._line(line)]

    def _line(self, cells: list[str]) -> list[Said]:
        if len(cells) != COLUMNS:
            raise Unreadable("not_a_table")
        number, time, what, text = (cell.strip() for cell in cells)
        try:
            value = float(text)
        except ValueError:
            raise Unreadable("not_a_number") from None
        (said,) = said_by(number, {"id": time[:32], "at": time, "values": {what: value}})
        # At one moment a device may say several things, a line each.
        return [said._replace(key=f"{said.key}/{what}")]
