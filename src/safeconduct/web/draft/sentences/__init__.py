"""The sentences of rules that pages say in each language: what was found, what to do, and what is told beside it.

A sentence is written with a name in braces for each part; `said` knows what stands in a part by its name. Where a sentence can
stand inside another, the longer one comes first. Rules about amendments and reported figures are not here: no page of a draft
has another text, or a log, beside the one that is written.
"""

from safeconduct.web.draft.sentences import amounts, bodies, dates, duties, norms, people, places, waits, wording

SENTENCES: dict[str, tuple[str, ...]] = {
    code: own
    for module in (wording, duties, waits, dates, people, amounts, norms, places, bodies)
    for code, own in module.SENTENCES.items()
}
"""Of each rule that can find something on a page of a draft, all that it says."""
