"""Write one mail as bytes: RFC 5322 headers, RFC 2047 words, Base64 bodies, CRLF throughout.

By hand because the standard library's writer takes ten times as long as sending; every value is
checked first, so nothing typed by a person can become a header or the end of the data.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from pathlib import PurePosixPath
from urllib.parse import quote

from notify import address
from notify.channel import Attachment, Message
from notify.errors import ErrorClass, refused
from notify.words import Words

_PHRASE = re.compile(r"[A-Za-z0-9 -]*")
_PRINTABLE = re.compile(r"[ -~]*")
_RUNNABLE = re.compile(r"(?i).*\.(exe|com|scr|bat|cmd|msi|js|vbs|ps1|jar|lnk|hta|sh|html?|svg)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who writes: address and name of the From line, and the domain of message ids."""

    address: str
    name: str

    @property
    def domain(self) -> str:
        """Return what stands behind the `@`."""
        return self.address.partition("@")[2]


def write(message: Message, sender: Sender, at: datetime) -> bytes:
    """Return the mail's bytes; refuses control characters and hostile file names."""
    body = _body(message)
    boundary = f"=_{message.attempt}"
    lines = [
        ("From", mailbox(sender.name, sender.address)),
        ("To", mailbox(message.name, address.mail_address(message.address))),
        ("Subject", _subject(message.subject)),
        ("Date", format_datetime(at)),
        ("Message-ID", f"<{message.attempt}@{sender.domain}>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Document-SHA256", address.one_line(message.document, where="document", limit=64)),
        ("MIME-Version", "1.0"),
    ]
    if not message.attachments:
        return _head(lines) + body
    lines.append(("Content-Type", f'multipart/mixed; boundary="{boundary}"'))
    mark = f"--{boundary}".encode()
    parts = b"".join(mark + b"\r\n" + p for p in (body, *map(_part, message.attachments)))
    return _head(lines) + b"\r\n" + parts + mark + b"--\r\n"


def mailbox(name: str, mail: str) -> str:
    """Return `name <mail>`, the name encoded or quoted so that it cannot close itself."""
    name = address.one_line(name, where="name", limit=100)
    if not name:
        return mail
    return f"{_word(name, _PHRASE)} <{mail}>"


def file_name(name: str) -> str:
    """Return the bare name of an attachment; refuses a runnable file behind any name."""
    bare = PurePosixPath(address.one_line(name, where="attachment").replace("\\", "/")).name
    bare = bare.strip(" .")
    if not bare:
        words = Words("附件没有文件名", "The attachment has no file name")
        raise refused(ErrorClass.CONTENT, "attachment.name", words, where="attachment")
    if _RUNNABLE.fullmatch(bare):
        words = Words("不允许发送可执行的附件", "Attachments that can run are not sent")
        raise refused(ErrorClass.CONTENT, "attachment.runnable", words, where="attachment")
    return bare


def _subject(text: str) -> str:
    if "=?" in text:
        words = Words("标题里有编码字样 =?", "The subject contains an encoded word (=?)")
        raise refused(ErrorClass.CONTENT, "text.encoded_word", words, where="subject")
    return _word(address.one_line(text, where="subject", limit=2000).strip(), _PRINTABLE)


def _word(text: str, plain: re.Pattern[str]) -> str:
    if plain.fullmatch(text) and len(text) <= 60:
        return text
    return Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _head(lines: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in lines if value).encode("ascii")


def _body(message: Message) -> bytes:
    text = address.body_text(message.text).replace("\n", "\r\n")
    head = [
        ("Content-Type", 'text/plain; charset="utf-8"'),
        ("Content-Transfer-Encoding", "base64"),
    ]
    return _head(head) + b"\r\n" + _base64(text.encode())


def _part(attachment: Attachment) -> bytes:
    kind = attachment.media_type
    if not re.fullmatch(r"[a-z0-9.+-]+/[a-z0-9.+-]+", kind):
        words = Words("附件类型不正确", "The attachment's media type is not valid")
        raise refused(ErrorClass.CONTENT, "attachment.type", words, where="attachment")
    name = quote(file_name(attachment.name), safe="")
    head = [
        ("Content-Type", kind),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f"attachment; filename*=UTF-8''{name}"),
    ]
    return _head(head) + b"\r\n" + _base64(attachment.data)


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
