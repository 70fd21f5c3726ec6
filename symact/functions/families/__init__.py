"""The families of the handbook, a file or a folder each; every class in them that has a formula is an entry."""
