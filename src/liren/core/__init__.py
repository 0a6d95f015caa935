"""What every module stands on and no neighbour has a word for: scope, facts, audit, errors.

It knows no domain. A thing enters when three modules need it and it has a name of its own.
"""
