"""Site search: one box over everything that the reader may see, straight from the tables.

`sources` says what is searched and how a row is shown, `find` asks them all, `spelling` corrects
words that stand nowhere, `marks` shows where in a text the words are.
"""
