"""Log lines as JSON for log servers: one object per line, without personal data.

An exception is its type and its places in the program. Its message is left out, because it may
quote what a person entered.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

from .context import request_id, task_id

# Other fields are those of libraries, such as a whole request.
KEPT_FIELDS = (
    *("event", "method", "path", "status", "view", "milliseconds"),
    *("task", "outcome", "sql"),
)
MAX_FRAMES = 20


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := request_id.get():
            line["request"] = request
        if task := task_id.get():
            line["task_id"] = task
        line |= {name: getattr(record, name) for name in KEPT_FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            line["exception"] = kind.__name__
            line["places"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(trace)[-MAX_FRAMES:]
            ]
        return json.dumps(line, ensure_ascii=False, default=str)
