"""Questions asked of many dossiers. Pages, exports and search start from these."""

from django.db.models import Q

from core.filters import NOT_STATED
from core.querysets import Searched

SPELLINGS = ("spellings", "studies__spellings")  # of a dossier, and of its studies


class DossierQuerySet(Searched):
    def visible_to(self, user):
        """Everyone sees what a curator has shown to everyone, and demonstrations; members of the
        consortium see all. Persons and addresses in it are another matter: `shared_texts`."""
        if user.is_authenticated:
            return self
        return self.filter(Q(is_public=True) | Q(is_demo=True))

    def published(self):
        """Return the rows that are no demonstration data."""
        return self.filter(is_demo=False)

    def with_terms(self, vocabulary, names):
        """Dossiers that hold a spelling of one of these terms, or a study of which does. NOT_STATED
        among the names finds those that hold no term of the vocabulary."""
        holders = self._holders(vocabulary, term__name__in=names)
        if NOT_STATED in names:
            holders |= ~self._holders(vocabulary)
        return self.filter(holders)

    def _holders(self, vocabulary, **spelling):
        """Filter by key, so that a dossier with several of the terms is listed once."""
        spelling["term__vocabulary"] = vocabulary
        everything = self.model._default_manager.order_by()
        condition = Q()
        for path in SPELLINGS:
            own = {f"{path}__{name}": value for name, value in spelling.items()}
            condition |= Q(pk__in=everything.filter(**own).values("pk"))
        return condition

    def terms_held(self, vocabulary):
        """(key of a dossier, name of a term that it or a study of it holds), each pair once."""
        own, of_study = (
            self.filter(**{f"{path}__term__vocabulary": vocabulary}).values_list(
                "pk", f"{path}__term__name"
            )
            for path in SPELLINGS
        )
        return own.union(of_study)

    def of_trial(self, trial):
        """The dossiers with a study that carries one of the trial's numbers."""
        numbers = [trial.eudract_number, trial.eu_ct_number[:14], trial.nct_number]
        wanted = [number for number in numbers if number]
        return self.filter(studies__numbers__number__in=wanted).distinct()
