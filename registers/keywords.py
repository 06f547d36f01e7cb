"""Words that make a product look like an advanced therapy where the register does not say.

They are searched in titles and product fields only: the register's own labels hold "gene therapy",
and "previous treatment with any cell therapy" is a common exclusion criterion.
Source: the search list of the JOIN4ATMP trial search, without its brand names' doubtful spellings.
"""

import re

_WORDS = (
    r"gene[- ]therap",
    r"gene transfer",
    r"gene[- ]edit",
    r"genetically (?:modified|engineered)",
    r"transduced",
    r"chimeric antigen receptor",
    r"\bCAR[- ]?(?:T|NK|Treg)",
    r"T[- ]cell receptor",
    r"tumou?r[- ]infiltrating lymphocyte",
    r"\bTILs?\b",
    r"adoptive (?:cell|T[- ]cell)",
    r"(?:virus|CMV|EBV|antigen)[- ]specific T[- ]cell",
    r"CD19.{0,20}T[- ]cells",
    r"donor lymphocyte",
    r"regulatory T[- ]cell",
    r"natural killer cells",
    r"adeno[- ]?associated",
    r"\bAAV\d*\b",
    r"\bAAV[- ]?\d",
    r"lentivir",
    r"retroviral vector",
    r"adenoviral vector",
    r"oncolytic",
    r"plasmid",
    r"mesenchymal",
    r"stromal cells",
    r"stem cells? therapy",
    r"adipose[- ]derived",
    r"(?:bone marrow|peripheral blood)[- ](?:derived )?mononuclear cells",
    r"progenitor cells",
    r"dendritic cell",
    r"\bDCVAC",
    r"autologous tumou?r cell",
    r"sipuleucel",
    r"chondrocyte",
    r"chondrosphere",
    r"keratinocyte",
    r"autologous fibroblast",
    r"melanocyte",
    r"limbal stem",
    r"islet (?:cell|transplant)",
    r"hepatocyte (?:infusion|transplant)",
    r"myoblast",
    r"osteoblastic cells",
    r"retinal pigment epithelium cell",
    r"tissue[- ]engineer",
    r"bioengineered",
    r"CRISPR",
    r"zinc finger",
    r"\bTALEN",
    r"voretigene|tisagenlecleucel|axicabtagene|onasemnogene|strimvelis|betibeglogene",
    r"darvadstrocel|talimogene|holoclar|spherox",
)
PATTERN = re.compile("|".join(_WORDS), re.IGNORECASE)


def advanced_therapy_word(*texts: str) -> str:
    """The first such word in the texts, "" if there is none."""
    for text in texts:
        if match := PATTERN.search(text):
            return match[0]
    return ""
