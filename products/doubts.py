"""Contradictions between values of a dossier. Curators see them; nothing is corrected
automatically."""

IN_THE_BODY = ("Intravitreal", "Intraocular", "Intratumoral")


def doubts_of(dossier):
    """Return the contradictions of a dossier as sentences."""
    found = []
    kinds, routes = dossier.meaning("atmp_type"), dossier.meaning("route_of_administration")
    category = dossier.atmp_category
    for kind in kinds:
        named = kind.split(",")[0].split(" ")[0]
        if named in ("GTMP", "TEP", "sCTMP", "cATMP") and named != category:
            found.append(f"The class is {category}, but the type is “{kind}”.")
    for route in routes:
        if route in IN_THE_BODY and "GTMP, ex vivo" in kinds:
            found.append(f"The type is ex vivo, but the route is {route.lower()}.")
    transfer = [word for word in dossier.meaning("mode_of_gene_transfer") if word != "None"]
    if transfer and category in ("TEP", "sCTMP"):
        found.append(f"The class is {category}, but there is a mode of gene transfer.")
    sources = {"Autologous", "Allogeneic"} & set(dossier.meaning("cell_source"))
    if sources and "GTMP, in vivo" in kinds:
        found.append("The type is in vivo, but there is a source of cells.")
    return found
