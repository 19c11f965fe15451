"""Names for the identifiers that travel through the house; see the glossary for the terms.

All are plain text at run time. The check of a value's form belongs to the module that mints or parses it.
"""

from __future__ import annotations

from typing import NewType

ItemId = NewType("ItemId", str)
"""A service item of the catalogue, such as ``senior_allowance``."""

DepartmentId = NewType("DepartmentId", str)
"""A department of the catalogue, such as ``civil_affairs``."""

TopicId = NewType("TopicId", str)
"""A life topic of the catalogue, such as ``old_age``."""

MaterialRef = NewType("MaterialRef", str)
"""A material of the catalogue's library, such as ``household_register``."""

ServicePointId = NewType("ServicePointId", str)
"""A service point of the catalogue, such as ``sp_lishan_street``."""

FieldKey = NewType("FieldKey", str)
"""A field of a form, such as ``applicant_name``."""

EntryId = NewType("EntryId", str)
"""One entry of the queue for its whole life, and its idempotency key (lower-case UUID)."""

CaseId = NewType("CaseId", str)
"""One case on the terminal's side (lower-case UUID); a withdrawal or an amendment names it."""

AttachmentId = NewType("AttachmentId", str)
"""One attached file (lower-case UUID)."""

VisitId = NewType("VisitId", str)
"""One visit of one resident, from the first touch to the wipe; never sent anywhere."""

TerminalId = NewType("TerminalId", str)
"""One terminal, station code and two digits, such as ``LS01``."""

StationCode = NewType("StationCode", str)
"""One station, two to four capital letters, such as ``LS``."""

ReceiptNumber = NewType("ReceiptNumber", str)
"""The terminal's own number for an entry, such as ``LS01-261124-10037-X``; see ``receipt_number``."""

LookupCode = NewType("LookupCode", str)
"""Six digits that prove whose slip it is; see ``lookup_code``."""

CaseNumber = NewType("CaseNumber", str)
"""The number of a case. Only the receiving system mints it."""

AcceptanceDocNumber = NewType("AcceptanceDocNumber", str)
"""The number of the acceptance notice. Only a department supplies it, and only with it may 部门已受理 be
said."""
