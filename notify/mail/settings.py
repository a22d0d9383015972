"""The settings of one sending account and of the mailbox that collects its bounces."""

from dataclasses import dataclass, field
from ipaddress import ip_address

from notify.mail.box import Box
from notify.mail.pool import Server
from notify.settings import about
from notify.words import Words

SECURITY = ("tls", "starttls", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """Ports in 1..65535, times in seconds; without an IMAP server no receipt ever comes back."""

    host: str = field(metadata=about("发信服务器", "SMTP server", required=True))
    port: int = field(
        default=465, metadata=about("发信端口", "SMTP port", minimum=1, maximum=65535)
    )
    security: str = field(default="tls", metadata=about("加密", "Encryption", choices=SECURITY))
    username: str = field(default="", metadata=about("账号", "User name"))
    password: str = field(default="", repr=False, metadata=about("密码", "Password", secret=True))
    sender: str = field(metadata=about("发件地址", "Sender address", required=True))
    sender_name: str = field(default="", metadata=about("发件人名称", "Sender name", maximum=60))
    bounces: str = field(metadata=about("退信地址", "Bounce address", required=True))
    bounce_secret: str = field(
        repr=False, metadata=about("退信密钥", "Bounce key", secret=True, minimum=16)
    )
    ca_file: str = field(default="", metadata=about("自有证书文件", "Own CA file"))
    connections: int = field(
        default=8, metadata=about("连接数", "Connections", minimum=1, maximum=32)
    )
    timeout: int = field(
        default=30, metadata=about("超时（秒）", "Timeout (s)", minimum=1, maximum=300)
    )
    imap_host: str = field(default="", metadata=about("收信服务器", "IMAP server"))
    imap_port: int = field(
        default=993, metadata=about("收信端口", "IMAP port", minimum=1, maximum=65535)
    )
    imap_security: str = field(
        default="tls", metadata=about("收信加密", "IMAP encryption", choices=SECURITY)
    )
    imap_username: str = field(default="", metadata=about("收信账号", "IMAP user name"))
    imap_password: str = field(
        default="", repr=False, metadata=about("收信密码", "IMAP password", secret=True)
    )
    imap_folder: str = field(default="INBOX", metadata=about("收信文件夹", "IMAP folder"))

    @property
    def server(self) -> Server:
        """Return where mail is sent."""
        return Server(
            host=self.host,
            port=self.port,
            security=self.security,
            greeting=self.sender.rpartition("@")[2],
            username=self.username,
            password=self.password,
            ca_file=self.ca_file,
            timeout=self.timeout,
        )

    @property
    def box(self) -> Box:
        """Return where bounces are collected."""
        return Box(
            host=self.imap_host,
            port=self.imap_port,
            security=self.imap_security,
            username=self.imap_username,
            password=self.imap_password,
            folder=self.imap_folder,
            ca_file=self.ca_file,
            timeout=self.timeout,
        )

    def open_password(self) -> tuple[str, Words] | None:
        """Return the fault of a password that would cross a network unencrypted."""
        words = Words(
            "{where}没有加密，密码会被看见；请改用 tls 或 starttls",
            "{where} is not encrypted, the password could be seen: use tls or starttls",
        )
        smtp = ("security", self.security, self.host, self.password)
        imap = ("imap_security", self.imap_security, self.imap_host, self.imap_password)
        for name, security, host, password in (smtp, imap):
            if security == "none" and host and password and not _here(host):
                return name, words.fill(where=host)
        return None


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
