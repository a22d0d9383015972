"""Notices, one attempt per channel, and the facts that came back."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class Notice(Model):
    """`best` is the highest proven fact over all attempts; it never goes down."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    number = fields.CharField(64)
    kind = fields.CharField(32)
    person_id = fields.CharField(26, db_index=True)
    title = fields.CharField(128)
    body = fields.TextField()
    document_sha256 = fields.CharField(64)
    legal = fields.BooleanField(default=False)
    best = fields.CharField(32, default="created")
    conflict = fields.BooleanField(default=False)
    created_at = InstantField()
    created_by = fields.CharField(26, null=True)
    deadline_at = InstantField(null=True)

    class Meta:
        table = "notice"
        unique_together = (("company_id", "number"),)
        indexes = (("company_id", "created_at"),)


class Attempt(Model):
    """One channel, one address. Its id is the idempotency key at the provider."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    notice_id = fields.CharField(26, db_index=True)
    channel = fields.CharField(32)
    address = fields.CharField(254)
    best = fields.CharField(32, default="created")
    conflict = fields.BooleanField(default=False)
    vendor_id = fields.CharField(128, null=True, db_index=True)
    tries = fields.IntField(default=0)
    created_at = InstantField()
    last_error: Any = fields.JSONField(null=True)

    class Meta:
        table = "attempt"
        unique_together = (("notice_id", "channel"),)


class Fact(Model):
    """What a provider or the person's own session told us; append-only, raw bytes kept."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    attempt_id = fields.CharField(26)
    kind = fields.CharField(32)
    proof = fields.CharField(16)
    source = fields.CharField(32)
    at = InstantField()
    vendor_time = fields.CharField(64, default="")
    reason = fields.CharField(128, default="")
    digest = fields.CharField(64)
    payload = fields.BinaryField()

    class Meta:
        table = "fact"
        unique_together = (("attempt_id", "kind", "digest"),)
