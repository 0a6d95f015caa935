"""Votes that count in law: rules, roll, ballots on line and on paper, the count, and its proof.

It needs no topic and knows nothing of what came before a vote or what follows from it.
"""
