"""Networks as JSON documents, exact and safe to read from strangers."""
