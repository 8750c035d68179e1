"""The pages: what was promised, how it stands, who can unblock it, and who says what.

Read-only and without accounts, so only for the machine they run on. This room computes no status and knows no
agreement: it asks the core and shows the answer.
"""
