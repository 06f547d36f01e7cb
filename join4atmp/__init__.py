from .celery import app as celery_app

__all__ = ["celery_app"]
__version__ = "1.0.0"  # the release; docs/operations.md says how to make one
