"""The command line, the transport rules, the start."""

from __future__ import annotations

import ipaddress
import json
import re
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hall.__main__ import main
from hall.errors import SettingsRefusedError
from hall.keys import load_or_make_keys
from hall.migrations import NEWEST
from hall.server import check_transport
from tests.hall.process import HallProcess
from tests.hall.terminal import RunningHall, Terminal, running_hall
from tests.wire.build import make_case


def test_a_code_for_people_has_a_hyphen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["enrol-code", "--data", str(tmp_path), "--terminal", "LS01", "--station", "LS"]) == 0
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}\n", capsys.readouterr().out)


def test_services_that_are_not_valid_end_a_hall_at_its_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With one line and the database closed: a process with a thread left would never end."""
    (tmp_path / "services.toml").write_text("departments = [", "utf-8")
    before = set(threading.enumerate())
    assert main(["serve", "--data", str(tmp_path), "--port", "0"]) == 2
    assert "services.toml" in capsys.readouterr().err
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize(("terminal", "station"), [("LS 01", "LS"), ("", "LS"), ("LS01", "ls"), ("LS01", "LONGER")])
def test_names_that_are_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], terminal: str, station: str
) -> None:
    assert main(["enrol-code", "--data", str(tmp_path), "--terminal", terminal, "--station", station]) == 2
    assert capsys.readouterr().err.startswith("hall: ")


def test_status_and_revoke_and_migrate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running_hall(tmp_path) as running:
        running.terminal().put(make_case(running.sealing_key, b"page"))
    assert main(["status", "--data", str(tmp_path)]) == 0
    assert "stored: 1\n" in capsys.readouterr().out
    assert main(["status", "--data", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"] == 1
    assert main(["export", "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "stored"
    assert main(["revoke", "--data", str(tmp_path), "--terminal", "LS01"]) == 0
    assert capsys.readouterr().out.startswith("1 keys of LS01 revoked")
    assert main(["revoke", "--data", str(tmp_path), "--terminal", "LS01"]) == 1
    assert main(["migrate", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.endswith(f"{NEWEST}\n")


def test_commands_work_beside_a_serving_hall(
    running: RunningHall, terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.put(make_case(running.sealing_key))
    folder = str(running.hall.settings.data_dir)
    assert main(["export", "--data", folder]) == 0
    assert main(["enrol-code", "--data", folder, "--terminal", "LS02", "--station", "LS", "--json"]) == 0
    code = json.loads(capsys.readouterr().out.splitlines()[-1])["code"]
    other = Terminal(running.url, Ed25519PrivateKey.generate(), running.clock)
    assert other.enrol(code).terminal_no == 2


def test_keys_are_for_this_user_only_and_stay(tmp_path: Path) -> None:
    first = load_or_make_keys(tmp_path)
    again = load_or_make_keys(tmp_path)
    assert first.signing_public == again.signing_public
    assert first.sealing_public == again.sealing_public
    assert first.lookup_secret == again.lookup_secret
    for path in (tmp_path / "keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "lookup_secret" not in repr(first)


def test_an_entry_sealed_to_an_earlier_key_still_delivers(tmp_path: Path) -> None:
    """After a rotation the new key is handed out, the old one still opens."""
    with running_hall(tmp_path) as running:
        made = make_case(running.sealing_key)
        terminal = running.terminal()
    other = tmp_path / "other"
    fresh = load_or_make_keys(other)
    name = f"sealing-{fresh.current_sealing}.pem"
    (other / "keys" / name).rename(tmp_path / "keys" / name)
    (tmp_path / "keys" / "current").write_text(fresh.current_sealing)
    with running_hall(tmp_path) as running:
        assert running.hall.keys.current_sealing == fresh.current_sealing
        terminal.url = running.url
        assert terminal.put(made).status_code == 201
        again = make_case(running.sealing_key, name="two", serial=2)
        assert terminal.put(again).status_code == 201


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "hall.example", "::"])
def test_plain_http_is_for_loopback_only(host: str) -> None:
    with pytest.raises(SettingsRefusedError):
        check_transport(host, None, None)
    check_transport(host, Path("cert"), Path("key"))


def test_loopback_needs_no_tls_and_half_a_pair_is_refused() -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        check_transport(host, None, None)
    with pytest.raises(SettingsRefusedError):
        check_transport("127.0.0.1", Path("cert"), None)


def test_a_refused_start_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--data", str(tmp_path / "hall"), "--host", "0.0.0.0"]) == 2
    assert "--tls-cert" in capsys.readouterr().err
    assert not (tmp_path / "hall").exists()


@pytest.mark.slow
def test_tls_serves_elsewhere(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    options = ("--tls-cert", str(certificate), "--tls-key", str(key))
    with HallProcess(tmp_path / "hall", options=options) as hall:
        assert hall.url.startswith("https://127.0.0.1:")
        trust = ssl.create_default_context(cafile=str(certificate))
        assert httpx.get(hall.url + "/v1/time", verify=trust, trust_env=False, timeout=60).status_code == 200
    assert hall.process.returncode == 0


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for loopback that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = folder / "cert.pem", folder / "key.pem"
    certificate_path.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate_path, key_path
