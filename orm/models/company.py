"""Who is here: company, site, unit, person."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class Company(Model):
    id = fields.CharField(26, primary_key=True)
    name = fields.CharField(128)
    name_en = fields.CharField(128, default="")
    city = fields.CharField(32)
    zone = fields.CharField(64, default="Asia/Shanghai")
    is_demo = fields.BooleanField(default=False)
    settings: Any = fields.JSONField(default=dict)
    created_at = InstantField()

    class Meta:
        table = "company"


class Site(Model):
    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26, db_index=True)
    name = fields.CharField(64)
    name_en = fields.CharField(64, default="")
    zone = fields.CharField(64, default="Asia/Shanghai")

    class Meta:
        table = "site"
        unique_together = (("company_id", "name"),)


class Unit(Model):
    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26, db_index=True)
    parent_id = fields.CharField(26, null=True)
    site_id = fields.CharField(26, null=True)
    head_id = fields.CharField(26, null=True)
    name = fields.CharField(64)
    name_en = fields.CharField(64, default="")
    sort = fields.IntField(default=0)

    class Meta:
        table = "unit"
        unique_together = (("company_id", "name"),)


class Person(Model):
    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    code = fields.CharField(32)
    name = fields.CharField(128)
    pinyin = fields.CharField(256, default="")
    unit_id = fields.CharField(26, db_index=True)
    site_id = fields.CharField(26)
    manager_id = fields.CharField(26, null=True, db_index=True)
    position = fields.CharField(64, default="")
    phone = fields.CharField(32, default="")
    email = fields.CharField(254, default="")
    hired_on = fields.DateField()
    left_on = fields.DateField(null=True)
    custom: Any = fields.JSONField(default=dict)
    created_at = InstantField()

    class Meta:
        table = "person"
        unique_together = (("company_id", "code"),)
        indexes = (("company_id", "unit_id"),)


class Series(Model):
    """The last number given in a series of a company: requests, notices, each per year."""

    id = fields.CharField(64, primary_key=True)
    company_id = fields.CharField(26)
    given = fields.IntField(default=0)

    class Meta:
        table = "series"
