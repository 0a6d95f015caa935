"""What leaves the house for other systems, and what comes in from them: Open311 and webhooks.

It writes nothing of its own about cases: reports come in by the one service of `cases`, and what
is given out is what any neighbour may read. Facts go out as ids.
"""
