"""Rules of workorders on plain values; nothing here knows Django."""
