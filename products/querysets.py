"""Queries over many dossiers. Pages, exports and search start from these."""

from django.db.models import Q

from core.filters import NOT_STATED
from core.querysets import Searched
from core.text import name_key

SPELLINGS = ("spellings", "studies__spellings")  # of a dossier, and of its studies


class DossierQuerySet(Searched):
    def visible_to(self, user):
        """Filter the dossiers that a user may see: members of the consortium see all, everybody
        else sees public and demonstration ones. For persons and addresses in them, see
        `shared_texts`."""
        if user.is_authenticated:
            return self
        return self.filter(Q(is_public=True) | Q(is_demo=True))

    def named(self, name):
        """Return the dossier with this name, or with this former name, or None. Case, spaces and
        punctuation are ignored."""
        key = name_key(name)
        if not key:
            return None
        return self.filter(name_key=key).first() or self.filter(former_names__key=key).first()

    def published(self):
        """Filter out demonstration data."""
        return self.filter(is_demo=False)

    def with_terms(self, vocabulary, names):
        """Filter dossiers that have, or a study of which has, a spelling of one of these terms.
        NOT_STATED in `names` finds dossiers without any term of the vocabulary."""
        holders = self._holders(vocabulary, term__name__in=names)
        if NOT_STATED in names:
            holders |= ~self._holders(vocabulary)
        return self.filter(holders)

    def _holders(self, vocabulary, **spelling):
        """Return a filter by key, so that a dossier with several of the terms is listed once."""
        spelling["term__vocabulary"] = vocabulary
        everything = self.model._default_manager.order_by()
        condition = Q()
        for path in SPELLINGS:
            own = {f"{path}__{name}": value for name, value in spelling.items()}
            condition |= Q(pk__in=everything.filter(**own).values("pk"))
        return condition

    def terms_held(self, vocabulary):
        """Return (key of a dossier, name of a term of the dossier or its studies), each pair
        once."""
        own, of_study = (
            self.filter(**{f"{path}__term__vocabulary": vocabulary}).values_list(
                "pk", f"{path}__term__name"
            )
            for path in SPELLINGS
        )
        return own.union(of_study)

    def of_trial(self, trial):
        """Filter dossiers with a study that has one of the trial's numbers."""
        numbers = [trial.eudract_number, trial.eu_ct_number[:14], trial.nct_number]
        wanted = [number for number in numbers if number]
        return self.filter(studies__numbers__number__in=wanted).distinct()
