"""Words that reach a person: what is to be said, to whom, by which channel, and whether it arrived.

It does not decide who should hear what; the module that knows says so.
"""
