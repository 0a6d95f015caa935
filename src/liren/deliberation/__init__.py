"""What neighbours decide together, as one record from words to verdict.

Topic, discussion, meeting, vote, measures, publication, progress, evaluation, revision. Votes that
count in law are `voting`'s; what is carried out is a work order's.
"""
