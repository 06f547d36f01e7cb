"""The survey of facilities, which they answer by a personal link and without an account.

forms.py      the first page, and one page per block
answers.py    saves, previews, releases and accepts answers
links.py      personal links: signed and not stored
campaigns.py  invitations, reminders, and facilities without an answer
"""
