/* The logistic function, hyperbolic functions, and their combinations that do not cancel. */

static inline double sym_sigmoid(double x)
{
    const double e = sym_falling_exp(-fabs(x)), q = sym_quotient(1.0, 1.0 + e);
    return x < 0.0 ? e * q : q;
}

/* the same in fewer steps, where no sigmoid(-x) shares the exponential */
static inline double sym_sigmoid_alone(double x)
{
    const double q = sym_quotient(1.0, 1.0 + sym_exp(-x)), far = sym_exp(x);
    return x < -80.0 ? far : q;
}

/* |x| < 80 */
static inline double sym_sigmoid_alone_usual(double x)
{
    return sym_quotient(1.0, 1.0 + sym_exp(-x));
}

static inline double sym_softplus(double x)
{
    const double rest = sym_log1p_unit(sym_falling_exp(-fabs(x)));
    return (x < 0.0 ? 0.0 : x) + rest;
}

/* tanh(log(1 + exp(x))), as the rational function of exp(-abs(x)) that it is */
static inline double sym_mish_gate(double x)
{
    const double e = sym_falling_exp(-fabs(x)), upper = x < 0.0 ? e * (2.0 + e) : fma(2.0, e, 1.0);
    return sym_quotient(upper, upper + (x < 0.0 ? 2.0 : 2.0 * e * e));
}

static inline double sym_mish(double x)
{
    return x == -INFINITY ? -0.0 : x * sym_mish_gate(x);
}

static inline double sym_tanh(double x)
{
    const double e = sym_falling_expm1(-2.0 * fabs(x));
    return copysign(sym_quotient(-e, 2.0 + e), x);
}

/* 1 - tanh(x)**2 */
static inline double sym_sech2(double x)
{
    const double high = -2.0 * fabs(x), e = sym_falling_exp(high), d = 1.0 + e, lost = e - (d - 1.0);
    const double q = sym_quotient(1.0, d);
    return sym_times_exp(4.0 * (q * q), high, -2.0 * lost * q);
}

static inline double sym_sech2_short(double x)
{
    const double e = sym_falling_exp(-2.0 * fabs(x)), q = sym_quotient(1.0, 1.0 + e);
    return 4.0 * e * (q * q);
}

/* x - tanh(x) */
static inline double sym_tanhshrink(double x)
{
    const double a = fabs(x), z = a < 1.0 ? x * x : 1.0;
    const double near = x * (z * sym_polynomial_tanhshrink_small(z));
    const double far = copysign((a - 1.0) + 2.0 / (sym_exp(2.0 * a) + 1.0), x);
    return a < 1.0 ? near : far;
}

/* log(1 - exp(-x)) for x >= 0 */
static inline double sym_log1mexp(double x)
{
    const double near = sym_log(-sym_expm1(-x)), far = sym_log1p(-sym_exp(-x));
    return x < 0x1.62e42fefa39efp-1 ? near : far;
}

/* a + b; where they cancel by way of n = a**2 - b**2, which does not */
static inline double sym_conjugate(double a, double b, double n)
{
    const double total = a + b, other = n / (a - b);
    return fabs(total) < 0.5 * fabs(b) ? other : total;
}

static inline double sym_maximum(double a, double b)
{
    return a >= b ? a : a != a ? a : b;
}

static inline double sym_minimum(double a, double b)
{
    return a <= b ? a : a != a ? a : b;
}

static inline double sym_sign(double x)
{
    return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x;
}

static inline double sym_heaviside(double x, double at)
{
    return x > 0.0 ? 1.0 : x < 0.0 ? 0.0 : x == 0.0 ? at : x;
}
