"""What a comparison found, for people and programs: terminal, HTML, JSON.

numbers     how figures are written
terminal    a table of the run
json        the versioned schema (compare-1.schema.json)
html        one self-contained file to look at; charts draws its diagrams
files       writing aside, then renaming
"""
