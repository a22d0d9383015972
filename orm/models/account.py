"""Who may enter: accounts, roles, first-login links, sessions."""

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class Account(Model):
    """A login; `login` is stored casefolded. Without `person_id` it has no self to see."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26, db_index=True)
    person_id = fields.CharField(26, null=True, unique=True)
    login = fields.CharField(128, unique=True)
    password_hash = fields.CharField(256, null=True)
    lang = fields.CharField(8, default="zh")
    theme = fields.CharField(8, default="auto")
    disabled_at = InstantField(null=True)
    created_at = InstantField()

    class Meta:
        table = "account"


class RoleGrant(Model):
    """A role held by an account, over a unit's subtree or (unit_id null) the whole company."""

    id = fields.CharField(26, primary_key=True)
    account_id = fields.CharField(26, db_index=True)
    role = fields.CharField(32)
    unit_id = fields.CharField(26, null=True)
    granted_at = InstantField()
    granted_by = fields.CharField(26, null=True)

    class Meta:
        table = "role_grant"


class LoginLink(Model):
    id = fields.CharField(26, primary_key=True)
    account_id = fields.CharField(26, db_index=True)
    token_hash = fields.CharField(64, unique=True)
    expires_at = InstantField()
    used_at = InstantField(null=True)

    class Meta:
        table = "login_link"


class Session(Model):
    id = fields.CharField(26, primary_key=True)
    account_id = fields.CharField(26, db_index=True)
    token_hash = fields.CharField(64, unique=True)
    created_at = InstantField()
    seen_at = InstantField()
    ended_at = InstantField(null=True)
    end_reason = fields.CharField(32, default="")
    address = fields.CharField(64, default="")
    agent = fields.CharField(256, default="")

    class Meta:
        table = "session"


class LoginFailure(Model):
    id = fields.CharField(26, primary_key=True)
    login = fields.CharField(128)
    address = fields.CharField(64)
    at = InstantField()

    class Meta:
        table = "login_failure"
        indexes = (("login", "at"), ("address", "at"))
