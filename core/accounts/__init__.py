"""Accounts: sign-in and its limits, the second factor, sessions and invitations.

The pages are those of django-allauth; these modules decide its rules.
"""
