"""What stands before the pages: takes in what people send, however slowly it comes, and passes on only what has come whole.

It knows nothing of pages, accounts and the record. One slow sender costs it a little memory, and the pages nothing at all.
"""
