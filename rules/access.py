"""Who may do what to whom: permissions, roles, scopes and field groups. Deny by default.

One table (`GRANTS`) decides for lists, details, exports, search, files and notices alike.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

from rules.text import Text


class Scope(IntEnum):
    """How far a permission reaches, from the own record to every company."""

    SELF = 1
    REPORTS = 2
    UNIT = 3
    COMPANY = 4
    ALL = 5


class Role(StrEnum):
    """What an account is here for."""

    ADMINISTRATOR = "administrator"
    HR = "hr"
    PAYROLL = "payroll"
    MANAGER = "manager"
    EMPLOYEE = "employee"
    AUDITOR = "auditor"

    @property
    def label(self) -> Text:
        """The role's name for people."""
        return _ROLE_LABELS[self]


class Permission(StrEnum):
    """`resource:action`; an unknown name is an AttributeError, never a silent no."""

    BOARD_VIEW = "board:view"
    PERSON_VIEW = "person:view"
    PERSON_EDIT = "person:edit"
    TERMINAL_VIEW = "terminal:view"
    TERMINAL_EDIT = "terminal:edit"
    PUNCH_ASSIGN = "punch:assign"
    ATTENDANCE_VIEW = "attendance:view"
    ATTENDANCE_CLOSE = "attendance:close"
    REQUEST_FILE = "request:file"
    REQUEST_VIEW = "request:view"
    REQUEST_ACT = "request:act"
    PAY_VIEW = "pay:view"
    PAY_RUN = "pay:run"
    PAY_REVIEW = "pay:review"
    PAY_CLOSE = "pay:close"
    SCORE_EDIT = "score:edit"
    PAYSLIP_VIEW = "payslip:view"
    NOTICE_VIEW = "notice:view"
    NOTICE_SEND = "notice:send"
    NOTICE_READ = "notice:read"
    EVIDENCE_VIEW = "evidence:view"
    ACCOUNT_VIEW = "account:view"
    ACCOUNT_EDIT = "account:edit"
    JOB_VIEW = "job:view"
    JOB_EDIT = "job:edit"
    DEMO_REMOVE = "demo:remove"
    SELF = "self:use"


class FieldGroup(StrEnum):
    """Groups of personal fields that are shown, masked or hidden together."""

    PUBLIC = "public"
    CONTACT = "contact"
    IDENTITY = "identity"
    BANK = "bank"
    PAY = "pay"
    HEALTH = "health"
    DISCIPLINE = "discipline"


class Level(IntEnum):
    """How much of a field group is shown."""

    NONE = 0
    MASKED = 1
    VIEW = 2
    EDIT = 3


class _Everyone(Enum):
    """The rights every signed-in account has over itself."""

    GRANTS = frozenset(
        {
            Permission.SELF,
            Permission.REQUEST_FILE,
            Permission.REQUEST_ACT,
            Permission.PAYSLIP_VIEW,
            Permission.NOTICE_READ,
        }
    )


_P, _S = Permission, Scope

GRANTS: dict[Role, dict[Permission, Scope]] = {
    Role.ADMINISTRATOR: {
        _P.BOARD_VIEW: _S.COMPANY,
        _P.PERSON_VIEW: _S.COMPANY,
        _P.TERMINAL_VIEW: _S.COMPANY,
        _P.TERMINAL_EDIT: _S.COMPANY,
        _P.EVIDENCE_VIEW: _S.COMPANY,
        _P.ACCOUNT_VIEW: _S.COMPANY,
        _P.ACCOUNT_EDIT: _S.COMPANY,
        _P.JOB_VIEW: _S.COMPANY,
        _P.JOB_EDIT: _S.COMPANY,
        _P.DEMO_REMOVE: _S.COMPANY,
    },
    Role.HR: {
        _P.BOARD_VIEW: _S.COMPANY,
        _P.PERSON_VIEW: _S.COMPANY,
        _P.PERSON_EDIT: _S.COMPANY,
        _P.TERMINAL_VIEW: _S.COMPANY,
        _P.TERMINAL_EDIT: _S.COMPANY,
        _P.PUNCH_ASSIGN: _S.COMPANY,
        _P.ATTENDANCE_VIEW: _S.COMPANY,
        _P.ATTENDANCE_CLOSE: _S.COMPANY,
        _P.REQUEST_VIEW: _S.COMPANY,
        _P.NOTICE_VIEW: _S.COMPANY,
        _P.NOTICE_SEND: _S.COMPANY,
        _P.EVIDENCE_VIEW: _S.COMPANY,
        _P.JOB_VIEW: _S.COMPANY,
    },
    Role.PAYROLL: {
        _P.PERSON_VIEW: _S.COMPANY,
        _P.ATTENDANCE_VIEW: _S.COMPANY,
        _P.PAY_VIEW: _S.COMPANY,
        _P.PAY_RUN: _S.COMPANY,
        _P.PAY_REVIEW: _S.COMPANY,
        _P.PAY_CLOSE: _S.COMPANY,
        _P.SCORE_EDIT: _S.COMPANY,
        _P.EVIDENCE_VIEW: _S.COMPANY,
    },
    Role.MANAGER: {
        _P.BOARD_VIEW: _S.UNIT,
        _P.PERSON_VIEW: _S.UNIT,
        _P.ATTENDANCE_VIEW: _S.UNIT,
        _P.REQUEST_VIEW: _S.UNIT,
        _P.SCORE_EDIT: _S.REPORTS,
    },
    Role.EMPLOYEE: {},
    Role.AUDITOR: {
        _P.BOARD_VIEW: _S.COMPANY,
        _P.PERSON_VIEW: _S.COMPANY,
        _P.TERMINAL_VIEW: _S.COMPANY,
        _P.ATTENDANCE_VIEW: _S.COMPANY,
        _P.REQUEST_VIEW: _S.COMPANY,
        _P.PAY_VIEW: _S.COMPANY,
        _P.NOTICE_VIEW: _S.COMPANY,
        _P.EVIDENCE_VIEW: _S.COMPANY,
        _P.ACCOUNT_VIEW: _S.COMPANY,
        _P.JOB_VIEW: _S.COMPANY,
    },
}

WHOLE = frozenset(
    {
        *(_P.TERMINAL_VIEW, _P.TERMINAL_EDIT, _P.PUNCH_ASSIGN, _P.ATTENDANCE_CLOSE),
        *(_P.PAY_VIEW, _P.PAY_RUN, _P.PAY_REVIEW, _P.PAY_CLOSE, _P.EVIDENCE_VIEW),
        *(_P.ACCOUNT_VIEW, _P.ACCOUNT_EDIT, _P.JOB_VIEW, _P.JOB_EDIT, _P.DEMO_REMOVE),
    }
)
"""What belongs to the company and not to a person: a role over one unit does not carry it."""

FIELD_LEVELS: dict[Role, dict[FieldGroup, Level]] = {
    Role.ADMINISTRATOR: {FieldGroup.PUBLIC: Level.VIEW, FieldGroup.CONTACT: Level.MASKED},
    Role.HR: {
        FieldGroup.PUBLIC: Level.EDIT,
        FieldGroup.CONTACT: Level.EDIT,
        FieldGroup.IDENTITY: Level.EDIT,
        FieldGroup.HEALTH: Level.MASKED,
        FieldGroup.DISCIPLINE: Level.EDIT,
    },
    Role.PAYROLL: {
        FieldGroup.PUBLIC: Level.VIEW,
        FieldGroup.IDENTITY: Level.MASKED,
        FieldGroup.BANK: Level.EDIT,
        FieldGroup.PAY: Level.EDIT,
    },
    Role.MANAGER: {FieldGroup.PUBLIC: Level.VIEW, FieldGroup.CONTACT: Level.MASKED},
    Role.EMPLOYEE: {FieldGroup.PUBLIC: Level.VIEW},
    Role.AUDITOR: {
        FieldGroup.PUBLIC: Level.VIEW,
        FieldGroup.CONTACT: Level.MASKED,
        FieldGroup.PAY: Level.VIEW,
        FieldGroup.DISCIPLINE: Level.VIEW,
    },
}

SELF_LEVELS: dict[FieldGroup, Level] = dict.fromkeys(FieldGroup, Level.VIEW)


@dataclass(frozen=True, slots=True)
class Held:
    """A role over a unit's subtree, or (`unit_id` None) over the whole company."""

    role: Role
    unit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """One answer of the policy: a scope, narrowed to a unit's subtree where it is UNIT."""

    scope: Scope
    unit_id: str | None = None


def reach(held: tuple[Held, ...], permission: Permission) -> frozenset[Reach]:
    """How far these roles carry a permission; empty means no."""
    found = {Reach(Scope.SELF)} if permission in _Everyone.GRANTS.value else set()
    for one in held:
        scope = GRANTS[one.role].get(permission)
        if scope is not None and not (one.unit_id and permission in WHOLE):
            found.add(_narrow(scope, one.unit_id))
    return frozenset(found)


def _narrow(scope: Scope, unit_id: str | None) -> Reach:
    if unit_id is not None and scope in (Scope.UNIT, Scope.COMPANY):
        return Reach(Scope.UNIT, unit_id)
    if scope is Scope.UNIT:  # a manager without a unit leads exactly his reports
        return Reach(Scope.REPORTS)
    return Reach(scope)


def level(held: tuple[Held, ...], group: FieldGroup, *, own: bool) -> Level:
    """How much of a field group these roles see of a person within reach (`own`: of oneself)."""
    levels = [FIELD_LEVELS[one.role].get(group, Level.NONE) for one in held]
    if own:
        levels.append(SELF_LEVELS[group])
    return max(levels, default=Level.NONE)


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that carry a permission: whom to ask."""
    return tuple(role for role, grants in GRANTS.items() if permission in grants)


_ROLE_LABELS = {
    Role.ADMINISTRATOR: Text("管理员", "Administrator"),
    Role.HR: Text("人事", "HR"),
    Role.PAYROLL: Text("薪酬", "Payroll"),
    Role.MANAGER: Text("主管", "Manager"),
    Role.EMPLOYEE: Text("员工", "Employee"),
    Role.AUDITOR: Text("审计", "Auditor"),
}
