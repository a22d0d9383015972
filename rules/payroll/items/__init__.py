"""The built-in pay items, one file each; the order here is the order on the payslip."""

from rules.payroll.item import PayItem
from rules.payroll.items.allowance import ALLOWANCE
from rules.payroll.items.base_wage import BASE_WAGE
from rules.payroll.items.fixed_deduction import FIXED_DEDUCTION
from rules.payroll.items.lateness import LATENESS
from rules.payroll.items.overtime import OVERTIME_EXTENDED, OVERTIME_REST_DAY, OVERTIME_STATUTORY
from rules.payroll.items.performance import PERFORMANCE

ITEMS: tuple[PayItem, ...] = (
    BASE_WAGE,
    PERFORMANCE,
    ALLOWANCE,
    OVERTIME_EXTENDED,
    OVERTIME_REST_DAY,
    OVERTIME_STATUTORY,
    LATENESS,
    FIXED_DEDUCTION,
)
