"""Notices: ranked facts that never go down, what each channel can prove, when to act next."""
