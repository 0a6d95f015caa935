"""Ledgers (台账) that come in as people keep them, and forms and reports that go out.

Reads workbooks, exports and household cards into values with reasons, and says which lines speak
of one person. What is known of people belongs to `people`; here is only how it comes and goes.
"""
