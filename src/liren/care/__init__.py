"""Care for those who live alone: help calls, elder buddies, visits, meals, one tap, the family.

It knows nothing of devices: whatever hears a button calls `services.calls.call`.
"""
