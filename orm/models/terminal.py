"""The devices on the wall: terminals, their outages, their users, and whose code is whose."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class Terminal(Model):
    """An enrolled device. `secret_box` is encrypted; `settings` hold nothing secret."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26, db_index=True)
    site_id = fields.CharField(26)
    code = fields.CharField(32)
    name = fields.CharField(64)
    name_en = fields.CharField(64, default="")
    protocol = fields.CharField(32)
    serial = fields.CharField(64, unique=True)
    code_group = fields.CharField(32, default="default")
    zone = fields.CharField(64, default="Asia/Shanghai")
    address = fields.CharField(128, default="")
    settings: Any = fields.JSONField(default=dict)
    secret_box = fields.TextField(default="")
    enabled = fields.BooleanField(default=True)
    state = fields.CharField(32, default="new")
    state_since = InstantField()
    last_seen_at = InstantField(null=True)
    last_punch_at = InstantField(null=True)
    last_pull_at = InstantField(null=True)
    clock_skew_ms = fields.BigIntField(null=True)
    device_count = fields.IntField(null=True)
    record_cap = fields.IntField(null=True)
    stored_count = fields.IntField(default=0)
    user_count = fields.IntField(null=True)
    firmware = fields.CharField(64, default="")
    last_error: Any = fields.JSONField(null=True)

    class Meta:
        table = "terminal"
        unique_together = (("company_id", "code"),)


class TerminalOutage(Model):
    """A span in which nothing can be concluded from a terminal's silence."""

    id = fields.CharField(26, primary_key=True)
    terminal_id = fields.CharField(26)
    began_at = InstantField()
    ended_at = InstantField(null=True)
    reason = fields.CharField(64, default="")

    class Meta:
        table = "terminal_outage"
        indexes = (("terminal_id", "began_at"),)


class TerminalUser(Model):
    """A user as the device lists it; names come from the device and are not trusted."""

    id = fields.CharField(26, primary_key=True)
    terminal_id = fields.CharField(26)
    code = fields.CharField(64)
    name = fields.CharField(128, default="")
    seen_at = InstantField()

    class Meta:
        table = "terminal_user"
        unique_together = (("terminal_id", "code"),)


class CodeMapping(Model):
    """In a group of terminals, `code` meant this person from `valid_from` until `valid_to`."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    code_group = fields.CharField(32)
    code = fields.CharField(64)
    person_id = fields.CharField(26, db_index=True)
    valid_from = InstantField()
    valid_to = InstantField(null=True)

    class Meta:
        table = "code_mapping"
        unique_together = (("company_id", "code_group", "code", "valid_from"),)


class UnknownTerminal(Model):
    """A device that knocked without being enrolled: counted, never stored from."""

    id = fields.CharField(26, primary_key=True)
    serial = fields.CharField(64)
    protocol = fields.CharField(32)
    reason = fields.CharField(32)
    address = fields.CharField(64, default="")
    first_at = InstantField()
    last_at = InstantField()
    knocks = fields.IntField(default=1)

    class Meta:
        table = "unknown_terminal"
        unique_together = (("serial", "protocol", "reason"),)
