"""The offline queue: sealed entries that outlive power cuts, and the engine that brings them to the hall.

Import the module that you need; this file stays empty so that nothing is paid for twice.

* ``outbox``      the door for the terminal's threads: admit, enqueue, status, progress
* ``engine``      the sync loop; ``transport`` the one signed HTTP client
* ``enrolment``   the one-time code for an identity; ``identity`` what it leaves
* ``commands``    what the command line does
* ``core``, ``opening``, ``store``, ``migrate``, ``blobs``, ``ballast``, ``filesystem``  durability, from top to bottom
* ``drafting``, ``spares``, ``lookup``  from a draft to sealed bytes; sealers made ahead; lookup codes
* ``policy``, ``model``, ``clock``, ``errors``  decisions, values, time, the error hierarchy
* ``wire``        the contract with the hall
"""
