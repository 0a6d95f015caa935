"""Signals of devices and homes, and what follows from them: registers, readings, rules, alerts.

What a person then does about it is a work order's; who lives alone and is looked after is `care`'s.
"""
