/* The error function and the normal distribution: one polynomial in (t - 4)/(t + 4) each after multiplication by a
   linear function, and exponentials whose squared argument keeps its rounding error. */

/* value(z) / (1 + t) for z = (s - 4)/(s + 4), by one quotient and a remainder that makes good its error and that of d */
static inline double sym_over_one_plus(double value, double t, double quotient)
{
    const double d = 1.0 + t, rest = d - t, lost = (1.0 - rest) + (t - (d - rest)), first = value * quotient;
    return fma(fma(-first, d, value) - first * lost, quotient, first);
}

static inline double sym_over_one_plus_short(double value, double t, double quotient)
{
    return t < 0.0 ? value : value * quotient;
}

/* exp(t**2/2) * Phi(-t) for t >= 0 */
static inline double sym_normal_tail(double t)
{
    const double s = t < 40.0 ? t : 40.0, q = sym_quotient(1.0, (1.0 + s) * (s + 4.0));
    return sym_over_one_plus(sym_polynomial_normal_tail((s - 4.0) * ((1.0 + s) * q)), s, (s + 4.0) * q);
}

/* exp(a**2) * erfc(a) for a >= 0 */
static inline double sym_erfcx_tail(double a)
{
    const double s = a < 28.0 ? a : 28.0, t = 2.0 * s, q = sym_quotient(1.0, (1.0 + t) * (s + 4.0));
    return sym_over_one_plus(sym_polynomial_erfcx_tail((s - 4.0) * ((1.0 + t) * q)), t, (s + 4.0) * q);
}

/* erf(x) for |x| <= 1 */
static inline double sym_erf_small(double x)
{
    const double z = fabs(x) < 1.0 ? x * x : 1.0;
    return fma(x, sym_polynomial_erf_small(z), x);
}

/* factor * exp(-c * x**2) */
static inline double sym_gaussian(double factor, double c, double x)
{
    const sym_pair square = sym_square(x);
    return sym_times_exp(factor, -c * square.high, -c * sym_small(square.low));
}

static inline double sym_gaussian_short(double factor, double c, double x)
{
    return sym_times_exp(factor, -c * (x * x), 0.0);
}

static inline double sym_normal_cdf(double x)
{
    const double tail = sym_gaussian(sym_normal_tail(fabs(x)), 0.5, x);
    return x < 0.0 ? tail : 1.0 - tail;
}

/* x * normal_cdf(x), where the cdf is subnormal too */
static inline double sym_gelu(double x)
{
    const double a = fabs(x), t = x > -40.0 ? x : -40.0;
    const double tail = sym_gaussian((x < 0.0 ? t : 1.0) * sym_normal_tail(a), 0.5, x);
    return x < 0.0 ? tail : x * (1.0 - tail);
}

static inline double sym_erfc_right(double a)
{
    return sym_gaussian(sym_erfcx_tail(a), 1.0, a);
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
