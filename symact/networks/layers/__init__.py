"""Layers of networks, in a row, added to what they skip, or shared; and the chain that makes a network of them."""

from symact.networks.layers.chain import Chain, Residual, chain
from symact.networks.layers.dense import Activate, Dense
from symact.networks.layers.images import AveragePool, Conv, Flatten, MaxPool

__all__ = ["Activate", "AveragePool", "Chain", "Conv", "Dense", "Flatten", "MaxPool", "Residual", "chain"]
