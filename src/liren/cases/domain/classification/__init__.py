"""The class of a message, learnt from labelled and confirmed cases, with its reasons.

`learning.learn` makes a `classifier.Classifier`, `storage` keeps it in one file.
"""
