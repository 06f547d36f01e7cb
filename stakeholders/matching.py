"""Find organisations by the names in registers: by name or alias, or by similarity."""

from rapidfuzz import fuzz, process

from core.text import WORD, folded

from .models import Organisation, OrganisationAlias

SIMILARITY_THRESHOLD = (
    82  # of 100; a person checks each pair, so rather one too many than one too few
)
MAX_SIMILAR_ORGANISATIONS = 3
LEGAL_FORMS = frozenset(
    "ab ag aps as asbl bv co corp corporation ev gmbh inc kg kgaa limited llc ltd nv oy plc sa "
    "sarl sas se sl spa srl vzw".split()
)


def organisations_by_key(keys):
    """Return {key: organisation}. An alias decides; a name of two organisations does not."""
    found, twice = {}, set()
    for place in Organisation.objects.filter(name_key__in=keys):
        if place.name_key in found:
            twice.add(place.name_key)
        found[place.name_key] = place
    for key in twice:
        del found[key]
    aliases = OrganisationAlias.objects.filter(key__in=keys).select_related("organisation")
    return found | {alias.key: alias.organisation for alias in aliases}


def organisations_like(names):
    """Return {name: [(key of the organisation, similarity of 100)]}, the most similar first."""
    places = [*Organisation.objects.values_list("pk", "name")]
    places += OrganisationAlias.objects.values_list("organisation", "name")
    texts = [_comparable(name) for _, name in places]
    found = {}
    for name in names:
        likeness = {}
        for _, score, place in process.extract(
            _comparable(name),
            texts,
            scorer=fuzz.token_sort_ratio,
            score_cutoff=SIMILARITY_THRESHOLD,
            limit=3 * MAX_SIMILAR_ORGANISATIONS,
        ):
            key = places[place][0]
            likeness[key] = max(likeness.get(key, 0), round(score))
        ordered = sorted(likeness.items(), key=lambda pair: (-pair[1], pair[0]))
        if ordered:
            found[name] = ordered[:MAX_SIMILAR_ORGANISATIONS]
    return found


def _comparable(name):
    """Return the name without accents and legal forms: "Pharma AG" is like "Pharma"."""
    words = WORD.findall(folded(name).replace(".", ""))
    return " ".join([word for word in words if word not in LEGAL_FORMS] or words)
