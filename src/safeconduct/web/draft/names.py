"""The names of a text, found by what they are in English: rules say them so, and a page says them in its own language."""

import re

from django.utils.translation import gettext as _

from safeconduct.agreement.model import Agreement
from safeconduct.kernel.text import texts_in
from safeconduct.web.shell.apart import apart, joined
from safeconduct.web.shell.part_names import called

_BETWEEN = re.compile(r", | and | or ")
_MORE = re.compile(r"(?P<some>.*”) and (?P<n>\d+) more")
_TITLES = re.compile(r"“([^”]*)”")


class Names:
    """The names of a text by what they are in English."""

    def __init__(self, agreement: Agreement, language: str) -> None:
        self.agreement, self.language = agreement, language
        self._texts = {" ".join(str(text).split()): text for text in texts_in(agreement)}

    def known(self, name: str) -> bool:
        """Whether this is the name of something in the text, or of a tranche of it."""
        return name in self._texts or name.rpartition(", ")[0] in self._texts

    def of(self, name: str) -> str:
        """Give a name in the language, set apart; as it is where the text has no other. A tranche comes after its duty."""
        found = self._texts.get(name)
        duty, comma, tranche = name.rpartition(", ")
        if found is None and comma and duty in self._texts:
            return self._tranche(duty, tranche)
        return apart(" ".join(found.pick(self.language).split()) if found else name)

    def _tranche(self, duty: str, tranche: str) -> str:
        for one in self.agreement.obligations:
            if self.agreement.name_of(f"{one}.{tranche}") == f"{duty}, {tranche}":
                return apart(called(f"{one}.{tranche}", self.agreement, self.language))
        return _("%(one)s, %(next)s") % {"one": self.of(duty), "next": apart(tranche)}

    def several(self, names: str) -> str:
        """Give names in a row, as `a, b and c`; empty where one of them is no name of the text."""
        if names == "nobody the text names":
            return _("nobody the text names")
        found = self._listed(names)
        return joined(map(self.of, found)) if found else ""

    def _listed(self, names: str) -> list[str]:
        """Give the names of a row; a name may hold an `and` of its own."""
        if names in self._texts:
            return [names]
        for between in _BETWEEN.finditer(names):
            head = names[: between.start()]
            if head in self._texts and (rest := self._listed(names[between.end():])):
                return [head, *rest]
        return []

    def titles(self, quoted: str) -> str:
        """Give quoted names in a row, with how many more there are."""
        if more := _MORE.fullmatch(quoted):
            return _("%(some)s and %(n)s more") % {"some": self.titles(more["some"]), "n": more["n"]}
        found = _TITLES.findall(quoted)
        return joined(f"“{self.of(title)}”" for title in found) if found else ""

    def unit(self, word: str) -> str:
        """Give a unit of the text by its id; empty where it has none of that id."""
        found = self.agreement.units.get(word)
        return apart(" ".join(found.pick(self.language).split())) if found else ""
