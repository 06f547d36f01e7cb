"""Target groups as cells name them: by name, alias or number. Digits of two numbers are never
joined."""

import re

from django.utils import timezone

from core.text import name_key

from ..models import GroupAlias, TargetGroup

# "1,3", "1/3", "1 3" and "1 & 3" are two groups. "1.3" and "1-3" may be more than one thing.
NUMBERS = re.compile(r"\d{1,3}(?:\s*[,;/|&+\s]\s*\d{1,3})*[\s,;/|]*")
DOUBTFUL = re.compile(r"(\d{1,3})((?:\s*[.\-–]\s*\d{1,3})+)\.?")
NUMBER_AND_NAME = re.compile(
    r"(?:(?:target\s+)?gr(?:oup|uppe|oupe|uppo|upo)|zielgruppe|g|nr|no)?[\s.:#]*0*(\d{1,2})"
    r"(?:[\s.:)\-–]+(.*))?",
    re.IGNORECASE,
)


class GroupWords:
    """The words under which contacts store groups."""

    def __init__(self):
        self.by_key, self.by_number = {}, {}
        today = timezone.localdate()
        groups = {group.pk: group for group in TargetGroup.objects.all()}
        current = {
            key: group
            for key, group in groups.items()
            if not (group.retired_on and group.retired_on <= today)
        }
        for key, group in GroupAlias.objects.values_list("key", "group"):
            if group in current:
                self.by_key[key] = current[group].word
        for group in current.values():
            self.by_number[group.number] = group.word
            for text in (group.name, group.slug, str(group)):
                self.by_key[name_key(text)] = group.word

    def is_known(self, text):
        return name_key(text) in self.by_key

    def words_of(self, text):
        """Return the words of the groups that a text names; None if any of it is not known."""
        text = text.strip()
        if any(map(str.isalpha, text)):
            word = self.by_key.get(name_key(text)) or self._by_number_and_name(text)
            return [word] if word else None
        if not NUMBERS.fullmatch(text):
            return None
        words = [self.by_number.get(int(number)) for number in re.findall(r"\d+", text)]
        return words if all(words) else None

    def _by_number_and_name(self, text):
        """Return the group of "Group 4" or "4. GMP facilities", None if number and name differ."""
        found = NUMBER_AND_NAME.fullmatch(text)
        if not found:
            return None
        word, name = self.by_number.get(int(found[1])), (found[2] or "").strip()
        return word if not name or self.by_key.get(name_key(name)) == word else None

    def candidates(self, text):
        """Return the possible meanings of doubtful numbers, as lists of words: "1-3" is groups 1
        and 3, or 1 to 3; a spreadsheet makes 1.1 of "1,10"."""
        found = DOUBTFUL.fullmatch(text.strip())
        if not found:
            return []
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        meant = [numbers]
        if "." in found[2] and len(numbers) == 2 and numbers[1] < 10:
            meant.append([numbers[0], numbers[1] * 10])
        if "." not in found[2] and len(numbers) == 2 and numbers[0] < numbers[1]:
            meant.append(list(range(numbers[0], numbers[1] + 1)))
        lists = [[self.by_number.get(number) for number in each] for each in meant]
        unique = [list(dict.fromkeys(words)) for words in lists if all(words)]
        return [words for place, words in enumerate(unique) if words not in unique[:place]]
