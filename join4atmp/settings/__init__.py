"""Settings of the portal. Values that differ between installations are in the environment, which
`join4atmp.environment` reads and checks, and `.env.example` explains.

The defaults are for a local portal: one SQLite file, no services, plain http. A `SITE_URL` with
https:// makes a public portal, which has secure cookies, HSTS and its own SECRET_KEY.

Each module has one subject. All use `site`, and none uses a module that is below it in this list.
"""

from .site import *
from .apps import *
from .database import *
from .jobs import *
from .registers import *
from .accounts import *
from .mail import *
from .security import *
from .api import *
from .static_files import *
from .admin import *
from .monitoring import *
