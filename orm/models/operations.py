"""What people decide about terminals: moves between groups, dismissed names, mended time zones."""

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class TerminalMove(Model):
    """From `since` on a terminal belonged to this group of codes; what it sent before stays."""

    id = fields.CharField(26, primary_key=True)
    terminal_id = fields.CharField(26)
    code_group = fields.CharField(32)
    since = InstantField()
    made_by = fields.CharField(26)

    class Meta:
        table = "terminal_move"
        indexes = (("terminal_id", "since"),)


class DismissedUser(Model):
    """Somebody said that a code on a group of terminals is nobody of ours."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    code_group = fields.CharField(32)
    code = fields.CharField(64)
    at = InstantField()
    by = fields.CharField(26)

    class Meta:
        table = "dismissed_user"
        unique_together = (("company_id", "code_group", "code"),)


class ZoneCorrection(Model):
    """Punches of a terminal whose stored instant lies in the span are read in another zone.

    The punch itself stays as it came; `minutes` is added to its local time on top. Of two that
    cover one punch the later made one counts.
    """

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    terminal_id = fields.CharField(26)
    since = InstantField()
    until = InstantField()
    zone = fields.CharField(64)
    minutes = fields.IntField(default=0)
    reason = fields.CharField(400, default="")
    made_at = InstantField()
    made_by = fields.CharField(26)

    class Meta:
        table = "zone_correction"
        indexes = (("company_id", "since"),)
