"""Campaigns: a list of contacts for one purpose, mails to them, and their replies.

- `lists`: who is on the list, and who is left out by which rule
- `letters`: the mail to one person
- `sending`: mails by the portal, so many per minute
- `tools`: the same list by a mail tool
- `replies`: answers of a survey and bounces, read back from files
- `unsubscribing`: the link below each mail
"""
