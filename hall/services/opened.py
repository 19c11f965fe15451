"""The services of one running hall, put together from ``services.toml``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from config.domain.working_days import load_work_calendar
from hall.blobs import SealedFiles
from hall.database import Database
from hall.keys import HallKeys
from hall.limits import RateLimit
from hall.services.amendment_handover import AmendmentHandover
from hall.services.cases_of_card import PeopleOfOldCases
from hall.services.certificates import Certificates, HttpIssuer, KnownIssuer
from hall.services.configuration import ServicesFile, read_services
from hall.services.departments import HttpDepartment
from hall.services.handover import Handover, KnownDepartment
from hall.services.notice_ports import notice_port
from hall.services.notices import NoticeOutbox
from hall.services.offices import Offices
from hall.services.rounds import Round, Rounds
from hall.services.shared_data import HttpSource, SharedData
from hall.services.stored_material import StoredMaterial
from hall.services.withdrawal_handover import WithdrawalHandover
from hall.settings import HallSettings


@dataclass(frozen=True, slots=True)
class Services:
    """What a hall offers beside taking entries in.

    Attributes:
        file: the configuration.
        offices, shared_data, certificates: the live calls.
        people_queries: how often one person's card is asked about.
        notices, handover, amendments, withdrawals: the work that is due again and again; ``rounds`` does it while the
            hall serves.
    """

    file: ServicesFile
    notices: NoticeOutbox
    handover: Handover
    amendments: AmendmentHandover
    withdrawals: WithdrawalHandover
    offices: Offices
    shared_data: SharedData
    certificates: Certificates
    people_queries: RateLimit
    rounds: Rounds


def open_services(
    settings: HallSettings,
    database: Database,
    files: SealedFiles,
    keys: HallKeys,
    clock: Callable[[], datetime],
    steady_clock: Callable[[], float],
) -> Services:
    """Read ``services.toml`` and put the services together; nothing runs yet. Raises `ServicesFileError`."""
    path = settings.services_file or settings.data_dir / "services.toml"
    file = read_services(path, required=settings.services_file is not None)
    notices = NoticeOutbox(database, keys, notice_port(file.notices, settings.data_dir), clock)
    departments = [KnownDepartment(part, HttpDepartment(part.system.peer)) for part in file.departments]
    material = StoredMaterial(database, files, keys)
    handover = Handover(database, material, keys, departments, clock)
    amendments = AmendmentHandover(database, material, keys, departments, clock)
    withdrawals = WithdrawalHandover(database, material, keys, departments, clock)
    rounds = [
        Round("notices", notices.run_once),
        Round("old-cases", PeopleOfOldCases(database, keys).run_once, ends=True),
    ]
    if departments:
        rounds += [
            Round("handover", handover.push_once),
            Round("amendments", amendments.push_once),
            Round("withdrawals", withdrawals.push_once),
            Round("departments", handover.pull_once),
        ]
    return Services(
        file,
        notices,
        handover,
        amendments,
        withdrawals,
        Offices(file.offices, load_work_calendar(), settings.zone),
        SharedData({part.source: HttpSource(part.system.peer) for part in file.sources}, file.prefill),
        Certificates(
            [KnownIssuer(part.issuer_id, frozenset(part.items), HttpIssuer(part.system.peer)) for part in file.issuers]
        ),
        RateLimit(settings.person_queries, settings.person_queries_window_s, steady_clock),
        Rounds(rounds),
    )
