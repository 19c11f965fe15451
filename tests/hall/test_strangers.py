"""Who is not an enrolled terminal with a right clock gets nothing, and hurts nobody."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hall.settings import HallSettings
from hall.terminals import CACHE_S, revoke_keys
from offline_queue.wire import routes
from offline_queue.wire.entries import HallTime, ProblemKind
from offline_queue.wire.signatures import MAX_SKEW_S, SignatureMissingError
from tests.hall.terminal import CLIENT, RunningHall, Terminal, assert_problem, running_hall
from tests.wire.build import make_case


def test_a_request_without_a_signature_is_refused(running: RunningHall, terminal: Terminal) -> None:
    path = routes.entry_path(make_case(running.sealing_key).entry_id)
    response = CLIENT.put(terminal.url + path, content=b"{}")
    assert_problem(response, 401, ProblemKind.SIGNATURE)
    with pytest.raises(SignatureMissingError):
        terminal.check(response)


def test_an_unknown_key_is_refused(running: RunningHall) -> None:
    stranger = Terminal(running.url, Ed25519PrivateKey.generate(), running.clock)
    assert_problem(stranger.put(make_case(running.sealing_key)), 401, ProblemKind.KEY_UNKNOWN)


def test_a_revoked_key_is_refused(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    assert terminal.put(made).status_code == 201
    running.hall.database.write(lambda connection: revoke_keys(connection, "LS01", running.clock())).result()
    running.clock.move(CACHE_S)
    problem = assert_problem(terminal.put(made), 403, ProblemKind.KEY_REVOKED)
    assert not problem.retryable


def test_another_terminals_key_does_not_sign_for_this_one(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    path = routes.entry_path(made.entry_id)
    other = running.terminal("LS02")
    headers = other.signature("PUT", path, made.body)
    headers["Signature-Input"] = headers["Signature-Input"].replace(other.key_id, terminal.key_id)
    response = CLIENT.put(running.url + path, content=made.body, headers=headers)
    assert_problem(response, 401, ProblemKind.SIGNATURE)


def test_an_altered_body_is_refused(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    path = routes.entry_path(made.entry_id)
    headers = terminal.signature("PUT", path, made.body)
    response = CLIENT.put(running.url + path, content=made.body + b" ", headers=headers)
    assert_problem(response, 401, ProblemKind.SIGNATURE)


def test_a_signature_for_another_path_or_query_is_refused(running: RunningHall, terminal: Terminal) -> None:
    made, other = make_case(running.sealing_key), make_case(running.sealing_key, name="two")
    headers = terminal.signature("PUT", routes.entry_path(other.entry_id), made.body)
    url = running.url + routes.entry_path(made.entry_id)
    assert_problem(CLIENT.put(url, content=made.body, headers=headers), 401, ProblemKind.SIGNATURE)
    headers = terminal.signature("PUT", routes.entry_path(made.entry_id), made.body)
    response = CLIENT.put(f"{url}?x=1", content=made.body, headers=headers)
    assert_problem(response, 401, ProblemKind.SIGNATURE)


@pytest.mark.parametrize("skew_s", [MAX_SKEW_S + 30, -MAX_SKEW_S - 30])
def test_a_wrong_clock_is_told_the_halls_time(running: RunningHall, terminal: Terminal, skew_s: int) -> None:
    made = make_case(running.sealing_key)
    problem = assert_problem(terminal.put(made, skew_s=skew_s), 401, ProblemKind.CLOCK_SKEW)
    assert problem.hall_time == running.clock()
    assert terminal.put(made).status_code == 201


def test_a_replayed_request_changes_nothing(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    path = routes.entry_path(made.entry_id)
    headers = terminal.signature("PUT", path, made.body)
    codes = [CLIENT.put(running.url + path, content=made.body, headers=headers).status_code for _ in range(3)]
    assert codes == [201, 200, 200]


def test_time_and_health_need_no_signature(running: RunningHall) -> None:
    for path in (routes.TIME, routes.HEALTH):
        told = HallTime.model_validate_json(CLIENT.get(running.url + path).content)
        assert told.hall_time == running.clock()
        assert told.contract_versions == (1,)


def test_an_unknown_path_and_a_wrong_method_are_problems(running: RunningHall) -> None:
    assert_problem(CLIENT.get(running.url + "/v1/nothing"), 404, ProblemKind.NOT_FOUND)
    response = CLIENT.delete(running.url + routes.TIME)
    assert_problem(response, 405, ProblemKind.METHOD)
    assert "GET" in response.headers["allow"]


def test_a_body_that_stalls_is_cut_off_and_others_are_served(tmp_path: Path) -> None:
    settings = HallSettings(tmp_path / "hall", body_stall_s=0.2)
    with running_hall(tmp_path / "hall", settings=settings) as running:
        terminal = running.terminal()
        made = make_case(running.sealing_key)
        path = routes.entry_path(made.entry_id)
        target = urlsplit(running.url)
        head = "".join(f"{name}: {value}\r\n" for name, value in terminal.signature("PUT", path, made.body).items())
        with socket.create_connection((str(target.hostname), int(target.port or 0)), timeout=20) as slow:
            slow.sendall(
                f"PUT {path} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(made.body)}\r\n\r\n".encode()
                + made.body[:10]
            )
            assert terminal.put(made).status_code == 201
            answer = b""
            while piece := slow.recv(65536):
                answer += piece
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"urn:service-circle:problem:stalled" in answer


def test_a_caller_that_hangs_up_leaves_nothing(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    path = routes.entry_path(made.entry_id)
    target = urlsplit(running.url)
    head = "".join(f"{name}: {value}\r\n" for name, value in terminal.signature("PUT", path, made.body).items())
    with contextlib.closing(socket.create_connection((str(target.hostname), int(target.port or 0)))) as gone:
        gone.sendall(
            f"PUT {path} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(made.body)}\r\n\r\n".encode()
            + made.body[:100]
        )
    assert_problem(terminal.call("GET", path), 404, ProblemKind.NOT_FOUND)


@pytest.mark.expects_log_warnings
def test_garbage_on_the_socket_hurts_nobody(running: RunningHall, terminal: Terminal) -> None:
    target = urlsplit(running.url)
    for garbage in (
        b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PUT /v1 HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ):
        with socket.create_connection((str(target.hostname), int(target.port or 0)), timeout=20) as stranger:
            stranger.sendall(garbage)
            stranger.shutdown(socket.SHUT_WR)
            while stranger.recv(4096):
                pass
    assert terminal.put(make_case(running.sealing_key)).status_code == 201
