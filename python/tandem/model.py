"""What a user hands in: a model file, folder or object, recognised and described.

(The contract; filled in by its own commit.)
"""
