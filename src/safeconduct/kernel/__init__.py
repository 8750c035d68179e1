"""Values only: errors, time, quantities, text, truth, canonical JSON and the act as a value.

Answers what a thing is. It does not read files, keep state or know any agreement.
"""
