"""Closed sets of words for service items, with the numbers that two national code tables give them.

We store words. Numbers differ between GB/T 39046-2020 Annex A (``gb``) and the common platform interfaces
(``platform``), in places in opposite directions, so they are looked up by name, in an adapter, never compared
with each other. Source: domain guide sections 4.3 and 4.4; the sample catalogue's code sets.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

WHO = "who"
"""The situation that asks who comes; its options are ``self``, then ``agent`` or ``guardian`` or both."""
WHO_SELF = "self"
WHO_AGENT = "agent"
WHO_GUARDIAN = "guardian"


class CodedEnum(StrEnum):
    """A word with its code in GB/T 39046 and its code on the platforms; None where a table has none."""

    gb: str | None
    platform: str | None

    def __new__(cls, word: str, gb: str | None = None, platform: str | None = None) -> Self:
        """Make a member from its word and its two codes."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.gb = gb
        member.platform = platform
        return member

    @classmethod
    def from_gb(cls, code: str) -> Self:
        """Find the word for a code of GB/T 39046.

        Raises:
            LookupError: the set has no such code.
        """
        for member in cls:
            if member.gb == code:
                return member
        raise LookupError(f"{cls.__name__} has no GB/T 39046 code {code!r}")

    @classmethod
    def from_platform(cls, code: str) -> Self:
        """Find the word for a code of the platform interfaces.

        Raises:
            LookupError: the set has no such code.
        """
        for member in cls:
            if member.platform == code:
                return member
        raise LookupError(f"{cls.__name__} has no platform code {code!r}")


class ItemType(CodedEnum):
    """事项类型, GB/T 39046 A.1."""

    ADMINISTRATIVE_PERMIT = "administrative_permit", "01", "01"
    ADMINISTRATIVE_PENALTY = "administrative_penalty", "02", "02"
    ADMINISTRATIVE_COERCION = "administrative_coercion", "03", "03"
    ADMINISTRATIVE_LEVY = "administrative_levy", "04", "04"
    ADMINISTRATIVE_PAYMENT = "administrative_payment", "05", "05"
    ADMINISTRATIVE_INSPECTION = "administrative_inspection", "06", "06"
    ADMINISTRATIVE_CONFIRMATION = "administrative_confirmation", "07", "07"
    ADMINISTRATIVE_REWARD = "administrative_reward", "08", "08"
    ADMINISTRATIVE_RULING = "administrative_ruling", "09", "09"
    OTHER_POWER = "other_power", "10", "10"
    PUBLIC_SERVICE = "public_service", "20", "20"


class ExerciseLevel(CodedEnum):
    """行使层级, GB/T 39046 A.2."""

    STATE = "state", "1", "1"
    PROVINCE = "province", "2", "2"
    CITY = "city", "3", "3"
    COUNTY = "county", "4", "4"
    TOWNSHIP = "township", "5", "5"
    VILLAGE = "village", "6", "6"
    GRADED = "graded", "7", "7"


class SubjectKind(CodedEnum):
    """服务对象, the two coarse groups that a terminal needs."""

    PERSONAL = "personal", "1", "1"
    LEGAL = "legal", "2", "2"


class SubjectDetail(CodedEnum):
    """服务对象, GB/T 39046 A.4 in full. Trap: code 5 and 6 name other groups on the platforms."""

    PERSONAL = "personal", "1", "1"
    ENTERPRISE = "enterprise", "2", "2"
    INSTITUTION = "institution", "3", "3"
    SOCIAL_ORGANISATION = "social_organisation", "4", "4"
    UNINCORPORATED_ENTERPRISE = "unincorporated_enterprise", None, "5"
    ADMINISTRATIVE_ORGAN = "administrative_organ", "5", "6"
    OTHER = "other", "6", "9"


class CaseType(CodedEnum):
    """办件类型, GB/T 39046 A.6. Trap: one province swaps the platform's 1 and 2."""

    IMMEDIATE = "immediate", "1", "1"
    PROMISED = "promised", "2", "2"
    OTHER = "other", "9", None


class Channel(CodedEnum):
    """办理形式. Trap: the standard has no code for a terminal, so it counts as 9 (other)."""

    WINDOW = "window", "1", "1"
    WEB = "web", "2", "2"
    MOBILE = "mobile", "3", None
    MAIL = "mail", "4", "3"
    KIOSK = "kiosk", "9", None


class Satisfaction(CodedEnum):
    """满意度. Trap: the two tables count in opposite directions."""

    VERY_SATISFIED = "very_satisfied", "1", "5"
    SATISFIED = "satisfied", "2", "4"
    FAIR = "fair", "3", "3"
    DISSATISFIED = "dissatisfied", "4", "2"
    VERY_DISSATISFIED = "very_dissatisfied", "5", "1"

    @property
    def negative(self) -> bool:
        """Whether it is a negative rating (差评), the last two levels."""
        return self in {Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED}


class DayUnit(StrEnum):
    """What a time limit counts."""

    WORKDAY = "workday"
    DAY = "day"
    NONE = "none"


class ClockStart(StrEnum):
    """From when an authority's time limit runs."""

    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    SUBMISSION = "submission"
    NOT_APPLICABLE = "not_applicable"


class Necessity(CodedEnum):
    """材料必要性."""

    REQUIRED = "required", None, "1"
    CONDITIONAL = "conditional", None, "2"
    DEFERRABLE = "deferrable", None, "3"


class DocType(CodedEnum):
    """材料类型."""

    CERTIFICATE = "certificate", None, "1"
    FORM = "form", None, "2"
    OTHER = "other", None, "3"


class Medium(CodedEnum):
    """材料形式."""

    PAPER = "paper", None, "1"
    ELECTRONIC = "electronic", None, "2"
    BOTH = "both", None, "3"


class TrustGrade(StrEnum):
    """证照信息可信等级 (国办函〔2016〕108号). What an unattended terminal scans is C or D, never B."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Capture(StrEnum):
    """How the terminal obtains a material."""

    CARD_READ = "card_read"
    SCAN = "scan"
    GENERATED = "generated"
    CODE_SCAN = "code_scan"
    SHARED = "shared"
    NONE = "none"


class OriginalCheck(StrEnum):
    """原件核验: where the original is looked at."""

    NONE = "none"
    CHIP = "chip"
    AT_WINDOW = "at_window"
    AT_PICKUP = "at_pickup"
    SURRENDER = "surrender"


class KioskMode(StrEnum):
    """What the terminal can do for an item."""

    GUIDE = "guide"
    BOOKING = "booking"
    PRECHECK = "precheck"
    SUBMIT = "submit"
    QUERY = "query"
    PAY = "pay"


class OfflinePolicy(StrEnum):
    """What the terminal may do for an item without a line."""

    QUEUE = "queue"
    GUIDE_ONLY = "guide_only"
    BLOCKED = "blocked"


class IdentityLevel(StrEnum):
    """How sure the terminal must be of who stands there."""

    NONE = "none"
    ID_NUMBER = "id_number"
    ID_CARD = "id_card"
    VERIFIED = "verified"


class AgentRule(StrEnum):
    """Who may act for the applicant."""

    ALLOWED = "allowed"
    GUARDIAN = "guardian"
    LIMITED = "limited"
    NOT_ALLOWED = "not_allowed"


class SensitiveCategory(StrEnum):
    """敏感个人信息类别 (个人信息保护法第二十八条)."""

    BIOMETRIC = "biometric"
    SPECIFIC_IDENTITY = "specific_identity"
    MEDICAL_HEALTH = "medical_health"
    FINANCIAL_ACCOUNT = "financial_account"
    MOVEMENT_TRACK = "movement_track"
    RELIGION = "religion"
    MINOR = "minor"


class ResultType(StrEnum):
    """What the applicant gets in the end."""

    CERTIFICATE = "certificate"
    NOTICE = "notice"
    ELECTRONIC = "electronic"
    QUERY_SLIP = "query_slip"
    NONE = "none"


class Delivery(StrEnum):
    """How the result reaches the applicant."""

    PICKUP = "pickup"
    MAIL = "mail"
    SMS = "sms"
    PRINT = "print"
    BANK = "bank"


class ServicePointType(StrEnum):
    """Kinds of service points of the circle."""

    DISTRICT_HALL = "district_hall"
    STREET_CENTER = "street_center"
    COMMUNITY_STATION = "community_station"


class Facility(StrEnum):
    """What a service point offers."""

    ACCESSIBLE_ENTRANCE = "accessible_entrance"
    LOW_COUNTER = "low_counter"
    ASSISTED_SERVICE = "assisted_service"
    SELF_SERVICE_ZONE = "self_service_zone"


class FieldType(StrEnum):
    """Types of form fields."""

    TEXT = "text"
    NAME = "name"
    ID_NUMBER = "id_number"
    USCC = "uscc"
    PHONE = "phone"
    DATE = "date"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    AMOUNT = "amount"
    INTEGER = "integer"
    ADDRESS = "address"
    BANK_ACCOUNT = "bank_account"
    TEXTAREA = "textarea"
    BOOL = "bool"


class FieldMask(StrEnum):
    """How a field's value is masked on screen and slip (domain guide 10.3)."""

    ID = "id"
    PHONE = "phone"
    ACCOUNT = "account"


class LimitBasis(StrEnum):
    """Where a figure of the catalogue comes from."""

    LAW = "law"
    LOCAL = "local"
    SAMPLE = "sample"
