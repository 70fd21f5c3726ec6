"""Networks: units wired into a graph, known exactly from end to end.

A network's truth is a short list of steps on named arrays (:mod:`symact.networks.network`); the graph of units is a view
of it. What can be done with a step (its shape, its value, its derivatives) stands in one row of a table
(:mod:`symact.networks.operations`).
"""
