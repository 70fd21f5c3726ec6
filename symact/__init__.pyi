# The public names, one line each, grouped by the floor they stand on. This file is both what type checkers
# read and what is imported lazily: a name that is not here is not public, but for a new entry of the catalogue, which
# `make format` writes here.

from .version import __version__ as __version__
from .errors import DefinitionError as DefinitionError
from .errors import DomainError as DomainError
from .errors import MissingExtraError as MissingExtraError
from .errors import NoLimitError as NoLimitError
from .errors import NotSmoothError as NotSmoothError
from .errors import ParseError as ParseError
from .errors import SymactError as SymactError
from .errors import UndecidedError as UndecidedError
from .errors import UnknownActivationError as UnknownActivationError
from .errors import UnsupportedError as UnsupportedError
from .shelf import shelf_files as shelf_files

from . import exact as exact
from .exact.branches import BranchTable as BranchTable
from .exact.branches import branch_table as branch_table
from .exact.piecewise import cases as cases
from .exact.real_function import step as step
from .exact.nonsmooth import Corner as Corner
from .exact.nonsmooth import corners as corners
from .exact.nonsmooth import subdifferential as subdifferential
from .exact.derivatives import derivative as derivative
from .exact.integrals import integrate as integrate
from .exact.limiting import Limits as Limits
from .exact.limiting import limit as limit
from .exact.limiting import limits as limits
from .exact.facts import Profile as Profile
from .exact.facts import profile as profile
from .exact.levels import Saturation as Saturation
from .exact.levels import saturation as saturation
from .exact.power_series import series as series
from .exact.zero_sets import simplify as simplify
from .exact.zero_sets import zeros as zeros

from .functions import losses as losses
from .functions.activation import Activation as Activation
from .functions.catalogue import activation as activation
from .functions.catalogue import activations as activations
from .functions.define import define as define
from .functions.logsumexp import logsumexp as logsumexp
from .functions.parameters import NonNegative as NonNegative
from .functions.parameters import Positive as Positive
from .functions.parameters import Real as Real
from .functions.parse import parse as parse

# The entries of the catalogue, written by `python tools/make_stub.py`.
from .functions.adopted import atan as atan
from .functions.adopted import erf as erf
from .functions.adopted import exp as exp
from .functions.adopted import sign as sign
from .functions.adopted import sin as sin
from .functions.adopted import tanh as tanh
from .functions.families.bumps import gaussian as gaussian
from .functions.families.bumps import normal_pdf as normal_pdf
from .functions.families.curves import bent_identity as bent_identity
from .functions.families.curves import identity as identity
from .functions.families.exponentials import celu as celu
from .functions.families.exponentials import elu as elu
from .functions.families.exponentials import log1mexp as log1mexp
from .functions.families.exponentials import selu as selu
from .functions.families.gates.compositions import logish as logish
from .functions.families.gates.compositions import mish as mish
from .functions.families.gates.compositions import phish as phish
from .functions.families.gates.compositions import serf as serf
from .functions.families.gates.compositions import smish as smish
from .functions.families.gates.compositions import telu as telu
from .functions.families.gates.distributions import gelu as gelu
from .functions.families.gates.distributions import gelu_tanh as gelu_tanh
from .functions.families.gates.distributions import hard_swish as hard_swish
from .functions.families.gates.distributions import pflu as pflu
from .functions.families.gates.distributions import quick_gelu as quick_gelu
from .functions.families.gates.distributions import silu as silu
from .functions.families.rectifiers.cut import relu as relu
from .functions.families.rectifiers.cut import relu6 as relu6
from .functions.families.rectifiers.cut import squared_relu as squared_relu
from .functions.families.rectifiers.cut import threshold as threshold
from .functions.families.rectifiers.cut import thresholded_relu as thresholded_relu
from .functions.families.rectifiers.leaky import isrlu as isrlu
from .functions.families.rectifiers.leaky import leaky_relu as leaky_relu
from .functions.families.rectifiers.leaky import prelu as prelu
from .functions.families.rectifiers.leaky import rrelu as rrelu
from .functions.families.rectifiers.smooth import softplus as softplus
from .functions.families.rectifiers.smooth import sparse_plus as sparse_plus
from .functions.families.rectifiers.smooth import squareplus as squareplus
from .functions.families.shrinkage import hardshrink as hardshrink
from .functions.families.shrinkage import softshrink as softshrink
from .functions.families.shrinkage import tanhshrink as tanhshrink
from .functions.families.sigmoids import hard_sigmoid as hard_sigmoid
from .functions.families.sigmoids import hardtanh as hardtanh
from .functions.families.sigmoids import isru as isru
from .functions.families.sigmoids import lecun_tanh as lecun_tanh
from .functions.families.sigmoids import log_sigmoid as log_sigmoid
from .functions.families.sigmoids import normal_cdf as normal_cdf
from .functions.families.sigmoids import sigmoid as sigmoid
from .functions.families.sigmoids import softsign as softsign
from .functions.families.sigmoids import sparse_sigmoid as sparse_sigmoid
from .functions.families.vector.gated import bilinear as bilinear
from .functions.families.vector.gated import crelu as crelu
from .functions.families.vector.gated import geglu as geglu
from .functions.families.vector.gated import glu as glu
from .functions.families.vector.gated import reglu as reglu
from .functions.families.vector.gated import swiglu as swiglu
from .functions.families.vector.normalizers import log_softmax as log_softmax
from .functions.families.vector.normalizers import softmax as softmax
from .functions.families.vector.normalizers import softmin as softmin
from .functions.families.vector.selectors import hardmax as hardmax
from .functions.families.vector.selectors import maxout as maxout
from .functions.families.vector.selectors import sparsemax as sparsemax
from .functions.families.waves import snake as snake
# End of the entries.

from .numeric.accuracy import Accuracy as Accuracy
from .numeric.evaluator import Evaluator as Evaluator
from .numeric.evaluator import lambdify as lambdify

from .show.latex import latex as latex
from .show.picture import Plot as Plot
from .show.plots import plot as plot

from . import testing as testing

from .networks import layers as layers
from .networks.graph import unit_graph as unit_graph
from .networks.derivatives import gradient as gradient
from .networks.derivatives import hvp as hvp
from .networks.derivatives import jacobian as jacobian
from .networks.derivatives import jvp as jvp
from .networks.derivatives import vjp as vjp
from .networks.expressions import equations as equations
from .networks.expressions import expression as expression
from .networks.layers import mlp as mlp
from .networks.network import Network as Network
from .networks.training import Training as Training
from .networks.training import fit as fit
