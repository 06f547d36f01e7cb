"""Asking facilities by a personal link, without an account.

forms.py      the first page, and one longer page per block
answers.py    what is saved, shown as others will see it, released, accepted
links.py      the personal link: signed, never stored
campaigns.py  invitations, reminders, and who stayed silent
"""
