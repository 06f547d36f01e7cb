"""The database: SQLite, or PostgreSQL if DATABASE_URL names it."""

from .site import IS_WEB_PROCESS, VAR_DIR, env

DATABASES = {"default": env.database(f"sqlite:///{VAR_DIR}/db.sqlite3")}
PAGE_LOCK_SECONDS = env.number("PAGE_LOCK_SECONDS", 5, least=0.1)
PAGE_QUERY_SECONDS = env.number("PAGE_QUERY_SECONDS", 10, least=0.1)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # The write lock is taken at the start of a transaction, so that two writers wait for each
    # other instead of failing with "database is locked".
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        timeout=20,
        transaction_mode="IMMEDIATE",
        init_command=(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-16384; PRAGMA journal_size_limit=27103364; "
            "PRAGMA secure_delete=ON;"  # erased data must not remain in free pages of the file
        ),
    )
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # the pool replaces broken connections
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options.setdefault("pool", {"min_size": 0, "max_size": 8, "timeout": 5})
    options.setdefault("connect_timeout", 5)
    options.setdefault("tcp_user_timeout", 10_000)  # milliseconds, for a server that vanished
    if IS_WEB_PROCESS:  # jobs and commands may take their time
        options.setdefault(
            "options",
            f"-c lock_timeout={PAGE_LOCK_SECONDS}s -c statement_timeout={PAGE_QUERY_SECONDS}s "
            "-c idle_in_transaction_session_timeout=60s",
        )
