"""Rules on plain values: telephone numbers, lock-out, one-time codes, the three offices."""
