"""The contract between a terminal and the hall: documents, envelopes, seals, signatures, calls.

Both sides import this package and nothing else of each other. It needs the standard library, pydantic and
cryptography; it does no input or output. ``docs/wire.md`` is the same contract in prose, with worked bytes.

* ``documents``   what is inside a sealed entry
* ``entries``     the envelope, its manifest, the hall's answers, problem details
* ``batches``   several entries in one request
* ``sealing``     closing and opening documents and attachments
* ``signatures``  RFC 9421, profile ``hall-v1``, for requests and answers
* ``uploads``     the resumable upload as a machine without I/O
* ``enrolment``, ``key_rotation``, ``heartbeat``, ``progress``  the other calls
* ``card_queries``, ``appointments``, ``shared_data``  live calls for residents
* ``routes``      every path in one place
* ``fields``, ``times``  constrained field types and the one form of time

Error hierarchy::

    WireError
    ├── sealing.SealError
    │   ├── sealing.SealBrokenError         the bytes do not open: altered, cut, swapped or for another key
    │   ├── sealing.SealReusedError         one sealer was asked to seal the same attachment twice
    │   └── sealing.SuiteUnknownError       a suite that this version does not speak
    └── signatures.SignatureError
        ├── signatures.SignatureMissingError
        ├── signatures.SignatureMalformedError
        ├── signatures.SignatureInvalidError
        ├── signatures.ClockSkewError
        └── signatures.DigestMismatchError
"""
