import asyncio
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest

from notify.channel import Collected
from notify.channels.email import Email
from notify.errors import ErrorClass, SendError
from notify.receipt import Proof, ReceiptKind
from notify.sims import reports
from tests.notify.kit import email_settings, mail_rig, message, now, port_of, ports, stop


async def collected(email: Email, wanted: int) -> Collected:
    for _ in range(100):
        found = await email.collect()
        if len(found.receipts) + len(found.ignored) >= wanted:
            return found
        await asyncio.sleep(0.02)
    return found


async def test_a_mail_is_accepted_and_its_delivery_comes_back_by_imap(tmp_path: Path) -> None:
    async with mail_rig(tmp_path) as rig:
        accepted = await rig.email.send(
            message("zhang@x.cn", "01JD-A", subject="通知", text="您好")
        )
        assert accepted.facts["dsn"] == "asked"
        assert accepted.response.startswith(b"250 ")
        assert "queued as" in accepted.vendor_id
        found = await collected(rig.email, 1)
        assert [(r.attempt, r.kind, r.proof) for r in found.receipts] == [
            ("01JD-A", ReceiptKind.DELIVERED, Proof.AUTHENTICATED)
        ]
        assert await rig.email.collect() == found, "unread until it is committed"
        await rig.email.settle(found)
        assert await rig.email.collect() == Collected()
        entry = rig.ledger.read()[0]
        assert (entry["ENVID"], entry["RET"]) == ("01JD-A", "HDRS")
        assert entry["NOTIFY"] == "SUCCESS,FAILURE,DELAY"
        assert entry["ORCPT"] == "rfc822;zhang@x.cn"


@pytest.mark.parametrize(
    ("address", "kinds"),
    [
        ("fail.a@x.cn", [ReceiptKind.FAILED]),
        ("relay.a@x.cn", [ReceiptKind.ACCEPTED]),
        ("delay.a@x.cn", [ReceiptKind.ACCEPTED, ReceiptKind.DELIVERED]),
        ("away.a@x.cn", []),
    ],
)
async def test_what_comes_back_claims_no_more_than_it_says(
    tmp_path: Path, address: str, kinds: list[ReceiptKind]
) -> None:
    async with mail_rig(tmp_path) as rig:
        await rig.email.send(message(address))
        found = await collected(rig.email, max(1, len(kinds)))
        assert [r.kind for r in found.receipts] == kinds
        assert len(found.ignored) == (0 if kinds else 1)


@pytest.mark.parametrize(
    ("address", "error", "code"),
    [
        ("nobody.a@x.cn", ErrorClass.ADDRESS, "5.1.1"),
        ("grey.a@x.cn", ErrorClass.TRANSIENT, "4.7.1"),
        ("full.a@x.cn", ErrorClass.TRANSIENT, "5.2.2"),
        ("policy.a@x.cn", ErrorClass.CONFIG, "5.7.1"),
        ("busy.a@x.cn", ErrorClass.TRANSIENT, "4.3.2"),
    ],
)
async def test_a_refusal_says_what_comes_next(
    tmp_path: Path, address: str, error: ErrorClass, code: str
) -> None:
    async with mail_rig(tmp_path) as rig:
        with pytest.raises(SendError) as refused:
            await rig.email.send(message(address))
        failure = refused.value.failure
        assert (failure.error, failure.code) == (error, code)
        assert failure.say.zh
        assert code in failure.say.en


async def test_a_greylisted_mail_goes_out_the_second_time(tmp_path: Path) -> None:
    async with mail_rig(tmp_path) as rig:
        with pytest.raises(SendError):
            await rig.email.send(message("grey.a@x.cn"))
        await rig.email.send(message("grey.a@x.cn"))
        assert len(rig.ledger.read()) == 1


async def test_a_line_cut_after_the_data_is_an_unknown_outcome_that_the_report_clears(
    tmp_path: Path,
) -> None:
    async with mail_rig(tmp_path) as rig:
        with pytest.raises(SendError) as refused:
            await rig.email.send(message("lost.a@x.cn", "L-1"))
        assert refused.value.failure.error is ErrorClass.UNKNOWN
        found = await collected(rig.email, 1)
        assert [(r.attempt, r.kind) for r in found.receipts] == [("L-1", ReceiptKind.DELIVERED)]


async def test_a_server_that_is_not_there_is_transient() -> None:
    email = Email(email_settings(smtp=1), ports())
    with pytest.raises(SendError) as refused:
        await email.send(message("a@x.cn"))
    assert refused.value.failure.error is ErrorClass.TRANSIENT


async def test_a_bounce_with_a_forged_tag_changes_nothing_and_is_reported(tmp_path: Path) -> None:
    async with mail_rig(tmp_path) as rig:
        await rig.email.send(message("zhang@x.cn", "N-1"))
        await collected(rig.email, 1)
        forged = reports.delivery_report(
            to="bounce+N-1.aaaaaaaa@hr.example.cn",
            recipient="zhang@x.cn",
            envelope_id="N-1",
            outcome=reports.FAILED,
            message_id="<N-1@hr.example.cn>",
            at=now(),
        )
        rig.mailbox.deliver(forged)
        found = await rig.email.collect()
        assert [r.kind for r in found.receipts] == [ReceiptKind.DELIVERED]
        assert [i.raw for i in found.ignored] == [forged]


async def test_connections_are_used_again(tmp_path: Path) -> None:
    async with mail_rig(tmp_path, connections=2) as rig:
        async with asyncio.TaskGroup() as group:
            for n in range(20):
                group.create_task(rig.email.send(message(f"u{n}@x.cn", f"N-{n}")))
        assert len({e["ENVID"] for e in rig.ledger.read()}) == 20
        assert len(rig.email._pool._idle) <= 2


async def test_one_attempt_goes_to_one_recipient_under_its_own_sender(tmp_path: Path) -> None:
    async with mail_rig(tmp_path) as rig:
        for n in range(2):
            await rig.email.send(message(f"u{n}@x.cn", f"N-{n}"))
        senders = [e["sender"] for e in rig.ledger.read()]
        assert [s.partition(".")[0] for s in senders] == ["bounce+N-0", "bounce+N-1"]


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    pem, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", key, "-out", pem),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    return pem, context


async def test_tls_is_recorded_and_a_wrong_certificate_is_refused(tmp_path: Path) -> None:
    pem, context = certificate(tmp_path)
    async with mail_rig(tmp_path, tls=context, security="tls", ca_file=str(pem)) as rig:
        accepted = await rig.email.send(message("a@x.cn"))
        assert accepted.facts["tls"].startswith("TLSv1.")
        assert len(accepted.facts["peer_sha256"]) == 64
        strict = Email(email_settings(rig.smtp_port, security="tls"), ports())
        with pytest.raises(SendError) as refused:
            await strict.send(message("a@x.cn"))
        assert refused.value.failure.error is ErrorClass.TRANSIENT
        assert len(rig.ledger.read()) == 1


async def old_server(asked: list[str]) -> asyncio.Server:
    """A server without DSN that knows nobody's password."""
    replies = {
        "EHLO": b"250-old\r\n250 AUTH PLAIN\r\n",
        "AUTH": b"535 5.7.8 wrong password\r\n",
        "DATA": b"354 go\r\n",
    }

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 old\r\n")
        while line := (await reader.readline()).decode():
            asked.append(line.strip())
            writer.write(replies.get(line[:4], b"250 ok\r\n"))
            if line.startswith("DATA"):
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 ok\r\n")
        writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


async def test_a_server_without_dsn_gets_no_dsn_parameters() -> None:
    asked: list[str] = []
    server = await old_server(asked)
    email = Email(email_settings(port_of(server)), ports())
    try:
        accepted = await email.send(message("a@x.cn"))
    finally:
        await email.aclose()
        await stop(server)
    assert accepted.facts["dsn"] == "not offered"
    assert "EHLO hr.example.cn" in asked
    assert not any(word in line for line in asked for word in ("ENVID", "NOTIFY", "ORCPT"))


async def test_a_wrong_password_stops_the_channel_and_sends_nothing() -> None:
    asked: list[str] = []
    server = await old_server(asked)
    email = Email(email_settings(port_of(server), username="u", password="p"), ports())
    try:
        with pytest.raises(SendError) as refused:
            await email.send(message("a@x.cn"))
    finally:
        await stop(server)
    assert refused.value.failure.error is ErrorClass.CONFIG
    assert not any(line.startswith("MAIL") for line in asked)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"host": ""}, "host"),
        ({"port": 0}, "port"),
        ({"security": "ssl"}, "security"),
        ({"bounce_secret": "short"}, "bounce_secret"),
        ({"host": "mail.x.cn", "password": "p"}, "security"),
        ({"imap_host": "mail.x.cn"}, "imap_security"),
        ({"sender": "not an address"}, "address"),
    ],
)
def test_wrong_settings_are_named(settings: dict[str, Any], field: str) -> None:
    with pytest.raises(SendError) as refused:
        Email(email_settings(**settings), ports())
    assert refused.value.failure.where == field


async def test_a_mailbox_that_refuses_the_password_is_an_error_with_a_sentence(
    tmp_path: Path,
) -> None:
    async with mail_rig(tmp_path, imap_password="wrong") as rig:
        with pytest.raises(SendError) as refused:
            await rig.email.collect()
        assert "wrong user or password" in refused.value.failure.say.en


async def test_without_a_mailbox_nothing_is_collected() -> None:
    assert await Email(email_settings(), ports()).collect() == Collected()
