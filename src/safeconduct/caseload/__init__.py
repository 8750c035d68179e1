"""The caseload: what is done with persons, weapons and movements under the programme of an agreement, and what was reported.

Each room inside decides whether an act is allowed and applies it. The rooms do not know each other; what one has to
know of another is asked for as facts, which the secretariat gives. Nothing here holds a name, a place of hiding, or
anything else about a person than a case number and the steps taken.
"""
