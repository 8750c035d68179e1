"""The engines of the checker: what waits for what, what can ever be done, when at the earliest, and who can stop it.

Plain Python, and every engine looks at each part of the text a fixed number of times.
"""
