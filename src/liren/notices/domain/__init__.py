"""When a message may go out, and when it is tried again."""
