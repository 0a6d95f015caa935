"""Sensing: what devices say, and who goes because of it.

It keeps the register of devices, takes their messages, judges them by rules and turns what is
wrong into work orders. It stores no face, no plate and no track, and it cares for nobody: what
becomes of a call for help is told by `care`.
"""
