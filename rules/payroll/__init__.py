"""From a closed month of attendance to a payslip that explains itself down to the punch."""
