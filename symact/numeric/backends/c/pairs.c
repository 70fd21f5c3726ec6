/* Numbers known to twice the precision, as unevaluated sums; and steep functions of such arguments. */

typedef struct {
    double high, low;
} sym_pair;

/* the same sum with the second part below half a unit of the first; needs |high| >= |low| */
static inline sym_pair sym_renormalised(double high, double low)
{
    const double total = high + low;
    return (sym_pair){total, low - (total - high)};
}

static inline sym_pair sym_square(double a)
{
    const double total = a * a;
    return (sym_pair){total, fma(a, a, -total)};
}

static inline sym_pair sym_add(double a, double a_low, double b, double b_low)
{
    const double total = a + b, part = total - a;
    return sym_renormalised(total, (a - (total - part)) + (b - part) + (a_low + b_low));
}

static inline sym_pair sym_multiply(double a, double a_low, double b, double b_low)
{
    const double total = a * b, low = fma(a, b, -total);
    return sym_renormalised(total, low + fma(a, b_low, a_low * b));
}

static inline sym_pair sym_reciprocal(double a, double a_low)
{
    const double first = 1.0 / a;
    return (sym_pair){first, first * (fma(-first, a, 1.0) - first * a_low)};
}

static inline sym_pair sym_root(double a, double a_low)
{
    const double first = sqrt(a), low = (fma(-first, first, a) + a_low) / (2.0 * first);
    return (sym_pair){first, first == 0.0 ? 0.0 : low};
}

static inline sym_pair sym_softplus_pair(double x)
{
    return sym_add(x < 0.0 ? 0.0 : x, 0.0, sym_log1p_unit(sym_falling_exp(-fabs(x))), 0.0);
}

/* what is no rounding error belongs to an argument so large that the function is saturated there */
static inline double sym_small(double low)
{
    return fabs(low) < 1e-3 ? low : 0.0;
}

static inline double sym_exp_pair(double high, double low)
{
    return sym_times_exp(1.0, high, sym_small(low));
}

static inline double sym_expm1_pair(double high, double low)
{
    const double e = sym_expm1(high);
    return e + (e < INFINITY ? (e + 1.0) * sym_small(low) : 0.0);
}

static inline double sym_sigmoid_pair(double high, double low)
{
    const double s = sym_sigmoid(high);
    return fma(s, (1.0 - s) * sym_small(low), s);
}

static inline double sym_softplus_of_pair(double high, double low)
{
    return fma(sym_sigmoid(high), sym_small(low), sym_softplus(high));
}

static inline double sym_sech2_pair(double high, double low)
{
    const double s = sym_sech2(high);
    return s - s * (2.0 * sym_tanh(high) * sym_small(low));
}

static inline double sym_normal_cdf_pair(double high, double low)
{
    return fma(sym_exp(-0.5 * high * high) * 0x1.9884533d43651p-2, sym_small(low), sym_normal_cdf(high));
}

static inline double sym_erfc_pair(double high, double low)
{
    return fma(sym_exp(-high * high) * -0x1.20dd750429b6dp0, sym_small(low), sym_erfc(high));
}

static inline double sym_sin_pair(double high, double low)
{
    return sin(high) * cos(low) + cos(high) * sin(low);
}

static inline double sym_cos_pair(double high, double low)
{
    return cos(high) * cos(low) - sin(high) * sin(low);
}
