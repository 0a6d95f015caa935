"""Rules of the report loop on plain values."""
