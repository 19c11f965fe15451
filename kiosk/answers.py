"""Answers to the fields of forms: from the text that was entered to the value of the field's type. Pure.

``read_answer`` raises ``AnswerError`` with a typed fault; its words are the texts ``form.error.<fault>``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from config.catalogue.schema import FormField
from config.domain.citizen_number import parse_citizen_number
from config.domain.code_sets import FieldType
from config.domain.credit_code import parse_credit_code
from config.domain.number_error import NumberError, NumberFault
from config.domain.permanent_residence_number import parse_permanent_residence_number

Value = str | int | bool | date | tuple[str, ...]

YES, NO = "yes", "no"
OPTION_BREAK = "\n"
"""Stands between the options of a multiple choice in its text."""
DEFAULT_MAX_LENGTH = 100
LONGEST_TEXTAREA = 300
SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 8, 30
FIRST_YEAR, LAST_YEAR = 1900, 2099
NAME_MARKS = "·•.-' "
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}|[2-9][0-9]{6,7}")
_AMOUNT = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")


class FieldFault(StrEnum):
    """What is wrong with an answer; the words are the text ``form.error.<value>`` with ``{limit}``."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_A_NUMBER = "not_a_number"
    NAME = "name"
    PHONE = "phone"
    DATE_INCOMPLETE = "date_incomplete"
    DATE = "date"
    AMOUNT = "amount"
    ACCOUNT = "account"
    OPTION = "option"
    ID_LENGTH = "id_length"
    ID_CHARACTERS = "id_characters"
    ID_REGION = "id_region"
    ID_BIRTH_DATE = "id_birth_date"
    ID_CHECK = "id_check"
    CODE_LENGTH = "code_length"
    CODE_CHARACTERS = "code_characters"
    CODE_REGION = "code_region"
    CODE_CHECK = "code_check"
    CODE_SOLE_TRADER = "code_sole_trader"
    """A sole trader's code where a company acts."""
    CODE_ORGANISATION = "code_organisation"
    """A company's code where a sole trader acts."""


class AnswerError(ValueError):
    """An answer cannot be read as its field's type. Never carries the answer."""

    def __init__(self, fault: FieldFault, limit: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.limit = limit


_ID_FAULTS: Mapping[NumberFault, FieldFault] = {
    NumberFault.LENGTH: FieldFault.ID_LENGTH,
    NumberFault.CHARACTERS: FieldFault.ID_CHARACTERS,
    NumberFault.REGION: FieldFault.ID_REGION,
    NumberFault.BIRTH_DATE: FieldFault.ID_BIRTH_DATE,
    NumberFault.CHECK: FieldFault.ID_CHECK,
}
_CODE_FAULTS: Mapping[NumberFault, FieldFault] = {
    NumberFault.LENGTH: FieldFault.CODE_LENGTH,
    NumberFault.CHARACTERS: FieldFault.CODE_CHARACTERS,
    NumberFault.REGION: FieldFault.CODE_REGION,
    NumberFault.CHECK: FieldFault.CODE_CHECK,
}


def id_number_fault(number: str, today: date) -> FieldFault | None:
    """What is wrong with a citizen number or a foreign permanent resident's; None when nothing is."""
    cleaned = "".join(number.split())
    foreign = cleaned[:1] == "9" or cleaned[:1].isalpha()
    try:
        if foreign:
            parse_permanent_residence_number(cleaned)
        else:
            parse_citizen_number(cleaned, today=today)
    except NumberError as error:
        return _ID_FAULTS[error.reason]
    return None


_LENGTHS: Mapping[FieldType, int] = {
    FieldType.TEXT: DEFAULT_MAX_LENGTH,
    FieldType.NAME: 50,
    FieldType.ID_NUMBER: 18,
    FieldType.USCC: 18,
    FieldType.PHONE: 13,
    FieldType.DATE: 8,
    FieldType.CHOICE: 0,
    FieldType.MULTI_CHOICE: 0,
    FieldType.AMOUNT: 12,
    FieldType.INTEGER: 9,
    FieldType.ADDRESS: DEFAULT_MAX_LENGTH,
    FieldType.BANK_ACCOUNT: LONGEST_ACCOUNT,
    FieldType.TEXTAREA: LONGEST_TEXTAREA,
    FieldType.BOOL: 0,
}
_BOUNDED_BY_CATALOGUE = frozenset({FieldType.TEXT, FieldType.ADDRESS, FieldType.TEXTAREA})


def max_length(entry: FormField) -> int:
    """How many characters a field's text may have; choices have none."""
    most = _LENGTHS[entry.type]
    return entry.max if entry.max and entry.type in _BOUNDED_BY_CATALOGUE else most


def read_answer(entry: FormField, text: str, today: date) -> Value:
    """The typed value of an answer that is not empty.

    Amounts are whole fen, dates ``date`` from eight digits, several choices a tuple, numbers without spaces.

    Raises:
        AnswerError: with the fault and its limit.
    """
    return _READERS[entry.type](entry, text, today)


def read_date(text: str) -> date:
    """The day that eight digits ``yyyyMMdd`` mean.

    Raises:
        AnswerError: ``DATE_INCOMPLETE`` for fewer digits, ``DATE`` for no day of the calendar or another century.
    """
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 8):
        raise AnswerError(FieldFault.DATE)
    if len(digits) < 8:
        raise AnswerError(FieldFault.DATE_INCOMPLETE, 8 - len(digits))
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise AnswerError(FieldFault.DATE) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise AnswerError(FieldFault.DATE)
    return day


def _short_enough(entry: FormField, text: str) -> str:
    answer = text.strip()
    if len(answer) > max_length(entry):
        raise AnswerError(FieldFault.TOO_LONG, max_length(entry))
    return answer


def _read_name(name: str) -> str:
    sound = all(c.isalpha() or c in NAME_MARKS for c in name)
    if not sound or sum(c.isalpha() for c in name) < 2:
        raise AnswerError(FieldFault.NAME)
    return name


def _read_credit_code(text: str) -> str:
    try:
        return parse_credit_code(text).text
    except NumberError as error:
        raise AnswerError(_CODE_FAULTS[error.reason]) from None


def _read_phone(text: str) -> str:
    phone = "".join(text.split())
    if not (_MOBILE.fullmatch(phone) or _LANDLINE.fullmatch(phone)):
        raise AnswerError(FieldFault.PHONE)
    return phone


def _read_amount_fen(text: str) -> int:
    found = _AMOUNT.fullmatch("".join(text.split()))
    if found is None:
        raise AnswerError(FieldFault.AMOUNT)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _read_integer(text: str) -> int:
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit()):
        raise AnswerError(FieldFault.NOT_A_NUMBER)
    return int(digits)


def _within(entry: FormField, number: int, *, per_unit: int) -> int:
    if entry.min is not None and number < entry.min * per_unit:
        raise AnswerError(FieldFault.TOO_SMALL, entry.min)
    if entry.max is not None and number > entry.max * per_unit:
        raise AnswerError(FieldFault.TOO_LARGE, entry.max)
    return number


def _read_account(text: str) -> str:
    digits = "".join(text.split())
    sound = digits.isascii() and digits.isdigit()
    if not (sound and SHORTEST_ACCOUNT <= len(digits) <= LONGEST_ACCOUNT):
        raise AnswerError(FieldFault.ACCOUNT)
    return digits


def _one_of(options: tuple[str, ...], answer: str) -> str:
    if answer not in options:
        raise AnswerError(FieldFault.OPTION)
    return answer


def _some_of(options: tuple[str, ...], answer: str) -> tuple[str, ...]:
    return tuple(_one_of(options, option) for option in answer.split(OPTION_BREAK))


def _read_id_number(text: str, today: date) -> str:
    fault = id_number_fault(text, today)
    if fault is not None:
        raise AnswerError(fault)
    return "".join(text.split()).upper()


_READERS: Mapping[FieldType, Callable[[FormField, str, date], Value]] = {
    FieldType.TEXT: lambda entry, text, _today: _short_enough(entry, text),
    FieldType.NAME: lambda entry, text, _today: _read_name(_short_enough(entry, text)),
    FieldType.ID_NUMBER: lambda _entry, text, today: _read_id_number(text, today),
    FieldType.USCC: lambda _entry, text, _today: _read_credit_code(text),
    FieldType.PHONE: lambda _entry, text, _today: _read_phone(text),
    FieldType.DATE: lambda _entry, text, _today: read_date(text),
    FieldType.CHOICE: lambda entry, text, _today: _one_of(entry.options, text),
    FieldType.MULTI_CHOICE: lambda entry, text, _today: _some_of(entry.options, text),
    FieldType.AMOUNT: lambda entry, text, _today: _within(entry, _read_amount_fen(text), per_unit=100),
    FieldType.INTEGER: lambda entry, text, _today: _within(entry, _read_integer(text), per_unit=1),
    FieldType.ADDRESS: lambda entry, text, _today: _short_enough(entry, text),
    FieldType.BANK_ACCOUNT: lambda _entry, text, _today: _read_account(text),
    FieldType.TEXTAREA: lambda entry, text, _today: _short_enough(entry, text),
    FieldType.BOOL: lambda _entry, text, _today: _one_of((YES, NO), text) == YES,
}
