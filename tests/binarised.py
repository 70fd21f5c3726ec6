"""A binarised network to test with: weights and units of -1 and 1, trained by straight-through gradients on digits.

M. Courbariaux et al., Binarized neural networks, arXiv:1602.02830, 2016.
"""

from __future__ import annotations

import numpy as np

GLYPHS = """
01110 00100 01110 11111 00010 11111 00110 11111 01110 01110
10001 01100 10001 00010 00110 10000 01000 00001 10001 10001
10011 00100 00001 00100 01010 11110 10000 00010 10001 10001
10101 00100 00010 00010 10010 00001 11110 00100 01110 01111
11001 00100 00100 00001 11111 00001 10001 01000 10001 00001
10001 00100 01000 10001 00010 10001 10001 01000 10001 00010
01110 01110 11111 01110 00010 01110 01110 01000 01110 01100
"""


def digits(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures of 8 x 8 entries of -1 and 1, digits moved and spoiled by noise, and which they are."""
    random = np.random.default_rng(seed)
    rows = [line.split() for line in GLYPHS.split("\n") if line]
    glyphs = np.array([[[int(c) for c in row[d]] for row in rows] for d in range(10)])
    labels = random.integers(0, 10, count)
    pictures = np.zeros((count, 8, 8), dtype=int)
    for picture, label, down, right in zip(pictures, labels, *random.integers(0, 2, (2, count)), strict=True):
        picture[down : down + 7, right + 1 : right + 6] = glyphs[label]
    noise = random.random(pictures.shape) < 0.05
    return (2 * (pictures ^ noise) - 1).reshape(count, 64), labels


def trained(hidden: int, steps: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return W1, b1, W2, b2 of a network 64-hidden-10: weights of -1 and 1, whole biases, odd ones of hidden units."""
    random = np.random.default_rng(seed)
    pictures, labels = digits(4000, seed)
    latent = [random.uniform(-1, 1, shape) for shape in ((hidden, 64), hidden, (10, hidden), 10)]
    moments = [(np.zeros_like(a), np.zeros_like(a)) for a in latent]
    for step in range(1, steps + 1):
        batch = random.integers(0, len(labels), 100)
        gradients = backward(latent, pictures[batch], labels[batch])
        for a, g, (mean, square) in zip(latent, gradients, moments, strict=True):
            mean += 0.1 * (g - mean)
            square += 0.001 * (g**2 - square)
            a -= 0.02 * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
            np.clip(a, -1 if a.ndim == 2 else -20, 1 if a.ndim == 2 else 20, out=a)
    return rounded(latent)


def rounded(latent: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    w1, b1, w2, b2 = latent
    return (
        np.where(w1 < 0, -1, 1),
        2 * np.floor(b1 / 2).astype(int) + 1,
        np.where(w2 < 0, -1, 1),
        np.rint(b2).astype(int),
    )


def backward(latent: list[np.ndarray], x: np.ndarray, labels: np.ndarray) -> list[np.ndarray]:
    """Return the gradients of cross-entropy by the latent weights; that of a sign is taken for 1 near 0."""
    w1, b1, w2, b2 = rounded(latent)
    z = x @ w1.T + b1
    h = np.sign(z)
    scale = np.sqrt(len(b1))
    logits = (h @ w2.T + b2) / scale
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    up = p / scale / len(labels)
    down = up @ w2 * (np.abs(z) < 16)
    return [down.T @ x, down.sum(axis=0), up.T @ h, up.sum(axis=0)]


def predicted(weights: tuple[np.ndarray, ...], x: np.ndarray) -> np.ndarray:
    """Return the digits that the network says, the first of the largest sums."""
    w1, b1, w2, b2 = weights
    return np.argmax(np.where(x @ w1.T + b1 > 0, 1, -1) @ w2.T + b2, axis=1)
