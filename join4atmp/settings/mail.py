"""Mails: the server, the sender and the speed."""

from .site import PUBLIC, env

EMAIL = env.email(public=PUBLIC)
vars().update(EMAIL)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender(public=PUBLIC)
EMAIL_TIMEOUT = 10  # seconds
# Pages keep their mails in the database, and a job gives them to the mail server.
MAIL_QUEUE_BACKEND = "core.mail_backend.MailQueue"
MAIL_SERVER_BACKEND = EMAIL["EMAIL_BACKEND"]
if MAIL_SERVER_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = MAIL_QUEUE_BACKEND
# Of campaigns to contacts; mail servers refuse senders with more than they allow.
MAILS_PER_MINUTE = env.number("MAILS_PER_MINUTE", 30, least=1)
