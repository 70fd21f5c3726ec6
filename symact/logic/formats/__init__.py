"""Circuits as files: the formats of netlists, one or two modules each, and the table of them."""
