"""Cache, queue and schedule of background jobs: on Redis if it is set, otherwise in files."""

from .site import VAR_DIR, env

REDIS_URL, CACHE_URL = env.redis()
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "core.cache.RedisOrMemory", "LOCATION": CACHE_URL}}
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 7200,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            # Above this number Django deletes a third of them at random, and the counts of wrong
            # passwords with them. The default is 300, which one attacker fills within a minute.
            "OPTIONS": {"MAX_ENTRIES": 5_000},
        }
    }
    queue = VAR_DIR / "queue"
    for folder in (queue / "messages", queue / "control"):
        folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"  # without a host each worker logs a warning
    CELERY_BROKER_TRANSPORT = "core.file_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(queue / "messages"),
        "data_folder_out": str(queue / "messages"),
        "control_folder": str(queue / "control"),
        "polling_interval": 0.2,
        "store_processed": False,
    }

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page does not wait for a queue that is away: the schedule looks for its job every minute.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.2}
CELERY_TIMEZONE = "UTC"
# A run of a register takes hours: people who wait for an import have workers of their own.
CELERY_TASK_DEFAULT_QUEUE = "people"
CELERY_TASK_ROUTES = {"trials.sync_register": {"queue": "registers"}}
# A job of every minute is not needed after this time: the next one has started.
EVERY_MINUTE = {"schedule": 60, "options": {"expires": 55}}
CELERY_BEAT_SCHEDULE = {
    "clear expired sessions": {"task": "core.clear_expired_sessions", "schedule": 24 * 3600},
    "note that the schedule runs": {"task": "core.note_schedule", **EVERY_MINUTE},
    "watch the portal": {"task": "join4atmp.watch", "schedule": 300},
    "send waiting mails": {"task": "core.send_waiting_mails", **EVERY_MINUTE},
    "drop expired drafts": {"task": "core.drop_expired_drafts", "schedule": 3600},
    "drop sent forms": {"task": "core.drop_sent_forms", "schedule": 3600},
    "keep in sync": {"task": "trials.keep_in_sync", **EVERY_MINUTE},
    "keep states of trials": {"task": "trials.keep_states", "schedule": 3600},
    "mail saved views": {"task": "trials.mail_saved_views", "schedule": 3600},
    "drop expired uploads": {"task": "stakeholders.drop_expired_uploads", "schedule": 3600},
    "match sponsors": {"task": "trials.match_sponsors", "schedule": 24 * 3600},
    "send invitations to facilities": {
        "task": "capacities.send_invitations",
        "schedule": 24 * 3600,
    },
    "refresh measures of capacities": {"task": "capacities.refresh_measures", "schedule": 3600},
    "follow up requests to facilities": {
        "task": "capacities.follow_up_requests",
        "schedule": 24 * 3600,
    },
    "remove expired contacts of facilities": {
        "task": "capacities.remove_expired_contacts",
        "schedule": 24 * 3600,
    },
    "send completion requests": {
        "task": "products.send_completion_requests",
        "schedule": 3600,
    },
    "send campaigns": {"task": "stakeholders.send_campaigns", **EVERY_MINUTE},
    "tidy up the help-desk": {"task": "landscape.tidy_up", "schedule": 24 * 3600},
    "take up imports": {"task": "stakeholders.take_up_imports", **EVERY_MINUTE},
    "take up reporting packs": {"task": "join4atmp.take_up_packs", **EVERY_MINUTE},
    "take up simulations": {"task": "economics.take_up_simulations", **EVERY_MINUTE},
}
