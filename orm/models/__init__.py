"""Every table of the house, by aggregate."""

from orm.models.account import Account, LoginFailure, LoginLink, RoleGrant, Session
from orm.models.approval import Delegation, Request, RequestLine, Task
from orm.models.attendance import (
    AbsenceLadder,
    AttendanceMonth,
    Day,
    DirtyDay,
    LeaveGrant,
    Shift,
    ShiftAssignment,
)
from orm.models.company import Company, Person, Series, Site, Unit
from orm.models.evidence import Checkpoint, Event, Leaf, PendingLeaf
from orm.models.gateway import (
    BrokerSession,
    GatewayNode,
    TerminalCommand,
    TerminalDay,
    TerminalGap,
    TerminalLease,
)
from orm.models.job import Job, JobBatch, JobLane, JobSchedule, JobWorker
from orm.models.notice import Attempt, Fact, Notice
from orm.models.operations import DismissedUser, TerminalMove, ZoneCorrection
from orm.models.pay import CompanyParameter, PayProfile, PayRun, Payslip, PerformanceScore
from orm.models.punch import Inbox, Punch, Quarantine
from orm.models.terminal import CodeMapping, Terminal, TerminalOutage, TerminalUser, UnknownTerminal

__all__ = [
    "AbsenceLadder",
    "Account",
    "Attempt",
    "AttendanceMonth",
    "BrokerSession",
    "Checkpoint",
    "CodeMapping",
    "Company",
    "CompanyParameter",
    "Day",
    "Delegation",
    "DirtyDay",
    "DismissedUser",
    "Event",
    "Fact",
    "GatewayNode",
    "Inbox",
    "Job",
    "JobBatch",
    "JobLane",
    "JobSchedule",
    "JobWorker",
    "Leaf",
    "LeaveGrant",
    "LoginFailure",
    "LoginLink",
    "Notice",
    "PayProfile",
    "PayRun",
    "Payslip",
    "PendingLeaf",
    "PerformanceScore",
    "Person",
    "Punch",
    "Quarantine",
    "Request",
    "RequestLine",
    "RoleGrant",
    "Series",
    "Session",
    "Shift",
    "ShiftAssignment",
    "Site",
    "Task",
    "Terminal",
    "TerminalCommand",
    "TerminalDay",
    "TerminalGap",
    "TerminalLease",
    "TerminalMove",
    "TerminalOutage",
    "TerminalUser",
    "Unit",
    "UnknownTerminal",
    "ZoneCorrection",
]
