"""What the standards say, as facts: editions, numbered nodes, crosswalk, the guide's labels, and the one vocabulary.

Pure: no Django, no database, no network. Identifiers and short titles are the publishers'; every description is in our
own words. The rooms above import the modules they need (`vocabulary`, `keys`, `catalogue`); nothing is loaded here.
"""
