"""Who may do what, and who may see what: pure functions with reasons, made from the agreement in force at a moment.

A seat is where somebody sits: an organisation, and a post of it. Who sits there is not known here. Nothing here signs, stores or
reads anything, and no answer says whether something exists that the one who asks may not know of.
"""
