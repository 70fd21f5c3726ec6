"""The laws that every activation keeps, for the test suites of people's own functions.

.. code-block:: python

    import symact as sa

    bent = sa.define("bent", "(sqrt(x**2 + 1) - 1)/2 + x")

    def test_bent():
        sa.testing.check_activation(bent)

    @pytest.mark.parametrize("law", sa.testing.activation_laws(), ids=str)
    def test_law(law):
        law(bent)
"""

from symact.testing.check import activation_laws, check_activation
from symact.testing.law import Law

__all__ = ["Law", "activation_laws", "check_activation"]
