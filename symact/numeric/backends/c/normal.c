/* The error function and the normal distribution: one polynomial in (t - 4)/(t + 4) each after multiplication by a
   linear function, and exponentials whose squared argument keeps its rounding error. */

/* exp(t**2/2) * Phi(-t) for t >= 0: high, and low to add to an exponent that it is multiplied by */
static inline sym_pair sym_normal_tail(double t)
{
    const double s = t < 40.0 ? t : 40.0, d = 1.0 + s, rest = d - s, lost = (1.0 - rest) + (s - (d - rest));
    const double value = sym_polynomial_normal_tail((s - 4.0) / (s + 4.0));
    return (sym_pair){value / d, -lost / d};
}

/* by one quotient, which does for float32 */
static inline sym_pair sym_normal_tail_short(double t)
{
    const double s = t < 14.6 ? t : 14.6, d = 1.0 + s, q = sym_quotient(1.0, d * (s + 4.0));
    return (sym_pair){sym_polynomial_normal_tail((s - 4.0) * (d * q)) * ((s + 4.0) * q), 0.0};
}

/* exp(a**2) * erfc(a) for a >= 0, in the same way */
static inline sym_pair sym_erfcx_tail(double a)
{
    const double s = a < 28.0 ? a : 28.0, t = 2.0 * s, d = 1.0 + t, rest = d - t;
    const double lost = (1.0 - rest) + (t - (d - rest));
    const double value = sym_polynomial_erfcx_tail((s - 4.0) / (s + 4.0));
    return (sym_pair){value / d, -lost / d};
}

static inline sym_pair sym_erfcx_tail_short(double a)
{
    const double s = a < 10.5 ? a : 10.5, d = 1.0 + 2.0 * s, q = sym_quotient(1.0, d * (s + 4.0));
    return (sym_pair){sym_polynomial_erfcx_tail((s - 4.0) * (d * q)) * ((s + 4.0) * q), 0.0};
}

/* erf(x) for |x| <= 1 */
static inline double sym_erf_small(double x)
{
    const double z = fabs(x) < 1.0 ? x * x : 1.0;
    return fma(x, sym_polynomial_erf_small(z), x);
}

/* factor * exp(-c * (high + low) + more), for c*high >= 0 */
static inline double sym_gaussian(sym_pair factor, double c, sym_pair square)
{
    const double low = fma(-c, fabs(square.low) < 1e-3 ? square.low : 0.0, factor.low), high = -c * square.high;
    const double n = sym_steps(high), p = 1.0 + sym_exp_rest(high, n);
    return high < sym_least() ? factor.high * 0.0 : sym_scaled(factor.high * fma(p, low, p), n);
}

static inline double sym_gaussian_short(sym_pair factor, double c, sym_pair square)
{
    const double high = -c * square.high, n = sym_steps(high), p = 1.0 + sym_exp_rest(high, n);
    return high < sym_least() ? factor.high * 0.0 : sym_scaled(factor.high * p, n);
}

static inline double sym_normal_cdf(double x)
{
    const double tail = sym_gaussian(sym_normal_tail(fabs(x)), 0.5, sym_square(x));
    const double centre = fma(0.5, sym_erf_small(x * 0x1.6a09e667f3bcdp-1), 0.5);
    return fabs(x) < 0.65 ? centre : x < 0.0 ? tail : 1.0 - tail;
}

/* x * normal_cdf(x), where the cdf is subnormal too */
static inline double sym_gelu(double x)
{
    const double a = fabs(x), t = a < 40.0 ? a : 40.0;
    sym_pair factor = sym_normal_tail(a);
    factor.high *= x < 0.0 ? -t : 1.0;
    const double tail = sym_gaussian(factor, 0.5, sym_square(x));
    const double gate = a < 0.65 ? fma(0.5, sym_erf_small(x * 0x1.6a09e667f3bcdp-1), 0.5) : 1.0 - tail;
    return x <= -0.65 ? tail : x * gate;
}

static inline double sym_erfc_right(double a)
{
    return sym_gaussian(sym_erfcx_tail(a), 1.0, sym_square(a));
}

static inline double sym_erf(double x)
{
    const double near = sym_erf_small(x), far = copysign(1.0 - sym_erfc_right(fabs(x)), x);
    return fabs(x) < 1.0 ? near : far;
}

static inline double sym_erfc(double x)
{
    const double right = sym_erfc_right(fabs(x)), near = 1.0 - sym_erf_small(x);
    return fabs(x) < 0.45 ? near : x < 0.0 ? 2.0 - right : right;
}
