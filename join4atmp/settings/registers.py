"""The public registers, how they are asked, and how their trials are reviewed."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from .site import env

EUCTR_URL = env.address("EUCTR_URL", "https://www.clinicaltrialsregister.eu/ctr-search")
CTIS_URL = env.address("CTIS_URL", "https://euclinicaltrials.eu/ctis-public-api")
PUBMED_URL = env.address("PUBMED_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils")
REGISTER_DELAY_SECONDS = env.number("REGISTER_DELAY_SECONDS", 1.5, least=0)
REGISTER_TIMEOUT_SECONDS = env.number("REGISTER_TIMEOUT_SECONDS", 45, least=1)
REGISTER_CA_BUNDLE = env.str("REGISTER_CA_BUNDLE", default="")
if REGISTER_CA_BUNDLE and not Path(REGISTER_CA_BUNDLE).is_file():
    raise ImproperlyConfigured(
        f"REGISTER_CA_BUNDLE is not a file: {REGISTER_CA_BUNDLE}. Check the path."
    )
# Per cent of the known records that a run may change or miss without release by a person.
SYNC_CHANGE_LIMIT_PERCENT = env.number("SYNC_CHANGE_LIMIT_PERCENT", 30, least=0)
# If on, the addresses above are an invented register, and its trials are marked as invented.
REGISTERS_ARE_DEMO = env.switch("REGISTERS_ARE_DEMO", default=False)

# Number of reviewers per trial. Two reviewers do not see each other's decisions.
REVIEWERS_REQUIRED = env.one_of("REVIEWERS_REQUIRED", 1, (1, 2))
