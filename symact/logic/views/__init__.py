"""The two views of a circuit: as a network of threshold units, and a network of such units as a circuit."""
