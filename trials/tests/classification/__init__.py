"""Labelled lists, and how well the vocabulary does on them.

`tuned/` was in view while the vocabulary was written. `unseen/` was labelled before it was first
measured, and no word was chosen by it. Product fields carry a class ("unclear" where a name leaves
it open) and all technologies (codes with blanks); titles carry technologies, empty where the title
names none.

    python -m trials.tests.classification        prints the table of docs/classification.md
"""
