from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.channel import Attachment
from notify.errors import SendError
from notify.mail import mime
from tests.notify.kit import NOW, message

SENDER = mime.Sender(address="hr@hr.example.cn", name="衡舟人事")
LINE = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=60)
BODY = st.text(st.characters(exclude_categories=["C"]) | st.sampled_from("\n\r\t."), max_size=300)


def parsed(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=SMTP)
    assert isinstance(found, EmailMessage)
    return found


@given(subject=LINE.filter(lambda s: "=?" not in s), name=LINE, text=BODY)
def test_the_standard_library_reads_back_what_was_written(
    subject: str, name: str, text: str
) -> None:
    sent = message("a@x.cn", subject=subject, name=name, text=text)
    raw = mime.write(sent, SENDER, NOW)
    found = parsed(raw)
    assert found["Subject"] == (subject.strip() or None)
    assert [a.addr_spec for a in found["To"].addresses] == ["a@x.cn"]
    shown = found["To"].addresses[0].display_name
    assert shown.replace(" ", "") == name.replace(" ", ""), "the reader adds spaces between words"
    assert found["From"].addresses[0].display_name == "衡舟人事"
    assert found["Message-ID"] == "<N-1@hr.example.cn>"
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    assert found.get_content().replace("\r\n", "\n") == normal
    assert not found.defects
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.isascii()
    assert raw.replace(b"\r\n", b"").count(b"\n") == 0


def test_a_document_is_named_by_its_hash_and_the_mail_says_it_is_automatic() -> None:
    found = parsed(mime.write(message("a@x.cn", document="ab" * 32), SENDER, NOW))
    assert found["X-Document-SHA256"] == "ab" * 32
    assert found["Auto-Submitted"] == "auto-generated"


def test_attachments_come_back_whole() -> None:
    files = (
        Attachment(
            name="返岗通知书.pdf", data=bytes(range(256)) * 20, media_type="application/pdf"
        ),
        Attachment(name="a b.txt", data=b""),
    )
    raw = mime.write(message("a@x.cn", text="见附件", attachments=files), SENDER, NOW)
    found = parsed(raw)
    body = found.get_body()
    assert body
    assert body.get_content().strip() == "见附件"
    parts = [
        (p.get_filename(), p.get_content_type(), p.get_payload(decode=True))
        for p in found.iter_attachments()
    ]
    assert parts == [(f.name, f.media_type, f.data) for f in files]


@pytest.mark.parametrize(
    ("name", "bare"),
    [("../../etc/cron.d/x", "x"), ("C:\\temp\\工资条.pdf", "工资条.pdf"), ("a.pdf ", "a.pdf")],
)
def test_a_file_name_is_its_last_part(name: str, bare: str) -> None:
    assert mime.file_name(name) == bare


@pytest.mark.parametrize("name", ["", "/", "..", "a\nb.pdf", "工资条.pdf.exe", "x.HTML", "x.js "])
def test_a_hostile_file_name_is_refused(name: str) -> None:
    with pytest.raises(SendError):
        mime.file_name(name)


@pytest.mark.parametrize("media_type", ["", "text", "text/plain\r\nX: y", "a/b; c=d"])
def test_a_hostile_media_type_is_refused(media_type: str) -> None:
    files = (Attachment(name="a.txt", data=b"", media_type=media_type),)
    with pytest.raises(SendError):
        mime.write(message("a@x.cn", attachments=files), SENDER, NOW)


@pytest.mark.parametrize("subject", ["x" * 2000, "长" * 2000, "a b " * 400 + "c"])
def test_a_long_subject_is_folded_and_whole(subject: str) -> None:
    raw = mime.write(message("a@x.cn", subject=subject), SENDER, NOW)
    assert parsed(raw)["Subject"].replace(" ", "") == subject.replace(" ", "")
    assert max(map(len, raw.split(b"\r\n"))) <= 78
