"""ONNX files: read within bounds, step for node, and written so that they read back equal."""
