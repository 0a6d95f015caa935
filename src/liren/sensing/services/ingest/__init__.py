"""From packets to readings, alerts and orders: the one writer of what devices say."""
