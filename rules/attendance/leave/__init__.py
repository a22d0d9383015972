"""Leave balances: grants, accrual, carry-over, payout and requests, exact to the fraction."""
