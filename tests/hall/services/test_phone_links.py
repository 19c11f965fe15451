"""Going on with the phone: links of a short life, a picture that the hall cannot open, a case to follow."""

from __future__ import annotations

import json

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from config.domain.case_state import CaseState
from config.texts import Language, Texts
from hall.services.phone_links import MOST_OPEN
from hall.services.tables import phone_links
from hall.web import phone_routes
from offline_queue.wire import routes
from offline_queue.wire.documents import CaseDocument
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.phone_links import (
    FOLLOW_LIFE_S,
    MAX_PICTURE_BYTES,
    PICTURE_LIFE_S,
    PhoneLinkAnswer,
    PhoneLinkKind,
    PhoneLinkRequest,
    PhoneLinkState,
)
from tests.hall.services.asking import post
from tests.hall.services.conftest import Rebuild
from tests.hall.terminal import CLIENT, RunningHall, Terminal, assert_problem
from tests.wire.build import make_case, uuid_of

KEY = bytes(range(32))
NONCE = b"twelve bytes"
PICTURE = b"\xff\xd8 a picture of a paper"


@pytest.fixture
def phones(with_services: Rebuild, terminal: Terminal) -> RunningHall:
    """A hall that phones reach where terminals do."""
    return with_services(f'version = 1\n[phone]\nurl = "{terminal.url}"\n')


def hand_in(running: RunningHall, terminal: Terminal) -> dict[str, str]:
    """A case that the hall has; returns what its slip says."""
    case = make_case(running.sealing_key)
    terminal.put_answer(case)
    document = case.document
    assert isinstance(document, CaseDocument)
    assert document.lookup_code is not None
    return {"receipt_number": document.receipt_number, "lookup_code": document.lookup_code}


def ask(terminal: Terminal, name: str = "one", **changes: object) -> httpx.Response:
    wanted = {"link_id": uuid_of(name), "kind": PhoneLinkKind.PICTURE, "language": "zh_CN", "subject": "户口簿"}
    return post(terminal, routes.PHONE_LINKS, PhoneLinkRequest.model_validate(wanted | changes))


def made(response: httpx.Response, status: int = 201) -> PhoneLinkAnswer:
    assert response.status_code == status, response.text
    return PhoneLinkAnswer.model_validate_json(response.content)


def link(terminal: Terminal, name: str = "one", **changes: object) -> str:
    url = made(ask(terminal, name, **changes)).url
    assert url is not None
    return url


def state(terminal: Terminal, name: str = "one") -> PhoneLinkState:
    return made(terminal.call("GET", routes.phone_link_path(uuid_of(name))), 200).state


def sealed(url: str) -> bytes:
    return NONCE + AESGCM(KEY).encrypt(NONCE, PICTURE, url.rpartition("/")[2].encode())


def send(url: str, picture: bytes | None = None) -> httpx.Response:
    return CLIENT.put(f"{url}/picture", content=sealed(url) if picture is None else picture)


@pytest.mark.usefixtures("phones")
def test_a_picture_goes_from_the_phone_to_the_terminal_and_the_hall_forgets_it(terminal: Terminal) -> None:
    url = link(terminal)
    assert state(terminal) is PhoneLinkState.WAITING
    page = CLIENT.get(url)
    assert page.status_code == 200
    assert "户口簿" in page.text
    assert state(terminal) is PhoneLinkState.OPENED
    assert send(url).status_code == 204
    assert state(terminal) is PhoneLinkState.ARRIVED
    fetched = terminal.call("GET", routes.phone_picture_path(uuid_of("one"))).content
    assert AESGCM(KEY).decrypt(fetched[:12], fetched[12:], url.rpartition("/")[2].encode()) == PICTURE
    ended = made(terminal.call("DELETE", routes.phone_link_path(uuid_of("one"))), 200)
    assert (ended.state, ended.size_bytes) == (PhoneLinkState.ENDED, 0)
    gone = terminal.call("GET", routes.phone_picture_path(uuid_of("one")))
    assert_problem(gone, 404, ProblemKind.NOT_FOUND)
    assert CLIENT.get(url).status_code == 404
    assert send(url).status_code == 404


def test_nothing_at_the_hall_opens_the_picture(phones: RunningHall, terminal: Terminal) -> None:
    """What lies in its folder and its table has neither the picture nor the link."""
    url = link(terminal)
    assert send(url).status_code == 204
    token = url.rpartition("/")[2].encode()
    row = phones.hall.database.read(lambda connection: connection.execute(select(phone_links)).one())
    assert bytes(row.picture) == sealed(url)
    assert token.decode() not in map(str, row)
    kept = b"".join(path.read_bytes() for path in phones.hall.settings.data_dir.rglob("*") if path.is_file())
    assert PICTURE not in kept
    assert token not in kept


@pytest.mark.usefixtures("phones")
def test_the_same_request_gets_the_same_link(terminal: Terminal) -> None:
    assert link(terminal) == link(terminal)
    assert_problem(ask(terminal, subject="身份证"), 409, ProblemKind.ID_TAKEN)


@pytest.mark.usefixtures("phones")
def test_links_differ_and_say_nothing_of_their_id(terminal: Terminal) -> None:
    first, second = link(terminal), link(terminal, "two")
    assert first != second
    assert uuid_of("one") not in first


def test_a_link_lives_ten_minutes(phones: RunningHall, terminal: Terminal) -> None:
    url = link(terminal)
    assert send(url).status_code == 204
    phones.clock.move(PICTURE_LIFE_S - 1)
    assert CLIENT.get(url).status_code == 200
    phones.clock.move(1)
    assert CLIENT.get(url).status_code == 404
    assert send(url).status_code == 404
    assert state(terminal) is PhoneLinkState.ENDED
    assert made(ask(terminal)).url is None


def test_old_links_are_deleted_with_their_pictures(phones: RunningHall, terminal: Terminal) -> None:
    assert send(link(terminal)).status_code == 204
    phones.clock.move(PICTURE_LIFE_S)
    link(terminal, "two")
    assert terminal.call("GET", routes.phone_link_path(uuid_of("one"))).status_code == 404


@pytest.mark.usefixtures("phones")
def test_a_second_picture_takes_the_place_of_the_first(terminal: Terminal) -> None:
    url = link(terminal)
    send(url)
    other = NONCE + b"x" * 40
    assert send(url, other).status_code == 204
    assert terminal.call("GET", routes.phone_picture_path(uuid_of("one"))).content == other


@pytest.mark.usefixtures("phones")
def test_another_terminal_sees_nothing_of_it(phones: RunningHall, terminal: Terminal) -> None:
    send(link(terminal))
    stranger = phones.terminal("LS02")
    for method, path in (
        ("GET", routes.phone_link_path(uuid_of("one"))),
        ("GET", routes.phone_picture_path(uuid_of("one"))),
        ("DELETE", routes.phone_link_path(uuid_of("one"))),
    ):
        assert_problem(stranger.call(method, path), 404, ProblemKind.NOT_FOUND)
    assert_problem(ask(stranger), 409, ProblemKind.ID_TAKEN)


@pytest.mark.usefixtures("phones")
@pytest.mark.parametrize("token", ["x", "A" * 31, "A" * 32, "A" * 33, "..%2F..%2Fkeys", "ä" * 32])
def test_a_made_up_link_leads_nowhere(terminal: Terminal, token: str) -> None:
    for path in (f"/p/{token}", f"/p/{token}/case"):
        assert CLIENT.get(terminal.url + path).status_code == 404
    assert CLIENT.put(f"{terminal.url}/p/{token}/picture", content=b"x" * 40).status_code == 404


@pytest.mark.usefixtures("phones")
def test_a_picture_is_bounded(terminal: Terminal) -> None:
    url = link(terminal)
    assert send(url, b"").status_code == 422
    assert send(url, b"x" * 28).status_code == 422
    assert send(url, b"x" * (MAX_PICTURE_BYTES + 1)).status_code == 413
    assert state(terminal) is PhoneLinkState.OPENED


@pytest.mark.usefixtures("phones")
def test_phones_of_one_address_are_counted(phones: RunningHall, terminal: Terminal) -> None:
    url = link(terminal)
    codes = {CLIENT.get(url).status_code for _ in range(phones.hall.settings.phone_calls_per_minute + 1)}
    assert codes == {200, 429}


@pytest.mark.usefixtures("phones")
def test_a_terminal_has_so_many_links_at_a_time(phones: RunningHall, terminal: Terminal) -> None:
    for number in range(MOST_OPEN):
        link(terminal, f"n{number}")
    assert_problem(ask(terminal, "late"), 429, ProblemKind.RATE)
    phones.clock.move(PICTURE_LIFE_S)
    link(terminal, "late")


def test_a_hall_without_a_place_for_phones_says_so(terminal: Terminal) -> None:
    assert_problem(ask(terminal), 404, ProblemKind.NOT_OFFERED)


def test_a_case_can_be_followed_for_half_an_hour(phones: RunningHall, terminal: Terminal) -> None:
    known = hand_in(phones, terminal)
    url = link(terminal, kind=PhoneLinkKind.FOLLOW, subject="高龄补贴", **known)
    page = CLIENT.get(url)
    assert page.status_code == 200
    assert known["receipt_number"] not in page.text
    told = CLIENT.get(f"{url}/case").json()
    assert told["receipt_number"] == known["receipt_number"]
    assert [step["state"] for step in told["steps"]] == [CaseState.DELIVERED.value]
    assert CLIENT.put(f"{url}/picture", content=b"x" * 40).status_code == 404
    phones.clock.move(FOLLOW_LIFE_S)
    assert CLIENT.get(f"{url}/case").status_code == 404


def test_without_the_code_no_case_is_followed_and_guessing_ends(phones: RunningHall, terminal: Terminal) -> None:
    known = hand_in(phones, terminal)
    wrong = f"{(int(known['lookup_code']) + 1) % 10**6:06d}"
    guess = known | {"lookup_code": wrong, "kind": PhoneLinkKind.FOLLOW}
    for number in range(phones.hall.settings.wrong_codes):
        assert_problem(ask(terminal, f"n{number}", **guess), 404, ProblemKind.NOT_FOUND)
    assert_problem(ask(terminal, "late", **guess), 429, ProblemKind.RATE)


@pytest.mark.usefixtures("phones")
def test_a_link_for_a_picture_follows_no_case(terminal: Terminal) -> None:
    assert CLIENT.get(f"{link(terminal)}/case").status_code == 404


@pytest.mark.usefixtures("phones")
def test_the_page_loads_nothing_of_others_and_cannot_be_framed(terminal: Terminal) -> None:
    page = CLIENT.get(link(terminal, subject="<script>alert(1)</script>"))
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "<script>alert" not in page.text
    assert "http://" not in page.text
    for name, kind in (("phone.js", "text/javascript"), ("phone.css", "text/css")):
        file = CLIENT.get(f"{terminal.url}/phone-files/{name}")
        assert file.headers["content-type"].startswith(kind)
        assert b"://" not in file.content
    assert CLIENT.get(f"{terminal.url}/phone-files/words.json").status_code == 404


@pytest.mark.parametrize(("language", "name"), [(Language.ZH, "zh_CN"), (Language.EN, "en")])
def test_states_are_named_as_the_terminal_names_them(language: Language, name: str) -> None:
    words, texts = phone_routes._words()[name], Texts.load(language)
    for one in CaseState:
        key = "progress.accepted" if one is CaseState.ACCEPTED else f"case_state.{one.value}"
        assert words[f"state.{one.value}"] == texts(key)
    assert words["unnamed"] == texts("progress.unnamed")
    assert set(words) == set(json.loads(phone_routes._file("words.json"))["zh_CN"])
