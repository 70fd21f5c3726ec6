"""Gated linear units: one half of a vector opens or shuts the other, and CReLU, which keeps both signs.

Which half is the gate differs from paper to paper, and each class says so: in ``glu`` the second half, in the units
of Shazeer (``swiglu``, ``geglu``, ``reglu``) the first, as in ONNX's operator SwiGLU.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr

from symact.functions.families.gates.distributions import gelu, silu
from symact.functions.families.rectifiers.cut import relu
from symact.functions.families.sigmoids import sigmoid
from symact.functions.parameters import Real
from symact.functions.vector_activation import VectorActivation

_SHAZEER = "Shazeer, GLU variants improve transformer, arXiv:2002.05202, 2020"


class Halved(VectorActivation):
    """A unit of two halves of a vector."""

    @classmethod
    def check_length(cls, n: int, *parameters: Any) -> None:
        """An even number."""
        if n % 2:
            raise ValueError(
                f"the length of the argument of {cls.__name__} must be even, for two halves, not {n}; put both "
                f"halves into one vector"
            )


def _halves(x: Any) -> Any:
    n = len(x) // 2
    return zip(x[:n], x[n:], strict=True)


class glu(Halved):
    r"""The gated linear unit: the first half is the value, the second the gate.

    .. math:: \mathrm{GLU}(a, b) = a \odot \sigma(b)

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        The halves *a* and *b* one after the other.
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> a, b = symbols("a b")
    >>> list(glu([a, b])), list(glu.jacobian([a, b]))
    ([a*sigmoid(b)], [sigmoid(b), a*sigmoid(-b)*sigmoid(b)])
    """

    aliases = ("gated_linear_unit",)
    display = r"\mathrm{GLU}"
    reference = "Dauphin, Fan, Auli and Grangier, Language modeling with gated convolutional networks, ICML 2017"

    @staticmethod
    def formula(x: Any) -> tuple[Expr, ...]:
        return tuple(a * sigmoid(b) for a, b in _halves(x))


class swiglu(Halved):
    r"""The gated unit with swish: the first half is the gate, the second the value.

    .. math:: \mathrm{SwiGLU}(a, b) = (a\,\sigma(\beta a)) \odot b

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        The halves *a* and *b* one after the other.
    beta : Expr, optional
        Sharpness of the gate, real; 1 unless stated (``alpha`` in ONNX).
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> a, b = symbols("a b")
    >>> list(swiglu([a, b])), list(swiglu([a, b], beta=2))
    ([b*silu(a)], [b*silu(a, 2)])
    """

    aliases = ("swish_glu",)
    display = r"\mathrm{SwiGLU}"
    reference = _SHAZEER
    onnx = "SwiGLU"

    @staticmethod
    def formula(x: Any, beta: Real = 1) -> tuple[Expr, ...]:
        return tuple(silu(a, beta) * b for a, b in _halves(x))


class geglu(Halved):
    r"""The gated unit with GELU: the first half is the gate, the second the value.

    .. math:: \mathrm{GEGLU}(a, b) = \mathrm{GELU}(a) \odot b

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        The halves *a* and *b* one after the other.
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> a, b = symbols("a b")
    >>> list(geglu.jacobian([a, b]))
    [b*(a*normal_pdf(a) + normal_cdf(a)), gelu(a)]
    """

    aliases = ("gelu_glu",)
    display = r"\mathrm{GEGLU}"
    reference = _SHAZEER

    @staticmethod
    def formula(x: Any) -> tuple[Expr, ...]:
        return tuple(gelu(a) * b for a, b in _halves(x))


class reglu(Halved):
    r"""The gated unit with ReLU: the first half is the gate, the second the value.

    .. math:: \mathrm{ReGLU}(a, b) = \max(0, a) \odot b

    At the kink *a* = 0 the derivative of the gate is 0, as that of :class:`symact.relu`.

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        The halves *a* and *b* one after the other.
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> a, b = symbols("a b")
    >>> list(reglu([a, b])), list(reglu.jacobian([a, b])), list(reglu.jacobian([0, 5]))
    ([b*relu(a)], [b*step(a, 0), relu(a)], [0, 0])
    """

    aliases = ("relu_glu",)
    display = r"\mathrm{ReGLU}"
    reference = _SHAZEER

    @staticmethod
    def formula(x: Any) -> tuple[Expr, ...]:
        return tuple(relu(a) * b for a, b in _halves(x))


class bilinear(Halved):
    r"""The gated unit without a nonlinearity: the product of the halves.

    .. math:: \mathrm{bilinear}(a, b) = a \odot b

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        The halves *a* and *b* one after the other.
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> list(bilinear([1, 2, 3, 4]))
    [3, 8]
    """

    aliases = ("bilinear_glu",)
    reference = "Mnih and Hinton, Three new graphical models for statistical language modelling, ICML 2007"

    @staticmethod
    def formula(x: Any) -> tuple[Expr, ...]:
        return tuple(a * b for a, b in _halves(x))


class crelu(VectorActivation):
    r"""Concatenated ReLU: the positive parts, then the negative parts.

    .. math:: \mathrm{CReLU}(x) = (\max(0, x), \max(0, -x))

    Parameters
    ----------
    vector : Matrix, list, tuple or array
        Real entries; the result has twice as many.
    axis : int, optional
        Of an array; the last unless stated.

    Examples
    --------
    >>> list(crelu([3, -2])), list(crelu.jacobian([x]))
    ([3, 0, 0, 2], [step(x, 0), -step(-x, 0)])
    """

    aliases = ("concatenated_relu",)
    display = r"\mathrm{CReLU}"
    reference = "Shang, Sohn, Almeida and Lee, Understanding and improving CNNs via concatenated ReLUs, ICML 2016"

    @staticmethod
    def formula(x: Any) -> tuple[Expr, ...]:
        return (*(relu(e) for e in x), *(relu(-e) for e in x))
