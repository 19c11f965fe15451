"""The services of one running hall, put together from ``services.toml``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hall.blobs import SealedFiles
from hall.database import Database
from hall.keys import HallKeys
from hall.services.configuration import ServicesFile, read_services
from hall.services.departments import HttpDepartment
from hall.services.handover import Handover, KnownDepartment
from hall.services.notice_ports import notice_port
from hall.services.notices import NoticeOutbox
from hall.services.rounds import Round, Rounds
from hall.settings import HallSettings


@dataclass(frozen=True, slots=True)
class Services:
    """What a hall offers beside taking entries in.

    Attributes:
        file: the configuration.
        notices, handover: the work that is due again and again; ``rounds`` does it while the hall serves.
    """

    file: ServicesFile
    notices: NoticeOutbox
    handover: Handover
    rounds: Rounds


def open_services(
    settings: HallSettings,
    database: Database,
    files: SealedFiles,
    keys: HallKeys,
    clock: Callable[[], datetime],
) -> Services:
    """Read ``services.toml`` and put the services together; nothing runs yet. Raises `ServicesFileError`."""
    path = settings.services_file or settings.data_dir / "services.toml"
    file = read_services(path, required=settings.services_file is not None)
    notices = NoticeOutbox(database, keys, notice_port(file.notices, settings.data_dir), clock)
    departments = [KnownDepartment(part, HttpDepartment(part.system.peer)) for part in file.departments]
    handover = Handover(database, files, keys, departments, clock)
    rounds = [Round("notices", notices.run_once)]
    if departments:
        rounds += [Round("handover", handover.push_once), Round("departments", handover.pull_once)]
    return Services(file, notices, handover, Rounds(rounds))
