"""Values that do not fit together: named for a curator, never corrected."""

IN_THE_BODY = ("Intravitreal", "Intraocular", "Intratumoral")


def doubts_of(dossier):
    """Sentences about a dossier; none where nothing looks wrong."""
    found = []
    kinds, routes = dossier.meaning("atmp_type"), dossier.meaning("route_of_administration")
    category = dossier.atmp_category
    for kind in kinds:
        named = kind.split(",")[0].split(" ")[0]
        if named in ("GTMP", "TEP", "sCTMP", "cATMP") and named != category:
            found.append(f"The class is {category}, and the type says “{kind}”.")
    for route in routes:
        if route in IN_THE_BODY and "GTMP, ex vivo" in kinds:
            found.append(f"The type says ex vivo, and the route is {route.lower()}.")
    transfer = [word for word in dossier.meaning("mode_of_gene_transfer") if word != "None"]
    if transfer and category in ("TEP", "sCTMP"):
        found.append(f"The class is {category}, and a mode of gene transfer is given.")
    sources = {"Autologous", "Allogeneic"} & set(dossier.meaning("cell_source"))
    if sources and "GTMP, in vivo" in kinds:
        found.append("The type says in vivo, and a source of cells is given.")
    return found
