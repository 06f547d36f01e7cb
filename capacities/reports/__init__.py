"""Six reports for the purposes of the capacity map, each as a page, a PDF and a CSV file.

base.py          the parts of a report
gaps.py          investment gaps: steps with demand and no or too little supply
reach.py         under-served areas: distances to the nearest facility
referral.py      referral: the facilities nearest to a place, by step
selection.py     site selection: facilities for a therapy, and the missing steps
cooperation.py   steps and facilities that are open to others
rules.py         facilities and the rules of their country
pdf.py           any report as a PDF
"""

from .cooperation import COOPERATION
from .gaps import GAPS
from .reach import REACH
from .referral import REFERRAL
from .rules import RULES
from .selection import SELECTION

REPORTS = {report.slug: report for report in (GAPS, REACH, REFERRAL, SELECTION, COOPERATION, RULES)}
