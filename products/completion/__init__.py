"""Campaigns for missing cells of cover sheets: people answer by a personal link, curators decide.

questions.py  the cells that a product lacks, and those that it has
people.py     who could answer, and who must not be written to
requests.py   makes requests, and sends their mails and reminders
links.py      personal links: signed and not stored
answers.py    saves answers as proposals; accepts and refuses them
progress.py   counts requests, and answers per question
"""
