"""The other ends of the hall's adapters, for demos and tests: they speak the real protocols over real HTTP.

``python -m hall.simulators --port 0`` serves a department's gateway below ``/department``, a message gateway below
``/messages``, issuing systems below ``/certificates`` and shared data below ``/sources``. What a department decides
is told through ``/control``. Everything is kept in memory and invented. ``payments`` has the payment providers, as a
process of their own.
"""
