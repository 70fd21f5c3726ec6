"""Networks and their back-propagation in LaTeX: names, functions, vectors and matrices, entries, and the page of lines."""
