"""Sponsors of trials and the organisations of the register of stakeholders."""
