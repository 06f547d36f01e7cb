"""The queries that find ATMP trials: neither register can be asked for advanced therapies.

One query per line in the syntax of EUCTR; the union of their answers is the candidate set, of which
the declared products then decide. For CTIS the same words are a list with commas.
Source: the search of the JOIN4ATMP trial database, in the project's words.
"""

EUCTR_QUERIES = (
    '"gene therapy" OR "gene transfer" OR "genetically modified" OR transduced',
    '"chimeric antigen receptor" OR CAR-T OR "CAR T" OR CART OR UCART19 OR (CD19 AND "T cells")',
    '"tumor infiltrating lymphocytes" OR "tumour infiltrating lymphocytes" OR TIL '
    'OR "adoptive cell" OR "T cell receptor"',
    '"virus specific T cells" OR "donor lymphocytes" OR "regulatory T cells" '
    'OR "natural killer cells" OR "NK cells" OR "cytokine-induced killer" OR CIK',
    '"adeno-associated" OR AAV OR rAAV OR lentiviral OR lentivirus OR retroviral '
    'OR "adenoviral vector" OR oncolytic OR plasmid',
    'mesenchymal OR MSC OR "stromal cells" OR "adipose derived" OR ("umbilical cord" AND cells)',
    '"autologous cells" OR "allogeneic cells" OR "CD34+" OR "stem cells" OR "progenitor cells" '
    'OR "bone marrow mononuclear"',
    '"dendritic cells" OR "dendritic cell vaccine" OR "tumour lysate" '
    'OR "autologous tumour cell vaccine" OR sipuleucel',
    "chondrocyte OR chondrocytes OR (cartilage AND autologous) OR spheroids",
    'keratinocyte OR keratinocytes OR fibroblasts OR "skin substitute" OR melanocytes '
    'OR "limbal stem cells" OR "corneal epithelium"',
    '"islet transplantation" OR islets OR hepatocytes OR myoblasts OR osteoblastic '
    'OR cardiomyocytes OR "retinal pigment epithelium"',
    '"tissue engineered" OR "tissue engineering" OR bioengineered OR (scaffold AND cells)',
    'CRISPR OR "gene editing" OR iPSC OR "pluripotent stem cells" OR "zinc finger" OR TALEN',
)


def ctis_words(query):
    """Return a query in words of CTIS: `"gene therapy" OR (CD19 AND "T cells")` is `gene therapy,
    CD19 T cells`."""
    terms = (term.strip() for term in query.split(" OR "))
    return ", ".join(
        term.strip("()").replace('"', "").replace(" AND ", " ").strip() for term in terms
    )
