"""The payment gateway.

``provider`` is the interface to payment providers, ``providers`` has those that there are.
"""
