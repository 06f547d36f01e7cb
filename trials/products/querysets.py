"""Questions asked of many dossiers. Pages, exports and search start from these."""

from django.db import models
from django.db.models import Q

from core.text import search_words


class DossierQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everyone sees what a curator has shown to everyone, and demonstrations; members of the
        consortium see all. Persons and addresses in it are another matter: `shared_texts`."""
        if user.is_authenticated:
            return self
        return self.filter(Q(is_public=True) | Q(is_demo=True))

    def published(self):
        """What counts as the project's own: no demonstration data."""
        return self.filter(is_demo=False)

    def found_by(self, query):
        words = search_words(query)
        if not words:
            return self.none() if query.strip() else self
        return self.filter(*(Q(search_text__contains=word) for word in words))

    def with_terms(self, vocabulary, names):
        """Dossiers that hold a spelling of one of these terms, or a study of which does."""
        term = {"term__vocabulary": vocabulary, "term__name__in": names}
        everything = self.model._default_manager.order_by()
        own = everything.filter(**{f"spellings__{key}": value for key, value in term.items()})
        of_study = everything.filter(
            **{f"studies__spellings__{key}": value for key, value in term.items()}
        )
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=of_study.values("pk")))

    def of_trial(self, trial):
        """The dossiers with a study that carries one of the trial's numbers."""
        numbers = [trial.eudract_number, trial.eu_ct_number[:14], trial.nct_number]
        wanted = [number for number in numbers if number]
        return self.filter(studies__numbers__number__in=wanted).distinct()
