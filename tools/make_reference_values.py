"""Write tests/reference/values.txt: 50 digits of every scalar activation, by mpmath alone.

Each value is computed at two precisions far apart, from formulas written by hand; a value is written only if both
give the same 50 digits. Where the first precision loses digits to cancellation, both are raised; a zero, which
cancellation may leave at any low precision, is believed at the highest alone.

    python tools/make_reference_values.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from mpmath import mp, mpf, nstr

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))

from reference.formulas import FORMULAS, KINKS, PARAMETERS, UNDEFINED_TO  # noqa: E402

DIGITS = 50
PRECISIONS = (80, 400, 2000)
ARGUMENTS = (
    *("-1000", "-100", "-40", "-20.5", "-8", "-5", "-3.5", "-2", "-1.25", "-0.75", "-0.1", "-1e-8", "-1e-30"),
    *("0", "1e-30", "1e-8", "0.1", "0.3", "0.75", "1.25", "2", "3.5", "5", "7.5", "20.5", "40", "100", "1000"),
)
HEADER = """\
# Values of activations to {digits} significant digits: name, argument, value.
# Written by tools/make_reference_values.py with mpmath at two precisions that agree; parameters are the defaults,
# but for: {parameters}.
"""


def digits_of(name: str, argument: str) -> str:
    """Return the decimal digits of a value on which two precisions agree."""
    for precision in PRECISIONS:
        texts = [_text(name, argument, p) for p in (precision, 2 * precision + 37)]
        if texts[0] == texts[1] and (texts[0] != "0.0" or precision == PRECISIONS[-1]):
            return texts[0]
    raise ArithmeticError(f"{name}({argument}) must be the same at two precisions, not {texts}")


def _text(name: str, argument: str, precision: int) -> str:
    with mp.workdps(precision):
        value: Any = FORMULAS[name](mpf(argument))
    with mp.workdps(DIGITS):
        return nstr(+value, DIGITS, strip_zeros=True, min_fixed=-4, max_fixed=6)


def lines() -> list[str]:
    """Return the lines of the file."""
    out = []
    for name in sorted(FORMULAS):
        with mp.workdps(30):
            arguments = {*ARGUMENTS, *KINKS[name]}
            if name in UNDEFINED_TO:
                arguments = {a for a in arguments if mpf(a) > mpf(UNDEFINED_TO[name])}
            ordered = sorted(arguments, key=mpf)
        out += [f"{name} {argument} {digits_of(name, argument)}" for argument in ordered]
    return out


def main() -> None:
    parameters = ", ".join(f"{n}({', '.join(f'{k}={v}' for k, v in p.items())})" for n, p in PARAMETERS.items())
    header = HEADER.format(digits=DIGITS, parameters=parameters)
    target = TESTS / "reference" / "values.txt"
    target.write_text(header + "\n".join(lines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
