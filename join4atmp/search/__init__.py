"""Search over all rows that the reader may see, directly in the tables.

`sources` declares the searched rows and their display, `find` searches all of them, `spelling`
corrects unknown words, and `marks` highlights the words in a text.
"""
