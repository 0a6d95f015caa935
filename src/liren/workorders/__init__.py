"""One instruction to one party, with its clock: the single inbox of every worker.

A work order says who does what by when. What it is about is named, not known.
"""
