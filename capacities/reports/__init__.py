"""Six reports, one for each purpose of the capacity map; each as page, PDF and csv.

base.py          what a report is made of
gaps.py          investment: steps with demand and no or too little supply
reach.py         under-served areas: who is far from the nearest facility
referral.py      from a place: the nearest facilities by step
selection.py     site selection: matching, and what is missing in the chain
cooperation.py   services that are open to others
rules.py         facilities beside the rules of their country
pdf.py           any report as a PDF
"""

from .cooperation import COOPERATION
from .gaps import GAPS
from .reach import REACH
from .referral import REFERRAL
from .rules import RULES
from .selection import SELECTION

REPORTS = {report.slug: report for report in (GAPS, REACH, REFERRAL, SELECTION, COOPERATION, RULES)}
