"""Networks and their back-propagation in LaTeX: names, functions, vectors and matrices, entries, the page of lines."""
