"""The request or job that the present code works for, for its log lines."""

from contextvars import ContextVar

request_id = ContextVar("request_id", default="")
task_id = ContextVar("task_id", default="")
