"""Where a network runs: one small file a backend, each the same table of operations in another library's words."""
